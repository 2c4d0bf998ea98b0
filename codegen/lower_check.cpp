// Checks and traps, unwinding, rank slots.

#include "codegen/function_codegen.h"

namespace vera::codegen {

// ---- traps ----

llvm::Value* FunctionCodegen::ToBits(llvm::Value* value) {
  if (value->getType()->isDoubleTy()) {
    return builder_.CreateBitCast(value, builder_.getInt64Ty());
  }
  return builder_.CreateZExt(value, builder_.getInt64Ty());
}

llvm::Value* FunctionCodegen::FromBits(llvm::Value* bits, ir::Type type) {
  if (type == ir::Type::kF64) {
    return builder_.CreateBitCast(bits, builder_.getDoubleTy());
  }
  return builder_.CreateTrunc(bits, TypeFor(type));
}

void FunctionCodegen::EmitTrap(uint32_t site, llvm::ArrayRef<llvm::Value*> shown) {
  llvm::SmallVector<llvm::Value*, 6> args{context_, builder_.getInt32(site)};
  if (shown.size() <= kMaxDirectShown) {
    for (llvm::Value* value : shown) {
      args.push_back(ToBits(value));
    }
    const auto first = static_cast<unsigned>(RuntimeCall::vera_trap_site_0);
    CallRuntime(static_cast<RuntimeCall>(first + shown.size()), args);
  } else {
    // One array serves all traps of the function: they are left once.
    llvm::Type* type = llvm::ArrayType::get(builder_.getInt64Ty(), shown.size());
    llvm::BasicBlock& entry = function_->getEntryBlock();
    if (shown_array_ == nullptr) {
      shown_array_ = new llvm::AllocaInst(type, 0, "shown", entry.begin());
    } else if (shown_array_->getAllocatedType()->getArrayNumElements() < shown.size()) {
      shown_array_->setAllocatedType(type);
    }
    for (unsigned i = 0; i < shown.size(); ++i) {
      builder_.CreateStore(ToBits(shown[i]), builder_.CreateConstInBoundsGEP1_32(
                                                 builder_.getInt64Ty(), shown_array_, i));
    }
    args.push_back(shown_array_);
    args.push_back(builder_.getInt32(shown.size()));
    CallRuntime(RuntimeCall::vera_trap_site_n, args);
  }
  builder_.CreateUnreachable();
}

llvm::BasicBlock* FunctionCodegen::TrapBlock(uint32_t site, llvm::ArrayRef<llvm::Value*> shown) {
  llvm::BasicBlock*& block = trap_blocks_[{site, shown.vec()}];
  if (block == nullptr) {
    block = NewColdBlock("trap");
    llvm::IRBuilderBase::InsertPointGuard guard(builder_);
    Continue(block);
    EmitTrap(site, shown);
  }
  return block;
}

llvm::BasicBlock* FunctionCodegen::OperandTrapBlock(
    uint32_t site, llvm::function_ref<llvm::Value*(unsigned)> operand) {
  const size_t count = module_.ir.sites[site].labels.size();
  if (count == 0) {
    return TrapBlock(site);
  }
  llvm::BasicBlock* block = NewColdBlock("trap");
  llvm::IRBuilderBase::InsertPointGuard guard(builder_);
  Continue(block);
  llvm::SmallVector<llvm::Value*, 2> shown;
  for (unsigned i = 0; i < count; ++i) {
    shown.push_back(operand(i));
  }
  EmitTrap(site, shown);
  return block;
}

void FunctionCodegen::TrapIf(llvm::Value* condition, uint32_t site, const ir::Op& op) {
  BranchCold(condition, OperandTrapBlock(site, [&](unsigned i) { return Operand(op, i); }));
}

void FunctionCodegen::LowerCheck(const ir::Op& op) {
  llvm::BasicBlock* trap = TrapBlock(op.site.index, Operands(op, 1));
  BranchCold(builder_.CreateNot(Operand(op, 0)), trap);
}

void FunctionCodegen::LowerTrap(const ir::Op& op) { EmitTrap(op.site.index, Operands(op)); }

// ---- unwinding: a code and a payload in the runtime's state ----

void FunctionCodegen::LowerUnwindCode(const ir::Op& op) {
  Define(op, builder_.CreateZExt(LoadState(gc::StateField::unwind), builder_.getInt64Ty()));
}

void FunctionCodegen::LowerUnwindSet(const ir::Op& op) {
  StoreState(gc::StateField::unwind, builder_.CreateTrunc(Operand(op, 0), builder_.getInt32Ty()));
  if (op.operands.size() < 2) {
    return;
  }
  if (TypeOfOperand(op, 1) == ir::Type::kRef) {
    StoreState(gc::StateField::unwind_ref, Operand(op, 1));
  } else {
    StoreState(gc::StateField::unwind_bits, ToBits(Operand(op, 1)));
  }
}

void FunctionCodegen::LowerUnwindTake(const ir::Op& op) {
  StoreState(gc::StateField::unwind, builder_.getInt32(0));
  if (op.type == ir::Type::kRef) {
    Define(op, LoadState(gc::StateField::unwind_ref));
    // The state's field is a root: it must not keep the payload alive.
    StoreState(gc::StateField::unwind_ref, builder_.getInt32(gc::kNil));
  } else if (op.type != ir::Type::kVoid) {
    Define(op, FromBits(LoadState(gc::StateField::unwind_bits), op.type));
  }
}

void FunctionCodegen::LowerFreshCode(const ir::Op& op) {
  llvm::Type* i64 = builder_.getInt64Ty();
  llvm::Value* code =
      builder_.CreateAdd(builder_.CreateLoad(i64, module_.fresh_code), builder_.getInt64(1));
  builder_.CreateStore(code, module_.fresh_code);
  Define(op, code);
}

// ---- rank slots ----

void FunctionCodegen::LowerSlotGet(const ir::Op& op) {
  Define(op,
         Load(ir::Type::kI64,
              builder_.CreateConstInBoundsGEP1_32(builder_.getInt64Ty(), module_.slots, op.target),
              Access::kSlot));
}

void FunctionCodegen::LowerSlotSet(const ir::Op& op) {
  Store(ir::Type::kI64, Operand(op, 0),
        builder_.CreateConstInBoundsGEP1_32(builder_.getInt64Ty(), module_.slots, op.target),
        Access::kSlot);
}

}  // namespace vera::codegen
