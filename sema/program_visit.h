#ifndef VERA_SEMA_PROGRAM_VISIT_H_
#define VERA_SEMA_PROGRAM_VISIT_H_

#include "sema/program.h"

// The one place that knows which parts of an elaborated expression are expressions, in the order of
// their evaluation.

namespace vera::sema {

template <typename T>
const T& Cast(const PExpr& node) {
  return static_cast<const T&>(node);
}

template <typename Visitor>
void ForEachChild(const PExpr& node, Visitor&& visit) {
  const auto all = [&](PList<const PExpr*> items) {
    for (const PExpr* item : items) {
      visit(*item);
    }
  };
  const auto some = [&](const PExpr* item) {
    if (item != nullptr) {
      visit(*item);
    }
  };
  switch (node.tag) {
    case NodeTag::kInt:
    case NodeTag::kFloat:
    case NodeTag::kString:
    case NodeTag::kUnit:
    case NodeTag::kLocal:
    case NodeTag::kTrap:
    case NodeTag::kFreshCode:
    case NodeTag::kRankSlotGet:
      return;
    case NodeTag::kLet:
      some(Cast<PLet>(node).value);
      return some(Cast<PLet>(node).body);
    case NodeTag::kSeq:
      return all(Cast<PSeq>(node).items);
    case NodeTag::kIf:
      some(Cast<PIf>(node).condition);
      some(Cast<PIf>(node).then_value);
      return some(Cast<PIf>(node).else_value);
    case NodeTag::kNot:
      return some(Cast<PNot>(node).operand);
    case NodeTag::kArith:
      some(Cast<PArith>(node).left);
      return some(Cast<PArith>(node).right);
    case NodeTag::kCompare:
      some(Cast<PCompare>(node).left);
      return some(Cast<PCompare>(node).right);
    case NodeTag::kDerived:
      return all(Cast<PDerived>(node).args);
    case NodeTag::kCall:
      return all(Cast<PCall>(node).args);
    case NodeTag::kCallClosure:
      some(Cast<PCallClosure>(node).callee);
      return all(Cast<PCallClosure>(node).args);
    case NodeTag::kCallBuiltin:
      return all(Cast<PCallBuiltin>(node).args);
    case NodeTag::kCallHost:
      return all(Cast<PCallHost>(node).args);
    case NodeTag::kConcat:
      return all(Cast<PConcat>(node).pieces);
    case NodeTag::kMakeClosure:
      return all(Cast<PMakeClosure>(node).captures);
    case NodeTag::kConstruct:
      return all(Cast<PConstruct>(node).fields);
    case NodeTag::kField:
      return some(Cast<PField>(node).object);
    case NodeTag::kArray:
      return all(Cast<PArray>(node).elements);
    case NodeTag::kIndex:
      some(Cast<PIndex>(node).array);
      return some(Cast<PIndex>(node).index);
    case NodeTag::kMatch:
      some(Cast<PMatch>(node).scrutinee);
      for (const PArm& arm : Cast<PMatch>(node).arms) {
        visit(*arm.body);
      }
      return;
    case NodeTag::kCheck:
      some(Cast<PCheck>(node).condition);
      for (const PShown& shown : Cast<PCheck>(node).shown) {
        visit(*shown.value);
      }
      return;
    case NodeTag::kCellNew:
      return some(Cast<PCellNew>(node).init);
    case NodeTag::kCellGet:
      return some(Cast<PCellGet>(node).cell);
    case NodeTag::kCellSet:
      some(Cast<PCellSet>(node).cell);
      return some(Cast<PCellSet>(node).value);
    case NodeTag::kThrow:
      some(Cast<PThrow>(node).code);
      return some(Cast<PThrow>(node).payload);
    case NodeTag::kCatch:
      some(Cast<PCatch>(node).code);
      some(Cast<PCatch>(node).body);
      return some(Cast<PCatch>(node).handler);
    case NodeTag::kRankSlotSet:
      return some(Cast<PRankSlotSet>(node).value);
    case NodeTag::kRank:
      return some(Cast<PRank>(node).value);
  }
}

}  // namespace vera::sema

#endif  // VERA_SEMA_PROGRAM_VISIT_H_
