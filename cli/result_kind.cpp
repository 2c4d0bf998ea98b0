#include "cli/result_kind.h"

namespace vera::cli {

jit::ValueKind KindOf(const sema::Program& program, sema::TypeId type) {
  switch (program.types()[program.types().Strip(type)].kind) {
    case sema::TypeKind::kUnit:
    case sema::TypeKind::kNever:
      return jit::ValueKind::kUnit;
    case sema::TypeKind::kInt:
      return jit::ValueKind::kInt;
    case sema::TypeKind::kNat:
      return jit::ValueKind::kNat;
    case sema::TypeKind::kBool:
      return jit::ValueKind::kBool;
    case sema::TypeKind::kByte:
      return jit::ValueKind::kByte;
    case sema::TypeKind::kFloat64:
      return jit::ValueKind::kFloat64;
    case sema::TypeKind::kString:
      return jit::ValueKind::kString;
    default:
      return jit::ValueKind::kOther;
  }
}

}  // namespace vera::cli
