#ifndef VERA_CODEGEN_EMIT_H_
#define VERA_CODEGEN_EMIT_H_

#include <string>

#include "llvm/ADT/SmallVector.h"

namespace llvm {
class Module;
class TargetMachine;
}  // namespace llvm

// The last step: machine code as an object file, or text for people.

namespace vera::codegen {

// The module is used up: LLVM changes it while it emits.
llvm::SmallVector<char, 0> EmitObject(llvm::Module& module, llvm::TargetMachine& machine);
std::string EmitAssembly(llvm::Module& module, llvm::TargetMachine& machine);

std::string PrintLlvm(const llvm::Module& module);

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_EMIT_H_
