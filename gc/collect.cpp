// The collector.
//
// A generational copying collector without recursion. New objects are bumped into the nursery.
// When it is full, a minor collection copies the objects in it that are reachable into mature
// blocks of one page (64 KiB) each, and the nursery is empty again: every survivor is promoted at
// once. A major collection copies the nursery and all mature blocks into new blocks. Objects over
// kLargeBytes have pages of their own; a major collection marks them where they are.
//
// Cheney's order. The copied objects are their own work list: blocks are filled in a row, and a
// scan pointer follows the allocation pointer through them. Each object under the scan pointer is
// parsed by its header alone, each of its references is replaced by the new address of what it
// refers to, copying that first if it wasn't copied before. When scan meets allocation, all that
// is reachable has been copied. A list of ten million cells needs no more space for this than a
// list of ten. A copied object leaves its new address in its header; a Ref is even, a live header
// odd. Large objects that a major collection marks are linked through the table of large objects,
// so marking allocates nothing either. What a collection allocates is blocks, and nothing else.
//
// Why generations are cheap here. Vera's values are immutable, so an object refers to older ones
// only, and a minor collection need not look at old objects. The exceptions are stores into
// objects that exist already: state cells, arrays that are filled while something else allocates,
// the hole of a tail-modulo-cons cell. The store's barrier remembers the holder or the slot, and a
// minor collection takes those as roots. Promoting every survivor at once makes this exact: after
// any collection there are no young objects, so the remembered set is empty.
//
// Roots are the slots of the shadow stack below the sp that the caller passed, unwind_ref, the
// remembered set, and what the embedder's hooks visit. All of them are precise; they are updated in
// place. Large objects have a page table entry that says so, everything whose page isn't the
// collector's own is immortal: nil, nullary constructors, literals. No test of the kind "is this a
// pointer" exists.
//
// Order of a collection: (1) roots, remembered set; (2) drain, in which a wrapper object has its
// host container traced; (3) phase 2c: the wrap table drops the rows of wrappers that were not
// reached and fires their decref hooks; (4) reclaim: unmarked large objects, old blocks, the
// nursery. Phase 2c lies between 2 and 4 because it reads forwarding headers.
//
// When. A minor collection when the nursery is full; it doubles from 1 MiB up to 4 MiB while more
// than a quarter survives. A major one when what is held outside the nursery, host bytes included,
// reaches the threshold set by the last one: twice what was live, at least 1 MiB, less for large
// heaps (NextThreshold).
//
// Stress mode makes every collection a major one, fills what was left with poison, and reuses
// pages as late as possible, so that a reference which was not updated meets 0xDB bytes: a header
// of no kind. VerifyHeap then looks at every reference that exists.

#include "gc/heap.h"

namespace vera::gc {
namespace {

// Up to this much live data the heap may double between two major collections, above twice of it
// grow by half. The copy needs room for the live data on top: doubling all the way would make the
// peak three times of it.
constexpr uint64_t kDoublingBytes = 64u << 20;

// Host bytes may grow by half: they are not copied, so a collection costs less, and what a container
// dropped is found dead only by the next one.
constexpr uint64_t kExternalRoom = 4u << 20;

uint64_t NextThreshold(uint64_t live, uint64_t external) {
  const uint64_t half = external / 2;
  const uint64_t external_room = external == 0 ? 0 : half > kExternalRoom ? half : kExternalRoom;
  uint64_t room = live;
  if (live > kDoublingBytes) {
    room = live / 2 > kDoublingBytes ? live / 2 : kDoublingBytes;
  }
  return live + (room < kInitialMajorBytes ? kInitialMajorBytes : room) + external + external_room;
}

// Copies `bytes` > 0, a multiple of 8. Most objects are of two or three units, for which a call of
// memcpy would cost more than the copy.
inline void CopyUnits(uint64_t* to, const uint64_t* from, uint32_t bytes) {
  to[0] = from[0];
  if (bytes == 8) {
    return;
  }
  to[1] = from[1];
  if (bytes == 16) {
    return;
  }
  to[2] = from[2];
  if (bytes > 24) {
    __builtin_memcpy(to + 3, from + 3, bytes - 24);
  }
}

template <bool kMajor>
class Tracer : public Visitor {
 public:
  explicit Tracer(Heap& heap)
      : Visitor{&VisitFromHook, kMajor, heap.epoch},
        heap_(heap),
        state_(heap.state),
        kinds_(heap.pages->kinds()),
        nursery_base_(heap.state->nursery_base),
        nursery_span_(heap.state->nursery_span),
        list_(heap.mature),
        next_(heap.mature.next),
        limit_(heap.mature.limit),
        scan_page_(heap.mature.tail),
        scan_(heap.mature.next),
        tail_start_(heap.mature.next) {}

