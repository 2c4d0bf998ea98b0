// Internal. One run of generated code: the switch to the program's stack, and the ways out of it
// that are not a return (trap, IO.exit, machine fault). At most one run is in progress at a time.
#ifndef VERA_JIT_RUN_FRAME_H_
#define VERA_JIT_RUN_FRAME_H_

#include <signal.h>
#include <ucontext.h>

#include <vector>

#include "gc/gc.h"
#include "jit/linker.h"
#include "jit/machine_stack.h"
#include "jit/result.h"
#include "llvm/ADT/ArrayRef.h"

namespace vera::jit {

class CodePlaces;

// Where the program was when it left: enough to walk its frames while its stack is untouched.
struct LeavePoint {
  const void* frame = nullptr;  // frame record (saved frame pointer, return address), or null
  uint64_t pc = 0;              // 0: unknown, begin with the frame's return address
  const void* sp = nullptr;     // set for machine faults
};

class RunFrame {
 public:
  // Traps look up their sites in `module`.
  RunFrame(const ir::Module& module, const LinkedCode& code, MachineStack& stack,
           gc::RuntimeState* state);

  // The one in progress.
  static RunFrame& Current();

  // Calls `body` on the program's stack; status() says how it ended. Whatever leaves early skips
  // the destructors of what `body` and its callees hold, so they hold nothing.
  void Run(llvm::function_ref<void()> body);

  RunStatus status() const { return status_; }
  int64_t exit_status() const { return exit_status_; }
  TrapReport& trap() { return trap_; }
  // The functions that were active at the trap, into trap(). `places` are by part of the code;
  // where one is null, inlined functions are missing.
  void CollectBacktrace(llvm::ArrayRef<std::unique_ptr<CodePlaces>> places);

  // Called on the program's stack.
  [[noreturn]] void LeaveAtSite(uint32_t site, llvm::ArrayRef<uint64_t> shown, const void* frame);
  [[noreturn]] void LeaveWithTrap(gc::TrapKind kind, const void* frame);
  [[noreturn]] void LeaveWithExit(int64_t status);

 private:
  static void OnStack();
  static void OnFault(int signal, siginfo_t* info, void* context);
  void HandleFault(int signal, const void* address, const ucontext_t& context);
  [[noreturn]] void Leave();

  const ir::Module& module_;
  const LinkedCode& code_;
  MachineStack& stack_;
  gc::RuntimeState* state_;
  llvm::function_ref<void()> body_;

  ucontext_t session_;  // where leaving goes to
  volatile bool left_ = false;
  RunStatus status_ = RunStatus::kReturned;
  int64_t exit_status_ = 0;
  TrapReport trap_;
  LeavePoint point_;
};

}  // namespace vera::jit

#endif  // VERA_JIT_RUN_FRAME_H_
