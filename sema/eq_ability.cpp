#include "sema/eq_ability.h"

#include "llvm/ADT/DenseSet.h"

namespace vera::sema {

namespace {

bool Derives(CheckedProgram& program, TypeId type, llvm::DenseSet<uint32_t>& seen) {
  type = program.types.Strip(type);
  const Type t = program.types[type];
  switch (t.kind) {
    case TypeKind::kError:
    case TypeKind::kVar:
    case TypeKind::kUnit:
    case TypeKind::kBool:
    case TypeKind::kByte:
    case TypeKind::kInt:
    case TypeKind::kNat:
    case TypeKind::kFloat64:
    case TypeKind::kString:
      return true;
    case TypeKind::kData:
      break;
    default:
      return false;
  }
  if (program.data[t.payload].is_unknown) {
    return false;
  }
  if (!seen.insert(type.index).second) {
    return true;  // decided by the fields outside this recursion
  }
  Substitution substitution;
  const auto& params = program.data[t.payload].type_params;
  for (size_t i = 0; i < params.size() && i < t.args.size(); ++i) {
    substitution[params[i].index] = t.args[i];
  }
  for (const DataConstructor& constructor : program.data[t.payload].constructors) {
    for (const TypeId field : constructor.fields) {
      // A type that grows as it recurses would never end; past this depth it counts as derivable.
      constexpr size_t kMaxInstances = 1000;
      if (seen.size() < kMaxInstances &&
          !Derives(program, program.types.Substitute(field, substitution), seen)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

bool IsOrderable(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kNat || kind == TypeKind::kFloat64 ||
         kind == TypeKind::kByte || kind == TypeKind::kString;
}

bool HasDerivedEq(CheckedProgram& program, TypeId type) {
  llvm::DenseSet<uint32_t> seen;
  return Derives(program, type, seen);
}

void RequireEq(FunctionChecker& fc, const syntax::Node& node, TypeId type) {
  type = fc.infer.Zonk(type);
  if (!fc.infer.ContainsVar(type) && !HasDerivedEq(fc.program, type)) {
    fc.Report(Diag::kE243, node, {fc.Spell(type)});
  }
}

}  // namespace vera::sema
