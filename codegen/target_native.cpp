#include "codegen/target.h"
#include "gc/layout.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

extern "C" {
void LLVMInitializeX86TargetInfo();
void LLVMInitializeX86Target();
void LLVMInitializeX86TargetMC();
void LLVMInitializeX86AsmPrinter();
}

namespace vera::codegen {
namespace {

// The processor that this process runs on: names alone may promise more than a virtual machine gives.
struct HostProcessor {
  std::string name = llvm::sys::getHostCPUName().str();
  std::string features;

  HostProcessor() {
    for (const auto& feature : llvm::sys::getHostCPUFeatures()) {
      features += features.empty() ? "" : ",";
      features += feature.second ? "+" : "-";
      features += feature.first().str();
    }
  }
};

class NativeTarget final : public Target {
 public:
  NativeTarget() {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
  }

  TargetKind kind() const override { return TargetKind::kNative; }
  uint32_t pointer_bytes() const override { return 8; }

  std::unique_ptr<llvm::TargetMachine> MakeMachine(Tier tier) const override {
    // PIC: code lies above 4 GiB and reaches the runtime through stubs.
    return CreateMachine("x86_64-unknown-linux-gnu", host_.name, host_.features, true, tier);
  }

  // The context pointer is the heap's base, so an address is one addressing mode: base + index + displacement.
  llvm::Value* Address(llvm::IRBuilderBase& builder, llvm::Value* context, llvm::Value* ref,
                       uint32_t offset) const override {
    llvm::Type* byte = builder.getInt8Ty();
    if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(ref)) {
      return builder.CreateInBoundsGEP(byte, context,
                                       builder.getInt64(constant->getZExtValue() + offset));
    }
    llvm::Value* index = builder.CreateZExt(ref, builder.getInt64Ty());
    llvm::Value* object = builder.CreateInBoundsGEP(byte, context, index);
    return offset == 0 ? object
                       : builder.CreateInBoundsGEP(byte, object, builder.getInt64(offset));
  }

  llvm::Value* NullaryRef(llvm::Module& module, uint32_t offset) const override {
    return llvm::ConstantInt::get(llvm::Type::getInt32Ty(module.getContext()),
                                  gc::kNativeNullaryBase + offset);
  }

  bool literals_in_module() const override { return false; }
  // A guard page follows the shadow stack.
  bool checks_shadow_stack() const override { return false; }

 private:
  HostProcessor host_;
};

}  // namespace

// Leaked on purpose: taking LLVM's objects down costs time that no run needs.
const Target& NativeTargetInstance() {
  static const Target* instance = new NativeTarget();
  return *instance;
}

}  // namespace vera::codegen
