#ifndef VERA_SYNTAX_LEXER_H_
#define VERA_SYNTAX_LEXER_H_

#include <string>
#include <vector>

#include "support/diagnostic.h"
#include "support/source_file.h"
#include "syntax/token.h"

// Text to tokens (spec 1). Any byte sequence lexes: what is no token becomes one kError token and
// one SyntaxError.

namespace vera::syntax {

// A fault that waits until those of lexer and parser are put into one order.
struct SyntaxError {
  Diag diag;
  SourceRange range;
  DiagnosticText text;
};

// Lexes `range` of the source; the tokens' ranges are those of the whole file. Errors are appended.
TokenBuffer Lex(const SourceFile& source, SourceRange range, std::vector<SyntaxError>& errors);
// The whole file.
TokenBuffer Lex(const SourceFile& source, std::vector<SyntaxError>& errors);

// One line per token: "line:column kind text". Comments are left out.
std::string DumpTokens(const SourceFile& source, const TokenBuffer& tokens);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_LEXER_H_
