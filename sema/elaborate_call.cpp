#include "sema/elaborate_function.h"
#include "sema/eq_ability.h"
#include "support/check.h"

// Calls of every kind. Arguments are evaluated from left to right, each guarded for its parameter
// as soon as it is there (spec 4.11); what has no representation is evaluated and not passed.

namespace vera::sema {

using syntax::NodeKind;
using syntax::To;

const CallTarget& FunctionElaborator::TargetOf(const syntax::Node& node) const {
  const Annotations& notes = source_.module->notes;
  VERA_CHECK(node.id < notes.call.size(), "elaborate: a call without annotation");
  return notes.calls[notes.call[node.id]];
}

FunctionElaborator::CallSite FunctionElaborator::SiteOf(const syntax::Expr& call,
                                                        const syntax::Expr* piped) {
  CallSite site;
  site.node = &call;
  if (piped != nullptr) {
    site.args.push_back(piped);
  }
  llvm::ArrayRef<const syntax::Expr*> args;
  switch (call.kind) {
    case NodeKind::kFnCall:
      args = To<syntax::FnCall>(call).args;
      break;
    case NodeKind::kQualifiedCall:
      args = To<syntax::QualifiedCall>(call).args;
      break;
    case NodeKind::kModuleCall:
      args = To<syntax::ModuleCall>(call).args;
      break;
    case NodeKind::kConstructorCall:
      args = To<syntax::ConstructorCall>(call).args;
      break;
    default:
      break;
  }
  site.args.append(args.begin(), args.end());
  return site;
}

const PExpr* FunctionElaborator::Call(const CallSite& site, const Target& target) {
  const syntax::Expr& node = *site.node;
  const CallTarget& call = TargetOf(node);
  TypeId type;
  const PExpr* value = nullptr;
  switch (call.kind) {
    case CallKind::kFunction:
      return CallFunction(site, call.decl, call, target);
    case CallKind::kApply:
      return CallApply(site, target);
    case CallKind::kConstructor: {
      const llvm::StringRef name =
          node.kind == NodeKind::kConstructorCall ? To<syntax::ConstructorCall>(node).name
          : node.kind == NodeKind::kFnCall        ? To<syntax::FnCall>(node).name
                                                  : To<syntax::NullaryConstructor>(node).name;
      return Construct(node, name, site.args, target.type);
    }
    case CallKind::kBuiltin: {
      const DeclId prelude = call.builtin->lowering == builtins::Lowering::kPrelude
                                 ? shared_.PreludeFunction(*call.builtin)
                                 : DeclId{DeclId::kNone};
      if (prelude.index != DeclId::kNone) {
        return CallFunction(site, prelude, call, target);
      }
      value = CallBuiltin(site, call, type);
      break;
    }
    case CallKind::kEffectOp:
      value = CallOperation(site, call, type);
      break;
    case CallKind::kAbilityOp:
      value = CallAbility(site, call, type);
      break;
    case CallKind::kResume:
      Refuse(Diag::kR006, node.range, {});
      return MakeUnit(node.range);
    case CallKind::kNone:
      VERA_UNREACHABLE("elaborate: a call that nothing resolves");
  }
  return Coerce(value, type, target.type, node.range);
}

FunctionElaborator::Args FunctionElaborator::Arguments(
    llvm::ArrayRef<const syntax::Expr*> args, llvm::ArrayRef<TypeId> params,
    std::vector<std::pair<LocalId, const PExpr*>>& lets, bool share) {
  VERA_CHECK(args.size() == params.size(), "elaborate: a call with a wrong number of arguments");
  Args values;
  size_t ordered = 0;  // arguments before this one must be evaluated before a dropped one
  for (size_t i = 0; i < args.size(); ++i) {
    values.push_back(Expr(*args[i], params[i]));
    if (!HasValue(params[i]) && values.back()->tag != NodeTag::kUnit) {
      ordered = i;
    }
  }
  Args passed;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!HasValue(params[i])) {
      if (values[i]->tag != NodeTag::kUnit) {
        lets.push_back({LocalId{LocalId::kNone}, values[i]});
      }
    } else {
      passed.push_back(share || i < ordered ? Share(values[i], lets) : values[i]);
    }
  }
  return passed;
}

