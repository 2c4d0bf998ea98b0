#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "sema/elaborate_function.h"
#include "sema/program_visit.h"
#include "support/check.h"

// Handlers (spec 7.5). A State handler is a cell, its clauses are inlined at the operations in its
// body. An Exn handler is a catch. Any other handler is evidence: its clauses as closures. A
// clause whose leaves resume returns the resumed value; a leaf without resume throws the handler's
// own token, which ends the body and is the handler's result.

namespace vera::sema {

using syntax::NodeKind;
using syntax::To;

const PExpr* FunctionElaborator::Handle(const syntax::HandleExpr& expr, TypeId want) {
  const auto& effect_of = source_.module->notes.effect_of;
  const auto found = effect_of.find(expr.effect->id);
  VERA_CHECK(found != effect_of.end(), "elaborate: a handler without its effect");
  const EffectInstance instance = CloseInstance(found->second);
  const EffectDeclaration& effect = shared_.checked.effects[instance.effect.index];
  switch (effect.builtin) {
    case BuiltinEffect::kState:
      return HandleState(expr, instance, want);
    case BuiltinEffect::kExn:
      return HandleExn(expr, instance, want);
    default:
      return HandleUser(expr, instance, want);
  }
}

const PExpr* FunctionElaborator::HandleState(const syntax::HandleExpr& expr,
                                             const EffectInstance& instance, TypeId want) {
  const TypeId content = instance.args[0];
  LocalId cell{LocalId::kNone};
  const PExpr* init =
      expr.state != nullptr ? Expr(*expr.state->init, content) : DefaultValue(content, expr.range);
  const PExpr* value = init;
  if (HasValue(content)) {
    const TypeId type = shared_.types.Cell(content);
    auto* made = New<PCellNew>(NodeTag::kCellNew, type, expr.range);
    made->init = init;
    value = made;
    cell = NewLocal(type, "state");
  }
  EffectScope* outer = scope_;
  EffectScope scope;
  scope.instance = instance;
  scope.local = cell;
  scope.handle = &expr;
  scope.token = NewLocal(Primitive(TypeKind::kInt), "token");
  scope.result = want;
  EffectScope* pushed = PushScope(std::move(scope));
  const PExpr* body = BlockExpr(*expr.body, Target{.type = want});
  scope_ = outer;
  return MakeLet(cell, value, CatchExits(*pushed, CatchAbort(*pushed, body)));
}

// Around the body of a handler of which some clause aborts.
const PExpr* FunctionElaborator::CatchAbort(const EffectScope& scope, const PExpr* body) {
  if (!scope.aborts) {
    return body;
  }
  const SourceRange range = body->range;
  const LocalId payload = NewLocal(scope.result, "aborted");
  const PExpr* fresh = New<PFreshCode>(NodeTag::kFreshCode, Primitive(TypeKind::kInt), range);
  return MakeLet(
      scope.token, fresh,
      MakeCatch(scope.result, Read(scope.token, range), body, payload, Read(payload, range)));
}

// Around the body of a handler: what left its clauses goes on from its place.
const PExpr* FunctionElaborator::CatchExits(const EffectScope& scope, const PExpr* body) {
  for (const ClauseExit& exit : scope.exits) {
    const SourceRange range = body->range;
    const LocalId thrown = NewLocal(exit.payload, "thrown");
    const PExpr* again = MakeThrow(ExceptionCode(exit.payload, range), Read(thrown, range), range);
    const PExpr* fresh = New<PFreshCode>(NodeTag::kFreshCode, Primitive(TypeKind::kInt), range);
    body = MakeLet(exit.token, fresh,
                   MakeCatch(scope.result, Read(exit.token, range), body, thrown, again));
  }
  return body;
}

namespace {

using Types = llvm::SetVector<uint32_t>;

void AddExceptions(const Elaborator& shared, RowId row, Types& out) {
  for (const EffectInstance& instance : shared.types.row(row).effects) {
    if (shared.checked.effects[instance.effect.index].builtin == BuiltinEffect::kExn) {
      out.insert(instance.args[0].index);
    }
  }
}

// The types of the exceptions that may leave an expression under the codes of their types.
void FindExceptions(const Elaborator& shared, const PExpr& first, Types& out) {
  // No recursion on a block's lets (see Throws in elaborate.cpp).
  const PExpr* current = &first;
  while (current->tag == NodeTag::kLet) {
    FindExceptions(shared, *Cast<PLet>(*current).value, out);
    current = Cast<PLet>(*current).body;
  }
  const PExpr& node = *current;
  if (node.tag == NodeTag::kCatch) {
    const auto& handler = Cast<PCatch>(node);
    Types inside;
    FindExceptions(shared, *handler.body, inside);
    const bool by_type = handler.code->tag == NodeTag::kInt;
    for (const uint32_t type : inside) {
      if (!by_type || type != shared.ExceptionOf(Cast<PInt>(*handler.code).bits).index) {
        out.insert(type);
      }
    }
    FindExceptions(shared, *handler.handler, out);
    return;
  }
  if (node.tag == NodeTag::kThrow && Cast<PThrow>(node).code->tag == NodeTag::kInt) {
    out.insert(shared.ExceptionOf(Cast<PInt>(*Cast<PThrow>(node).code).bits).index);
  } else if (node.tag == NodeTag::kCall) {
    AddExceptions(shared, shared.RowOf(Cast<PCall>(node).fn), out);
  } else if (node.tag == NodeTag::kCallClosure) {
    const Type& type = shared.types[shared.types.Strip(Cast<PCallClosure>(node).callee->type)];
    AddExceptions(shared, RowId{type.payload}, out);
  }
  ForEachChild(node, [&](const PExpr& child) { FindExceptions(shared, child, out); });
}

}  // namespace

// Around the code of a clause: its exceptions get the tokens of its handler.
const PExpr* FunctionElaborator::ExitClause(EffectScope& scope, const PExpr* body) {
  Types types;
  FindExceptions(shared_, *body, types);
  for (const uint32_t type : types) {
    const auto known = llvm::find_if(
        scope.exits, [&](const ClauseExit& one) { return one.payload.index == type; });
    LocalId token{LocalId::kNone};
    if (known != scope.exits.end()) {
      token = known->token;
    } else {
      token = scope.owner->NewLocal(Primitive(TypeKind::kInt), "exit");
      scope.exits.push_back({TypeId{type}, token});
    }
    const SourceRange range = body->range;
    const LocalId thrown = NewLocal(TypeId{type}, "thrown");
    const PExpr* away =
        MakeThrow(Read(ScopeLocal(scope, token), range), Read(thrown, range), range);
    body = MakeCatch(body->type, ExceptionCode(TypeId{type}, range), body, thrown, away);
  }
  return body;
}

const PExpr* FunctionElaborator::MakeCatch(TypeId type, const PExpr* code, const PExpr* body,
                                           LocalId payload, const PExpr* handler) {
  auto* node = New<PCatch>(NodeTag::kCatch, type, body->range);
  node->code = code;
  node->body = body;
  Use(&node->payload, payload);
  node->handler = handler;
  return node;
}

const PExpr* FunctionElaborator::ExceptionCode(TypeId payload, SourceRange range) {
  return MakeInt(shared_.ExceptionCode(payload), Primitive(TypeKind::kInt), range);
}

const PExpr* FunctionElaborator::HandleExn(const syntax::HandleExpr& expr,
                                           const EffectInstance& instance, TypeId want) {
  const TypeId payload_type = instance.args[0];
  EffectScope* outer = scope_;
  EffectScope scope;
  scope.instance = instance;
  PushScope(std::move(scope));
  const PExpr* body = BlockExpr(*expr.body, Target{.type = want});
  scope_ = outer;

  const LocalId payload = NewLocal(payload_type, "thrown");
  VERA_CHECK(!expr.clauses.empty(), "elaborate: an Exn handler without its clause");
  const syntax::HandlerClause& clause = *expr.clauses.front();
  std::vector<PatternBinding> bindings;
  if (!clause.params.empty()) {
    const syntax::TypeExpr& param = *clause.params.front();
    bindings.push_back({param.id, payload, payload_type, TypeOf(param), param.range});
  }
  const PExpr* handler = WithBindings(bindings, [&] { return Expr(*clause.body, want); });
  return MakeCatch(want, ExceptionCode(payload_type, expr.range), body, payload, handler);
}

// A value for State cells that no handler of the program initialises.
const PExpr* FunctionElaborator::DefaultValue(TypeId type, SourceRange range) {
  switch (KindOf(type)) {
    case TypeKind::kInt:
    case TypeKind::kNat:
    case TypeKind::kByte:
    case TypeKind::kBool:
      return MakeInt(0, shared_.types.Strip(type), range);
    case TypeKind::kFloat64:
      return New<PFloat>(NodeTag::kFloat, Primitive(TypeKind::kFloat64), range);
    case TypeKind::kString:
      return MakeString("", range);
    case TypeKind::kArray:
      return New<PArray>(NodeTag::kArray, shared_.types.Strip(type), range);
    default:
      if (HasValue(type)) {
        Refuse(Diag::kR008, range, {shared_.checked.Spell(type)});
      }
      return MakeUnit(range);
  }
}

// ---- clauses ----

// The clause's code at an operation in the handled body. Its slots are those of the handler's
// place, not of the operation's, and so are the effects that it performs.
const PExpr* FunctionElaborator::InlineClause(EffectScope& scope,
                                              const syntax::HandlerClause& clause, const PExpr* arg,
                                              TypeId content, TypeId result, SourceRange range) {
  const LocalId cell = ScopeLocal(scope, scope.local);
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  std::vector<PatternBinding> bindings;
  const PExpr* stored = nullptr;
  if (arg != nullptr) {
    const LocalId local = NewLocal(content, "argument");
    lets.push_back({local, arg});
    stored = Read(local, range);
    if (!clause.params.empty()) {
      const syntax::TypeExpr& param = *clause.params.front();
      bindings.push_back({param.id, local, content, TypeOf(param), param.range});
    }
  } else if (!clause.params.empty()) {
    bindings_[clause.params.front()->id] = LocalId{LocalId::kNone};
  }
  if (scope.handle->state != nullptr) {
    // The state as it was before the operation.
    const LocalId before = NewLocal(content, "state before");
    lets.push_back({before, MakeCellGet(cell, content, range)});
    bindings_[scope.handle->state->type->id] = before;
  }
  EffectScope* site_scope = scope_;
  scope_ = &scope;
  scope.in_clause = true;
  const PExpr* body =
      WithBindings(bindings, [&] { return ClauseBody(scope, clause, result, cell, content); });
  body = ExitClause(scope, body);
  scope.in_clause = false;
  scope_ = site_scope;
  if (stored != nullptr) {
    body = MakeSeq({MakeCellSet(cell, stored), body});
  }
  return WrapLets(lets, body);
}

// Value of the operation; then the state that `with` gives.
const PExpr* FunctionElaborator::ClauseBody(EffectScope& scope, const syntax::HandlerClause& clause,
                                            TypeId result, LocalId cell, TypeId content) {
  Target target{.type = result, .clause = &scope};
  const PExpr* body = Expr(*clause.body, target);
  if (clause.update == nullptr) {
    return body;
  }
  const LocalId value = NewLocal(result, "resumed");
  const PExpr* set = MakeCellSet(cell, Expr(*clause.update, content));
  return MakeLet(value, body, MakeSeq({set, ReadAs(value, result, clause.range)}));
}

const PExpr* FunctionElaborator::ClauseLeaf(const syntax::Expr& expr, const Target& target) {
  if (expr.kind == NodeKind::kFnCall && TargetOf(expr).kind == CallKind::kResume) {
    const auto& args = To<syntax::FnCall>(expr).args;
    return args.empty() ? MakeUnit(expr.range) : Expr(*args.front(), target.type);
  }
  if (KindOf(TypeOf(expr)) == TypeKind::kNever) {
    return Expr(expr, Primitive(TypeKind::kNever));
  }
  EffectScope& scope = *target.clause;
  scope.aborts = true;
  const PExpr* value = Expr(expr, scope.result);
  return MakeThrow(Read(ScopeLocal(scope, scope.token), expr.range), value, expr.range);
}

// ---- user effects ----

TypeId Elaborator::ClauseType(const EffectInstance& instance, uint32_t op) {
  const EffectDeclaration& effect = checked.effects[instance.effect.index];
  const Substitution args = SubstitutionOf(effect.type_params, instance.args);
  std::vector<TypeId> params;
  for (const TypeId param : effect.operations[op].params) {
    params.push_back(types.Substitute(param, args, RowSubstitution()));
  }
  EffectRow row;
  row.effects.push_back(instance);
  return types.Fn(params, types.Substitute(effect.operations[op].result, args, RowSubstitution()),
                  types.Row(std::move(row)));
}

const PExpr* FunctionElaborator::HandleUser(const syntax::HandleExpr& expr,
                                            const EffectInstance& instance, TypeId want) {
  const EffectDeclaration& effect = shared_.checked.effects[instance.effect.index];
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  LocalId cell{LocalId::kNone};
  TypeId content = Primitive(TypeKind::kUnit);
  if (expr.state != nullptr) {
    content = TypeOf(*expr.state->type);
    const PExpr* init = Expr(*expr.state->init, content);
    if (HasValue(content)) {
      auto* made = New<PCellNew>(NodeTag::kCellNew, shared_.types.Cell(content), expr.range);
      made->init = init;
      cell = NewLocal(made->type, "state");
      lets.push_back({cell, made});
    }
  }
  EffectScope scope;
  scope.instance = instance;
  scope.owner = this;
  scope.handle = &expr;
  scope.token = NewLocal(Primitive(TypeKind::kInt), "token");
  scope.result = want;
  scope.outer = scope_;
  // Clauses run in the handler's place: what they perform goes to the handlers around it.
  std::vector<const PExpr*> closures;
  for (uint32_t op = 0; op < effect.operations.size(); ++op) {
    const syntax::HandlerClause* clause = nullptr;
    for (const syntax::HandlerClause* candidate : expr.clauses) {
      if (candidate->op_name == effect.operations[op].name) {
        clause = candidate;
      }
    }
    closures.push_back(clause != nullptr ? ClauseClosure(scope, *clause, op, cell, content)
                                         : ForwardedClause(instance, op, expr.range));
  }
  auto* evidence = New<PConstruct>(
      NodeTag::kConstruct, shared_.types.Evidence(instance.effect, instance.args), expr.range);
  evidence->tag = 0;
  evidence->fields = shared_.program.NewList<const PExpr*>(closures);
  scope.local = NewLocal(evidence->type, "evidence");
  EffectScope* outer = scope_;
  EffectScope* pushed = PushScope(scope);
  const PExpr* body = BlockExpr(*expr.body, Target{.type = want});
  scope_ = outer;
  // The clauses capture the tokens, so these are there before them.
  return WrapLets(lets,
                  CatchExits(*pushed, CatchAbort(*pushed, MakeLet(pushed->local, evidence, body))));
}

const PExpr* FunctionElaborator::ClauseClosure(EffectScope& scope,
                                               const syntax::HandlerClause& clause, uint32_t op,
                                               LocalId cell, TypeId content) {
  const TypeId type = shared_.ClauseType(scope.instance, op);
  const Type shape = shared_.types[type];
  ProgramFunction function;
  function.name = shared_.program.functions[id_.index].name + "#" + clause.op_name.str() +
                  std::to_string(++lambda_count_);
  function.shown_name = PartName("handler clause");
  function.module = source_.module->id;
  function.range = clause.range;
  function.result = shape.args.back();
  function.is_lambda = true;
  const FnId id = shared_.NewFunction(std::move(function), RowId{shape.payload});
  shared_.MarkClauseFunction(scope.instance.effect, id);

  FunctionElaborator inner(shared_, id, source_, this);
  std::vector<PatternBinding> bindings;
  for (size_t i = 0; i + 1 < shape.args.size(); ++i) {
    const LocalId local = inner.NewParam(shape.args[i]);
    if (i < clause.params.size()) {
      const syntax::TypeExpr& param = *clause.params[i];
      bindings.push_back({param.id, local, shape.args[i], TypeOf(param), param.range});
    }
  }
  inner.NewParam(shared_.types.Evidence(scope.instance.effect, scope.instance.args));
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const LocalId inner_cell = inner.CaptureFrom(this, cell);
  if (scope.handle->state != nullptr) {
    const LocalId state = inner.NewLocal(content, "state");
    lets.push_back({state, inner.MakeCellGet(inner_cell, content, clause.range)});
    inner.bindings_[scope.handle->state->type->id] = state;
  }
  const PExpr* body = inner.WithBindings(bindings, [&] {
    return inner.ClauseBody(scope, clause, shape.args.back(), inner_cell, content);
  });
  inner.Finish(inner.WrapLets(lets, inner.ExitClause(scope, body)));

  auto* node = New<PMakeClosure>(NodeTag::kMakeClosure, type, clause.range);
  node->fn = id;
  node->captures = shared_.program.NewList<const PExpr*>(CapturedValues(inner, clause.range));
  return node;
}

}  // namespace vera::sema
