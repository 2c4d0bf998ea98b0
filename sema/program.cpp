#include "sema/program.h"

namespace vera::sema {

Rep RepOf(const TypeTable& types, const CheckedProgram& checked, TypeId type) {
  for (;;) {
    const Type& shape = types[type];
    switch (shape.kind) {
      case TypeKind::kError:
      case TypeKind::kUnit:
      case TypeKind::kNever:
      // A variable that inference left open stands for a value that nothing ever looks at (the T of
      // a `None`).
      case TypeKind::kVar:
      case TypeKind::kRowVar:
        return Rep::kNone;
      case TypeKind::kBool:
        return Rep::kI1;
      case TypeKind::kByte:
        return Rep::kI8;
      case TypeKind::kInt:
      case TypeKind::kNat:
        return Rep::kI64;
      case TypeKind::kFloat64:
        return Rep::kF64;
      case TypeKind::kTuple:
        // Tuple<> is Unit (spec 2.3.1).
        return shape.args.empty() ? Rep::kNone : Rep::kRef;
      case TypeKind::kData:
        if (shape.payload == checked.future.index && !shape.args.empty()) {
          type = shape.args[0];
          continue;
        }
        return Rep::kRef;
      case TypeKind::kRefined:
        type = shape.args[0];
        continue;
      case TypeKind::kString:
      case TypeKind::kArray:
      case TypeKind::kMap:
      case TypeKind::kSet:
      case TypeKind::kDecimal:
      case TypeKind::kFn:
      case TypeKind::kCell:
      case TypeKind::kEvidence:
        return Rep::kRef;
    }
  }
}

bool MayBeHostFuture(const TypeTable& types, const CheckedProgram& checked, TypeId type) {
  const Type& future = types[types.Strip(type)];
  if (future.kind != TypeKind::kData || future.payload != checked.future.index ||
      future.args.empty()) {
    return false;
  }
  // What the host's operations give.
  const Type& content = types[types.Strip(future.args[0])];
  return content.kind == TypeKind::kData && content.payload == checked.result.index;
}

bool Program::EffectMayThrow(const EffectInstance& instance) const {
  switch (checked_.effects[instance.effect.index].builtin) {
    case BuiltinEffect::kExn:
      return true;
    case BuiltinEffect::kState:
      return false;
    default:
      return instance.effect.index < aborting_effects.size() &&
             aborting_effects[instance.effect.index];
  }
}

bool Program::RowMayThrow(RowId row) const {
  for (const EffectInstance& instance : types().row(row).effects) {
    if (EffectMayThrow(instance)) {
      return true;
    }
  }
  return false;
}

bool Program::ClosureMayThrow(TypeId fn_type) const {
  const Type& shape = types()[types().Strip(fn_type)];
  return shape.kind == TypeKind::kFn && RowMayThrow(RowId{shape.payload});
}

}  // namespace vera::sema
