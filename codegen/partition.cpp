#include "codegen/partition.h"

#include <algorithm>
#include <tuple>

namespace vera::codegen {
namespace {

// Accessors, comparisons, the early exits of a recursive function (ir::PeelEarlyExits).
constexpr size_t kMaxInlinedOps = 12;

// Optimising an op costs some 150 us, so this is 75 ms.
constexpr size_t kThoroughOps = 500;

size_t OpCount(const ir::Function& function) {
  size_t count = 0;
  for (const ir::Block& block : function.blocks) {
    count += block.ops.size();
  }
  return count;
}

// Blocks are made in an order that goes forward but for loops; a false alarm only costs compile
// time.
bool HasLoop(const ir::Function& function) {
  for (uint32_t b = 0; b < function.blocks.size(); ++b) {
    if (function.blocks[b].ops.empty()) {
      continue;
    }
    for (const ir::Successor& s : function.ops[function.blocks[b].ops.back().index].successors) {
      if (s.block.index <= b) {
        return true;
      }
    }
  }
  return false;
}

// The call graph's strongly connected components (Tarjan's algorithm, with a stack of its own).
// Node `functions` stands for calls through closures, which may lead to any closure body.
class CallGraph {
 public:
  explicit CallGraph(const ir::Module& module) : callees_(module.functions.size() + 1) {
    const uint32_t closures = module.functions.size();
    for (uint32_t f = 0; f < closures; ++f) {
      const ir::Function& function = module.functions[f];
      if (function.is_closure_body) {
        callees_[closures].push_back(f);
      }
      for (const ir::Block& block : function.blocks) {
        for (ir::OpId id : block.ops) {
          const ir::Op& op = function.ops[id.index];
          if (op.kind == ir::OpKind::kCall || op.kind == ir::OpKind::kTailCall) {
            callees_[f].push_back(op.target);
          } else if (op.kind == ir::OpKind::kCallClosure ||
                     op.kind == ir::OpKind::kTailCallClosure) {
            callees_[f].push_back(closures);
          }
        }
      }
    }
    order_.assign(callees_.size(), 0);
    low_.assign(callees_.size(), 0);
    component_of_.assign(callees_.size(), 0);
    for (uint32_t node = 0; node < callees_.size(); ++node) {
      if (order_[node] == 0) {
        Visit(node);
      }
    }
  }

  const std::vector<uint32_t>& callees(uint32_t node) const { return callees_[node]; }
  uint32_t component_of(uint32_t node) const { return component_of_[node]; }
  // Callees before callers.
  const std::vector<std::vector<uint32_t>>& components() const { return components_; }

  bool IsCycle(uint32_t component) const {
    const auto& nodes = components_[component];
    return nodes.size() > 1 || std::find(callees_[nodes[0]].begin(), callees_[nodes[0]].end(),
                                         nodes[0]) != callees_[nodes[0]].end();
  }

 private:
  void Enter(uint32_t node) {
    order_[node] = low_[node] = ++counter_;
    open_.push_back(node);
    is_open_.resize(callees_.size());
    is_open_.set(node);
    path_.push_back({node, 0});
  }

  void Visit(uint32_t root) {
    Enter(root);
    while (!path_.empty()) {
      auto& [node, next] = path_.back();
      if (next < callees_[node].size()) {
        const uint32_t to = callees_[node][next++];
        if (order_[to] == 0) {
          Enter(to);
        } else if (is_open_.test(to)) {
          low_[node] = std::min(low_[node], order_[to]);
        }
        continue;
      }
      const uint32_t done = node;
      path_.pop_back();
      if (!path_.empty()) {
        low_[path_.back().first] = std::min(low_[path_.back().first], low_[done]);
      }
      if (low_[done] == order_[done]) {
        Close(done);
      }
    }
  }

  void Close(uint32_t root) {
    std::vector<uint32_t>& component = components_.emplace_back();
    uint32_t node;
    do {
      node = open_.back();
      open_.pop_back();
      is_open_.reset(node);
      component_of_[node] = components_.size() - 1;
      component.push_back(node);
    } while (node != root);
  }

  std::vector<std::vector<uint32_t>> callees_;
  std::vector<uint32_t> order_;
  std::vector<uint32_t> low_;
  std::vector<uint32_t> component_of_;
  std::vector<std::vector<uint32_t>> components_;
  std::vector<uint32_t> open_;
  llvm::BitVector is_open_;
  std::vector<std::pair<uint32_t, uint32_t>> path_;
  uint32_t counter_ = 0;
};

// How many loops and recursions are around each function at most, its own included: what runs most
// often is deepest.
std::vector<uint32_t> NestingDepths(const ir::Module& module, const CallGraph& graph) {
  const auto& components = graph.components();
  std::vector<uint32_t> depths(components.size(), 0);
  for (size_t c = components.size(); c-- > 0;) {
    bool repeats = graph.IsCycle(c);
    for (uint32_t node : components[c]) {
      repeats |= node < module.functions.size() && HasLoop(module.functions[node]);
    }
    depths[c] += repeats ? 1 : 0;
    for (uint32_t node : components[c]) {
      for (uint32_t callee : graph.callees(node)) {
        const uint32_t to = graph.component_of(callee);
        if (to != c) {
          depths[to] = std::max(depths[to], depths[c]);
        }
      }
    }
  }
  return depths;
}

}  // namespace

bool IsInlined(const ir::Function& function) {
  for (const ir::Block& block : function.blocks) {
    for (ir::OpId id : block.ops) {
      switch (function.ops[id.index].kind) {
        case ir::OpKind::kCall:
        case ir::OpKind::kCallClosure:
        case ir::OpKind::kCallHost:
        case ir::OpKind::kTailCallClosure:
          return false;
        default:
          break;
      }
    }
  }
  return OpCount(function) <= kMaxInlinedOps;
}

std::vector<Part> ChooseParts(const ir::Module& module, std::optional<Tier> tier) {
  if (tier) {
    return {{*tier, {}, true}};
  }
  const CallGraph graph(module);
  const std::vector<uint32_t> depths = NestingDepths(module, graph);
  size_t total = 0;
  std::vector<size_t> ops(depths.size(), 0);
  for (uint32_t f = 0; f < module.functions.size(); ++f) {
    const size_t count = OpCount(module.functions[f]);
    ops[graph.component_of(f)] += count;
    total += count;
  }
  std::vector<uint32_t> candidates;
  for (uint32_t c = 0; c < depths.size(); ++c) {
    if (depths[c] != 0) {
      candidates.push_back(c);
    }
  }
  if (candidates.empty() || total <= kThoroughOps) {
    return {{candidates.empty() ? Tier::kQuick : Tier::kThorough, {}, true}};
  }
  std::sort(candidates.begin(), candidates.end(), [&](uint32_t a, uint32_t b) {
    return std::tuple(-int64_t{depths[a]}, ops[a], a) < std::tuple(-int64_t{depths[b]}, ops[b], b);
  });
  llvm::BitVector hot(module.functions.size());
  size_t budget = kThoroughOps;
  for (uint32_t c : candidates) {
    if (ops[c] > budget) {
      continue;
    }
    budget -= ops[c];
    for (uint32_t node : graph.components()[c]) {
      if (node < module.functions.size()) {
        hot.set(node);
      }
    }
  }
  if (hot.none()) {
    return {{Tier::kQuick, {}, true}};
  }
  llvm::BitVector cold = hot;
  cold.flip();
  return {{Tier::kThorough, hot, false}, {Tier::kQuick, cold, true}};
}

}  // namespace vera::codegen
