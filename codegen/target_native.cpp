#include "codegen/target.h"
#include "gc/layout.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

extern "C" {
void LLVMInitializeX86TargetInfo();
void LLVMInitializeX86Target();
void LLVMInitializeX86TargetMC();
void LLVMInitializeX86AsmPrinter();
}

namespace vera::codegen {
namespace {

// The level of the architecture that this process's processor has. LLVM's exact model of it would
// be as good, but reading its hundred features costs a third of a millisecond.
const char* HostLevel() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("lzcnt") && __builtin_cpu_supports("f16c") &&
      __builtin_cpu_supports("movbe")) {
    return "x86-64-v3";
  }
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt")) {
    return "x86-64-v2";
  }
#endif
  return "x86-64";
}

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
    return CreateMachine("x86_64-unknown-linux-gnu", HostLevel(), "", true, tier);
  }

  // The context pointer is the heap's base, so an address is one addressing mode: base + index +
  // displacement.
  llvm::Value* Address(llvm::IRBuilderBase& builder, llvm::Value* context, llvm::Value* ref,
                       uint32_t offset) const override {
    llvm::Type* byte = builder.getInt8Ty();
    if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(ref)) {
      return builder.CreateInBoundsGEP(byte, context,
                                       builder.getInt64(constant->getZExtValue() + offset));
    }
    llvm::Value* index = builder.CreateZExt(ref, builder.getInt64Ty());
    llvm::Value* object = builder.CreateInBoundsGEP(byte, context, index);
    return offset == 0 ? object : builder.CreateInBoundsGEP(byte, object, builder.getInt64(offset));
  }

  llvm::Value* NullaryRef(llvm::Module& module, uint32_t offset) const override {
    return llvm::ConstantInt::get(llvm::Type::getInt32Ty(module.getContext()),
                                  gc::kNativeNullaryBase + offset);
  }

  bool literals_in_module() const override { return false; }
  // A guard page follows the shadow stack.
  bool checks_shadow_stack() const override { return false; }
  bool has_wide_multiply() const override { return true; }
};

}  // namespace

// Leaked on purpose: taking LLVM's objects down costs time that no run needs.
const Target& NativeTargetInstance() {
  static const Target* instance = new NativeTarget();
  return *instance;
}

}  // namespace vera::codegen
