#ifndef VERA_HOSTABI_WHITE_SPACE_H_
#define VERA_HOSTABI_WHITE_SPACE_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

// Internal. White space of Unicode, as HTML texts and selectors are split at it: what the standard
// gives the property White_Space, and the four separators U+001C to U+001F.

namespace vera::hostabi {

// Bytes of the white space character that `p` begins with; 0 if that is none.
inline size_t SpaceAt(const char* p, const char* end) {
  const auto byte = static_cast<uint8_t>(*p);
  if (byte < 0x80) {
    return byte == ' ' || (byte >= 9 && byte <= 13) || (byte >= 0x1C && byte <= 0x1F) ? 1 : 0;
  }
  const auto next = end - p > 1 ? static_cast<uint8_t>(p[1]) : 0;
  if (byte == 0xC2) {
    return next == 0x85 || next == 0xA0 ? 2 : 0;
  }
  if (byte < 0xE1 || byte > 0xE3 || end - p < 3) {
    return 0;
  }
  const uint32_t rest = next << 8 | static_cast<uint8_t>(p[2]);
  if (byte == 0xE1) {
    return rest == 0x9A80 ? 3 : 0;  // U+1680
  }
  if (byte == 0xE3) {
    return rest == 0x8080 ? 3 : 0;  // U+3000
  }
  // U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F.
  const bool is_space = (rest >= 0x8080 && rest <= 0x808A) || rest == 0x80A8 || rest == 0x80A9 ||
                        rest == 0x80AF || rest == 0x819F;
  return is_space ? 3 : 0;
}

// The first byte at or after `p` that is not of white space.
inline const char* SkipSpaces(const char* p, const char* end) {
  while (p != end) {
    const size_t size = SpaceAt(p, end);
    if (size == 0) {
      break;
    }
    p += size;
  }
  return p;
}

// Takes the first word off `text`; empty if there is none.
inline std::string_view NextWord(std::string_view* text) {
  const char* end = text->data() + text->size();
  const char* start = SkipSpaces(text->data(), end);
  const char* p = start;
  while (p != end && SpaceAt(p, end) == 0) {
    ++p;
  }
  *text = {p, static_cast<size_t>(end - p)};
  return {start, static_cast<size_t>(p - start)};
}

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_WHITE_SPACE_H_
