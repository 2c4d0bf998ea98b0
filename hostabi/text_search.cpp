// memmem is declared for programs that ask for GNU extensions; clang does so by itself only on
// Linux.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "hostabi/text_search.h"

#include <string.h>

namespace vera::hostabi {

size_t FindText(std::string_view text, std::string_view needle, size_t from) {
  if (needle.empty()) {
    return from;
  }
  const void* found = memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  return found == nullptr ? kNotFound
                          : static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

uint64_t CountText(std::string_view text, std::string_view needle) {
  if (needle.empty()) {
    return 0;
  }
  uint64_t count = 0;
  for (size_t at = FindText(text, needle, 0); at != kNotFound;
       at = FindText(text, needle, at + needle.size())) {
    ++count;
  }
  return count;
}

}  // namespace vera::hostabi
