#ifndef VERA_CODEGEN_GENERATE_H_
#define VERA_CODEGEN_GENERATE_H_

#include <memory>

#include "codegen/literal_image.h"
#include "codegen/partition.h"
#include "codegen/target.h"
#include "ir/module.h"

namespace llvm {
class LLVMContext;
class Module;
class TargetMachine;
}  // namespace llvm

// From Core IR to LLVM. A generated function is R f(RuntimeState* context, [Ref* sp,]
// parameters...), see abi.h; every reference that lives across a possible collection is in the
// shadow stack below the sp that the callee gets, so every object may move at every call.

namespace vera::codegen {

// Functions are "v." + their name: no name of a Vera program meets one of the runtime.
inline constexpr char kFunctionPrefix[] = "v.";

// void vera_entry(RuntimeState*, Ref* sp, const uint64_t* arguments, uint64_t* result): calls the
// module's entry with arguments as bits, after setting the module's own state (rank slots, unwind
// codes) to its start.
inline constexpr char kEntrySymbol[] = "vera_entry";

// The first code that unwind.fresh gives; constants below are free for lower/.
inline constexpr uint64_t kFirstFreshCode = 1u << 16;

struct GenerateOptions {
  // The module's literals' references; null if the target keeps literals in the module.
  const LiteralImage* image = nullptr;
  // Describes the code in DWARF (debug_locations.h), without changing it: the JIT generates a
  // program again this way after a trap, to tell inlined functions and places apart, so that no
  // other run pays for it.
  bool debug_locations = false;
  // What to generate; functions of other parts are declared only.
  Part part;
};

// `module` must be verified, of the Core stage.
std::unique_ptr<llvm::Module> Generate(const ir::Module& module, const Target& target,
                                       const llvm::TargetMachine& machine,
                                       llvm::LLVMContext& context, const GenerateOptions& options);

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_GENERATE_H_
