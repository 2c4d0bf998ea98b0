#include "sema/check_decl.h"

#include <algorithm>

#include "llvm/ADT/StringExtras.h"
#include "sema/check_contract.h"
#include "sema/check_expr.h"
#include "support/internal_error.h"

namespace vera::sema {

using syntax::As;

namespace {

void BindTypeVars(FunctionChecker& fc, syntax::List<syntax::Name> names,
                  llvm::ArrayRef<TypeVarId> vars) {
  for (size_t i = 0; i < names.size() && i < vars.size(); ++i) {
    fc.resolver.BindTypeVar(names[i], vars[i]);
  }
}

void CheckConstraints(FunctionChecker& fc, const syntax::FnDecl& fn) {
  const auto is_ability = [&](llvm::StringRef name) {
    for (const auto* abilities : fc.AbilitiesInScope()) {
      if (std::any_of(abilities->begin(), abilities->end(),
                      [&](const AbilityInfo& one) { return one.name == name; })) {
        return true;
      }
    }
    return false;
  };
  for (const syntax::AbilityConstraint* constraint : fn.constraints) {
    if (!is_ability(constraint->ability)) {
      fc.Report(Diag::kE180, *constraint, {constraint->ability.str()});
    }
    if (std::find(fn.type_vars.begin(), fn.type_vars.end(), constraint->type_var) ==
        fn.type_vars.end()) {
      fc.Report(Diag::kE181, *constraint, {constraint->type_var.str(), constraint->ability.str()});
    }
  }
}

// Everything of a function but its helpers; its type variables are in scope. Returns the names of
// its slots.
std::vector<uint32_t> CheckOneFunction(FunctionChecker& fc, const FunctionDecl& decl) {
  const syntax::FnDecl& fn = *decl.syntax;
  CheckConstraints(fc, fn);
  for (const syntax::TypeExpr* param : fn.params) {
    CheckRefinements(fc, *param);
  }
  CheckRefinements(fc, *fn.result);
  fc.return_type = decl.result;
  fc.row = decl.row;
  fc.own_row = decl.row;
  fc.used_effects.clear();

  const size_t mark = fc.slots.mark();
  std::vector<uint32_t> names;
  for (size_t i = 0; i < fn.params.size(); ++i) {
    names.push_back(fc.resolver.SlotName(*fn.params[i]));
    fc.slots.Bind({names.back(), decl.params[i], fn.params[i]->id});
  }
  for (const syntax::Contract* contract : fn.contracts) {
    CheckContract(fc, *contract);
  }
  const TypeId body = CheckExpr(fc, *fn.body, decl.result);
  if (!fc.infer.Subtype(body, decl.result)) {
    fc.Report(Diag::kE121, *fn.body, {decl.name, fc.Spell(body), fc.Spell(decl.result)});
  }
  if (decl.row == fc.types.pure_row() && !fc.used_effects.empty()) {
    const std::string effects = llvm::join(fc.used_effects, ", ");
    fc.Report(Diag::kE122, fn, {decl.name, effects});
  }
  fc.slots.Release(mark);
  fc.FinishNotes();
  return names;
}

void CheckFunction(FunctionChecker& fc, DeclId id) {
  if (fc.session.facts[id.index].skip_body) {
    return;
  }
  const FunctionDecl decl =
      fc.program.functions[id.index];  // a copy: the prelude may be loaded meanwhile
  const syntax::FnDecl& fn = *decl.syntax;
  const size_t mark = fc.resolver.mark();
  // The variables that this declaration adds, under the names that it gives them.
  for (size_t i = decl.inherited_type_vars; i < decl.type_vars.size(); ++i) {
    fc.resolver.BindTypeVar(fc.program.type_vars[decl.type_vars[i].index], decl.type_vars[i]);
  }
  for (size_t i = decl.inherited_row_vars; i < decl.row_vars.size(); ++i) {
    fc.resolver.BindRowVar(fc.program.type_vars[decl.row_vars[i].index], decl.row_vars[i]);
  }
  fc.functions.push_back(&fn);
  // A helper sees no slots of the functions around it (spec 5.8).
  fc.outer_slots.push_back(CheckOneFunction(fc, decl));
  for (const syntax::FnDecl* helper : fn.where_fns) {
    CheckFunction(fc, fc.module.decl_ids.lookup(helper));
  }
  fc.outer_slots.pop_back();
  fc.functions.pop_back();
  fc.resolver.Release(mark);
}

// The invariant speaks of the value as the newest slot of its type (spec 2.4.1). The slot is bound
// by the invariant expression itself: no type is written for it.
void CheckInvariant(FunctionChecker& fc, const syntax::DataDecl& decl, DataId id) {
  const std::vector<TypeVarId> params = fc.program.data[id.index].type_params;
  llvm::SmallVector<TypeId, 2> args;
  for (const TypeVarId param : params) {
    args.push_back(fc.types.Var(param));
  }
  const TypeId value = fc.types.Data(id, args);
  const size_t mark = fc.slots.mark();
  fc.slots.Bind({fc.session.SlotName(fc.program.Spell(value)), value, decl.id});
  const PredicateScope pure(fc);
  RequireBool(fc, *decl.invariant, CheckExpr(fc, *decl.invariant), Diag::kE120);
  fc.slots.Release(mark);
}

void CheckData(FunctionChecker& fc, const syntax::DataDecl& decl) {
  const DataId id = fc.module.data.lookup(decl.name);
  const std::vector<TypeVarId> params = fc.program.data[id.index].type_params;
  const size_t mark = fc.resolver.mark();
  BindTypeVars(fc, decl.type_params, params);
  for (const syntax::Constructor* constructor : decl.constructors) {
    for (const syntax::TypeExpr* field : constructor->fields) {
      CheckRefinements(fc, *field);
    }
  }
  if (decl.invariant != nullptr) {
    CheckInvariant(fc, decl, id);
  }
  fc.resolver.Release(mark);
}

void CheckOperations(FunctionChecker& fc, syntax::List<syntax::Name> names,
                     llvm::ArrayRef<TypeVarId> vars,
                     syntax::List<const syntax::OpDecl*> operations) {
  const size_t mark = fc.resolver.mark();
  BindTypeVars(fc, names, vars);
  for (const syntax::OpDecl* operation : operations) {
    for (const syntax::TypeExpr* param : operation->params) {
      CheckRefinements(fc, *param);
    }
    CheckRefinements(fc, *operation->result);
  }
  fc.resolver.Release(mark);
}

void CheckDecl(FunctionChecker& fc, const syntax::Decl& decl) {
  if (const auto* fn = As<syntax::FnDecl>(&decl)) {
    CheckFunction(fc, fc.module.decl_ids.lookup(fn));
    return;
  }
  fc.return_type.reset();
  fc.row.reset();
  if (const auto* data = As<syntax::DataDecl>(&decl)) {
    CheckData(fc, *data);
  } else if (const auto* alias = As<syntax::TypeAliasDecl>(&decl)) {
    const std::vector<TypeVarId> params = fc.module.aliases[alias->name].params;
    const size_t mark = fc.resolver.mark();
    BindTypeVars(fc, alias->type_params, params);
    CheckRefinements(fc, *alias->type);
    fc.resolver.Release(mark);
  } else if (const auto* effect = As<syntax::EffectDecl>(&decl)) {
    if (const auto id = fc.module.effects.find(effect->name); id != fc.module.effects.end()) {
      const std::vector<TypeVarId> params = fc.program.effects[id->second.index].type_params;
      CheckOperations(fc, effect->type_params, params, effect->operations);
    }
  } else if (const auto* ability = As<syntax::AbilityDecl>(&decl)) {
    CheckOperations(fc, ability->type_params, {}, ability->operations);
  }
  fc.FinishNotes();
}

}  // namespace

void CheckModule(Session& session, ModuleState& module) {
  FunctionChecker fc(session, module);
  for (const syntax::Decl* decl : module.tree->program().decls) {
    const WorkScope work("check", &module.tree->source(), decl->range);
    CheckDecl(fc, *decl);
  }
}

}  // namespace vera::sema
