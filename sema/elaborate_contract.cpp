#include "sema/elaborate_function.h"
#include "support/check.h"

// Contract clauses as checks, with the values that a trap message shows, and the state before a
// call (spec 6.2, 7.9.2).

namespace vera::sema {

using syntax::NodeKind;
using syntax::To;

namespace {

bool SameInstance(const EffectInstance& a, const EffectInstance& b) {
  return a.effect == b.effect && a.args == b.args;
}

bool IsPrintable(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kNat || kind == TypeKind::kBool ||
         kind == TypeKind::kByte || kind == TypeKind::kFloat64 || kind == TypeKind::kString;
}

}  // namespace

const PExpr* FunctionElaborator::CheckClause(const syntax::Expr& predicate, SourceRange clause,
                                             ObligationKind kind, TrapKind trap) {
  const PExpr* condition = Expr(predicate, Primitive(TypeKind::kBool));
  std::vector<PShown> shown;
  CollectShown(predicate, shown);
  return MakeCheck(condition, Oblige(kind, trap, clause, Slice(clause)), shown);
}

// Slots and results that occur in the predicate, each once, as they are written. What the predicate
// itself binds (in lambdas, arms, blocks) has no value outside of it.
void FunctionElaborator::CollectShown(const syntax::Node& node, std::vector<PShown>& shown) {
  if (node.kind == NodeKind::kAnonFn || node.kind == NodeKind::kHandleExpr ||
      node.kind == NodeKind::kMatchArm) {
    return;
  }
  if (const auto* block = syntax::As<syntax::Block>(&node);
      block != nullptr && !block->statements.empty()) {
    return;
  }
  if (node.kind == NodeKind::kSlotRef || node.kind == NodeKind::kResultRef) {
    TypeId type;
    const std::string label = Slice(node.range);
    for (const PShown& other : shown) {
      if (other.label == label) {
        return;
      }
    }
    const PExpr* value = OwnTyped(static_cast<const syntax::Expr&>(node), type);
    if (IsPrintable(KindOf(type))) {
      shown.push_back({shared_.program.NewString(label), value});
    }
    return;
  }
  ForEachSyntaxChild(node, [&](const syntax::Node& child) { CollectShown(child, shown); });
}

// Gives every state of which ensures reads the value before the call a local.
void FunctionElaborator::CollectOld(const syntax::Node& node) {
  if (node.kind == NodeKind::kOldExpr) {
    const auto& effect_of = source_.module->notes.effect_of;
    const auto found = effect_of.find(To<syntax::OldExpr>(node).effect->id);
    VERA_CHECK(found != effect_of.end(), "elaborate: old() without its effect");
    const EffectInstance instance = CloseInstance(found->second);
    for (const auto& old : old_states_) {
      if (SameInstance(old.first, instance)) {
        return;
      }
    }
    const std::string label = "old(" + Slice(To<syntax::OldExpr>(node).effect->range) + ")";
    old_states_.push_back({instance, NewLocal(instance.args[0], label)});
    return;
  }
  ForEachSyntaxChild(node, [&](const syntax::Node& child) { CollectOld(child); });
}

const PExpr* FunctionElaborator::OldState(const syntax::EffectRef& ref, TypeId& type, bool before) {
  const auto& effect_of = source_.module->notes.effect_of;
  const auto found = effect_of.find(ref.id);
  VERA_CHECK(found != effect_of.end(), "elaborate: old() or new() without its effect");
  const EffectInstance instance = CloseInstance(found->second);
  type = instance.args[0];
  // An ensures clause may hold a quantifier, whose loop is a function of its own.
  for (FunctionElaborator* owner = this; before && owner != nullptr; owner = owner->outer_) {
    for (const auto& old : owner->old_states_) {
      if (SameInstance(old.first, instance)) {
        return Read(CaptureFrom(owner, old.second), ref.range);
      }
    }
  }
  const EffectScope* scope = FindEffect(instance);
  VERA_CHECK(scope != nullptr && !before,
             "elaborate: old() or new() of a state that the function does not have");
  return MakeCellGet(CaptureFrom(scope->owner, scope->local), type, ref.range);
}

}  // namespace vera::sema
