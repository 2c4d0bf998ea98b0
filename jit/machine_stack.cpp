#include "jit/machine_stack.h"

#include <sys/mman.h>

namespace vera::jit {

MachineStack::MachineStack(size_t bytes) : bytes_(bytes) {
  void* range = mmap(nullptr, kGuardBytes + bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (range == MAP_FAILED) {
    return;
  }
  if (mprotect(range, kGuardBytes, PROT_NONE) != 0) {
    munmap(range, kGuardBytes + bytes);
    return;
  }
  base_ = static_cast<char*>(range);
}

MachineStack::~MachineStack() {
  if (base_ != nullptr) {
    munmap(base_, kGuardBytes + bytes_);
  }
}

bool MachineStack::OpenReserve() {
  if (reserve_is_open_) {
    return false;
  }
  reserve_is_open_ = true;
  constexpr size_t kReserveBytes = kGuardBytes / 2;
  return mprotect(low() - kReserveBytes, kReserveBytes, PROT_READ | PROT_WRITE) == 0;
}

}  // namespace vera::jit
