#include "sema/check_contract.h"

#include <algorithm>

#include "sema/check_expr.h"
#include "sema/spell.h"

// Contracts, refinements and what only they may say (spec 2.6, chapter 6).

namespace vera::sema {

using syntax::As;

namespace {

// A measure needs an order without endless descent: Int (from zero up), Nat, or data by size
// (spec 5.6.1).
bool IsWellFounded(FunctionChecker& fc, TypeId type) {
  const TypeId base = fc.infer.Base(type);
  const TypeKind kind = fc.infer.BaseKind(base);
  if (kind == TypeKind::kData) {
    return !fc.program.data[fc.types[base].payload].is_unknown;
  }
  return kind == TypeKind::kInt || kind == TypeKind::kNat || kind == TypeKind::kError;
}

void CheckOneRefinement(FunctionChecker& fc, const syntax::RefinementType& type) {
  const TypeId base = fc.resolver.Resolve(*type.base);
  fc.resolver.Resolve(type);
  // The predicate sees its binder and nothing else.
  const size_t outer = fc.slots.Isolate();
  const size_t mark = fc.slots.mark();
  fc.slots.Bind({fc.resolver.SlotName(*type.base), base, type.base->id});
  fc.refinement_bases.push_back(base);
  const TypeId predicate = CheckExpr(fc, *type.predicate);
  fc.refinement_bases.pop_back();
  fc.slots.Release(mark);
  fc.slots.Restore(outer);
  RequireBool(fc, *type.predicate, predicate, Diag::kE126);
}

}  // namespace

void CheckRefinements(FunctionChecker& fc, const syntax::TypeExpr& type) {
  if (const auto* refinement = As<syntax::RefinementType>(&type)) {
    CheckRefinements(fc, *refinement->base);
    CheckOneRefinement(fc, *refinement);
  } else if (const auto* named = As<syntax::NamedType>(&type)) {
    for (const syntax::TypeExpr* arg : named->args) {
      CheckRefinements(fc, *arg);
    }
  } else if (const auto* fn = As<syntax::FnType>(&type)) {
    for (const syntax::TypeExpr* param : fn->params) {
      CheckRefinements(fc, *param);
    }
    CheckRefinements(fc, *fn->result);
  }
}

void CheckContract(FunctionChecker& fc, const syntax::Contract& contract) {
  const PredicateScope pure(fc);
  if (const auto* before = As<syntax::Requires>(&contract)) {
    RequireBool(fc, *before->expr, CheckExpr(fc, *before->expr), Diag::kE123);
  } else if (const auto* after = As<syntax::Ensures>(&contract)) {
    fc.in_ensures = true;
    const TypeId type = CheckExpr(fc, *after->expr);
    fc.in_ensures = false;
    RequireBool(fc, *after->expr, type, Diag::kE124);
  } else if (const auto* decreases = As<syntax::Decreases>(&contract)) {
    for (const syntax::Expr* expr : decreases->exprs) {
      const TypeId type = CheckExpr(fc, *expr);
      if (!IsWellFounded(fc, type)) {
        fc.Report(Diag::kE127, *expr, {fc.Spell(type)});
      }
    }
  }
}

TypeId CheckResultRef(FunctionChecker& fc, const syntax::ResultRef& ref) {
  if (!fc.in_ensures) {
    fc.Report(Diag::kE131, ref, {ref.type_name.str()});
    return fc.Error();
  }
  return fc.return_type.value_or(fc.Error());
}

TypeId CheckStateForm(FunctionChecker& fc, const syntax::Expr& form,
                      const syntax::EffectRef& effect) {
  if (!fc.in_ensures) {
    const bool is_old = form.kind == syntax::NodeKind::kOldExpr;
    fc.Report(is_old ? Diag::kE174 : Diag::kE175, form, {});
  }
  const EffectInstance instance = fc.resolver.ResolveEffect(effect);
  fc.AnnotateEffect(effect, instance);
  const bool is_state = instance.effect == fc.session.state_effect() && !instance.args.empty();
  // A function has the states of its row, and no others that it could speak of (spec 7.9.2).
  if (is_state && fc.own_row) {
    const auto& effects = fc.types.row(*fc.own_row).effects;
    if (std::none_of(effects.begin(), effects.end(), [&](const EffectInstance& one) {
          return one.effect == instance.effect && one.args == instance.args;
        })) {
      EffectRow needed;
      needed.effects.push_back(instance);
      fc.Report(
          Diag::kE125, form,
          {"A clause", fc.SpellRow(fc.types.Row(std::move(needed))), fc.SpellRow(*fc.own_row)});
      return fc.Error();
    }
  }
  return is_state ? instance.args[0] : fc.Error();
}

TypeId CheckQuantifier(FunctionChecker& fc, const syntax::TypeExpr& binding,
                       const syntax::Expr& domain, const syntax::AnonFn& predicate,
                       const char* form) {
  CheckRefinements(fc, binding);
  fc.resolver.Resolve(binding);
  const TypeId bound = CheckExpr(fc, domain);
  const TypeKind kind = fc.infer.BaseKind(bound);
  if (kind != TypeKind::kInt && kind != TypeKind::kNat && kind != TypeKind::kError &&
      kind != TypeKind::kVar) {
    fc.Report(Diag::kE128, domain, {form, fc.Spell(bound)});
  }
  CheckExpr(fc, predicate);
  return fc.Primitive(TypeKind::kBool);
}

TypeId CheckCondition(FunctionChecker& fc, const syntax::Expr& condition, Diag diag) {
  const PredicateScope pure(fc);
  RequireBool(fc, condition, CheckExpr(fc, condition), diag);
  return fc.Primitive(TypeKind::kUnit);
}

}  // namespace vera::sema
