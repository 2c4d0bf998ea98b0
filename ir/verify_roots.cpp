#include "ir/function_verifier.h"
#include "llvm/ADT/BitVector.h"

// Every object may move at an op that collects, so from there on a reference defined before it is stale: only the
// value that the op lists as its relocation names the object. Forward data flow over "may be stale" sets.

namespace vera::ir {
namespace {

struct StaleState {
  llvm::BitVector at_entry;
  bool visited = false;
};

}  // namespace

bool FunctionVerifier::IsImmortal(const Op& op) const {
  return op.kind == OpKind::kConstNil || op.kind == OpKind::kConstNullary ||
         op.kind == OpKind::kConstLiteral;
}

void FunctionVerifier::CheckRelocation(const ControlFlow& flow) {
  uint32_t count = static_cast<uint32_t>(fn_.value_types.size());
  llvm::BitVector movable(count);
  for (uint32_t i = 0; i < count; ++i) {
    movable[i] = fn_.value_types[i] == Type::kRef;
  }
  for (const Block& block : fn_.blocks) {
    for (OpId id : block.ops) {
      const Op& op = fn_.ops[id.index];
      if (op.result.valid() && IsImmortal(op)) {
        movable.reset(op.result.index);
      }
    }
  }
  // What is defined makes its value fresh; what collects makes all others stale.
  auto step = [&](const Op& op, llvm::BitVector& stale) {
    if (MayCollect(module_, op, hosts_)) {
      stale |= movable;
    }
    for (ValueId value : op.relocated) {
      stale.reset(value.index);
    }
    if (op.result.valid()) {
      stale.reset(op.result.index);
    }
  };
  std::vector<StaleState> states(fn_.blocks.size());
  states[0].at_entry.resize(count);
  states[0].visited = true;
  for (bool changed = true; changed;) {
    changed = false;
    for (BlockId block : flow.reverse_post_order()) {
      llvm::BitVector stale = states[block.index].at_entry;
      for (ValueId param : fn_.blocks[block.index].params) {
        stale.reset(param.index);
      }
      for (OpId id : fn_.blocks[block.index].ops) {
        step(fn_.ops[id.index], stale);
      }
      for (const Successor& successor : SuccessorsOf(fn_, block)) {
        StaleState& next = states[successor.block.index];
        bool grows = !next.visited || stale.test(next.at_entry);
        if (!next.visited) {
          next.at_entry = stale;
          next.visited = true;
        } else if (grows) {
          next.at_entry |= stale;
        }
        changed |= grows;
      }
    }
  }
  for (BlockId block : flow.reverse_post_order()) {
    llvm::BitVector stale = states[block.index].at_entry;
    for (ValueId param : fn_.blocks[block.index].params) {
      stale.reset(param.index);
    }
    block_ = block.index;
    for (position_ = 0; position_ < fn_.blocks[block_].ops.size(); ++position_) {
      const Op& op = fn_.ops[fn_.blocks[block_].ops[position_].index];
      auto check = [&](ValueId value) {
        if (stale.test(value.index)) {
          Fault(op, "uses a reference from before an op that may collect");
        }
      };
      llvm::for_each(op.operands, check);
      llvm::for_each(op.roots, check);
      step(op, stale);
      for (const Successor& successor : op.successors) {
        llvm::for_each(successor.args, check);
      }
    }
  }
}

}  // namespace vera::ir
