// Tests of the wrap table against a small host store.

#include "gc/test_cases.h"

namespace vera::gc::test {
namespace {

constexpr uint32_t kHandles = 200'100;

// A host store: reference counts by handle, and one reference into the heap for each container.
struct Store {
  uint8_t counts[kHandles];
  Ref contents[kHandles];
  uint32_t next;
  uint32_t live;
  uint32_t peak;
  bool wrong;  // a handle was released twice, or with another kind
};
constinit Store store = {};

void ResetStore() {
  __builtin_memset(&store, 0, sizeof store);
  store.next = 1;
}

// Kinds alternate, so that a row which mixes them up is noticed.
WrapperKind KindOf(uint32_t handle) { return static_cast<WrapperKind>(handle % 3 + 1); }

uint32_t NewHandle() {
  const uint32_t handle = store.next++;
  store.counts[handle] = 1;
  if (++store.live > store.peak) {
    store.peak = store.live;
  }
  return handle;
}

void Decref(RuntimeState*, WrapperKind kind, uint32_t handle) {
  if (store.counts[handle] != 1 || kind != KindOf(handle)) {
    store.wrong = true;
    return;
  }
  --store.counts[handle];
  --store.live;
}

void Trace(RuntimeState*, WrapperKind, uint32_t handle, Visitor* visitor) {
  if (store.counts[handle] != 1) {
    store.wrong = true;
  }
  visitor->visit(visitor, &store.contents[handle]);
}

Config WithStore() {
  ResetStore();
  Config config = {};
  config.hooks.decref_handle = &Decref;
  config.hooks.trace_handle = &Trace;
  return config;
}

Ref Wrap(RootScope& roots) {
  const uint32_t handle = NewHandle();
  return vera_gc_new_wrapper(roots.state(), roots.sp(), KindOf(handle), handle);
}

bool IsWrapperOf(RuntimeState* state, Ref ref, uint32_t handle) {
  const auto* wrapper = At<WrapperObject>(state, ref);
  return wrapper->header == WrapperHeader(KindOf(handle)) && wrapper->handle == handle;
}

// An array of `count` wrappers with the handles from 1 on.
Ref WrapMany(RootScope& roots, uint32_t count) {
  Rooted<Ref> array(roots,
                    vera_gc_alloc_array(roots.state(), roots.sp(), ObjectKind::kRefs, count));
  for (uint32_t i = 0; i < count; ++i) {
    const Ref wrapper = Wrap(roots);
    StoreRef(roots.state(), array.get(), kElementsOffset + 4 * i, wrapper);
  }
  return array.get();
}

void CheckMany(RuntimeState* state, Ref array, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const Ref wrapper = At<CountedObject>(state, array)->elements<Ref>()[i];
    VERA_EXPECT(IsWrapperOf(state, wrapper, i + 1));
  }
}

}  // namespace

void WrappersDieYoung() {
  {
    TestHeap heap(WithStore());
    RootScope roots(heap.state(), heap.sp());
    Rooted<Ref> accumulator(roots, kNil);
    for (uint32_t i = 0; i < 200'000; ++i) {
      accumulator.set(Wrap(roots));
    }
    VERA_EXPECT(store.peak < 1100);
    VERA_EXPECT(heap.stats().major == 0);
    heap.Major(roots.sp());
    VERA_EXPECT(store.live == 1 && heap.stats().wrappers == 1);
    accumulator.set(kNil);
    heap.Major(roots.sp());
    VERA_EXPECT(store.live == 0 && heap.stats().wrappers == 0);
    Wrap(roots);
  }
  // The end of the heap releases what is left.
  VERA_EXPECT(store.live == 0 && !store.wrong);
}

void WrapTableGrows() {
  TestHeap heap(WithStore());
  RootScope roots(heap.state(), heap.sp());
  constexpr uint32_t kLive = 100'000;
  Rooted<Ref> array(roots, WrapMany(roots, kLive));
  CheckMany(heap.state(), array.get(), kLive);
  VERA_EXPECT(store.live == kLive);
  heap.Major(roots.sp());
  CheckMany(heap.state(), array.get(), kLive);
  // Every second one dies, old as they are; survivors are compacted in place.
  for (uint32_t i = 0; i < kLive; i += 2) {
    array.as<CountedObject>()->elements<Ref>()[i] = kNil;
  }
  heap.Minor(roots.sp());
  VERA_EXPECT(store.live == kLive);
  heap.Major(roots.sp());
  VERA_EXPECT(store.live == kLive / 2 && heap.stats().wrappers == kLive / 2 && !store.wrong);
}

