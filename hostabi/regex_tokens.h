#ifndef VERA_HOSTABI_REGEX_TOKENS_H_
#define VERA_HOSTABI_REGEX_TOKENS_H_

#include <string_view>

#include "hostabi/ascii.h"
#include "hostabi/regex_syntax.h"
#include "hostabi/unicode.h"

// Internal. Patterns and replacements as characters, where a backslash and the character behind it
// are one token, everywhere: in comments and names too.

namespace vera::hostabi::regex {

struct Token {
  char32_t code = 0;  // of an escape: the character behind the backslash
  bool escape = false;
  bool end = false;  // there are no more
  size_t offset = 0;
  size_t size = 0;

  bool Is(char c) const { return !end && !escape && code == static_cast<char32_t>(c); }
  bool IsDigit() const { return IsPlain(hostabi::IsDigit); }
  bool IsOctal() const { return IsDigit() && code < '8'; }
  bool IsHex() const {
    return IsPlain([](char c) { return HexDigit(c) >= 0; });
  }
  bool IsWhiteSpace() const { return IsPlain(hostabi::IsWhiteSpace); }

 private:
  template <typename Predicate>
  bool IsPlain(Predicate predicate) const {
    return !end && !escape && code < 0x80 && predicate(static_cast<char>(code));
  }
};

class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) { Read(); }

  const Token& next() const { return next_; }
  Token Take() {
    const Token token = next_;
    at_ = token.offset + token.size;
    Read();
    return token;
  }
  bool TakeIf(char c) {
    if (!next_.Is(c)) {
      return false;
    }
    Take();
    return true;
  }
  void Seek(size_t offset) {
    at_ = offset;
    Read();
  }
  // Where the next token begins.
  size_t offset() const { return next_.offset; }
  std::string_view text() const { return text_; }
  // The text ends in a backslash, which escapes nothing.
  bool cut() const { return cut_; }

 private:
  void Read() {
    next_ = {};
    next_.offset = at_;
    if (at_ == text_.size()) {
      next_.end = true;
      return;
    }
    size_t end = 0;
    next_.code = DecodeValid(text_, at_, &end);
    if (next_.code == '\\') {
      if (end == text_.size()) {
        cut_ = true;
        next_.end = true;
        return;
      }
      next_.escape = true;
      next_.code = DecodeValid(text_, end, &end);
    }
    next_.size = end - at_;
  }

  std::string_view text_;
  size_t at_ = 0;
  Token next_;
  bool cut_ = false;
};

// Up to `most` digits to a base of 8 or 16, behind `value`; *count is how many there were.
inline uint32_t TakeDigits(Tokens* tokens, uint32_t base, int most, uint32_t value, int* count) {
  for (*count = 0; *count < most; ++*count) {
    const Token& next = tokens->next();
    if (base == 8 ? !next.IsOctal() : !next.IsHex()) {
      break;
    }
    value = value * base + static_cast<uint32_t>(HexDigit(static_cast<char>(next.code)));
    tokens->Take();
  }
  return value;
}

// The character that \a, \b, \f, \n, \r, \t, \v or \\ stands for; 0 for others.
constexpr char32_t ControlEscape(char32_t code) {
  switch (code) {
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case '\\':
      return '\\';
    default:
      return 0;
  }
}

// The text up to a terminator, which is taken too. Both faults are the same for the caller.
inline bool TakeUntil(Tokens* tokens, char terminator, std::string_view* text) {
  const size_t start = tokens->offset();
  while (!tokens->next().end) {
    const Token token = tokens->Take();
    if (token.Is(terminator)) {
      *text = tokens->text().substr(start, token.offset - start);
      return !text->empty();
    }
  }
  return false;
}

}  // namespace vera::hostabi::regex

#endif  // VERA_HOSTABI_REGEX_TOKENS_H_
