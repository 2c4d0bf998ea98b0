// The wrap table: which host handle each wrapper object stands for, and how the handle is released
// when, and only when, its wrapper is dead.

#include "gc/heap.h"
#include "gc/roots.h"

namespace vera::gc {
namespace {

constexpr uint32_t kFirstRows = 1024;

// Where `wrapper` is after tracing; kNil if it was not reached.
Ref Survivor(const Heap& heap, Ref wrapper) {
  const PageKind kind = heap.pages->kind(wrapper >> kPageShift);
  if (kind != PageKind::kNursery && kind != PageKind::kFrom) {
    return wrapper;
  }
  const uint32_t header = *At<uint32_t>(heap.state, wrapper);
  return (header & kLiveBit) != 0 ? kNil : header;
}

bool IsFull(const Heap& heap) { return heap.wraps.rows.size() >= heap.wraps.capacity; }

// Doubles the table, within the configured limit and memory.
void Grow(Heap& heap) {
  const uint32_t capacity = heap.wraps.capacity;
  const uint32_t limit = heap.config.max_wrappers;
  uint32_t next = capacity == 0 ? kFirstRows : 2 * capacity;
  next = limit != 0 && limit < next ? limit : next;
  if (next > capacity && heap.wraps.rows.Reserve(*heap.pages, next)) {
    heap.wraps.capacity = next;
    NotePeak(heap);
  }
}

// Collects, grows, and collects all: whatever it takes to have room for a row.
void FreeRows(Heap& heap, Ref* sp) {
  WrapTable& wraps = heap.wraps;
  if (wraps.rows.size() != 0) {
    CollectAsDue(heap, sp);
  }
  // Growing while a quarter is free would be waste; a table that stays nearly full after each
  // collection would collect too often.
  if (wraps.rows.size() >= wraps.capacity - wraps.capacity / 4) {
    Grow(heap);
  }
  // No growth, by the limit or for want of memory: what died old is the last reserve.
  if (IsFull(heap)) {
    Collect(heap, sp, Collection::kMajor);
  }
}

// Makes room for a row. `wrapper` may move; nothing here can come back here, because phase 2c
// neither allocates nor registers. The shadow stack is as before afterwards: what a trap leaves on
// it lies above every sp that is still in use.
Ref MakeRoom(Heap& heap, Ref* sp, Ref wrapper) {
  RootScope roots(heap.state, sp);
  {
    Rooted<Ref> rooted(roots, wrapper);
    FreeRows(heap, roots.sp());
    wrapper = rooted.get();
  }
  VERA_GC_CHECK(roots.sp() == sp);
  return wrapper;
}

void SetPending(Heap& heap, Ref wrapper, WrapperKind kind, uint32_t handle) {
  heap.wraps.pending = {wrapper, kind, handle};
  heap.wraps.has_pending = true;
}

}  // namespace

void ReleasePending(Heap& heap) {
  if (heap.wraps.has_pending) {
    heap.wraps.has_pending = false;
    if (heap.config.hooks.decref_handle != nullptr) {
      heap.config.hooks.decref_handle(heap.state, heap.wraps.pending.kind,
                                      heap.wraps.pending.handle);
    }
  }
}

void SweepWraps(Heap& heap, bool is_major) {
  VERA_GC_CHECK(!heap.in_phase_2c);
  heap.in_phase_2c = true;
  WrapTable& wraps = heap.wraps;
  const auto decref = heap.config.hooks.decref_handle;
  uint32_t kept = is_major ? 0 : wraps.young;
  for (uint32_t i = kept; i < wraps.rows.size(); ++i) {
    const WrapRow row = wraps.rows[i];
    const Ref survivor = Survivor(heap, row.wrapper);
    if (survivor != kNil) {
      wraps.rows[kept++] = {survivor, row.kind, row.handle};
    } else if (decref != nullptr) {
      decref(heap.state, row.kind, row.handle);
    }
  }
  wraps.rows.Shrink(kept);
  wraps.young = kept;
  heap.in_phase_2c = false;
}

}  // namespace vera::gc

using namespace vera::gc;  // NOLINT: the definitions below are C symbols of this namespace's API

extern "C" {

Ref vera_gc_register_wrapper(RuntimeState* state, Ref* sp, Ref wrapper, WrapperKind kind,
                             uint32_t handle) {
  Heap& heap = *state->heap;
  VERA_GC_CHECK(!heap.in_phase_2c && !heap.collecting);
  SetPending(heap, wrapper, kind, handle);
  // Full stress: the call may collect, so it does.
  const bool is_full = IsFull(heap);
  heap.wraps.waits += is_full ? 1 : 0;
  if (is_full || heap.config.stress_interval == 1) {
    wrapper = MakeRoom(heap, sp, wrapper);
    if (IsFull(heap)) {
      OutOfMemory(heap);
    }
  }
  heap.wraps.rows.Push(*heap.pages, {wrapper, kind, handle});
  heap.wraps.has_pending = false;
  return wrapper;
}

Ref vera_gc_new_wrapper(RuntimeState* state, Ref* sp, WrapperKind kind, uint32_t handle) {
  SetPending(*state->heap, kNil, kind, handle);
  const Ref wrapper = Allocate(state, sp, kWrapperBytes);
  auto* object = At<WrapperObject>(state, wrapper);
  object->header = WrapperHeader(kind);
  object->handle = handle;
  return vera_gc_register_wrapper(state, sp, wrapper, kind, handle);
}

}  // extern "C"
