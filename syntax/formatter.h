#ifndef VERA_SYNTAX_FORMATTER_H_
#define VERA_SYNTAX_FORMATTER_H_

#include <string>

#include "syntax/tree.h"

// The canonical text of a program (spec 1.8), as `vera fmt` prints it. Two steps, each a function
// from one finished value to the next:
// - format_layout.h: tree -> Layout, the lines of the program without its comments, and between
//   them the places where a comment or a blank line of the source may go;
// - format_comments.h: Layout, comments and blank lines of the source -> text.
// Everything that has one line is in format_expr.h, the spelling of literals in format_text.h.

namespace vera::syntax {

// The tree must come from a source without syntax errors. The result is UTF-8, has bare '\n' line
// ends and ends with exactly one of them. Every comment of the tree is in it. Time and memory are
// linear in the sizes of source and result.
// Recurses on the tree, so it needs a large stack as every stage does (support/large_stack.h).
std::string Format(const SyntaxTree& tree);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_FORMATTER_H_
