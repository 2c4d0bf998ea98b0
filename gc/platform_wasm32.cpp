// The platform of a wasm32 instance: one heap in linear memory, which this file grows.
//
// Linear memory has a second owner when the module links libc's malloc. An allocator that was not
// called before takes the memory from the end of data to the then end of memory as its first
// arena, and with it pages that were grown here. So malloc, if it is linked, is called once before
// the first growth; afterwards both grow by memory.grow and use only what it returned to them.

#include "gc/heap.h"

extern "C" {
// Weak: present only if something else in the module uses them.
__attribute__((weak)) void* malloc(size_t bytes);
__attribute__((weak)) void free(void* block);

alignas(8) constinit uint64_t vera_gc_nullary[vera::gc::kNullaryEntries] = {};
constinit vera::gc::RuntimeState vera_gc_state = {};
}

namespace vera::gc {
namespace {

constinit PageSpace wasm_pages = {};
constinit Heap wasm_heap = {};

}  // namespace

bool PlatformReserve(Reservation* reservation) {
  static_assert(sizeof(void*) == 4 && sizeof(Ref) == sizeof(void*));
  wasm_heap = {};
  vera_gc_state = {};
  *reservation = {&vera_gc_state, &wasm_heap, &wasm_pages};
  vera_gc_state.heap = &wasm_heap;
  if (malloc != nullptr && free != nullptr) {
    void* volatile first = malloc(1);
    free(first);
  }
  return true;
}

void PlatformRelease(const Reservation& reservation) { reservation.pages->FreeAll(); }

uint32_t PlatformGrow(RuntimeState*, uint32_t count, uint32_t* given) {
  const auto first = static_cast<uint32_t>(__builtin_wasm_memory_grow(0, count));
  if (first == ~0u || first == 0 || count == 0) {
    return 0;
  }
  // The very last page of 4 GiB stays out of use: the end of an object there is no 32-bit number.
  *given = first + count == kPageCount ? count - 1 : count;
  return *given == 0 ? 0 : first;
}

bool PlatformDecommit(RuntimeState*, uint32_t, uint32_t) { return false; }

Ref* PlatformReserveShadow(uint64_t) { return nullptr; }
void PlatformReleaseShadow(Ref*, uint64_t) {}
uint64_t PlatformDefaultShadowBytes() { return 4u << 20; }

uint64_t PlatformClock() { return 0; }

void PlatformAbort(const char*) { __builtin_trap(); }

}  // namespace vera::gc
