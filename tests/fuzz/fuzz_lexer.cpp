#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "support/check.h"
#include "syntax/lexer.h"

// Any bytes lex: the tokens lie in order inside the text, and every kError token has its report.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using vera::syntax::TokenKind;
  const vera::SourceFile source("fuzz.vera", std::string(reinterpret_cast<const char*>(data), size));
  std::vector<vera::syntax::SyntaxError> errors;
  const vera::syntax::TokenBuffer tokens = vera::syntax::Lex(source, errors);
  uint32_t end = 0;
  size_t error_tokens = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    VERA_CHECK(tokens.ranges[i].begin >= end && tokens.ranges[i].end <= size, "fuzz: tokens in order");
    end = tokens.ranges[i].end;
    error_tokens += tokens.kinds[i] == TokenKind::kError;
  }
  VERA_CHECK(tokens.kinds.back() == TokenKind::kEndOfFile, "fuzz: the end of file comes last");
  VERA_CHECK(error_tokens <= errors.size(), "fuzz: every error token is reported");
  vera::syntax::DumpTokens(source, tokens);
  return 0;
}
