#ifndef VERA_SYNTAX_AST_PRINTER_H_
#define VERA_SYNTAX_AST_PRINTER_H_

#include <string>

#include "syntax/tree.h"

// Prints of a tree. The first two are interfaces for other programs, byte for byte those of the
// language's reference implementation (which writes values as Python does); each ends with a line
// end. All recurse over the tree.

namespace vera::syntax {

// `vera ast --json`: an object per node with "_type", "span" and the fields of ast_fields.h.
std::string PrintAstJson(const SyntaxTree& tree);
// `vera ast`: an indented outline without places.
std::string PrintAst(const SyntaxTree& tree);
// `vera dump --stage=tree`: one line per node with its place; for people and goldens, free to
// change.
std::string DumpTree(const SyntaxTree& tree);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_AST_PRINTER_H_
