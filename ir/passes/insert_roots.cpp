// Roots by renaming. A collection may move every object, so a reference that is needed after an op
// which may collect gets a new name there: the op stores the old one as a root and defines the new
// one. Seen as variables, each original reference is a variable that such ops assign to; this file
// is SSA construction for them.
//
//   1. Liveness of references, backwards over blocks. Immortal constants never move and are left
//   out.
//   2. Which variables can arrive at a block under another than their first name ("renamed"),
//   forwards. A block with several
//      predecessors gets a parameter for each such variable that is live there.
//   3. One walk in reverse post-order rewrites operands and fills Op::roots and Op::relocated.

#include "ir/passes/passes.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"

namespace vera::ir {
namespace {

class RootInserter {
 public:
  RootInserter(const Module& module, Function& function, llvm::ArrayRef<HostInfo> hosts)
      : module_(module),
        function_(function),
        hosts_(hosts),
        value_count_(function.value_types.size()) {}

  void Run() {
    FindMovable();
    OrderBlocks();
    FindLiveness();
    if (!FindRenamed()) {
      return;
    }
    AddParams();
    Rewrite();
  }

 private:
  const Op& OpAt(OpId id) const { return function_.ops[id.index]; }
  bool CollectsAt(OpId id) const { return MayCollect(module_, OpAt(id), hosts_); }

  void FindMovable() {
    movable_.resize(value_count_);
    for (uint32_t v = 0; v < value_count_; ++v) {
      movable_[v] = function_.value_types[v] == Type::kRef;
    }
    for (const Block& block : function_.blocks) {
      for (OpId id : block.ops) {
        const Op& op = OpAt(id);
        if (op.kind == OpKind::kConstNil || op.kind == OpKind::kConstNullary ||
            op.kind == OpKind::kConstLiteral) {
          movable_.reset(op.result.index);
        }
      }
    }
  }

  void OrderBlocks() {
    const uint32_t count = function_.blocks.size();
    predecessors_.resize(count);
    llvm::BitVector seen(count);
    // (block, next successor): an explicit stack, since a chain of blocks can be long.
    std::vector<std::pair<uint32_t, uint32_t>> stack{{0, 0}};
    seen.set(0);
    while (!stack.empty()) {
      auto& [block, next] = stack.back();
      const auto& successors = OpAt(function_.blocks[block].ops.back()).successors;
      if (next == successors.size()) {
        order_.push_back(block);
        stack.pop_back();
        continue;
      }
      const uint32_t to = successors[next++].block.index;
      predecessors_[to].push_back(block);
      if (!seen.test(to)) {
        seen.set(to);
        stack.push_back({to, 0});
      }
    }
    std::reverse(order_.begin(), order_.end());
  }

  void Use(llvm::BitVector& live, llvm::ArrayRef<ValueId> values) const {
    for (ValueId value : values) {
      if (movable_[value.index]) {
        live.set(value.index);
      }
    }
  }

  // What is live before `op`, given what is live after it.
  void Step(const Op& op, llvm::BitVector& live) const {
    if (op.result.valid()) {
      live.reset(op.result.index);
    }
    Use(live, op.operands);
  }

  llvm::BitVector LiveOut(uint32_t block) const {
    llvm::BitVector live(value_count_);
    for (const Successor& successor : OpAt(function_.blocks[block].ops.back()).successors) {
      live |= live_in_[successor.block.index];
      Use(live, successor.args);
    }
    return live;
  }

  void FindLiveness() {
    live_in_.assign(function_.blocks.size(), llvm::BitVector(value_count_));
    for (bool changed = true; changed;) {
      changed = false;
      for (uint32_t b : llvm::reverse(order_)) {
        const Block& block = function_.blocks[b];
        llvm::BitVector live = LiveOut(b);
        for (OpId id : llvm::reverse(block.ops)) {
          Step(OpAt(id), live);
        }
        for (ValueId param : block.params) {
          live.reset(param.index);
        }
        if (live != live_in_[b]) {
          live_in_[b] = std::move(live);
          changed = true;
        }
      }
    }
  }

