#ifndef VERA_JIT_MACHINE_STACK_H_
#define VERA_JIT_MACHINE_STACK_H_

#include <cstddef>
#include <cstdint>

// The stack that a program runs on: deep recursion is normal in Vera, so it is large; memory is
// used as far as it is touched. Below it lies a guard that no frame of ours can jump over.

namespace vera::jit {

class MachineStack {
 public:
  static constexpr size_t kDefaultBytes = size_t{1} << 30;
  static constexpr size_t kGuardBytes = size_t{1} << 20;

  // valid() is false if the range can't be reserved.
  explicit MachineStack(size_t bytes);
  ~MachineStack();
  MachineStack(const MachineStack&) = delete;
  MachineStack& operator=(const MachineStack&) = delete;

  // Makes the upper half of the guard usable, once: the runtime's C++ code, whose frames are few,
  // may finish what it began when the program has used up the rest. Safe in a signal handler.
  bool OpenReserve();

  bool valid() const { return base_ != nullptr; }
  char* low() const { return base_ + kGuardBytes; }
  char* high() const { return base_ + kGuardBytes + bytes_; }
  size_t bytes() const { return bytes_; }

  bool Contains(const void* address) const { return address >= low() && address < high(); }
  bool GuardContains(const void* address) const { return address >= base_ && address < low(); }

 private:
  char* base_ = nullptr;
  size_t bytes_;
  bool reserve_is_open_ = false;
};

}  // namespace vera::jit

#endif  // VERA_JIT_MACHINE_STACK_H_
