#include "sema/elaborate_function.h"
#include "support/check.h"

// Functions as values. A lambda is built for the function type that is wanted where it stands, so
// it rarely needs an adapter; a closure value of another type is wrapped in one that converts
// arguments, result and evidence.

namespace vera::sema {

namespace {

bool HasExn(const Elaborator& shared, RowId row) {
  for (const EffectInstance& instance : shared.types.row(row).effects) {
    if (shared.checked.effects[instance.effect.index].builtin == BuiltinEffect::kExn) {
      return true;
    }
  }
  return false;
}

bool SameInstance(const EffectInstance& a, const EffectInstance& b) {
  return a.effect == b.effect && a.args == b.args;
}

}  // namespace

bool FunctionElaborator::NeedsAdapter(TypeId from, TypeId to) {
  if (from == to) {
    return false;
  }
  const Type from_type = shared_.types[shared_.types.Strip(from)];
  const Type to_type = shared_.types[shared_.types.Strip(to)];
  if (from_type.kind != TypeKind::kFn || to_type.kind != TypeKind::kFn ||
      from_type.args.size() != to_type.args.size()) {
    return false;
  }
  const RowId from_row{from_type.payload};
  const RowId to_row{to_type.payload};
  // Callers look at the result of a function that may throw in another way.
  if (HasExn(shared_, from_row) != HasExn(shared_, to_row)) {
    return true;
  }
  const auto from_hidden = HiddenParamsOf(shared_, from_row);
  const auto to_hidden = HiddenParamsOf(shared_, to_row);
  if (from_hidden.size() != to_hidden.size()) {
    return true;
  }
  for (size_t i = 0; i < from_hidden.size(); ++i) {
    if (!SameInstance(from_hidden[i].instance, to_hidden[i].instance)) {
      return true;
    }
  }
  for (size_t i = 0; i + 1 < from_type.args.size(); ++i) {
    if (!IsFree(to_type.args[i], from_type.args[i])) {
      return true;
    }
  }
  return !IsFree(from_type.args.back(), to_type.args.back());
}

const PExpr* FunctionElaborator::Lambda(const syntax::AnonFn& fn, TypeId want) {
  const TypeId own = shared_.types.Strip(TypeOf(fn));
  const Type own_type = shared_.types[own];
  VERA_CHECK(own_type.kind == TypeKind::kFn, "elaborate: a lambda that is no function");
  TypeId type = shared_.types.Strip(want);
  if (shared_.types[type].kind != TypeKind::kFn ||
      shared_.types[type].args.size() != own_type.args.size()) {
    type = own;
  }
  const Type shape = shared_.types[type];
  ProgramFunction function;
  function.name =
      shared_.program.functions[id_.index].name + "#lambda" + std::to_string(++lambda_count_);
  function.shown_name = PartName("closure");
  function.module = source_.module->id;
  function.range = fn.range;
  function.result = shape.args.back();
  function.is_lambda = true;
  const FnId id = shared_.NewFunction(std::move(function), RowId{shape.payload});

  FunctionElaborator inner(shared_, id, source_, this);
  std::vector<PatternBinding> bindings;
  for (size_t i = 0; i < fn.params.size(); ++i) {
    const LocalId local = inner.NewParam(shape.args[i], Slice(fn.params[i]->range));
    bindings.push_back(
        {fn.params[i]->id, local, shape.args[i], own_type.args[i], fn.params[i]->range});
  }
  inner.AddHiddenParams(RowId{shape.payload});
  // A parameter of a wider or narrower number type is guarded at entry, the result for both types.
  const TypeId result = own_type.args.back();
  const bool is_free = inner.IsFree(result, shape.args.back());
  const PExpr* body = inner.WithBindings(bindings, [&] {
    const PExpr* value = inner.BlockExpr(*fn.body, Target{.type = result, .tail = is_free});
    return inner.Coerce(value, result, shape.args.back(), fn.body->range);
  });
  inner.Finish(body);

  auto* node = New<PMakeClosure>(NodeTag::kMakeClosure, type, fn.range);
  node->fn = id;
  node->captures = shared_.program.NewList<const PExpr*>(CapturedValues(inner, fn.range));
  return Coerce(node, type, want, fn.range);
}

const PExpr* FunctionElaborator::Adapt(const PExpr* value, TypeId from, TypeId to,
                                       SourceRange range) {
  from = shared_.types.Strip(from);
  const TypeId plain = shared_.types.Strip(to);
  ProgramFunction function;
  function.name =
      shared_.program.functions[id_.index].name + "#adapter" + std::to_string(++lambda_count_);
  function.shown_name = PartName("closure");
  function.module = source_.module->id;
  function.range = range;
  function.result = shared_.types[plain].args.back();
  function.is_lambda = true;
  function.is_derived = true;
  const FnId id = shared_.NewFunction(std::move(function), RowId{shared_.types[plain].payload});
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const LocalId held = NewLocal(from);
  lets.push_back({held, value});
  FunctionElaborator inner(shared_, id, source_, this);
  const LocalId callee = inner.CaptureFrom(this, held);
  inner.BuildAdapterBody(callee, from, plain, range);
  auto* node = New<PMakeClosure>(NodeTag::kMakeClosure, plain, range);
  node->fn = id;
  node->captures = shared_.program.NewList<const PExpr*>(CapturedValues(inner, range));
  return Coerce(WrapLets(lets, node), plain, to, range);
}

void FunctionElaborator::BuildAdapterBody(LocalId callee, TypeId from, TypeId to,
                                          SourceRange range) {
  const Type from_type = shared_.types[from];
  const Type to_type = shared_.types[to];
  std::vector<LocalId> params;
  for (size_t i = 0; i + 1 < to_type.args.size(); ++i) {
    params.push_back(NewParam(to_type.args[i]));
  }
  AddHiddenParams(RowId{to_type.payload});
  Args args;
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  for (size_t i = 0; i < params.size(); ++i) {
    if (HasValue(from_type.args[i])) {
      args.push_back(Coerce(Read(params[i], range), to_type.args[i], from_type.args[i], range));
    }
  }
  AppendHidden(RowId{from_type.payload}, args, range);
  const TypeId result = from_type.args.back();
  const bool same_convention =
      HasExn(shared_, RowId{from_type.payload}) == HasExn(shared_, RowId{to_type.payload});
  const bool tail = same_convention && IsFree(result, to_type.args.back());
  const PExpr* value = MakeClosureCall(Read(callee, range), args, result, range, tail);
  Finish(WrapLets(lets, Coerce(value, result, to_type.args.back(), range)));
}

// forall and exists as a loop: a function of what the predicate captures, the index and the bound,
// that calls itself in tail position until the answer is known.
const PExpr* FunctionElaborator::Quantifier(const syntax::Expr& expr,
                                            const syntax::TypeExpr& binder,
                                            const syntax::Expr& domain,
                                            const syntax::AnonFn& predicate, bool universal) {
  const SourceRange range = expr.range;
  const TypeId integer = Primitive(TypeKind::kInt);
  const TypeId boolean = Primitive(TypeKind::kBool);
  ProgramFunction function;
  function.name = shared_.program.functions[id_.index].name + (universal ? "#forall" : "#exists") +
                  std::to_string(++lambda_count_);
  function.shown_name = PartName(universal ? "forall" : "exists");
  function.module = source_.module->id;
  function.range = range;
  function.result = boolean;
  function.is_derived = true;
  const FnId id = shared_.NewFunction(std::move(function), shared_.types.pure_row());

  FunctionElaborator inner(shared_, id, source_, this);
  const LocalId index = inner.NewParam(integer);
  const LocalId bound = inner.NewParam(integer);
  const TypeId declared = TypeOf(*predicate.params[0]);
  // The index is never negative, so it is a Nat as it stands; a refined binder still has its
  // predicate to say no.
  const TypeId index_type =
      KindOf(declared) == TypeKind::kNat ? Primitive(TypeKind::kNat) : integer;
  const LocalId item = inner.NewLocal(declared, Slice(predicate.params[0]->range));
  inner.bindings_[predicate.params[0]->id] = item;
  inner.bindings_[binder.id] = item;
  const PExpr* holds = inner.BlockExpr(*predicate.body, Target{.type = boolean});
  const PExpr* next = inner.MakeArith(ArithOp::kAdd, NumberKind::kInt, inner.Read(index, range),
                                      inner.MakeInt(1, integer, range), range);
  Args again = inner.OwnCaptures(range);
  again.push_back(next);
  again.push_back(inner.Read(bound, range));
  const PExpr* rest = inner.MakeCall(id, again, boolean, range, true);
  const PExpr* step = universal ? inner.MakeIf(holds, rest, inner.MakeBool(false, range), boolean)
                                : inner.MakeIf(holds, inner.MakeBool(true, range), rest, boolean);
  const PExpr* value =
      inner.Coerce(inner.ReadAs(index, index_type, range), index_type, declared, range);
  const PExpr* more =
      inner.MakeCompare(CompareOp::kLt, inner.Read(index, range), inner.Read(bound, range));
  inner.Finish(inner.MakeIf(more, inner.MakeLet(item, value, step),
                            inner.MakeBool(universal, range), boolean));

  Args args = CapturedValues(inner, range);
  args.push_back(MakeInt(0, integer, range));
  args.push_back(Expr(domain, integer));
  return MakeCall(id, args, boolean, range);
}

}  // namespace vera::sema
