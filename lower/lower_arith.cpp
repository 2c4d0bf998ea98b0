#include "lower/function_lowering.h"
#include "support/check.h"

// Arithmetic by kind of number (spec 4.4) and comparison of primitive values (spec 4.5).

namespace vera::lower {

using sema::ArithOp;
using sema::CompareOp;
using sema::NumberKind;

namespace {

OpKind FloatOp(ArithOp op) {
  switch (op) {
    case ArithOp::kAdd:
      return OpKind::kFadd;
    case ArithOp::kSub:
      return OpKind::kFsub;
    case ArithOp::kMul:
      return OpKind::kFmul;
    case ArithOp::kDiv:
      return OpKind::kFdiv;
    case ArithOp::kMod:
      return OpKind::kFrem;
    case ArithOp::kNeg:
      return OpKind::kFneg;
  }
  VERA_UNREACHABLE("lower: a float operator");
}

OpKind IntegerOp(ArithOp op, bool is_nat) {
  switch (op) {
    case ArithOp::kAdd:
      return is_nat ? OpKind::kAddNat : OpKind::kAddInt;
    case ArithOp::kSub:
    case ArithOp::kNeg:
      return is_nat ? OpKind::kSubNat : OpKind::kSubInt;
    case ArithOp::kMul:
      return is_nat ? OpKind::kMulNat : OpKind::kMulInt;
    case ArithOp::kDiv:
      return is_nat ? OpKind::kDivNat : OpKind::kDivInt;
    case ArithOp::kMod:
      return is_nat ? OpKind::kModNat : OpKind::kModInt;
  }
  VERA_UNREACHABLE("lower: an integer operator");
}

Pred IntegerPred(CompareOp op, bool is_unsigned) {
  switch (op) {
    case CompareOp::kEq:
      return Pred::kEq;
    case CompareOp::kNe:
      return Pred::kNe;
    case CompareOp::kLt:
      return is_unsigned ? Pred::kUlt : Pred::kSlt;
    case CompareOp::kLe:
      return is_unsigned ? Pred::kUle : Pred::kSle;
    case CompareOp::kGt:
      return is_unsigned ? Pred::kUgt : Pred::kSgt;
    case CompareOp::kGe:
      return is_unsigned ? Pred::kUge : Pred::kSge;
  }
  VERA_UNREACHABLE("lower: a comparison");
}

Pred FloatPred(CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
      return Pred::kEq;
    case CompareOp::kNe:
      return Pred::kNe;
    case CompareOp::kLt:
      return Pred::kLt;
    case CompareOp::kLe:
      return Pred::kLe;
    case CompareOp::kGt:
      return Pred::kGt;
    case CompareOp::kGe:
      return Pred::kGe;
  }
  VERA_UNREACHABLE("lower: a comparison");
}

}  // namespace

ValueId FunctionLowering::LowerArith(const sema::PArith& expr) {
  if (expr.number == NumberKind::kFloat) {
    const ValueId left = LowerAs(expr.left, Type::kF64);
    if (expr.op == ArithOp::kNeg) {
      return b_.Emit(OpKind::kFneg, Type::kF64, {left});
    }
    const ValueId right = LowerAs(expr.right, Type::kF64);
    return b_.Emit(FloatOp(expr.op), Type::kF64, {left, right});
  }
  const bool is_nat = expr.number == NumberKind::kNat;
  ValueId left = LowerAs(expr.left, Type::kI64);
  ValueId right;
  if (expr.op == ArithOp::kNeg) {
    right = left;
    left = b_.ConstI64(0);
  } else {
    right = LowerAs(expr.right, Type::kI64);
  }
  b_.SetLocation(expr.range.begin);
  const llvm::StringRef negated[] = {{}, expr.left_label};
  const llvm::StringRef both[] = {expr.left_label, expr.right_label};
  const ir::SiteId site = m_.OperandSite(expr.obligation, expr.op == ArithOp::kNeg ? negated : both, is_nat ? 'n' : 'i');
  const ValueId result = b_.Emit(IntegerOp(expr.op, is_nat), Type::kI64, {left, right}, site);
  if (expr.op == ArithOp::kDiv && !is_nat) {
    b_.last_op().imm = m_.SiteLike(site, sema::TrapKind::kOverflow, "Integer overflow").index;
  }
  return result;
}

ValueId FunctionLowering::CompareValues(CompareOp op, sema::TypeKind kind, ValueId left, ValueId right) {
  switch (kind) {
    case sema::TypeKind::kFloat64:
      return b_.Fcmp(FloatPred(op), left, right);
    case sema::TypeKind::kString: {
      if (op == CompareOp::kEq || op == CompareOp::kNe) {
        const ValueId equal = Host("string_equal", {left, right});
        return op == CompareOp::kEq ? equal : b_.Not(equal);
      }
      const ValueId order = Host("string_compare", {left, right});
      return b_.Icmp(IntegerPred(op, false), order, b_.ConstI64(0));
    }
    case sema::TypeKind::kInt:
      return b_.Icmp(IntegerPred(op, false), left, right);
    default:  // Nat, Byte, Bool
      return b_.Icmp(IntegerPred(op, true), left, right);
  }
}

ValueId FunctionLowering::LowerCompare(const sema::PCompare& expr) {
  const sema::TypeKind left_kind = m_.KindOf(expr.left->type);
  if (m_.TypeOf(expr.left->type) == Type::kVoid && m_.TypeOf(expr.right->type) == Type::kVoid) {
    // Unit has one value.
    Lower(expr.left);
    Lower(expr.right);
    return b_.ConstI1(expr.op == CompareOp::kEq || expr.op == CompareOp::kLe || expr.op == CompareOp::kGe);
  }
  // One side may be Never; the other then says what is compared.
  const bool left_is_never = left_kind == sema::TypeKind::kNever;
  const sema::TypeId subject = left_is_never ? expr.right->type : expr.left->type;
  const ValueId left = LowerAs(expr.left, m_.TypeOf(subject));
  const ValueId right = LowerAs(expr.right, m_.TypeOf(subject));
  b_.SetLocation(expr.range.begin);
  return CompareValues(expr.op, m_.KindOf(subject), left, right);
}

}  // namespace vera::lower
