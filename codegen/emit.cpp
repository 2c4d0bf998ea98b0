#include "codegen/emit.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "support/check.h"

namespace vera::codegen {
namespace {

void Emit(llvm::Module& module, llvm::TargetMachine& machine, llvm::raw_pwrite_stream& out,
          llvm::CodeGenFileType type) {
  llvm::legacy::PassManager passes;
  llvm::TargetLibraryInfoImpl library(machine.getTargetTriple());
  library.disableAllFunctions();
  passes.add(new llvm::TargetLibraryInfoWrapperPass(library));
  const bool refused = machine.addPassesToEmitFile(passes, out, nullptr, type);
  VERA_CHECK(!refused, "codegen: the target emits no such file");
  passes.run(module);
}

}  // namespace

llvm::SmallVector<char, 0> EmitObject(llvm::Module& module, llvm::TargetMachine& machine) {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  Emit(module, machine, out, llvm::CodeGenFileType::ObjectFile);
  return bytes;
}

std::string EmitAssembly(llvm::Module& module, llvm::TargetMachine& machine) {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  Emit(module, machine, out, llvm::CodeGenFileType::AssemblyFile);
  return std::string(bytes.data(), bytes.size());
}

std::string PrintLlvm(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream out(text);
  module.print(out, nullptr);
  return text;
}

}  // namespace vera::codegen