void FunctionElaborator::AppendHidden(RowId row, Args& args, SourceRange range) {
  for (const HiddenParam& param : HiddenParamsOf(shared_, row)) {
    const EffectScope* scope = FindEffect(param.instance);
    VERA_CHECK(scope != nullptr,
               "elaborate: an effect of the callee that its caller does not have");
    args.push_back(Read(CaptureFrom(scope->owner, scope->local), range));
  }
}

const PExpr* FunctionElaborator::CallFunction(const CallSite& site, DeclId decl_id,
                                              const CallTarget& call, const Target& want) {
  const SourceRange range = site.node->range;
  const FunctionDecl& decl = shared_.checked.functions[decl_id.index];
  RequireNeeds(call, decl.name, range);
  std::vector<TypeId> type_args;
  for (const TypeId arg : call.type_args) {
    type_args.push_back(Close(arg));
  }
  std::vector<RowId> row_args;
  for (const RowId arg : call.row_args) {
    row_args.push_back(CloseRow(arg));
  }
  const FnId fn = shared_.FunctionInstance(decl_id, type_args, row_args);
  const Substitution types = SubstitutionOf(decl.type_vars, type_args);
  RowSubstitution rows;
  for (size_t i = 0; i < decl.row_vars.size() && i < row_args.size(); ++i) {
    rows[decl.row_vars[i].index] = row_args[i];
  }
  std::vector<TypeId> params;
  for (const TypeId param : decl.params) {
    params.push_back(shared_.types.Substitute(param, types, rows));
  }
  const TypeId result = shared_.types.Substitute(decl.result, types, rows);

  const bool is_ranked_self = fn == id_ && decreases_ != nullptr;
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  Args args = Arguments(site.args, params, lets, is_ranked_self);
  const size_t declared = args.size();
  AppendHidden(shared_.types.SubstituteRow(decl.row, types, rows), args, range);

  const bool tail = want.tail && IsFree(result, want.type) && (!has_slot_ || is_ranked_self);
  std::vector<const PExpr*> items;
  if (is_ranked_self) {
    if (const PExpr* check = SelfCallCheck(llvm::ArrayRef(args).take_front(declared))) {
      items.push_back(check);
    }
    if (tail && has_slot_) {
      AppendRankRestore(items, range);
    }
  }
  items.push_back(MakeCall(fn, args, result, range, tail));
  return Coerce(WrapLets(lets, MakeSeq(items)), result, want.type, range);
}

const PExpr* FunctionElaborator::CallBuiltin(const CallSite& site, const CallTarget& call,
                                             TypeId& type) {
  const SourceRange range = site.node->range;
  const builtins::Builtin& builtin = *call.builtin;
  type = TypeOf(*site.node);
  RequireNeeds(call, builtin.name, range);
  std::vector<TypeId> params;
  for (size_t i = 0; i < site.args.size(); ++i) {
    params.push_back(i < call.params.size() ? Close(call.params[i]) : TypeOf(*site.args[i]));
  }
  if (builtin.lowering == builtins::Lowering::kPending ||
      builtin.lowering == builtins::Lowering::kPrelude) {
    Refuse(Diag::kR004, range, {"the built-in function '" + std::string(builtin.name) + "'"});
  }
  if (builtin.name == "async") {
    if (const PExpr* started = StartOperation(*site.args[0], type)) {
      return started;
    }
  }
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const Args args = Arguments(site.args, params, lets, false);
  auto* node = New<PCallBuiltin>(NodeTag::kCallBuiltin, type, range);
  node->builtin = &builtin;
  std::vector<TypeId> type_args;
  for (const TypeId arg : call.type_args) {
    type_args.push_back(Close(arg));
  }
  node->type_args = shared_.program.NewList<TypeId>(type_args);
  node->args = shared_.program.NewList<const PExpr*>(args);
  if (builtin.family == builtins::Family::kMap || builtin.family == builtins::Family::kSet) {
    // Keys are told apart by derived operations.
    RequireRegular(shared_.types.Strip(type_args[0]), range);
  }
  const bool from_float = builtin.name == "float_to_int" || builtin.name == "floor" ||
                          builtin.name == "ceil" || builtin.name == "round";
  const bool from_nat = builtin.name == "nat_to_int";
  const ObligationKind kind = from_float                           ? ObligationKind::kFloatToInt
                              : from_nat                           ? ObligationKind::kIntWidening
                              : builtin.name == "string_char_code" ? ObligationKind::kIndex
                                                                   : ObligationKind::kBuiltin;
  const TrapKind trap = from_float ? TrapKind::kOverflow : TrapKind::kUnreachable;
  node->obligation = Oblige(kind, trap, range, Excerpt(range));
  return WrapLets(lets, node);
}

