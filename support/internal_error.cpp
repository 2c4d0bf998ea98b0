#include "support/internal_error.h"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace vera {
namespace {

constexpr int kExitInternal = 70;  // EX_SOFTWARE

thread_local const WorkScope* innermost = nullptr;

#if !defined(__SANITIZE_ADDRESS__) && !defined(FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
#define VERA_CATCH_CRASHES 1
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#undef VERA_CATCH_CRASHES
#endif
#endif

#ifdef VERA_CATCH_CRASHES
// The text is made of what is in memory already, though the heap may be broken: a report that fails
// in turn is cut short by the second signal, whose handler is the system's own.
void OnCrash(int signal) {
  const char* name = sigabbrev_np(signal);
  ReportInternalError("signal SIG" + std::string(name == nullptr ? "?" : name));
}
#endif

}  // namespace

WorkScope::WorkScope(const char* stage, const SourceFile* source, SourceRange range)
    : stage_(stage), source_(source), range_(range), outer_(innermost) {
  innermost = this;
}

WorkScope::WorkScope(const char* stage, const std::string* name) : WorkScope(stage) {
  name_ = name;
}

WorkScope::~WorkScope() { innermost = outer_; }

std::string DescribeWork() {
  if (innermost == nullptr) {
    return "";
  }
  std::string text = innermost->stage_;
  for (const WorkScope* scope = innermost; scope != nullptr; scope = scope->outer_) {
    if (scope->source_ != nullptr) {
      const LineColumn place = scope->source_->Locate(scope->range_.begin);
      return text + " at " + scope->source_->path() + ":" + std::to_string(place.line) + ":" +
             std::to_string(place.column);
    }
    if (scope->name_ != nullptr) {
      return text + ", function " + *scope->name_;
    }
  }
  return text;
}

void ReportInternalError(const std::string& what) {
  const std::string work = DescribeWork();
  std::fflush(stdout);
  std::fprintf(stderr,
               "vera: internal error%s%s: %s\n"
               "This is a bug of the compiler, not of the program; please report it.\n",
               work.empty() ? "" : " in ", work.c_str(), what.c_str());
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  std::abort();  // what a fuzzer takes for a find
#else
  _exit(kExitInternal);
#endif
}

void InstallCrashReport() {
#ifdef VERA_CATCH_CRASHES
  // The usual crash is a full stack, so the handler has one of its own.
  constexpr size_t kBytes = size_t{64} << 10;
  stack_t stack = {};
  stack.ss_sp = std::malloc(kBytes);
  stack.ss_size = kBytes;
  sigaltstack(&stack, nullptr);
  struct sigaction action = {};
  action.sa_handler = OnCrash;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) {
    sigaction(signal, &action, nullptr);
  }
#endif
}

}  // namespace vera
