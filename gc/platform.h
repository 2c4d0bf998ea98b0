// Internal. What the collector needs of the platform: two implementations, and no other file knows
// which one it runs on. Pages are 64 KiB and numbered by address (Ref >> kPageShift).
#ifndef VERA_GC_PLATFORM_H_
#define VERA_GC_PLATFORM_H_

#include <stdint.h>

#include "gc/gc.h"

namespace vera::gc {

class PageSpace;

// The memory of the runtime's own structures, zeroed; on wasm32 `pages` keeps what an earlier heap
// of this instance acquired, because linear memory never shrinks.
struct Reservation {
  RuntimeState* state;
  Heap* heap;
  PageSpace* pages;
};

// Reserves the range. False if that fails.
bool PlatformReserve(Reservation* reservation);
void PlatformRelease(const Reservation& reservation);

// Gives `count` or more new contiguous pages, readable, writable and zero: returns the first and
// sets *given, or returns 0 when there are no more. Never gives page 0 or the last page of the
// range, so that the end of any object fits into 32 bits.
uint32_t PlatformGrow(RuntimeState* state, uint32_t count, uint32_t* given);
// The contents of these pages are not needed any more. True if they now read as zero and use no
// memory; false if the platform can't do that.
bool PlatformDecommit(RuntimeState* state, uint32_t first, uint32_t count);

// A shadow stack apart from the heap, followed by kPageBytes that are inaccessible; null if the
// platform wants it to be made of heap pages.
Ref* PlatformReserveShadow(uint64_t bytes);
void PlatformReleaseShadow(Ref* base, uint64_t bytes);
uint64_t PlatformDefaultShadowBytes();

// Monotonic time in nanoseconds; 0 where there is no clock.
uint64_t PlatformClock();

// For bugs of ours only: prints the message where that is possible.
[[noreturn]] void PlatformAbort(const char* message);

#define VERA_GC_STRINGIFY2(x) #x
#define VERA_GC_STRINGIFY(x) VERA_GC_STRINGIFY2(x)
// An invariant that is cheap enough to be checked in every build.
#define VERA_GC_CHECK(condition)                                                  \
  do {                                                                            \
    if (__builtin_expect(!(condition), 0)) {                                      \
      ::vera::gc::PlatformAbort("gc: " __FILE_NAME__                              \
                                ":" VERA_GC_STRINGIFY(__LINE__) ": " #condition); \
    }                                                                             \
  } while (false)

}  // namespace vera::gc

#endif  // VERA_GC_PLATFORM_H_
