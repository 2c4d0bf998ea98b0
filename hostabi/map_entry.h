#ifndef VERA_HOSTABI_MAP_ENTRY_H_
#define VERA_HOSTABI_MAP_ENTRY_H_

#include <stdint.h>

// Internal. A key and its value as they lie in a Map; a Set's entries have no value.

namespace vera::hostabi {

struct MapEntry {
  // The value's bits: a Ref, an Int, Nat or Float64, a Byte or Bool zero-extended, 0 for Unit.
  uint64_t key;
  uint64_t value;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_MAP_ENTRY_H_
