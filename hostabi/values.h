#ifndef VERA_HOSTABI_VALUES_H_
#define VERA_HOSTABI_VALUES_H_

#include <string.h>

#include <string_view>

#include "gc/gc.h"
#include "gc/roots.h"

// Internal. Vera values as host functions read and build them. Constructor tags are positions in
// builtins/data_types.h. In an ADT value references come first, then 8-byte scalars, then smaller
// ones.

namespace vera::hostabi {

using gc::Ref;
using gc::Rooted;
using gc::RootScope;
using gc::RuntimeState;

inline constexpr uint32_t kNoneTag = 0;
inline constexpr uint32_t kSomeTag = 1;
inline constexpr uint32_t kOkTag = 0;
inline constexpr uint32_t kErrTag = 1;
inline constexpr uint32_t kResponseTag = 0;
inline constexpr uint32_t kJNullTag = 0;
inline constexpr uint32_t kJBoolTag = 1;
inline constexpr uint32_t kJNumberTag = 2;
inline constexpr uint32_t kJStringTag = 3;
inline constexpr uint32_t kJArrayTag = 4;
inline constexpr uint32_t kJObjectTag = 5;
inline constexpr uint32_t kHtmlElementTag = 0;
inline constexpr uint32_t kHtmlTextTag = 1;
inline constexpr uint32_t kHtmlCommentTag = 2;
inline constexpr uint32_t kUrlPartsTag = 0;
inline constexpr uint32_t kUrlPartsFields = 5;

// The bytes of a string; valid until the next call that may collect.
inline std::string_view TextOf(const RuntimeState* state, Ref string) {
  auto* object = gc::At<gc::CountedObject>(state, string);
  return {object->elements<char>(), object->length};
}
inline char* BytesOf(const RuntimeState* state, Ref string) {
  return gc::At<gc::CountedObject>(state, string)->elements<char>();
}
inline uint32_t LengthOf(const RuntimeState* state, Ref counted) {
  return gc::At<gc::CountedObject>(state, counted)->length;
}
// Element of an array of references.
inline Ref ElementOf(const RuntimeState* state, Ref array, uint32_t index) {
  return gc::At<gc::CountedObject>(state, array)->elements<Ref>()[index];
}

// Position of the constructor that made an ADT value.
inline uint32_t TagOf(const RuntimeState* state, Ref value) {
  return gc::HeaderTag(*gc::At<uint32_t>(state, value));
}

// A string of `size` bytes that are not initialised. Traps with kOutOfMemory if none is that long.
inline Ref NewString(RuntimeState* state, Ref* sp, uint64_t size) {
  if (size == 0) {
    return gc::EmptyCountedRef(gc::ObjectKind::kBytes);
  }
  if (size > gc::kLargeBytes - gc::kElementsOffset) {
    if (size > gc::kMaxLength) {
      vera_gc_trap(state, gc::TrapKind::kOutOfMemory);
    }
    return vera_gc_alloc_large(state, sp, gc::ObjectKind::kBytes, static_cast<uint32_t>(size));
  }
  // Most strings are short: no call but for a collection.
  const auto length = static_cast<uint32_t>(size);
  Ref string = gc::Allocate(state, sp, gc::CountedBytes(gc::ObjectKind::kBytes, length));
  auto* object = gc::At<gc::CountedObject>(state, string);
  object->header = gc::MakeHeader(gc::ObjectKind::kBytes);
  object->length = length;
  return string;
}

// A copy of bytes that lie outside the garbage-collected heap.
inline Ref NewString(RuntimeState* state, Ref* sp, std::string_view bytes) {
  Ref string = NewString(state, sp, uint64_t{bytes.size()});
  if (!bytes.empty()) {
    memcpy(BytesOf(state, string), bytes.data(), bytes.size());
  }
  return string;
}

// A copy of part of a rooted string; the string itself if that is all of it.
inline Ref Substring(RootScope& roots, const Rooted<Ref>& string, uint32_t offset, uint32_t size) {
  RuntimeState* state = roots.state();
  if (size == LengthOf(state, string.get())) {
    return string.get();
  }
  Ref part = NewString(state, roots.sp(), uint64_t{size});
  if (size != 0) {
    memcpy(BytesOf(state, part), BytesOf(state, string.get()) + offset, size);
  }
  return part;
}

// An array of references that are nil.
inline Ref NewRefs(RuntimeState* state, Ref* sp, uint64_t length) {
  if (length == 0) {
    return gc::EmptyCountedRef(gc::ObjectKind::kRefs);
  }
  if (length > gc::kMaxLength) {
    vera_gc_trap(state, gc::TrapKind::kOutOfMemory);
  }
  return vera_gc_alloc_array(state, sp, gc::ObjectKind::kRefs, static_cast<uint32_t>(length));
}
inline void SetElement(RuntimeState* state, Ref array, uint32_t index, Ref value) {
  gc::StoreRef(state, array, gc::kElementsOffset + index * sizeof(Ref), value);
}

// A constructor with one reference: Some, Ok or Err of a string, array or ADT.
inline Ref NewRefBox(RuntimeState* state, Ref* sp, uint32_t tag, Ref field) {
  RootScope roots(state, sp);
  Rooted<Ref> kept(roots, field);
  Ref box = gc::Allocate(state, roots.sp(), gc::FixedBytes(1, 0));
  auto* object = gc::At<gc::FixedObject>(state, box);
  object->header = gc::FixedHeader(tag, 1, 0);
  object->refs[0] = kept.get();
  return box;
}
// A constructor with one scalar of `bytes` bytes, 8 or 1.
inline Ref NewScalarBox(RuntimeState* state, Ref* sp, uint32_t tag, uint64_t bits, uint32_t bytes) {
  Ref box = gc::Allocate(state, sp, gc::FixedBytes(0, bytes));
  *gc::At<uint32_t>(state, box) = gc::FixedHeader(tag, 0, bytes);
  memcpy(gc::At<char>(state, box + gc::ScalarOffset(0)), &bits, sizeof(bits));
  return box;
}

inline Ref None() { return gc::NullaryRef(kNoneTag); }
// Ok(()): a Unit takes no room, so the constructor is a nullary one.
inline Ref OkUnit() { return gc::NullaryRef(kOkTag); }
// Err of a text that lies outside the garbage-collected heap.
inline Ref NewErr(RuntimeState* state, Ref* sp, std::string_view text) {
  return NewRefBox(state, sp, kErrTag, NewString(state, sp, text));
}

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_VALUES_H_
