#include "sema/check_expr.h"

#include <algorithm>

#include "llvm/ADT/StringExtras.h"
#include "sema/check_sql.h"

namespace vera::sema {

using syntax::NodeKind;
using syntax::To;

namespace {

TypeId Dispatch(FunctionChecker& fc, const syntax::Expr& expr, Want want) {
  switch (expr.kind) {
    case NodeKind::kIntLit:
      return CheckIntLit(fc, To<syntax::IntLit>(expr), want);
    case NodeKind::kFloatLit:
      return fc.Primitive(TypeKind::kFloat64);
    case NodeKind::kStringLit:
      return fc.Primitive(TypeKind::kString);
    case NodeKind::kInterpolatedString:
      return CheckInterpolation(fc, To<syntax::InterpolatedString>(expr));
    case NodeKind::kBoolLit:
      return fc.Primitive(TypeKind::kBool);
    case NodeKind::kUnitLit:
      return fc.Primitive(TypeKind::kUnit);
    case NodeKind::kHoleExpr:
      return CheckHole(fc, To<syntax::HoleExpr>(expr), want);
    case NodeKind::kSlotRef:
      return CheckSlotRef(fc, To<syntax::SlotRef>(expr));
    case NodeKind::kResultRef:
      return CheckResultRef(fc, To<syntax::ResultRef>(expr));
    case NodeKind::kBinaryExpr:
      return CheckBinary(fc, To<syntax::BinaryExpr>(expr));
    case NodeKind::kUnaryExpr:
      return CheckUnary(fc, To<syntax::UnaryExpr>(expr));
    case NodeKind::kIndexExpr:
      return CheckIndex(fc, To<syntax::IndexExpr>(expr));
    case NodeKind::kFnCall:
      return CheckFnCall(fc, To<syntax::FnCall>(expr));
    case NodeKind::kConstructorCall:
      return CheckConstructorCall(fc, To<syntax::ConstructorCall>(expr), want);
    case NodeKind::kNullaryConstructor:
      return CheckNullaryConstructor(fc, To<syntax::NullaryConstructor>(expr), want);
    case NodeKind::kQualifiedCall:
      return CheckQualifiedCall(fc, To<syntax::QualifiedCall>(expr));
    case NodeKind::kModuleCall:
      return CheckModuleCall(fc, To<syntax::ModuleCall>(expr));
    case NodeKind::kAnonFn:
      return CheckAnonFn(fc, To<syntax::AnonFn>(expr));
    case NodeKind::kIfExpr:
      return CheckIf(fc, To<syntax::IfExpr>(expr), want);
    case NodeKind::kMatchExpr:
      return CheckMatch(fc, To<syntax::MatchExpr>(expr), want);
    case NodeKind::kBlock:
      return CheckBlock(fc, To<syntax::Block>(expr), want);
    case NodeKind::kHandleExpr:
      return CheckHandle(fc, To<syntax::HandleExpr>(expr));
    case NodeKind::kOldExpr:
      return CheckStateForm(fc, expr, *To<syntax::OldExpr>(expr).effect);
    case NodeKind::kNewExpr:
      return CheckStateForm(fc, expr, *To<syntax::NewExpr>(expr).effect);
    case NodeKind::kAssertExpr:
      return CheckCondition(fc, *To<syntax::AssertExpr>(expr).condition, Diag::kE172);
    case NodeKind::kAssumeExpr:
      return CheckCondition(fc, *To<syntax::AssumeExpr>(expr).condition, Diag::kE173);
    case NodeKind::kForallExpr: {
      const auto& forall = To<syntax::ForallExpr>(expr);
      return CheckQuantifier(fc, *forall.binding, *forall.domain, *forall.predicate, "forall");
    }
    case NodeKind::kExistsExpr: {
      const auto& exists = To<syntax::ExistsExpr>(expr);
      return CheckQuantifier(fc, *exists.binding, *exists.domain, *exists.predicate, "exists");
    }
    case NodeKind::kArrayLit:
      return CheckArrayLit(fc, To<syntax::ArrayLit>(expr), want);
    case NodeKind::kErrorExpr:
      return fc.Error();
    default:
      fc.Report(Diag::kE176, expr, {syntax::NodeKindName(expr.kind)});
      return fc.Error();
  }
}

void CheckLet(FunctionChecker& fc, const syntax::LetStmt& let) {
  CheckRefinements(fc, *let.type);
  const TypeId declared = fc.resolver.Resolve(*let.type);
  const TypeId value = CheckExpr(fc, *let.value, declared);
  if (!fc.infer.Subtype(value, declared)) {
    fc.Report(Diag::kE170, *let.value, {"This let", fc.Spell(declared), fc.Spell(value)});
  }
  if (IsZeroSize(fc.program, declared)) {
    fc.Report(Diag::kE183, *let.value, {fc.Spell(declared)});
  }
  // Before the binding: the value's own slots are those outside.
  fc.slots.Bind({.name = fc.resolver.SlotName(*let.type),
                 .type = declared,
                 .node = let.type->id,
                 .literal = LiteralString(fc, *let.value),
                 .length = LiteralLength(fc, *let.value)});
}

// The parts that the constructor's value has, when it is known; else nothing is compared.
std::optional<llvm::SmallVector<TypeId, 4>> PartsOf(FunctionChecker& fc, syntax::Name constructor,
                                                    TypeId value) {
  const Type& type = fc.types[fc.infer.Base(value)];
  if (type.kind == TypeKind::kTuple && constructor == "Tuple") {
    return llvm::SmallVector<TypeId, 4>(type.args.begin(), type.args.end());
  }
  if (type.kind != TypeKind::kData) {
    return std::nullopt;
  }
  const DataDeclaration& data = fc.program.data[type.payload];
  Substitution substitution;
  for (size_t i = 0; i < data.type_params.size() && i < type.args.size(); ++i) {
    substitution[data.type_params[i].index] = type.args[i];
  }
  for (const DataConstructor& one : data.constructors) {
    if (one.name == constructor) {
      llvm::SmallVector<TypeId, 4> parts;
      for (const TypeId field : one.fields) {
        parts.push_back(fc.types.Substitute(field, substitution));
      }
      return parts;
    }
  }
  return std::nullopt;
}

void CheckDestructure(FunctionChecker& fc, const syntax::LetDestruct& let) {
  const TypeId value = CheckExpr(fc, *let.value);
  const auto parts = PartsOf(fc, let.constructor, value);
  if (!parts && !fc.infer.IsError(value)) {
    fc.Report(Diag::kE170, *let.value,
              {"This let", let.constructor.str() + "<...>", fc.Spell(value)});
  } else if (parts && parts->size() != let.types.size()) {
    fc.Report(
        Diag::kE321, let,
        {let.constructor.str(), std::to_string(parts->size()), std::to_string(let.types.size())});
  }
  for (size_t i = 0; i < let.types.size(); ++i) {
    const syntax::TypeExpr& type = *let.types[i];
    CheckRefinements(fc, type);
    const TypeId declared = fc.resolver.Resolve(type);
    if (parts && i < parts->size() && !fc.infer.Subtype((*parts)[i], declared)) {
      fc.Report(Diag::kE170, type, {"This let", fc.Spell(declared), fc.Spell((*parts)[i])});
    }
    fc.slots.Bind({fc.resolver.SlotName(type), declared, type.id});
  }
}

std::string SlotHint(FunctionChecker& fc, uint32_t name, size_t count) {
  const std::string spelling = fc.session.SlotSpelling(name).str();
  if (count == 0 && !fc.body_state_names.empty() && fc.body_state_names.back() == name) {
    return "A handler's state has a slot only in its clauses; inside the body read it with get(()) "
           "and "
           "write it with put(...).";
  }
  if (count == 0 && !fc.outer_slots.empty()) {
    const auto& outer = fc.outer_slots.back();
    if (std::find(outer.begin(), outer.end(), name) != outer.end()) {
      return "A where-function does not see the slots of the function around it: give it a "
             "parameter @" +
             spelling + " and pass the value.";
    }
  }
  for (const SlotBinding* binding : fc.slots.Visible()) {
    if (count == 0 && fc.Spell(binding->type) == spelling) {
      const std::string alias = "@" + fc.session.SlotSpelling(binding->name).str();
      return "An alias counts apart from what it stands for: the value is bound as " + alias +
             ", so read " + alias + ".0.";
    }
  }
  return "";
}

}  // namespace

TypeId CheckExpr(FunctionChecker& fc, const syntax::Expr& expr, Want want) {
  const TypeId type = Dispatch(fc, expr, want);
  fc.Annotate(expr, type);
  return type;
}

TypeId CheckBlock(FunctionChecker& fc, const syntax::Block& block, Want want) {
  const size_t mark = fc.slots.mark();
  for (const syntax::Stmt* stmt : block.statements) {
    switch (stmt->kind) {
      case NodeKind::kLetStmt:
        CheckLet(fc, To<syntax::LetStmt>(*stmt));
        break;
      case NodeKind::kLetDestruct:
        CheckDestructure(fc, To<syntax::LetDestruct>(*stmt));
        break;
      default:
        CheckExpr(fc, *To<syntax::ExprStmt>(*stmt).expr);
    }
  }
  const TypeId result = CheckExpr(fc, *block.result, want);
  fc.slots.Release(mark);
  return result;
}

TypeId CheckIf(FunctionChecker& fc, const syntax::IfExpr& expr, Want want) {
  RequireBool(fc, *expr.condition, CheckExpr(fc, *expr.condition), Diag::kE300);
  const TypeId then_type = CheckExpr(fc, *expr.then_branch, want);
  const TypeId else_type = CheckExpr(fc, *expr.else_branch, want);
  if (!fc.infer.Agree(then_type, else_type)) {
    fc.Report(Diag::kE301, expr, {fc.Spell(then_type), fc.Spell(else_type)});
    return then_type;
  }
  return fc.infer.Join(then_type, else_type);
}

namespace {

// Under the closure's own row: who applies it sees that row alone (spec 5.7).
TypeId CheckClosureBody(FunctionChecker& fc, const syntax::AnonFn& expr, TypeId result, RowId row) {
  std::optional<RowId> own_row = row;
  std::set<std::string> used;
  size_t first_own_handler = fc.handled.size();
  const auto exchange = [&] {
    std::swap(fc.row, own_row);
    std::swap(fc.used_effects, used);
    std::swap(fc.first_own_handler, first_own_handler);
  };
  exchange();
  const TypeId body = CheckExpr(fc, *expr.body, result);
  exchange();
  if (row == fc.types.pure_row() && !used.empty()) {
    fc.Report(Diag::kE122, expr, {"This closure", llvm::join(used, ", ")});
  }
  return body;
}

}  // namespace

TypeId CheckAnonFn(FunctionChecker& fc, const syntax::AnonFn& expr) {
  llvm::SmallVector<TypeId, 4> params;
  for (const syntax::TypeExpr* param : expr.params) {
    CheckRefinements(fc, *param);
    params.push_back(fc.resolver.Resolve(*param));
  }
  CheckRefinements(fc, *expr.result);
  const TypeId result = fc.resolver.Resolve(*expr.result);
  const RowId row = fc.resolver.ResolveRow(*expr.effect);

  const size_t mark = fc.slots.mark();
  for (size_t i = 0; i < params.size(); ++i) {
    fc.slots.Bind({fc.resolver.SlotName(*expr.params[i]), params[i], expr.params[i]->id});
  }
  const TypeId body = CheckClosureBody(fc, expr, result, row);
  fc.slots.Release(mark);
  if (!fc.infer.Subtype(body, result)) {
    fc.Report(Diag::kE171, *expr.body, {fc.Spell(body), fc.Spell(result)});
  }
  return fc.types.Fn(params, result, row);
}

TypeId CheckSlotRef(FunctionChecker& fc, const syntax::SlotRef& ref) {
  const uint32_t name = fc.resolver.SlotName(ref.type_name, ref.type_args);
  const std::string spelling = fc.session.SlotSpelling(name).str();
  const std::string slot = "@" + spelling + "." + std::to_string(ref.index);
  const SlotBinding* binding = fc.slots.Find(name, ref.index);
  if (binding == nullptr) {
    const size_t count = fc.slots.Count(name);
    const std::string known = count == 0   ? "no " + spelling + " is bound here"
                              : count == 1 ? "only @" + spelling + ".0 is bound here"
                                           : "only @" + spelling + ".0 to @" + spelling + "." +
                                                 std::to_string(count - 1) + " are bound here";
    fc.Report(Diag::kE130, ref, {slot, known}, SlotHint(fc, name, count));
    return fc.Error();
  }
  fc.module.notes.binding[ref.id] = binding->node;
  const TypeId type = binding->type;
  if (IsZeroSize(fc.program, fc.infer.Zonk(type))) {
    fc.Report(Diag::kE182, ref, {slot, fc.Spell(type)});
  }
  return type;
}

TypeId CheckHole(FunctionChecker& fc, const syntax::HoleExpr& hole, Want want) {
  fc.program.has_holes = true;
  const std::string wanted = want ? fc.Spell(*want) : "unknown";
  std::string fix = "Write an expression of type " + wanted + " instead of ?.";
  llvm::DenseMap<uint32_t, uint32_t> seen;
  std::string at_hand;
  for (const SlotBinding* binding : fc.slots.Visible()) {
    at_hand += at_hand.empty() ? " Bound here: @" : "; @";
    at_hand += fc.session.SlotSpelling(binding->name);
    at_hand += "." + std::to_string(seen[binding->name]++) + ": " + fc.Spell(binding->type);
  }
  if (!at_hand.empty()) {
    fix += at_hand + ".";
  }
  fc.Report(Diag::kW001, hole, {wanted}, fix);
  return want.value_or(fc.Error());
}

}  // namespace vera::sema
