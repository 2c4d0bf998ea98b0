#include "sema/elaborate_function.h"
#include "sema/eq_ability.h"

// Operators. Int, Nat and Float64 are told apart here, once: an arithmetic node says which it is.

namespace vera::sema {

using syntax::BinaryOp;
using syntax::NodeKind;
using syntax::To;

namespace {

// Literals joined by arithmetic only. The checker calls `0 - 5` a Nat, but it means what it says.
bool IsLiteralArithmetic(const syntax::Expr& expr, bool& subtracts) {
  switch (expr.kind) {
    case NodeKind::kIntLit:
      return true;
    case NodeKind::kUnaryExpr:
      subtracts = true;
      return To<syntax::UnaryExpr>(expr).op == syntax::UnaryOp::kNeg &&
             IsLiteralArithmetic(*To<syntax::UnaryExpr>(expr).operand, subtracts);
    case NodeKind::kBinaryExpr: {
      const auto& binary = To<syntax::BinaryExpr>(expr);
      subtracts |= binary.op == BinaryOp::kSub;
      return binary.op <= BinaryOp::kMod && IsLiteralArithmetic(*binary.left, subtracts) &&
             IsLiteralArithmetic(*binary.right, subtracts);
    }
    default:
      return false;
  }
}

// Whether the expression, or a branch that gives its value, is such a subtraction.
bool SubtractsLiterals(const syntax::Expr& expr) {
  bool subtracts = false;
  switch (expr.kind) {
    case NodeKind::kBlock:
      return SubtractsLiterals(*To<syntax::Block>(expr).result);
    case NodeKind::kIfExpr:
      return SubtractsLiterals(*To<syntax::IfExpr>(expr).then_branch) ||
             SubtractsLiterals(*To<syntax::IfExpr>(expr).else_branch);
    case NodeKind::kMatchExpr:
      for (const syntax::MatchArm* arm : To<syntax::MatchExpr>(expr).arms) {
        if (SubtractsLiterals(*arm->body)) {
          return true;
        }
      }
      return false;
    default:
      return IsLiteralArithmetic(expr, subtracts) && subtracts;
  }
}

bool IsLiteral(const syntax::Expr& expr) {
  bool subtracts = false;
  return IsLiteralArithmetic(expr, subtracts);
}

ArithOp ArithOpOf(BinaryOp op) {
  switch (op) {
    case BinaryOp::kAdd:
      return ArithOp::kAdd;
    case BinaryOp::kSub:
      return ArithOp::kSub;
    case BinaryOp::kMul:
      return ArithOp::kMul;
    case BinaryOp::kDiv:
      return ArithOp::kDiv;
    default:
      return ArithOp::kMod;
  }
}

CompareOp CompareOpOf(BinaryOp op) {
  switch (op) {
    case BinaryOp::kEq:
      return CompareOp::kEq;
    case BinaryOp::kNe:
      return CompareOp::kNe;
    case BinaryOp::kLt:
      return CompareOp::kLt;
    case BinaryOp::kLe:
      return CompareOp::kLe;
    case BinaryOp::kGt:
      return CompareOp::kGt;
    default:
      return CompareOp::kGe;
  }
}

}  // namespace

// The type an operand is computed in: its own without refinements, except that subtraction among
// literals is Int.
TypeId FunctionElaborator::OperandType(const syntax::Expr& expr) {
  const TypeId own = shared_.types.Strip(TypeOf(expr));
  const TypeKind kind = KindOf(own);
  if (kind != TypeKind::kNat && kind != TypeKind::kInt) {
    return own;
  }
  if (SubtractsLiterals(expr)) {
    return Primitive(TypeKind::kInt);
  }
  return IsLiteral(expr) ? Primitive(TypeKind::kNat) : own;
}

// The common type of two operands: Nat only when both are (spec 4.4). A literal follows the other
// side.
TypeId FunctionElaborator::CommonType(const syntax::Expr& left, const syntax::Expr& right) {
  const TypeId left_type = OperandType(left);
  const TypeId right_type = OperandType(right);
  const TypeKind left_kind = KindOf(left_type);
  const TypeKind right_kind = KindOf(right_type);
  if (left_kind == TypeKind::kNat && right_kind == TypeKind::kInt) {
    return right_type;
  }
  const bool left_is_number = left_kind == TypeKind::kNat || left_kind == TypeKind::kInt;
  if (left_kind == TypeKind::kNever ||
      (left_is_number && right_kind == TypeKind::kByte && IsLiteral(left))) {
    return right_type;
  }
  // Where one side says less about its type (`None == x`), the other one decides.
  const bool left_is_open = left.kind == NodeKind::kNullaryConstructor ||
                            left.kind == NodeKind::kConstructorCall ||
                            left.kind == NodeKind::kArrayLit;
  return left_is_open ? right_type : left_type;
}

const PExpr* FunctionElaborator::Binary(const syntax::BinaryExpr& expr, TypeId& type) {
  const TypeId boolean = Primitive(TypeKind::kBool);
  type = boolean;
  switch (expr.op) {
    case BinaryOp::kAnd:
      return MakeAnd(Expr(*expr.left, boolean), Expr(*expr.right, boolean));
    case BinaryOp::kOr: {
      const PExpr* left = Expr(*expr.left, boolean);
      return MakeIf(left, MakeBool(true, expr.range), Expr(*expr.right, boolean), boolean);
    }
    case BinaryOp::kImplies: {
      const PExpr* left = Expr(*expr.left, boolean);
      const PExpr* right = Expr(*expr.right, boolean);
      return MakeIf(left, right, MakeBool(true, expr.range), boolean);
    }
    case BinaryOp::kEq:
    case BinaryOp::kNe:
    case BinaryOp::kLt:
    case BinaryOp::kGt:
    case BinaryOp::kLe:
    case BinaryOp::kGe:
      return Comparison(expr);
    default:
      return Arithmetic(expr, type);
  }
}

const PExpr* FunctionElaborator::Arithmetic(const syntax::BinaryExpr& expr, TypeId& type) {
  type = CommonType(*expr.left, *expr.right);
  bool subtracts = false;
  if (KindOf(type) == TypeKind::kNat && IsLiteralArithmetic(expr, subtracts) && subtracts) {
    type = Primitive(TypeKind::kInt);
  }
  const TypeKind kind = KindOf(type);
  const NumberKind number = kind == TypeKind::kFloat64 ? NumberKind::kFloat
                            : kind == TypeKind::kNat   ? NumberKind::kNat
                                                       : NumberKind::kInt;
  const PExpr* left = Expr(*expr.left, type);
  const PExpr* right = Expr(*expr.right, type);
  PArith* node = MakeArith(ArithOpOf(expr.op), number, left, right, expr.range);
  if (number != NumberKind::kFloat) {
    node->left_label = OperandLabel(*expr.left, "left operand");
    node->right_label = OperandLabel(*expr.right, "right operand");
  }
  return node;
}

const PExpr* FunctionElaborator::Unary(const syntax::UnaryExpr& expr, TypeId& type) {
  if (expr.op == syntax::UnaryOp::kNot) {
    type = Primitive(TypeKind::kBool);
    return MakeNot(Expr(*expr.operand, type));
  }
  const bool is_float = KindOf(TypeOf(*expr.operand)) == TypeKind::kFloat64;
  type = Primitive(is_float ? TypeKind::kFloat64 : TypeKind::kInt);
  const PExpr* operand = Expr(*expr.operand, type);
  PArith* node = MakeArith(ArithOp::kNeg, is_float ? NumberKind::kFloat : NumberKind::kInt, operand,
                           nullptr, expr.range);
  node->left_label = OperandLabel(*expr.operand, "operand");
  return node;
}

// An operand in a trap message: its text, or its place where it is too long to be a name.
llvm::StringRef FunctionElaborator::OperandLabel(const syntax::Expr& expr, llvm::StringRef place) {
  constexpr size_t kMaxBytes = 48;
  if (IsLiteral(expr)) {
    return {};
  }
  const std::string_view text = source_.module->source->Slice(expr.range);
  const bool is_name = text.size() <= kMaxBytes && text.find('\n') == std::string_view::npos;
  return is_name ? shared_.program.NewString({text.data(), text.size()}) : place;
}

const PExpr* FunctionElaborator::Comparison(const syntax::BinaryExpr& expr) {
  const TypeId subject = CommonType(*expr.left, *expr.right);
  const PExpr* left = Expr(*expr.left, subject);
  const PExpr* right = Expr(*expr.right, subject);
  if (expr.op == BinaryOp::kEq || expr.op == BinaryOp::kNe) {
    return Equality(left, right, subject, expr.op == BinaryOp::kNe, expr.range);
  }
  if (!HasAbility(shared_.checked, subject, Ability::kOrd)) {
    ReportLacking(subject, Ability::kOrd, "this comparison", expr.range);
  }
  return MakeCompare(CompareOpOf(expr.op), left, right);
}

const PExpr* FunctionElaborator::Equality(const PExpr* left, const PExpr* right, TypeId subject,
                                          bool negated, SourceRange range) {
  const TypeKind kind = KindOf(subject);
  if (!HasValue(subject)) {
    // Unit has one value. The operands still run.
    return MakeSeq({left, right, MakeBool(!negated, range)});
  }
  if (kind <= TypeKind::kString) {
    return MakeCompare(negated ? CompareOp::kNe : CompareOp::kEq, left, right);
  }
  RequireDerivable(subject, Ability::kEq, "this comparison", range);
  RequireRegular(subject, range);
  auto* node = New<PDerived>(NodeTag::kDerived, Primitive(TypeKind::kBool), range);
  node->op = DerivedOp::kEq;
  node->subject = subject;
  node->args = shared_.program.NewList<const PExpr*>({left, right});
  return negated ? MakeNot(node) : node;
}

}  // namespace vera::sema
