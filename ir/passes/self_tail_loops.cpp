#include "ir/passes/passes.h"

namespace vera::ir {
namespace {

bool CallsItselfLast(const Function& function, FuncId self) {
  for (const Block& block : function.blocks) {
    if (block.ops.empty()) {
      continue;
    }
    const Op& last = function.ops[block.ops.back().index];
    if (last.kind == OpKind::kTailCall && last.target == self.index) {
      return true;
    }
  }
  return false;
}

// The entry's parameters are the function's and nothing may branch to it, so the old entry becomes
// the loop's head and a new entry only passes its parameters on.
void MakeLoop(Function& function, FuncId self) {
  const BlockId head{static_cast<uint32_t>(function.blocks.size())};
  function.blocks.push_back(std::move(function.blocks[0]));
  Block entry;
  Op jump;
  jump.kind = OpKind::kBr;
  Successor to_head{head, {}};
  for (Type type : function.param_types) {
    const ValueId param{static_cast<uint32_t>(function.value_types.size())};
    function.value_types.push_back(type);
    entry.params.push_back(param);
    to_head.args.push_back(param);
  }
  jump.successors.push_back(std::move(to_head));
  entry.ops.push_back(OpId{static_cast<uint32_t>(function.ops.size())});
  function.ops.push_back(std::move(jump));
  function.blocks[0] = std::move(entry);

  for (const Block& block : function.blocks) {
    Op& last = function.ops[block.ops.back().index];
    if (last.kind == OpKind::kTailCall && last.target == self.index) {
      Successor again{head, {}};
      again.args.append(last.operands.begin(), last.operands.end());
      last.kind = OpKind::kBr;
      last.target = ~0u;
      last.operands.clear();
      last.successors.push_back(std::move(again));
    }
  }
}

}  // namespace

void SelfTailLoops(Module& module) {
  for (uint32_t i = 0; i < module.functions.size(); ++i) {
    if (CallsItselfLast(module.functions[i], FuncId{i})) {
      MakeLoop(module.functions[i], FuncId{i});
    }
  }
}

}  // namespace vera::ir
