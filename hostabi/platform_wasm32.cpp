// What WASI preview 1 does in another way: it has no terminals to change, and its randomness never
// fails for a lack of it.

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
