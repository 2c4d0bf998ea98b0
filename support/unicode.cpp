#include "support/unicode.h"

#include "llvm/Support/Unicode.h"

namespace vera {

namespace {

bool IsContinuation(std::string_view text, size_t offset) {
  return offset < text.size() && (static_cast<uint8_t>(text[offset]) & 0xC0) == 0x80;
}

constexpr DecodedCodePoint kMalformed = {kReplacementCharacter, 1, false};

}  // namespace

DecodedCodePoint DecodeUtf8(std::string_view text, size_t offset) {
  const uint8_t lead = static_cast<uint8_t>(text[offset]);
  if (lead < 0x80) {
    return {lead, 1, true};
  }
  const uint8_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) {
    return kMalformed;
  }
  char32_t code_point = lead & (0xFF >> (length + 1));
  for (uint8_t i = 1; i < length; ++i) {
    if (!IsContinuation(text, offset + i)) {
      return kMalformed;
    }
    code_point = code_point << 6 | (static_cast<uint8_t>(text[offset + i]) & 0x3F);
  }
  // Forms longer than needed and values past the last plane encode nothing.
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code_point < kSmallest[length] || code_point > 0x10FFFF) {
    return kMalformed;
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  return {code_point, length, !surrogate};
}

void AppendUtf8(std::string& out, char32_t code_point) {
  if (code_point < 0x80) {
    out.push_back(static_cast<char>(code_point));
    return;
  }
  const int continuations = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
  constexpr uint8_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
  out.push_back(static_cast<char>(kLead[continuations] | code_point >> (6 * continuations)));
  for (int i = continuations - 1; i >= 0; --i) {
    out.push_back(static_cast<char>(0x80 | ((code_point >> (6 * i)) & 0x3F)));
  }
}

uint32_t CountCodePoints(std::string_view text) {
  uint32_t count = 0;
  for (const char c : text) {
    count += (static_cast<uint8_t>(c) & 0xC0) != 0x80;
  }
  return count;
}

size_t FindInvalidUtf8(std::string_view text) {
  for (size_t offset = 0; offset < text.size();) {
    if (static_cast<uint8_t>(text[offset]) < 0x80) {
      ++offset;
      continue;
    }
    const DecodedCodePoint decoded = DecodeUtf8(text, offset);
    if (!decoded.valid) {
      return offset;
    }
    offset += decoded.length;
  }
  return std::string_view::npos;
}

bool IsWhitespace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

bool IsPrintable(char32_t c) {
  if (c < 0x7F) {
    return c >= 0x20;
  }
  // LLVM counts the soft hyphen and all spaces as printable.
  return c != 0xAD && !IsWhitespace(c) && llvm::sys::unicode::isPrintable(static_cast<int>(c));
}

}  // namespace vera
