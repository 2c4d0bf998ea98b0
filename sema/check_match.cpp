#include "sema/check_expr.h"
#include "sema/constructors.h"
#include "sema/exhaustive.h"

// Match expressions and patterns (spec 4.9).

namespace vera::sema {

using syntax::NodeKind;
using syntax::To;

namespace {

void CheckPattern(FunctionChecker& fc, const syntax::Pattern& pattern, TypeId matched);

// A pattern that can't match a value of this type.
void Mismatch(FunctionChecker& fc, const syntax::Pattern& pattern, TypeId of_pattern,
              TypeId matched) {
  fc.Report(Diag::kE170, pattern, {"This pattern", fc.Spell(of_pattern), fc.Spell(matched)});
}

void CheckSubPatterns(FunctionChecker& fc, const syntax::ConstructorPattern& pattern,
                      llvm::ArrayRef<TypeId> fields) {
  if (pattern.fields.size() != fields.size()) {
    fc.Report(
        Diag::kE321, pattern,
        {pattern.name.str(), std::to_string(fields.size()), std::to_string(pattern.fields.size())});
    return;
  }
  for (size_t i = 0; i < fields.size(); ++i) {
    CheckPattern(fc, *pattern.fields[i], fields[i]);
  }
}

void CheckTuplePattern(FunctionChecker& fc, const syntax::ConstructorPattern& pattern,
                       TypeId matched) {
  if (pattern.fields.empty()) {
    fc.Report(Diag::kE323, pattern, {});
    return;
  }
  const Type type = fc.types[fc.infer.Base(matched)];
  if (type.kind == TypeKind::kTuple) {
    CheckSubPatterns(fc, pattern, type.args);
    return;
  }
  llvm::SmallVector<TypeId, 4> parts(pattern.fields.size(), fc.Error());
  if (type.kind != TypeKind::kError) {
    Mismatch(fc, pattern, fc.types.Tuple(parts), matched);
  }
  CheckSubPatterns(fc, pattern, parts);
}

// The constructor's data type with fresh arguments, made to agree with what is matched.
TypeId InstanceFor(FunctionChecker& fc, const syntax::Pattern& pattern, ConstructorRef ref,
                   TypeId matched, Substitution& substitution) {
  llvm::SmallVector<TypeId, 2> args;
  const std::vector<TypeVarId> params = fc.program.data[ref.data.index].type_params;
  for (const TypeVarId param : params) {
    args.push_back(fc.infer.NewVar(FlexKind::kFresh));
    substitution[param.index] = args.back();
  }
  const TypeId instance = fc.types.Data(ref.data, args);
  const TypeId base = fc.infer.Base(matched);
  if (!fc.infer.Equal(instance, base) && !fc.infer.Agree(instance, base)) {
    Mismatch(fc, pattern, instance, matched);
  }
  return instance;
}

void CheckConstructorPattern(FunctionChecker& fc, const syntax::ConstructorPattern& pattern,
                             TypeId matched) {
  if (pattern.name == "Tuple") {
    CheckTuplePattern(fc, pattern, matched);
    return;
  }
  const std::optional<ConstructorRef> ref = FindConstructor(fc, pattern.name, pattern);
  if (!ref) {
    // Its parts bind nothing: their types are as unknown as the constructor.
    fc.ReportUnresolved(Diag::kE320, pattern, {pattern.name.str()});
    return;
  }
  Substitution substitution;
  InstanceFor(fc, pattern, *ref, matched, substitution);
  llvm::SmallVector<TypeId, 4> fields;
  const std::vector<TypeId> declared =
      fc.program.data[ref->data.index].constructors[ref->tag].fields;
  for (const TypeId field : declared) {
    fields.push_back(fc.infer.Zonk(fc.types.Substitute(field, substitution)));
  }
  CallTarget& target = fc.NewTarget(pattern);
  target.kind = CallKind::kConstructor;
  target.tag = ref->tag;
  CheckSubPatterns(fc, pattern, fields);
}

void CheckNullaryPattern(FunctionChecker& fc, const syntax::NullaryPattern& pattern,
                         TypeId matched) {
  const std::optional<ConstructorRef> ref = FindConstructor(fc, pattern.name, pattern);
  if (!ref) {
    fc.ReportUnresolved(Diag::kE322, pattern, {pattern.name.str()});
    return;
  }
  Substitution substitution;
  InstanceFor(fc, pattern, *ref, matched, substitution);
  CallTarget& target = fc.NewTarget(pattern);
  target.kind = CallKind::kConstructor;
  target.tag = ref->tag;
}

void CheckBinding(FunctionChecker& fc, const syntax::BindingPattern& pattern, TypeId matched) {
  CheckRefinements(fc, *pattern.type);
  const TypeId declared = fc.resolver.Resolve(*pattern.type);
  if (!fc.infer.Subtype(matched, declared)) {
    Mismatch(fc, pattern, declared, matched);
  }
  fc.slots.Bind({fc.resolver.SlotName(*pattern.type), declared, pattern.type->id});
}

void CheckPattern(FunctionChecker& fc, const syntax::Pattern& pattern, TypeId matched) {
  fc.Annotate(pattern, matched);
  TypeId literal = fc.Error();
  switch (pattern.kind) {
    case NodeKind::kConstructorPattern:
      CheckConstructorPattern(fc, To<syntax::ConstructorPattern>(pattern), matched);
      return;
    case NodeKind::kNullaryPattern:
      CheckNullaryPattern(fc, To<syntax::NullaryPattern>(pattern), matched);
      return;
    case NodeKind::kBindingPattern:
      CheckBinding(fc, To<syntax::BindingPattern>(pattern), matched);
      return;
    case NodeKind::kIntPattern: {
      const bool is_byte = fc.infer.BaseKind(matched) == TypeKind::kByte;
      literal = fc.Primitive(is_byte ? TypeKind::kByte : TypeKind::kInt);
      break;
    }
    case NodeKind::kStringPattern:
      literal = fc.Primitive(TypeKind::kString);
      break;
    case NodeKind::kBoolPattern:
      literal = fc.Primitive(TypeKind::kBool);
      break;
    default:
      return;  // a wildcard
  }
  if (!fc.infer.Agree(literal, fc.infer.Base(matched))) {
    Mismatch(fc, pattern, literal, matched);
  }
}

}  // namespace

TypeId CheckMatch(FunctionChecker& fc, const syntax::MatchExpr& expr, Want want) {
  const TypeId scrutinee = CheckExpr(fc, *expr.scrutinee);
  std::optional<TypeId> result;
  for (const syntax::MatchArm* arm : expr.arms) {
    const size_t mark = fc.slots.mark();
    CheckPattern(fc, *arm->pattern, scrutinee);
    const TypeId type = CheckExpr(fc, *arm->body, want);
    fc.slots.Release(mark);
    if (fc.infer.IsError(type)) {
      continue;
    }
    if (!result) {
      result = type;
    } else if (fc.infer.Agree(type, *result)) {
      result = fc.infer.Join(*result, type);
    } else {
      fc.Report(Diag::kE302, *arm->body, {fc.Spell(type), fc.Spell(*result)});
    }
  }
  CheckExhaustive(fc, expr, fc.infer.Zonk(scrutinee));
  return result.value_or(fc.Error());
}

}  // namespace vera::sema
