#include "sema/type.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "llvm/ADT/Hashing.h"
#include "support/check.h"

namespace vera::sema {

namespace {

uint64_t HashArgs(llvm::ArrayRef<TypeId> args) {
  uint64_t hash = args.size();
  for (const TypeId arg : args) {
    hash = llvm::hash_combine(hash, arg.index);
  }
  return hash;
}

bool ArgsLess(llvm::ArrayRef<TypeId> a, llvm::ArrayRef<TypeId> b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](TypeId x, TypeId y) { return x.index < y.index; });
}

bool InstanceLess(const EffectInstance& a, const EffectInstance& b) {
  if (a.effect.index != b.effect.index) {
    return a.effect.index < b.effect.index;
  }
  return ArgsLess(a.args, b.args);
}

bool InstanceEqual(const EffectInstance& a, const EffectInstance& b) {
  return a.effect == b.effect && a.args == b.args;
}

}  // namespace

TypeTable::TypeTable() {
  // Row 0 is the pure one, and the types without arguments come first, in the order of their kinds,
  // so that Primitive needs no lookup.
  rows_.push_back({});
  row_flags_.push_back(0);
  row_buckets_[llvm::hash_combine(uint32_t{EffectRow::kNoTail}, uint64_t{0})].push_back(0);
  for (int kind = static_cast<int>(TypeKind::kError); kind <= static_cast<int>(TypeKind::kString);
       ++kind) {
    Intern({.kind = static_cast<TypeKind>(kind), .args = {}});
  }
  Intern({.kind = TypeKind::kDecimal, .args = {}});
}

uint8_t TypeTable::FlagsOf(const Type& type) const {
  uint8_t flags = 0;
  if (type.kind == TypeKind::kVar) {
    flags |= kVarFlag;
    if (type.payload >= TypeVarId::kFlexBase) {
      flags |= kFlexFlag;
    }
  }
  if (type.kind == TypeKind::kFn) {
    flags |= row_flags_[type.payload];
  }
  for (const TypeId arg : type.args) {
    flags |= flags_[arg.index];
  }
  return flags;
}

TypeExtent TypeTable::ExtentOf(const Type& type) const {
  uint32_t depth = 0;
  uint64_t size = 1;
  auto add = [&](TypeId part) {
    depth = std::max(depth, extents_[part.index].depth);
    size += extents_[part.index].size;
  };
  std::for_each(type.args.begin(), type.args.end(), add);
  if (type.kind == TypeKind::kFn) {
    for (const EffectInstance& effect : rows_[type.payload].effects) {
      std::for_each(effect.args.begin(), effect.args.end(), add);
    }
  }
  return {depth + 1, static_cast<uint32_t>(std::min<uint64_t>(size, UINT32_MAX))};
}

TypeId TypeTable::Intern(Type type) {
  const uint64_t hash =
      llvm::hash_combine(static_cast<uint8_t>(type.kind), type.payload, HashArgs(type.args));
  auto& bucket = buckets_[hash];
  for (const uint32_t candidate : bucket) {
    const Type& other = types_[candidate];
    if (other.kind == type.kind && other.payload == type.payload && other.args == type.args) {
      return {candidate};
    }
  }
  const auto index = static_cast<uint32_t>(types_.size());
  bucket.push_back(index);
  flags_.push_back(FlagsOf(type));
  const TypeExtent extent = ExtentOf(type);
  extents_.push_back(extent);
  largest_ = {std::max(largest_.depth, extent.depth), std::max(largest_.size, extent.size)};
  types_.push_back(std::move(type));
  return {index};
}

TypeId TypeTable::Primitive(TypeKind kind) {
  if (kind == TypeKind::kDecimal) {
    return {static_cast<uint32_t>(TypeKind::kString) + 1};
  }
  VERA_CHECK(kind <= TypeKind::kString, "a type without arguments");
  return {static_cast<uint32_t>(kind)};
}

TypeId TypeTable::Container(TypeKind kind, llvm::ArrayRef<TypeId> args) {
  return Intern({.kind = kind, .args = llvm::SmallVector<TypeId, 2>(args)});
}
TypeId TypeTable::Array(TypeId element) { return Container(TypeKind::kArray, {element}); }
TypeId TypeTable::Tuple(llvm::ArrayRef<TypeId> components) {
  return Container(TypeKind::kTuple, components);
}
TypeId TypeTable::Map(TypeId key, TypeId value) { return Container(TypeKind::kMap, {key, value}); }
TypeId TypeTable::Set(TypeId element) { return Container(TypeKind::kSet, {element}); }
TypeId TypeTable::Cell(TypeId content) { return Container(TypeKind::kCell, {content}); }

