#include "codegen/target.h"
#include "gc/layout.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

extern "C" {
void LLVMInitializeWebAssemblyTargetInfo();
void LLVMInitializeWebAssemblyTarget();
void LLVMInitializeWebAssemblyTargetMC();
void LLVMInitializeWebAssemblyAsmPrinter();
}

namespace vera::codegen {
namespace {

class Wasm32Target final : public Target {
 public:
  Wasm32Target() {
    LLVMInitializeWebAssemblyTargetInfo();
    LLVMInitializeWebAssemblyTarget();
    LLVMInitializeWebAssemblyTargetMC();
    LLVMInitializeWebAssemblyAsmPrinter();
  }

  TargetKind kind() const override { return TargetKind::kWasm32; }
  uint32_t pointer_bytes() const override { return 4; }

  std::unique_ptr<llvm::TargetMachine> MakeMachine(Tier tier) const override {
    return CreateMachine("wasm32-unknown-wasip1", "generic",
                         "+tail-call,+bulk-memory,+bulk-memory-opt,+sign-ext,+mutable-globals,"
                         "+nontrapping-fptoint,+multivalue",
                         false, tier);
  }

  llvm::Value* Address(llvm::IRBuilderBase& builder, llvm::Value*, llvm::Value* ref,
                       uint32_t offset) const override {
    llvm::Value* object = builder.CreateIntToPtr(ref, builder.getPtrTy());
    return offset == 0
               ? object
               : builder.CreateInBoundsGEP(builder.getInt8Ty(), object, builder.getInt32(offset));
  }

  llvm::Value* NullaryRef(llvm::Module& module, uint32_t offset) const override {
    llvm::LLVMContext& context = module.getContext();
    llvm::Type* i32 = llvm::Type::getInt32Ty(context);
    auto* type = llvm::ArrayType::get(llvm::Type::getInt64Ty(context), gc::kNullaryEntries);
    llvm::Constant* table = module.getOrInsertGlobal("vera_gc_nullary", type);
    llvm::Constant* entry = llvm::ConstantExpr::getInBoundsGetElementPtr(
        llvm::Type::getInt8Ty(context), table, llvm::ConstantInt::get(i32, offset));
    return llvm::ConstantExpr::getPtrToInt(entry, i32);
  }

  bool literals_in_module() const override { return true; }
  bool checks_shadow_stack() const override { return true; }
  // LLVM would call __multi3.
  bool has_wide_multiply() const override { return false; }
};

}  // namespace

const Target& Wasm32TargetInstance() {
  static const Target* instance = new Wasm32Target();
  return *instance;
}

}  // namespace vera::codegen
