// Object layout: what generated code, host functions and the collector agree on. Everything here
// holds on both targets, and every figure is a compile-time constant.
//
// A reference (Ref) is 32 bits: natively the offset from the heap's base (which is the context
// pointer), on wasm32 the address itself. 0 is nil. Objects are 8-byte aligned and start with a
// 32-bit header: bit 0 set, bits 1..4 the kind, the rest by kind. A forwarded object's header is
// its new Ref, which is even.
#ifndef VERA_GC_LAYOUT_H_
#define VERA_GC_LAYOUT_H_

#include <stddef.h>
#include <stdint.h>

namespace vera::gc {

using Ref = uint32_t;
inline constexpr Ref kNil = 0;

enum class ObjectKind : uint8_t {
#define VERA_OBJECT_KIND(name, value, layout, element_bytes, refs, doc) k##name = (value),
#include "gc/object_kinds.def"
};

// How the size of an object is found, and which of its words are references (object_kinds.def).
enum class ObjectLayout : uint8_t { kUnits, kCounted, kGap };
enum class RefLayout : uint8_t { kNone, kLeading, kElements, kHost };

struct ObjectKindInfo {
  ObjectKind kind;
  const char* name;
  ObjectLayout layout;
  uint8_t element_bytes;
  RefLayout refs;
};
inline constexpr ObjectKindInfo kObjectKinds[] = {
#define VERA_OBJECT_KIND(name, value, layout, element_bytes, refs, doc) \
  {ObjectKind::k##name, #name, ObjectLayout::layout, element_bytes, RefLayout::refs},
#include "gc/object_kinds.def"
};
inline constexpr uint32_t kObjectKindCount = sizeof(kObjectKinds) / sizeof(kObjectKinds[0]);

// Wrapper kinds: the tag of a kWrapper header and the kind column of the wrap table.
enum class WrapperKind : uint8_t { kMap = 1, kSet = 2, kDecimal = 3, kFuture = 4 };

// ---- Header words ------------------------------------------------------------------------------

inline constexpr uint32_t kLiveBit = 1;
inline constexpr uint32_t kKindShift = 1;
inline constexpr uint32_t kKindMask = 0xF;
inline constexpr uint32_t kTagShift = 5;
inline constexpr uint32_t kTagMask = 0x7FF;
inline constexpr uint32_t kRefCountShift = 16;
inline constexpr uint32_t kRefCountMask = 0xFF;
inline constexpr uint32_t kUnitsShift = 24;
inline constexpr uint32_t kUnitsMask = 0xFF;
inline constexpr uint32_t kGapUnitsShift = 5;

inline constexpr uint32_t kMaxTag = kTagMask;
inline constexpr uint32_t kMaxRefCount = kRefCountMask;
inline constexpr uint32_t kUnitBytes = 8;
// Largest object of a kUnits kind, header included.
inline constexpr uint32_t kMaxFixedBytes = kUnitsMask * kUnitBytes;

// Set in the header of an object that is in the remembered set, except in a kFixed header, which
// has no bit to spare: its tag uses this one.
inline constexpr uint32_t kRememberedBit = 1u << 15;

constexpr uint32_t MakeHeader(ObjectKind kind, uint32_t tag = 0, uint32_t ref_count = 0,
                              uint32_t units = 0) {
  return kLiveBit | static_cast<uint32_t>(kind) << kKindShift | tag << kTagShift |
         ref_count << kRefCountShift | units << kUnitsShift;
}

constexpr uint32_t AlignUp8(uint32_t bytes) { return (bytes + 7) & ~7u; }

// Bytes of a kFixed object of `ref_count` references followed by `scalar_bytes` of scalars, which
// start at ScalarOffset(ref_count).
constexpr uint32_t ScalarOffset(uint32_t ref_count) { return AlignUp8(4 + 4 * ref_count); }
constexpr uint32_t FixedBytes(uint32_t ref_count, uint32_t scalar_bytes) {
  return AlignUp8(scalar_bytes == 0 ? 4 + 4 * ref_count : ScalarOffset(ref_count) + scalar_bytes);
}
constexpr uint32_t RefOffset(uint32_t index) { return 4 + 4 * index; }

constexpr uint32_t FixedHeader(uint32_t tag, uint32_t ref_count, uint32_t scalar_bytes) {
  return MakeHeader(ObjectKind::kFixed, tag, ref_count,
                    FixedBytes(ref_count, scalar_bytes) / kUnitBytes);
}
// A cell of one reference is 8 bytes (value at 4), one of a scalar 16 (value at 8).
constexpr uint32_t CellHeader(bool holds_ref) {
  return MakeHeader(ObjectKind::kCell, 0, holds_ref ? 1 : 0, holds_ref ? 1 : 2);
}
inline constexpr uint32_t kCellRefOffset = 4;
inline constexpr uint32_t kCellScalarOffset = 8;
constexpr uint32_t WrapperHeader(WrapperKind kind) {
  return MakeHeader(ObjectKind::kWrapper, static_cast<uint32_t>(kind), 0, 1);
}
inline constexpr uint32_t kWrapperBytes = 8;
inline constexpr uint32_t kWrapperHandleOffset = 4;
constexpr uint32_t FillerHeader(uint32_t bytes) {
  return kLiveBit | static_cast<uint32_t>(ObjectKind::kFiller) << kKindShift |
         bytes / kUnitBytes << kGapUnitsShift;
}

constexpr ObjectKind HeaderKind(uint32_t header) {
  return static_cast<ObjectKind>(header >> kKindShift & kKindMask);
}
constexpr uint32_t HeaderTag(uint32_t header) { return header >> kTagShift & kTagMask; }
constexpr WrapperKind HeaderWrapperKind(uint32_t header) {
  return static_cast<WrapperKind>(header >> kTagShift & 7);
}
constexpr uint32_t HeaderRefCount(uint32_t header) {
  return header >> kRefCountShift & kRefCountMask;
}
constexpr uint32_t HeaderUnits(uint32_t header) { return header >> kUnitsShift; }

// ---- Counted objects: String and arrays --------------------------------------------------------

inline constexpr uint32_t kLengthOffset = 4;
inline constexpr uint32_t kElementsOffset = 8;
// Elements are at most 2^31 - 1 of them and 2^31 bytes, so that no size of an object wraps.
inline constexpr uint32_t kMaxLength = 0x7FFFFFFF;
inline constexpr uint32_t kMaxElementBytes = 0x80000000u - 64;

constexpr uint32_t ElementBytes(ObjectKind kind) {
  return kObjectKinds[static_cast<uint8_t>(kind)].element_bytes;
}
// Bytes of a counted object; 0 if that is more than an object can have.
constexpr uint32_t CountedBytes(ObjectKind kind, uint32_t length) {
  const uint64_t bytes = uint64_t{length} * ElementBytes(kind);
  return length > kMaxLength || bytes > kMaxElementBytes
             ? 0
             : AlignUp8(kElementsOffset + static_cast<uint32_t>(bytes));
}

// ---- The range ---------------------------------------------------------------------------------

inline constexpr uint32_t kPageShift = 16;
inline constexpr uint32_t kPageBytes = 1u << kPageShift;

// Objects larger than this are allocated by vera_gc_alloc_array apart from the nursery, and never
// move. It is also the most that one inline allocation (a group of objects) may ask for.
inline constexpr uint32_t kLargeBytes = 32 * 1024;

// The foot of the native range: RuntimeState, the nullary constructors, the empty arrays, then the
// literals of modules. What lies below kNativeHeapBase is immortal: never traced, never moved, and
// it refers to immortals only.
inline constexpr uint32_t kNativeNullaryBase = 0x1000;
inline constexpr uint32_t kNativeImmortalBase = 0x8000;
inline constexpr uint32_t kNativeHeapBase = 64u << 20;

// Entry of `tag` in the table of nullary constructors; the entries after kMaxTag are the empty
// kBytes, kWords and kRefs objects.
inline constexpr uint32_t kNullaryEntries = kMaxTag + 1 + 3;
constexpr uint32_t NullaryOffset(uint32_t tag) { return tag * kUnitBytes; }
constexpr uint32_t EmptyCountedOffset(ObjectKind kind) {
  return (kMaxTag + 1 + static_cast<uint32_t>(kind) - static_cast<uint32_t>(ObjectKind::kBytes)) *
         kUnitBytes;
}
constexpr Ref NativeNullaryRef(uint32_t tag) { return kNativeNullaryBase + NullaryOffset(tag); }
constexpr Ref NativeEmptyCountedRef(ObjectKind kind) {
  return kNativeNullaryBase + EmptyCountedOffset(kind);
}

// ---- Views for C++ code ------------------------------------------------------------------------

struct ObjectHeader {
  uint32_t word;
  ObjectKind kind() const { return HeaderKind(word); }
  uint32_t tag() const { return HeaderTag(word); }
};
// A kUnits object with references.
struct FixedObject {
  uint32_t header;
  Ref refs[1];
};
struct WrapperObject {
  uint32_t header;
  uint32_t handle;
};
// A counted object; the elements follow.
struct CountedObject {
  uint32_t header;
  uint32_t length;
  template <typename T>
  T* elements() {
    return reinterpret_cast<T*>(reinterpret_cast<char*>(this) + kElementsOffset);
  }
};

static_assert(sizeof(WrapperObject) == kWrapperBytes);
static_assert(sizeof(CountedObject) == kElementsOffset);
static_assert(FixedBytes(1, 8) == 16, "a Cons of an Int and a tail");
static_assert(FixedBytes(0, 0) == 8 && FixedBytes(2, 0) == 16 && FixedBytes(3, 1) == 24);
static_assert(kTagShift + 11 == kRefCountShift && kUnitsShift == 24);
static_assert(NativeNullaryRef(kNullaryEntries) <= kNativeImmortalBase);
static_assert(HeaderKind(0xDBDBDBDB) == static_cast<ObjectKind>(13) && kObjectKindCount <= 13);

}  // namespace vera::gc

#endif  // VERA_GC_LAYOUT_H_
