#include "sema/elaborate_function.h"
#include "support/check.h"

// Expressions. Kinds whose value is built from parts (branches, blocks, literals, constructors,
// lambdas) pass the wanted type on to the parts, so that guards stand where a value arises; all
// others have a type of their own and are coerced.

namespace vera::sema {

using syntax::NodeKind;
using syntax::To;

const PExpr* FunctionElaborator::Expr(const syntax::Expr& expr, const Target& target) {
  switch (expr.kind) {
    case NodeKind::kBlock:
      return BlockExpr(To<syntax::Block>(expr), target);
    case NodeKind::kIfExpr:
      return If(To<syntax::IfExpr>(expr), target);
    case NodeKind::kMatchExpr:
      return Match(To<syntax::MatchExpr>(expr), target);
    default:
      break;
  }
  if (target.clause != nullptr) {
    return ClauseLeaf(expr, target);
  }
  if (!target.tail || !has_slot_) {
    return Leaf(expr, target);
  }
  // A function with a rank slot puts back what the slot held when it leaves. Its own tail calls do
  // so before the call.
  const PExpr* value = Leaf(expr, target);
  if (value->tag == NodeTag::kSeq || value->tag == NodeTag::kLet || value->tag == NodeTag::kCall) {
    const PExpr* last = value;
    while (last->tag == NodeTag::kSeq || last->tag == NodeTag::kLet) {
      last = last->tag == NodeTag::kLet ? static_cast<const PLet*>(last)->body
                                        : static_cast<const PSeq*>(last)->items.back();
    }
    if (last->tag == NodeTag::kCall && static_cast<const PCall*>(last)->tail) {
      return value;
    }
  }
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const PExpr* result = Share(value, lets);
  std::vector<const PExpr*> items;
  AppendRankRestore(items, expr.range);
  items.push_back(result);
  return WrapLets(lets, MakeSeq(items));
}

const PExpr* FunctionElaborator::Leaf(const syntax::Expr& expr, const Target& target) {
  const TypeId want = target.type;
  switch (expr.kind) {
    case NodeKind::kIntLit:
      return IntLiteral(expr, To<syntax::IntLit>(expr).value, false, want);
    case NodeKind::kUnaryExpr: {
      const auto& unary = To<syntax::UnaryExpr>(expr);
      const auto* literal = syntax::As<syntax::IntLit>(unary.operand);
      if (unary.op == syntax::UnaryOp::kNeg && literal != nullptr) {
        return IntLiteral(expr, literal->value, true, want);
      }
      break;
    }
    case NodeKind::kConstructorCall:
      return Construct(expr, To<syntax::ConstructorCall>(expr).name,
                       To<syntax::ConstructorCall>(expr).args, want);
    case NodeKind::kNullaryConstructor:
      return Construct(expr, To<syntax::NullaryConstructor>(expr).name, {}, want);
    case NodeKind::kArrayLit:
      return ArrayLiteral(To<syntax::ArrayLit>(expr), want);
    case NodeKind::kAnonFn:
      return Lambda(To<syntax::AnonFn>(expr), want);
    case NodeKind::kHandleExpr:
      return Handle(To<syntax::HandleExpr>(expr), want);
    case NodeKind::kFnCall:
    case NodeKind::kQualifiedCall:
    case NodeKind::kModuleCall:
      return Call(SiteOf(expr, nullptr), target);
    case NodeKind::kBinaryExpr:
      if (To<syntax::BinaryExpr>(expr).op == syntax::BinaryOp::kPipe) {
        const auto& pipe = To<syntax::BinaryExpr>(expr);
        return Call(SiteOf(*pipe.right, pipe.left), target);
      }
      break;
    default:
      break;
  }
  TypeId type;
  const PExpr* value = OwnTyped(expr, type);
  return Coerce(value, type, want, expr.range);
}

// Kinds that have a type of their own.
const PExpr* FunctionElaborator::OwnTyped(const syntax::Expr& expr, TypeId& type) {
  type = Primitive(TypeKind::kBool);
  switch (expr.kind) {
    case NodeKind::kSlotRef:
      return Slot(To<syntax::SlotRef>(expr), type);
    case NodeKind::kResultRef: {
      // Inside a quantifier or closure of an `ensures` it is the declared function's result.
      FunctionElaborator* owner = this;
      while (owner->result_local_.index == LocalId::kNone && owner->outer_ != nullptr) {
        owner = owner->outer_;
      }
      type = owner->result_;
      return Read(owner->result_local_.index == LocalId::kNone
                      ? owner->result_local_
                      : CaptureFrom(owner, owner->result_local_),
                  expr.range);
    }
    case NodeKind::kFloatLit: {
      type = Primitive(TypeKind::kFloat64);
      auto* node = New<PFloat>(NodeTag::kFloat, type, expr.range);
      node->value = To<syntax::FloatLit>(expr).value;
      return node;
    }
    case NodeKind::kStringLit:
      type = Primitive(TypeKind::kString);
      return MakeString(To<syntax::StringLit>(expr).value, expr.range);
    case NodeKind::kInterpolatedString:
      type = Primitive(TypeKind::kString);
      return Interpolated(To<syntax::InterpolatedString>(expr));
    case NodeKind::kBoolLit:
      return MakeBool(To<syntax::BoolLit>(expr).value, expr.range);
    case NodeKind::kUnitLit:
      type = Primitive(TypeKind::kUnit);
      return MakeUnit(expr.range);
    case NodeKind::kIndexExpr:
      return Index(To<syntax::IndexExpr>(expr), type);
    case NodeKind::kBinaryExpr:
      return Binary(To<syntax::BinaryExpr>(expr), type);
    case NodeKind::kUnaryExpr:
      return Unary(To<syntax::UnaryExpr>(expr), type);
    case NodeKind::kOldExpr:
      return OldState(*To<syntax::OldExpr>(expr).effect, type, true);
    case NodeKind::kNewExpr:
      return OldState(*To<syntax::NewExpr>(expr).effect, type, false);
    case NodeKind::kAssertExpr: {
      type = Primitive(TypeKind::kUnit);
      return CheckClause(*To<syntax::AssertExpr>(expr).condition, expr.range,
                         ObligationKind::kAssert, TrapKind::kUnreachable);
    }
    case NodeKind::kAssumeExpr:
      // Taken as true; evaluating it could only trap.
      type = Primitive(TypeKind::kUnit);
      return MakeUnit(expr.range);
    case NodeKind::kForallExpr: {
      const auto& all = To<syntax::ForallExpr>(expr);
      return Quantifier(expr, *all.binding, *all.domain, *all.predicate, true);
    }
    case NodeKind::kExistsExpr: {
      const auto& some = To<syntax::ExistsExpr>(expr);
      return Quantifier(expr, *some.binding, *some.domain, *some.predicate, false);
    }
    default:
      VERA_UNREACHABLE("elaborate: an expression that checking should have refused");
  }
}

const PExpr* FunctionElaborator::BlockExpr(const syntax::Block& block, const Target& target) {
  // Statements are elaborated in order and put around the result afterwards. A destructuring let is
  // a match around the rest of the block, so the rest is elaborated inside of it.
  struct Step {
    LocalId local;
    const PExpr* value;
  };
  std::vector<Step> steps;
  const PExpr* result = nullptr;
  for (size_t i = 0; i < block.statements.size() && result == nullptr; ++i) {
    const syntax::Stmt& statement = *block.statements[i];
    if (statement.kind == NodeKind::kLetStmt) {
      const auto& let = To<syntax::LetStmt>(statement);
      const TypeId type = TypeOf(*let.type);
      const PExpr* value = Expr(*let.value, type);
      const LocalId local = NewLocal(type, Slice(let.type->range));
      NoteSame(local, value);
      bindings_[let.type->id] = local;
      steps.push_back({local, value});
    } else if (statement.kind == NodeKind::kExprStmt) {
      const syntax::Expr& expr = *To<syntax::ExprStmt>(statement).expr;
      steps.push_back({LocalId{LocalId::kNone}, Expr(expr, TypeOf(expr))});
    } else {
      const auto& let = To<syntax::LetDestruct>(statement);
      syntax::Block rest = block;
      rest.statements = block.statements.drop_front(i + 1);
      result = Destructure(let, [&] { return BlockExpr(rest, target); });
    }
  }
  if (result == nullptr) {
    result = Expr(*block.result, target);
  }
  // Adjacent expression statements share one sequence node.
  std::vector<const PExpr*> sequence = {result};
  const auto flush = [&] {
    std::reverse(sequence.begin(), sequence.end());
    result = MakeSeq(sequence);
  };
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->local.index == LocalId::kNone) {
      sequence.push_back(step->value);
      continue;
    }
    flush();
    result = MakeLet(step->local, step->value, result);
    sequence = {result};
  }
  flush();
  return result;
}

