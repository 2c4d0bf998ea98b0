#ifndef VERA_IR_BUILDER_H_
#define VERA_IR_BUILDER_H_

#include "ir/module.h"

// Appends ops at the end of a block. One method per group of ops; attributes are explicit.

namespace vera::ir {

class Builder {
 public:
  Builder(Module& module, FuncId function) : module_(module), function_(function) {}

  Module& module() { return module_; }
  Function& function() { return module_.functions[function_.index]; }
  FuncId function_id() const { return function_; }

  BlockId NewBlock();
  ValueId AddParam(BlockId block, Type type);  // of the entry: also a parameter of the function
  void SetBlock(BlockId block) { block_ = block; }
  BlockId block() const { return block_; }
  bool terminated();  // the current block has its terminator
  void SetLocation(uint32_t offset) { location_ = offset; }
  Type TypeOf(ValueId value) { return function().value_types[value.index]; }

  ValueId ConstI64(int64_t value);
  ValueId ConstI32(uint32_t value);
  ValueId ConstI8(uint8_t value);
  ValueId ConstI1(bool value);
  ValueId ConstF64(double value);
  ValueId ConstNil();
  ValueId ConstNullary(uint32_t tag);
  ValueId ConstString(llvm::StringRef bytes);

  // Ops whose operands and result type say all: arithmetic, bits, floats, array.len, data.tag, ...
  ValueId Emit(OpKind kind, Type result, llvm::ArrayRef<ValueId> operands, SiteId site = {});
  ValueId Icmp(Pred pred, ValueId left, ValueId right);
  ValueId Fcmp(Pred pred, ValueId left, ValueId right);
  ValueId Not(ValueId value);

  ValueId DataNew(LayoutId layout, llvm::ArrayRef<ValueId> fields);
  ValueId DataGet(LayoutId layout, uint32_t field, ValueId object);
  ValueId ClosureNew(FuncId fn, LayoutId layout, llvm::ArrayRef<ValueId> captures);
  ValueId CellGet(ValueId cell, Type type);
  ValueId ArrayNew(Type elem, ValueId length, SiteId site);
  ValueId ArrayGet(Type elem, ValueId array, ValueId index);
  void ArrayInit(Type elem, ValueId array, ValueId index, ValueId value);
  void ArrayCopy(Type elem, ValueId to, ValueId to_index, ValueId from, ValueId from_index, ValueId count);
  void ArrayShrink(Type elem, ValueId array, ValueId length);

  ValueId Call(FuncId fn, llvm::ArrayRef<ValueId> args);  // invalid when void
  ValueId CallClosure(SignatureId signature, ValueId closure, llvm::ArrayRef<ValueId> args);
  // `host` indexes hostabi's host function table.
  ValueId CallHost(uint32_t host, Type result, llvm::ArrayRef<ValueId> args, SiteId site = {});

  ValueId SlotGet(uint32_t slot);
  void SlotSet(uint32_t slot, ValueId value);
  void Check(ValueId condition, SiteId site, llvm::ArrayRef<ValueId> shown = {});

  void Br(BlockId to, llvm::ArrayRef<ValueId> args = {});
  void CondBr(ValueId condition, BlockId if_true, BlockId if_false, llvm::ArrayRef<ValueId> true_args = {},
              llvm::ArrayRef<ValueId> false_args = {});
  // One block per case, then the default's.
  void Switch(ValueId value, llvm::ArrayRef<uint64_t> cases, llvm::ArrayRef<BlockId> blocks);
  void Ret(ValueId value = {});
  void TailCall(FuncId fn, llvm::ArrayRef<ValueId> args);
  void TailCallClosure(SignatureId signature, ValueId closure, llvm::ArrayRef<ValueId> args);
  void Trap(SiteId site, llvm::ArrayRef<ValueId> shown = {});
  void Unreachable();

  // The op appended last, for attributes no method sets.
  Op& last_op();

 private:
  Op& Append(OpKind kind, Type result);

  Module& module_;
  FuncId function_;
  BlockId block_;
  uint32_t location_ = 0;
};

}  // namespace vera::ir

#endif  // VERA_IR_BUILDER_H_
