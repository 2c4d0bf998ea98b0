#include <algorithm>

#include "sema/infer.h"

// Subtyping, equality and joins. The rules are spec 2.8 and 7.8 as the reference applies them.

namespace vera::sema {

namespace {

bool IsInteger(TypeKind kind) { return kind == TypeKind::kInt || kind == TypeKind::kNat; }

}  // namespace

// A literal is Nat to every rule, but takes Int when it meets it. A Byte literal is made where Byte
// is expected, never here.
bool Inference::CompareLiteral(TypeId literal, TypeId other) {
  other = Base(other);
  if (IsOpen(other)) {
    if (other != literal) {
      // The literal is the more determined of the two unless both are.
      IsLiteral(other) ? BindTo(literal, other) : BindTo(other, literal);
    }
    return true;
  }
  const TypeKind kind = types_[other].kind;
  if (IsInteger(kind)) {
    BindTo(literal, other);
    return true;
  }
  return kind == TypeKind::kError;
}

bool Inference::CompareOpen(TypeId var, TypeId other) {
  if (IsLiteral(var)) {
    return CompareLiteral(var, other);
  }
  if (IsLiteral(other)) {
    return CompareLiteral(other, var);
  }
  if (var == other || types_[other].kind == TypeKind::kError) {
    return true;
  }
  if (Occurs(var, other)) {
    return false;
  }
  BindTo(var, other);
  return true;
}

bool Inference::Subtype(TypeId sub, TypeId sup) {
  sub = Shallow(sub);
  sup = Shallow(sup);
  if (sub == sup || types_[sub].kind == TypeKind::kNever) {
    return true;
  }
  if (Flex(sub) != nullptr) {
    return CompareOpen(sub, sup);
  }
  if (Flex(sup) != nullptr) {
    return CompareOpen(sup, sub);
  }
  const Type a = types_[sub];
  const Type b = types_[sup];
  if (a.kind == TypeKind::kError || b.kind == TypeKind::kError) {
    return true;
  }
  if (IsInteger(a.kind) && IsInteger(b.kind)) {
    return true;
  }
  if (a.kind == TypeKind::kRefined) {
    return Subtype(a.args[0], sup);
  }
  if (b.kind == TypeKind::kRefined) {
    return Subtype(sub, b.args[0]);
  }
  if (a.kind != b.kind || a.args.size() != b.args.size()) {
    return false;
  }
  if (a.kind == TypeKind::kFn) {
    for (size_t i = 0; i + 1 < a.args.size(); ++i) {
      if (!Subtype(b.args[i], a.args[i])) {
        return false;
      }
    }
    return Subtype(a.args.back(), b.args.back()) && RowSubtype({a.payload}, {b.payload});
  }
  if (a.payload != b.payload || a.args.empty()) {
    return false;
  }
  for (size_t i = 0; i < a.args.size(); ++i) {
    if (!Subtype(a.args[i], b.args[i])) {
      return false;
    }
  }
  return true;
}

bool Inference::Equal(TypeId a, TypeId b) {
  a = Zonk(a);
  b = Zonk(b);
  if (a == b) {
    return true;
  }
  const Type ta = types_[a];
  const Type tb = types_[b];
  if (ta.kind == TypeKind::kError || tb.kind == TypeKind::kError) {
    return true;
  }
  if (ta.kind != tb.kind) {
    return false;
  }
  if (ta.kind == TypeKind::kRefined) {
    return Equal(ta.args[0], tb.args[0]);
  }
  if (ta.args.size() != tb.args.size() || ta.args.empty()) {
    return false;
  }
  if (ta.payload != tb.payload) {
    return false;
  }
  return std::equal(ta.args.begin(), ta.args.end(), tb.args.begin(),
                    [this](TypeId x, TypeId y) { return Equal(x, y); });
}

bool Inference::RowSubtype(RowId sub, RowId sup) {
  sub = ZonkRow(sub);
  sup = ZonkRow(sup);
  if (sub == sup) {
    return true;
  }
  const EffectRow& a = types_.row(sub);
  const EffectRow& b = types_.row(sup);
  if (a.tail != EffectRow::kNoTail && a.tail != b.tail) {
    return false;
  }
  return std::all_of(a.effects.begin(), a.effects.end(), [&](const EffectInstance& wanted) {
    return std::any_of(b.effects.begin(), b.effects.end(), [&](const EffectInstance& have) {
      return have.effect == wanted.effect && have.args == wanted.args;
    });
  });
}

TypeId Inference::Join(TypeId a, TypeId b) {
  a = Shallow(a);
  b = Shallow(b);
  if (a == b) {
    return a;
  }
  const Type ta = types_[a];
  const Type tb = types_[b];
  if (ta.kind == TypeKind::kNever || ta.kind == TypeKind::kError || IsOpen(a)) {
    return b;
  }
  if (tb.kind == TypeKind::kNever || tb.kind == TypeKind::kError || IsOpen(b)) {
    return a;
  }
  if (ta.kind == TypeKind::kRefined || tb.kind == TypeKind::kRefined) {
    return Join(types_.Strip(a), types_.Strip(b));
  }
  if (IsInteger(ta.kind) && IsInteger(tb.kind)) {
    return types_.Primitive(TypeKind::kInt);
  }
  if (ta.kind != tb.kind || ta.payload != tb.payload || ta.args.size() != tb.args.size() ||
      ta.args.empty() || ta.kind == TypeKind::kFn) {
    return b;
  }
  llvm::SmallVector<TypeId, 2> args;
  for (size_t i = 0; i < ta.args.size(); ++i) {
    args.push_back(Join(ta.args[i], tb.args[i]));
  }
  return ta.kind == TypeKind::kData ? types_.Data({ta.payload}, args)
                                    : types_.Container(ta.kind, args);
}

}  // namespace vera::sema
