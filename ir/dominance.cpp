#include "ir/dominance.h"

#include <algorithm>

namespace vera::ir {

llvm::ArrayRef<Successor> SuccessorsOf(const Function& function, BlockId block) {
  const std::vector<OpId>& ops = function.blocks[block.index].ops;
  return ops.empty() ? llvm::ArrayRef<Successor>()
                     : llvm::ArrayRef<Successor>(function.ops[ops.back().index].successors);
}

ControlFlow::ControlFlow(const Function& function)
    : position_(function.blocks.size(), kUnreached),
      predecessors_(function.blocks.size()),
      idom_(function.blocks.size()) {
  if (!function.blocks.empty()) {
    Order(function);
    FindDominators();
  }
}

// Depth first with an explicit stack: functions of long programs are deep.
void ControlFlow::Order(const Function& function) {
  struct Frame {
    BlockId block;
    size_t next;
  };
  constexpr uint32_t kEntered = kUnreached - 1;
  std::vector<Frame> stack{{BlockId{0}, 0}};
  position_[0] = kEntered;
  while (!stack.empty()) {
    Frame& frame = stack.back();
    llvm::ArrayRef<Successor> successors = SuccessorsOf(function, frame.block);
    if (frame.next == successors.size()) {
      order_.push_back(frame.block);
      stack.pop_back();
      continue;
    }
    BlockId to = successors[frame.next++].block;
    if (to.index < position_.size() && position_[to.index] == kUnreached) {
      position_[to.index] = kEntered;
      stack.push_back({to, 0});
    }
  }
  std::reverse(order_.begin(), order_.end());
  for (size_t i = 0; i < order_.size(); ++i) {
    position_[order_[i].index] = static_cast<uint32_t>(i);
    for (const Successor& successor : SuccessorsOf(function, order_[i])) {
      if (successor.block.index < predecessors_.size()) {
        predecessors_[successor.block.index].push_back(order_[i]);
      }
    }
  }
}

// Cooper, Harvey, Kennedy: "A simple, fast dominance algorithm".
void ControlFlow::FindDominators() {
  idom_[0] = BlockId{0};
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 1; i < order_.size(); ++i) {
      BlockId best;
      for (BlockId predecessor : predecessors_[order_[i].index]) {
        if (idom_[predecessor.index].valid()) {
          best = best.valid() ? Intersect(best, predecessor) : predecessor;
        }
      }
      if (idom_[order_[i].index] != best) {
        idom_[order_[i].index] = best;
        changed = true;
      }
    }
  }
  idom_[0] = BlockId{};
}

BlockId ControlFlow::Intersect(BlockId a, BlockId b) const {
  while (a != b) {
    BlockId& later = position_[a.index] > position_[b.index] ? a : b;
    later = idom_[later.index];
  }
  return a;
}

bool ControlFlow::Dominates(BlockId above, BlockId below) const {
  if (!IsReachable(below)) {
    return true;
  }
  while (below.valid() && position_[below.index] > position_[above.index]) {
    below = idom_[below.index];
  }
  return below == above;
}

}  // namespace vera::ir