  void TraceRoots(Ref* sp) {
    for (Ref* slot = state_->shadow_base; slot != sp; ++slot) {
      VisitSlot(slot);
    }
    VisitSlot(&state_->unwind_ref);
    const Hooks& hooks = heap_.config.hooks;
    if (hooks.trace_roots != nullptr) {
      hooks.trace_roots(state_, this);
    }
    if (heap_.wraps.has_pending && hooks.trace_handle != nullptr) {
      hooks.trace_handle(state_, heap_.wraps.pending.kind, heap_.wraps.pending.handle, this);
    }
  }

  void TraceRemembered() {
    for (uint32_t i = 0; i < heap_.remembered_holders.size(); ++i) {
      ScanObject(At<uint32_t>(state_, heap_.remembered_holders[i]));
    }
    for (uint32_t i = 0; i < heap_.remembered_slots.size(); ++i) {
      VisitSlot(At<Ref>(state_, heap_.remembered_slots[i]));
    }
  }

  void Drain() {
    for (;;) {
      ScanBlocks();
      if (gray_ == 0) {
        return;
      }
      LargeObject& large = heap_.large[gray_ - 1];
      gray_ = large.next_gray;
      ScanObject(At<uint32_t>(state_, large.object));
    }
  }

  // Hands the blocks over; returns the bytes that were copied.
  uint64_t Finish() {
    list_.next = next_;
    list_.limit = limit_;
    if (list_.tail != 0) {
      heap_.pages->set_info(list_.tail, (next_ - (list_.tail << kPageShift)) / kUnitBytes);
    }
    heap_.mature = list_;
    return closed_bytes_ + (next_ - tail_start_);
  }

 private:
  static void VisitFromHook(Visitor* visitor, Ref* slot) {
    static_cast<Tracer*>(visitor)->VisitSlot(slot);
  }

  __attribute__((always_inline)) void VisitSlot(Ref* slot) {
    const Ref ref = *slot;
    if (ref - nursery_base_ < nursery_span_) {
      *slot = Copy(ref);
    } else if constexpr (kMajor) {
      const PageKind kind = kinds_[ref >> kPageShift];
      if (kind == PageKind::kFrom) {
        *slot = Copy(ref);
      } else if (kind == PageKind::kLarge) {
        Mark(ref);
      }
    }
  }

  __attribute__((always_inline)) Ref Copy(Ref ref) {
    auto* from = At<uint32_t>(state_, ref);
    const uint32_t header = *from;
    if ((header & kLiveBit) == 0) {
      return header;
    }
    const uint32_t bytes = ObjectBytes(from);
    if (next_ + bytes > limit_) {
      OpenBlock();
    }
    const Ref to = next_;
    next_ += bytes;
    CopyUnits(At<uint64_t>(state_, to), reinterpret_cast<uint64_t*>(from), bytes);
    *from = to;
    return to;
  }

  void Mark(Ref ref) {
    const uint32_t index = heap_.pages->info(ref >> kPageShift);
    LargeObject& large = heap_.large[index];
    if (large.marked != 0) {
      return;
    }
    large.marked = 1;
    if (HeaderKind(*At<uint32_t>(state_, ref)) == ObjectKind::kRefs) {
      large.next_gray = gray_;
      gray_ = index + 1;
    }
  }

  // Closes the current block, whose used part the scan needs, and begins another.
  __attribute__((noinline)) void OpenBlock() {
    PageSpace& pages = *heap_.pages;
    const uint32_t page = pages.Allocate(1, PageKind::kMature);
    if (page == 0) {
      heap_.broken = true;
      heap_.collecting = false;
      OutOfMemory(heap_);
    }
    if (list_.tail != 0) {
      closed_bytes_ += next_ - tail_start_;
      pages.set_info(list_.tail, (next_ - (list_.tail << kPageShift)) / kUnitBytes);
      pages.set_next(list_.tail, page);
    } else {
      list_.head = page;
    }
    pages.set_next(page, 0);
    list_.tail = page;
    ++list_.count;
    next_ = page << kPageShift;
    limit_ = next_ + kPageBytes;
    tail_start_ = next_;
  }

