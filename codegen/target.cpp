#include "codegen/target.h"

#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "support/check.h"

namespace vera::codegen {

std::unique_ptr<llvm::TargetMachine> CreateMachine(llvm::StringRef triple_text, llvm::StringRef cpu,
                                                   llvm::StringRef features,
                                                   bool position_independent, Tier tier) {
  const llvm::Triple triple(triple_text);
  std::string error;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
  VERA_CHECK(target != nullptr, "codegen: target not linked in");
  llvm::TargetOptions options;
  options.UniqueSectionNames = false;
  // What must not be reached stops there instead of running into the next function.
  options.TrapUnreachable = true;
  options.NoTrapAfterNoreturn = true;
  // Less and Default make equally fast code here, Less a little sooner.
  const auto level =
      tier == Tier::kQuick ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Less;
  std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(triple, cpu, features, options,
                                  position_independent ? llvm::Reloc::PIC_ : llvm::Reloc::Static,
                                  llvm::CodeModel::Small, level));
  VERA_CHECK(machine != nullptr, "codegen: no machine for the target");
  return machine;
}

}  // namespace vera::codegen
