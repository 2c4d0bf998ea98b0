// Internal. Source places in generated code, for traps: made only when a trap wants to know
// (generate.h).
#ifndef VERA_CODEGEN_DEBUG_LOCATIONS_H_
#define VERA_CODEGEN_DEBUG_LOCATIONS_H_

#include "ir/module.h"
#include "llvm/IR/DIBuilder.h"

namespace vera::codegen {

// DWARF's terms are borrowed: a subprogram's name is its FuncId in decimal, a line is a byte offset
// plus one (0 means unknown in DWARF), so that neither names nor files have to be looked up.
class DebugLocations {
 public:
  explicit DebugLocations(llvm::Module& module);

  void Add(llvm::Function& function, uint32_t id, const ir::Function& ir);
  void Finish() { builder_.finalize(); }

 private:
  llvm::DIBuilder builder_;
  llvm::DIFile* file_;
  llvm::DISubroutineType* type_;
};

// In a function that was not added, no location.
llvm::DebugLoc LocationAt(const llvm::Function& function, uint32_t offset);

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_DEBUG_LOCATIONS_H_
