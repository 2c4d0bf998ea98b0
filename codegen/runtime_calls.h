#ifndef VERA_CODEGEN_RUNTIME_CALLS_H_
#define VERA_CODEGEN_RUNTIME_CALLS_H_

#include <cstdint>

namespace llvm {
class Function;
class Module;
}  // namespace llvm

namespace vera::codegen {

enum class RuntimeCall : uint8_t {
#define VERA_RUNTIME_CALL(name, result, parameters, attributes, doc) name,
#include "codegen/runtime_calls.def"
  kCount
};

// Traps that show at most this many values pass them in registers (vera_trap_site_0 and following).
inline constexpr unsigned kMaxDirectShown = 4;

// The declaration of `call` in `module`, made at first use.
llvm::Function* Declare(llvm::Module& module, RuntimeCall call);

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_RUNTIME_CALLS_H_
