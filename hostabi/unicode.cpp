#include "hostabi/unicode.h"

#include <algorithm>
#include <span>

#include "hostabi/ascii.h"

namespace vera::hostabi {
namespace {

struct CodeRange {
  char32_t first;
  char32_t last;
};
struct CaseEntry {
  char32_t code;
  char32_t lower;
  uint16_t first;  // of its class in kCaseMembers
  uint16_t count;
};

#include "hostabi/unicode_tables.inc"

bool Contains(std::span<const CodeRange> ranges, char32_t code) {
  auto after = std::upper_bound(ranges.begin(), ranges.end(), code,
                                [](char32_t c, const CodeRange& range) { return c < range.first; });
  return after != ranges.begin() && code <= (after - 1)->last;
}

const CaseEntry* CaseOf(char32_t code) {
  const std::span<const CaseEntry> entries(kCaseEntries);
  auto found = std::lower_bound(entries.begin(), entries.end(), code,
                                [](const CaseEntry& entry, char32_t c) { return entry.code < c; });
  return found != entries.end() && found->code == code ? &*found : nullptr;
}

}  // namespace

bool IsAlphanumericCode(char32_t code) {
  return code < 0x80 ? IsAlphanumeric(static_cast<char>(code))
                     : Contains(kAlphanumericRanges, code);
}
bool IsDecimalCode(char32_t code) {
  return code < 0x80 ? IsDigit(static_cast<char>(code)) : Contains(kDecimalRanges, code);
}
bool IsSpaceCode(char32_t code) { return Contains(kSpaceRanges, code); }
bool IsIdentifierStartCode(char32_t code) {
  return code == '_' || Contains(kIdentifierStartRanges, code);
}
bool IsIdentifierContinueCode(char32_t code) { return Contains(kIdentifierContinueRanges, code); }

char32_t LowerCase(char32_t code) {
  const CaseEntry* entry = CaseOf(code);
  return entry == nullptr ? code : entry->lower;
}

CaseVariants CaseVariantsOf(char32_t code) {
  const CaseEntry* entry = CaseOf(code);
  return entry == nullptr ? CaseVariants{nullptr, 0}
                          : CaseVariants{kCaseMembers + entry->first, entry->count};
}

size_t EncodeCode(char32_t code, char* out) {
  auto tail = [code](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    out[0] = static_cast<char>(code);
    return 1;
  }
  if (code < 0x800) {
    out[0] = static_cast<char>(0xC0 | code >> 6);
    out[1] = tail(0);
    return 2;
  }
  if (code < 0x10000) {
    out[0] = static_cast<char>(0xE0 | code >> 12);
    out[1] = tail(6);
    out[2] = tail(0);
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | code >> 18);
  out[1] = tail(12);
  out[2] = tail(6);
  out[3] = tail(0);
  return 4;
}

}  // namespace vera::hostabi
