// Life of a heap, allocation's slow paths, and the write barriers.

#include "gc/heap.h"

namespace vera::gc {
namespace {

constexpr uint32_t kDefaultNurseryBytes = 1u << 20;
constexpr uint32_t kDefaultNurseryMaxBytes = 4u << 20;
// So many entries of the remembered set ask for a collection: a loop that stores young references
// into old arrays without allocating much would otherwise let it grow.
constexpr uint32_t kRememberedRequest = 64 * 1024;
// Large objects may pass the threshold by this much before they cause a major collection: one per
// object would dominate a program that makes a megabyte of text again and again.
constexpr uint32_t kLargeSlackBytes = 4u << 20;
// Growth of what host objects hold that asks for a collection.
constexpr uint64_t kExternalRequest = kDefaultNurseryMaxBytes;

uint32_t RoundUpToPages(uint64_t bytes) {
  constexpr uint64_t kMost = 1u << 30;
  const uint64_t rounded = ((bytes < kMost ? bytes : kMost) + kPageBytes - 1) / kPageBytes;
  return static_cast<uint32_t>(rounded == 0 ? 1 : rounded) * kPageBytes;
}

// The smaller the limit of the heap, the smaller the nursery, which counts towards it.
void SetNurserySizes(Heap& heap) {
  const Config& config = heap.config;
  uint64_t first = config.nursery_bytes != 0 ? config.nursery_bytes : kDefaultNurseryBytes;
  uint64_t most =
      config.nursery_max_bytes != 0 ? config.nursery_max_bytes : kDefaultNurseryMaxBytes;
  if (config.max_heap_bytes != 0) {
    const uint64_t share = config.max_heap_bytes / 4;
    first = first < share ? first : share;
    most = most < share ? most : share;
  }
  heap.nursery_bytes = RoundUpToPages(first);
  heap.nursery_max_bytes = RoundUpToPages(most);
  if (heap.nursery_max_bytes < heap.nursery_bytes) {
    heap.nursery_max_bytes = heap.nursery_bytes;
  }
}

bool MakeShadowStack(Heap& heap) {
  RuntimeState* state = heap.state;
  const uint64_t wanted =
      heap.config.shadow_bytes != 0 ? heap.config.shadow_bytes : PlatformDefaultShadowBytes();
  heap.shadow_bytes = RoundUpToPages(wanted);
  state->shadow_base = PlatformReserveShadow(heap.shadow_bytes);
  if (state->shadow_base == nullptr) {
    heap.shadow_pages = static_cast<uint32_t>(heap.shadow_bytes / kPageBytes);
    const uint32_t first = heap.pages->Allocate(heap.shadow_pages, PageKind::kTable);
    if (first == 0) {
      return false;
    }
    state->shadow_base = reinterpret_cast<Ref*>(heap.pages->Address(first));
  }
  heap.shadow_end = state->shadow_base + heap.shadow_bytes / sizeof(Ref);
  state->shadow_limit = heap.shadow_end;
  return true;
}

void FillNullaryTable(RuntimeState* state) {
  uint32_t* entry = At<uint32_t>(state, NullaryRef(0));
  for (uint32_t tag = 0; tag <= kMaxTag; ++tag, entry += 2) {
    entry[0] = FixedHeader(tag, 0, 0);
    entry[1] = 0;
  }
  const ObjectKind counted[] = {ObjectKind::kBytes, ObjectKind::kWords, ObjectKind::kRefs};
  for (ObjectKind kind : counted) {
    uint32_t* empty = At<uint32_t>(state, EmptyCountedRef(kind));
    empty[0] = MakeHeader(kind);
    empty[1] = 0;
  }
}

bool MakeNursery(Heap& heap) {
  SetNurserySizes(heap);
  const uint32_t first =
      heap.pages->Allocate(heap.nursery_max_bytes / kPageBytes, PageKind::kNursery);
  if (first == 0) {
    return false;
  }
  RuntimeState* state = heap.state;
  heap.nursery_reserved = heap.nursery_max_bytes;
  state->nursery_base = first << kPageShift;
  state->nursery_span = heap.nursery_max_bytes;
  heap.nursery_end = state->nursery_base + heap.nursery_bytes;
  state->alloc_next = state->nursery_base;
  state->alloc_limit = AllocLimit(heap);
  return true;
}

// A safepoint: stress mode collects at every n-th of them.
void Safepoint(Heap& heap, Ref* sp) {
  VERA_GC_CHECK(!heap.collecting && !heap.in_phase_2c);
  if (heap.state->interrupt != 0) {
    vera_gc_trap(heap.state, static_cast<TrapKind>(heap.state->interrupt - 1));
  }
  if (heap.broken) {
    OutOfMemory(heap);
  }
  if (heap.config.stress_interval != 0 && --heap.stress_countdown == 0) {
    heap.stress_countdown = heap.config.stress_interval;
    Collect(heap, sp, Collection::kMajor);
  }
}

void CountAllocation(Heap& heap) {
  if (heap.fail_countdown != 0 && --heap.fail_countdown == 0) {
    OutOfMemory(heap);
  }
}

void RequestCollection(Heap& heap) {
  heap.collection_requested = true;
  heap.state->alloc_limit = 0;
}

void Remember(Heap& heap, PageVector<Ref>& entries, Ref entry) {
  if (!entries.Push(*heap.pages, entry)) {
    OutOfMemory(heap);
  }
  if (entries.size() >= kRememberedRequest) {
    RequestCollection(heap);
  }
}

}  // namespace

void OutOfMemory(Heap& heap) { vera_gc_trap(heap.state, TrapKind::kOutOfMemory); }

void NotePeak(Heap& heap) {
  const uint64_t held = HeldBytes(heap) + heap.external_bytes;
  if (held > heap.stats.peak_heap_bytes) {
    heap.stats.peak_heap_bytes = held;
  }
}

}  // namespace vera::gc

