#ifndef VERA_IR_DOMINANCE_H_
#define VERA_IR_DOMINANCE_H_

#include <vector>

#include "ir/module.h"

// Control flow of one function: predecessors, reverse post-order and dominators. A snapshot: it is not updated when
// the function changes. Successors out of range are ignored, so that broken modules can be verified.

namespace vera::ir {

class ControlFlow {
 public:
  explicit ControlFlow(const Function& function);

  // Reachable blocks, each before its successors except along back edges; the entry is the first.
  const std::vector<BlockId>& reverse_post_order() const { return order_; }
  bool IsReachable(BlockId block) const { return position_[block.index] != kUnreached; }
  const std::vector<BlockId>& Predecessors(BlockId block) const {
    return predecessors_[block.index];  // the reachable ones, once per edge
  }
  BlockId ImmediateDominator(BlockId block) const { return idom_[block.index]; }  // entry: invalid
  // Reflexive. Everything dominates an unreachable block.
  bool Dominates(BlockId above, BlockId below) const;

 private:
  static constexpr uint32_t kUnreached = ~0u;
  void Order(const Function& function);
  void FindDominators();
  BlockId Intersect(BlockId a, BlockId b) const;

  std::vector<BlockId> order_;
  std::vector<uint32_t> position_;  // in order_, by block
  std::vector<std::vector<BlockId>> predecessors_;
  std::vector<BlockId> idom_;
};

// The terminator's successors; empty while the block has none.
llvm::ArrayRef<Successor> SuccessorsOf(const Function& function, BlockId block);

}  // namespace vera::ir

#endif  // VERA_IR_DOMINANCE_H_
