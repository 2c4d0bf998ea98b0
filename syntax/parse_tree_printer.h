#ifndef VERA_SYNTAX_PARSE_TREE_PRINTER_H_
#define VERA_SYNTAX_PARSE_TREE_PRINTER_H_

#include <string>

#include "syntax/tree.h"

namespace vera::syntax {

// `vera parse`: the derivation in the rules of spec chapter 10 (with the names that the reference's
// grammar gives them), an indented line per rule and per token that carries text; a single token
// follows its rule after a tab. An interface for other programs, byte for byte the reference's, the
// empty line at its end included. The tree must be free of syntax errors.
std::string PrintParseTree(const SyntaxTree& tree);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_PARSE_TREE_PRINTER_H_