const PExpr* FunctionElaborator::If(const syntax::IfExpr& expr, const Target& target) {
  const PExpr* condition = Expr(*expr.condition, Primitive(TypeKind::kBool));
  const PExpr* then_value = BlockExpr(*expr.then_branch, target);
  const PExpr* else_value = BlockExpr(*expr.else_branch, target);
  return MakeIf(condition, then_value, else_value, target.type);
}

const PExpr* FunctionElaborator::Slot(const syntax::SlotRef& ref, TypeId& type) {
  const uint32_t binder = source_.module->notes.binding[ref.id];
  for (FunctionElaborator* owner = this; owner != nullptr; owner = owner->outer_) {
    const auto found = owner->bindings_.find(binder);
    if (found != owner->bindings_.end()) {
      const LocalId local = CaptureFrom(owner, found->second);
      type = LocalType(local);
      return Read(local, ref.range);
    }
  }
  VERA_UNREACHABLE("elaborate: a slot whose binding is not in scope");
}

// A literal takes the number type that is wanted; what is out of its range is left to the guards.
const PExpr* FunctionElaborator::IntLiteral(const syntax::Expr& expr, uint64_t magnitude,
                                            bool negative, TypeId want) {
  const TypeKind kind = KindOf(want);
  const uint64_t bits = negative ? uint64_t{0} - magnitude : magnitude;
  TypeId type = Primitive(negative ? TypeKind::kInt : TypeKind::kNat);
  if (kind == TypeKind::kByte || (kind == TypeKind::kInt && (negative || magnitude <= INT64_MAX)) ||
      (kind == TypeKind::kNat && bits == 0)) {
    type = Primitive(kind);
  }
  if (kind != TypeKind::kByte && kind != TypeKind::kInt && kind != TypeKind::kNat) {
    // No number is wanted (a variable that inference left open, say): the literal's own type.
    return MakeInt(bits, TypeOf(expr), expr.range);
  }
  return Coerce(MakeInt(bits, type, expr.range), type, want, expr.range);
}

