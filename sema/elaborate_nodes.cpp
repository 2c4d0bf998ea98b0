#include "sema/elaborate_function.h"

// Makers of Program nodes, with the little that they decide: which type a node has, and that lets
// and sequences stay flat.

namespace vera::sema {

LocalId FunctionElaborator::Use(LocalId* place, LocalId local) {
  *place = local;
  if (local.index != LocalId::kNone && outer_ != nullptr) {
    uses_.push_back(place);
  }
  return local;
}

const PExpr* FunctionElaborator::MakeInt(uint64_t bits, TypeId type, SourceRange range) {
  auto* node = New<PInt>(NodeTag::kInt, type, range);
  node->bits = bits;
  return node;
}

const PExpr* FunctionElaborator::MakeBool(bool value, SourceRange range) {
  return MakeInt(value ? 1 : 0, Primitive(TypeKind::kBool), range);
}

const PExpr* FunctionElaborator::MakeString(llvm::StringRef bytes, SourceRange range) {
  auto* node = New<PString>(NodeTag::kString, Primitive(TypeKind::kString), range);
  node->bytes = shared_.program.NewString(bytes);
  return node;
}

const PExpr* FunctionElaborator::MakeUnit(SourceRange range) {
  return New<PUnit>(NodeTag::kUnit, Primitive(TypeKind::kUnit), range);
}

const PExpr* FunctionElaborator::Read(LocalId local, SourceRange range) {
  return ReadAs(local, LocalType(local), range);
}

const PExpr* FunctionElaborator::ReadAs(LocalId local, TypeId type, SourceRange range) {
  if (local.index == LocalId::kNone) {
    return MakeUnit(range);
  }
  auto* node = New<PLocal>(NodeTag::kLocal, type, range);
  Use(&node->local, local);
  return node;
}

const PExpr* FunctionElaborator::MakeLet(LocalId local, const PExpr* value, const PExpr* body) {
  if (local.index == LocalId::kNone) {
    return value->tag == NodeTag::kUnit ? body : MakeSeq({value, body});
  }
  auto* node = New<PLet>(NodeTag::kLet, body->type, value->range);
  Use(&node->local, local);
  node->value = value;
  node->body = body;
  return node;
}

const PExpr* FunctionElaborator::MakeSeq(llvm::ArrayRef<const PExpr*> items) {
  if (items.size() == 1) {
    return items.front();
  }
  auto* node = New<PSeq>(NodeTag::kSeq, items.back()->type, items.front()->range);
  node->items = shared_.program.NewList<const PExpr*>(items);
  return node;
}

const PExpr* FunctionElaborator::MakeIf(const PExpr* condition, const PExpr* then_value,
                                        const PExpr* else_value, TypeId type) {
  auto* node = New<PIf>(NodeTag::kIf, type, condition->range);
  node->condition = condition;
  node->then_value = then_value;
  node->else_value = else_value;
  return node;
}

const PExpr* FunctionElaborator::MakeAnd(const PExpr* left, const PExpr* right) {
  return MakeIf(left, right, MakeBool(false, left->range), Primitive(TypeKind::kBool));
}

const PExpr* FunctionElaborator::MakeNot(const PExpr* operand) {
  auto* node = New<PNot>(NodeTag::kNot, Primitive(TypeKind::kBool), operand->range);
  node->operand = operand;
  return node;
}

const PExpr* FunctionElaborator::MakeCompare(CompareOp op, const PExpr* left, const PExpr* right) {
  auto* node = New<PCompare>(NodeTag::kCompare, Primitive(TypeKind::kBool), left->range);
  node->op = op;
  node->left = left;
  node->right = right;
  return node;
}

PArith* FunctionElaborator::MakeArith(ArithOp op, NumberKind number, const PExpr* left,
                                      const PExpr* right, SourceRange range) {
  static constexpr TypeKind kResults[] = {TypeKind::kInt, TypeKind::kNat, TypeKind::kFloat64};
  auto* node = New<PArith>(NodeTag::kArith, Primitive(kResults[static_cast<int>(number)]), range);
  node->op = op;
  node->number = number;
  node->left = left;
  node->right = right;
  if (number == NumberKind::kFloat) {
    return node;
  }
  const std::string text = Excerpt(range);
  if (op == ArithOp::kDiv || op == ArithOp::kMod) {
    node->obligation = Oblige(ObligationKind::kDivision, TrapKind::kDivideByZero, range, text);
  } else if (op == ArithOp::kSub && number == NumberKind::kNat) {
    // The reference has no trap kind of its own for underflow.
    node->obligation = Oblige(ObligationKind::kNatUnderflow, TrapKind::kUnreachable, range, text);
  } else {
    node->obligation = Oblige(ObligationKind::kOverflow, TrapKind::kOverflow, range, text);
  }
  return node;
}

const PExpr* FunctionElaborator::MakeCheck(const PExpr* condition, ObligationId obligation,
                                           llvm::ArrayRef<PShown> shown) {
  auto* node = New<PCheck>(NodeTag::kCheck, Primitive(TypeKind::kUnit), condition->range);
  node->condition = condition;
  node->obligation = obligation;
  node->shown = shared_.program.NewList<PShown>(shown);
  return node;
}

const PExpr* FunctionElaborator::MakeCall(FnId fn, Args args, TypeId result, SourceRange range,
                                          bool tail) {
  auto* node = New<PCall>(NodeTag::kCall, result, range);
  node->fn = fn;
  node->args = shared_.program.NewList<const PExpr*>(args);
  node->tail = tail;
  return node;
}

const PExpr* FunctionElaborator::MakeClosureCall(const PExpr* callee, Args args, TypeId result,
                                                 SourceRange range, bool tail) {
  auto* node = New<PCallClosure>(NodeTag::kCallClosure, result, range);
  node->callee = callee;
  node->args = shared_.program.NewList<const PExpr*>(args);
  node->tail = tail;
  return node;
}

const PExpr* FunctionElaborator::MakeThrow(const PExpr* code, const PExpr* payload,
                                           SourceRange range) {
  auto* node = New<PThrow>(NodeTag::kThrow, Primitive(TypeKind::kNever), range);
  node->code = code;
  node->payload = payload;
  return node;
}

const PExpr* FunctionElaborator::MakeTrap(ObligationKind kind, TrapKind trap, SourceRange range,
                                          std::string text) {
  auto* node = New<PTrap>(NodeTag::kTrap, Primitive(TypeKind::kNever), range);
  node->obligation = Oblige(kind, trap, range, std::move(text));
  return node;
}

const PExpr* FunctionElaborator::MakeCellGet(LocalId cell, TypeId content, SourceRange range) {
  if (cell.index == LocalId::kNone) {
    return MakeUnit(range);
  }
  auto* node = New<PCellGet>(NodeTag::kCellGet, content, range);
  node->cell = Read(cell, range);
  return node;
}

const PExpr* FunctionElaborator::MakeCellSet(LocalId cell, const PExpr* value) {
  if (cell.index == LocalId::kNone) {
    return value;
  }
  auto* node = New<PCellSet>(NodeTag::kCellSet, Primitive(TypeKind::kUnit), value->range);
  node->cell = Read(cell, value->range);
  node->value = value;
  return node;
}

PPattern* FunctionElaborator::BindPattern(LocalId local, TypeId type) {
  PPattern* pattern = shared_.program.NewPattern();
  pattern->type = type;
  pattern->kind = local.index == LocalId::kNone ? PPatternKind::kWildcard : PPatternKind::kBind;
  pattern->local = LocalId{LocalId::kNone};
  Use(&pattern->local, local);
  return pattern;
}

const PExpr* FunctionElaborator::Share(const PExpr* value,
                                       std::vector<std::pair<LocalId, const PExpr*>>& lets) {
  if (value->tag == NodeTag::kLocal || value->tag == NodeTag::kInt ||
      value->tag == NodeTag::kUnit) {
    return value;
  }
  if (!HasValue(value->type)) {
    lets.push_back({LocalId{LocalId::kNone}, value});
    return MakeUnit(value->range);
  }
  const LocalId local = NewLocal(value->type);
  lets.push_back({local, value});
  return Read(local, value->range);
}

const PExpr* FunctionElaborator::WrapLets(const std::vector<std::pair<LocalId, const PExpr*>>& lets,
                                          const PExpr* body) {
  for (auto let = lets.rbegin(); let != lets.rend(); ++let) {
    body = MakeLet(let->first, let->second, body);
  }
  return body;
}

}  // namespace vera::sema
