#include "codegen/function_codegen.h"

#include "codegen/debug_locations.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/IR/MDBuilder.h"
#include "support/check.h"
#include "support/internal_error.h"

namespace vera::codegen {

FunctionCodegen::FunctionCodegen(ModuleContext& module, const ir::Function& ir,
                                 llvm::Function* function)
    : module_(module),
      ir_(ir),
      function_(function),
      prototype_(module.abi.OfFunction(
          ir::FuncId{static_cast<uint32_t>(&ir - module.ir.functions.data())})),
      builder_(function->getContext()),
      context_(function->getArg(0)),
      sp_(prototype_.has_sp ? function->getArg(1) : nullptr),
      values_(ir.value_types.size()),
      blocks_(ir.blocks.size()),
      unlikely_(llvm::MDBuilder(function->getContext()).createUnlikelyBranchWeights()) {}

void FunctionCodegen::Run() {
  const WorkScope work("generate", &ir_.name);
  builder_.SetInsertPoint(llvm::BasicBlock::Create(function_->getContext(), "", function_));
  // A definition dominates its uses, so in this order every operand has been lowered before.
  const std::vector<uint32_t> order = ReversePostOrder();
  // The first block is nobody's successor, in the IR as in LLVM.
  for (uint32_t b : order) {
    if (b != 0) {
      blocks_[b] = llvm::BasicBlock::Create(function_->getContext(), "", function_);
    }
  }
  builder_.SetCurrentDebugLocation(LocationAt(*function_, ir_.source_offset));
  CheckShadowStack();
  BindParams();
  for (uint32_t b : order) {
    builder_.SetInsertPoint(blocks_[b]);
    PlanAllocations(ir_.blocks[b]);
    for (ir::OpId id : ir_.blocks[b].ops) {
      const ir::Op& op = ir_.ops[id.index];
      builder_.SetCurrentDebugLocation(LocationAt(*function_, op.location));
      LowerOp(op);
    }
  }
}

std::vector<uint32_t> FunctionCodegen::ReversePostOrder() const {
  std::vector<uint32_t> order;
  llvm::BitVector seen(ir_.blocks.size());
  std::vector<std::pair<uint32_t, uint32_t>> stack{{0, 0}};
  seen.set(0);
  while (!stack.empty()) {
    auto& [block, next] = stack.back();
    const auto& successors = Terminator(block).successors;
    if (next == successors.size()) {
      order.push_back(block);
      stack.pop_back();
      continue;
    }
    // Last successor first: the first one then follows its predecessor in the result.
    const uint32_t to = successors[successors.size() - ++next].block.index;
    if (!seen.test(to)) {
      seen.set(to);
      stack.push_back({to, 0});
    }
  }
  std::reverse(order.begin(), order.end());
  return order;
}

// Parameters of blocks are phis.
void FunctionCodegen::BindParams() {
  for (uint32_t b = 1; b < blocks_.size(); ++b) {
    if (blocks_[b] == nullptr) {
      continue;
    }
    for (ir::ValueId param : ir_.blocks[b].params) {
      values_[param.index] =
          llvm::PHINode::Create(TypeFor(ir_.value_types[param.index]), 2, "", blocks_[b]);
    }
  }
  blocks_[0] = builder_.GetInsertBlock();
  const auto numbers = ArgumentNumbers(prototype_, ir_.param_types);
  for (size_t i = 0; i < numbers.size(); ++i) {
    llvm::Value* value = function_->getArg(numbers[i]);
    if (prototype_.padded && value->getType()->isIntegerTy()) {
      value = builder_.CreateTrunc(value, TypeFor(ir_.param_types[i]));
    }
    values_[ir_.blocks[0].params[i].index] = value;
  }
}

// Where nothing else stops a write past the shadow stack's end: one check for the largest frame of
// the function.
void FunctionCodegen::CheckShadowStack() {
  if (sp_ == nullptr || !module_.target.checks_shadow_stack()) {
    return;
  }
  size_t slots = 0;
  for (const ir::Op& op : ir_.ops) {
    if (!op.roots.empty() || (ir::InfoOf(op.kind).traits & ir::kCollects) != 0) {
      slots = std::max(slots, op.roots.size() + op.operands.size());
    }
  }
  llvm::BasicBlock* cold = NewColdBlock("shadow");
  BranchCold(builder_.CreateICmpUGT(SpAbove(slots), LoadState(gc::StateField::shadow_limit)), cold);
  llvm::BasicBlock* next = builder_.GetInsertBlock();
  Continue(cold);
  CallRuntime(RuntimeCall::vera_gc_trap,
              {context_, builder_.getInt32(static_cast<uint32_t>(gc::TrapKind::kStackExhausted))});
  builder_.CreateUnreachable();
  Continue(next);
}

void FunctionCodegen::LowerOp(const ir::Op& op) {
  constexpr uint8_t High = ir::kHigh;
  constexpr uint8_t Core = ir::kCore;
  switch (op.kind) {
#define VERA_OP(name, mnemonic, operands, results, attributes, traits, stages, doc) \
  case ir::OpKind::k##name:                                                         \
    if constexpr (((stages) & Core) != 0) {                                         \
      Lower##name(op);                                                              \
      return;                                                                       \
    }                                                                               \
    break;
#include "ir/ops.def"
#undef VERA_OP
    case ir::OpKind::kCount:
      break;
  }
  static_cast<void>(High);
  VERA_UNREACHABLE("codegen: op is not of the Core stage");
}

llvm::Value* FunctionCodegen::Use(ir::ValueId id) const {
  llvm::Value* value = values_[id.index];
  VERA_CHECK(value != nullptr, "codegen: value used before its definition");
  return value;
}

FunctionCodegen::Values FunctionCodegen::Operands(const ir::Op& op, unsigned from) const {
  Values values;
  for (ir::ValueId id : llvm::ArrayRef(op.operands).drop_front(from)) {
    values.push_back(Use(id));
  }
  return values;
}

llvm::BasicBlock* FunctionCodegen::Edge(const ir::Op& op, unsigned i) {
  const ir::Successor& successor = op.successors[i];
  llvm::BasicBlock* block = blocks_[successor.block.index];
  llvm::BasicBlock* from = builder_.GetInsertBlock();
  const bool shared = llvm::any_of(llvm::ArrayRef(op.successors).take_front(i),
                                   [&](const auto& s) { return s.block == successor.block; });
  if (shared && !successor.args.empty()) {
    // A phi has one value per predecessor.
    from = NewBlock("edge");
    llvm::BranchInst::Create(block, from);
  }
  for (size_t a = 0; a < successor.args.size(); ++a) {
    const ir::ValueId param = ir_.blocks[successor.block.index].params[a];
    llvm::cast<llvm::PHINode>(values_[param.index])->addIncoming(Use(successor.args[a]), from);
  }
  return shared && !successor.args.empty() ? from : block;
}

llvm::BasicBlock* FunctionCodegen::NewBlock(const char* name) {
  auto* block = llvm::BasicBlock::Create(function_->getContext(), name, function_);
  block->moveAfter(builder_.GetInsertBlock());
  return block;
}

llvm::BasicBlock* FunctionCodegen::NewColdBlock(const char* name) {
  return llvm::BasicBlock::Create(function_->getContext(), name, function_);
}

void FunctionCodegen::BranchCold(llvm::Value* condition, llvm::BasicBlock* cold) {
  BranchCold(condition, cold, NewBlock(""));
}

void FunctionCodegen::BranchCold(llvm::Value* condition, llvm::BasicBlock* cold,
                                 llvm::BasicBlock* otherwise) {
  builder_.CreateCondBr(condition, cold, otherwise, unlikely_);
  Continue(otherwise);
}

llvm::CallInst* FunctionCodegen::CallRuntime(RuntimeCall call, llvm::ArrayRef<llvm::Value*> args) {
  llvm::Function* callee = Declare(module_.llvm, call);
  llvm::CallInst* result = builder_.CreateCall(callee, args);
  result->setAttributes(callee->getAttributes());
  return result;
}

}  // namespace vera::codegen
