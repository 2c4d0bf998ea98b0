#include "codegen/debug_locations.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

namespace vera::codegen {

DebugLocations::DebugLocations(llvm::Module& module) : builder_(module) {
  module.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  module.addModuleFlag(llvm::Module::Warning, "Dwarf Version", 5);
  file_ = builder_.createFile("vera", ".");
  builder_.createCompileUnit(llvm::DISourceLanguageName(llvm::dwarf::DW_LANG_C11), file_, "vera",
                             /*isOptimized=*/true, "", 0);
  type_ = builder_.createSubroutineType(builder_.getOrCreateTypeArray({}));
}

void DebugLocations::Add(llvm::Function& function, uint32_t id, const ir::Function& ir) {
  const unsigned line = ir.source_offset + 1;
  function.setSubprogram(builder_.createFunction(
      file_, std::to_string(id), "", file_, line, type_, line, llvm::DINode::FlagZero,
      llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagLocalToUnit));
}

llvm::DebugLoc LocationAt(const llvm::Function& function, uint32_t offset) {
  llvm::DISubprogram* scope = function.getSubprogram();
  return scope == nullptr
             ? llvm::DebugLoc()
             : llvm::DebugLoc(llvm::DILocation::get(function.getContext(), offset + 1, 0, scope));
}

}  // namespace vera::codegen
