// The collector's interface: precise, moving, generational, one heap per RuntimeState.
//
// What it guarantees: roots are exactly the shadow stack's slots [shadow_base, sp), unwind_ref, and
// what the embedder's hooks visit. Every function below that takes `sp` may collect, and then moves
// any object that is not large or immortal: a Ref that is needed afterwards lies in a slot below
// the sp that was passed (gc/roots.h). Functions without sp never collect. Nothing here is
// recursive, and nothing throws; exhaustion is a trap, which does not return. One thread at a time.
#ifndef VERA_GC_GC_H_
#define VERA_GC_GC_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/layout.h"
#include "gc/runtime_state.h"
#include "gc/traps.h"

namespace vera::gc {

// Given to hooks that show the collector references held outside the heap. `visit` updates *slot
// when the object moves; visiting a slot again in the same collection changes nothing.
struct Visitor {
  void (*visit)(Visitor* visitor, Ref* slot);
  // In a minor collection only references stored since the last collection need a visit.
  bool is_major;
  // Number of the collection: containers that share structure can skip what they marked with it.
  uint32_t epoch;
};

// The embedder's hooks. None may allocate, register, or call anything that takes sp.
struct Hooks {
  // Ends the run; must not return. Null: the process (or wasm instance) aborts.
  TrapHook trap;
  // The wrapper of `handle` died (phase 2c), or its registration failed.
  void (*decref_handle)(RuntimeState* state, WrapperKind kind, uint32_t handle);
  // The wrapper of `handle` survives: visit what the container holds. Null: containers hold none.
  void (*trace_handle)(RuntimeState* state, WrapperKind kind, uint32_t handle, Visitor* visitor);
  // Visit references that the embedder holds itself, in every collection. May be null.
  void (*trace_roots)(RuntimeState* state, Visitor* visitor);
};

// Zero means the default; sizes in bytes.
struct Config {
  uint32_t nursery_bytes;      // at first; default 1 MiB
  uint32_t nursery_max_bytes;  // default 4 MiB; both are rounded up to whole pages
  uint64_t max_heap_bytes;     // limit of what is held: blocks, large objects, host bytes
  // Limit of what is taken from the platform, the copies of a collection included. Reaching it
  // within a collection ends the heap; default: the whole range.
  uint64_t max_reserved_bytes;
  uint64_t shadow_bytes;     // default 512 MiB natively, 4 MiB on wasm32
  uint32_t max_wrappers;     // limit of the wrap table's rows; default: memory
  uint32_t stress_interval;  // n: every n-th allocation and safepoint moves everything
  // Test device: the n-th allocation of the run, in the heap or by vera_gc_count_allocation, traps
  // with kOutOfMemory. 0: none does.
  uint64_t fail_allocation;
  // Literals of the first module, copied to kNativeImmortalBase (native only; on wasm32 they are
  // data of the module). At most kNativeHeapBase - kNativeImmortalBase bytes.
  const void* image;
  uint32_t image_bytes;
  bool verify;  // walk the heap after every collection (checked builds)
  Hooks hooks;
  void* embedder;  // becomes state->embedder
};

struct Stats {
  uint64_t minor;
  uint64_t major;
  uint64_t allocated_bytes;
  uint64_t promoted_bytes;
  uint64_t heap_bytes;  // held now: nursery, blocks, large objects and the collector's tables
  // The most that was held at once: heap_bytes with the copies of a collection, and external_bytes.
  uint64_t peak_heap_bytes;
  uint64_t reserved_bytes;    // ever taken from the platform for the heap
  uint64_t live_bytes;        // objects outside the nursery after the last major collection
  uint64_t external_bytes;    // reported by vera_gc_add_external
  uint64_t longest_pause_ns;  // 0 where there is no clock
  uint64_t total_pause_ns;
  uint32_t wrappers;          // rows of the wrap table
  uint32_t wrapper_capacity;  // rows at which it counts as full
  uint64_t wrapper_waits;     // registrations that met a full table
  uint32_t nursery_bytes;
};

enum class Collection : uint32_t { kMinor = 0, kMajor = 1 };

inline constexpr bool kRefIsAddress = sizeof(void*) == 4;

// The address of an object; `ref` is not nil.
template <typename T = void>
inline T* At(const RuntimeState* state, Ref ref) {
  const uintptr_t base = kRefIsAddress ? 0 : reinterpret_cast<uintptr_t>(state);
  return reinterpret_cast<T*>(base + ref);
}
inline Ref RefOf(const RuntimeState* state, const void* object) {
  const uintptr_t base = kRefIsAddress ? 0 : reinterpret_cast<uintptr_t>(state);
  return static_cast<Ref>(reinterpret_cast<uintptr_t>(object) - base);
}
inline bool IsYoung(const RuntimeState* state, Ref ref) {
  return ref - state->nursery_base < state->nursery_span;
}

}  // namespace vera::gc

