// Directed tests of allocation, collection, barriers and limits.

#include "gc/test_cases.h"

namespace vera::gc::test {

const TestCase kTestCases[] = {
#define VERA_GC_TEST(name) {#name, &name},
#include "gc/test_cases.def"
};
const uint32_t kTestCaseCount = sizeof(kTestCases) / sizeof(kTestCases[0]);

void LayoutOfHeadersAndTables() {
  const uint32_t header = FixedHeader(2047, 255, 8);
  VERA_EXPECT(HeaderKind(header) == ObjectKind::kFixed && HeaderTag(header) == 2047);
  VERA_EXPECT(HeaderRefCount(header) == 255);
  VERA_EXPECT(HeaderUnits(header) * kUnitBytes == AlignUp8(4 + 4 * 255) + 8);
  VERA_EXPECT(CountedBytes(ObjectKind::kWords, kMaxLength) == 0);
  VERA_EXPECT(CountedBytes(ObjectKind::kBytes, 9) == 24);

  TestHeap heap;
  for (uint32_t tag = 0; tag <= kMaxTag; ++tag) {
    const auto* object = At<ObjectHeader>(heap.state(), NullaryRef(tag));
    VERA_EXPECT(object->tag() == tag && object->kind() == ObjectKind::kFixed);
  }
  const auto* empty = At<CountedObject>(heap.state(), EmptyCountedRef(ObjectKind::kWords));
  VERA_EXPECT(HeaderKind(empty->header) == ObjectKind::kWords && empty->length == 0);
  VERA_EXPECT(kRefIsAddress || heap.state()->nursery_base == kNativeHeapBase);
  for (const StateFieldInfo& field : kStateFields) {
    VERA_EXPECT(field.offset % field.bytes == 0);
  }
}

void NurseryKeepsWhatIsRooted() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> list(roots, kNil);
  constexpr int64_t kKept = 1000;
  for (int64_t i = 0; i < 1000 * kKept; ++i) {
    // One of a thousand objects is kept.
    const Ref cons = NewCons(roots, i, list);
    if (i % 1000 == 0) {
      list.set(cons);
    }
  }
  VERA_EXPECT(SumOf(heap.state(), list.get()) == 1000 * kKept * (kKept - 1) / 2);
  const Stats stats = heap.stats();
  VERA_EXPECT(stats.minor >= 14 && stats.major == 0);
  VERA_EXPECT(stats.allocated_bytes == 16 * 1000 * kKept);
  VERA_EXPECT(stats.promoted_bytes < 20 * kKept);
  VERA_EXPECT(stats.peak_heap_bytes < (3u << 20));
}

void ListOfTenMillionTwice() {
  constexpr int64_t kCells = 10'000'000;
  TestHeap heap({}, /*verify=*/false);
  uint64_t peak_of_first = 0;
  for (int round = 0; round < 2; ++round) {
    RootScope roots(heap.state(), heap.sp());
    Rooted<Ref> list(roots, kNil);
    for (int64_t i = 0; i < kCells; ++i) {
      list.set(NewCons(roots, i, list));
    }
    VERA_EXPECT(SumOf(heap.state(), list.get()) == kCells * (kCells - 1) / 2);
    if (round == 0) {
      peak_of_first = heap.stats().peak_heap_bytes;
    }
  }
  VERA_EXPECT(peak_of_first < 300'000'000);
  VERA_EXPECT(heap.stats().peak_heap_bytes < 340'000'000);
  VERA_EXPECT(heap.stats().reserved_bytes < 340'000'000);
  heap.Major(heap.sp());
  VERA_EXPECT(heap.stats().live_bytes == 0);
}

