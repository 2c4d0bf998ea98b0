#ifndef VERA_HOSTABI_UNICODE_H_
#define VERA_HOSTABI_UNICODE_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

// Internal. Properties of characters, from the Unicode Character Database (its tables are made
// during the build by tools/make_unicode_tables.py), and steps through UTF-8 that is known to be
// valid.

namespace vera::hostabi {

inline constexpr char32_t kLastCodePoint = 0x10FFFF;

bool IsAlphanumericCode(char32_t code);        // a letter, or a character with a numeric value
bool IsDecimalCode(char32_t code);             // a digit of a decimal system
bool IsSpaceCode(char32_t code);               // white space, separators of lines and records
bool IsIdentifierStartCode(char32_t code);     // XID_Start or '_'
bool IsIdentifierContinueCode(char32_t code);  // XID_Continue

char32_t LowerCase(char32_t code);

// The characters that are the same as `code` but for their case, itself among them.
struct CaseVariants {
  const char32_t* begin;
  size_t count;  // 0: there is only `code`
};
CaseVariants CaseVariantsOf(char32_t code);

// The character at text[at], which a character begins at. *next is where the following one begins.
inline char32_t DecodeValid(std::string_view text, size_t at, size_t* next) {
  auto byte = [text](size_t i) { return static_cast<char32_t>(static_cast<uint8_t>(text[i])); };
  const char32_t first = byte(at);
  if (first < 0x80) {
    *next = at + 1;
    return first;
  }
  if (first < 0xE0) {
    *next = at + 2;
    return (first & 0x1F) << 6 | (byte(at + 1) & 0x3F);
  }
  if (first < 0xF0) {
    *next = at + 3;
    return (first & 0x0F) << 12 | (byte(at + 1) & 0x3F) << 6 | (byte(at + 2) & 0x3F);
  }
  *next = at + 4;
  return (first & 0x07) << 18 | (byte(at + 1) & 0x3F) << 12 | (byte(at + 2) & 0x3F) << 6 |
         (byte(at + 3) & 0x3F);
}
// Where the character before text[at] begins; `at` is not 0.
inline size_t PreviousCharacter(std::string_view text, size_t at) {
  do {
    --at;
  } while ((static_cast<uint8_t>(text[at]) & 0xC0) == 0x80);
  return at;
}
// Writes the UTF-8 form of `code` and gives its size, at most 4. Surrogates get three bytes, which
// no valid text has.
size_t EncodeCode(char32_t code, char* out);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_UNICODE_H_
