#ifndef VERA_CODEGEN_PARTITION_H_
#define VERA_CODEGEN_PARTITION_H_

#include <optional>
#include <vector>

#include "codegen/target.h"
#include "ir/module.h"
#include "llvm/ADT/BitVector.h"

// Which functions repay optimisation. Optimised code costs ten times the compile time of plain
// code, so only what may run for long gets it, up to a budget that nobody notices.

namespace vera::codegen {

// The functions of one LLVM module.
struct Part {
  Tier tier = Tier::kQuick;
  // By FuncId; empty: all.
  llvm::BitVector functions;
  // Has the module's own state and its entry; one part has.
  bool is_main = true;

  bool has_all() const { return functions.empty(); }
};

// One part, or a thorough and a quick one. `tier` forces one part.
std::vector<Part> ChooseParts(const ir::Module& module, std::optional<Tier> tier);

// Functions that are inlined wherever they are called, so that every part gets its own copy: small
// ones that call nothing, but for what they return as a tail call.
bool IsInlined(const ir::Function& function);

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_PARTITION_H_
