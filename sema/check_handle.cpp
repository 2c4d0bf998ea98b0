#include <algorithm>

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "sema/check_expr.h"
#include "sema/effects.h"

// handle[Effect](state) { clauses } in { body } (spec 7.5).

namespace vera::sema {

namespace {

class HandleChecker {
 public:
  HandleChecker(FunctionChecker& fc, const syntax::HandleExpr& expr) : fc_(fc), expr_(expr) {}

  TypeId Check() {
    instance_ = fc_.resolver.ResolveEffect(*expr_.effect);
    if (!CheckEffect()) {
      return fc_.Error();
    }
    const size_t wanted = fc_.program.effects[instance_.effect.index].type_params.size();
    while (instance_.args.size() < wanted) {
      instance_.args.push_back(fc_.infer.NewVar(FlexKind::kFresh));
    }
    fc_.AnnotateEffect(*expr_.effect, instance_);
    if (expr_.state != nullptr) {
      CheckState(*expr_.state);
    }
    // The body first: its type is what the clauses must give.
    result_ = CheckBody();
    for (const syntax::HandlerClause* clause : expr_.clauses) {
      CheckClause(*clause);
    }
    CheckComplete();
    return result_;
  }

 private:
  bool CheckEffect();
  void CheckState(const syntax::HandlerState& state);
  TypeId CheckBody();
  void CheckClause(const syntax::HandlerClause& clause);
  void BindParams(const syntax::HandlerClause& clause, const EffectOperation& operation);
  void CheckUpdate(const syntax::HandlerClause& clause);
  void CheckComplete();
  const EffectOperation* FindOperation(llvm::StringRef name) const;
  TypeId Instantiate(TypeId type) const;