const PExpr* FunctionElaborator::Interpolated(const syntax::InterpolatedString& expr) {
  const TypeId string = Primitive(TypeKind::kString);
  std::vector<const PExpr*> pieces;
  for (size_t i = 0; i < expr.texts.size(); ++i) {
    if (!expr.texts[i].empty()) {
      pieces.push_back(MakeString(expr.texts[i], expr.range));
    }
    if (i >= expr.exprs.size()) {
      continue;
    }
    const syntax::Expr& part = *expr.exprs[i];
    TypeId type = shared_.types.Strip(TypeOf(part));
    const char* conversion = nullptr;
    switch (KindOf(type)) {
      case TypeKind::kInt:
        conversion = "to_string";
        break;
      case TypeKind::kNat:
        // A subtraction of literals may be negative, whatever its type says (see OperandType).
        type = OperandType(part);
        conversion = KindOf(type) == TypeKind::kInt ? "to_string" : "nat_to_string";
        break;
      case TypeKind::kBool:
        conversion = "bool_to_string";
        break;
      case TypeKind::kByte:
        conversion = "byte_to_string";
        break;
      case TypeKind::kFloat64:
        conversion = "float_to_string";
        break;
      default:
        break;
    }
    const PExpr* value = Expr(part, type);
    pieces.push_back(conversion == nullptr ? value
                                           : BuiltinNode(conversion, {value}, string, part.range));
  }
  auto* node = New<PConcat>(NodeTag::kConcat, string, expr.range);
  node->pieces = shared_.program.NewList<const PExpr*>(pieces);
  return node;
}

const PExpr* FunctionElaborator::ArrayLiteral(const syntax::ArrayLit& expr, TypeId want) {
  TypeId type = shared_.types.Strip(want);
  if (shared_.types[type].kind != TypeKind::kArray) {
    type = shared_.types.Strip(TypeOf(expr));
  }
  const TypeId element = shared_.types[type].args[0];
  std::vector<const PExpr*> elements;
  for (const syntax::Expr* item : expr.elements) {
    elements.push_back(Expr(*item, element));
  }
  auto* node = New<PArray>(NodeTag::kArray, type, expr.range);
  node->elements = shared_.program.NewList<const PExpr*>(elements);
  return Coerce(node, type, want, expr.range);
}

const PExpr* FunctionElaborator::Index(const syntax::IndexExpr& expr, TypeId& type) {
  const TypeId array = shared_.types.Strip(TypeOf(*expr.collection));
  VERA_CHECK(shared_.types[array].kind == TypeKind::kArray, "elaborate: only arrays are indexed");
  type = shared_.types[array].args[0];
  auto* node = New<PIndex>(NodeTag::kIndex, type, expr.range);
  node->array = Expr(*expr.collection, array);
  node->index = Expr(*expr.index, OperandType(*expr.index));
  node->obligation =
      Oblige(ObligationKind::kIndex, TrapKind::kUnreachable, expr.range, Excerpt(expr.range));
  return node;
}

}  // namespace vera::sema
