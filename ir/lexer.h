#ifndef VERA_IR_LEXER_H_
#define VERA_IR_LEXER_H_

#include <cstdint>
#include <string>

#include "llvm/ADT/StringRef.h"

// Tokens of the IR's textual form, one ahead; the part of the parser that knows characters.

namespace vera::ir {

enum class TokenKind : uint8_t {
  kEnd,
  kWord,    // letters, digits, '_', '.', '#', '$': mnemonics, keywords, block labels
  kNumber,  // optional '-', then letters, digits, '.', '+', '-' as in 1e-7 and 0x7ff0
  kString,  // quoted; bytes are unescaped
  kValue,   // %word
  kName,    // @word or @"..."
  kPunct,   // one of ( ) [ ] { } , : = or -> or ..
  kInvalid,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  llvm::StringRef text;  // without the sigil; of strings and names see `bytes`
  std::string bytes;
  size_t offset = 0;
};

class Lexer {
 public:
  explicit Lexer(llvm::StringRef text) : text_(text) { Next(); }

  const Token& token() const { return token_; }
  void Next();
  std::string Position(size_t offset) const;  // "line:column"

 private:
  size_t SkipSpace(size_t at) const;
  size_t EndOfWord(size_t at) const;
  size_t EndOfNumber(size_t at) const;
  size_t ReadString(size_t at, std::string& bytes);  // behind the closing quote; npos if there is none

  llvm::StringRef text_;
  size_t at_ = 0;
  Token token_;
};

}  // namespace vera::ir

#endif  // VERA_IR_LEXER_H_