void WrapTableLimitTraps() {
  Config config = WithStore();
  config.max_wrappers = 10;
  TestHeap heap(config);
  RootScope roots(heap.state(), heap.sp());
  // Within the limit any number may live one after the other, and ten at once.
  for (uint32_t i = 0; i < 1000; ++i) {
    Wrap(roots);
  }
  ResetStore();
  heap.Major(roots.sp());
  ResetStore();
  Rooted<Ref> array(roots, WrapMany(roots, 10));
  heap.Major(roots.sp());
  const uint32_t trap = CatchTrap(
      heap.state(),
      [](RuntimeState* state) {
        RootScope inner(state, state->shadow_base + 1);
        Wrap(inner);
      },
      TrapKind::kOutOfMemory);
  VERA_EXPECT(trap == static_cast<uint32_t>(TrapKind::kOutOfMemory) + 1);
  // The eleventh was released by the trap, the ten are whole.
  VERA_EXPECT(store.live == 10 && heap.stats().wrappers == 10);
  CheckMany(heap.state(), array.get(), 10);
}

void RegistrationOverflowTraps() {
  Config config = WithStore();
  config.max_wrappers = 4;
  TestHeap heap(config);
  RootScope roots(heap.state(), heap.sp());
  WrapMany(roots, 4);
  const uint32_t trap = CatchTrap(
      heap.state(),
      [](RuntimeState* state) {
        // No slot is left for the wrapper that is being registered.
        for (Ref* slot = state->shadow_base; slot != state->shadow_limit; ++slot) {
          *slot = kNil;
        }
        RootScope full(state, state->shadow_limit);
        Wrap(full);
      },
      TrapKind::kStackExhausted);
  VERA_EXPECT(trap == static_cast<uint32_t>(TrapKind::kStackExhausted) + 1);
  VERA_EXPECT(store.live == 4);
}

void TrapDuringWrapperAllocationReleases() {
  Config config = WithStore();
  TestHeap heap(config);
  heap.state()->interrupt = static_cast<uint32_t>(TrapKind::kOutOfMemory) + 1;
  heap.state()->alloc_limit = 0;
  CatchTrap(
      heap.state(),
      [](RuntimeState* state) {
        RootScope roots(state, state->shadow_base);
        Wrap(roots);
      },
      TrapKind::kOutOfMemory);
  VERA_EXPECT(store.live == 0 && !store.wrong);
}

void RegisteredWrapperMoves() {
  // In stress mode, with a table that is full at each registration: the slow path moves the
  // wrapper and the caller gets its new address.
  Config config = WithStore();
  config.stress_interval = 1;
  config.max_wrappers = 2;
  TestHeap heap(config);
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> kept(roots, Wrap(roots));
  for (uint32_t i = 0; i < 300; ++i) {
    const uint32_t handle = store.next;
    kept.set(Wrap(roots));
    VERA_EXPECT(IsWrapperOf(heap.state(), kept.get(), handle));
    VERA_EXPECT(store.live <= 2);
  }
  heap.Major(roots.sp());
  VERA_EXPECT(store.live == 1 && !store.wrong);
}

void ContainersAreTraced() {
  Config config = WithStore();
  TestHeap heap(config);
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> nothing(roots, kNil);
  // A chain through the host: each container holds the wrapper of the one before.
  Rooted<Ref> chain(roots, kNil);
  constexpr uint32_t kLinks = 150'000;
  for (uint32_t i = 0; i < kLinks; ++i) {
    Rooted<Ref> before(roots, chain.get());
    const uint32_t handle = store.next;
    chain.set(Wrap(roots));
    store.contents[handle] = before.get();
    NewCons(roots, i, nothing);
  }
  heap.Major(roots.sp());
  VERA_EXPECT(store.live == kLinks);
  uint32_t handle = kLinks;
  for (Ref link = chain.get(); link != kNil; --handle) {
    VERA_EXPECT(IsWrapperOf(heap.state(), link, handle));
    link = store.contents[handle];
  }
  VERA_EXPECT(handle == 0);
  chain.set(kNil);
  heap.Major(roots.sp());
  VERA_EXPECT(store.live == 0 && !store.wrong);
}

void HandlePressureCollects() {
  Config config = WithStore();
  config.hooks.decref_handle = [](RuntimeState* state, WrapperKind kind, uint32_t handle) {
    Decref(state, kind, handle);
    vera_gc_add_external(state, -100'000);
  };
  TestHeap heap(config);
  RootScope roots(heap.state(), heap.sp());
  for (uint32_t i = 0; i < 10'000; ++i) {
    vera_gc_add_external(heap.state(), 100'000);
    Wrap(roots);
    VERA_EXPECT(heap.stats().external_bytes <= 10'000'000);
  }
  heap.Major(roots.sp());
  VERA_EXPECT(heap.stats().external_bytes == 0 && store.live == 0);
}

}  // namespace vera::gc::test