  void ScanBlocks() {
    PageSpace& pages = *heap_.pages;
    if (scan_page_ == 0) {
      scan_page_ = list_.head;
      scan_ = scan_page_ << kPageShift;
    }
    while (scan_page_ != 0) {
      // The tail's end is where allocation is now; scanning it may move that, or add blocks.
      const bool is_tail = scan_page_ == list_.tail;
      const Ref end =
          is_tail ? next_ : (scan_page_ << kPageShift) + pages.info(scan_page_) * kUnitBytes;
      if (scan_ == end) {
        if (is_tail) {
          return;
        }
        scan_page_ = pages.next(scan_page_);
        scan_ = scan_page_ << kPageShift;
        continue;
      }
      Ref scan = scan_;
      while (scan < end) {
        scan += ScanObject(At<uint32_t>(state_, scan));
      }
      scan_ = scan;
    }
  }

  // Visits the references of an object that stays where it is; returns its bytes.
  __attribute__((always_inline)) uint32_t ScanObject(uint32_t* object) {
    const uint32_t header = *object;
    const auto kind = HeaderKind(header);
    if (__builtin_expect(kind == ObjectKind::kFixed, 1)) {
      VisitRange(object + 1, HeaderRefCount(header));
      return HeaderUnits(header) * kUnitBytes;
    }
    return ScanOther(object);
  }

  __attribute__((noinline)) uint32_t ScanOther(uint32_t* object) {
    const uint32_t header = *object;
    switch (kObjectKinds[header >> kKindShift & kKindMask].refs) {
      case RefLayout::kNone:
        break;
      case RefLayout::kLeading:
        VisitRange(object + 1, HeaderRefCount(header));
        break;
      case RefLayout::kElements:
        VisitRange(object + 2, object[1]);
        break;
      case RefLayout::kHost:
        if (heap_.config.hooks.trace_handle != nullptr) {
          heap_.config.hooks.trace_handle(state_, HeaderWrapperKind(header), object[1], this);
        }
        break;
    }
    return ObjectBytes(object);
  }

  __attribute__((always_inline)) void VisitRange(Ref* slots, uint32_t count) {
    for (Ref* const end = slots + count; slots != end; ++slots) {
      VisitSlot(slots);
    }
  }

