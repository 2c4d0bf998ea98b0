#include "syntax/format_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <iterator>

#include "support/unicode.h"

namespace vera::syntax {
namespace {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

constexpr CodePointRange kUnreadable[] = {
#define VERA_UNREADABLE(first, last) {first, last},
#include "syntax/format_unicode.def"
#undef VERA_UNREADABLE
};

constexpr bool IsSortedAndMerged() {
  for (size_t i = 0; i < std::size(kUnreadable); ++i) {
    if (kUnreadable[i].last < kUnreadable[i].first) {
      return false;
    }
    if (i > 0 && kUnreadable[i].first <= kUnreadable[i - 1].last + 1) {
      return false;
    }
  }
  return true;
}
static_assert(IsSortedAndMerged(), "format_unicode.def must be sorted, disjoint and merged");

// Not support's IsPrintable: the canonical form must not change with the Unicode version of a
// library.
bool IsUnreadable(char32_t c) {
  if (c >= 0x20 && c < 0x7F) {
    return false;
  }
  const auto* row = std::upper_bound(
      std::begin(kUnreadable), std::end(kUnreadable), c,
      [](char32_t value, const CodePointRange& range) { return value < range.first; });
  return row != std::begin(kUnreadable) && c <= std::prev(row)->last;
}

// The size in bytes of the white space character that `text` begins with, or 0.
size_t LeadingSpace(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  const DecodedCodePoint first = DecodeUtf8(text, 0);
  return IsWhitespace(first.code_point) ? first.length : 0;
}

const char* NamedEscape(char c) {
  switch (c) {
    case '\\':
      return "\\\\";
    case '"':
      return "\\\"";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\r':
      return "\\r";
    case '\0':
      return "\\0";
    default:
      return nullptr;
  }
}

}  // namespace

void AppendEscaped(std::string& out, std::string_view value) {
  while (!value.empty()) {
    if (const char* escape = NamedEscape(value[0])) {
      out += escape;
      value.remove_prefix(1);
      continue;
    }
    // Malformed bytes come out as U+FFFD, which is readable: they are copied.
    const DecodedCodePoint first = DecodeUtf8(value, 0);
    if (IsUnreadable(first.code_point)) {
      std::array<char, 16> escape;
      std::snprintf(escape.data(), escape.size(), "\\u{%04X}",
                    static_cast<unsigned>(first.code_point));
      out += escape.data();
    } else {
      out += value.substr(0, first.length);
    }
    value.remove_prefix(first.length);
  }
}

void AppendFloat(std::string& out, double value, std::string_view spelling) {
  if (!std::isfinite(value)) {
    out += spelling;
    return;
  }
  // Shortest digits in the form d.ddde[+-]xx; the point is then put where the exponent says. (The
  // fixed form of to_chars won't do: above 2^53 it prints every digit of the binary value, not the
  // shortest.)
  std::array<char, 64> buffer;
  const auto done = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                  std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<size_t>(done.ptr - buffer.data()));
  const size_t e = text.find('e');
  int exponent = 0;
  const size_t exponent_begin = e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + exponent_begin, text.data() + text.size(), exponent);
  std::string digits;
  for (const char c : text.substr(0, e)) {
    if (c != '.') {
      digits += c;
    }
  }
  if (exponent < 0) {
    digits.insert(0, static_cast<size_t>(-exponent), '0');
    exponent = 0;
  }
  const size_t whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() < whole + 1) {
    digits.append(whole + 1 - digits.size(), '0');
  }
  out.append(digits, 0, whole);
  out += '.';
  out.append(digits, whole);
}

std::string_view TrimLeft(std::string_view text) {
  while (const size_t size = LeadingSpace(text)) {
    text.remove_prefix(size);
  }
  return text;
}

std::string_view TrimRight(std::string_view text) {
  while (!text.empty()) {
    // Step back over continuation bytes to the start of the last character.
    size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < 4 &&
           (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) {
      --start;
    }
    if (LeadingSpace(text.substr(start)) != text.size() - start) {
      break;
    }
    text.remove_suffix(text.size() - start);
  }
  return text;
}

std::string_view Trim(std::string_view text) { return TrimLeft(TrimRight(text)); }

void AppendWords(std::string& out, std::string_view text) {
  text = Trim(text);
  while (!text.empty()) {
    size_t end = 0;
    while (end < text.size() && LeadingSpace(text.substr(end)) == 0) {
      ++end;
    }
    out += text.substr(0, end);
    text = TrimLeft(text.substr(end));
    if (!text.empty()) {
      out += ' ';
    }
  }
}

}  // namespace vera::syntax
