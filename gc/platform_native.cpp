// The platform of a native process: a 4-GiB-aligned reservation, committed as it grows.

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "gc/heap.h"

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

namespace vera::gc {
namespace {

constexpr uint64_t kRangeBytes = uint64_t{1} << 32;
// The last page stays out of use, so that the end of any object is a 32-bit number.
constexpr uint32_t kLastPage = kPageCount - 1;
constexpr size_t kGuardBytes = kPageBytes;  // vera_gc_is_shadow_guard

// What this platform keeps behind the public structures.
struct NativeHeap {
  Heap heap;
  uint32_t frontier;  // first page that was not given yet
  PageSpace pages;
};

void* Map(uint64_t bytes, int protection) {
  void* address =
      mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return address == MAP_FAILED ? nullptr : address;
}

// A 4-GiB-aligned part of a mapping twice as large; the rest goes back at once.
char* ReserveRange() {
  auto* raw = static_cast<char*>(Map(2 * kRangeBytes, PROT_NONE));
  if (raw == nullptr) {
    return nullptr;
  }
  const uint64_t lead =
      (kRangeBytes - reinterpret_cast<uintptr_t>(raw) % kRangeBytes) % kRangeBytes;
  if (lead != 0) {
    munmap(raw, lead);
  }
  munmap(raw + lead + kRangeBytes, kRangeBytes - lead);
  return raw + lead;
}

NativeHeap* NativeOf(RuntimeState* state) { return reinterpret_cast<NativeHeap*>(state->heap); }

}  // namespace

bool PlatformReserve(Reservation* reservation) {
  auto* native = static_cast<NativeHeap*>(Map(sizeof(NativeHeap), PROT_READ | PROT_WRITE));
  if (native == nullptr) {
    return false;
  }
  char* base = ReserveRange();
  if (base == nullptr || mprotect(base, kNativeHeapBase, PROT_READ | PROT_WRITE) != 0) {
    munmap(native, sizeof(NativeHeap));
    if (base != nullptr) {
      munmap(base, kRangeBytes);
    }
    return false;
  }
  native->frontier = kNativeHeapBase >> kPageShift;
  reservation->state = reinterpret_cast<RuntimeState*>(base);
  reservation->state->heap = &native->heap;
  reservation->heap = &native->heap;
  reservation->pages = &native->pages;
  return true;
}

void PlatformRelease(const Reservation& reservation) {
  munmap(reservation.heap, sizeof(NativeHeap));
  munmap(reservation.state, kRangeBytes);
}

uint32_t PlatformGrow(RuntimeState* state, uint32_t count, uint32_t* given) {
  NativeHeap* native = NativeOf(state);
  const uint32_t first = native->frontier;
  if (count > kLastPage - first ||
      mprotect(At(state, first << kPageShift), uint64_t{count} << kPageShift,
               PROT_READ | PROT_WRITE) != 0) {
    return 0;
  }
  native->frontier += count;
  *given = count;
  return first;
}

bool PlatformDecommit(RuntimeState* state, uint32_t first, uint32_t count) {
  return madvise(At(state, first << kPageShift), uint64_t{count} << kPageShift, MADV_DONTNEED) == 0;
}

Ref* PlatformReserveShadow(uint64_t bytes) {
  auto* base = static_cast<char*>(Map(bytes + kGuardBytes, PROT_READ | PROT_WRITE));
  if (base == nullptr || mprotect(base + bytes, kGuardBytes, PROT_NONE) != 0) {
    return nullptr;
  }
  return reinterpret_cast<Ref*>(base);
}

void PlatformReleaseShadow(Ref* base, uint64_t bytes) { munmap(base, bytes + kGuardBytes); }

uint64_t PlatformDefaultShadowBytes() { return uint64_t{512} << 20; }

uint64_t PlatformClock() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
}

void PlatformAbort(const char* message) {
  fprintf(stderr, "%s\n", message);
  abort();
}

}  // namespace vera::gc