using namespace vera::gc;  // NOLINT: the definitions below are C symbols of this namespace's API

extern "C" {

RuntimeState* vera_gc_init(const Config* config) {
  Reservation reservation = {};
  if (!PlatformReserve(&reservation)) {
    return nullptr;
  }
  RuntimeState* state = reservation.state;
  Heap& heap = *reservation.heap;
  heap.state = state;
  heap.pages = reservation.pages;
  if (config != nullptr) {
    heap.config = *config;
  }
  state->heap = &heap;
  state->embedder = heap.config.embedder;
  state->trap_hook = heap.config.hooks.trap;
  const uint64_t max_pages = heap.config.max_reserved_bytes / kPageBytes;
  heap.pages->Attach(state, heap.config.stress_interval != 0,
                     max_pages < kPageCount ? static_cast<uint32_t>(max_pages) : 0);
  heap.major_threshold = kInitialMajorBytes;
  heap.stress_countdown = heap.config.stress_interval;
  heap.fail_countdown = heap.config.fail_allocation;
  heap.immortal_next = kNativeImmortalBase;
  // The nursery first: natively this makes kNativeHeapBase its address.
  if (!MakeNursery(heap) || !MakeShadowStack(heap)) {
    PlatformRelease(reservation);
    return nullptr;
  }
  FillNullaryTable(state);
  if (heap.config.image_bytes != 0 &&
      vera_gc_add_immortals(state, heap.config.image, heap.config.image_bytes) == kNil) {
    vera_gc_shutdown(state);
    return nullptr;
  }
  NotePeak(heap);
  return state;
}

void vera_gc_shutdown(RuntimeState* state) {
  Heap& heap = *state->heap;
  if (heap.config.hooks.decref_handle != nullptr) {
    for (uint32_t i = 0; i < heap.wraps.rows.size(); ++i) {
      heap.config.hooks.decref_handle(state, heap.wraps.rows[i].kind, heap.wraps.rows[i].handle);
    }
  }
  if (heap.shadow_pages == 0) {
    PlatformReleaseShadow(state->shadow_base, heap.shadow_bytes);
  }
  PlatformRelease({state, &heap, heap.pages});
}

Ref vera_gc_add_immortals(RuntimeState* state, const void* image, uint32_t bytes) {
  Heap& heap = *state->heap;
  const Ref place = heap.immortal_next;
  if (kRefIsAddress || bytes > kNativeHeapBase - place) {
    return kNil;
  }
  if (image != nullptr) {
    __builtin_memcpy(At(state, place), image, bytes);
    heap.immortal_next = place + AlignUp8(bytes);
  }
  return place;
}

Ref vera_gc_alloc_slow(RuntimeState* state, Ref* sp, uint32_t bytes) {
  Heap& heap = *state->heap;
  VERA_GC_CHECK(bytes <= kLargeBytes && bytes % kUnitBytes == 0);
  CountAllocation(heap);
  Safepoint(heap, sp);
  if (heap.collection_requested || heap.nursery_end - state->alloc_next < bytes) {
    CollectAsDue(heap, sp);
  }
  const Ref object = state->alloc_next;
  state->alloc_next = object + bytes;
  return object;
}

Ref vera_gc_alloc_array(RuntimeState* state, Ref* sp, ObjectKind kind, uint32_t length) {
  const uint32_t bytes = CountedBytes(kind, length);
  if (bytes == 0 || bytes > kLargeBytes) {
    return vera_gc_alloc_large(state, sp, kind, length);
  }
  const Ref array = Allocate(state, sp, bytes);
  uint32_t* words = At<uint32_t>(state, array);
  words[0] = MakeHeader(kind);
  words[1] = length;
  if (kind == ObjectKind::kRefs) {
    __builtin_memset(words + 2, 0, bytes - kElementsOffset);
  }
  return array;
}

Ref vera_gc_alloc_large(RuntimeState* state, Ref* sp, ObjectKind kind, uint32_t length) {
  Heap& heap = *state->heap;
  CountAllocation(heap);
  Safepoint(heap, sp);
  const uint32_t bytes = CountedBytes(kind, length);
  if (bytes == 0) {
    OutOfMemory(heap);
  }
  const uint32_t count = (bytes + kPageBytes - 1) / kPageBytes;
  const uint64_t page_bytes = uint64_t{count} * kPageBytes;
  const bool due = OldBytes(heap) + page_bytes >= heap.major_threshold + kLargeSlackBytes;
  if ((due && OldBytes(heap) >= kLargeSlackBytes / 2) || OverLimit(heap, page_bytes)) {
    Collect(heap, sp, Collection::kMajor);
    if (OverLimit(heap, page_bytes)) {
      OutOfMemory(heap);
    }
  }
  uint32_t first = heap.pages->Allocate(count, PageKind::kLargeTail);
  if (first == 0) {
    Collect(heap, sp, Collection::kMajor);
    first = heap.pages->Allocate(count, PageKind::kLargeTail);
  }
  const Ref object = first << kPageShift;
  if (first == 0 || !heap.large.Push(*heap.pages, {object, count, 0, 0})) {
    OutOfMemory(heap);
  }
  heap.pages->set_kind(first, PageKind::kLarge);
  heap.pages->set_info(first, heap.large.size() - 1);
  heap.large_pages += count;
  heap.stats.allocated_bytes += bytes;
  NotePeak(heap);

  uint32_t* words = At<uint32_t>(state, object);
  words[0] = MakeHeader(kind);
  words[1] = length;
  if (kind == ObjectKind::kRefs) {
    __builtin_memset(words + 2, 0, bytes - kElementsOffset);
    // Until the next safepoint stores into a new object need no barrier, large ones included.
    vera_gc_remember(state, object);
  }
  return object;
}

void vera_gc_remember(RuntimeState* state, Ref holder) {
  Heap& heap = *state->heap;
  if (IsYoung(state, holder)) {
    return;
  }
  uint32_t* header = At<uint32_t>(state, holder);
  if (HeaderKind(*header) != ObjectKind::kFixed) {
    if ((*header & kRememberedBit) != 0) {
      return;
    }
    *header |= kRememberedBit;
  }
  Remember(heap, heap.remembered_holders, holder);
}

void vera_gc_remember_slot(RuntimeState* state, Ref slot) {
  Heap& heap = *state->heap;
  PageVector<Ref>& slots = heap.remembered_slots;
  // A cell that is written in a loop is logged once.
  if (IsYoung(state, slot)) {
    return;
  }
  if (slots.size() != 0 && slots[slots.size() - 1] == slot) {
    return;
  }
  Remember(heap, slots, slot);
}

void vera_gc_add_external(RuntimeState* state, int64_t delta) {
  Heap& heap = *state->heap;
  if (delta < 0) {
    const auto less = static_cast<uint64_t>(-delta);
    heap.external_bytes -= less < heap.external_bytes ? less : heap.external_bytes;
    return;
  }
  heap.external_bytes += static_cast<uint64_t>(delta);
  heap.external_growth += static_cast<uint64_t>(delta);
  NotePeak(heap);
  // Hidden bytes behind small wrappers fill the nursery faster than their wrappers do.
  const bool due = heap.external_growth >= kExternalRequest || OverLimit(heap, 0);
  if (due && !heap.in_phase_2c && !heap.collecting) {
    RequestCollection(heap);
  }
}

bool vera_gc_exceeds_limit(const RuntimeState* state, uint64_t more_bytes) {
  const Heap& heap = *state->heap;
  const uint64_t share = heap.config.max_heap_bytes / 8;
  const uint64_t slack = share < kExternalRequest ? share : kExternalRequest;
  // In this order nothing wraps: a limit is at most the range, and more_bytes any size.
  return heap.config.max_heap_bytes != 0 &&
         (more_bytes > heap.config.max_heap_bytes ||
          HeldBytes(heap) + heap.external_bytes + more_bytes > heap.config.max_heap_bytes + slack);
}

bool vera_gc_fails_allocations(const RuntimeState* state) {
  return state->heap->config.fail_allocation != 0;
}

void vera_gc_count_allocation(RuntimeState* state) { CountAllocation(*state->heap); }

void vera_gc_collect(RuntimeState* state, Ref* sp, Collection collection) {
  VERA_GC_CHECK(!state->heap->collecting);
  if (!state->heap->broken) {
    Collect(*state->heap, sp, collection);
  }
}

void vera_gc_get_stats(const RuntimeState* state, Stats* stats) {
  const Heap& heap = *state->heap;
  *stats = heap.stats;
  stats->allocated_bytes += state->alloc_next - state->nursery_base;
  stats->heap_bytes = HeldBytes(heap);
  stats->reserved_bytes = uint64_t{heap.pages->acquired()} * kPageBytes;
  stats->external_bytes = heap.external_bytes;
  stats->wrappers = heap.wraps.rows.size();
  stats->wrapper_capacity = heap.wraps.capacity;
  stats->wrapper_waits = heap.wraps.waits;
  stats->nursery_bytes = heap.nursery_bytes;
}

bool vera_gc_is_shadow_guard(const RuntimeState* state, const void* address) {
  const auto end = reinterpret_cast<uintptr_t>(state->heap->shadow_end);
  return state->heap->shadow_pages == 0 && reinterpret_cast<uintptr_t>(address) - end < kPageBytes;
}

void vera_gc_trap(RuntimeState* state, TrapKind kind) {
  state->trap_kind = static_cast<uint32_t>(kind) + 1;
  ReleasePending(*state->heap);
  if (state->trap_hook != nullptr) {
    state->trap_hook(state, kind);
  }
  PlatformAbort("gc: trap without a hook, or the hook returned");
}

}  // extern "C"
