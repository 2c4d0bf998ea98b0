// The heap verifier: looks at every reference there is, right after a collection.

#include "gc/heap.h"

namespace vera::gc {
namespace {

class Verifier : public Visitor {
 public:
  // A number of its own, so that containers show what this collection has visited already.
  explicit Verifier(Heap& heap)
      : Visitor{&CheckFromHook, true, ++heap.epoch}, heap_(heap), state_(heap.state) {}

  void CheckBlocks() {
    const PageSpace& pages = *heap_.pages;
    for (uint32_t page = heap_.mature.head; page != 0; page = pages.next(page)) {
      VERA_GC_CHECK(pages.kind(page) == PageKind::kMature);
      const Ref begin = page << kPageShift;
      const Ref end = begin + pages.info(page) * kUnitBytes;
      Ref object = begin;
      while (object < end) {
        object += CheckObject(object);
      }
      VERA_GC_CHECK(object == end);
      ++blocks_;
    }
    VERA_GC_CHECK(blocks_ == heap_.mature.count);
  }

  void CheckLarge() {
    for (uint32_t i = 0; i < heap_.large.size(); ++i) {
      const LargeObject& large = heap_.large[i];
      VERA_GC_CHECK(large.marked == 0);
      VERA_GC_CHECK(CheckObject(large.object) <= uint64_t{large.pages} * kPageBytes);
    }
  }

  void CheckRoots(Ref* sp) {
    for (Ref* slot = state_->shadow_base; slot != sp; ++slot) {
      CheckRef(*slot);
    }
    CheckRef(state_->unwind_ref);
    if (heap_.config.hooks.trace_roots != nullptr) {
      heap_.config.hooks.trace_roots(state_, this);
    }
    for (uint32_t i = 0; i < heap_.wraps.rows.size(); ++i) {
      const WrapRow& row = heap_.wraps.rows[i];
      CheckRef(row.wrapper);
      const auto* wrapper = At<WrapperObject>(state_, row.wrapper);
      VERA_GC_CHECK(HeaderKind(wrapper->header) == ObjectKind::kWrapper);
      VERA_GC_CHECK(HeaderWrapperKind(wrapper->header) == row.kind);
      VERA_GC_CHECK(wrapper->handle == row.handle);
    }
  }

 private:
  static void CheckFromHook(Visitor* visitor, Ref* slot) {
    static_cast<Verifier*>(visitor)->CheckRef(*slot);
  }

  // `ref` is nil or the start of an object that outlives this collection.
  void CheckRef(Ref ref) {
    if (ref == kNil) {
      return;
    }
    VERA_GC_CHECK(ref % kUnitBytes == 0);
    const uint32_t page = ref >> kPageShift;
    const PageSpace& pages = *heap_.pages;
    switch (pages.kind(page)) {
      case PageKind::kMature:
        VERA_GC_CHECK((ref & (kPageBytes - 1)) < pages.info(page) * kUnitBytes);
        break;
      case PageKind::kLarge:
        VERA_GC_CHECK(heap_.large[pages.info(page)].object == ref);
        break;
      default:
        // Young, free and table pages hold no live object now; the rest is immortal.
        VERA_GC_CHECK(pages.kind(page) == PageKind::kForeign);
    }
    CheckHeader(*At<uint32_t>(state_, ref));
  }

  void CheckHeader(uint32_t header) {
    VERA_GC_CHECK((header & kLiveBit) != 0);
    const uint32_t kind = header >> kKindShift & kKindMask;
    VERA_GC_CHECK(kind < kObjectKindCount);
    if (kObjectKinds[kind].layout == ObjectLayout::kUnits) {
      VERA_GC_CHECK(4 + 4 * HeaderRefCount(header) <= HeaderUnits(header) * kUnitBytes);
    } else if (kObjectKinds[kind].layout == ObjectLayout::kCounted) {
      VERA_GC_CHECK((header & kRememberedBit) == 0);
    }
  }

  uint32_t CheckObject(Ref ref) {
    auto* object = At<uint32_t>(state_, ref);
    const uint32_t header = *object;
    CheckHeader(header);
    switch (kObjectKinds[header >> kKindShift & kKindMask].refs) {
      case RefLayout::kNone:
        break;
      case RefLayout::kLeading:
        CheckRange(object + 1, HeaderRefCount(header));
        break;
      case RefLayout::kElements:
        CheckRange(object + 2, object[1]);
        break;
      case RefLayout::kHost:
        if (heap_.config.hooks.trace_handle != nullptr) {
          heap_.config.hooks.trace_handle(state_, HeaderWrapperKind(header), object[1], this);
        }
        break;
    }
    return ObjectBytes(object);
  }

  void CheckRange(const Ref* slots, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
      CheckRef(slots[i]);
    }
  }

  Heap& heap_;
  RuntimeState* state_;
  uint32_t blocks_ = 0;
};

}  // namespace

void VerifyHeap(Heap& heap, Ref* sp) {
  VERA_GC_CHECK(heap.remembered_holders.size() == 0 && heap.remembered_slots.size() == 0);
  Verifier verifier(heap);
  verifier.CheckBlocks();
  verifier.CheckLarge();
  verifier.CheckRoots(sp);
}

}  // namespace vera::gc
