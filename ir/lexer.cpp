#include "ir/lexer.h"

#include "llvm/ADT/StringExtras.h"

namespace vera::ir {
namespace {

bool IsWordChar(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '.' || c == '#' || c == '$';
}

}  // namespace

size_t Lexer::SkipSpace(size_t at) const {
  while (at < text_.size()) {
    if (text_[at] == ';') {
      at = text_.find('\n', at);
      if (at == llvm::StringRef::npos) {
        return text_.size();
      }
    } else if (!llvm::isSpace(text_[at])) {
      break;
    }
    ++at;
  }
  return at;
}

size_t Lexer::EndOfWord(size_t at) const {
  while (at < text_.size() && IsWordChar(text_[at])) {
    ++at;
  }
  return at;
}

// `10..20` is a number, two dots and a number; `1e-7` is one number.
size_t Lexer::EndOfNumber(size_t at) const {
  at += text_[at] == '-' ? 1 : 0;
  while (at < text_.size()) {
    char c = text_[at];
    bool exponent_sign = (c == '-' || c == '+') && (text_[at - 1] == 'e');
    bool fraction = c == '.' && at + 1 < text_.size() && llvm::isDigit(text_[at + 1]);
    if (!llvm::isAlnum(c) && !exponent_sign && !fraction) {
      break;
    }
    ++at;
  }
  return at;
}

size_t Lexer::ReadString(size_t at, std::string& bytes) {
  for (++at; at < text_.size(); ++at) {
    char c = text_[at];
    if (c == '"') {
      return at + 1;
    }
    if (c == '\n') {
      break;
    }
    if (c == '\\') {
      if (at + 2 >= text_.size() || !llvm::isHexDigit(text_[at + 1]) ||
          !llvm::isHexDigit(text_[at + 2])) {
        break;
      }
      bytes += static_cast<char>(llvm::hexDigitValue(text_[at + 1]) * 16 +
                                 llvm::hexDigitValue(text_[at + 2]));
      at += 2;
    } else {
      bytes += c;
    }
  }
  return llvm::StringRef::npos;
}

void Lexer::Next() {
  at_ = SkipSpace(at_);
  token_ = Token();
  token_.offset = at_;
  if (at_ == text_.size()) {
    return;
  }
  char c = text_[at_];
  char following = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  size_t begin = at_;
  size_t end = at_ + 1;
  if (c == '"' || (c == '@' && following == '"')) {
    token_.kind = c == '"' ? TokenKind::kString : TokenKind::kName;
    end = ReadString(at_ + (c == '@' ? 1 : 0), token_.bytes);
    if (end == llvm::StringRef::npos) {
      token_.kind = TokenKind::kInvalid;
      end = text_.size();
    }
  } else if (c == '%' || c == '@') {
    token_.kind = c == '%' ? TokenKind::kValue : TokenKind::kName;
    begin = at_ + 1;
    end = EndOfWord(begin);
    token_.bytes = text_.slice(begin, end).str();
  } else if (llvm::isDigit(c) || (c == '-' && llvm::isDigit(following))) {
    token_.kind = TokenKind::kNumber;
    end = EndOfNumber(at_);
  } else if ((c == '-' && following == '>') || (c == '.' && following == '.')) {
    token_.kind = TokenKind::kPunct;
    end = at_ + 2;
  } else if (IsWordChar(c)) {
    token_.kind = TokenKind::kWord;
    end = EndOfWord(at_);
  } else {
    token_.kind = llvm::StringRef("()[]{},:=").contains(c) ? TokenKind::kPunct : TokenKind::kInvalid;
  }
  token_.text = text_.slice(begin, end);
  at_ = end;
}

std::string Lexer::Position(size_t offset) const {
  llvm::StringRef before = text_.take_front(offset);
  size_t line_start = before.rfind('\n');
  size_t column = line_start == llvm::StringRef::npos ? offset : offset - line_start - 1;
  return std::to_string(before.count('\n') + 1) + ":" + std::to_string(column + 1);
}

}  // namespace vera::ir
