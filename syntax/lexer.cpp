#include "syntax/lexer.h"

#include <cstring>
#include <string_view>
#include <utility>

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include "support/json_writer.h"
#include "support/unicode.h"

namespace vera::syntax {

namespace {

enum CharClass : uint8_t { kOther, kBlank, kLower, kUpper, kDigit, kPunct, kUnderscoreChar };

struct CharTable {
  CharClass of[256] = {};
  constexpr CharTable() {
    for (int c = 'a'; c <= 'z'; ++c) {
      of[c] = kLower;
      of[c - 'a' + 'A'] = kUpper;
    }
    for (int c = '0'; c <= '9'; ++c) {
      of[c] = kDigit;
    }
    for (const char c : {'\t', '\n', '\v', '\f', '\r', '\x1C', '\x1D', '\x1E', '\x1F', ' '}) {
      of[static_cast<int>(c)] = kBlank;
    }
    for (const char c : {'(', ')', '{', '}', '[', ']', '@', '.', ',', ';', ':', '?',
                         '-', '=', '|', '&', '!', '<', '>', '+', '*', '/', '%'}) {
      of[static_cast<int>(c)] = kPunct;
    }
    of[static_cast<int>('_')] = kUnderscoreChar;
  }
};
constexpr CharTable kChars;

CharClass ClassOf(char c) { return kChars.of[static_cast<uint8_t>(c)]; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsIdentifierPart(char c) {
  const CharClass char_class = ClassOf(c);
  return char_class == kLower || char_class == kUpper || char_class == kDigit ||
         char_class == kUnderscoreChar;
}

constexpr size_t kLongestKeyword = 9;

TokenKind KeywordOrName(llvm::StringRef text) {
  if (text.size() > kLongestKeyword) {
    return TokenKind::kLowerIdent;
  }
  return llvm::StringSwitch<TokenKind>(text)
#define VERA_KEYWORD(kind, spelling) .Case(spelling, TokenKind::k##kind)
#include "syntax/tokens.def"
      .Default(TokenKind::kLowerIdent);
}

class Lexer {
 public:
  Lexer(const SourceFile& source, SourceRange range, std::vector<SyntaxError>& errors)
      : text_(source.text()), position_(range.begin), end_(range.end), errors_(errors) {
    // About one token per four bytes in formatted source.
    tokens_.kinds.reserve((range.end - range.begin) / 4 + 1);
    tokens_.ranges.reserve((range.end - range.begin) / 4 + 1);
  }

  TokenBuffer Run() {
    while (position_ < end_) {
      Step();
    }
    tokens_.Add(TokenKind::kEndOfFile, {end_, end_});
    return std::move(tokens_);
  }

 private:
  // The byte `ahead` of the current one, NUL past the end.
  char Peek(uint32_t ahead = 0) const {
    return position_ + ahead < end_ ? text_[position_ + ahead] : '\0';
  }

  void Step() {
    switch (ClassOf(text_[position_])) {
      case kBlank:
        ++position_;
        return;
      case kLower:
        LexIdentifier(/*lower=*/true);
        return;
      case kUpper:
        LexIdentifier(/*lower=*/false);
        return;
      case kDigit:
        LexNumber();
        return;
      case kUnderscoreChar:
        Take(TokenKind::kUnderscore, 1);
        return;
      case kPunct:
        LexPunctuation();
        return;
      case kOther:
        LexOther();
        return;
    }
  }

  void Take(TokenKind kind, uint32_t length) {
    tokens_.Add(kind, {position_, position_ + length});
    position_ += length;
  }

  void LexIdentifier(bool lower) {
    uint32_t end = position_ + 1;
    while (end < end_ && IsIdentifierPart(text_[end])) {
      ++end;
    }
    const llvm::StringRef text(text_.data() + position_, end - position_);
    Take(lower ? KeywordOrName(text) : TokenKind::kUpperIdent, end - position_);
  }

  // FLOAT is digits.digits; INT is 0 or starts with another digit. Directly after a dot only an
  // integer can stand (the index of a slot), so that in @Int.0.5 no float 0.5 is seen.
  void LexNumber() {
    uint32_t end = position_ + 1;
    while (end < end_ && IsDigit(text_[end])) {
      ++end;
    }
    const bool after_dot = !tokens_.kinds.empty() && tokens_.kinds.back() == TokenKind::kDot;
    if (!after_dot && end + 1 < end_ && text_[end] == '.' && IsDigit(text_[end + 1])) {
      ++end;
      while (end < end_ && IsDigit(text_[end])) {
        ++end;
      }
      Take(TokenKind::kFloatLit, end - position_);
      return;
    }
    // No leading zeros: 07 is two tokens, which no construct accepts side by side.
    Take(TokenKind::kIntLit, text_[position_] == '0' ? 1 : end - position_);
  }

  void LexPunctuation();
  void LexLineComment();
  void LexBlockComment();
  void LexAnnotation();
  void LexString();
  void LexOther();

  void AddComment(CommentKind kind, uint32_t end) {
    tokens_.comments.push_back({{kind, {position_, end}}, paren_depth_});
    position_ = end;
  }

  std::string_view text_;
  uint32_t position_;
  uint32_t end_;
  uint32_t paren_depth_ = 0;
  TokenBuffer tokens_;
  std::vector<SyntaxError>& errors_;
};

void Lexer::LexPunctuation() {
  using enum TokenKind;
  const char next = Peek(1);
  switch (text_[position_]) {
    case '(':
      ++paren_depth_;
      return Take(kLeftParen, 1);
    case ')':
      paren_depth_ -= paren_depth_ > 0;
      return Take(kRightParen, 1);
    case '{':
      return next == '-' ? LexBlockComment() : Take(kLeftBrace, 1);
    case '}':
      return Take(kRightBrace, 1);
    case '[':
      return Take(kLeftBracket, 1);
    case ']':
      return Take(kRightBracket, 1);
    case '@':
      return Take(kAt, 1);
    case '.':
      return Take(kDot, 1);
    case ',':
      return Take(kComma, 1);
    case ';':
      return Take(kSemicolon, 1);
    case '?':
      return Take(kQuestion, 1);
    case '+':
      return Take(kPlus, 1);
    case '*':
      return Take(kStar, 1);
    case '%':
      return Take(kPercent, 1);
    case '/':
      return next == '*' ? LexAnnotation() : Take(kSlash, 1);
    case '-':
      return next == '-' ? LexLineComment() : next == '>' ? Take(kArrow, 2) : Take(kMinus, 1);
    case '<':
      return next == '=' ? Take(kLessEq, 2) : Take(kLess, 1);
    case '>':
      return next == '=' ? Take(kGreaterEq, 2) : Take(kGreater, 1);
    case '!':
      return next == '=' ? Take(kNotEq, 2) : Take(kBang, 1);
    case '=':
      return next != '=' ? Take(kAssign, 1) : Peek(2) == '>' ? Take(kImplies, 3) : Take(kEqEq, 2);
    case '|':
      return next == '>' ? Take(kPipe, 2) : next == '|' ? Take(kOrOr, 2) : Take(kBar, 1);
    case '&':
      return next == '&' ? Take(kAndAnd, 2) : LexOther();
    case ':':
      return next == ':' ? Take(kColonColon, 2) : LexOther();
    default:
      return LexOther();
  }
}

void Lexer::LexLineComment() {
  uint32_t end = position_ + 2;
  while (end < end_ && text_[end] != '\n' && text_[end] != '\r') {
    ++end;
  }
  AddComment(CommentKind::kLine, end);
}

// Block comments nest (spec 1.3). Inside one, strings mean nothing.
void Lexer::LexBlockComment() {
  uint32_t end = position_ + 2;
  uint32_t depth = 1;
  while (end < end_ && depth > 0) {
    const char c = text_[end];
    const char next = end + 1 < end_ ? text_[end + 1] : '\0';
    if (c == '{' && next == '-') {
      ++depth;
      end += 2;
    } else if (c == '-' && next == '}') {
      --depth;
      end += 2;
    } else {
      ++end;
    }
  }
  if (depth > 0) {
    errors_.push_back({Diag::kE020, {position_, position_ + 2}, {}});
  }
  AddComment(CommentKind::kBlock, end);
}

void Lexer::LexAnnotation() {
  const std::string_view rest = text_.substr(0, end_);
  const size_t close = rest.find("*/", position_ + 2);
  if (close == std::string_view::npos) {
    errors_.push_back({Diag::kE021, {position_, position_ + 2}, {}});
    AddComment(CommentKind::kAnnotation, end_);
    return;
  }
  const size_t inner = rest.substr(0, close).find("/*", position_ + 2);
  if (inner != std::string_view::npos) {
    const uint32_t begin = static_cast<uint32_t>(inner);
    errors_.push_back({Diag::kE023, {begin, begin + 2}, {}});
  }
  AddComment(CommentKind::kAnnotation, static_cast<uint32_t>(close + 2));
}

// Only the extent of the literal is found here; escapes and interpolations are the parser's. A
// backslash takes the next character with it, but not a line end.
void Lexer::LexString() {
  uint32_t end = position_ + 1;
  bool escaped_line_end = false;
  while (end < end_ && text_[end] != '"') {
    if (text_[end] == '\\' && end + 1 < end_) {
      ++end;
      escaped_line_end |= text_[end] == '\n' || text_[end] == '\r';
    }
    ++end;
  }
  if (end < end_ && !escaped_line_end) {
    Take(TokenKind::kStringLit, end + 1 - position_);
    return;
  }
  if (end < end_) {
    errors_.push_back({Diag::kE006,
                       {position_, end + 1},
                       {{"string literal with a backslash at the end of a line"},
                        "Write the line end as \\n.",
                        ""}});
    Take(TokenKind::kError, end + 1 - position_);
    return;
  }
  // Unterminated: go on with the next line, so that the rest of the file is still read as code.
  end = position_ + 1;
  while (end < end_ && text_[end] != '\n' && text_[end] != '\r') {
    ++end;
  }
  errors_.push_back(
      {Diag::kE006,
       {position_, end},
       {{"string literal without its closing quote"}, "Add the missing \" at its end.", ""}});
  Take(TokenKind::kError, end - position_);
}

// Strings, white space beyond ASCII, and whatever starts no token. A run of bad bytes is one error.
void Lexer::LexOther() {
  if (text_[position_] == '"') {
    LexString();
    return;
  }
  const DecodedCodePoint decoded = DecodeUtf8(text_.substr(0, end_), position_);
  if (decoded.valid && IsWhitespace(decoded.code_point)) {
    position_ += decoded.length;
    return;
  }
  std::string what;
  llvm::raw_string_ostream stream(what);
  if (!decoded.valid && decoded.length == 1) {
    stream << "byte " << llvm::format_hex(static_cast<uint8_t>(text_[position_]), 4, /*Upper=*/true)
           << ", which is not UTF-8";
  } else if (IsPrintable(decoded.code_point)) {
    stream << "character `" << llvm::StringRef(text_.data() + position_, decoded.length) << "`";
  } else {
    stream << "character U+" << llvm::format_hex_no_prefix(decoded.code_point, 4, /*Upper=*/true);
  }
  const bool follows_error = !tokens_.kinds.empty() && tokens_.kinds.back() == TokenKind::kError &&
                             tokens_.ranges.back().end == position_;
  if (follows_error) {
    tokens_.ranges.back().end += decoded.length;
    position_ += decoded.length;
    return;
  }
  errors_.push_back(
      {Diag::kE006, {position_, position_ + decoded.length}, {{std::move(what)}, "", ""}});
  Take(TokenKind::kError, decoded.length);
}

}  // namespace

TokenBuffer Lex(const SourceFile& source, SourceRange range, std::vector<SyntaxError>& errors) {
  return Lexer(source, range, errors).Run();
}

TokenBuffer Lex(const SourceFile& source, std::vector<SyntaxError>& errors) {
  return Lex(source, {0, static_cast<uint32_t>(source.text().size())}, errors);
}

std::string DumpTokens(const SourceFile& source, const TokenBuffer& tokens) {
  std::string out;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const LineColumn place = source.Locate(tokens.ranges[i].begin);
    out += std::to_string(place.line) + ":" + std::to_string(place.column) + " " +
           TokenKindName(tokens.kinds[i]);
    const std::string_view text = source.Slice(tokens.ranges[i]);
    if (!text.empty()) {
      out += " " + JsonQuote(text);
    }
    out += "\n";
  }
  return out;
}

}  // namespace vera::syntax
