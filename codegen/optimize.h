#ifndef VERA_CODEGEN_OPTIMIZE_H_
#define VERA_CODEGEN_OPTIMIZE_H_

#include "codegen/target.h"

namespace vera::codegen {

// LLVM's passes over a generated module, in place. kQuick: inlining of the smallest functions and a
// clean-up, about 1 us per instruction; kThorough: inlining, combining, loops, about 12.
void Optimize(llvm::Module& module, llvm::TargetMachine& machine, Tier tier);

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_OPTIMIZE_H_
