#ifndef VERA_HOSTABI_REGEX_SET_H_
#define VERA_HOSTABI_REGEX_SET_H_

#include "hostabi/regex_program.h"

// Internal to Compile. Sets of characters.

namespace vera::hostabi::regex {

// Whether, under these flags, other characters match this one if case is ignored.
bool HasVariants(char32_t code, uint8_t flags);

// The number of a new set.
uint32_t AddSet(Program* program, const SetItem* items, uint32_t count, bool negated,
                uint8_t flags);

}  // namespace vera::hostabi::regex

#endif  // VERA_HOSTABI_REGEX_SET_H_
