#ifndef VERA_SYNTAX_FORMAT_COMMENTS_H_
#define VERA_SYNTAX_FORMAT_COMMENTS_H_

#include <string>

#include "syntax/format_layout.h"
#include "syntax/tree.h"

namespace vera::syntax {

// The text of `layout` with the tree's comments and the source's blank lines in it (spec 1.8 rules
// 9 to 11 and 13).
//
// A comment on a line of its own goes to the first place of the layout that starts on a later
// source line; behind the last place, to the end of the program. A comment behind code is trailing:
// the layout's kTrailing steps take it, inner constructs before outer ones, and put it at the end
// of the line they follow.
std::string WeaveComments(const SyntaxTree& tree, const Layout& layout);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_FORMAT_COMMENTS_H_
