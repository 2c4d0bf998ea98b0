// What WASI preview 1 does in another way: it has no terminals to change, and its randomness never
// fails for a lack of it.

#include <stdint.h>
#include <unistd.h>

#include "hostabi/platform.h"

namespace vera::hostabi {

int64_t PlatformReadKey(int descriptor, char* bytes, size_t size, int* error) {
  return PlatformRead(descriptor, bytes, size, error);
}

uint64_t PlatformEntropy() {
  uint64_t bits = 0;
  getentropy(&bits, sizeof(bits));
  return bits;
}

}  // namespace vera::hostabi

// Debian's compiler-rt for wasm32, whose 128-bit division the decimals use, was built with stack
// protection, which wasi-libc does not have.
extern "C" {

uintptr_t __stack_chk_guard = 0x4f1d2c3b;

[[noreturn]] void __stack_chk_fail() { __builtin_trap(); }

}  // extern "C"
