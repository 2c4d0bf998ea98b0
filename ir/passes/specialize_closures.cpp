// A function that is given another one, as a fold or a list's map is, calls it through a closure:
// an indirect call that nothing can be inlined into. Where the closure is made in sight of the
// call, its body is known. The function is then specialised: in a copy for this body, each call of
// the parameter is a direct call of the body, which LLVM may inline. The closure is still passed,
// for what it captures.
//
// A parameter counts if it is only called or handed on: to the function itself in the same place
// (then the copy calls itself), or to others, which are specialised in their turn. Where all
// callers agree on the body, no copy is made: the function itself changes.

#include <algorithm>
#include <map>
#include <vector>

#include "ir/passes/passes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "support/check.h"

namespace vera::ir {
namespace {

constexpr size_t kMaxOps = 300;     // of a function that is copied
constexpr size_t kMaxCopies = 100;  // of a module

bool IsCall(const Op& op) { return op.kind == OpKind::kCall || op.kind == OpKind::kTailCall; }
bool IsClosureCall(const Op& op) {
  return op.kind == OpKind::kCallClosure || op.kind == OpKind::kTailCallClosure;
}

// Value -> body of the closure that it is known to be, in one function.
using KnownBodies = llvm::DenseMap<uint32_t, FuncId>;

// A direct call in `caller` of a function whose parameter is known.
struct Site {
  FuncId caller;
  OpId op;
};
// Of a function: a parameter and what it is known to be.
struct Choice {
  uint32_t param;
  FuncId body;
  friend bool operator<(Choice a, Choice b) {
    return std::pair(a.param, a.body.index) < std::pair(b.param, b.body.index);
  }
};

class Specializer {
 public:
  explicit Specializer(Module& module) : module_(module) { known_.resize(module.functions.size()); }

  void Run() {
    for (uint32_t f = 0; f < module_.functions.size(); ++f) {
      FindClosures(FuncId{f});
    }
    // Each round follows closures one call further; copies are added at the end and looked at in
    // the next.
    while (Round()) {
    }
  }

 private:
  template <typename Visit>
  void ForEachOp(const Function& function, Visit visit) {
    for (const Block& block : function.blocks) {
      for (OpId id : block.ops) {
        visit(id, function.ops[id.index]);
      }
    }
  }

  void FindClosures(FuncId id) {
    ForEachOp(module_.functions[id.index], [&](OpId, const Op& op) {
      if (op.kind == OpKind::kClosureNew) {
        known_[id.index][op.result.index] = FuncId{op.target};
      }
    });
  }

  // Whether the parameter is called at all, so that knowing it helps.
  bool IsCalled(FuncId id, uint32_t param) {
    const Function& function = module_.functions[id.index];
    const ValueId value = function.blocks[0].params[param];
    bool called = false;
    ForEachOp(function, [&](OpId, const Op& op) {
      called |= IsClosureCall(op) && op.operands[0] == value;
      // Handed on to somebody who calls it: one step is seen, the next round sees the next.
      if (IsCall(op) && op.target != id.index) {
        for (uint32_t i = 0; i < op.operands.size(); ++i) {
          called |= op.operands[i] == value && CallsParam(FuncId{op.target}, i);
        }
      }
    });
    return called;
  }
  bool CallsParam(FuncId id, uint32_t param) {
    const Function& function = module_.functions[id.index];
    if (function.blocks.empty() || param >= function.blocks[0].params.size()) {
      return false;
    }
    const ValueId value = function.blocks[0].params[param];
    bool called = false;
    ForEachOp(function,
              [&](OpId, const Op& op) { called |= IsClosureCall(op) && op.operands[0] == value; });
    return called;
  }

  bool IsKnown(FuncId id, uint32_t param) {
    const Function& function = module_.functions[id.index];
    return !function.blocks.empty() &&
           known_[id.index].contains(function.blocks[0].params[param].index);
  }

  // Whether the function, where it calls itself, passes the parameter on.
  bool PassesOn(FuncId id, uint32_t param) {
    const Function& function = module_.functions[id.index];
    const ValueId value = function.blocks[0].params[param];
    bool passes = true;
    ForEachOp(function, [&](OpId, const Op& op) {
      passes &= !IsCall(op) || op.target != id.index || op.operands[param] == value;
    });
    return passes;
  }

