#include "sema/infer.h"

#include <algorithm>

#include "support/check.h"

namespace vera::sema {

TypeId Inference::NewVar(FlexKind kind) {
  const auto index = static_cast<uint32_t>(vars_.size());
  vars_.push_back({.kind = kind, .bound = {}});
  return types_.Var({TypeVarId::kFlexBase + index});
}

Inference::FlexVar* Inference::Flex(TypeId type) const {
  const Type& t = types_[type];
  if (t.kind != TypeKind::kVar || t.payload < TypeVarId::kFlexBase) {
    return nullptr;
  }
  return &vars_[t.payload - TypeVarId::kFlexBase];
}

TypeId Inference::Shallow(TypeId type) const {
  // Each variable on the way is bound to the next but one: a sum of thousands of literals binds
  // them in one chain, which is walked again for each of them.
  for (FlexVar* var = Flex(type); var != nullptr && var->is_bound;) {
    type = var->bound;
    FlexVar* next = Flex(type);
    if (next != nullptr && next->is_bound) {
      var->bound = next->bound;
    }
    var = next;
  }
  return type;
}

TypeId Inference::Replace(TypeId type, Leftover leftover) {
  if (!types_.HasFlex(type)) {
    return type;
  }
  replaced_.clear();
  return ReplaceParts(type, leftover);
}

TypeId Inference::ReplaceParts(TypeId type, Leftover leftover) {
  if (!types_.HasFlex(type)) {
    return type;
  }
  const uint32_t key = type.index;
  if (const auto known = replaced_.find(key); known != replaced_.end()) {
    return known->second;
  }
  type = Shallow(type);
  if (const FlexVar* var = Flex(type)) {
    if (var->kind == FlexKind::kLiteral && leftover != Leftover::kKeep) {
      return types_.Primitive(TypeKind::kNat);
    }
    return leftover == Leftover::kDefaults ? types_.Primitive(TypeKind::kInt) : type;
  }
  const Type old = types_[type];
  llvm::SmallVector<TypeId, 4> args;
  for (const TypeId arg : old.args) {
    args.push_back(ReplaceParts(arg, leftover));
  }
  TypeId out = type;
  switch (old.kind) {
    case TypeKind::kData:
      out = types_.Data({old.payload}, args);
      break;
    case TypeKind::kFn: {
      const TypeId result = args.pop_back_val();
      out = types_.Fn(args, result, ReplaceRow({old.payload}, leftover));
      break;
    }
    case TypeKind::kRefined:
      out = types_.Refined(args[0], {old.payload}, llvm::ArrayRef(args).drop_front());
      break;
    default:
      out = args.empty() ? type : types_.Container(old.kind, args);
  }
  replaced_[key] = out;
  return out;
}

RowId Inference::ReplaceRow(RowId row, Leftover leftover) {
  if (!types_.RowHasVars(row)) {
    return row;
  }
  EffectRow copy = types_.row(row);
  for (EffectInstance& effect : copy.effects) {
    for (TypeId& arg : effect.args) {
      arg = ReplaceParts(arg, leftover);
    }
  }
  return types_.Row(std::move(copy));
}

TypeId Inference::Zonk(TypeId type) { return Replace(type, Leftover::kKeep); }
RowId Inference::ZonkRow(RowId row) { return ReplaceRow(row, Leftover::kKeep); }
TypeId Inference::Finish(TypeId type) { return Replace(type, Leftover::kDefaults); }
RowId Inference::FinishRow(RowId row) { return ReplaceRow(row, Leftover::kDefaults); }

TypeId Inference::Base(TypeId type) const {
  for (;;) {
    const TypeId next = types_.Strip(Shallow(type));
    if (next == type) {
      return type;
    }
    type = next;
  }
}

TypeKind Inference::BaseKind(TypeId type) const {
  type = Base(type);
  return IsLiteral(type) ? TypeKind::kNat : types_[type].kind;
}

bool Inference::IsOpen(TypeId type) const { return Flex(Shallow(type)) != nullptr; }

bool Inference::IsLiteral(TypeId type) const {
  const FlexVar* var = Flex(Shallow(type));
  return var != nullptr && var->kind == FlexKind::kLiteral;
}

bool Inference::IsVar(TypeId type) const {
  type = Shallow(type);
  const FlexVar* var = Flex(type);
  return var != nullptr ? var->kind == FlexKind::kFresh : types_[type].kind == TypeKind::kVar;
}

bool Inference::AnyOpenPart(TypeId type, llvm::function_ref<bool(TypeId)> wanted,
                            llvm::DenseSet<uint32_t>& seen) {
  if (!types_.HasVars(type) || !seen.insert(type.index).second) {
    return false;
  }
  type = Shallow(type);
  if (types_[type].kind == TypeKind::kVar) {
    return wanted(type);
  }
  const llvm::SmallVector<TypeId, 2> args = types_[type].args;
  return std::any_of(args.begin(), args.end(),
                     [&](TypeId arg) { return AnyOpenPart(arg, wanted, seen); });
}

bool Inference::ContainsVar(TypeId type) {
  llvm::DenseSet<uint32_t> seen;
  return AnyOpenPart(type, [this](TypeId var) { return IsVar(var); }, seen);
}

bool Inference::ContainsFresh(TypeId type) {
  llvm::DenseSet<uint32_t> seen;
  const auto is_fresh = [this](TypeId var) {
    const FlexVar* flex = Flex(var);
    return flex != nullptr && flex->kind == FlexKind::kFresh;
  };
  return AnyOpenPart(type, is_fresh, seen);
}

void Inference::BindTo(TypeId var, TypeId type) {
  FlexVar& flex = vars_[types_[var].payload - TypeVarId::kFlexBase];
  VERA_DCHECK(!flex.is_bound, "inference: an open variable");
  flex.is_bound = true;
  flex.bound = type;
}

bool Inference::Occurs(TypeId var, TypeId type) {
  llvm::DenseSet<uint32_t> seen;
  return AnyOpenPart(type, [var](TypeId part) { return part == var; }, seen);
}

TypeId Inference::Merge(TypeId a, TypeId b, bool nested, bool& conflict) {
  a = Shallow(a);
  b = Shallow(b);
  if (a == b) {
    return a;
  }
  if (IsOpen(a) || IsOpen(b)) {
    // Binds, so that both arguments keep agreeing later; a literal does not agree with everything.
    conflict |= !Subtype(b, a) && nested;
    return IsOpen(a) && !IsLiteral(a) ? b : Shallow(a);
  }
  const Type& ta = types_[a];
  const Type& tb = types_[b];
  if (ta.kind == TypeKind::kError || tb.kind == TypeKind::kError) {
    return ta.kind == TypeKind::kError ? b : a;
  }
  if (ta.kind == TypeKind::kNever || tb.kind == TypeKind::kNever) {
    return ta.kind == TypeKind::kNever ? b : a;
  }
  if (ta.kind == TypeKind::kRefined || tb.kind == TypeKind::kRefined) {
    return Merge(types_.Strip(a), types_.Strip(b), nested, conflict);
  }
  const bool same_head = ta.kind == tb.kind && ta.payload == tb.payload &&
                         ta.args.size() == tb.args.size() && !ta.args.empty() &&
                         ta.kind != TypeKind::kFn;
  if (same_head) {
    const Type left = ta;
    const Type right = tb;
    llvm::SmallVector<TypeId, 2> args;
    for (size_t i = 0; i < left.args.size(); ++i) {
      args.push_back(Merge(left.args[i], right.args[i], true, conflict));
    }
    return left.kind == TypeKind::kData ? types_.Data({left.payload}, args)
                                        : types_.Container(left.kind, args);
  }
  if (nested && !Equal(a, b)) {
    const auto is_integer = [](const Type& t) {
      return t.kind == TypeKind::kInt || t.kind == TypeKind::kNat;
    };
    if (is_integer(types_[a]) && is_integer(types_[b])) {
      return types_.Primitive(TypeKind::kInt);
    }
    conflict = true;
  }
  return a;
}

void Inference::Infer(TypeId pattern, TypeId concrete, llvm::ArrayRef<TypeVarId> vars,
                      Substitution& found, llvm::SmallVectorImpl<TypeVarId>* conflicts) {
  concrete = Shallow(concrete);
  if (!types_.HasVars(pattern) || types_[concrete].kind == TypeKind::kError) {
    return;
  }
  const Type p = types_[pattern];
  if (p.kind == TypeKind::kVar) {
    const TypeVarId var{p.payload};
    if (std::find(vars.begin(), vars.end(), var) == vars.end()) {
      return;
    }
    const auto [entry, is_new] = found.try_emplace(var.index, concrete);
    if (is_new) {
      return;
    }
    bool conflict = false;
    const TypeId merged = Merge(entry->second, concrete, false, conflict);
    found[var.index] = merged;
    if (conflict && conflicts != nullptr &&
        std::find(conflicts->begin(), conflicts->end(), var) == conflicts->end()) {
      conflicts->push_back(var);
    }
    return;
  }
  // A refined argument tells what its base tells; only a bare variable keeps the refinement.
  const Type c = types_[p.kind == TypeKind::kRefined ? concrete : Base(concrete)];
  if (p.kind != c.kind || p.args.size() != c.args.size() ||
      (p.kind == TypeKind::kData && p.payload != c.payload)) {
    if (p.kind == TypeKind::kRefined) {
      Infer(p.args[0], concrete, vars, found, conflicts);
    }
    return;
  }
  const size_t count = p.kind == TypeKind::kRefined ? 1 : p.args.size();
  for (size_t i = 0; i < count; ++i) {
    Infer(p.args[i], c.args[i], vars, found, conflicts);
  }
}

void Inference::InferRows(TypeId pattern, TypeId concrete, llvm::ArrayRef<TypeVarId> row_vars,
                          RowSubstitution& found) {
  const Type p = types_[types_.Strip(pattern)];
  const Type c = types_[Base(concrete)];
  if (row_vars.empty() || p.kind != c.kind || p.args.size() != c.args.size()) {
    return;
  }
  for (size_t i = 0; i < p.args.size(); ++i) {
    InferRows(p.args[i], c.args[i], row_vars, found);
  }
  if (p.kind != TypeKind::kFn) {
    return;
  }
  const EffectRow wanted = types_.row({p.payload});
  const bool is_ours = std::any_of(row_vars.begin(), row_vars.end(),
                                   [&](TypeVarId var) { return var.index == wanted.tail; });
  if (!is_ours) {
    return;
  }
  EffectRow rest;
  const EffectRow given = types_.row(ZonkRow({c.payload}));
  for (const EffectInstance& effect : given.effects) {
    const bool is_named =
        std::any_of(wanted.effects.begin(), wanted.effects.end(),
                    [&](const EffectInstance& one) { return one.effect == effect.effect; });
    if (!is_named) {
      rest.effects.push_back(effect);
    }
  }
  rest.tail = given.tail;
  if (const auto before = found.find(wanted.tail); before != found.end()) {
    const EffectRow& other = types_.row(before->second);
    rest.effects.insert(rest.effects.end(), other.effects.begin(), other.effects.end());
    rest.tail = rest.tail == EffectRow::kNoTail ? other.tail : rest.tail;
  }
  found[wanted.tail] = types_.Row(std::move(rest));
}

}  // namespace vera::sema
