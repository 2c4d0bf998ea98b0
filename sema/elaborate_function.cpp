#include "sema/elaborate_function.h"

#include "sema/elaborate_reach.h"
#include "sema/eq_ability.h"
#include "support/check.h"

// The frame of a function: locals, hidden parameters, captures, and the bodies of declared
// functions.

namespace vera::sema {

namespace {

// Captures come first in the finished numbering, but are found while the body is built. Until
// Finish they have numbers of their own.
constexpr uint32_t kCaptureBit = 0x80000000u;

bool IsCapture(LocalId local) {
  return local.index != LocalId::kNone && (local.index & kCaptureBit) != 0;
}

bool IsTrue(const syntax::Expr& expr) {
  const auto* literal = syntax::As<syntax::BoolLit>(&expr);
  return literal != nullptr && literal->value;
}

}  // namespace

Substitution SubstitutionOf(llvm::ArrayRef<TypeVarId> vars, llvm::ArrayRef<TypeId> args) {
  Substitution result;
  for (size_t i = 0; i < vars.size() && i < args.size(); ++i) {
    result[vars[i].index] = args[i];
  }
  return result;
}

std::vector<HiddenParam> HiddenParamsOf(Elaborator& shared, RowId row) {
  std::vector<HiddenParam> hidden;
  for (const EffectInstance& instance : shared.types.row(row).effects) {
    switch (shared.checked.effects[instance.effect.index].builtin) {
      case BuiltinEffect::kState:
        if (RepOf(shared.types, shared.checked, instance.args[0]) != Rep::kNone) {
          hidden.push_back({instance, {}});
        }
        break;
      default:
        if (shared.HasEvidence(instance.effect)) {
          hidden.push_back({instance, {}});
        }
        break;
    }
  }
  // Interning a type may move the rows, so types are made when the row is no longer looked at.
  for (HiddenParam& param : hidden) {
    const bool is_state =
        shared.checked.effects[param.instance.effect.index].builtin == BuiltinEffect::kState;
    param.type = is_state ? shared.types.Cell(param.instance.args[0])
                          : shared.types.Evidence(param.instance.effect, param.instance.args);
  }
  return hidden;
}

FunctionElaborator::FunctionElaborator(Elaborator& shared, FnId id, SourceContext source,
                                       FunctionElaborator* outer)
    : shared_(shared),
      id_(id),
      source_(std::move(source)),
      outer_(outer),
      work_("elaborate", source_.module->source, shared.program.functions[id.index].range) {
  name_ = outer != nullptr ? outer->name_ : shared.program.functions[id.index].shown_name;
  result_ = shared.program.functions[id.index].result;
  scope_ = outer == nullptr ? nullptr : outer->scope_;
}

LocalId FunctionElaborator::NewLocal(TypeId type, std::string label) {
  if (!HasValue(type)) {
    return {LocalId::kNone};
  }
  locals_.push_back({type, std::move(label)});
  return {static_cast<uint32_t>(locals_.size() - 1)};
}

LocalId FunctionElaborator::NewParam(TypeId type, std::string label) {
  VERA_CHECK(params_ == locals_.size(), "elaborate: parameters come before other locals");
  const LocalId local = NewLocal(type, std::move(label));
  params_ = static_cast<uint32_t>(locals_.size());
  return local;
}

EffectScope* FunctionElaborator::PushScope(EffectScope scope) {
  scope.owner = this;
  scope.outer = scope_;
  scopes_.push_back(std::make_unique<EffectScope>(std::move(scope)));
  scope_ = scopes_.back().get();
  return scope_;
}

void FunctionElaborator::AddHiddenParams(RowId row) {
  for (const EffectInstance& instance : shared_.types.row(row).effects) {
    // A State of Unit takes no parameter, but the clauses of the handlers around are not its own.
    if (shared_.checked.effects[instance.effect.index].builtin == BuiltinEffect::kState) {
      EffectScope scope;
      scope.instance = instance;
      PushScope(std::move(scope));
    }
  }
  for (const HiddenParam& param : HiddenParamsOf(shared_, row)) {
    EffectScope scope;
    scope.instance = param.instance;
    scope.local = NewParam(param.type);
    PushScope(std::move(scope));
  }
}

LocalId FunctionElaborator::CaptureFrom(FunctionElaborator* owner, LocalId local) {
  if (owner == this || local.index == LocalId::kNone) {
    return local;
  }
  VERA_CHECK(outer_ != nullptr, "elaborate: a local of another function is out of reach");
  const LocalId source = outer_->CaptureFrom(owner, local);
  for (uint32_t i = 0; i < captures_.size(); ++i) {
    if (captures_[i].source == source) {
      return {i | kCaptureBit};
    }
  }
  captures_.push_back({source, {outer_->LocalType(source), {}}});
  return {static_cast<uint32_t>(captures_.size() - 1) | kCaptureBit};
}

TypeId FunctionElaborator::LocalType(LocalId local) const {
  if (local.index == LocalId::kNone) {
    return shared_.types.Primitive(TypeKind::kUnit);
  }
  return IsCapture(local) ? captures_[local.index & ~kCaptureBit].local.type
                          : locals_[local.index].type;
}

void FunctionElaborator::Finish(const PExpr* body) {
  const auto capture_count = static_cast<uint32_t>(captures_.size());
  for (LocalId* use : uses_) {
    use->index = IsCapture(*use) ? use->index & ~kCaptureBit : use->index + capture_count;
  }
  ProgramFunction& function = shared_.program.functions[id_.index];
  function.capture_count = capture_count;
  function.param_count = capture_count + params_;
  for (Capture& capture : captures_) {
    function.locals.push_back(capture.local);
  }
  function.locals.insert(function.locals.end(), locals_.begin(), locals_.end());
  function.body = body;
}

FunctionElaborator::Args FunctionElaborator::CapturedValues(const FunctionElaborator& inner,
                                                            SourceRange range) {
  Args values;
  for (const Capture& capture : inner.captures_) {
    values.push_back(Read(capture.source, range));
  }
  return values;
}

FunctionElaborator::Args FunctionElaborator::OwnCaptures(SourceRange range) {
  Args values;
  for (uint32_t i = 0; i < captures_.size(); ++i) {
    values.push_back(Read(LocalId{i | kCaptureBit}, range));
  }
  return values;
}

TypeId FunctionElaborator::Close(TypeId type) {
  return shared_.types.HasVars(type) ? shared_.types.Substitute(type, source_.types, source_.rows)
                                     : type;
}

RowId FunctionElaborator::CloseRow(RowId row) {
  return shared_.types.SubstituteRow(row, source_.types, source_.rows);
}

EffectInstance FunctionElaborator::CloseInstance(const EffectInstance& instance) {
  EffectInstance closed{instance.effect, {}};
  for (const TypeId arg : instance.args) {
    closed.args.push_back(Close(arg));
  }
  return closed;
}

TypeId FunctionElaborator::TypeOf(const syntax::Node& node) {
  VERA_CHECK(node.id < source_.module->notes.type.size(),
             "elaborate: the checker gave this node no type");
  return Close(source_.module->notes.type[node.id]);
}

std::string FunctionElaborator::Slice(SourceRange range) const {
  return std::string(source_.module->source->Slice(range));
}

// Messages quote operations whole only up to a length: in a deep expression, each level holds all
// below.
std::string FunctionElaborator::Excerpt(SourceRange range) const {
  constexpr uint32_t kMaxBytes = 160;
  if (range.end - range.begin <= kMaxBytes) {
    return Slice(range);
  }
  std::string_view text = source_.module->source->Slice({range.begin, range.begin + kMaxBytes});
  while (!text.empty() && (text.back() & 0x80) != 0) {
    text.remove_suffix(1);
  }
  return std::string(text) + "...";
}

ObligationId FunctionElaborator::Oblige(ObligationKind kind, TrapKind trap, SourceRange range,
                                        std::string text) {
  Obligation obligation{};
  obligation.kind = kind;
  obligation.trap = trap;
  obligation.module = source_.module->id;
  obligation.range = range;
  obligation.function = id_;
  obligation.function_name = name_;
  obligation.text = std::move(text);
  return shared_.NewObligation(std::move(obligation));
}

std::string FunctionElaborator::PartName(const char* part) const {
  const FunctionElaborator* root = this;
  while (root->outer_ != nullptr) {
    root = root->outer_;
  }
  return std::string(part) + " in " + shared_.program.functions[root->id_.index].shown_name;
}

void FunctionElaborator::Refuse(Diag diag, SourceRange range, std::vector<std::string> args) {
  shared_.Refuse(diag, *source_.module, range, std::move(args));
}

void FunctionElaborator::RequireRegular(TypeId type, SourceRange range) {
  if (!shared_.IsRegular(type)) {
    Refuse(Diag::kR005, range,
           {"Going through a value of type '" + shared_.checked.Spell(type) + "'"});
  }
}

void FunctionElaborator::RequireNeeds(const CallTarget& call, llvm::StringRef callee,
                                      SourceRange range) {
  for (const CallTarget::Need& need : call.needs) {
    const CallTarget::Need closed{need.ability, Close(need.type)};
    if (!MeetsNeed(shared_.checked, call, closed)) {
      ReportLacking(closed.type, need.ability, callee, range);
    }
  }
}

// An operation on values of a variable's type may meet, at an instance, what nothing is derived
// for.
void FunctionElaborator::RequireDerivable(TypeId type, Ability ability, llvm::StringRef user,
                                          SourceRange range) {
  if (!IsDerivable(shared_.checked, type)) {
    ReportLacking(type, ability, user, range);
  }
}

void FunctionElaborator::ReportLacking(TypeId type, Ability ability, llvm::StringRef user,
                                       SourceRange range) {
  Refuse(Diag::kE613, range, {shared_.checked.Spell(type), NameOf(ability), user.str()});
}

// Order at entry: requires, then what ensures will need of the state before, then the rank; the
// body; then the rank's restore and the ensures clauses, over the result.
// "f(@Int, @Int -> @Int)", as messages name a declared function.
std::string FunctionElaborator::SignatureText(const syntax::FnDecl& decl) const {
  std::string text = decl.name.str() + "(";
  for (size_t i = 0; i < decl.params.size(); ++i) {
    text += (i == 0 ? "@" : ", @") + Excerpt(decl.params[i]->range);
  }
  return text + (decl.params.empty() ? "-> @" : " -> @") + Excerpt(decl.result->range) + ")";
}

void FunctionElaborator::BuildDeclared(const FunctionDecl& decl) {
  const syntax::FnDecl& syntax = *decl.syntax;
  for (size_t i = 0; i < syntax.params.size(); ++i) {
    bindings_[syntax.params[i]->id] =
        NewParam(Close(decl.params[i]), Slice(syntax.params[i]->range));
  }
  AddHiddenParams(CloseRow(decl.row));
  name_ = SignatureText(syntax);

  std::vector<const PExpr*> before;
  std::vector<const syntax::Ensures*> ensures;
  for (const syntax::Contract* contract : syntax.contracts) {
    if (const auto* clause = syntax::As<syntax::Requires>(contract);
        clause != nullptr && !IsTrue(*clause->expr)) {
      before.push_back(CheckClause(*clause->expr, clause->range, ObligationKind::kRequires,
                                   TrapKind::kContract));
    }
    if (const auto* clause = syntax::As<syntax::Ensures>(contract);
        clause != nullptr && !IsTrue(*clause->expr)) {
      ensures.push_back(clause);
      CollectOld(*clause->expr);
    }
  }
  PrepareRank(decl, !ensures.empty());

  const PExpr* body = Expr(*syntax.body, Target{.type = result_, .tail = ensures.empty()});
  if (!ensures.empty()) {
    result_local_ = NewLocal(result_, "result");
    std::vector<const PExpr*> after;
    if (has_slot_) {
      AppendRankRestore(after, syntax.range);
    }
    for (const syntax::Ensures* clause : ensures) {
      after.push_back(
          CheckClause(*clause->expr, clause->range, ObligationKind::kEnsures, TrapKind::kContract));
    }
    after.push_back(Read(result_local_, syntax.range));
    body = MakeLet(result_local_, body, MakeSeq(after));
  }
  body = WrapRank(body);
  for (auto old = old_states_.rbegin(); old != old_states_.rend(); ++old) {
    const EffectScope* scope = FindEffect(old->first);
    body =
        MakeLet(old->second, MakeCellGet(scope->local, LocalType(old->second), syntax.range), body);
  }
  before.push_back(body);
  Finish(MakeSeq(before));
}

void FunctionElaborator::BuildPredicate(TypeId base, uint32_t binder,
                                        const syntax::Expr& predicate) {
  bindings_[binder] = NewParam(base);
  Finish(Expr(predicate, Primitive(TypeKind::kBool)));
}

// What the command line calls: arguments of the plain types, the guards of the declared ones, fresh
// cells for State and a last resort for exceptions.
void FunctionElaborator::BuildEntry(FnId target, const FunctionDecl& decl) {
  const SourceRange range = decl.syntax->name_range;
  Args args;
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  for (const TypeId param : decl.params) {
    const TypeId plain = shared_.types.Strip(param);
    const LocalId local = NewParam(plain);
    if (local.index != LocalId::kNone) {
      args.push_back(Share(Coerce(Read(local, range), plain, param, range), lets));
    }
  }
  std::vector<TypeId> thrown;
  for (const EffectInstance& instance : shared_.types.row(decl.row).effects) {
    if (shared_.checked.effects[instance.effect.index].builtin == BuiltinEffect::kExn) {
      thrown.push_back(instance.args[0]);
    }
  }
  for (const HiddenParam& param : HiddenParamsOf(shared_, decl.row)) {
    const EffectDeclaration& effect = shared_.checked.effects[param.instance.effect.index];
    if (IsHostEffect(effect)) {
      const LocalId local = NewLocal(param.type);
      lets.push_back({local, HostEvidence(param.instance, param.type, range)});
      args.push_back(Read(local, range));
      continue;
    }
    if (effect.builtin != BuiltinEffect::kState) {
      Refuse(Diag::kR007, range, {decl.name, effect.name});
      continue;
    }
    auto* cell = New<PCellNew>(NodeTag::kCellNew, param.type, range);
    cell->init = DefaultValue(param.instance.args[0], range);
    const LocalId local = NewLocal(param.type);
    lets.push_back({local, cell});
    args.push_back(Read(local, range));
  }
  const PExpr* body = MakeCall(target, args, decl.result, range,
                               lets.empty() && thrown.empty() && !shared_.program.entry_shown);
  for (const TypeId payload : thrown) {
    auto* node = New<PCatch>(NodeTag::kCatch, decl.result, range);
    node->code = MakeInt(shared_.ExceptionCode(payload), Primitive(TypeKind::kInt), range);
    node->body = body;
    Use(&node->payload, NewLocal(payload));
    node->handler = MakeTrap(ObligationKind::kUnreachable, TrapKind::kUnknown, range,
                             "Exn<" + shared_.checked.Spell(payload) + "> that nothing handles");
    body = node;
  }
  if (shared_.program.entry_shown) {
    auto* shown = New<PDerived>(NodeTag::kDerived, Primitive(TypeKind::kString), range);
    shown->op = DerivedOp::kShow;
    shown->subject = decl.result;
    shown->args = shared_.program.NewList<const PExpr*>({body});
    body = shown;
  }
  Finish(WrapLets(lets, body));
}

}  // namespace vera::sema