  // The roots of each collecting op (variables live after it, its own result excepted), by a
  // backward walk; terminators have none, since nothing lives in this frame after a tail call.
  bool FindRenamed() {
    roots_.resize(function_.ops.size());
    std::vector<llvm::BitVector> moved(function_.blocks.size(), llvm::BitVector(value_count_));
    bool any = false;
    for (uint32_t b : order_) {
      llvm::BitVector live = LiveOut(b);
      for (OpId id : llvm::reverse(function_.blocks[b].ops)) {
        const Op& op = OpAt(id);
        const bool terminator = (InfoOf(op.kind).traits & kTerminator) != 0;
        if (op.result.valid()) {
          live.reset(op.result.index);
        }
        if (!terminator && CollectsAt(id)) {
          for (unsigned v : live.set_bits()) {
            roots_[id.index].push_back(ValueId{v});
          }
          moved[b] |= live;
          any |= live.any();
        }
        Use(live, op.operands);
      }
    }
    if (!any) {
      return false;
    }
    renamed_in_.assign(function_.blocks.size(), llvm::BitVector(value_count_));
    for (bool changed = true; changed;) {
      changed = false;
      for (uint32_t b : order_) {
        llvm::BitVector renamed(value_count_);
        for (uint32_t p : predecessors_[b]) {
          renamed |= moved[p];
          renamed |= renamed_in_[p];
        }
        renamed &= live_in_[b];
        if (renamed != renamed_in_[b]) {
          renamed_in_[b] = std::move(renamed);
          changed = true;
        }
      }
    }
    return true;
  }

  ValueId NewRef() {
    const ValueId value{static_cast<uint32_t>(function_.value_types.size())};
    function_.value_types.push_back(Type::kRef);
    return value;
  }

  void AddParams() {
    joined_.resize(function_.blocks.size());
    for (uint32_t b : order_) {
      if (predecessors_[b].size() < 2) {
        continue;
      }
      for (unsigned v : renamed_in_[b].set_bits()) {
        joined_[b].push_back(ValueId{v});
        function_.blocks[b].params.push_back(NewRef());
      }
    }
  }

  using Names = llvm::DenseMap<uint32_t, ValueId>;  // variable -> its name here, if not its first

  static void Rename(const Names& names, llvm::MutableArrayRef<ValueId> values) {
    for (ValueId& value : values) {
      auto found = names.find(value.index);
      if (found != names.end()) {
        value = found->second;
      }
    }
  }

  static ValueId NameOf(const Names& names, ValueId variable) {
    auto found = names.find(variable.index);
    return found == names.end() ? variable : found->second;
  }

  Names NamesAtStart(uint32_t b, const std::vector<Names>& at_end) {
    Names names;
    if (predecessors_[b].size() == 1) {
      const Names& inherited = at_end[predecessors_[b][0]];
      for (unsigned v : renamed_in_[b].set_bits()) {
        names[v] = NameOf(inherited, ValueId{v});
      }
      return names;
    }
    const Block& block = function_.blocks[b];
    const size_t first = block.params.size() - joined_[b].size();
    for (size_t i = 0; i < joined_[b].size(); ++i) {
      names[joined_[b][i].index] = block.params[first + i];
    }
    return names;
  }

  void Rewrite() {
    std::vector<Names> at_end(function_.blocks.size());
    for (uint32_t b : order_) {
      Names names = NamesAtStart(b, at_end);
      for (OpId id : function_.blocks[b].ops) {
        Op& op = function_.ops[id.index];
        Rename(names, op.operands);
        for (ValueId variable : roots_[id.index]) {
          op.roots.push_back(NameOf(names, variable));
        }
        for (ValueId variable : roots_[id.index]) {
          const ValueId fresh = NewRef();
          op.relocated.push_back(fresh);
          names[variable.index] = fresh;
        }
        for (Successor& successor : op.successors) {
          Rename(names, successor.args);
          for (ValueId variable : joined_[successor.block.index]) {
            successor.args.push_back(NameOf(names, variable));
          }
        }
      }
      at_end[b] = std::move(names);
    }
  }

  const Module& module_;
  Function& function_;
  llvm::ArrayRef<HostInfo> hosts_;
  const uint32_t value_count_;  // of variables: values added here are names, not variables
  llvm::BitVector movable_;
  std::vector<uint32_t> order_;  // reverse post-order, reachable blocks only
  std::vector<llvm::SmallVector<uint32_t, 2>> predecessors_;
  std::vector<llvm::BitVector> live_in_;
  std::vector<llvm::SmallVector<ValueId, 4>> roots_;  // by OpId
  std::vector<llvm::BitVector> renamed_in_;
  std::vector<llvm::SmallVector<ValueId, 4>> joined_;  // variables whose names meet at a block
};

}  // namespace

void InsertRoots(Module& module, llvm::ArrayRef<HostInfo> hosts) {
  for (Function& function : module.functions) {
    if (!function.blocks.empty() && function.collects) {
      RootInserter(module, function, hosts).Run();
    }
  }
}

}  // namespace vera::ir
