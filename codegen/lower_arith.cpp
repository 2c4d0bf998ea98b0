// Constants, integers, floats.

#include "codegen/function_codegen.h"
#include "support/check.h"

namespace vera::codegen {

// ---- constants ----

void FunctionCodegen::LowerConstI64(const ir::Op& op) { Define(op, builder_.getInt64(op.imm)); }
void FunctionCodegen::LowerConstI32(const ir::Op& op) {
  Define(op, builder_.getInt32(static_cast<uint32_t>(op.imm)));
}
void FunctionCodegen::LowerConstI8(const ir::Op& op) {
  Define(op, builder_.getInt8(static_cast<uint8_t>(op.imm)));
}
void FunctionCodegen::LowerConstI1(const ir::Op& op) { Define(op, builder_.getInt1(op.imm != 0)); }
void FunctionCodegen::LowerConstF64(const ir::Op& op) {
  Define(op, llvm::ConstantFP::get(builder_.getContext(), llvm::APFloat(llvm::APFloat::IEEEdouble(),
                                                                        llvm::APInt(64, op.imm))));
}
void FunctionCodegen::LowerConstNil(const ir::Op& op) { Define(op, builder_.getInt32(gc::kNil)); }
void FunctionCodegen::LowerConstNullary(const ir::Op& op) {
  Define(op,
         module_.target.NullaryRef(module_.llvm, gc::NullaryOffset(static_cast<uint32_t>(op.imm))));
}
void FunctionCodegen::LowerConstLiteral(const ir::Op& op) {
  Define(op, module_.literals[op.target]);
}

// ---- integers ----

void FunctionCodegen::Overflowing(const ir::Op& op, llvm::Intrinsic::ID intrinsic) {
  llvm::Value* a = Operand(op, 0);
  llvm::Value* b = Operand(op, 1);
  llvm::Value* pair = builder_.CreateBinaryIntrinsic(intrinsic, a, b);
  llvm::Value* result = builder_.CreateExtractValue(pair, 0);
  const bool is_add = intrinsic == llvm::Intrinsic::sadd_with_overflow ||
                      intrinsic == llvm::Intrinsic::uadd_with_overflow;
  const bool is_sub = intrinsic == llvm::Intrinsic::ssub_with_overflow ||
                      intrinsic == llvm::Intrinsic::usub_with_overflow;
  // A machine's addition overwrites an operand. The message gets it back from the wrapped result,
  // so that nothing has to be kept for it where there is no overflow.
  auto operand = [&](unsigned i) -> llvm::Value* {
    const bool other_is_constant = llvm::isa<llvm::Constant>(i == 0 ? b : a);
    if (llvm::isa<llvm::Constant>(i == 0 ? a : b) || !(is_add || is_sub) ||
        (i == 1 && !other_is_constant)) {
      return i == 0 ? a : b;
    }
    if (is_add) {
      return builder_.CreateSub(result, i == 0 ? b : a);
    }
    return i == 0 ? builder_.CreateAdd(result, b) : builder_.CreateSub(a, result);
  };
  BranchCold(builder_.CreateExtractValue(pair, 1), OperandTrapBlock(op.site.index, operand));
  Define(op, result);
}

void FunctionCodegen::LowerAddInt(const ir::Op& op) {
  Overflowing(op, llvm::Intrinsic::sadd_with_overflow);
}
void FunctionCodegen::LowerSubInt(const ir::Op& op) {
  Overflowing(op, llvm::Intrinsic::ssub_with_overflow);
}
void FunctionCodegen::LowerMulInt(const ir::Op& op) {
  if (!module_.target.has_wide_multiply()) {
    NarrowMultiply(op, true);
    return;
  }
  Overflowing(op, llvm::Intrinsic::smul_with_overflow);
}
void FunctionCodegen::LowerAddNat(const ir::Op& op) {
  Overflowing(op, llvm::Intrinsic::uadd_with_overflow);
}
void FunctionCodegen::LowerSubNat(const ir::Op& op) {
  Overflowing(op, llvm::Intrinsic::usub_with_overflow);
}
void FunctionCodegen::LowerMulNat(const ir::Op& op) {
  if (!module_.target.has_wide_multiply()) {
    NarrowMultiply(op, false);
    return;
  }
  Overflowing(op, llvm::Intrinsic::umul_with_overflow);
}

void FunctionCodegen::NarrowMultiply(const ir::Op& op, bool is_signed) {
  llvm::Value* a = Operand(op, 0);
  llvm::Value* b = Operand(op, 1);
  // Factors of 32 bits, nearly all there are, can't overflow.
  auto is_small = [&](llvm::Value* value) {
    if (is_signed) {
      value = builder_.CreateAdd(value, builder_.getInt64(uint64_t{1} << 31));
    }
    return builder_.CreateICmpULT(value, builder_.getInt64(uint64_t{1} << 32));
  };
  llvm::Value* product = builder_.CreateMul(a, b);
  llvm::BasicBlock* trap =
      OperandTrapBlock(op.site.index, [&](unsigned i) { return i == 0 ? a : b; });
  llvm::BasicBlock* divide = NewColdBlock("product");
  llvm::BasicBlock* done = NewBlock("");
  BranchCold(builder_.CreateNot(builder_.CreateAnd(is_small(a), is_small(b))), divide, done);
  Continue(divide);
  // product / b is a exactly if nothing was lost. b may be 0 or -1, which the division can't take.
  llvm::Value* zero = builder_.getInt64(0);
  llvm::Value* divisor =
      builder_.CreateSelect(builder_.CreateICmpEQ(b, zero), builder_.getInt64(1), b);
  llvm::Value* wrong;
  if (is_signed) {
    llvm::Value* minus_one = builder_.getInt64(~uint64_t{0});
    llvm::Value* negates = builder_.CreateICmpEQ(b, minus_one);
    divisor = builder_.CreateSelect(negates, builder_.getInt64(1), divisor);
    llvm::Value* smallest = builder_.getInt64(uint64_t{1} << 63);
    wrong = builder_.CreateSelect(negates, builder_.CreateICmpEQ(a, smallest),
                                  builder_.CreateICmpNE(builder_.CreateSDiv(product, divisor), a));
  } else {
    wrong = builder_.CreateICmpNE(builder_.CreateUDiv(product, divisor), a);
  }
  // A factor of 0 is never wrong, though 0 / 1 is not the other factor.
  wrong = builder_.CreateAnd(wrong, builder_.CreateICmpNE(b, zero));
  builder_.CreateCondBr(wrong, trap, done, unlikely_);
  Continue(done);
  Define(op, product);
}

void FunctionCodegen::LowerDivInt(const ir::Op& op) {
  llvm::Value* dividend = Operand(op, 0);
  llvm::Value* divisor = Operand(op, 1);
  TrapIf(builder_.CreateICmpEQ(divisor, builder_.getInt64(0)), op.site.index, op);
  llvm::Value* smallest = builder_.CreateICmpEQ(
      dividend, builder_.getInt64(static_cast<uint64_t>(std::numeric_limits<int64_t>::min())));
  llvm::Value* minus_one = builder_.CreateICmpEQ(divisor, builder_.getInt64(~uint64_t{0}));
  llvm::Value* overflows = builder_.CreateAnd(smallest, minus_one);
  if (overflows != builder_.getFalse()) {
    TrapIf(overflows, static_cast<uint32_t>(op.imm), op);
  }
  Define(op, builder_.CreateSDiv(dividend, divisor));
}

void FunctionCodegen::LowerModInt(const ir::Op& op) {
  llvm::Value* divisor = Operand(op, 1);
  TrapIf(builder_.CreateICmpEQ(divisor, builder_.getInt64(0)), op.site.index, op);
  // x mod -1 is 0 as x mod 1 is, without the machine's overflow at the smallest x.
  llvm::Value* minus_one = builder_.CreateICmpEQ(divisor, builder_.getInt64(~uint64_t{0}));
  divisor = builder_.CreateSelect(minus_one, builder_.getInt64(1), divisor);
  Define(op, builder_.CreateSRem(Operand(op, 0), divisor));
}

void FunctionCodegen::LowerDivNat(const ir::Op& op) {
  TrapIf(builder_.CreateICmpEQ(Operand(op, 1), builder_.getInt64(0)), op.site.index, op);
  Define(op, builder_.CreateUDiv(Operand(op, 0), Operand(op, 1)));
}

void FunctionCodegen::LowerModNat(const ir::Op& op) {
  TrapIf(builder_.CreateICmpEQ(Operand(op, 1), builder_.getInt64(0)), op.site.index, op);
  Define(op, builder_.CreateURem(Operand(op, 0), Operand(op, 1)));
}

void FunctionCodegen::LowerAdd(const ir::Op& op) {
  Define(op, builder_.CreateAdd(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerSub(const ir::Op& op) {
  Define(op, builder_.CreateSub(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerMul(const ir::Op& op) {
  Define(op, builder_.CreateMul(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerAnd(const ir::Op& op) {
  Define(op, builder_.CreateAnd(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerOr(const ir::Op& op) {
  Define(op, builder_.CreateOr(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerXor(const ir::Op& op) {
  Define(op, builder_.CreateXor(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerShl(const ir::Op& op) {
  Define(op, builder_.CreateShl(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerShr(const ir::Op& op) {
  Define(op, builder_.CreateLShr(Operand(op, 0), Operand(op, 1)));
}

void FunctionCodegen::LowerIcmp(const ir::Op& op) {
  constexpr llvm::CmpInst::Predicate kPredicates[] = {
      llvm::CmpInst::ICMP_EQ,  llvm::CmpInst::ICMP_NE,  llvm::CmpInst::ICMP_SLT,
      llvm::CmpInst::ICMP_SLE, llvm::CmpInst::ICMP_SGT, llvm::CmpInst::ICMP_SGE,
      llvm::CmpInst::ICMP_ULT, llvm::CmpInst::ICMP_ULE, llvm::CmpInst::ICMP_UGT,
      llvm::CmpInst::ICMP_UGE};
  VERA_CHECK(op.pred <= ir::Pred::kUge, "codegen: predicate of icmp");
  Define(op, builder_.CreateICmp(kPredicates[static_cast<size_t>(op.pred)], Operand(op, 0),
                                 Operand(op, 1)));
}

void FunctionCodegen::LowerZext(const ir::Op& op) {
  Define(op, builder_.CreateZExt(Operand(op, 0), TypeFor(op.type)));
}
void FunctionCodegen::LowerTrunc(const ir::Op& op) {
  Define(op, builder_.CreateTrunc(Operand(op, 0), TypeFor(op.type)));
}
void FunctionCodegen::LowerSelect(const ir::Op& op) {
  Define(op, builder_.CreateSelect(Operand(op, 0), Operand(op, 1), Operand(op, 2)));
}

// ---- floats ----

void FunctionCodegen::LowerFadd(const ir::Op& op) {
  Define(op, builder_.CreateFAdd(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerFsub(const ir::Op& op) {
  Define(op, builder_.CreateFSub(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerFmul(const ir::Op& op) {
  Define(op, builder_.CreateFMul(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerFdiv(const ir::Op& op) {
  Define(op, builder_.CreateFDiv(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerFrem(const ir::Op& op) {
  Define(op, builder_.CreateFRem(Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerFneg(const ir::Op& op) {
  Define(op, builder_.CreateFNeg(Operand(op, 0)));
}

void FunctionCodegen::FloatUnary(const ir::Op& op, llvm::Intrinsic::ID intrinsic) {
  Define(op, builder_.CreateUnaryIntrinsic(intrinsic, Operand(op, 0)));
}
void FunctionCodegen::LowerFabs(const ir::Op& op) { FloatUnary(op, llvm::Intrinsic::fabs); }
void FunctionCodegen::LowerFsqrt(const ir::Op& op) { FloatUnary(op, llvm::Intrinsic::sqrt); }
void FunctionCodegen::LowerFfloor(const ir::Op& op) { FloatUnary(op, llvm::Intrinsic::floor); }
void FunctionCodegen::LowerFceil(const ir::Op& op) { FloatUnary(op, llvm::Intrinsic::ceil); }
void FunctionCodegen::LowerFrint(const ir::Op& op) { FloatUnary(op, llvm::Intrinsic::rint); }
void FunctionCodegen::LowerFmin(const ir::Op& op) {
  Define(op,
         builder_.CreateBinaryIntrinsic(llvm::Intrinsic::minimum, Operand(op, 0), Operand(op, 1)));
}
void FunctionCodegen::LowerFmax(const ir::Op& op) {
  Define(op,
         builder_.CreateBinaryIntrinsic(llvm::Intrinsic::maximum, Operand(op, 0), Operand(op, 1)));
}

void FunctionCodegen::LowerFcmp(const ir::Op& op) {
  llvm::CmpInst::Predicate predicate;
  switch (op.pred) {
    case ir::Pred::kEq:
      predicate = llvm::CmpInst::FCMP_OEQ;
      break;
    case ir::Pred::kNe:
      predicate = llvm::CmpInst::FCMP_UNE;
      break;
    case ir::Pred::kLt:
      predicate = llvm::CmpInst::FCMP_OLT;
      break;
    case ir::Pred::kLe:
      predicate = llvm::CmpInst::FCMP_OLE;
      break;
    case ir::Pred::kGt:
      predicate = llvm::CmpInst::FCMP_OGT;
      break;
    case ir::Pred::kGe:
      predicate = llvm::CmpInst::FCMP_OGE;
      break;
    default:
      VERA_UNREACHABLE("codegen: predicate of fcmp");
  }
  Define(op, builder_.CreateFCmp(predicate, Operand(op, 0), Operand(op, 1)));
}

void FunctionCodegen::LowerIntToFloat(const ir::Op& op) {
  Define(op, builder_.CreateSIToFP(Operand(op, 0), builder_.getDoubleTy()));
}
void FunctionCodegen::LowerNatToFloat(const ir::Op& op) {
  Define(op, builder_.CreateUIToFP(Operand(op, 0), builder_.getDoubleTy()));
}

void FunctionCodegen::LowerFloatToInt(const ir::Op& op) {
  llvm::Value* value = Operand(op, 0);
  // Ordered comparisons: false for NaN. 2^63 itself does not fit, -2^63 does.
  constexpr double kLimit = 9223372036854775808.0;
  llvm::Type* type = builder_.getDoubleTy();
  llvm::Value* fits =
      builder_.CreateAnd(builder_.CreateFCmpOGE(value, llvm::ConstantFP::get(type, -kLimit)),
                         builder_.CreateFCmpOLT(value, llvm::ConstantFP::get(type, kLimit)));
  TrapIf(builder_.CreateNot(fits), op.site.index, op);
  Define(op, builder_.CreateFPToSI(value, builder_.getInt64Ty()));
}

void FunctionCodegen::LowerFloatBits(const ir::Op& op) {
  Define(op, builder_.CreateBitCast(Operand(op, 0), builder_.getInt64Ty()));
}
void FunctionCodegen::LowerBitsFloat(const ir::Op& op) {
  Define(op, builder_.CreateBitCast(Operand(op, 0), builder_.getDoubleTy()));
}

}  // namespace vera::codegen
