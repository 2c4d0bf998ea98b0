#ifndef VERA_HOSTABI_TEXT_SEARCH_H_
#define VERA_HOSTABI_TEXT_SEARCH_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

// Internal. Substring search in linear time, whatever the pattern.

namespace vera::hostabi {

inline constexpr size_t kNotFound = ~size_t{0};

// Offset of the first occurrence at or after `from`, which is at most the text's size. An empty
// needle is found at `from`.
size_t FindText(std::string_view text, std::string_view needle, size_t from);
// Occurrences from left to right that don't overlap; 0 for an empty needle.
uint64_t CountText(std::string_view text, std::string_view needle);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_TEXT_SEARCH_H_