void CellsAreRemembered() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  const Ref fresh = Allocate(heap.state(), roots.sp(), 8);
  At<FixedObject>(heap.state(), fresh)->header = CellHeader(true);
  At<FixedObject>(heap.state(), fresh)->refs[0] = kNil;
  Rooted<Ref> cell(roots, fresh);
  Rooted<Ref> nothing(roots, kNil);
  heap.Minor(roots.sp());
  for (int64_t i = 0; i < 200'000; ++i) {
    // The cell is old; what it holds is not, until a collection promotes it.
    const Ref value = NewCons(roots, i, nothing);
    At<FixedObject>(heap.state(), cell.get())->refs[0] = value;
    vera_gc_remember(heap.state(), cell.get());
    if (i % 977 == 0) {
      NewCons(roots, -1, nothing);
      VERA_EXPECT(SumOf(heap.state(), At<FixedObject>(heap.state(), cell.get())->refs[0]) == i);
    }
  }
  heap.Major(roots.sp());
  VERA_EXPECT(SumOf(heap.state(), At<FixedObject>(heap.state(), cell.get())->refs[0]) == 199'999);
}

// A list that is built forwards: each new cell is stored into the hole of the last one, which a
// collection may have promoted meanwhile.
void TailModuloConsHole() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> nothing(roots, kNil);
  Rooted<Ref> first(roots, NewCons(roots, 0, nothing));
  Rooted<Ref> last(roots, first.get());
  constexpr int64_t kCells = 300'000;
  for (int64_t i = 1; i < kCells; ++i) {
    const Ref next = NewCons(roots, i, nothing);
    StoreRef(heap.state(), last.get(), RefOffset(0), next);
    last.set(next);
  }
  VERA_EXPECT(SumOf(heap.state(), first.get()) == kCells * (kCells - 1) / 2);
  VERA_EXPECT(heap.stats().minor + heap.stats().major >= 2);
}

void LargeArrayOfRefsFilledSlowly() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> nothing(roots, kNil);
  constexpr uint32_t kLength = 200'000;
  Rooted<Ref> array(roots,
                    vera_gc_alloc_array(heap.state(), roots.sp(), ObjectKind::kRefs, kLength));
  const Ref place = array.get();
  for (uint32_t i = 0; i < kLength; ++i) {
    const Ref value = NewCons(roots, i, nothing);
    StoreRef(heap.state(), array.get(), kElementsOffset + 4 * i, value);
  }
  heap.Major(roots.sp());
  VERA_EXPECT(array.get() == place);
  int64_t sum = 0;
  const Ref* elements = array.as<CountedObject>()->elements<Ref>();
  for (uint32_t i = 0; i < kLength; ++i) {
    sum += At<Cons>(heap.state(), elements[i])->head;
  }
  VERA_EXPECT(sum == int64_t{kLength} * (kLength - 1) / 2);

  // Filled by copying before the next safepoint, it needs no barrier.
  const Ref young = NewCons(roots, 5, nothing);
  Rooted<Ref> kept(roots, young);
  Rooted<Ref> second(roots,
                     vera_gc_alloc_array(heap.state(), roots.sp(), ObjectKind::kRefs, kLength));
  for (uint32_t i = 0; i < kLength; ++i) {
    second.as<CountedObject>()->elements<Ref>()[i] = kept.get();
  }
  kept.set(kNil);
  heap.Minor(roots.sp());
  VERA_EXPECT(SumOf(heap.state(), second.as<CountedObject>()->elements<Ref>()[kLength - 1]) == 5);
}

