#include "sema/check_expr.h"
#include "sema/eq_ability.h"

// Binary and unary operators (spec 4.4 to 4.6).

namespace vera::sema {

using syntax::As;
using syntax::BinaryOp;

namespace {

bool IsNumber(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kNat || kind == TypeKind::kFloat64;
}

bool IsConstructor(const syntax::Expr& expr) {
  return expr.kind == syntax::NodeKind::kConstructorCall ||
         expr.kind == syntax::NodeKind::kNullaryConstructor;
}

struct Operands {
  TypeId left;
  TypeId right;
};

TypeId CheckArithmetic(FunctionChecker& fc, const syntax::BinaryExpr& expr, Operands operands) {
  const TypeKind left = fc.infer.BaseKind(operands.left);
  const TypeKind right = fc.infer.BaseKind(operands.right);
  const char* op = syntax::Spelling(expr.op);
  if (!IsNumber(left) || !IsNumber(right)) {
    fc.Report(Diag::kE140, expr, {op, fc.Spell(operands.left), fc.Spell(operands.right)});
    return fc.Error();
  }
  if ((left == TypeKind::kFloat64) != (right == TypeKind::kFloat64)) {
    fc.Report(Diag::kE141, expr, {op, fc.Spell(operands.left), fc.Spell(operands.right)});
    return fc.Error();
  }
  // A literal takes the other operand's type; Int and Nat together make an Int.
  const TypeId left_base = fc.infer.Base(operands.left);
  const TypeId right_base = fc.infer.Base(operands.right);
  fc.infer.Subtype(left_base, right_base);
  return fc.infer.Join(left_base, right_base);
}

// In the predicate of a refinement of Byte, a literal beside a Byte is one (spec 2.6).
void AdaptByteLiterals(FunctionChecker& fc, const syntax::BinaryExpr& expr, Operands& operands) {
  if (fc.refinement_bases.empty() ||
      fc.infer.BaseKind(fc.refinement_bases.back()) != TypeKind::kByte) {
    return;
  }
  const TypeId byte = fc.Primitive(TypeKind::kByte);
  if (As<syntax::IntLit>(expr.right) != nullptr &&
      fc.infer.BaseKind(operands.left) == TypeKind::kByte) {
    operands.right = CheckExpr(fc, *expr.right, byte);
  } else if (As<syntax::IntLit>(expr.left) != nullptr &&
             fc.infer.BaseKind(operands.right) == TypeKind::kByte) {
    operands.left = CheckExpr(fc, *expr.left, byte);
  }
}

TypeId CheckEquality(FunctionChecker& fc, const syntax::BinaryExpr& expr, Operands operands) {
  const TypeId result = fc.Primitive(TypeKind::kBool);
  const TypeId left = fc.infer.Base(operands.left);
  const TypeId right = fc.infer.Base(operands.right);
  const bool agree = fc.infer.Agree(left, right);
  // Two bare constructors, as in None == None, leave open what is compared.
  const bool is_open = IsConstructor(*expr.left) && IsConstructor(*expr.right) &&
                       fc.infer.ContainsFresh(left) && fc.infer.ContainsFresh(right);
  if (!agree || is_open) {
    fc.Report(Diag::kE142, expr, {fc.Spell(operands.left), fc.Spell(operands.right)});
  } else {
    RequireEq(fc, expr, operands.left);
  }
  return result;
}

TypeId CheckOrdering(FunctionChecker& fc, const syntax::BinaryExpr& expr, Operands operands) {
  const TypeId left = fc.infer.Base(operands.left);
  const TypeId right = fc.infer.Base(operands.right);
  if (!IsOrderable(fc.infer.BaseKind(left)) || !IsOrderable(fc.infer.BaseKind(right))) {
    fc.Report(Diag::kE143, expr,
              {syntax::Spelling(expr.op), fc.Spell(operands.left), fc.Spell(operands.right)});
  } else if (!fc.infer.Agree(left, right)) {
    fc.Report(Diag::kE142, expr, {fc.Spell(operands.left), fc.Spell(operands.right)});
  }
  return fc.Primitive(TypeKind::kBool);
}

TypeId CheckLogic(FunctionChecker& fc, const syntax::BinaryExpr& expr, Operands operands) {
  const std::string op = syntax::Spelling(expr.op);
  RequireBool(fc, expr, operands.left, Diag::kE144, {op});
  RequireBool(fc, expr, operands.right, Diag::kE145, {op});
  return fc.Primitive(TypeKind::kBool);
}

}  // namespace

void RequireBool(FunctionChecker& fc, const syntax::Expr& expr, TypeId type, Diag diag,
                 std::vector<std::string> args_before) {
  if (!fc.infer.Subtype(fc.infer.Base(type), fc.Primitive(TypeKind::kBool))) {
    args_before.push_back(fc.Spell(type));
    fc.Report(diag, expr, std::move(args_before));
  }
}

TypeId CheckBinary(FunctionChecker& fc, const syntax::BinaryExpr& expr) {
  if (expr.op == BinaryOp::kPipe) {
    return CheckPipe(fc, expr);
  }
  Operands operands{CheckExpr(fc, *expr.left), CheckExpr(fc, *expr.right)};
  AdaptByteLiterals(fc, expr, operands);
  if (fc.infer.IsOpen(operands.left) || fc.infer.IsOpen(operands.right)) {
    // What [] or a call left open is what the other side says.
    fc.infer.Subtype(operands.left, operands.right);
  }
  if (fc.infer.IsError(operands.left) || fc.infer.IsError(operands.right)) {
    return fc.Error();
  }
  switch (expr.op) {
    case BinaryOp::kAdd:
    case BinaryOp::kSub:
    case BinaryOp::kMul:
    case BinaryOp::kDiv:
    case BinaryOp::kMod:
      return CheckArithmetic(fc, expr, operands);
    case BinaryOp::kEq:
    case BinaryOp::kNe:
      return CheckEquality(fc, expr, operands);
    case BinaryOp::kLt:
    case BinaryOp::kGt:
    case BinaryOp::kLe:
    case BinaryOp::kGe:
      return CheckOrdering(fc, expr, operands);
    default:
      return CheckLogic(fc, expr, operands);
  }
}

TypeId CheckUnary(FunctionChecker& fc, const syntax::UnaryExpr& expr) {
  const TypeId operand = CheckExpr(fc, *expr.operand);
  if (fc.infer.IsError(operand)) {
    return fc.Error();
  }
  if (expr.op == syntax::UnaryOp::kNot) {
    RequireBool(fc, expr, operand, Diag::kE146);
    return fc.Primitive(TypeKind::kBool);
  }
  const TypeKind kind = fc.infer.BaseKind(operand);
  if (!IsNumber(kind)) {
    fc.Report(Diag::kE147, expr, {fc.Spell(operand)});
    return fc.Error();
  }
  if (kind == TypeKind::kFloat64) {
    return fc.Primitive(kind);
  }
  constexpr uint64_t kMinIntMagnitude = uint64_t{1} << 63;
  const auto* literal = As<syntax::IntLit>(expr.operand);
  if (literal != nullptr && !literal->too_large && literal->value > kMinIntMagnitude) {
    fc.Report(Diag::kE149, expr, {"-" + literal->spelling.str(), "Int", "-9223372036854775808"});
  }
  const TypeId result = fc.Primitive(TypeKind::kInt);
  if (literal != nullptr) {
    // The literal is part of an Int; 2^63 exists only under this minus.
    fc.infer.Subtype(operand, result);
    fc.Annotate(*literal, result);
  } else if (fc.infer.IsLiteral(operand)) {
    fc.infer.Subtype(operand, result);
  }
  return result;
}

}  // namespace vera::sema
