#include "sema/spell.h"

#include <algorithm>
#include <vector>

#include "sema/checked.h"

namespace vera::sema {

namespace {

struct NamedKind {
  TypeKind kind;
  const char* name;
};
constexpr NamedKind kNamedKinds[] = {
    {TypeKind::kUnit, "Unit"},       {TypeKind::kNever, "Never"},   {TypeKind::kBool, "Bool"},
    {TypeKind::kByte, "Byte"},       {TypeKind::kInt, "Int"},       {TypeKind::kNat, "Nat"},
    {TypeKind::kFloat64, "Float64"}, {TypeKind::kString, "String"}, {TypeKind::kArray, "Array"},
    {TypeKind::kTuple, "Tuple"},     {TypeKind::kMap, "Map"},       {TypeKind::kSet, "Set"},
    {TypeKind::kDecimal, "Decimal"},
};

std::string WithArgs(const CheckedProgram& program, std::string name, llvm::ArrayRef<TypeId> args) {
  if (args.empty()) {
    return name;
  }
  name += '<';
  for (size_t i = 0; i < args.size(); ++i) {
    name += i == 0 ? "" : ", ";
    name += program.Spell(args[i]);
  }
  name += '>';
  return name;
}

}  // namespace

std::optional<TypeKind> BuiltinTypeKind(llvm::StringRef name) {
  for (const NamedKind& row : kNamedKinds) {
    if (name == row.name) {
      return row.kind;
    }
  }
  return std::nullopt;
}

const char* KindName(TypeKind kind) {
  for (const NamedKind& row : kNamedKinds) {
    if (kind == row.kind) {
      return row.name;
    }
  }
  return "?";
}

std::string CheckedProgram::Spell(TypeId type) const {
  const Type& t = types[type];
  switch (t.kind) {
    case TypeKind::kData:
      return WithArgs(*this, data[t.payload].name, t.args);
    case TypeKind::kFn: {
      std::string text = "fn(";
      for (size_t i = 0; i + 1 < t.args.size(); ++i) {
        text += i == 0 ? "" : ", ";
        text += Spell(t.args[i]);
      }
      text += t.args.size() > 1 ? " -> " : "-> ";
      return text + Spell(t.args.back()) + ") " + SpellRow({t.payload});
    }
    case TypeKind::kRefined:
      return "{@" + Spell(t.args[0]) + " | ...}";
    case TypeKind::kVar:
      return t.payload < type_vars.size() ? type_vars[t.payload] : "?";
    case TypeKind::kCell:
      return WithArgs(*this, "Cell", t.args);
    case TypeKind::kEvidence:
      return WithArgs(*this, "Evidence." + effects[t.payload].name, t.args);
    default:
      return WithArgs(*this, KindName(t.kind), t.args);
  }
}

std::string CheckedProgram::SpellRow(RowId row) const {
  const EffectRow& r = types.row(row);
  if (r.effects.empty() && r.tail == EffectRow::kNoTail) {
    return "effects(pure)";
  }
  std::vector<std::string> parts;
  for (const EffectInstance& effect : r.effects) {
    parts.push_back(WithArgs(*this, effects[effect.effect.index].name, effect.args));
  }
  std::sort(parts.begin(), parts.end());
  if (r.tail != EffectRow::kNoTail) {
    parts.push_back(r.tail < type_vars.size() ? type_vars[r.tail] : "?");
  }
  std::string text = "effects(<";
  for (size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : ", ") + parts[i];
  }
  return text + ">)";
}

}  // namespace vera::sema
