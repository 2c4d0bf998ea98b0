#include <algorithm>

#include "sema/callee.h"
#include "sema/check_expr.h"
#include "sema/eq_ability.h"

// Operations of abilities: eq, compare, hash, show and those that programs declare (spec 9.8).

namespace vera::sema {

namespace {

struct AbilityOperation {
  const AbilityInfo* ability;
  const EffectOperation* operation;
};

std::optional<AbilityOperation> FindAbilityOperation(const FunctionChecker& fc,
                                                     llvm::StringRef name) {
  for (const auto* abilities : fc.AbilitiesInScope()) {
    for (const AbilityInfo& ability : *abilities) {
      for (const EffectOperation& operation : ability.operations) {
        if (operation.name == name) {
          return AbilityOperation{&ability, &operation};
        }
      }
    }
  }
  return std::nullopt;
}

void RequireAbility(FunctionChecker& fc, const AbilityInfo& ability, llvm::StringRef name,
                    const syntax::Expr& arg, TypeId type) {
  if (!ability.is_builtin || fc.infer.IsError(type)) {
    return;
  }
  if (ability.builtin == Ability::kOrd) {
    const TypeId base = fc.infer.Base(type);
    if (!fc.infer.IsVar(base) && !IsOrderable(fc.infer.BaseKind(base))) {
      fc.Report(Diag::kE242, arg, {name.str(), fc.Spell(type)});
    }
  } else if (ability.builtin == Ability::kEq) {
    RequireEq(fc, arg, type);
  }
}

}  // namespace

std::optional<TypeId> CheckAbilityOperation(FunctionChecker& fc, llvm::StringRef name, Args args,
                                            const syntax::Node& node) {
  const std::optional<AbilityOperation> found = FindAbilityOperation(fc, name);
  if (!found) {
    return std::nullopt;
  }
  const AbilityInfo& ability = *found->ability;
  const EffectOperation& operation = *found->operation;
  llvm::SmallVector<TypeId, 2> arg_types;
  for (const syntax::Expr* arg : args) {
    arg_types.push_back(CheckExpr(fc, *arg));
  }
  if (args.size() != operation.params.size()) {
    fc.Report(Diag::kE240, node,
              {name.str(), std::to_string(operation.params.size()), std::to_string(args.size())});
    return operation.result;
  }
  Substitution types;
  for (size_t i = 0; i < args.size(); ++i) {
    fc.infer.Infer(operation.params[i], arg_types[i], ability.type_params, types, nullptr);
  }
  CallTarget target;
  target.kind = CallKind::kAbilityOp;
  target.ability = ability.builtin;
  for (const TypeVarId var : ability.type_params) {
    const auto [entry, is_open] = types.try_emplace(var.index);
    if (is_open) {
      entry->second = fc.infer.NewVar(FlexKind::kFresh);
    }
    target.type_args.push_back(entry->second);
  }
  // Two constructors that leave the type open, as in eq(None, None), can't be compared.
  const bool all_open =
      args.size() > 1 && std::all_of(arg_types.begin(), arg_types.end(),
                                     [&](TypeId t) { return fc.infer.ContainsFresh(t); });
  for (size_t i = 0; i < args.size(); ++i) {
    const TypeId param = fc.types.Substitute(operation.params[i], types);
    const bool fits = FitsParameter(fc, *args[i], arg_types[i], param);
    if (!fits || (all_open && i == 1 && fc.infer.ContainsFresh(arg_types[i]))) {
      fc.Report(Diag::kE241, *args[i],
                {std::to_string(i), name.str(), fc.Spell(arg_types[i]), fc.Spell(param)});
    }
  }
  for (size_t i = 0; i < args.size(); ++i) {
    RequireAbility(fc, ability, name, *args[i], arg_types[i]);
  }
  if (ability.is_builtin) {
    // Order and equality have been asked for (E242, E243).
    if (ability.builtin == Ability::kHash || ability.builtin == Ability::kShow) {
      target.needs.push_back({ability.builtin, target.type_args[0]});
      fc.NoteNeeds(node);
    }
    fc.NewTarget(node) = std::move(target);
  } else {
    // There is no way to say what a user's ability does for a type, so nothing can be run.
    fc.program.has_unresolved = true;
  }
  return fc.types.Substitute(operation.result, types);
}

}  // namespace vera::sema
