#include "sema/elaborate_function.h"

// The termination measure at run time (spec 5.6.1). A direct self call is checked where it stands,
// against this activation's own measures, and stays a tail call. Only a function that can be
// entered again by other ways keeps its measures in a rank slot, which its entry checks and its
// exit restores.

namespace vera::sema {

namespace {

// A throw would leave the slot behind; such functions have no guard.
bool MayLeaveEarly(const Elaborator& shared, RowId row) {
  for (const EffectInstance& instance : shared.types.row(row).effects) {
    const BuiltinEffect effect = shared.checked.effects[instance.effect.index].builtin;
    if (effect == BuiltinEffect::kExn || shared.HasEvidence(instance.effect)) {
      return true;
    }
  }
  return false;
}

}  // namespace

void FunctionElaborator::PrepareRank(const FunctionDecl& decl, bool has_ensures) {
  for (const syntax::Contract* contract : decl.syntax->contracts) {
    if (const auto* clause = syntax::As<syntax::Decreases>(contract)) {
      decreases_ = clause;
    }
  }
  const DeclId id{static_cast<uint32_t>(&decl - shared_.checked.functions.data())};
  const bool is_reentered = shared_.graph.IsReentered(id);
  if (decreases_ == nullptr || decreases_->exprs.empty() ||
      MayLeaveEarly(shared_, CloseRow(decl.row)) ||
      (!is_reentered && !shared_.graph.CallsItself(id))) {
    decreases_ = nullptr;
    return;
  }
  decl_ = &decl;
  bool is_plain = true;
  for (const syntax::Expr* measure : decreases_->exprs) {
    TypeId type = OperandType(*measure);
    const Type& shape = shared_.types[type];
    if (shape.kind != TypeKind::kInt && shape.kind != TypeKind::kNat) {
      // Taking the size of a generic structure at each entry could cost more than the function does
      // (the reference does not do it either). Direct self calls that pass a part of their argument
      // need no size.
      is_plain &= shape.args.empty();
      type = Primitive(TypeKind::kInt);
    }
    rank_types_.push_back(type);
    rank_now_.push_back(NewLocal(type, "rank"));
  }
  has_slot_ = is_reentered && is_plain;
  if (has_slot_) {
    slot_ = shared_.RankSlot(id_, static_cast<uint32_t>(rank_types_.size()) + 1);
    rank_saved_.push_back(NewLocal(Primitive(TypeKind::kBool), "rank active"));
    for (const TypeId type : rank_types_) {
      rank_saved_.push_back(NewLocal(type, "rank before"));
    }
  }
}

const PExpr* FunctionElaborator::RankValue(const syntax::Expr& measure, TypeId& type) {
  type = OperandType(measure);
  const PExpr* value = Expr(measure, type);
  const TypeKind kind = KindOf(type);
  if (kind == TypeKind::kInt || kind == TypeKind::kNat) {
    return value;
  }
  RequireRegular(type, measure.range);
  type = Primitive(TypeKind::kInt);
  auto* node = New<PRank>(NodeTag::kRank, type, measure.range);
  node->value = value;
  return node;
}

std::vector<const PExpr*> FunctionElaborator::RankTuple(
    std::vector<std::pair<LocalId, const PExpr*>>& lets) {
  std::vector<const PExpr*> ranks;
  for (const syntax::Expr* measure : decreases_->exprs) {
    TypeId type;
    ranks.push_back(Share(RankValue(*measure, type), lets));
  }
  return ranks;
}

// Lexicographic: the first component that differs is smaller and not negative.
const PExpr* FunctionElaborator::RankDecreases(llvm::ArrayRef<const PExpr*> now,
                                               llvm::ArrayRef<const PExpr*> before) {
  const PExpr* less = MakeCompare(CompareOp::kLt, now[0], before[0]);
  if (KindOf(now[0]->type) == TypeKind::kInt) {
    less =
        MakeAnd(less, MakeCompare(CompareOp::kGe, now[0], MakeInt(0, now[0]->type, now[0]->range)));
  }
  if (now.size() == 1) {
    return less;
  }
  const PExpr* equal = MakeCompare(CompareOp::kEq, now[0], before[0]);
  return MakeIf(equal, RankDecreases(now.drop_front(), before.drop_front()), less,
                Primitive(TypeKind::kBool));
}

const PExpr* FunctionElaborator::RankCheck(const PExpr* condition, llvm::ArrayRef<const PExpr*> now,
                                           llvm::ArrayRef<const PExpr*> before) {
  std::vector<PShown> shown;
  for (size_t i = 0; i < now.size(); ++i) {
    const syntax::Expr& measure = *decreases_->exprs[i];
    const TypeKind kind = KindOf(OperandType(measure));
    const bool is_number = kind == TypeKind::kInt || kind == TypeKind::kNat;
    const std::string label = (is_number ? "" : "size of ") + Slice(measure.range);
    shown.push_back({shared_.program.NewString(label), now[i]});
    shown.push_back({shared_.program.NewString(label + " before"), before[i]});
  }
  const ObligationId obligation = Oblige(ObligationKind::kDecreases, TrapKind::kContract,
                                         decreases_->range, Slice(decreases_->range));
  return MakeCheck(condition, obligation, shown);
}

void FunctionElaborator::NoteSame(LocalId local, const PExpr* value) {
  if (local.index == LocalId::kNone || value->tag != NodeTag::kLocal) {
    return;
  }
  const uint32_t source = static_cast<const PLocal*>(value)->local.index;
  if (const auto part = part_of_.find(source); part != part_of_.end()) {
    const uint32_t whole = part->second;  // inserting may move the entry
    part_of_[local.index] = whole;
    return;
  }
  const auto same = same_as_.find(source);
  const uint32_t first = same == same_as_.end() ? source : same->second;
  same_as_[local.index] = first;
}

// What a constructor pattern binds is a strict part of the parameter that is taken apart, or of
// which that is a part.
void FunctionElaborator::NoteParts(const PPattern& pattern, const PExpr* value) {
  if (value->tag != NodeTag::kLocal) {
    return;
  }
  if (pattern.kind == PPatternKind::kBind) {
    return NoteSame(pattern.local, value);
  }
  uint32_t whole = static_cast<const PLocal*>(value)->local.index;
  if (const auto part = part_of_.find(whole); part != part_of_.end()) {
    whole = part->second;
  } else if (const auto same = same_as_.find(whole); same != same_as_.end()) {
    whole = same->second;
  }
  const auto note = [&](const auto& self, const PPattern& field) -> void {
    if (field.kind == PPatternKind::kBind && field.local.index != LocalId::kNone) {
      part_of_[field.local.index] = whole;
    }
    for (const PPattern* inner : field.fields) {
      self(self, *inner);
    }
  };
  note(note, pattern);
}

// The first measure is a parameter, and the call passes a strict part of it.
bool FunctionElaborator::DescendsStatically(llvm::ArrayRef<const PExpr*> args) {
  const auto* slot = syntax::As<syntax::SlotRef>(decreases_->exprs.front());
  if (slot == nullptr) {
    return false;
  }
  const uint32_t binder = source_.module->notes.binding[slot->id];
  size_t index = 0;
  for (const syntax::TypeExpr* param : decl_->syntax->params) {
    const LocalId local = bindings_.lookup(param->id);
    if (local.index == LocalId::kNone) {
      continue;
    }
    if (param->id == binder) {
      const PExpr* arg = args[index];
      const TypeKind kind = KindOf(arg->type);
      if (arg->tag != NodeTag::kLocal || kind == TypeKind::kInt || kind == TypeKind::kNat) {
        return false;
      }
      const auto part = part_of_.find(static_cast<const PLocal*>(arg)->local.index);
      return part != part_of_.end() && part->second == local.index;
    }
    ++index;
  }
  return false;
}

const PExpr* FunctionElaborator::SelfCallCheck(llvm::ArrayRef<const PExpr*> args) {
  if (DescendsStatically(args)) {
    return nullptr;
  }
  rank_used_ = true;
  // The measure is written over the parameters: for a moment they are the arguments.
  std::vector<std::pair<uint32_t, LocalId>> saved;
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  size_t index = 0;
  for (const syntax::TypeExpr* param : decl_->syntax->params) {
    const LocalId local = bindings_.lookup(param->id);
    if (local.index == LocalId::kNone) {
      continue;
    }
    saved.push_back({param->id, local});
    const PExpr* arg = args[index++];
    LocalId value;
    if (arg->tag == NodeTag::kLocal) {
      value = static_cast<const PLocal*>(arg)->local;
    } else {
      value = NewLocal(LocalType(local));
      lets.push_back({value, arg});
    }
    bindings_[param->id] = value;
  }
  const std::vector<const PExpr*> now = RankTuple(lets);
  for (const auto& [node, local] : saved) {
    bindings_[node] = local;
  }
  std::vector<const PExpr*> before;
  for (const LocalId local : rank_now_) {
    before.push_back(Read(local, decreases_->range));
  }
  return WrapLets(lets, RankCheck(RankDecreases(now, before), now, before));
}

void FunctionElaborator::AppendRankRestore(std::vector<const PExpr*>& items, SourceRange range) {
  for (uint32_t i = 0; i < rank_saved_.size(); ++i) {
    auto* node = New<PRankSlotSet>(NodeTag::kRankSlotSet, Primitive(TypeKind::kUnit), range);
    node->slot = slot_;
    node->component = i;
    node->value = Read(rank_saved_[i], range);
    items.push_back(node);
  }
}

// Measures this activation, and, with a slot, checks them against the activation before and takes
// its place.
const PExpr* FunctionElaborator::WrapRank(const PExpr* body) {
  if (decreases_ == nullptr || (!rank_used_ && !has_slot_)) {
    return body;
  }
  const SourceRange range = decreases_->range;
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  std::vector<const PExpr*> now;
  for (size_t i = 0; i < rank_now_.size(); ++i) {
    TypeId type;
    lets.push_back({rank_now_[i], RankValue(*decreases_->exprs[i], type)});
    now.push_back(Read(rank_now_[i], range));
  }
  if (!has_slot_) {
    return WrapLets(lets, body);
  }
  std::vector<const PExpr*> before;
  for (uint32_t i = 0; i < rank_saved_.size(); ++i) {
    auto* get = New<PRankSlotGet>(NodeTag::kRankSlotGet, LocalType(rank_saved_[i]), range);
    get->slot = slot_;
    get->component = i;
    lets.push_back({rank_saved_[i], get});
    if (i != 0) {
      before.push_back(Read(rank_saved_[i], range));
    }
  }
  const PExpr* holds = MakeIf(Read(rank_saved_[0], range), RankDecreases(now, before),
                              MakeBool(true, range), Primitive(TypeKind::kBool));
  std::vector<const PExpr*> items = {RankCheck(holds, now, before)};
  for (uint32_t i = 0; i < rank_saved_.size(); ++i) {
    auto* set = New<PRankSlotSet>(NodeTag::kRankSlotSet, Primitive(TypeKind::kUnit), range);
    set->slot = slot_;
    set->component = i;
    set->value = i == 0 ? MakeBool(true, range) : now[i - 1];
    items.push_back(set);
  }
  items.push_back(body);
  return WrapLets(lets, MakeSeq(items));
}

}  // namespace vera::sema
