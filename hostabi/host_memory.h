#ifndef VERA_HOSTABI_HOST_MEMORY_H_
#define VERA_HOSTABI_HOST_MEMORY_H_

#include <stddef.h>

#include "gc/gc.h"

// Internal. The memory of host objects. What is allocated here counts as bytes behind handles
// (vera_gc_add_external), can be made to fail by the fault-injection tests, and belongs to the run:
// Shutdown gives back all of it, so a trap in the middle of building something leaks nothing. A
// trap does not run C++ destructors; whatever must outlive a call that may trap is therefore
// allocated here and not by a standard container.

namespace vera::hostabi {

using gc::Ref;
using gc::RuntimeState;

// Not initialised, aligned to 16 bytes. Traps with kOutOfMemory, also at the heap's limit.
void* HostAllocate(RuntimeState* state, size_t bytes);
// `bytes` as it was asked for; a null block is fine.
void HostFree(RuntimeState* state, void* block, size_t bytes);

// A block that lives to the end of a C++ scope, or of the run when a trap leaves the scope.
class HostBlock {
 public:
  HostBlock(RuntimeState* state, size_t bytes)
      : state_(state), bytes_(bytes), block_(HostAllocate(state, bytes)) {}
  ~HostBlock() { HostFree(state_, block_, bytes_); }
  HostBlock(const HostBlock&) = delete;
  HostBlock& operator=(const HostBlock&) = delete;
  template <typename T>
  T* as() const {
    return static_cast<T*>(block_);
  }

 private:
  RuntimeState* state_;
  size_t bytes_;
  void* block_;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_MEMORY_H_
