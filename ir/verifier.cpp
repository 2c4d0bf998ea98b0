#include "ir/verifier.h"

#include "ir/function_verifier.h"
#include "llvm/ADT/StringSet.h"

namespace vera::ir {
namespace {

constexpr uint8_t kTrapKinds = 8;  // rows of gc/traps.def, which lies below this layer

std::string Index(const char* table, size_t index) {
  return std::string(table) + " " + std::to_string(index) + ": ";
}

void VerifyTables(const Module& module, std::vector<std::string>& faults) {
  for (size_t i = 0; i < module.layouts.size(); ++i) {
    const Layout& layout = module.layouts[i];
    if (!LayoutFits(layout.tag, layout.fields, layout.is_closure)) {
      faults.push_back(Index("layout", i) + "too large for an object");
      continue;
    }
    Layout expected = MakeLayout(layout.tag, layout.fields, layout.is_closure);
    if (layout.offsets != expected.offsets || layout.code_offset != expected.code_offset ||
        layout.ref_count != expected.ref_count || layout.size != expected.size) {
      faults.push_back(Index("layout", i) + "fields are not where MakeLayout puts them");
    }
  }
  for (size_t i = 0; i < module.signatures.size(); ++i) {
    if (llvm::is_contained(module.signatures[i].params, Type::kVoid)) {
      faults.push_back(Index("signature", i) + "a parameter is void");
    }
  }
  for (size_t i = 0; i < module.sites.size(); ++i) {
    const TrapSite& site = module.sites[i];
    if (site.trap >= kTrapKinds) {
      faults.push_back(Index("site", i) + "unknown trap");
    }
    if (site.source >= module.sources.size() || site.begin > site.end) {
      faults.push_back(Index("site", i) + "no such place in a source");
    }
    if (site.labels.size() != site.label_types.size()) {
      faults.push_back(Index("site", i) + "labels and their types differ in number");
    }
    for (uint8_t type : site.label_types) {
      if (!llvm::StringRef("inbyfs").contains(static_cast<char>(type))) {
        faults.push_back(Index("site", i) + "unknown type of a label");
      }
    }
  }
  if (module.entry.valid() && module.entry.index >= module.functions.size()) {
    faults.push_back("the entry is no function");
  }
}

}  // namespace

std::vector<std::string> Verify(const Module& module, Stage stage,
                                llvm::ArrayRef<HostInfo> hosts) {
  std::vector<std::string> faults;
  VerifyTables(module, faults);
  llvm::StringSet<> names;
  for (const Function& fn : module.functions) {
    if (fn.name.empty() || !names.insert(fn.name).second) {
      faults.push_back("function '" + fn.name + "': its name is empty or another's");
    }
    FunctionVerifier(module, fn, stage, hosts, faults).Verify();
  }
  return faults;
}

void FunctionVerifier::Fault(const std::string& what) {
  faults_.push_back("function '" + fn_.name + "': " + what);
}

void FunctionVerifier::Fault(const Op& op, const std::string& what) {
  Fault("b" + std::to_string(block_) + ", op " + std::to_string(position_) + " (" +
        InfoOf(op.kind).mnemonic + "): " + what);
}

void FunctionVerifier::Verify() {
  CheckHeader();
  if (!CheckStructure()) {
    return;
  }
  size_t before = faults_.size();
  CheckDefinitions();
  for (block_ = 0; block_ < fn_.blocks.size(); ++block_) {
    const Block& block = fn_.blocks[block_];
    for (position_ = 0; position_ < block.ops.size(); ++position_) {
      CheckOp(fn_.ops[block.ops[position_].index], position_ + 1 == block.ops.size());
    }
  }
  CheckUses(faults_.size() == before);
}

void FunctionVerifier::CheckHeader() {
  if (llvm::is_contained(fn_.param_types, Type::kVoid)) {
    Fault("a parameter is void");
  }
  if (fn_.is_closure_body && (fn_.param_types.empty() || fn_.param_types.back() != Type::kRef)) {
    Fault("the body of a closure takes its closure last");
  }
  if (fn_.source >= module_.sources.size()) {
    Fault("no such source");
  }
}

bool FunctionVerifier::CheckStructure() {
  if (fn_.blocks.empty()) {
    Fault("has no blocks");
    return false;
  }
  bool sound = true;
  auto check = [&](bool condition, const char* what) {
    if (!condition) {
      Fault("b" + std::to_string(block_) + ": " + what);
      sound = false;
    }
  };
  auto is_value = [&](ValueId value) { return value.index < fn_.value_types.size(); };
  for (block_ = 0; block_ < fn_.blocks.size(); ++block_) {
    const Block& block = fn_.blocks[block_];
    check(!block.ops.empty(), "has no terminator");
    check(llvm::all_of(block.params, is_value), "a parameter is no value");
    for (OpId id : block.ops) {
      check(id.index < fn_.ops.size(), "holds an op that there isn't");
      if (id.index >= fn_.ops.size()) {
        continue;
      }
      const Op& op = fn_.ops[id.index];
      check(op.kind < OpKind::kCount, "unknown op");
      check(llvm::all_of(op.operands, is_value), "an operand is no value");
      check(llvm::all_of(op.roots, is_value), "a root is no value");
      check(llvm::all_of(op.relocated, is_value), "a relocated value is no value");
      check(!op.result.valid() || is_value(op.result), "a result is no value");
      for (const Successor& successor : op.successors) {
        check(successor.block.index < fn_.blocks.size(), "a successor is no block");
        check(llvm::all_of(successor.args, is_value), "a successor's argument is no value");
      }
    }
  }
  return sound;
}

void FunctionVerifier::Define(ValueId value, Type type, BlockId block, uint32_t position) {
  Definition& definition = definitions_[value.index];
  if (definition.block.valid()) {
    Fault("b" + std::to_string(block.index) + ": a second definition of a value");
  }
  if (type == Type::kVoid || TypeOf(value) != type) {
    Fault("b" + std::to_string(block.index) + ": a value's type is not its definition's");
  }
  definition = {block, position};
}

void FunctionVerifier::CheckDefinitions() {
  definitions_.assign(fn_.value_types.size(), Definition());
  std::vector<Type> entry_types;
  for (ValueId param : fn_.blocks[0].params) {
    entry_types.push_back(TypeOf(param));
  }
  if (entry_types != fn_.param_types) {
    Fault("the entry block's parameters are not the function's");
  }
  for (uint32_t i = 0; i < fn_.blocks.size(); ++i) {
    for (ValueId param : fn_.blocks[i].params) {
      Define(param, TypeOf(param), BlockId{i}, 0);
    }
    for (uint32_t j = 0; j < fn_.blocks[i].ops.size(); ++j) {
      const Op& op = fn_.ops[fn_.blocks[i].ops[j].index];
      if (op.result.valid()) {
        Define(op.result, op.type, BlockId{i}, j + 1);
      }
      for (ValueId value : op.relocated) {
        Define(value, Type::kRef, BlockId{i}, j + 1);
      }
    }
  }
}

void FunctionVerifier::CheckUses(bool ops_are_sound) {
  ControlFlow flow(fn_);
  for (block_ = 0; block_ < fn_.blocks.size(); ++block_) {
    const Block& block = fn_.blocks[block_];
    for (position_ = 0; position_ < block.ops.size(); ++position_) {
      const Op& op = fn_.ops[block.ops[position_].index];
      for (ValueId value : op.operands) {
        CheckUse(value, BlockId{block_}, position_, flow);
      }
      for (ValueId value : op.roots) {
        CheckUse(value, BlockId{block_}, position_, flow);
      }
      for (const Successor& successor : op.successors) {
        for (ValueId value : successor.args) {
          CheckUse(value, BlockId{block_}, position_, flow);
        }
      }
    }
  }
  if (stage_ == kCore && ops_are_sound) {
    CheckRelocation(flow);
  }
}

void FunctionVerifier::CheckUse(ValueId value, BlockId block, uint32_t position,
                                const ControlFlow& flow) {
  const Definition& definition = definitions_[value.index];
  const Op& op = fn_.ops[fn_.blocks[block.index].ops[position].index];
  if (!definition.block.valid()) {
    Fault(op, "uses a value that is defined nowhere");
  } else if (definition.block == block ? definition.position > position
                                       : !flow.Dominates(definition.block, block)) {
    Fault(op, "uses a value whose definition does not dominate it");
  }
}

void FunctionVerifier::CheckOp(const Op& op, bool is_last) {
  const OpInfo& info = InfoOf(op.kind);
  bool terminator = (info.traits & kTerminator) != 0;
  if (terminator != is_last) {
    Fault(op, terminator ? "a terminator inside a block" : "the block has no terminator");
  }
  if (!(info.stages & stage_)) {
    Fault(op, "is not allowed in this stage");
  }
  if (op.roots.size() != op.relocated.size()) {
    Fault(op, "roots and relocated values differ in number");
  }
  for (ValueId root : op.roots) {
    if (TypeOf(root) != Type::kRef) {
      Fault(op, "a root is no reference");
    }
  }
  size_t before = faults_.size();
  CheckOperands(op);
  CheckResult(op);
  CheckAttributes(op);
  CheckSuccessors(op);
  // The rules look at operands and tables without asking again whether they are there.
  if (faults_.size() == before) {
    CheckRules(op);
    if (!op.roots.empty() && (stage_ != kCore || terminator || !MayCollect(module_, op, hosts_))) {
      Fault(op, "has roots, but nothing lives across it or it can't collect");
    }
  }
}

void FunctionVerifier::CheckOperands(const Op& op) {
  const OpSpec& spec = SpecOf(op.kind);
  size_t required = 0;
  for (const TypeSpec& operand : spec.operands) {
    required += operand.rule == TypeRule::kOptional ? 0 : 1;
  }
  if (op.operands.size() < required ||
      (!spec.variadic && op.operands.size() > spec.operands.size())) {
    Fault(op, "wrong number of operands");
    return;
  }
  for (size_t i = 0; i < op.operands.size() && i < spec.operands.size(); ++i) {
    Type type = TypeOf(op.operands[i]);
    bool right = spec.operands[i].rule == TypeRule::kFixed  ? type == spec.operands[i].type
                 : spec.operands[i].rule == TypeRule::kSame ? type == op.type
                                                            : type != Type::kVoid;
    if (!right) {
      Fault(op, "operand " + std::to_string(i) + " has the wrong type");
    }
  }
}

void FunctionVerifier::CheckResult(const Op& op) {
  const TypeSpec& spec = SpecOf(op.kind).result;
  bool right = spec.rule == TypeRule::kFixed ? op.type == spec.type
               : spec.rule == TypeRule::kAny ? op.type != Type::kVoid
                                             : true;
  if (!right || op.result.valid() != (op.type != Type::kVoid)) {
    Fault(op, "wrong type of result");
  }
}

void FunctionVerifier::CheckAttributes(const Op& op) {
  uint16_t attributes = SpecOf(op.kind).attributes;
  auto check = [&](Attribute attribute, bool condition, const char* what) {
    if ((attributes & attribute) && !condition) {
      Fault(op, what);
    }
  };
  check(kAttrFn, op.target < module_.functions.size(), "no such function");
  check(kAttrHost, hosts_.empty() ? op.target != ~0u : op.target < hosts_.size(),
        "no such host function");
  check(kAttrSig, op.target < module_.signatures.size(), "no such signature");
  check(kAttrLiteral, op.target < module_.literals.size(), "no such literal");
  check(kAttrSlot, op.target < module_.slot_count, "no such slot");
  check(kAttrLayout, op.layout.index < module_.layouts.size(), "no such layout");
  check(kAttrField,
        op.layout.index >= module_.layouts.size() ||
            op.field < module_.layouts[op.layout.index].fields.size(),
        "no such field");
  check(kAttrElem,
        op.elem == Type::kI1 || op.elem == Type::kI8 || op.elem == Type::kI64 ||
            op.elem == Type::kF64 || op.elem == Type::kRef,
        "arrays have no such elements");
  bool traps = (InfoOf(op.kind).traits & kTraps) != 0;
  check(kAttrSite, op.site.valid() ? op.site.index < module_.sites.size() : !traps,
        "no such site");
}

void FunctionVerifier::CheckSuccessors(const Op& op) {
  size_t expected = op.kind == OpKind::kSwitch ? op.cases.size() + 1 : FixedSuccessors(op.kind);
  if (op.successors.size() != expected || (op.kind != OpKind::kSwitch && !op.cases.empty())) {
    Fault(op, "wrong number of successors");
    return;
  }
  for (const Successor& successor : op.successors) {
    const Block& block = fn_.blocks[successor.block.index];
    if (successor.block.index == 0) {
      Fault(op, "the entry block is no successor");
    }
    bool agree = successor.args.size() == block.params.size();
    for (size_t i = 0; agree && i < block.params.size(); ++i) {
      agree = TypeOf(successor.args[i]) == TypeOf(block.params[i]);
    }
    if (!agree) {
      Fault(op, "arguments are not what b" + std::to_string(successor.block.index) + " takes");
    }
  }
}

}  // namespace vera::ir