void LargeObjectsAreFreed() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> kept(roots, kNil);
  for (uint32_t i = 0; i < 2000; ++i) {
    const Ref bytes =
        vera_gc_alloc_array(heap.state(), roots.sp(), ObjectKind::kBytes, 500'000 + 1000 * (i % 7));
    char* text = At<CountedObject>(heap.state(), bytes)->elements<char>();
    text[0] = static_cast<char>(i);
    text[499'999] = static_cast<char>(i + 1);
    if (i % 5 == 0) {
      kept.set(bytes);
    }
    const char* last = kept.as<CountedObject>()->elements<char>();
    VERA_EXPECT(last[0] == static_cast<char>(i / 5 * 5) &&
                last[499'999] == static_cast<char>(last[0] + 1));
  }
  const Stats stats = heap.stats();
  VERA_EXPECT(stats.allocated_bytes > 1'000'000'000 && stats.peak_heap_bytes < 12'000'000);
  kept.set(kNil);
  heap.Major(roots.sp());
  VERA_EXPECT(heap.stats().live_bytes == 0);
}

void ShortenedArrayLeavesFiller() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> array(roots, vera_gc_alloc_array(heap.state(), roots.sp(), ObjectKind::kRefs, 101));
  const uint32_t before = CountedBytes(ObjectKind::kRefs, 101);
  const uint32_t after = CountedBytes(ObjectKind::kRefs, 7);
  array.as<CountedObject>()->length = 7;
  *At<uint32_t>(heap.state(), array.get() + after) = FillerHeader(before - after);
  heap.Minor(roots.sp());
  heap.Major(roots.sp());
  VERA_EXPECT(array.as<CountedObject>()->length == 7);
  VERA_EXPECT(heap.stats().live_bytes == after);
}

void UnwindPayloadIsRoot() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> nothing(roots, kNil);
  heap.state()->unwind_ref = NewCons(roots, 42, nothing);
  heap.Minor(roots.sp());
  heap.Major(roots.sp());
  VERA_EXPECT(SumOf(heap.state(), heap.state()->unwind_ref) == 42);
}

namespace {

constinit Ref host_root = kNil;

}  // namespace

void HostRootsAreTraced() {
  Config config = {};
  config.hooks.trace_roots = [](RuntimeState*, Visitor* visitor) {
    visitor->visit(visitor, &host_root);
  };
  TestHeap heap(config);
  RootScope roots(heap.state(), heap.sp());
  {
    Rooted<Ref> nothing(roots, kNil);
    host_root = NewCons(roots, 7, nothing);
  }
  const Ref before = host_root;
  heap.Minor(roots.sp());
  VERA_EXPECT(host_root != before && SumOf(heap.state(), host_root) == 7);
  heap.Major(roots.sp());
  VERA_EXPECT(SumOf(heap.state(), host_root) == 7);
  host_root = kNil;
}

void NurseryGrowsWhileMuchSurvives() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> list(roots, kNil);
  VERA_EXPECT(heap.stats().nursery_bytes == (1u << 20));
  for (int64_t i = 0; i < 1'000'000; ++i) {
    list.set(NewCons(roots, i, list));
  }
  VERA_EXPECT(heap.stats().nursery_bytes == (4u << 20));
}

void StressMovesAndPoisons() {
  Config config = {};
  config.stress_interval = 1;
  TestHeap heap(config);
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> list(roots, kNil);
  for (int64_t i = 0; i < 500; ++i) {
    const Ref before = list.get();
    const Ref cons = NewCons(roots, i, list);
    if (before != kNil) {
      VERA_EXPECT(list.get() != before);
      VERA_EXPECT(*At<uint32_t>(heap.state(), before) == 0xDBDBDBDB ||
                  before == heap.state()->nursery_base);
    }
    list.set(cons);
  }
  VERA_EXPECT(SumOf(heap.state(), list.get()) == 500 * 499 / 2);
  VERA_EXPECT(heap.stats().major >= 500);
}

void ImmortalImages() {
  if (kRefIsAddress) {
    return;
  }
  const uint64_t first[] = {FixedHeader(3, 0, 8), 77};
  Config config = {};
  config.image = first;
  config.image_bytes = sizeof first;
  TestHeap heap(config);
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> literal(roots, kNativeImmortalBase);
  const Ref place = vera_gc_add_immortals(heap.state(), nullptr, 8);
  VERA_EXPECT(place == kNativeImmortalBase + sizeof first);
  const uint32_t second[] = {FixedHeader(4, 1, 0), kNativeImmortalBase};
  VERA_EXPECT(vera_gc_add_immortals(heap.state(), second, sizeof second) == place);
  Rooted<Ref> pair(roots, place);
  heap.Minor(roots.sp());
  heap.Major(roots.sp());
  VERA_EXPECT(literal.get() == kNativeImmortalBase && pair.get() == place);
  VERA_EXPECT(pair.as<FixedObject>()->refs[0] == kNativeImmortalBase);
  VERA_EXPECT(vera_gc_add_immortals(heap.state(), nullptr, kNativeHeapBase) == kNil);
}

void HeapLimitTraps() {
  Config config = {};
  config.max_heap_bytes = 8u << 20;
  TestHeap heap(config);
  const uint32_t trap = CatchTrap(
      heap.state(),
      [](RuntimeState* state) {
        RootScope roots(state, state->shadow_base);
        Rooted<Ref> list(roots, kNil);
        for (;;) {
          list.set(NewCons(roots, 0, list));
        }
      },
      TrapKind::kOutOfMemory);
  VERA_EXPECT(trap == static_cast<uint32_t>(TrapKind::kOutOfMemory) + 1);
  VERA_EXPECT(heap.stats().heap_bytes < (13u << 20));
  // The heap is whole: what was live is garbage now, and the next run can use it.
  heap.Major(heap.sp());
  const uint32_t large = CatchTrap(
      heap.state(),
      [](RuntimeState* state) {
        vera_gc_alloc_array(state, state->shadow_base, ObjectKind::kBytes, 2u << 20);
        vera_gc_alloc_array(state, state->shadow_base, ObjectKind::kBytes, 9u << 20);
      },
      TrapKind::kOutOfMemory);
  VERA_EXPECT(large == static_cast<uint32_t>(TrapKind::kOutOfMemory) + 1);
}

void ExhaustionWithinCollectionTraps() {
  // Every limit from just enough to start up on: wherever memory ends, it is a trap.
  for (uint64_t pages = 96; pages < 256; pages += 5) {
    Config config = {};
    config.nursery_max_bytes = 1u << 20;
    config.shadow_bytes = kPageBytes;
    config.max_reserved_bytes = pages * kPageBytes;
    TestHeap heap(config);
    if (kRefIsAddress) {
      continue;
    }
    const uint32_t trap = CatchTrap(
        heap.state(),
        [](RuntimeState* state) {
          RootScope roots(state, state->shadow_base);
          Rooted<Ref> list(roots, kNil);
          Rooted<Ref> array(roots, kNil);
          for (int64_t i = 0;; ++i) {
            list.set(NewCons(roots, i, list));
            if (i % 4096 == 0) {
              array.set(vera_gc_alloc_array(state, roots.sp(), ObjectKind::kRefs, 40'000));
            }
          }
        },
        TrapKind::kOutOfMemory);
    VERA_EXPECT(trap == static_cast<uint32_t>(TrapKind::kOutOfMemory) + 1);
    // Does nothing if the heap ended within a collection, and is whole otherwise.
    heap.Major(heap.sp());
  }
}

void ImpossibleSizeTraps() {
  TestHeap heap;
  const ObjectKind kinds[] = {ObjectKind::kBytes, ObjectKind::kWords, ObjectKind::kRefs};
  for (const ObjectKind kind : kinds) {
    heap.state()->unwind = static_cast<uint32_t>(kind);
    const uint32_t trap = CatchTrap(
        heap.state(),
        [](RuntimeState* state) {
          vera_gc_alloc_array(state, state->shadow_base, static_cast<ObjectKind>(state->unwind),
                              0xFFFFFFFF);
        },
        TrapKind::kOutOfMemory);
    VERA_EXPECT(trap == static_cast<uint32_t>(TrapKind::kOutOfMemory) + 1);
  }
}

void ShadowStackOverflowTraps() {
  Config config = {};
  config.shadow_bytes = kPageBytes;
  TestHeap heap(config);
  const uint32_t trap = CatchTrap(
      heap.state(),
      [](RuntimeState* state) {
        RootScope roots(state, state->shadow_base);
        for (;;) {
          roots.Push(kNil);
        }
      },
      TrapKind::kStackExhausted);
  VERA_EXPECT(trap == static_cast<uint32_t>(TrapKind::kStackExhausted) + 1);
  VERA_EXPECT(kRefIsAddress || heap.state()->trap_kind == trap);
}

void InterruptTraps() {
  TestHeap heap;
  heap.state()->interrupt = static_cast<uint32_t>(TrapKind::kUnreachable) + 1;
  heap.state()->alloc_limit = 0;
  const uint32_t trap = CatchTrap(
      heap.state(), [](RuntimeState* state) { Allocate(state, state->shadow_base, 8); },
      TrapKind::kUnreachable);
  VERA_EXPECT(trap == static_cast<uint32_t>(TrapKind::kUnreachable) + 1);
}

}  // namespace vera::gc::test
