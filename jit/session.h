#ifndef VERA_JIT_SESSION_H_
#define VERA_JIT_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "codegen/partition.h"
#include "hostabi/host.h"
#include "ir/module.h"
#include "jit/result.h"
#include "llvm/Support/Error.h"

// Compiles a module in this process and runs its entry. A session can run any number of times; each
// run has a heap of its own. One run at a time per process.

namespace vera::jit {

struct CompileOptions {
  std::optional<codegen::Tier> tier;  // none: by function (codegen::ChooseParts)
  bool keep_llvm = false;             // Session::llvm_text, as it goes to the code generator
  bool keep_assembly = false;         // Session::assembly
};

// Seconds by stage.
struct CompileTimes {
  double setup = 0;  // LLVM's target
  double generate = 0;
  double optimize = 0;
  double emit = 0;
  double link = 0;
};

struct Argument {
  uint64_t bits = 0;                // Int, Nat, Byte, Bool, Float64
  std::optional<std::string> text;  // a String; bits are not used
};

struct RunOptions {
  ValueKind result = ValueKind::kOther;  // kString: the result's content is copied out
  uint32_t gc_stress = 0;                // n: every n-th safepoint moves everything
  uint64_t max_heap_bytes = 0;           // 0: no limit
  uint64_t max_stack_bytes = 0;          // 0: MachineStack::kDefaultBytes
  uint64_t max_shadow_bytes = 0;         // 0: the collector's default
  bool backtrace = true;                 // of a trap; the first one in a session compiles again
  bool verify_heap = false;              // after each collection
  uint32_t max_wrappers = 0;             // of Map, Set and Decimal values; 0: memory
  uint64_t fail_allocation = 0;          // gc::Config::fail_allocation
  // Collect at the end, with a returned reference as the only root, so that gc_stats and stores say
  // what is live exactly.
  bool final_collection = false;
  hostabi::HostConfig host;  // `exit` is the session's own
};

class Session {
 public:
  // `module` must be of the Core stage, verified, with an entry, and outlive the session. Fails for
  // faults of the environment only: no memory, literals that do not fit below the heap.
  static llvm::Expected<std::unique_ptr<Session>> Compile(const ir::Module& module,
                                                          const CompileOptions& options = {});
  virtual ~Session() = default;

  // One argument per parameter of the entry.
  virtual llvm::Expected<RunResult> Run(llvm::ArrayRef<Argument> arguments,
                                        const RunOptions& options) = 0;

  // What the module was divided into.
  const std::vector<codegen::Part>& parts() const { return parts_; }
  const CompileTimes& times() const { return times_; }
  const std::string& llvm_text() const { return llvm_text_; }
  const std::string& assembly() const { return assembly_; }

 protected:
  std::vector<codegen::Part> parts_;
  CompileTimes times_;
  std::string llvm_text_;
  std::string assembly_;
};

}  // namespace vera::jit

#endif  // VERA_JIT_SESSION_H_
