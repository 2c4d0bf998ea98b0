#include <string>

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "support/unicode.h"
#include "syntax/parser_impl.h"

// String literals: escapes (spec 1.6) and interpolation (spec 4.13.1). Every fault is E009 at the
// start of the literal; the message says which piece is meant.

namespace vera::syntax {

namespace {

constexpr size_t kMaxUnicodeDigits = 6;

// The offset of the next `\(` at or after `from`, or of the end. A backslash takes the next
// character with it.
size_t FindInterpolation(std::string_view raw, size_t from) {
  while (from + 1 < raw.size()) {
    if (raw[from] == '\\') {
      if (raw[from + 1] == '(') {
        return from;
      }
      ++from;
    }
    ++from;
  }
  return raw.size();
}

// The value of the text between the braces of \u{...}, or above 0x10FFFF when there is none.
char32_t UnicodeValue(std::string_view digits) {
  if (digits.empty() || digits.size() > kMaxUnicodeDigits) {
    return UINT32_MAX;
  }
  char32_t value = 0;
  for (const char c : digits) {
    const unsigned digit = llvm::hexDigitValue(c);
    if (digit > 15) {
      return UINT32_MAX;
    }
    value = value * 16 + digit;
  }
  return value;
}

// Decodes the escape at the front of `rest` (which starts with a backslash) and drops it; false
// leaves what is wrong in `fault`.
bool DecodeEscape(std::string_view& rest, std::string& out, std::string& fault) {
  constexpr std::string_view kLetters = "\\\"ntr0";
  constexpr std::string_view kMeanings("\\\"\n\t\r\0", 6);
  const size_t simple = rest.size() > 1 ? kLetters.find(rest[1]) : std::string_view::npos;
  if (simple != std::string_view::npos) {
    out.push_back(kMeanings[simple]);
    rest.remove_prefix(2);
    return true;
  }
  if (rest.size() < 2 || rest[1] != 'u') {
    const size_t length = rest.size() < 2 ? 0 : DecodeUtf8(rest, 1).length;
    fault = "`" + std::string(rest.substr(0, 1 + length)) + "` is no escape";
    return false;
  }
  const size_t close = rest.find('}');
  if (rest.size() < 3 || rest[2] != '{' || close == std::string_view::npos) {
    fault = "`\\u` must be followed by its hexadecimal digits in braces";
    return false;
  }
  const char32_t value = UnicodeValue(rest.substr(3, close - 3));
  if (value > 0x10FFFF) {
    fault = "`" + std::string(rest.substr(0, close + 1)) + "` names no Unicode code point";
    return false;
  }
  AppendUtf8(out, value);
  rest.remove_prefix(close + 1);
  return true;
}

}  // namespace

// The file goes on being parsed as if the literal were right.
void Parser::FailString(SourceRange literal, const std::string& what) {
  errors_.push_back({Diag::kE009, literal, {{what}, "", ""}});
}

// Most literals have nothing to decode and stay pieces of the source; the others are copied into
// the arena.
Name Parser::Decode(SourceRange raw, SourceRange literal) {
  std::string_view rest = tree_.source().Slice(raw);
  if (rest.find_first_of("\\\r") == std::string_view::npos) {
    return rest;
  }
  std::string out;
  std::string fault;
  while (!rest.empty()) {
    if (rest[0] == '\\') {
      if (!DecodeEscape(rest, out, fault)) {
        FailString(literal, fault);
        return {};
      }
      continue;
    }
    // Line ends mean the same on every system.
    const bool is_return = rest[0] == '\r';
    out.push_back(is_return ? '\n' : rest[0]);
    rest.remove_prefix(is_return && rest.size() > 1 && rest[1] == '\n' ? 2 : 1);
  }
  return tree_.NewName(out);
}

// A literal without `\(` is plain text; otherwise it is an expression that builds a string.
const Expr* Parser::ParseString() {
  const SourceRange literal = CurrentRange();
  Advance();
  const SourceRange raw = {literal.begin + 1, literal.end - 1};
  const std::string_view text = tree_.source().Slice(raw);
  if (FindInterpolation(text, 0) != text.size()) {
    return ParseInterpolated(literal);
  }
  const Name value = Decode(raw, literal);
  StringLit* node = New<StringLit>(literal.begin);
  node->value = value;
  return node;
}

// A pattern is compared, never computed.
const Pattern* Parser::ParseStringPattern() {
  const SourceRange literal = CurrentRange();
  Advance();
  const SourceRange raw = {literal.begin + 1, literal.end - 1};
  const std::string_view text = tree_.source().Slice(raw);
  if (FindInterpolation(text, 0) != text.size()) {
    FailString(literal, "a pattern can't interpolate an expression");
    return New<WildcardPattern>(literal.begin);
  }
  const Name value = Decode(raw, literal);
  StringPattern* pattern = New<StringPattern>(literal.begin);
  pattern->value = value;
  return pattern;
}

// Texts and expressions alternate, starting and ending with a text, which may be empty (tree.h).
const Expr* Parser::ParseInterpolated(SourceRange literal) {
  const uint32_t base = literal.begin + 1;
  const std::string_view text = tree_.source().Slice({base, literal.end - 1});
  llvm::SmallVector<Name, 8> texts;
  llvm::SmallVector<const Expr*, 8> exprs;
  size_t position = 0;
  while (true) {
    const size_t open = FindInterpolation(text, position);
    texts.push_back(Decode(
        {base + static_cast<uint32_t>(position), base + static_cast<uint32_t>(open)}, literal));
    if (open == text.size()) {
      break;
    }
    // The matching parenthesis is found by counting: the expression can hold no string (spec 1.6).
    size_t close = open + 2;
    for (int depth = 1; close < text.size(); ++close) {
      depth += text[close] == '(' ? 1 : text[close] == ')' ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
    if (close == text.size()) {
      FailString(literal, "the parenthesis of an interpolation `\\(` is not closed");
      break;
    }
    exprs.push_back(ParseSegment(
        {base + static_cast<uint32_t>(open) + 2, base + static_cast<uint32_t>(close)}, literal));
    position = close + 1;
  }
  if (texts.size() == exprs.size()) {
    texts.push_back(Name());
  }
  InterpolatedString* node = New<InterpolatedString>(literal.begin);
  node->texts = tree_.NewList(texts);
  node->exprs = tree_.NewList(exprs);
  return node;
}

// Parses the expression between \( and ) on its own, so that its nodes have their true places and
// nothing in it can close a construct outside.
const Expr* Parser::ParseSegment(SourceRange segment, SourceRange literal) {
  Nesting nesting(*this);
  if (panicking_) {
    return ErrorNode();
  }
  std::vector<SyntaxError> errors;
  TokenBuffer tokens = Lex(tree_.source(), segment, errors);
  const std::string written = "`\\(" + std::string(tree_.source().Slice(segment)) + ")`";
  if (tokens.size() == 1) {
    FailString(literal, "the interpolation " + written + " is empty");
    return ErrorNode();
  }
  const LexedComment* last = tokens.comments.empty() ? nullptr : &tokens.comments.back();
  if (last != nullptr && last->comment.kind == CommentKind::kLine &&
      last->comment.range.end == segment.end) {
    FailString(literal, "a line comment swallows the end of the interpolation " + written);
    return ErrorNode();
  }
  Parser parser(tree_, tokens, errors, depth_);
  const Expr* expr = parser.ParseWholeExpr();
  height_ = std::max(height_, parser.height());
  for (const SyntaxError& error : errors) {
    if (error.diag == Diag::kE040) {
      FailTooDeep(error.range);
      return ErrorNode();
    }
  }
  if (!errors.empty()) {
    FailString(literal, "the interpolation " + written + " is no expression: " +
                            FormatMessage(RowOf(errors[0].diag).description, errors[0].text.args));
    return ErrorNode();
  }
  return expr;
}

}  // namespace vera::syntax
