// A recursive function that often returns at once, such as
//
//   sum(tree) = match tree { Leaf -> 0, Node(l, n, r) -> sum(l) + n + sum(r) }
//
// pays for a call, and for saving registers, only to find a leaf. Here it is divided: f keeps the
// test and the returns that need nothing else, and tail-calls f.rest, which is the whole old f, for
// everything that goes on. f is then so small that it is inlined wherever it is called
// (codegen::IsInlined), in f.rest above all: the recursion tests before it calls.
//
// f.rest tests once more; that costs an instruction or two, and keeps loops in one piece.

#include <optional>

#include "ir/passes/passes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace vera::ir {
namespace {

// A test that is inlined at every call must be small: ops that are copied, and branches in a row.
constexpr unsigned kMaxOps = 8;
constexpr unsigned kMaxBranches = 2;
// Every way on that is not an exit is a tail call of its own.
constexpr unsigned kMaxWaysOn = 2;

bool CallsItself(const Function& function, FuncId self) {
  for (const Block& block : function.blocks) {
    if (llvm::any_of(block.ops, [&](OpId id) {
          const Op& op = function.ops[id.index];
          return op.kind == OpKind::kCall && op.target == self.index;
        })) {
      return true;
    }
  }
  return false;
}

// Copies the paths from a function's entry to its early exits.
class EntryCopy {
 public:
  EntryCopy(const Function& from, FuncId rest) : from_(from), rest_(rest) {
    to_.name = from.name;
    to_.shown_name = from.shown_name;
    to_.param_types = from.param_types;
    to_.result = from.result;
    to_.may_throw = from.may_throw;
    to_.exported = from.exported;
    to_.source = from.source;
    to_.source_offset = from.source_offset;
    to_.source_end = from.source_end;
  }

  // Nothing if the function has no early exit, or not one that is cheap.
  std::optional<Function> Run() {
    to_.blocks.emplace_back();
    for (Type type : from_.param_types) {
      to_.blocks[0].params.push_back(NewValue(type));
    }
    const llvm::SmallVector<ValueId, 4> params = to_.blocks[0].params;
    Copy(BlockId{0}, params, BlockId{0}, 0);
    if (exits_ == 0 || ways_on_ == 0 || ways_on_ > kMaxWaysOn) {
      return std::nullopt;
    }
    return std::move(to_);
  }

 private:
  ValueId NewValue(Type type) {
    to_.value_types.push_back(type);
    return ValueId{static_cast<uint32_t>(to_.value_types.size() - 1)};
  }
  void Append(BlockId block, Op op) {
    to_.ops.push_back(std::move(op));
    to_.blocks[block.index].ops.push_back(OpId{static_cast<uint32_t>(to_.ops.size() - 1)});
  }
  ValueId Mapped(ValueId value) const { return values_.lookup(value.index); }

  // The ops of `source`, whose parameters are `args`, to the end of `target`, and what follows.
  void Copy(BlockId source, llvm::ArrayRef<ValueId> args, BlockId target, unsigned branches) {
    const Block& block = from_.blocks[source.index];
    for (size_t i = 0; i < args.size(); ++i) {
      values_[block.params[i].index] = args[i];
    }
    for (OpId id : block.ops) {
      const Op& op = from_.ops[id.index];
      if ((InfoOf(op.kind).traits & kTerminator) != 0) {
        End(op, target, branches);
        return;
      }
      if ((InfoOf(op.kind).traits & kPure) == 0 || ++ops_ > kMaxOps) {
        break;
      }
      Op copy = op;
      for (ValueId& operand : copy.operands) {
        operand = Mapped(operand);
      }
      copy.result = NewValue(op.type);
      values_[op.result.index] = copy.result;
      Append(target, std::move(copy));
    }
    GoOn(target, block.ops.empty() ? 0 : from_.ops[block.ops.back().index].location);
  }

  void End(const Op& op, BlockId target, unsigned branches) {
    switch (op.kind) {
      case OpKind::kRet: {
        Op ret = op;
        for (ValueId& operand : ret.operands) {
          operand = Mapped(operand);
        }
        Append(target, std::move(ret));
        ++exits_;
        return;
      }
      case OpKind::kBr: {
        // A cycle of empty blocks would never use up the ops.
        if (++ops_ <= kMaxOps) {
          const Successor& next = op.successors[0];
          llvm::SmallVector<ValueId, 4> args;
          for (ValueId arg : next.args) {
            args.push_back(Mapped(arg));
          }
          Copy(next.block, args, target, branches);
          return;
        }
        break;
      }
      case OpKind::kCondBr:
      case OpKind::kSwitch:
        if (branches < kMaxBranches) {
          Branch(op, target, branches + 1);
          return;
        }
        break;
      default:
        break;
    }
    GoOn(target, op.location);
  }

  void Branch(const Op& op, BlockId target, unsigned branches) {
    Op copy = op;
    copy.operands[0] = Mapped(op.operands[0]);
    for (Successor& successor : copy.successors) {
      successor.block = BlockId{static_cast<uint32_t>(to_.blocks.size())};
      successor.args.clear();
      to_.blocks.emplace_back();
    }
    const llvm::SmallVector<Successor, 0> arms = copy.successors;
    Append(target, std::move(copy));
    const llvm::DenseMap<uint32_t, ValueId> before = values_;
    for (size_t i = 0; i < arms.size(); ++i) {
      values_ = before;
      llvm::SmallVector<ValueId, 4> args;
      for (ValueId arg : op.successors[i].args) {
        args.push_back(Mapped(arg));
      }
      Copy(op.successors[i].block, args, arms[i].block, branches);
    }
  }

  void GoOn(BlockId target, uint32_t location) {
    Op call;
    call.kind = OpKind::kTailCall;
    call.target = rest_.index;
    call.operands.append(to_.blocks[0].params.begin(), to_.blocks[0].params.end());
    call.location = location;
    Append(target, std::move(call));
    ++ways_on_;
  }

  const Function& from_;
  FuncId rest_;
  Function to_;
  llvm::DenseMap<uint32_t, ValueId> values_;  // of from_, on the path that is being copied
  unsigned ops_ = 0;
  unsigned exits_ = 0;
  unsigned ways_on_ = 0;
};

}  // namespace

void PeelEarlyExits(Module& module) {
  const size_t count = module.functions.size();
  for (uint32_t i = 0; i < count; ++i) {
    const Function& function = module.functions[i];
    if (function.is_closure_body || function.blocks.empty() || !CallsItself(function, FuncId{i})) {
      continue;
    }
    std::optional<Function> entry =
        EntryCopy(function, FuncId{static_cast<uint32_t>(module.functions.size())}).Run();
    if (!entry) {
      continue;
    }
    Function rest = std::move(module.functions[i]);
    rest.name += kRestSuffix;
    rest.exported = false;
    module.functions[i] = std::move(*entry);
    module.functions.push_back(std::move(rest));
  }
}

}  // namespace vera::ir
