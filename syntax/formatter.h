#ifndef VERA_SYNTAX_FORMATTER_H_
#define VERA_SYNTAX_FORMATTER_H_

#include <string>

#include "syntax/tree.h"

// The canonical text of a program (spec 1.8), as `vera fmt` prints it. Two steps, each a function
// from one finished value to the next:
//   format_layout.h    tree -> Layout: the lines of the program without its comments, and between
//   them the places
//                      where a comment or a blank line of the source may go
//   format_comments.h  Layout + comments + blank lines of the source -> text
// with format_expr.h for everything that has one line, and format_text.h for literals.

namespace vera::syntax {

// The tree must come from a source without syntax errors. The result is UTF-8, has bare '\n' line
// ends and ends with exactly one of them. Every comment of the tree is in it. Time and memory are
// linear in the sizes of source and result.
std::string Format(const SyntaxTree& tree);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_FORMATTER_H_
