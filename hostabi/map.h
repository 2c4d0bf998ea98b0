#ifndef VERA_HOSTABI_MAP_H_
#define VERA_HOSTABI_MAP_H_

#include <stdint.h>

#include <string_view>

#include "gc/gc.h"
#include "hostabi/map_entry.h"

// Internal. Maps with String keys, for the host functions that build or read them (Json, Html,
// Http). Maps are immutable; those of generated code, with any type of key, are the same objects
// (map.cpp).

namespace vera::hostabi {

using gc::Ref;
using gc::RuntimeState;

// A map of `count` entries whose keys and values lie in turn at pairs[0], pairs[1], ...: slots of
// the shadow stack below sp, which keep them alive. Values are references. Of two equal keys the
// later value counts, at the place of the first. May collect.
Ref NewStringMap(RuntimeState* state, Ref* sp, const Ref* pairs, uint32_t count);

uint32_t MapSize(const RuntimeState* state, Ref map);
// The value of a key; kNil if the map does not have it. The map's values are references.
Ref FindInStringMap(RuntimeState* state, Ref map, std::string_view key);
// Writes MapSize entries in their observable order (of insertion). Their references are valid until
// the next call that may collect. Takes memory for the time of the call, so it may trap.
void CopyEntries(RuntimeState* state, Ref map, MapEntry* out);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_MAP_H_
