// Direct calls, calls through closures, tail calls, host functions.

#include "codegen/function_codegen.h"
#include "hostabi/host_function_table.h"
#include "support/check.h"

namespace vera::codegen {

namespace {

ir::Type TypeOfHost(hostabi::AbiType type) {
  switch (type) {
    case hostabi::AbiType::kVoid:
      return ir::Type::kVoid;
    case hostabi::AbiType::kI64:
      return ir::Type::kI64;
    case hostabi::AbiType::kI8:
      return ir::Type::kI8;
    case hostabi::AbiType::kBool:
      return ir::Type::kI1;
    case hostabi::AbiType::kF64:
      return ir::Type::kF64;
    case hostabi::AbiType::kRef:
      return ir::Type::kRef;
  }
  VERA_UNREACHABLE("codegen: type of a host function");
}

llvm::Function* DeclareHost(llvm::Module& module, const hostabi::HostFunction& row) {
  if (llvm::Function* known = module.getFunction(row.symbol)) {
    return known;
  }
  llvm::LLVMContext& context = module.getContext();
  llvm::SmallVector<llvm::Type*, 8> params(row.may_collect() ? 2 : 1,
                                           llvm::PointerType::get(context, 0));
  bool touches_heap = row.result == hostabi::AbiType::kRef;
  for (hostabi::AbiType type : row.parameters()) {
    params.push_back(TypeOf(context, TypeOfHost(type)));
    touches_heap |= type == hostabi::AbiType::kRef;
  }
  auto* type = llvm::FunctionType::get(TypeOf(context, TypeOfHost(row.result)), params, false);
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage,
                                          llvm::StringRef(row.symbol), module);
  function->setAttributes(ConventionAttributes(type));
  function->addFnAttr(llvm::Attribute::NoUnwind);
  if (row.effect == "pure" && !row.may_trap()) {
    // Not said of one that may trap: the instruction selector drops a call that only reads and
    // whose result nobody wants.
    function->setOnlyReadsMemory();
    if (!touches_heap) {
      function->setOnlyAccessesArgMemory();
    }
  }
  return function;
}

}  // namespace

llvm::CallInst* FunctionCodegen::EmitCall(const Prototype& prototype, llvm::Value* callee,
                                          llvm::ArrayRef<ir::Type> params,
                                          llvm::ArrayRef<llvm::Value*> args, llvm::Value* sp) {
  Values passed;
  for (llvm::Type* type : prototype.type->params()) {
    passed.push_back(llvm::PoisonValue::get(type));  // padding keeps this
  }
  passed[0] = context_;
  if (prototype.has_sp) {
    passed[1] = sp;
  }
  const auto numbers = ArgumentNumbers(prototype, params);
  for (size_t i = 0; i < numbers.size(); ++i) {
    llvm::Type* type = prototype.type->getParamType(numbers[i]);
    passed[numbers[i]] = type->isIntegerTy() ? builder_.CreateZExt(args[i], type) : args[i];
  }
  llvm::CallInst* call = builder_.CreateCall(prototype.type, callee, passed);
  call->setAttributes(ConventionAttributes(prototype.type));
  return call;
}

bool FunctionCodegen::Collects(const ir::Op& op) const {
  switch (op.kind) {
    case ir::OpKind::kCall:
    case ir::OpKind::kTailCall:
      return module_.ir.functions[op.target].collects;
    case ir::OpKind::kCallClosure:
    case ir::OpKind::kTailCallClosure:
      return module_.ir.signatures[op.target].collects;
    case ir::OpKind::kCallHost:
      return hostabi::kHostFunctions[op.target].may_collect();
    default:
      return (ir::InfoOf(op.kind).traits & ir::kCollects) != 0;
  }
}

// For callees that don't collect, and for tail calls, behind which nothing of this frame lives.
llvm::Value* FunctionCodegen::PassThroughSp() {
  return sp_ != nullptr ? sp_ : llvm::PoisonValue::get(builder_.getPtrTy());
}

void FunctionCodegen::FinishTailCall(llvm::CallInst* call) {
  VERA_CHECK(call->getFunctionType() == function_->getFunctionType(),
             "codegen: tail call between different prototypes");
  call->setTailCallKind(llvm::CallInst::TCK_MustTail);
  if (call->getType()->isVoidTy()) {
    builder_.CreateRetVoid();
  } else {
    builder_.CreateRet(call);
  }
}

