#include "jit/run_frame.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "support/check.h"

namespace vera::jit {
namespace {

RunFrame* current = nullptr;

// The handlers run on a stack of their own, because the usual fault is a full stack.
constexpr size_t kSignalStackBytes = 64 * 1024;
// Faults so far behind the shadow stack's last slot are its overflow.
constexpr size_t kShadowGuardBytes = 64 * 1024;

constexpr int kFaults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};

// Sets the handlers of faults for the time of a run.
class FaultHandlers {
 public:
  explicit FaultHandlers(void (*handler)(int, siginfo_t*, void*)) {
    stack_t stack = {};
    stack.ss_sp = signal_stack_;
    stack.ss_size = kSignalStackBytes;
    sigaltstack(&stack, &old_stack_);
    struct sigaction action = {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < std::size(kFaults); ++i) {
      sigaction(kFaults[i], &action, &old_actions_[i]);
    }
  }
  ~FaultHandlers() {
    for (size_t i = 0; i < std::size(kFaults); ++i) {
      sigaction(kFaults[i], &old_actions_[i], nullptr);
    }
    sigaltstack(&old_stack_, nullptr);
  }

 private:
  alignas(16) static char signal_stack_[kSignalStackBytes];
  stack_t old_stack_;
  struct sigaction old_actions_[std::size(kFaults)];
};
alignas(16) char FaultHandlers::signal_stack_[kSignalStackBytes];

uint64_t ProgramCounter(const ucontext_t& context) {
#if defined(__x86_64__)
  return static_cast<uint64_t>(context.uc_mcontext.gregs[REG_RIP]);
#else
  return context.uc_mcontext.pc;
#endif
}
const void* FramePointer(const ucontext_t& context) {
#if defined(__x86_64__)
  return reinterpret_cast<const void*>(context.uc_mcontext.gregs[REG_RBP]);
#else
  return reinterpret_cast<const void*>(context.uc_mcontext.regs[29]);
#endif
}
const void* StackPointer(const ucontext_t& context) {
#if defined(__x86_64__)
  return reinterpret_cast<const void*>(context.uc_mcontext.gregs[REG_RSP]);
#else
  return reinterpret_cast<const void*>(context.uc_mcontext.sp);
#endif
}

}  // namespace

RunFrame::RunFrame(const ir::Module& module, const LinkedCode& code, MachineStack& stack,
                   gc::RuntimeState* state)
    : module_(module), code_(code), stack_(stack), state_(state) {}

RunFrame& RunFrame::Current() {
  VERA_CHECK(current != nullptr, "jit: a trap outside of a run");
  return *current;
}

void RunFrame::OnStack() {
  RunFrame& self = *current;
  self.body_();
  self.status_ = RunStatus::kReturned;
  self.Leave();
}

void RunFrame::Run(llvm::function_ref<void()> body) {
  VERA_CHECK(current == nullptr, "jit: a run within a run");
  body_ = body;
  current = this;
  {
    FaultHandlers handlers(&RunFrame::OnFault);
    ucontext_t program;
    getcontext(&program);
    program.uc_stack.ss_sp = stack_.low();
    program.uc_stack.ss_size = stack_.bytes();
    program.uc_link = nullptr;
    makecontext(&program, &RunFrame::OnStack, 0);
    left_ = false;
    getcontext(&session_);
    // Leaving comes back here, with everything of the run in this object.
    if (!left_) {
      left_ = true;
      setcontext(&program);
    }
  }
  current = nullptr;
}

void RunFrame::Leave() {
  setcontext(&session_);
  VERA_UNREACHABLE("jit: the session's context is gone");
}

void RunFrame::LeaveAtSite(uint32_t site, llvm::ArrayRef<uint64_t> shown, const void* frame) {
  const ir::TrapSite& row = module_.sites[site];
  trap_.site = site;
  for (size_t i = 0; i < shown.size() && i < row.label_types.size(); ++i) {
    const auto kind = static_cast<ValueKind>(row.label_types[i]);
    trap_.shown.push_back(kind == ValueKind::kString
                              ? StringContent(state_, static_cast<gc::Ref>(shown[i]))
                              : RenderScalar(kind, shown[i]));
  }
  LeaveWithTrap(static_cast<gc::TrapKind>(row.trap), frame);
}

void RunFrame::LeaveWithTrap(gc::TrapKind kind, const void* frame) {
  trap_.kind = kind;
  if (trap_.site == ir::SiteId::kNone && state_->trap_site != 0) {
    trap_.site = state_->trap_site - 1;
  }
  point_ = {frame, 0, nullptr};
  status_ = RunStatus::kTrapped;
  Leave();
}

void RunFrame::LeaveWithExit(int64_t status) {
  exit_status_ = status;
  status_ = RunStatus::kExited;
  Leave();
}

void RunFrame::OnFault(int signal, siginfo_t* info, void* context) {
  if (current != nullptr) {
    current->HandleFault(signal, info->si_addr, *static_cast<const ucontext_t*>(context));
  }
}

// On the signal stack. A full stack is a trap like any other; everything else is a bug of ours.
void RunFrame::HandleFault(int signal, const void* address, const ucontext_t& context) {
  const char* shadow_end = reinterpret_cast<const char*>(state_->shadow_limit);
  const bool shadow_full = address >= shadow_end && address < shadow_end + kShadowGuardBytes;
  if (!shadow_full && !stack_.GuardContains(address)) {
    char message[160];
    const int length =
        snprintf(message, sizeof(message),
                 "internal error: signal %d at address %p, code %p; please report it\n", signal,
                 address, reinterpret_cast<void*>(ProgramCounter(context)));
    if (write(STDERR_FILENO, message, static_cast<size_t>(length)) < 0) {
      // Nothing is left to be said.
    }
    _exit(70);
  }
  // The collector and the host stores must not be left half way: they go on in the reserve, and the
  // next slow path traps.
  if (!shadow_full && code_.At(ProgramCounter(context)) == nullptr && stack_.OpenReserve()) {
    state_->interrupt = static_cast<uint32_t>(gc::TrapKind::kStackExhausted) + 1;
    return;
  }
  trap_.kind = gc::TrapKind::kStackExhausted;
  point_ = {FramePointer(context), ProgramCounter(context), StackPointer(context)};
  status_ = RunStatus::kTrapped;
  Leave();
}

}  // namespace vera::jit
