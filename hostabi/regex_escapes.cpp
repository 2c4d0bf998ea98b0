#include "hostabi/regex_parser.h"

// Escapes, and sets in brackets.

namespace vera::hostabi::regex {
namespace {

constexpr char kBadEscape[] = "an escape that means nothing";

bool IsAsciiLetter(char32_t code) { return code < 0x80 && IsAlpha(static_cast<char>(code)); }

// kRange if the letter names none.
Category CategoryOf(char32_t letter) {
  switch (letter) {
    case 'd':
      return Category::kDigit;
    case 'D':
      return Category::kNotDigit;
    case 's':
      return Category::kSpace;
    case 'S':
      return Category::kNotSpace;
    case 'w':
      return Category::kWord;
    case 'W':
      return Category::kNotWord;
    default:
      return Category::kRange;
  }
}

}  // namespace

void Parser::AppendCategory(Category category) {
  Node& node = tree_.nodes[Append(NodeKind::kSet)];
  node.a = static_cast<uint32_t>(tree_.items.size());
  node.b = 1;
  tree_.items.Push({category, 0, 0});
}

bool Parser::Escape(const Token& token) {
  const char32_t letter = token.code;
  if (CategoryOf(letter) != Category::kRange) {
    AppendCategory(CategoryOf(letter));
    return true;
  }
  switch (letter) {
    case 'A':
      AppendAssertion(Assertion::kStartOfText);
      return true;
    case 'Z':
      AppendAssertion(Assertion::kEndOfText);
      return true;
    case 'b':
      AppendAssertion(Assertion::kBoundary);
      return true;
    case 'B':
      AppendAssertion(Assertion::kNotBoundary);
      return true;
    default:
      break;
  }
  if (letter < 0x80 && IsDigit(static_cast<char>(letter))) {
    return DigitEscape(token);
  }
  char32_t code = 0;
  if (!CodeEscape(token, &code)) {
    return false;
  }
  AppendLiteral(code);
  return true;
}

// \0 and up to two digits, or three octal digits, are a character; others are a group's number.
bool Parser::DigitEscape(const Token& token) {
  int count = 0;
  const uint32_t first = token.code - '0';
  if (first == 0) {
    AppendLiteral(TakeDigits(&tokens_, 8, 2, 0, &count));
    return true;
  }
  uint32_t group = first;
  if (tokens_.next().IsDigit()) {
    const Token second = tokens_.Take();
    group = 10 * first + (second.code - '0');
    if (first < 8 && second.IsOctal() && tokens_.next().IsOctal()) {
      const uint32_t code = 64 * first + 8 * (second.code - '0') + (tokens_.Take().code - '0');
      if (code > 0xFF) {
        return Fail("an octal escape above \\377", token.offset);
      }
      AppendLiteral(code);
      return true;
    }
  }
  if (group >= groups_.size()) {
    return Fail("a reference to a group that is not there", token.offset);
  }
  return BackReference(group, token.offset);
}

// Escapes that stand for one character, inside sets and outside.
bool Parser::CodeEscape(const Token& token, char32_t* code) {
  const char32_t letter = token.code;
  *code = ControlEscape(letter);
  if (*code != 0) {
    return true;
  }
  int digits = 0;
  switch (letter) {
    case 'x':
      digits = 2;
      break;
    case 'u':
      digits = 4;
      break;
    case 'U':
      digits = 8;
      break;
    case 'N':
      return Fail("characters by name (\\N{...}) are not supported; use \\u or \\U", token.offset);
    default:
      if (IsAsciiLetter(letter)) {
        return Fail(kBadEscape, token.offset);
      }
      *code = letter;
      return true;
  }
  int count = 0;
  *code = TakeDigits(&tokens_, 16, digits, 0, &count);
  if (count != digits) {
    return Fail("an escape lacks digits", token.offset);
  }
  return *code <= kLastCodePoint || Fail("an escape beyond \\U0010FFFF", token.offset);
}

bool Parser::Set(const Token& token) {
  const bool negated = tokens_.TakeIf('^');
  const auto first = static_cast<uint32_t>(tree_.items.size());
  while (true) {
    if (tokens_.next().end) {
      return Fail("a set is not closed", token.offset);
    }
    const Token member = tokens_.Take();
    // A bracket that comes first is a member.
    if (member.Is(']') && tree_.items.size() != first) {
      break;
    }
    SetItem item;
    if (!SetMember(member, &item)) {
      return false;
    }
    bool closed = false;
    if (tokens_.TakeIf('-') && !SetRange(token.offset, &item, &closed)) {
      return false;
    }
    tree_.items.Push(item);
    if (closed) {
      tree_.items.Push({Category::kRange, '-', '-'});
      break;
    }
  }
  Node& node = tree_.nodes[Append(NodeKind::kSet)];
  node.a = first;
  node.b = static_cast<uint32_t>(tree_.items.size()) - first;
  node.negated = negated;
  return true;
}

// One member, which may turn out to be the start of a range.
bool Parser::SetMember(const Token& token, SetItem* item) {
  *item = {Category::kRange, token.code, token.code};
  if (!token.escape) {
    return true;
  }
  item->category = CategoryOf(token.code);
  if (item->category != Category::kRange) {
    return true;
  }
  char32_t code = 0;
  if (token.code < 0x80 && IsDigit(static_cast<char>(token.code))) {
    if (token.code > '7') {
      return Fail(kBadEscape, token.offset);
    }
    int count = 0;
    code = TakeDigits(&tokens_, 8, 2, token.code - '0', &count);
    if (code > 0xFF) {
      return Fail("an octal escape above \\377", token.offset);
    }
  } else {
    if (!CodeEscape(token, &code)) {
      return false;
    }
  }
  *item = {Category::kRange, code, code};
  return true;
}

// Behind a member and a '-'. The last '-' before the bracket is a member too.
bool Parser::SetRange(size_t start, SetItem* item, bool* closed) {
  if (tokens_.next().end) {
    return Fail("a set is not closed", start);
  }
  const Token token = tokens_.Take();
  if (token.Is(']')) {
    *closed = true;
    return true;
  }
  SetItem last;
  if (!SetMember(token, &last)) {
    return false;
  }
  if (item->category != Category::kRange || last.category != Category::kRange) {
    return Fail("a range between sets of characters", token.offset);
  }
  if (last.first < item->first) {
    return Fail("a range that ends before it begins", token.offset);
  }
  item->last = last.first;
  return true;
}

}  // namespace vera::hostabi::regex
