#include "sema/elaborate_function.h"
#include "support/check.h"

// Guards where a value of one type becomes a value of another with the same representation
// (spec 2.2.1, 2.6.5, 2.8): Int to Nat and back, into a refined type, and the same inside of data.
// Functions are converted by an adapter closure.

namespace vera::sema {

namespace {

bool IsPrintable(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kNat || kind == TypeKind::kBool ||
         kind == TypeKind::kByte || kind == TypeKind::kFloat64 || kind == TypeKind::kString;
}

}  // namespace

bool Elaborator::NeedsGuard(TypeId from, TypeId to) {
  if (from == to) {
    return false;
  }
  const auto key = std::make_pair(from.index, to.index);
  // A recursive type needs what its other parts need: assume no while looking.
  const auto [entry, is_new] = needs_guard_.try_emplace(key, false);
  if (!is_new) {
    return entry->second;
  }
  const bool needs = ComputeNeedsGuard(from, to);
  needs_guard_[key] = needs;
  return needs;
}

bool Elaborator::ComputeNeedsGuard(TypeId from, TypeId to) {
  const Type to_type = types[to];
  if (to_type.kind == TypeKind::kRefined) {
    for (TypeId source = from; types[source].kind == TypeKind::kRefined;
         source = types[source].args[0]) {
      if (source == to) {
        return false;
      }
    }
    return true;
  }
  from = types.Strip(from);
  const Type from_type = types[from];
  if (from_type.kind != to_type.kind) {
    return (from_type.kind == TypeKind::kInt && to_type.kind == TypeKind::kNat) ||
           (from_type.kind == TypeKind::kNat && to_type.kind == TypeKind::kInt);
  }
  switch (to_type.kind) {
    case TypeKind::kArray:
    case TypeKind::kTuple:
    case TypeKind::kData:
      if (from_type.payload != to_type.payload || from_type.args.size() != to_type.args.size()) {
        return false;
      }
      for (size_t i = 0; i < to_type.args.size(); ++i) {
        if (NeedsGuard(from_type.args[i], to_type.args[i])) {
          return true;
        }
      }
      return false;
    default:
      return false;
  }
}

bool FunctionElaborator::IsFree(TypeId from, TypeId to) {
  return !shared_.NeedsGuard(from, to) && !NeedsAdapter(from, to);
}

const PExpr* FunctionElaborator::Coerce(const PExpr* value, TypeId from, TypeId to,
                                        SourceRange range) {
  if (from == to || KindOf(from) == TypeKind::kNever || KindOf(from) == TypeKind::kError) {
    return value;
  }
  if (NeedsAdapter(from, to)) {
    return Adapt(value, from, to, range);
  }
  if (!shared_.NeedsGuard(from, to)) {
    return value;
  }
  const Type to_type = shared_.types[to];
  if (to_type.kind == TypeKind::kRefined) {
    return CheckRefinement(Coerce(value, from, to_type.args[0], range), to, range);
  }
  if (to_type.kind == TypeKind::kInt || to_type.kind == TypeKind::kNat) {
    return CheckNumber(value, from, to, range);
  }
  const TypeId plain = shared_.types.Strip(from);
  if (to_type.kind == TypeKind::kData && to_type.payload == shared_.checked.future.index) {
    // A future is its value; one of the host becomes it, so that it can be looked at.
    const TypeId content = shared_.types[plain].args[0];
    if (MayBeHostFuture(shared_.types, shared_.checked, plain)) {
      value = BuiltinNode("await", {value}, content, range);
    }
    return Coerce(value, content, to_type.args[0], range);
  }
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const PExpr* shared = Share(value, lets);
  const PExpr* guard = MakeCall(shared_.DeepGuard(plain, to, *source_.module, range), {shared},
                                Primitive(TypeKind::kUnit), range);
  return WrapLets(lets, MakeSeq({guard, shared}));
}

// The only difference between the two number types is the half of the 64-bit range that the other
// one lacks.
const PExpr* FunctionElaborator::CheckNumber(const PExpr* value, TypeId from, TypeId to,
                                             SourceRange range) {
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const PExpr* shared = Share(value, lets);
  const bool narrows = KindOf(to) == TypeKind::kNat;
  const PExpr* bound = MakeInt(narrows ? 0 : uint64_t{INT64_MAX}, shared_.types.Strip(from), range);
  const PExpr* fits = MakeCompare(narrows ? CompareOp::kGe : CompareOp::kLe, shared, bound);
  const ObligationId obligation =
      Oblige(narrows ? ObligationKind::kNatNarrowing : ObligationKind::kIntWidening,
             TrapKind::kUnreachable, range, Excerpt(range));
  const PShown shown{shared_.program.NewString(narrows ? "@Int" : "@Nat"), shared};
  const PExpr* check = MakeCheck(fits, obligation, {shown});
  const PExpr* result = shared;
  if (shared->tag == NodeTag::kLocal) {
    result = ReadAs(static_cast<const PLocal*>(shared)->local, to, range);
  } else if (shared->tag == NodeTag::kInt) {
    result = MakeInt(static_cast<const PInt*>(shared)->bits, to, range);
  }
  return WrapLets(lets, MakeSeq({check, result}));
}

const PExpr* FunctionElaborator::CheckRefinement(const PExpr* value, TypeId refined,
                                                 SourceRange range) {
  const Type type = shared_.types[refined];
  if (!HasValue(refined)) {
    return value;
  }
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  const PExpr* shared = Share(value, lets);
  const PExpr* holds =
      MakeCall(shared_.RefinementPredicate(refined), {shared}, Primitive(TypeKind::kBool), range);
  const Refinement& refinement = shared_.checked.refinements[type.payload];
  const Module& home = shared_.checked.modules[refinement.module.index];
  const ObligationId obligation = Oblige(ObligationKind::kRefinement, TrapKind::kContract, range,
                                         std::string(home.source->Slice(refinement.syntax->range)));
  std::vector<PShown> shown;
  if (IsPrintable(KindOf(refined))) {
    const std::string label =
        "@" + std::string(home.source->Slice(refinement.syntax->base->range)) + ".0";
    shown.push_back({shared_.program.NewString(label), shared});
  }
  const PExpr* check = MakeCheck(holds, obligation, shown);
  return WrapLets(lets, MakeSeq({check, shared}));
}

// The fields are what a message can show of a value, so they get names of their own.
void FunctionElaborator::ShareFields(PConstruct& value, TypeId data,
                                     std::vector<std::pair<LocalId, const PExpr*>>& lets,
                                     std::vector<PShown>& shown) {
  for (const PExpr* field : value.fields) {
    if (KindOf(field->type) == TypeKind::kNever) {
      return;  // nothing behind it is evaluated
    }
  }
  const std::string& constructor =
      shared_.checked.data[shared_.types[data].payload].constructors[value.tag].name;
  std::vector<const PExpr*> fields;
  for (const PExpr* field : value.fields) {
    fields.push_back(Share(field, lets));
    if (IsPrintable(KindOf(field->type))) {
      const std::string label = constructor + " field " + std::to_string(fields.size());
      shown.push_back({shared_.program.NewString(label), fields.back()});
    }
  }
  value.fields = shared_.program.NewList<const PExpr*>(fields);
}

const PExpr* FunctionElaborator::CheckInvariant(PConstruct* value, TypeId data, SourceRange range) {
  if (!shared_.HasInvariant(data)) {
    return value;
  }
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  std::vector<PShown> shown;
  ShareFields(*value, data, lets, shown);
  const PExpr* shared = Share(value, lets);
  const PExpr* holds =
      MakeCall(shared_.InvariantPredicate(data), {shared}, Primitive(TypeKind::kBool), range);
  const DataDeclaration& decl = shared_.checked.data[shared_.types[data].payload];
  const Module& home = shared_.checked.modules[decl.module.index];
  const std::string text =
      "invariant(" + std::string(home.source->Slice(decl.syntax->invariant->range)) + ")";
  const PExpr* check =
      MakeCheck(holds, Oblige(ObligationKind::kInvariant, TrapKind::kContract, range, text), shown);
  return WrapLets(lets, MakeSeq({check, shared}));
}

// ---- guards inside of data: the body of a generated function ----

void FunctionElaborator::BuildDeepGuard(TypeId from, TypeId to) {
  const SourceRange range = shared_.program.functions[id_.index].range;
  const LocalId value = NewParam(from);
  Finish(GuardParts(Read(value, range), from, to, range));
}

// Unit-typed: every part of `value` (of an unrefined array, tuple or data type) is guarded.
const PExpr* FunctionElaborator::GuardParts(const PExpr* value, TypeId from, TypeId to,
                                            SourceRange range) {
  if (shared_.types[to].kind == TypeKind::kArray) {
    return GuardArray(value, from, to, range);
  }
  return GuardData(value, from, to, range);
}

// A loop as a second function: guard(array, index, length).
const PExpr* FunctionElaborator::GuardArray(const PExpr* value, TypeId from, TypeId to,
                                            SourceRange range) {
  const TypeId integer = Primitive(TypeKind::kInt);
  const TypeId unit = Primitive(TypeKind::kUnit);
  ProgramFunction function;
  function.name = shared_.program.functions[id_.index].name + "#loop";
  function.shown_name = name_;
  function.module = source_.module->id;
  function.range = range;
  function.result = unit;
  function.is_derived = true;
  const FnId loop = shared_.NewFunction(std::move(function), shared_.types.pure_row());
  FunctionElaborator body(shared_, loop, source_, nullptr);
  const LocalId array = body.NewParam(from);
  const LocalId index = body.NewParam(integer);
  const LocalId length = body.NewParam(integer);
  auto* element = New<PIndex>(NodeTag::kIndex, shared_.types[from].args[0], range);
  element->array = body.Read(array, range);
  element->index = body.Read(index, range);
  element->obligation = body.Oblige(ObligationKind::kIndex, TrapKind::kUnreachable, range);
  const PExpr* guarded =
      body.Coerce(element, shared_.types[from].args[0], shared_.types[to].args[0], range);
  const PExpr* next = body.MakeArith(ArithOp::kAdd, NumberKind::kInt, body.Read(index, range),
                                     body.MakeInt(1, integer, range), range);
  const PExpr* again = body.MakeCall(
      loop, {body.Read(array, range), next, body.Read(length, range)}, unit, range, true);
  const PExpr* more =
      body.MakeCompare(CompareOp::kLt, body.Read(index, range), body.Read(length, range));
  body.Finish(body.MakeIf(more, body.MakeSeq({guarded, again}), body.MakeUnit(range), unit));

  const PExpr* count = BuiltinNode("array_length", {value}, integer, range);
  return MakeCall(loop, {value, MakeInt(0, integer, range), count}, unit, range, true);
}

const PExpr* FunctionElaborator::GuardData(const PExpr* value, TypeId from, TypeId to,
                                           SourceRange range) {
  const TypeId unit = Primitive(TypeKind::kUnit);
  const size_t tags = shared_.types[to].kind == TypeKind::kTuple
                          ? 1
                          : shared_.checked.data[shared_.types[to].payload].constructors.size();
  std::vector<PArm> arms;
  for (uint32_t tag = 0; tag < tags; ++tag) {
    const std::vector<TypeId> from_fields = FieldTypes(from, tag);
    const std::vector<TypeId> to_fields = FieldTypes(to, tag);
    std::vector<const PPattern*> fields;
    std::vector<const PExpr*> guards;
    for (size_t i = 0; i < from_fields.size(); ++i) {
      const bool is_guarded =
          shared_.NeedsGuard(from_fields[i], to_fields[i]) && HasValue(from_fields[i]);
      const LocalId local = is_guarded ? NewLocal(from_fields[i]) : LocalId{LocalId::kNone};
      fields.push_back(BindPattern(local, from_fields[i]));
      if (is_guarded) {
        guards.push_back(Coerce(Read(local, range), from_fields[i], to_fields[i], range));
      }
    }
    // The last part may be a long tail of the same type: its own guard is then a tail call.
    const PExpr* last = nullptr;
    if (!guards.empty()) {
      last = guards.back();
      if (last->tag == NodeTag::kSeq) {
        const PExpr* call = static_cast<const PSeq*>(last)->items.front();
        if (call->tag == NodeTag::kCall && static_cast<const PCall*>(call)->fn == id_) {
          const_cast<PCall*>(static_cast<const PCall*>(call))->tail = true;
          guards.back() = call;
          last = nullptr;
        }
      }
    }
    if (guards.empty() || last != nullptr) {
      guards.push_back(MakeUnit(range));
    }
    PPattern* pattern = shared_.program.NewPattern();
    pattern->kind = PPatternKind::kConstructor;
    pattern->type = from;
    pattern->local = LocalId{LocalId::kNone};
    pattern->tag = tag;
    pattern->fields = shared_.program.NewList<const PPattern*>(fields);
    arms.push_back({pattern, MakeSeq(guards)});
  }
  auto* match = New<PMatch>(NodeTag::kMatch, unit, range);
  match->scrutinee = value;
  match->arms = shared_.program.NewList<PArm>(arms);
  match->obligation = Oblige(ObligationKind::kUnreachable, TrapKind::kUnreachable, range);
  return match;
}

}  // namespace vera::sema