  Heap& heap_;
  RuntimeState* const state_;
  const PageKind* const kinds_;
  const Ref nursery_base_;
  const uint32_t nursery_span_;
  BlockList list_;
  Ref next_;
  Ref limit_;
  uint32_t scan_page_;
  Ref scan_;
  Ref tail_start_;  // of the part of the tail that this collection fills
  uint64_t closed_bytes_ = 0;
  uint32_t gray_ = 0;
};

void ClearRemembered(Heap& heap) {
  for (uint32_t i = 0; i < heap.remembered_holders.size(); ++i) {
    uint32_t* header = At<uint32_t>(heap.state, heap.remembered_holders[i]);
    if (HeaderKind(*header) != ObjectKind::kFixed) {
      *header &= ~kRememberedBit;
    }
  }
  heap.remembered_holders.Shrink(0);
  heap.remembered_slots.Shrink(0);
}

void ResetNursery(Heap& heap) {
  RuntimeState* state = heap.state;
  const uint32_t used = state->alloc_next - state->nursery_base;
  heap.stats.allocated_bytes += used;
  if (heap.config.stress_interval != 0) {
    __builtin_memset(At(state, state->nursery_base), kPoison, used);
  }
  state->alloc_next = state->nursery_base;
  heap.nursery_end = state->nursery_base + heap.nursery_bytes;
  heap.collection_requested = false;
  heap.external_growth = 0;
  state->alloc_limit = AllocLimit(heap);
}

void CollectMinor(Heap& heap, Ref* sp) {
  Tracer<false> tracer(heap);
  tracer.TraceRoots(sp);
  tracer.TraceRemembered();
  tracer.Drain();
  const uint64_t copied = tracer.Finish();
  ClearRemembered(heap);
  SweepWraps(heap, /*is_major=*/false);
  NotePeak(heap);
  heap.stats.promoted_bytes += copied;
  ++heap.stats.minor;
  if (copied > heap.nursery_bytes / 4 && heap.nursery_bytes < heap.nursery_max_bytes) {
    const uint64_t doubled = uint64_t{heap.nursery_bytes} * 2;
    heap.nursery_bytes =
        doubled < heap.nursery_max_bytes ? static_cast<uint32_t>(doubled) : heap.nursery_max_bytes;
  }
  ResetNursery(heap);
}

void FreeBlocks(Heap& heap, uint32_t head) {
  PageSpace& pages = *heap.pages;
  for (uint32_t page = head; page != 0;) {
    const uint32_t next = pages.next(page);
    if (heap.config.stress_interval != 0) {
      __builtin_memset(pages.Address(page), kPoison, pages.info(page) * kUnitBytes);
    }
    pages.Free(page, 1);
    page = next;
  }
}

// Frees what is not marked; returns the pages of what is.
void SweepLarge(Heap& heap) {
  PageSpace& pages = *heap.pages;
  uint32_t kept = 0;
  heap.large_pages = 0;
  for (uint32_t i = 0; i < heap.large.size(); ++i) {
    LargeObject large = heap.large[i];
    const uint32_t first = large.object >> kPageShift;
    if (large.marked == 0) {
      if (heap.config.stress_interval != 0) {
        __builtin_memset(pages.Address(first), kPoison, kPageBytes);
      }
      pages.Free(first, large.pages);
      continue;
    }
    large.marked = 0;
    pages.set_info(first, kept);
    heap.large_pages += large.pages;
    heap.large[kept++] = large;
  }
  heap.large.Shrink(kept);
}

void CollectMajor(Heap& heap, Ref* sp) {
  ClearRemembered(heap);
  const uint32_t from = heap.mature.head;
  for (uint32_t page = from; page != 0; page = heap.pages->next(page)) {
    heap.pages->set_kind(page, PageKind::kFrom);
  }
  heap.mature = {};
  Tracer<true> tracer(heap);
  tracer.TraceRoots(sp);
  tracer.Drain();
  const uint64_t copied = tracer.Finish();
  SweepWraps(heap, /*is_major=*/true);
  NotePeak(heap);
  FreeBlocks(heap, from);
  SweepLarge(heap);
  ++heap.stats.major;
  heap.stats.live_bytes = copied + uint64_t{heap.large_pages} * kPageBytes;
  heap.major_threshold =
      NextThreshold(OldBytes(heap) - heap.external_bytes, heap.external_bytes);
  // The next collection's copy and the growth before it use what is free now; more than that goes
  // back to the system.
  heap.pages->Trim(2 * (heap.mature.count + heap.large_pages) + kInitialMajorBytes / kPageBytes);
  ResetNursery(heap);
}

void Run(Heap& heap, Ref* sp, Collection collection) {
  RuntimeState* state = heap.state;
  VERA_GC_CHECK(!heap.collecting && !heap.in_phase_2c);
  VERA_GC_CHECK(sp >= state->shadow_base && sp <= heap.shadow_end);
  if (heap.broken) {
    OutOfMemory(heap);
  }
  const uint64_t begin = PlatformClock();
  heap.collecting = true;
  // An allocation by a hook must not succeed silently: it meets the check of the slow path.
  state->alloc_limit = 0;
  ++heap.epoch;
  if (collection == Collection::kMajor || heap.config.stress_interval != 0) {
    CollectMajor(heap, sp);
  } else {
    CollectMinor(heap, sp);
  }
  heap.collecting = false;
  const uint64_t pause = PlatformClock() - begin;
  heap.stats.total_pause_ns += pause;
  if (pause > heap.stats.longest_pause_ns) {
    heap.stats.longest_pause_ns = pause;
  }
  if (heap.config.verify) {
    VerifyHeap(heap, sp);
  }
}

}  // namespace

void Collect(Heap& heap, Ref* sp, Collection collection) {
  Run(heap, sp, collection);
  if (collection == Collection::kMinor && OverLimit(heap, 0)) {
    Run(heap, sp, Collection::kMajor);
  }
  if (OverLimit(heap, 0)) {
    OutOfMemory(heap);
  }
}

void CollectAsDue(Heap& heap, Ref* sp) {
  const bool major = OldBytes(heap) >= heap.major_threshold;
  Collect(heap, sp, major ? Collection::kMajor : Collection::kMinor);
}

}  // namespace vera::gc
