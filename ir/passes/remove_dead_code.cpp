#include "ir/passes/passes.h"
#include "llvm/ADT/BitVector.h"

namespace vera::ir {
namespace {

llvm::BitVector ReachableBlocks(const Function& function) {
  llvm::BitVector reachable(function.blocks.size());
  std::vector<uint32_t> work{0};
  reachable.set(0);
  while (!work.empty()) {
    const Block& block = function.blocks[work.back()];
    work.pop_back();
    for (const Successor& successor : function.ops[block.ops.back().index].successors) {
      if (!reachable.test(successor.block.index)) {
        reachable.set(successor.block.index);
        work.push_back(successor.block.index);
      }
    }
  }
  return reachable;
}

void DropUnreachable(Function& function) {
  const llvm::BitVector reachable = ReachableBlocks(function);
  if (reachable.all()) {
    return;
  }
  std::vector<uint32_t> renamed(function.blocks.size());
  std::vector<Block> kept;
  for (uint32_t i = 0; i < function.blocks.size(); ++i) {
    if (reachable.test(i)) {
      renamed[i] = static_cast<uint32_t>(kept.size());
      kept.push_back(std::move(function.blocks[i]));
    }
  }
  function.blocks = std::move(kept);
  for (const Block& block : function.blocks) {
    for (Successor& successor : function.ops[block.ops.back().index].successors) {
      successor.block.index = renamed[successor.block.index];
    }
  }
}

// Allocations have no effect but their result: an unused one may go too, unless it can trap.
bool IsRemovable(const Op& op) {
  const uint16_t traits = InfoOf(op.kind).traits;
  return op.result.valid() && (traits & (kWrites | kTraps | kMayThrow | kTerminator)) == 0 &&
         op.kind != OpKind::kCallHost;
}

// Uses are counted once, then falling counts release operands: linear in the function.
void DropUnused(Function& function) {
  std::vector<uint32_t> uses(function.value_types.size());
  std::vector<OpId> definition(function.value_types.size());
  auto count = [&](ValueId value) { ++uses[value.index]; };
  for (const Block& block : function.blocks) {
    for (OpId id : block.ops) {
      const Op& op = function.ops[id.index];
      llvm::for_each(op.operands, count);
      for (const Successor& successor : op.successors) {
        llvm::for_each(successor.args, count);
      }
      if (op.result.valid()) {
        definition[op.result.index] = id;
      }
    }
  }
  llvm::BitVector dead(function.ops.size());
  std::vector<OpId> work;
  auto consider = [&](OpId id) {
    const Op& op = function.ops[id.index];
    if (!dead.test(id.index) && IsRemovable(op) && uses[op.result.index] == 0) {
      dead.set(id.index);
      work.push_back(id);
    }
  };
  for (const Block& block : function.blocks) {
    llvm::for_each(block.ops, consider);
  }
  while (!work.empty()) {
    const Op& op = function.ops[work.back().index];
    work.pop_back();
    for (ValueId operand : op.operands) {
      if (--uses[operand.index] == 0 && definition[operand.index].valid()) {
        consider(definition[operand.index]);
      }
    }
  }
  if (dead.none()) {
    return;
  }
  for (Block& block : function.blocks) {
    llvm::erase_if(block.ops, [&](OpId id) { return dead.test(id.index); });
  }
}

llvm::BitVector ReachableFunctions(const Module& module) {
  llvm::BitVector reachable(module.functions.size());
  std::vector<uint32_t> work;
  auto reach = [&](uint32_t function) {
    if (!reachable.test(function)) {
      reachable.set(function);
      work.push_back(function);
    }
  };
  for (uint32_t f = 0; f < module.functions.size(); ++f) {
    if (module.functions[f].exported || module.entry.index == f) {
      reach(f);
    }
  }
  while (!work.empty()) {
    const Function& function = module.functions[work.back()];
    work.pop_back();
    for (const Block& block : function.blocks) {
      for (OpId id : block.ops) {
        const Op& op = function.ops[id.index];
        if (op.kind == OpKind::kCall || op.kind == OpKind::kTailCall ||
            op.kind == OpKind::kClosureNew) {
          reach(op.target);
        }
      }
    }
  }
  return reachable;
}

// What nobody calls keeps its number, but nothing else.
void DropBody(Function& function) {
  Block entry;
  for (uint32_t i = 0; i < function.param_types.size(); ++i) {
    entry.params.push_back(ValueId{i});
  }
  function.value_types = function.param_types;
  Op end;
  end.kind = OpKind::kUnreachable;
  function.ops = {std::move(end)};
  entry.ops.push_back(OpId{0});
  function.blocks = {std::move(entry)};
}

}  // namespace

void RemoveDeadCode(Module& module) {
  if (module.entry.valid()) {
    const llvm::BitVector reachable = ReachableFunctions(module);
    for (uint32_t f = 0; f < module.functions.size(); ++f) {
      if (!reachable.test(f) && !module.functions[f].blocks.empty()) {
        DropBody(module.functions[f]);
      }
    }
  }
  for (Function& function : module.functions) {
    if (!function.blocks.empty()) {
      DropUnreachable(function);
      DropUnused(function);
    }
  }
}

}  // namespace vera::ir