// A call that elaboration itself adds.
const PExpr* FunctionElaborator::BuiltinNode(llvm::StringRef name, Args args, TypeId result,
                                             SourceRange range) {
  const builtins::Builtin* builtin = builtins::FindBuiltin({name.data(), name.size()});
  VERA_CHECK(builtin != nullptr, "elaborate: a built-in function that the tables lack");
  if (builtin->lowering == builtins::Lowering::kPrelude) {
    const DeclId decl = shared_.PreludeFunction(*builtin);
    VERA_CHECK(decl.index != DeclId::kNone, "elaborate: a prelude function that was not loaded");
    return MakeCall(shared_.FunctionInstance(decl, {}, {}), args, result, range);
  }
  if (builtin->lowering == builtins::Lowering::kPending) {
    Refuse(Diag::kR004, range, {"the built-in function '" + name.str() + "'"});
  }
  auto* node = New<PCallBuiltin>(NodeTag::kCallBuiltin, result, range);
  node->builtin = builtin;
  node->args = shared_.program.NewList<const PExpr*>(args);
  if (name == "array_length") {
    const TypeId element = shared_.types[shared_.types.Strip(args[0]->type)].args[0];
    node->type_args = shared_.program.NewList<TypeId>({element});
  }
  node->obligation = Oblige(ObligationKind::kBuiltin, TrapKind::kUnknown, range);
  return node;
}

const PExpr* FunctionElaborator::CallAbility(const CallSite& site, const CallTarget& call,
                                             TypeId& type) {
  const SourceRange range = site.node->range;
  type = shared_.types.Strip(TypeOf(*site.node));
  VERA_CHECK(!call.type_args.empty(), "elaborate: an ability operation without its type");
  TypeId subject = shared_.types.Strip(Close(call.type_args[0]));
  for (const syntax::Expr* arg : site.args) {
    // `show(0 - 5)` is about an Int, as everywhere (OperandType).
    if (KindOf(subject) == TypeKind::kNat && KindOf(OperandType(*arg)) == TypeKind::kInt) {
      subject = Primitive(TypeKind::kInt);
    }
  }
  Args args;
  for (const syntax::Expr* arg : site.args) {
    args.push_back(Expr(*arg, subject));
  }
  if (call.ability == Ability::kEq) {
    VERA_CHECK(args.size() == 2, "elaborate: eq takes two values");
    return Equality(args[0], args[1], subject, false, range);
  }
  RequireDerivable(subject, call.ability, OperationOf(call.ability), range);
  RequireRegular(subject, range);
  auto* node = New<PDerived>(NodeTag::kDerived, type, range);
  node->op = call.ability == Ability::kOrd    ? DerivedOp::kCompare
             : call.ability == Ability::kHash ? DerivedOp::kHash
                                              : DerivedOp::kShow;
  node->subject = subject;
  node->args = shared_.program.NewList<const PExpr*>(args);
  return node;
}

const PExpr* FunctionElaborator::CallApply(const CallSite& site, const Target& want) {
  const SourceRange range = site.node->range;
  VERA_CHECK(!site.args.empty(), "elaborate: apply_fn without a function");
  const TypeId fn_type = shared_.types.Strip(TypeOf(*site.args[0]));
  const Type shape = shared_.types[fn_type];
  VERA_CHECK(shape.kind == TypeKind::kFn, "elaborate: apply_fn of a value that is no function");
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const PExpr* callee = Expr(*site.args[0], fn_type);
  std::vector<std::pair<LocalId, const PExpr*>> dropped;
  Args args = Arguments(llvm::ArrayRef(site.args).drop_front(),
                        llvm::ArrayRef(shape.args).drop_back(), dropped, false);
  if (!dropped.empty()) {
    callee = Share(callee, lets);
    lets.insert(lets.end(), dropped.begin(), dropped.end());
  }
  AppendHidden(RowId{shape.payload}, args, range);
  const TypeId result = shape.args.back();
  const bool tail = want.tail && !has_slot_ && IsFree(result, want.type);
  const PExpr* value = MakeClosureCall(callee, args, result, range, tail);
  return Coerce(WrapLets(lets, value), result, want.type, range);
}

}  // namespace vera::sema