  // The calls of each function from outside itself, and what they know of one parameter.
  struct Callers {
    std::map<Choice, std::vector<Site>> known;
    size_t sites = 0;
  };

  std::vector<Callers> FindCallers() {
    std::vector<Callers> callers(module_.functions.size());
    for (uint32_t f = 0; f < module_.functions.size(); ++f) {
      ForEachOp(module_.functions[f], [&](OpId id, const Op& op) {
        if (op.kind == OpKind::kClosureNew) {
          ++callers[op.target].sites;  // called from places that cannot be seen
        }
        if (!IsCall(op) || op.target == f) {
          return;
        }
        ++callers[op.target].sites;
        for (uint32_t i = 0; i < op.operands.size(); ++i) {
          const auto body = known_[f].find(op.operands[i].index);
          if (body != known_[f].end() && !IsKnown(FuncId{op.target}, i)) {
            callers[op.target].known[{i, body->second}].push_back({FuncId{f}, id});
            return;  // one parameter per round
          }
        }
      });
    }
    return callers;
  }

  bool Round() {
    bool changed = false;
    const std::vector<Callers> callers = FindCallers();
    for (uint32_t f = 0; f < callers.size(); ++f) {
      for (const auto& [choice, sites] : callers[f].known) {
        changed |= Specialize(FuncId{f}, choice, sites, callers[f].sites == sites.size());
      }
    }
    return changed;
  }

  bool Specialize(FuncId id, Choice choice, llvm::ArrayRef<Site> sites, bool all_agree) {
    Function& function = module_.functions[id.index];
    if (function.blocks.empty() || function.is_closure_body || choice.body == id ||
        !IsCalled(id, choice.param)) {
      return false;
    }
    if (all_agree && !function.exported && module_.entry != id && PassesOn(id, choice.param)) {
      TeachParam(id, id, choice);
      return true;
    }
    const auto [entry, is_new] = copies_.try_emplace({id.index, choice}, FuncId());
    if (is_new) {
      if (copies_.size() > kMaxCopies || function.ops.size() > kMaxOps) {
        return false;
      }
      entry->second = Copy(id, choice);
    }
    if (!entry->second.valid()) {
      return false;
    }
    for (const Site& site : sites) {
      Op& call = module_.functions[site.caller.index].ops[site.op.index];
      VERA_DCHECK(call.target == id.index, "ir: a call that was specialised twice in a round");
      call.target = entry->second.index;
    }
    return true;
  }

  FuncId Copy(FuncId id, Choice choice) {
    const FuncId copy{static_cast<uint32_t>(module_.functions.size())};
    Function function = module_.functions[id.index];
    function.name += "." + std::to_string(copies_.size());
    function.exported = false;
    module_.functions.push_back(std::move(function));
    known_.push_back(known_[id.index]);
    TeachParam(copy, id, choice);
    return copy;
  }

  // In `id`, which was or is `original`, the parameter has this body.
  void TeachParam(FuncId id, FuncId original, Choice choice) {
    Function& function = module_.functions[id.index];
    const ValueId value = function.blocks[0].params[choice.param];
    known_[id.index][value.index] = choice.body;
    for (const Block& block : function.blocks) {
      for (OpId op_id : block.ops) {
        Op& op = function.ops[op_id.index];
        if (IsClosureCall(op) && op.operands[0] == value) {
          CallDirectly(op, choice.body);
        } else if (IsCall(op) && op.target == original.index &&
                   op.operands[choice.param] == value) {
          op.target = id.index;
        }
      }
    }
  }

  // The closure is the callee's first operand and the body's last parameter.
  static void CallDirectly(Op& op, FuncId body) {
    op.kind = op.kind == OpKind::kCallClosure ? OpKind::kCall : OpKind::kTailCall;
    op.target = body.index;
    std::rotate(op.operands.begin(), op.operands.begin() + 1, op.operands.end());
  }

  Module& module_;
  std::vector<KnownBodies> known_;  // by function
  std::map<std::pair<uint32_t, Choice>, FuncId> copies_;
};

}  // namespace

void SpecializeClosures(Module& module) { Specializer(module).Run(); }

}  // namespace vera::ir
