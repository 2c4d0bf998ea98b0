#include <algorithm>

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

// The instance that an operation performed here acts on: the innermost handler's, the row's, that
// of the clause around; else its arguments are open.
EffectInstance InstanceHere(FunctionChecker& fc, EffectId effect, uint32_t& handler) {
  const auto find = [&](const std::vector<HandledEffect>& around) -> const HandledEffect* {
    for (auto it = around.rbegin(); it != around.rend(); ++it) {
      if (it->instance.effect == effect) {
        return &*it;
      }
    }
    return nullptr;
  };
  EffectInstance out{effect, {}};
  if (const HandledEffect* handled = find(fc.handled)) {
    handler = handled->handler;
    out = handled->instance;
  } else {
    bool is_found = false;
    const RowId row = fc.row.value_or(fc.types.pure_row());
    for (const EffectInstance& one : fc.types.row(row).effects) {
      if (one.effect == effect) {
        out = one;
        is_found = true;
      }
    }
    const HandledEffect* clause = is_found ? nullptr : find(fc.clauses);
    if (clause != nullptr) {
      out = clause->instance;
    }
  }
  const size_t wanted = fc.program.effects[effect.index].type_params.size();
  while (out.args.size() < wanted) {
    out.args.push_back(fc.infer.NewVar(FlexKind::kFresh));
  }
  return out;
}

bool IsHandledHere(const FunctionChecker& fc, EffectId effect) {
  return std::any_of(fc.handled.begin(), fc.handled.end(),
                     [&](const HandledEffect& one) { return one.instance.effect == effect; });
}

bool HasEffect(const FunctionChecker& fc, RowId row, EffectId effect) {
  const auto& effects = fc.types.row(row).effects;
  return std::any_of(effects.begin(), effects.end(),
                     [&](const EffectInstance& one) { return one.effect == effect; });
}

// A pure function's operations are reported together (E122). In another one, an operation whose
// handler must come from the caller has to be in the row; the host serves its own effects anywhere,
// as in the reference.
void RequireInRow(FunctionChecker& fc, const EffectInstance& instance, const std::string& name,
                  const syntax::Node& node) {
  if (fc.in_predicate) {
    if (!IsHandledHere(fc, instance.effect)) {
      EffectRow needed;
      needed.effects.push_back(instance);
      fc.Report(Diag::kE125, node,
                {"Operation '" + name + "'", fc.SpellRow(fc.types.Row(std::move(needed))),
                 fc.SpellRow(PredicateRow(fc))});
    }
    return;
  }
  fc.used_effects.insert(fc.program.effects[instance.effect.index].name);
  if (!fc.row || !NeedsHandler(fc.program, instance.effect) || IsHandledHere(fc, instance.effect)) {
    return;
  }
  const auto& effects = fc.types.row(*fc.row).effects;
  const bool is_pure = std::all_of(effects.begin(), effects.end(), [&](const EffectInstance& one) {
    return IsHandledHere(fc, one.effect);
  });
  const bool in_closure =
      std::any_of(fc.closure_rows.begin(), fc.closure_rows.end(),
                  [&](RowId row) { return HasEffect(fc, row, instance.effect); });
  const bool in_clause =
      std::any_of(fc.clauses.begin(), fc.clauses.end(),
                  [&](const HandledEffect& one) { return one.instance.effect == instance.effect; });
  if (!is_pure && !in_closure && !in_clause && !HasEffect(fc, *fc.row, instance.effect)) {
    EffectRow needed;
    needed.effects.push_back(instance);
    fc.Report(
        Diag::kE125, node,
        {"Operation '" + name + "'", fc.SpellRow(fc.types.Row(needed)), fc.SpellRow(*fc.row)});
  }
}

TypeId CheckOperation(FunctionChecker& fc, OperationRef ref, Args args, const syntax::Node& node) {
  const EffectDeclaration effect = fc.program.effects[ref.effect.index];
  const EffectOperation& operation = effect.operations[ref.op];
  CallTarget target;
  target.kind = CallKind::kEffectOp;
  target.op = ref.op;
  target.effect = InstanceHere(fc, ref.effect, target.handler);
  RequireInRow(fc, target.effect, operation.name, node);

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

bool NeedsHandler(const CheckedProgram& program, EffectId effect) {
  const EffectDeclaration& declaration = program.effects[effect.index];
  return declaration.builtin == BuiltinEffect::kState ||
         declaration.builtin == BuiltinEffect::kExn ||
         (declaration.builtin == BuiltinEffect::kNone && !declaration.is_unknown);
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

std::optional<OperationRef> FindOperation(FunctionChecker& fc, llvm::StringRef name) {
  std::vector<EffectId> order;
  for (auto it = fc.handled.rbegin(); it != fc.handled.rend(); ++it) {
    order.push_back(it->instance.effect);
  }
  const RowId row = fc.row.value_or(fc.types.pure_row());
  for (const EffectInstance& one : fc.types.row(row).effects) {
    order.push_back(one.effect);
  }
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
  const EffectDeclaration& effect = fc.program.effects[ref->effect.index];
  const bool is_always_bare =
      effect.builtin == BuiltinEffect::kState || effect.builtin == BuiltinEffect::kExn;
  if (!is_always_bare && !IsHandledHere(fc, ref->effect)) {
    fc.Report(Diag::kE217, node, {name.str(), effect.name});
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
