// Branches and returns.

#include "codegen/function_codegen.h"

namespace vera::codegen {

void FunctionCodegen::LowerBr(const ir::Op& op) { builder_.CreateBr(Edge(op, 0)); }

void FunctionCodegen::LowerCondBr(const ir::Op& op) {
  llvm::BasicBlock* if_true = Edge(op, 0);
  llvm::BasicBlock* if_false = Edge(op, 1);
  builder_.CreateCondBr(Operand(op, 0), if_true, if_false);
}

void FunctionCodegen::LowerSwitch(const ir::Op& op) {
  llvm::Value* value = Operand(op, 0);
  const unsigned count = op.cases.size();
  llvm::SmallVector<llvm::BasicBlock*, 8> blocks;
  for (unsigned i = 0; i <= count; ++i) {
    blocks.push_back(Edge(op, i));
  }
  llvm::SwitchInst* instruction = builder_.CreateSwitch(value, blocks[count], count);
  auto* type = llvm::cast<llvm::IntegerType>(value->getType());
  for (unsigned i = 0; i < count; ++i) {
    instruction->addCase(
        llvm::cast<llvm::ConstantInt>(llvm::ConstantInt::get(type, op.cases[i], false, true)),
        blocks[i]);
  }
}

void FunctionCodegen::LowerRet(const ir::Op& op) {
  if (op.operands.empty()) {
    builder_.CreateRetVoid();
  } else {
    builder_.CreateRet(Operand(op, 0));
  }
}

void FunctionCodegen::LowerUnreachable(const ir::Op&) { builder_.CreateUnreachable(); }

}  // namespace vera::codegen
