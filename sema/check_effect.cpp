#include <algorithm>

#include "llvm/ADT/StringExtras.h"
#include "sema/callee.h"
#include "sema/check_expr.h"
#include "sema/check_sql.h"
#include "sema/effects.h"

// Performing effect operations, bare or qualified (spec 7.4).

namespace vera::sema {

namespace {

std::optional<OperationRef> FindIn(FunctionChecker& fc, EffectId effect, llvm::StringRef name) {
  const auto& operations = fc.program.effects[effect.index].operations;
  for (uint32_t op = 0; op < operations.size(); ++op) {
    if (operations[op].name == name) {
      return OperationRef{effect, op};
    }
  }
  return std::nullopt;
}

const EffectInstance* FindIn(FunctionChecker& fc, RowId row, EffectId effect) {
  for (const EffectInstance& one : fc.types.row(row).effects) {
    if (one.effect == effect) {
      return &one;
    }
  }
  return nullptr;
}

using HandledEffects = llvm::ArrayRef<HandledEffect>;

const HandledEffect* FindIn(HandledEffects around, EffectId effect) {
  for (size_t i = around.size(); i > 0; --i) {
    if (around[i - 1].instance.effect == effect) {
      return &around[i - 1];
    }
  }
  return nullptr;
}

// Handlers in the function or closure around.
HandledEffects OwnHandlers(const FunctionChecker& fc) {
  return HandledEffects(fc.handled).drop_front(fc.first_own_handler);
}

// The instance that an operation performed here acts on: the innermost handler's, the row's, that
// of a handler outside the closure around or of the clause around; else its arguments are open.
EffectInstance InstanceHere(FunctionChecker& fc, EffectId effect, uint32_t& handler) {
  EffectInstance out{effect, {}};
  const HandledEffect* handled = FindIn(OwnHandlers(fc), effect);
  const EffectInstance* in_row = FindIn(fc, fc.row.value_or(fc.types.pure_row()), effect);
  if (handled != nullptr) {
    handler = handled->handler;
    out = handled->instance;
  } else if (in_row != nullptr) {
    out = *in_row;
  } else if (const HandledEffect* outside = FindIn(HandledEffects(fc.handled), effect)) {
    out = outside->instance;
  } else if (const HandledEffect* clause = FindIn(HandledEffects(fc.clauses), effect)) {
    out = clause->instance;
  }
  const size_t wanted = fc.program.effects[effect.index].type_params.size();
  while (out.args.size() < wanted) {
    out.args.push_back(fc.infer.NewVar(FlexKind::kFresh));
  }
  return out;
}

bool IsHandledHere(const FunctionChecker& fc, EffectId effect) {
  return FindIn(OwnHandlers(fc), effect) != nullptr;
}

TypeId CheckOperation(FunctionChecker& fc, OperationRef ref, Args args, const syntax::Node& node) {
  const EffectDeclaration effect = fc.program.effects[ref.effect.index];
  const EffectOperation& operation = effect.operations[ref.op];
  CallTarget target;
  target.kind = CallKind::kEffectOp;
  target.op = ref.op;
  target.effect = InstanceHere(fc, ref.effect, target.handler);
  RequireInRow(fc, target.effect, "'" + operation.name + "'", node);

  Substitution substitution;
  for (size_t i = 0; i < effect.type_params.size(); ++i) {
    substitution[effect.type_params[i].index] = target.effect.args[i];
  }
  llvm::SmallVector<TypeId, 4> params;
  for (const TypeId param : operation.params) {
    params.push_back(fc.types.Substitute(param, substitution));
  }
  const TypeId result = fc.types.Substitute(operation.result, substitution);

  llvm::SmallVector<TypeId, 4> arg_types;
  for (size_t i = 0; i < args.size(); ++i) {
    arg_types.push_back(
        CheckExpr(fc, *args[i], i < params.size() ? Want(params[i]) : std::nullopt));
  }
  if (args.size() != params.size()) {
    fc.Report(Diag::kE203, node,
              {operation.name, std::to_string(params.size()), std::to_string(args.size())});
    return result;
  }
  for (size_t i = 0; i < args.size(); ++i) {
    if (!fc.infer.Subtype(arg_types[i], params[i])) {
      fc.Report(Diag::kE204, *args[i],
                {std::to_string(i), operation.name, fc.Spell(arg_types[i]), fc.Spell(params[i])});
    }
  }
  if (ref.effect == fc.session.db_effect() && !fc.infer.IsError(arg_types[0]) &&
      fc.infer.Subtype(arg_types[0], params[0])) {
    CheckSql(fc, operation.name, args, node);
  }
  fc.NewTarget(node) = std::move(target);
  return result;
}

}  // namespace

// Operations of a pure function or closure are reported together (E122). In another one, an
// operation that no handler inside of it serves has to be in the row. A clause of a State handler
// still has the cell (spec 7.5.2).
void RequireInRow(FunctionChecker& fc, const EffectInstance& instance, const std::string& what,
                  const syntax::Node& node) {
  if (IsHandledHere(fc, instance.effect)) {
    return;
  }
  const auto report = [&](RowId allowed) {
    EffectRow needed;
    needed.effects.push_back(instance);
    const RowId row = fc.types.Row(std::move(needed));
    fc.Report(Diag::kE125, node, {"Operation " + what, fc.SpellRow(row), fc.SpellRow(allowed)});
  };
  if (fc.in_predicate) {
    report(PredicateRow(fc));
    return;
  }
  fc.used_effects.insert(fc.program.effects[instance.effect.index].name);
  if (!fc.row) {
    return;
  }
  const EffectRow& row = fc.types.row(*fc.row);
  const bool is_pure =
      row.tail == EffectRow::kNoTail &&
      std::all_of(row.effects.begin(), row.effects.end(),
                  [&](const EffectInstance& one) { return IsHandledHere(fc, one.effect); });
  const bool in_clause = instance.effect == fc.session.state_effect() &&
                         FindIn(HandledEffects(fc.clauses), instance.effect) != nullptr;
  if (!is_pure && !in_clause && FindIn(fc, *fc.row, instance.effect) == nullptr) {
    report(*fc.row);
  }
}

RowId PredicateRow(FunctionChecker& fc) {
  EffectRow row;
  for (const HandledEffect& one : fc.handled) {
    row.effects.push_back(one.instance);
  }
  return fc.types.Row(std::move(row));
}

std::optional<EffectId> FindEffect(FunctionChecker& fc, llvm::StringRef name) {
  if (const auto own = fc.module.effects.find(name); own != fc.module.effects.end()) {
    return own->second;
  }
  if (const EffectId* builtin = fc.session.BuiltinEffectNamed(name)) {
    return *builtin;
  }
  for (const ImportInfo& import : fc.module.imports) {
    const auto& effects = fc.session.modules[import.module].effects;
    if (const auto found = effects.find(name); found != effects.end()) {
      return found->second;
    }
  }
  return std::nullopt;
}

namespace {

void AppendOnce(std::vector<EffectId>& effects, EffectId effect) {
  if (std::find(effects.begin(), effects.end(), effect) == effects.end()) {
    effects.push_back(effect);
  }
}

// The operations of that name of the effects that may be performed here: those that handlers
// around handle, innermost first, and those of the row.
std::vector<OperationRef> OperationsHere(FunctionChecker& fc, llvm::StringRef name) {
  std::vector<EffectId> effects;
  for (auto it = fc.handled.rbegin(); it != fc.handled.rend(); ++it) {
    AppendOnce(effects, it->instance.effect);
  }
  for (const EffectInstance& one : fc.types.row(fc.row.value_or(fc.types.pure_row())).effects) {
    AppendOnce(effects, one.effect);
  }
  std::vector<OperationRef> found;
  for (const EffectId effect : effects) {
    if (const auto ref = FindIn(fc, effect, name)) {
      found.push_back(*ref);
    }
  }
  return found;
}

// More than one effect here has it: the call says which (spec 7.4.1).
void ReportAmbiguous(FunctionChecker& fc, llvm::StringRef name,
                     llvm::ArrayRef<OperationRef> candidates, const syntax::Node& node) {
  std::vector<std::string> effects;
  std::vector<std::string> calls;
  for (const OperationRef& ref : candidates) {
    effects.push_back(fc.program.effects[ref.effect.index].name);
    calls.push_back(effects.back() + "." + name.str() + "(...)");
  }
  std::sort(effects.begin(), effects.end());
  std::sort(calls.begin(), calls.end());
  fc.Report(Diag::kE217, node, {name.str(), "it may be that of " + llvm::join(effects, " or of ")},
            "Write " + llvm::join(calls, " or ") + ".");
}

}  // namespace

std::optional<OperationRef> FindOperation(FunctionChecker& fc, llvm::StringRef name) {
  const std::vector<OperationRef> here = OperationsHere(fc, name);
  if (!here.empty()) {
    return here.front();
  }
  std::vector<EffectId> order;
  const auto append = [&](const std::vector<EffectId>& effects) {
    order.insert(order.end(), effects.begin(), effects.end());
  };
  append(fc.session.builtin_effects());
  append(fc.module.effect_order);
  for (const ImportInfo& import : fc.module.imports) {
    append(fc.session.modules[import.module].effect_order);
  }
  for (const EffectId effect : order) {
    if (const auto found = FindIn(fc, effect, name)) {
      return found;
    }
  }
  return std::nullopt;
}

std::optional<TypeId> CheckBareOperation(FunctionChecker& fc, llvm::StringRef name, Args args,
                                         const syntax::Node& node) {
  const std::optional<OperationRef> ref = FindOperation(fc, name);
  if (!ref) {
    return std::nullopt;
  }
  const std::vector<OperationRef> here = OperationsHere(fc, name);
  if (here.size() > 1) {
    ReportAmbiguous(fc, name, here, node);
    CheckAll(fc, args);
    return fc.Error();
  }
  const EffectDeclaration& effect = fc.program.effects[ref->effect.index];
  const bool is_always_bare =
      effect.builtin == BuiltinEffect::kState || effect.builtin == BuiltinEffect::kExn;
  if (!is_always_bare && FindIn(HandledEffects(fc.handled), ref->effect) == nullptr) {
    fc.Report(Diag::kE217, node, {name.str(), "no handler of " + effect.name + " is around it"},
              "Write " + effect.name + "." + name.str() +
                  "(...), or put the call into the body of handle[" + effect.name + "].");
  }
  return CheckOperation(fc, *ref, args, node);
}

TypeId CheckQualifiedCall(FunctionChecker& fc, const syntax::QualifiedCall& call) {
  const std::optional<EffectId> effect = FindEffect(fc, call.qualifier);
  if (effect) {
    if (const auto ref = FindIn(fc, *effect, call.name)) {
      return CheckOperation(fc, *ref, call.args, call);
    }
  }
  fc.ReportUnresolved(Diag::kE220, call, {call.qualifier.str(), call.name.str()});
  CheckAll(fc, call.args);
  return fc.Error();
}

}  // namespace vera::sema