  FunctionChecker& fc_;
  const syntax::HandleExpr& expr_;
  EffectInstance instance_;
  std::optional<TypeId> state_type_;
  uint32_t state_name_ = 0;
  TypeId result_;
};

bool HandleChecker::CheckEffect() {
  const EffectDeclaration& effect = fc_.program.effects[instance_.effect.index];
  if (effect.is_unknown) {
    fc_.Report(Diag::kE330, *expr_.effect, {effect.name});
    return false;
  }
  const bool is_parameterised =
      effect.builtin == BuiltinEffect::kState || effect.builtin == BuiltinEffect::kExn;
  if (is_parameterised && instance_.args.size() != 1) {
    fc_.Report(Diag::kE337, *expr_.effect, {effect.name, std::to_string(instance_.args.size())});
    return false;
  }
  return true;
}

void HandleChecker::CheckState(const syntax::HandlerState& state) {
  CheckRefinements(fc_, *state.type);
  const TypeId type = fc_.resolver.Resolve(*state.type);
  state_type_ = type;
  state_name_ = fc_.resolver.SlotName(*state.type);
  const TypeId init = CheckExpr(fc_, *state.init, type);
  if (!fc_.infer.Subtype(init, type)) {
    fc_.Report(Diag::kE331, *state.init, {fc_.Spell(init), fc_.Spell(type)});
  }
  if (!(instance_.effect == fc_.session.state_effect())) {
    return;  // a user effect's state is the handler's own
  }
  const TypeId cell = fc_.infer.Zonk(instance_.args[0]);
  const bool is_known = !fc_.types.HasVars(cell) && !fc_.types.HasVars(type) &&
                        !fc_.infer.IsError(cell) && !fc_.infer.IsError(type);
  if (is_known && !(cell == type)) {
    fc_.Report(Diag::kE336, *state.type, {fc_.Spell(type), fc_.Spell(cell)});
  }
}

TypeId HandleChecker::CheckBody() {
  const std::optional<RowId> outer_row = fc_.row;
  std::set<std::string> outer_effects;
  std::swap(outer_effects, fc_.used_effects);
  EffectRow row = fc_.types.row(outer_row.value_or(fc_.types.pure_row()));
  row.effects.push_back(instance_);
  fc_.row = fc_.types.Row(std::move(row));
  fc_.handled.push_back({instance_, expr_.id});
  if (state_type_) {
    fc_.body_state_names.push_back(state_name_);
  }
  const TypeId body = CheckExpr(fc_, *expr_.body);
  if (state_type_) {
    fc_.body_state_names.pop_back();
  }
  fc_.handled.pop_back();
  fc_.row = outer_row;
  // The handler discharges its own effect and no other.
  for (const std::string& name : fc_.used_effects) {
    const std::optional<EffectId> effect = FindEffect(fc_, name);
    if (effect && !(*effect == instance_.effect)) {
      outer_effects.insert(name);
    }
  }
  std::swap(outer_effects, fc_.used_effects);
  return body;
}

const EffectOperation* HandleChecker::FindOperation(llvm::StringRef name) const {
  for (const EffectOperation& one : fc_.program.effects[instance_.effect.index].operations) {
    if (one.name == name) {
      return &one;
    }
  }
  return nullptr;
}

TypeId HandleChecker::Instantiate(TypeId type) const {
  Substitution substitution;
  const auto& params = fc_.program.effects[instance_.effect.index].type_params;
  for (size_t i = 0; i < params.size(); ++i) {
    substitution[params[i].index] = instance_.args[i];
  }
  return fc_.types.Substitute(type, substitution);
}

void HandleChecker::BindParams(const syntax::HandlerClause& clause,
                               const EffectOperation& operation) {
  if (clause.params.size() > operation.params.size()) {
    fc_.Report(Diag::kE203, clause,
               {operation.name, std::to_string(operation.params.size()),
                std::to_string(clause.params.size())});
  }
  // A clause that names fewer parameters than the operation has leaves the others unnamed.
  for (size_t i = 0; i < clause.params.size(); ++i) {
    const syntax::TypeExpr& param = *clause.params[i];
    CheckRefinements(fc_, param);
    const TypeId declared = fc_.resolver.Resolve(param);
    if (i < operation.params.size()) {
      const TypeId given = Instantiate(operation.params[i]);
      if (!fc_.infer.Subtype(given, declared)) {
        fc_.Report(Diag::kE170, param, {"This parameter", fc_.Spell(declared), fc_.Spell(given)});
      }
    }
    fc_.slots.Bind({fc_.resolver.SlotName(param), declared, param.id});
  }
}

void HandleChecker::CheckClause(const syntax::HandlerClause& clause) {
  const EffectOperation* found = FindOperation(clause.op_name);
  if (found == nullptr) {
    std::vector<std::string> known;
    for (const EffectOperation& one : fc_.program.effects[instance_.effect.index].operations) {
      known.push_back(one.name);
    }
    fc_.Report(Diag::kE332, clause,
               {fc_.program.effects[instance_.effect.index].name, clause.op_name.str(),
                known.empty() ? "none" : llvm::join(known, ", ")});
    return;
  }
  const EffectOperation operation = *found;
  const size_t mark = fc_.slots.mark();
  BindParams(clause, operation);
  if (state_type_) {
    fc_.slots.Bind({state_name_, *state_type_, expr_.state->type->id});
  }
  // A clause may name the state, so the hint about bodies is not for it.
  std::vector<uint32_t> outer_names;
  std::swap(outer_names, fc_.body_state_names);
  fc_.clauses.push_back({instance_, expr_.id});
  fc_.resumes.push_back({Instantiate(operation.result), result_});
  const TypeId type = CheckExpr(fc_, *clause.body, result_);
  if (fc_.infer.Agree(type, result_)) {
    result_ = fc_.infer.Join(result_, type);
  } else {
    fc_.Report(Diag::kE170, *clause.body, {"This handler", fc_.Spell(result_), fc_.Spell(type)});
  }
  if (clause.update != nullptr) {
    CheckUpdate(clause);
  }
  fc_.resumes.pop_back();
  fc_.clauses.pop_back();
  std::swap(outer_names, fc_.body_state_names);
  fc_.slots.Release(mark);
}

// Each operation has one clause. Those of State have a meaning without (spec 7.5.2), those of the
// host's effects go on to the handler outside, at last to the host.
void HandleChecker::CheckComplete() {
  llvm::StringSet<> seen;
  for (const syntax::HandlerClause* clause : expr_.clauses) {
    if (!seen.insert(clause->op_name).second) {
      fc_.Report(Diag::kE391, *clause, {clause->op_name.str()});
    }
  }
  const EffectDeclaration effect = fc_.program.effects[instance_.effect.index];
  if (effect.builtin == BuiltinEffect::kState) {
    return;
  }
  const bool is_host =
      effect.builtin != BuiltinEffect::kNone && effect.builtin != BuiltinEffect::kExn;
  for (const EffectOperation& operation : effect.operations) {
    if (!seen.contains(operation.name) && is_host) {
      RequireInRow(fc_, instance_, "'" + operation.name + "', which this handler passes on,",
                   *expr_.effect);
      return;  // one is enough
    }
    if (!seen.contains(operation.name)) {
      std::string clause = operation.name + "(";
      for (size_t i = 0; i < operation.params.size(); ++i) {
        clause += (i == 0 ? "@" : ", @") + fc_.Spell(Instantiate(operation.params[i]));
      }
      fc_.Report(Diag::kE390, *expr_.effect, {effect.name, operation.name, clause + ")"});
    }
  }
}

void HandleChecker::CheckUpdate(const syntax::HandlerClause& clause) {
  CheckRefinements(fc_, *clause.update_type);
  if (!state_type_) {
    fc_.Report(Diag::kE333, clause, {});
    return;
  }
  fc_.resolver.Resolve(*clause.update_type);
  const uint32_t name = fc_.resolver.SlotName(*clause.update_type);
  if (name != state_name_) {
    fc_.Report(Diag::kE334, clause,
               {fc_.session.SlotSpelling(name).str(), fc_.session.SlotSpelling(state_name_).str()});
  }
  const TypeId type = CheckExpr(fc_, *clause.update, *state_type_);
  if (!fc_.infer.Subtype(type, *state_type_)) {
    fc_.Report(Diag::kE335, *clause.update, {fc_.Spell(type), fc_.Spell(*state_type_)});
  }
}

}  // namespace

TypeId CheckHandle(FunctionChecker& fc, const syntax::HandleExpr& expr) {
  return HandleChecker(fc, expr).Check();
}

}  // namespace vera::sema
