#ifndef VERA_SUPPORT_UNICODE_H_
#define VERA_SUPPORT_UNICODE_H_

#include <cstdint>
#include <string>
#include <string_view>

// UTF-8 as the front end needs it. Surrogates are not valid in source files, but a string literal
// may name one by an escape; such a value is kept in the three-byte form that UTF-8 would give it
// ("WTF-8").

namespace vera {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct DecodedCodePoint {
  char32_t code_point;  // kReplacementCharacter when the bytes encode nothing
  uint8_t length;       // bytes consumed, at least 1
  bool valid;           // false for malformed bytes and for surrogates
};

// Decodes the code point at `offset`, which must be inside the text.
DecodedCodePoint DecodeUtf8(std::string_view text, size_t offset);
// Accepts every value up to 0x10FFFF, surrogates included.
void AppendUtf8(std::string& out, char32_t code_point);
// Number of code points: bytes that continue none. Pieces may be counted apart and added, wherever
// they were cut.
uint32_t CountCodePoints(std::string_view text);
// Offset of the first byte that is not part of valid UTF-8, or npos.
size_t FindInvalidUtf8(std::string_view text);

// White space between tokens (spec 1.2): what Unicode calls so, ASCII separators 1C to 1F included.
bool IsWhitespace(char32_t code_point);
// False for characters that can't be read reliably in source text (spec 1.8, rule 12): controls,
// formats, surrogates, private and unassigned ones, and every separator but the plain space.
bool IsPrintable(char32_t code_point);

}  // namespace vera

#endif  // VERA_SUPPORT_UNICODE_H_