TypeId TypeTable::Data(DataId data, llvm::ArrayRef<TypeId> args) {
  return Intern(
      {.kind = TypeKind::kData, .args = llvm::SmallVector<TypeId, 2>(args), .payload = data.index});
}

TypeId TypeTable::Fn(llvm::ArrayRef<TypeId> params, TypeId result, RowId row) {
  llvm::SmallVector<TypeId, 2> args(params);
  args.push_back(result);
  return Intern({.kind = TypeKind::kFn, .args = std::move(args), .payload = row.index});
}

TypeId TypeTable::Refined(TypeId base, RefinementId refinement, llvm::ArrayRef<TypeId> args) {
  llvm::SmallVector<TypeId, 2> all{base};
  all.append(args.begin(), args.end());
  return Intern({.kind = TypeKind::kRefined, .args = std::move(all), .payload = refinement.index});
}

TypeId TypeTable::Var(TypeVarId var) {
  return Intern({.kind = TypeKind::kVar, .args = {}, .payload = var.index});
}

TypeId TypeTable::Evidence(EffectId effect, llvm::ArrayRef<TypeId> args) {
  return Intern({.kind = TypeKind::kEvidence,
                 .args = llvm::SmallVector<TypeId, 2>(args),
                 .payload = effect.index});
}

RowId TypeTable::Row(EffectRow row) {
  std::sort(row.effects.begin(), row.effects.end(), InstanceLess);
  row.effects.erase(std::unique(row.effects.begin(), row.effects.end(), InstanceEqual),
                    row.effects.end());
  uint64_t hash = 0;
  uint8_t flags = row.tail == EffectRow::kNoTail ? 0 : kVarFlag;
  for (const EffectInstance& effect : row.effects) {
    hash = llvm::hash_combine(hash, effect.effect.index, HashArgs(effect.args));
    for (const TypeId arg : effect.args) {
      flags |= flags_[arg.index];
    }
  }
  auto& bucket = row_buckets_[llvm::hash_combine(row.tail, hash)];
  for (const uint32_t candidate : bucket) {
    const EffectRow& other = rows_[candidate];
    if (other.tail == row.tail &&
        std::equal(other.effects.begin(), other.effects.end(), row.effects.begin(),
                   row.effects.end(), InstanceEqual)) {
      return {candidate};
    }
  }
  const auto index = static_cast<uint32_t>(rows_.size());
  bucket.push_back(index);
  rows_.push_back(std::move(row));
  row_flags_.push_back(flags);
  return {index};
}

TypeId TypeTable::Substitute(TypeId type, const Substitution& types, const RowSubstitution& rows) {
  if (!HasVars(type)) {
    return type;
  }
  const Type& old = types_[type.index];
  if (old.kind == TypeKind::kVar) {
    const auto found = types.find(old.payload);
    return found == types.end() ? type : found->second;
  }
  // A copy: types_ may grow below.
  Type changed = old;
  for (TypeId& arg : changed.args) {
    arg = Substitute(arg, types, rows);
  }
  if (changed.kind == TypeKind::kFn) {
    changed.payload = SubstituteRow({changed.payload}, types, rows).index;
  }
  return Intern(std::move(changed));
}

RowId TypeTable::SubstituteRow(RowId row, const Substitution& types, const RowSubstitution& rows) {
  if (!RowHasVars(row)) {
    return row;
  }
  EffectRow changed = rows_[row.index];
  for (EffectInstance& effect : changed.effects) {
    for (TypeId& arg : effect.args) {
      arg = Substitute(arg, types, rows);
    }
  }
  if (changed.tail != EffectRow::kNoTail) {
    const auto found = rows.find(changed.tail);
    if (found != rows.end()) {
      const EffectRow& tail = rows_[found->second.index];
      changed.tail = tail.tail;
      changed.effects.insert(changed.effects.end(), tail.effects.begin(), tail.effects.end());
    }
  }
  return Row(std::move(changed));
}

TypeId TypeTable::Strip(TypeId type) const {
  while (types_[type.index].kind == TypeKind::kRefined) {
    type = types_[type.index].args[0];
  }
  return type;
}

}  // namespace vera::sema
