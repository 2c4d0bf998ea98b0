#include "builtins/effects.h"
#include "sema/elaborate_function.h"
#include "support/check.h"

// Performing effects: State through its cell, Exn as a throw, host effects as host functions, user
// effects as a call of the closure in their evidence.

namespace vera::sema {

using syntax::NodeKind;

namespace {

bool SameInstance(const EffectInstance& a, const EffectInstance& b) {
  return a.effect == b.effect && a.args == b.args;
}

// The row of a built-in effect's operation.
const builtins::EffectOperation& RowOf(llvm::StringRef effect, llvm::StringRef op) {
  for (const builtins::Effect& row : builtins::kEffects) {
    if (effect != llvm::StringRef(row.name)) {
      continue;
    }
    for (const builtins::EffectOperation& operation : row.operations) {
      if (op == llvm::StringRef(operation.name)) {
        return operation;
      }
    }
  }
  VERA_UNREACHABLE("elaborate: an operation of a built-in effect that the tables lack");
}

}  // namespace

EffectScope* FunctionElaborator::FindEffect(const EffectInstance& instance) {
  for (EffectScope* scope = scope_; scope != nullptr; scope = scope->outer) {
    if (SameInstance(scope->instance, instance)) {
      return scope;
    }
  }
  return nullptr;
}

LocalId FunctionElaborator::ScopeLocal(const EffectScope& scope, LocalId local) {
  return CaptureFrom(scope.owner, local);
}

const PExpr* FunctionElaborator::CallOperation(const CallSite& site, const CallTarget& call,
                                               TypeId& type) {
  const EffectInstance instance = CloseInstance(call.effect);
  const EffectDeclaration& effect = shared_.checked.effects[instance.effect.index];
  VERA_CHECK(call.op < effect.operations.size(), "elaborate: an effect operation without its row");
  const EffectOperation& op = effect.operations[call.op];
  const Substitution args = SubstitutionOf(effect.type_params, instance.args);
  const TypeId result = shared_.types.Substitute(op.result, args, RowSubstitution());
  switch (effect.builtin) {
    case BuiltinEffect::kState:
      return StateOperation(site, instance, op.name, type);
    case BuiltinEffect::kExn: {
      type = Primitive(TypeKind::kNever);
      const SourceRange range = site.node->range;
      const PExpr* payload = Expr(*site.args[0], instance.args[0]);
      const PExpr* code =
          MakeInt(shared_.ExceptionCode(instance.args[0]), Primitive(TypeKind::kInt), range);
      return MakeThrow(code, payload, range);
    }
    default:
      type = result;
      if (shared_.HasEvidence(instance.effect)) {
        return UserOperation(site, instance, call.op, result);
      }
      return HostOperation(site, RowOf(effect.name, op.name).host, effect, op, result);
  }
}

// Intrinsic effect, then the clause of the handler whose body this code stands in, if it has one
// (spec 7.5.2). Code in called functions and in clauses has the intrinsic effect only.
const PExpr* FunctionElaborator::StateOperation(const CallSite& site,
                                                const EffectInstance& instance, llvm::StringRef op,
                                                TypeId& type) {
  const SourceRange range = site.node->range;
  const TypeId content = instance.args[0];
  const bool is_put = op == "put";
  type = is_put ? Primitive(TypeKind::kUnit) : content;
  EffectScope* scope = FindEffect(instance);
  if (scope == nullptr) {
    VERA_CHECK(!HasValue(content), "elaborate: a state operation outside of its handler");
    return is_put ? Expr(*site.args[0], content) : MakeUnit(range);
  }
  const PExpr* arg = is_put ? Expr(*site.args[0], content) : nullptr;
  if (scope->handle != nullptr && !scope->in_clause) {
    for (const syntax::HandlerClause* clause : scope->handle->clauses) {
      if (clause->op_name == op) {
        return InlineClause(*scope, *clause, arg, content, type, range);
      }
    }
  }
  const LocalId cell = ScopeLocal(*scope, scope->local);
  return is_put ? MakeCellSet(cell, arg) : MakeCellGet(cell, content, range);
}

// An operation that the host can start and leave to itself is one whose handler is the host; what a
// handler of the program does happens in its place.
const PExpr* FunctionElaborator::StartOperation(const syntax::Expr& expr, TypeId future) {
  if (expr.kind != NodeKind::kQualifiedCall && expr.kind != NodeKind::kFnCall) {
    return nullptr;
  }
  const CallTarget& call = TargetOf(expr);
  if (call.kind != CallKind::kEffectOp) {
    return nullptr;
  }
  const EffectInstance instance = CloseInstance(call.effect);
  const EffectDeclaration& effect = shared_.checked.effects[instance.effect.index];
  if (effect.builtin == BuiltinEffect::kState || effect.builtin == BuiltinEffect::kExn ||
      shared_.HasEvidence(instance.effect)) {
    return nullptr;
  }
  const EffectOperation& op = effect.operations[call.op];
  const llvm::StringRef host = RowOf(effect.name, op.name).async_host;
  return host.empty() ? nullptr : HostOperation(SiteOf(expr, nullptr), host, effect, op, future);
}

const PExpr* FunctionElaborator::HostOperation(const CallSite& site, llvm::StringRef host,
                                               const EffectDeclaration& effect,
                                               const EffectOperation& op, TypeId result) {
  const SourceRange range = site.node->range;
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const Args args = Arguments(site.args, op.params, lets, false);
  auto* node = New<PCallHost>(NodeTag::kCallHost, result, range);
  return WrapLets(lets, MakeHostCall(node, host, effect, op, args, Excerpt(range)));
}

// Fills `node` in. `text`: how the operation is written, for a trap.
const PExpr* FunctionElaborator::MakeHostCall(PCallHost* node, llvm::StringRef host,
                                              const EffectDeclaration& effect,
                                              const EffectOperation& op, const Args& args,
                                              std::string text) {
  const SourceRange range = node->range;
  if (host.empty()) {
    Refuse(Diag::kR004, range, {"the operation '" + effect.name + "." + op.name + "'"});
  }
  node->host_name = host;
  node->args = shared_.program.NewList<const PExpr*>(args);
  if (host == "random_int") {
    node->obligation =
        Oblige(ObligationKind::kEmptyRange, TrapKind::kUnknown, range, std::move(text));
  }
  return node;
}

// ---- the host as the handler of last resort ----

void FunctionElaborator::BuildHostClause(const EffectDeclaration& effect, uint32_t op,
                                         SourceRange range) {
  const EffectOperation& operation = effect.operations[op];
  Args args;
  for (const TypeId param : operation.params) {
    const LocalId local = NewParam(param);
    if (local.index != LocalId::kNone) {
      args.push_back(Read(local, range));
    }
  }
  AddHiddenParams(RowId{shared_.RowOf(id_)});
  auto* node = New<PCallHost>(NodeTag::kCallHost, operation.result, range);
  Finish(MakeHostCall(node, RowOf(effect.name, operation.name).host, effect, operation, args,
                      effect.name + "." + operation.name));
}

// What a program that handles an effect of the host is started with.
const PExpr* FunctionElaborator::HostEvidence(const EffectInstance& instance, TypeId type,
                                              SourceRange range) {
  std::vector<const PExpr*> closures;
  const size_t count = shared_.checked.effects[instance.effect.index].operations.size();
  for (uint32_t op = 0; op < count; ++op) {
    auto* closure =
        New<PMakeClosure>(NodeTag::kMakeClosure, shared_.ClauseType(instance, op), range);
    closure->fn = shared_.HostClause(instance, op, range);
    closures.push_back(closure);
  }
  auto* evidence = New<PConstruct>(NodeTag::kConstruct, type, range);
  evidence->fields = shared_.program.NewList<const PExpr*>(closures);
  return evidence;
}

// An operation without a clause goes on to the handler outside.
const PExpr* FunctionElaborator::ForwardedClause(const EffectInstance& instance, uint32_t op,
                                                 SourceRange range) {
  const EffectScope* outer = FindEffect(instance);
  VERA_CHECK(outer != nullptr, "elaborate: a handler passes on what nothing outside handles");
  auto* field = New<PField>(NodeTag::kField, shared_.ClauseType(instance, op), range);
  field->object = Read(ScopeLocal(*outer, outer->local), range);
  field->tag = 0;
  field->field = op;
  return field;
}

const PExpr* FunctionElaborator::UserOperation(const CallSite& site, const EffectInstance& instance,
                                               uint32_t op, TypeId result) {
  const SourceRange range = site.node->range;
  const EffectDeclaration& effect = shared_.checked.effects[instance.effect.index];
  const Substitution substitution = SubstitutionOf(effect.type_params, instance.args);
  const EffectScope* scope = FindEffect(instance);
  VERA_CHECK(scope != nullptr,
             "elaborate: an operation of an effect that nothing in reach handles");
  std::vector<TypeId> params;
  for (const TypeId param : effect.operations[op].params) {
    params.push_back(shared_.types.Substitute(param, substitution, RowSubstitution()));
  }
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  Args args = Arguments(site.args, params, lets, false);
  const PExpr* evidence = Read(ScopeLocal(*scope, scope->local), range);
  auto* field = New<PField>(NodeTag::kField, shared_.ClauseType(instance, op), range);
  field->object = evidence;
  field->tag = 0;
  field->field = op;
  // A clause is called like any function with the effect in its row; it does not look at the
  // evidence.
  args.push_back(evidence);
  return WrapLets(lets, MakeClosureCall(field, args, result, range, false));
}

}  // namespace vera::sema
