// Internal. The heap's own state, shared by heap.cpp (allocation), collect.cpp, wrap_table.cpp and
// verify.cpp. It must be valid when all its bytes are zero, because no constructor runs for it.
#ifndef VERA_GC_HEAP_H_
#define VERA_GC_HEAP_H_

#include <stdint.h>

#include "gc/gc.h"
#include "gc/page_space.h"

namespace vera::gc {

inline constexpr uint8_t kPoison = 0xDB;
inline constexpr uint32_t kInitialMajorBytes = 1u << 20;

// An object on pages of its own. `next_gray` links the marked objects that are still to be scanned
// (index + 1, 0 ends the list), so that marking allocates nothing.
struct LargeObject {
  Ref object;
  uint32_t pages;
  uint32_t next_gray;
  uint32_t marked;
};

struct WrapRow {
  Ref wrapper;
  WrapperKind kind;
  uint32_t handle;
};

// Rows in the order of registration; those from `young` on were made since the last collection.
struct WrapTable {
  PageVector<WrapRow> rows;
  uint32_t young;
  // Rows at which the table counts as full: fewer than its memory has room for at first, so that
  // dead handles don't wait for a whole page of them.
  uint32_t capacity;
  uint64_t waits;  // registrations that met a full table
  // The row that is being made. Nothing else knows its handle yet, so a collection on the way (by
  // the wrapper's allocation or by a full table) traces the container, and a trap releases it.
  WrapRow pending;
  bool has_pending;
};

// Mature blocks in the order in which they were filled; allocation goes on in the last one.
struct BlockList {
  uint32_t head;  // pages, 0: none
  uint32_t tail;
  uint32_t count;
  Ref next;  // free part of `tail`
  Ref limit;
};

struct Heap {
  RuntimeState* state;
  PageSpace* pages;
  Config config;

  Ref nursery_end;
  uint32_t nursery_bytes;
  uint32_t nursery_max_bytes;
  uint32_t nursery_reserved;
  Ref immortal_next;  // native: end of the literals

  BlockList mature;
  PageVector<LargeObject> large;
  uint32_t large_pages;
  PageVector<Ref> remembered_holders;
  PageVector<Ref> remembered_slots;
  WrapTable wraps;

  uint64_t major_threshold;  // of OldBytes()
  uint64_t external_bytes;
  uint64_t external_growth;  // since the last collection
  uint64_t shadow_bytes;
  uint32_t shadow_pages;  // if the shadow stack is made of heap pages
  Ref* shadow_end;
  uint32_t stress_countdown;
  uint64_t fail_countdown;  // Config::fail_allocation
  uint32_t epoch;
  bool collecting;
  bool in_phase_2c;
  bool collection_requested;
  // A collection ran out of memory half way: objects are in two places, so none follows it.
  bool broken;
  Stats stats;
};

// Bytes of any object, by its header (and length).
inline uint32_t ObjectBytes(const uint32_t* object) {
  const uint32_t header = *object;
  const uint32_t kind = header >> kKindShift & kKindMask;
  if (kind <= static_cast<uint32_t>(ObjectKind::kWrapper)) {
    return HeaderUnits(header) * kUnitBytes;
  }
  switch (static_cast<ObjectKind>(kind)) {
    case ObjectKind::kBytes:
      return AlignUp8(kElementsOffset + object[1]);
    case ObjectKind::kWords:
      return kElementsOffset + 8 * object[1];
    case ObjectKind::kRefs:
      return AlignUp8(kElementsOffset + 4 * object[1]);
    default:
      return (header >> kGapUnitsShift) * kUnitBytes;
  }
}

// Bytes held outside the nursery: what a major collection may free.
inline uint64_t OldBytes(const Heap& heap) {
  return (uint64_t{heap.mature.count} + heap.large_pages) * kPageBytes + heap.external_bytes;
}
// Bytes of memory in use now, without what host objects hold.
inline uint64_t HeldBytes(const Heap& heap) {
  return uint64_t{heap.pages->used() - heap.shadow_pages} * kPageBytes - heap.nursery_reserved +
         heap.nursery_bytes;
}

inline bool OverLimit(const Heap& heap, uint64_t more_bytes) {
  return heap.config.max_heap_bytes != 0 &&
         HeldBytes(heap) + heap.external_bytes + more_bytes > heap.config.max_heap_bytes;
}
void NotePeak(Heap& heap);
// RuntimeState::alloc_limit outside a collection: 0 if each allocation has to be seen.
inline Ref AllocLimit(const Heap& heap) {
  const bool sees_all = heap.config.stress_interval != 0 || heap.config.fail_allocation != 0;
  return sees_all ? 0 : heap.nursery_end;
}

// collect.cpp. Collects as asked, then holds the limit of the heap: traps if it is exceeded.
void Collect(Heap& heap, Ref* sp, Collection collection);
// As Collect with the kind that is due.
void CollectAsDue(Heap& heap, Ref* sp);

// wrap_table.cpp: phase 2c, between tracing and reclaiming.
void SweepWraps(Heap& heap, bool is_major);
// Fires decref_handle for the row that is being made, if there is one.
void ReleasePending(Heap& heap);

// verify.cpp: aborts with the first broken invariant. Right after a collection only.
void VerifyHeap(Heap& heap, Ref* sp);

[[noreturn]] void OutOfMemory(Heap& heap);

}  // namespace vera::gc

#endif  // VERA_GC_HEAP_H_
