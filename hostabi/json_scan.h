#ifndef VERA_HOSTABI_JSON_SCAN_H_
#define VERA_HOSTABI_JSON_SCAN_H_

#include <stdint.h>
#include <string.h>

#include <bit>

// Internal. Strings eight bytes at a time, for both directions of JSON.

namespace vera::hostabi {

// The first byte at or after `p` that cannot stand in a JSON string as it is: a quote, a backslash
// or a control character; `end` if there is none. *has_high is set if a byte before it is not
// ASCII.
inline const char* FindJsonSpecial(const char* p, const char* end, bool* has_high) {
  static_assert(std::endian::native == std::endian::little);
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  uint64_t high = 0;
  while (end - p >= 8) {
    uint64_t word;
    memcpy(&word, p, sizeof(word));
    const uint64_t quote = word ^ kOnes * '"';
    const uint64_t backslash = word ^ kOnes * '\\';
    // The top bit of each byte that is zero (a difference borrows only where a lower one is set) or
    // below 0x20; only the lowest of them is used.
    const uint64_t special = (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) |
                              ((word - kOnes * 0x20) & ~word)) &
                             kHighs;
    if (special != 0) {
      const uint64_t before = (special & -special) - 1;
      *has_high |= ((high | (word & before)) & kHighs) != 0;
      return p + (std::countr_zero(special) >> 3);
    }
    high |= word;
    p += 8;
  }
  for (; p != end; ++p) {
    const auto byte = static_cast<uint8_t>(*p);
    if (byte == '"' || byte == '\\' || byte < 0x20) {
      break;
    }
    high |= byte;
  }
  *has_high |= (high & kHighs) != 0;
  return p;
}

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_JSON_SCAN_H_