void FunctionCodegen::LowerCall(const ir::Op& op) {
  const ir::Function& callee = module_.ir.functions[op.target];
  llvm::Value* sp = callee.collects ? StoreRoots(op) : PassThroughSp();
  llvm::CallInst* call = EmitCall(module_.abi.OfFunction({op.target}), module_.functions[op.target],
                                  callee.param_types, Operands(op), sp);
  if (op.type != ir::Type::kVoid) {
    Define(op, call);
  }
  LoadRelocated(op);
}

void FunctionCodegen::LowerTailCall(const ir::Op& op) {
  FinishTailCall(EmitCall(module_.abi.OfFunction({op.target}), module_.functions[op.target],
                          module_.ir.functions[op.target].param_types, Operands(op),
                          PassThroughSp()));
}

// The code pointer is the first scalar behind the references, whose number is in the header.
llvm::Value* FunctionCodegen::ClosureCode(llvm::Value* closure) {
  llvm::Value* header = Load(ir::Type::kI32, Address(closure, 0), Access::kHeader);
  llvm::Value* refs =
      builder_.CreateAnd(builder_.CreateLShr(header, gc::kRefCountShift), gc::kRefCountMask);
  static_assert(gc::ScalarOffset(0) == 8 && gc::ScalarOffset(1) == 8 && gc::ScalarOffset(2) == 16);
  llvm::Value* offset = builder_.CreateAnd(
      builder_.CreateAdd(builder_.CreateShl(refs, 2), builder_.getInt32(4 + 7)), ~uint64_t{7});
  llvm::Value* address = Address(builder_.CreateAdd(closure, offset), 0);
  return builder_.CreateIntToPtr(Load(ir::Type::kI64, address, Access::kField),
                                 builder_.getPtrTy());
}

void FunctionCodegen::LowerCallClosure(const ir::Op& op) {
  const ir::Signature& signature = module_.ir.signatures[op.target];
  Values args = Operands(op, 1);
  args.push_back(Operand(op, 0));
  llvm::Value* code = ClosureCode(args.back());
  llvm::Value* sp = signature.collects ? StoreRoots(op) : PassThroughSp();
  llvm::CallInst* call = EmitCall(module_.abi.OfSignature({op.target}), code,
                                  AbiTable::ClosureParams(signature), args, sp);
  if (op.type != ir::Type::kVoid) {
    Define(op, call);
  }
  LoadRelocated(op);
}

void FunctionCodegen::LowerTailCallClosure(const ir::Op& op) {
  Values args = Operands(op, 1);
  args.push_back(Operand(op, 0));
  FinishTailCall(EmitCall(module_.abi.OfSignature({op.target}), ClosureCode(args.back()),
                          AbiTable::ClosureParams(module_.ir.signatures[op.target]), args,
                          PassThroughSp()));
}

void FunctionCodegen::LowerCallHost(const ir::Op& op) {
  VERA_CHECK(op.target < hostabi::kHostFunctionCount, "codegen: no such host function");
  const hostabi::HostFunction& row = hostabi::kHostFunctions[op.target];
  VERA_CHECK(op.operands.size() == row.parameter_count && op.type == TypeOfHost(row.result),
             "codegen: host function called with another signature");
  llvm::Function* callee = DeclareHost(module_.llvm, row);
  Values args{context_};
  if (row.may_collect()) {
    args.push_back(StoreRoots(op));
  }
  args.append(Operands(op));
  // A host function traps with a kind only. 0 is no site: one left behind would blame this place
  // for a later trap.
  if (op.site.valid()) {
    StoreState(gc::StateField::trap_site, builder_.getInt32(op.site.index + 1));
  }
  llvm::CallInst* call = builder_.CreateCall(callee, args);
  call->setAttributes(callee->getAttributes());
  if (op.site.valid()) {
    StoreState(gc::StateField::trap_site, builder_.getInt32(0));
  }
  if (op.type != ir::Type::kVoid) {
    Define(op, call);
  }
  LoadRelocated(op);
}

}  // namespace vera::codegen