extern "C" {

// Makes a heap. Null if the address range cannot be reserved. `config` may be null. On wasm32 there
// is one heap, and its state is `vera_gc_state`.
vera::gc::RuntimeState* vera_gc_init(const vera::gc::Config* config);
// Fires decref_handle for every row of the wrap table, then gives all memory back.
void vera_gc_shutdown(vera::gc::RuntimeState* state);

// Copies a further module's literals behind those before and returns their Ref, or kNil if they
// do not fit. Native only. References in `image` must be final: ask with a null image for the
// place, which the next call with an image then uses.
vera::gc::Ref vera_gc_add_immortals(vera::gc::RuntimeState* state, const void* image,
                                    uint32_t bytes);

// The cold path of the inline allocation; `bytes` is a multiple of 8 and at most kLargeBytes. The
// memory is not initialised: before the next safepoint all of it must be objects (or fillers).
vera::gc::Ref vera_gc_alloc_slow(vera::gc::RuntimeState* state, vera::gc::Ref* sp, uint32_t bytes);
// A counted object of any size, header and length set; the elements of kRefs are nil, those of
// other kinds not initialised. Traps with kOutOfMemory if the size is more than an object's limit.
vera::gc::Ref vera_gc_alloc_array(vera::gc::RuntimeState* state, vera::gc::Ref* sp,
                                  vera::gc::ObjectKind kind, uint32_t length);
// As vera_gc_alloc_array for a size that is known to be over kLargeBytes.
vera::gc::Ref vera_gc_alloc_large(vera::gc::RuntimeState* state, vera::gc::Ref* sp,
                                  vera::gc::ObjectKind kind, uint32_t length);

// Write barriers, called after a store of a young reference into an object that isn't young (the
// object was allocated before the last safepoint). The first remembers all of `holder`: cells,
// arrays filled by copying. The second one slot, given as a Ref to it (holder + offset): elements
// of arrays that are filled one by one, the hole of a tail-modulo-cons cell.
void vera_gc_remember(vera::gc::RuntimeState* state, vera::gc::Ref holder);
void vera_gc_remember_slot(vera::gc::RuntimeState* state, vera::gc::Ref slot);

void vera_gc_collect(vera::gc::RuntimeState* state, vera::gc::Ref* sp,
                     vera::gc::Collection collection);

// Registers a wrapper object in the wrap table and returns its (perhaps new) Ref: a full table
// collects. Traps with kOutOfMemory at the limit, after firing decref_handle for this handle.
vera::gc::Ref vera_gc_register_wrapper(vera::gc::RuntimeState* state, vera::gc::Ref* sp,
                                       vera::gc::Ref wrapper, vera::gc::WrapperKind kind,
                                       uint32_t handle);
// Allocates the wrapper of `handle` and registers it. The caller's reference to the host object
// moves into the wrapper; references that its container holds already are traced from here on.
vera::gc::Ref vera_gc_new_wrapper(vera::gc::RuntimeState* state, vera::gc::Ref* sp,
                                  vera::gc::WrapperKind kind, uint32_t handle);

// Bytes that host objects hold; `delta` may be negative. Counts towards the next collection.
void vera_gc_add_external(vera::gc::RuntimeState* state, int64_t delta);
// Whether host objects may not take so many bytes more. A host function that can't collect where it
// allocates may pass the heap's limit a little, and the next safepoint then collects; beyond that
// it has to trap.
bool vera_gc_exceeds_limit(const vera::gc::RuntimeState* state, uint64_t more_bytes);
// Whether Config::fail_allocation is set.
bool vera_gc_fails_allocations(const vera::gc::RuntimeState* state);
// Counts an allocation of the host for Config::fail_allocation; traps if it is the one to fail.
void vera_gc_count_allocation(vera::gc::RuntimeState* state);

void vera_gc_get_stats(const vera::gc::RuntimeState* state, vera::gc::Stats* stats);

// Whether a faulting address lies in the guard behind the shadow stack (native only).
bool vera_gc_is_shadow_guard(const vera::gc::RuntimeState* state, const void* address);

[[noreturn]] void vera_gc_trap(vera::gc::RuntimeState* state, vera::gc::TrapKind kind);

// wasm32: the table of nullary constructors (layout.h) and the only heap's state.
extern uint64_t vera_gc_nullary[];
extern vera::gc::RuntimeState vera_gc_state;

}  // extern "C"

namespace vera::gc {

// The inline allocation, as generated code does it.
inline Ref Allocate(RuntimeState* state, Ref* sp, uint32_t bytes) {
  const Ref object = state->alloc_next;
  const Ref end = object + bytes;
  if (__builtin_expect(end > state->alloc_limit, 0)) {
    return vera_gc_alloc_slow(state, sp, bytes);
  }
  state->alloc_next = end;
  return object;
}

// Stores a reference into an object that may be old, with the barrier.
inline void StoreRef(RuntimeState* state, Ref holder, uint32_t offset, Ref value) {
  *At<Ref>(state, holder + offset) = value;
  if (IsYoung(state, value) && !IsYoung(state, holder)) {
    vera_gc_remember_slot(state, holder + offset);
  }
}

inline Ref NullaryRef(uint32_t tag) {
  if constexpr (kRefIsAddress) {
    return static_cast<Ref>(reinterpret_cast<uintptr_t>(&vera_gc_nullary[tag]));
  } else {
    return NativeNullaryRef(tag);
  }
}
inline Ref EmptyCountedRef(ObjectKind kind) { return NullaryRef(0) + EmptyCountedOffset(kind); }

}  // namespace vera::gc

#endif  // VERA_GC_GC_H_
