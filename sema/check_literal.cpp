#include <limits>

#include "sema/check_expr.h"

// Integer literals, interpolated strings, arrays and their elements (spec 4.2, 4.12, 4.13).

namespace vera::sema {

TypeId CheckIntLit(FunctionChecker& fc, const syntax::IntLit& literal, Want want) {
  constexpr uint64_t kMaxInt = std::numeric_limits<int64_t>::max();
  const TypeKind wanted = want ? fc.types[fc.infer.Base(*want)].kind : TypeKind::kError;
  if (wanted == TypeKind::kByte && !literal.too_large && literal.value <= 255) {
    return fc.Primitive(TypeKind::kByte);
  }
  const bool is_int = wanted == TypeKind::kInt;
  if (literal.too_large || (is_int && literal.value > kMaxInt)) {
    fc.Report(Diag::kE149, literal,
              {literal.spelling.str(), is_int ? "Int" : "Nat",
               is_int ? "9223372036854775807" : "18446744073709551615"});
  }
  if (is_int) {
    return fc.Primitive(TypeKind::kInt);
  }
  // What is too large for Int can't become one later.
  const bool is_nat = wanted == TypeKind::kNat || literal.value > kMaxInt;
  return is_nat ? fc.Primitive(TypeKind::kNat) : fc.infer.NewVar(FlexKind::kLiteral);
}

TypeId CheckInterpolation(FunctionChecker& fc, const syntax::InterpolatedString& string) {
  const TypeId text = fc.Primitive(TypeKind::kString);
  for (const syntax::Expr* part : string.exprs) {
    const TypeId type = CheckExpr(fc, *part);
    switch (fc.infer.BaseKind(type)) {
      case TypeKind::kError:
      case TypeKind::kNever:
      case TypeKind::kString:
      case TypeKind::kInt:
      case TypeKind::kNat:
      case TypeKind::kBool:
      case TypeKind::kByte:
      case TypeKind::kFloat64:
        break;
      default:
        fc.Report(Diag::kE148, *part, {fc.Spell(type)});
    }
  }
  return text;
}

TypeId CheckArrayLit(FunctionChecker& fc, const syntax::ArrayLit& literal, Want want) {
  const TypeId wanted = want ? fc.infer.Base(*want) : fc.Error();
  const Type wanted_array = fc.types[wanted];
  const bool is_array = wanted_array.kind == TypeKind::kArray && wanted_array.args.size() == 1;
  TypeId element = fc.infer.NewVar(FlexKind::kElement);
  bool is_known = false;
  for (const syntax::Expr* expr : literal.elements) {
    TypeId type = CheckExpr(fc, *expr, is_known ? Want(element) : std::nullopt);
    if (fc.infer.IsError(type)) {
      continue;
    }
    if (!is_known) {
      element = type;
      is_known = true;
    } else if (fc.infer.Agree(type, element)) {
      element = fc.infer.Join(element, type);
    } else {
      fc.Report(Diag::kE170, *expr, {"This array", fc.Spell(element), fc.Spell(type)});
    }
  }
  // The written type of a let has been reported already.
  const bool is_reported = is_array && IsZeroSize(fc.program, fc.infer.Zonk(wanted_array.args[0]));
  if (is_known && IsZeroSize(fc.program, fc.infer.Zonk(element)) && !is_reported) {
    fc.Report(Diag::kE135, literal, {"Array", "element", fc.Spell(element)},
              "Count the items with a Nat, or store values that have a run-time form.");
  }
  return fc.types.Array(element);
}

TypeId CheckIndex(FunctionChecker& fc, const syntax::IndexExpr& expr) {
  const TypeId collection = CheckExpr(fc, *expr.collection);
  const TypeId index = CheckExpr(fc, *expr.index);
  const Type type = fc.types[fc.infer.Base(collection)];
  if (type.kind == TypeKind::kError) {
    return fc.Error();
  }
  if (type.kind != TypeKind::kArray) {
    fc.Report(Diag::kE161, *expr.collection, {fc.Spell(collection)});
    return fc.Error();
  }
  if (!fc.infer.Subtype(index, fc.Primitive(TypeKind::kInt))) {
    fc.Report(Diag::kE160, *expr.index, {fc.Spell(index)});
  }
  return type.args.empty() ? fc.Error() : type.args[0];
}

}  // namespace vera::sema
