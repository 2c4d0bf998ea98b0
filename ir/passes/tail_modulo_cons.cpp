// A function whose last act is to put the result of its own call into a new object, such as
//
//   map(xs) = match xs { Nil -> Nil, Cons(x, rest) -> Cons(f(x), map(rest)) }
//
// need not wait for that call: the object is made first, with a hole, and the rest of the work
// fills it. So the call becomes a tail call, then a loop (SelfTailLoops): no stack however long the
// list, no second pass over the frames, and the cells are made in the order in which they are read.
// ("Tail Modulo Cons", Bour, Clément, Scherer, 2021.)
//
// For each such function f a twin f.fill(parameters..., holder) -> void is made that does what f
// does, but stores its result in the hole of `holder`. The hole has one place for all of f's sites.
// A site of f makes its object and calls the twin; a site of the twin makes its object, fills the
// holder's hole with it and tail-calls the twin with it as the next holder.
//
// When something traps on the way, the unfinished objects are garbage: nobody has seen them. The
// hole is nil until it is filled, which the collector accepts in any object.

#include <optional>

#include "ir/passes/passes.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace vera::ir {
namespace {

// Ends of a block: ..., %call = call f, moved ops..., %object = data.new(..., %call, ...), ret
// %object.
struct Site {
  BlockId block;
  size_t call;    // index in the block's ops
  size_t object;  // likewise; what lies between them does not need the call
  uint32_t field;
};

bool MayMoveBeforeCall(const Op& op) {
  // A read sees what the call wrote, so only pure ops move.
  return (InfoOf(op.kind).traits & kPure) != 0;
}

bool Uses(const Op& op, ValueId value) { return llvm::is_contained(op.operands, value); }

// The only field of a data.new that holds `value`; ~0u if there is none or more than one.
uint32_t OnlyField(const Op& object, ValueId value) {
  uint32_t field = ~0u;
  for (uint32_t i = 0; i < object.operands.size(); ++i) {
    if (object.operands[i] == value) {
      if (field != ~0u) {
        return ~0u;
      }
      field = i;
    }
  }
  return field;
}

std::optional<Site> FindSite(const Function& function, FuncId self, BlockId id) {
  const Block& block = function.blocks[id.index];
  if (block.ops.size() < 3) {
    return std::nullopt;
  }
  auto op = [&](size_t i) -> const Op& { return function.ops[block.ops[i].index]; };
  const size_t ret = block.ops.size() - 1;
  const size_t object = ret - 1;
  if (op(ret).kind != OpKind::kRet || op(object).kind != OpKind::kDataNew ||
      op(ret).operands.empty() || op(ret).operands[0] != op(object).result) {
    return std::nullopt;
  }
  for (size_t i = object; i-- > 0;) {
    if (op(i).kind == OpKind::kCall && op(i).target == self.index) {
      const uint32_t field = OnlyField(op(object), op(i).result);
      return field == ~0u ? std::nullopt : std::optional(Site{id, i, object, field});
    }
    if (!MayMoveBeforeCall(op(i))) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// An op between the call and the object that needs the call's result stays behind it; then the
// object cannot come first.
bool NeedsCall(const Function& function, const Site& site) {
  const Block& block = function.blocks[site.block.index];
  const ValueId result = function.ops[block.ops[site.call].index].result;
  for (size_t i = site.call + 1; i < site.object; ++i) {
    if (Uses(function.ops[block.ops[i].index], result)) {
      return true;
    }
  }
  return false;
}

class Transform {
 public:
  Transform(Module& module, FuncId self) : module_(module), self_(self) {}

  // The sites whose hole lies where that of the first one does; empty if there is nothing to do.
  bool FindSites() {
    const Function& function = module_.functions[self_.index];
    // What throws returns nothing that could be stored.
    if (function.result != Type::kRef || function.is_closure_body || function.may_throw ||
        function.blocks.empty()) {
      return false;
    }
    for (uint32_t b = 0; b < function.blocks.size(); ++b) {
      const std::optional<Site> site = FindSite(function, self_, BlockId{b});
      if (!site || NeedsCall(function, *site)) {
        continue;
      }
      const uint32_t offset = HoleOf(function, *site);
      if (sites_.empty()) {
        hole_ = offset;
      }
      if (offset == hole_) {
        sites_.push_back(*site);
      }
    }
    return !sites_.empty();
  }

  void Run() {
    MakeTwin();
    for (const Site& site : sites_) {
      Rewrite(module_.functions[self_.index], site, ValueId());
    }
  }

 private:
  uint32_t HoleOf(const Function& function, const Site& site) const {
    const Op& object = function.ops[function.blocks[site.block.index].ops[site.object].index];
    return module_.layouts[object.layout.index].offsets[site.field];
  }

  static OpId AddOp(Function& function, Op op) {
    function.ops.push_back(std::move(op));
    return OpId{static_cast<uint32_t>(function.ops.size() - 1)};
  }
  static ValueId AddValue(Function& function, Type type) {
    function.value_types.push_back(type);
    return ValueId{static_cast<uint32_t>(function.value_types.size() - 1)};
  }
  OpId Fill(Function& function, ValueId holder, ValueId value, uint32_t location) const {
    Op fill;
    fill.kind = OpKind::kDataFill;
    fill.operands = {holder, value};
    fill.imm = hole_;
    fill.location = location;
    return AddOp(function, std::move(fill));
  }

  void MakeTwin() {
    twin_ = FuncId{static_cast<uint32_t>(module_.functions.size())};
    Function twin = module_.functions[self_.index];
    twin.name += ".fill";
    twin.exported = false;
    twin.result = Type::kVoid;
    const ValueId holder = AddValue(twin, Type::kRef);
    twin.param_types.push_back(Type::kRef);
    twin.blocks[0].params.push_back(holder);
    llvm::DenseSet<uint32_t> is_site;
    for (const Site& site : sites_) {
      Rewrite(twin, site, holder);
      is_site.insert(site.block.index);
    }
    for (uint32_t b = 0; b < twin.blocks.size(); ++b) {
      if (!is_site.contains(b) && !twin.blocks[b].ops.empty()) {
        FillAtEnd(twin, twin.blocks[b], holder);
      }
    }
    module_.functions.push_back(std::move(twin));
  }

  // Object first, then the call of the twin: at the end of f itself, or in the twin, whose holder
  // then gets the object.
  void Rewrite(Function& function, const Site& site, ValueId holder) {
    Block& block = function.blocks[site.block.index];
    std::vector<OpId> ops(block.ops.begin(), block.ops.begin() + site.call);
    const OpId call = block.ops[site.call];
    ops.insert(ops.end(), block.ops.begin() + site.call + 1, block.ops.begin() + site.object);
    const OpId object = block.ops[site.object];
    const OpId ret = block.ops.back();

    Op nil;
    nil.kind = OpKind::kConstNil;
    nil.type = Type::kRef;
    nil.result = AddValue(function, Type::kRef);
    nil.location = function.ops[object.index].location;
    const ValueId nil_value = nil.result;
    ops.push_back(AddOp(function, std::move(nil)));
    function.ops[object.index].operands[site.field] = nil_value;
    ops.push_back(object);
    const ValueId object_value = function.ops[object.index].result;
    if (holder.valid()) {
      ops.push_back(Fill(function, holder, object_value, function.ops[object.index].location));
    }
    Op& recursion = function.ops[call.index];
    recursion.target = twin_.index;
    recursion.operands.push_back(object_value);
    recursion.type = Type::kVoid;
    recursion.result = ValueId();
    ops.push_back(call);
    if (holder.valid()) {
      recursion.kind = OpKind::kTailCall;
    } else {
      ops.push_back(ret);
    }
    block.ops = std::move(ops);
  }

  // What f returns goes into the hole.
  void FillAtEnd(Function& function, Block& block, ValueId holder) {
    const OpId last = block.ops.back();
    const OpKind kind = function.ops[last.index].kind;
    const uint32_t location = function.ops[last.index].location;
    if (kind == OpKind::kRet) {
      const ValueId value = function.ops[last.index].operands[0];
      const OpId fill = Fill(function, holder, value, location);
      function.ops[last.index].operands.clear();
      block.ops.insert(block.ops.end() - 1, fill);
      return;
    }
    if (kind == OpKind::kTailCall && function.ops[last.index].target == self_.index) {
      function.ops[last.index].target = twin_.index;
      function.ops[last.index].operands.push_back(holder);
      return;
    }
    if (kind != OpKind::kTailCall && kind != OpKind::kTailCallClosure) {
      return;
    }
    const ValueId value = AddValue(function, Type::kRef);
    Op& call = function.ops[last.index];
    call.kind = kind == OpKind::kTailCall ? OpKind::kCall : OpKind::kCallClosure;
    call.type = Type::kRef;
    call.result = value;
    const OpId fill = Fill(function, holder, value, location);
    Op ret;
    ret.kind = OpKind::kRet;
    ret.location = location;
    block.ops.push_back(fill);
    block.ops.push_back(AddOp(function, std::move(ret)));
  }

  Module& module_;
  FuncId self_;
  FuncId twin_;
  uint32_t hole_ = 0;
  std::vector<Site> sites_;
};

}  // namespace

void TailModuloCons(Module& module) {
  const size_t count = module.functions.size();
  for (uint32_t i = 0; i < count; ++i) {
    Transform transform(module, FuncId{i});
    if (transform.FindSites()) {
      transform.Run();
    }
  }
}

}  // namespace vera::ir
