#include "ir/builder.h"

#include <bit>

#include "support/check.h"

namespace vera::ir {

BlockId Builder::NewBlock() {
  function().blocks.emplace_back();
  return BlockId{static_cast<uint32_t>(function().blocks.size() - 1)};
}

ValueId Builder::AddParam(BlockId block, Type type) {
  Function& fn = function();
  ValueId value{static_cast<uint32_t>(fn.value_types.size())};
  fn.value_types.push_back(type);
  fn.blocks[block.index].params.push_back(value);
  if (block.index == 0) {
    fn.param_types.push_back(type);
  }
  return value;
}

bool Builder::terminated() {
  Function& fn = function();
  const std::vector<OpId>& ops = fn.blocks[block_.index].ops;
  return !ops.empty() && (InfoOf(fn.ops[ops.back().index].kind).traits & kTerminator) != 0;
}

Op& Builder::Append(OpKind kind, Type result) {
  VERA_DCHECK(!terminated(), "ir: op appended behind a terminator");
  Function& fn = function();
  fn.ops.emplace_back();
  Op& op = fn.ops.back();
  op.kind = kind;
  op.type = result;
  op.location = location_;
  if (result != Type::kVoid) {
    op.result = ValueId{static_cast<uint32_t>(fn.value_types.size())};
    fn.value_types.push_back(result);
  }
  fn.blocks[block_.index].ops.push_back(OpId{static_cast<uint32_t>(fn.ops.size() - 1)});
  return op;
}

Op& Builder::last_op() {
  Function& fn = function();
  return fn.ops[fn.blocks[block_.index].ops.back().index];
}

ValueId Builder::ConstI64(int64_t value) {
  Op& op = Append(OpKind::kConstI64, Type::kI64);
  op.imm = static_cast<uint64_t>(value);
  return op.result;
}

ValueId Builder::ConstI32(uint32_t value) {
  Op& op = Append(OpKind::kConstI32, Type::kI32);
  op.imm = value;
  return op.result;
}

ValueId Builder::ConstI8(uint8_t value) {
  Op& op = Append(OpKind::kConstI8, Type::kI8);
  op.imm = value;
  return op.result;
}

ValueId Builder::ConstI1(bool value) {
  Op& op = Append(OpKind::kConstI1, Type::kI1);
  op.imm = value ? 1 : 0;
  return op.result;
}

ValueId Builder::ConstF64(double value) {
  Op& op = Append(OpKind::kConstF64, Type::kF64);
  op.imm = std::bit_cast<uint64_t>(value);
  return op.result;
}

ValueId Builder::ConstNil() { return Append(OpKind::kConstNil, Type::kRef).result; }

ValueId Builder::ConstNullary(uint32_t tag) {
  Op& op = Append(OpKind::kConstNullary, Type::kRef);
  op.imm = tag;
  return op.result;
}

ValueId Builder::ConstString(llvm::StringRef bytes) {
  Op& op = Append(OpKind::kConstLiteral, Type::kRef);
  op.target = InternLiteral(module_, bytes).index;
  return op.result;
}

ValueId Builder::Emit(OpKind kind, Type result, llvm::ArrayRef<ValueId> operands, SiteId site) {
  Op& op = Append(kind, result);
  op.operands.assign(operands.begin(), operands.end());
  op.site = site;
  return op.result;
}

ValueId Builder::Icmp(Pred pred, ValueId left, ValueId right) {
  ValueId result = Emit(OpKind::kIcmp, Type::kI1, {left, right});
  last_op().pred = pred;
  return result;
}

ValueId Builder::Fcmp(Pred pred, ValueId left, ValueId right) {
  ValueId result = Emit(OpKind::kFcmp, Type::kI1, {left, right});
  last_op().pred = pred;
  return result;
}

ValueId Builder::Not(ValueId value) {
  return Emit(OpKind::kXor, Type::kI1, {value, ConstI1(true)});
}

ValueId Builder::DataNew(LayoutId layout, llvm::ArrayRef<ValueId> fields) {
  ValueId result = Emit(OpKind::kDataNew, Type::kRef, fields);
  last_op().layout = layout;
  return result;
}

ValueId Builder::DataGet(LayoutId layout, uint32_t field, ValueId object) {
  ValueId result =
      Emit(OpKind::kDataGet, module_.layouts[layout.index].fields[field], {object});
  last_op().layout = layout;
  last_op().field = field;
  return result;
}

ValueId Builder::ClosureNew(FuncId fn, LayoutId layout, llvm::ArrayRef<ValueId> captures) {
  ValueId result = Emit(OpKind::kClosureNew, Type::kRef, captures);
  last_op().target = fn.index;
  last_op().layout = layout;
  return result;
}

ValueId Builder::CellGet(ValueId cell, Type type) { return Emit(OpKind::kCellGet, type, {cell}); }

ValueId Builder::ArrayNew(Type elem, ValueId length, SiteId site) {
  ValueId result = Emit(OpKind::kArrayNew, Type::kRef, {length}, site);
  last_op().elem = elem;
  return result;
}

ValueId Builder::ArrayGet(Type elem, ValueId array, ValueId index) {
  ValueId result = Emit(OpKind::kArrayGet, elem, {array, index});
  last_op().elem = elem;
  return result;
}

void Builder::ArrayInit(Type elem, ValueId array, ValueId index, ValueId value) {
  Emit(OpKind::kArrayInit, Type::kVoid, {array, index, value});
  last_op().elem = elem;
}

void Builder::ArrayCopy(Type elem, ValueId to, ValueId to_index, ValueId from, ValueId from_index,
                        ValueId count) {
  Emit(OpKind::kArrayCopy, Type::kVoid, {to, to_index, from, from_index, count});
  last_op().elem = elem;
}

void Builder::ArrayShrink(Type elem, ValueId array, ValueId length) {
  Emit(OpKind::kArrayShrink, Type::kVoid, {array, length});
  last_op().elem = elem;
}

ValueId Builder::Call(FuncId fn, llvm::ArrayRef<ValueId> args) {
  ValueId result = Emit(OpKind::kCall, module_.functions[fn.index].result, args);
  last_op().target = fn.index;
  return result;
}

ValueId Builder::CallClosure(SignatureId signature, ValueId closure,
                             llvm::ArrayRef<ValueId> args) {
  llvm::SmallVector<ValueId, 8> operands{closure};
  operands.append(args.begin(), args.end());
  ValueId result =
      Emit(OpKind::kCallClosure, module_.signatures[signature.index].result, operands);
  last_op().target = signature.index;
  return result;
}

ValueId Builder::CallHost(uint32_t host, Type result, llvm::ArrayRef<ValueId> args, SiteId site) {
  ValueId value = Emit(OpKind::kCallHost, result, args, site);
  last_op().target = host;
  return value;
}

ValueId Builder::SlotGet(uint32_t slot) {
  ValueId result = Emit(OpKind::kSlotGet, Type::kI64, {});
  last_op().target = slot;
  return result;
}

void Builder::SlotSet(uint32_t slot, ValueId value) {
  Emit(OpKind::kSlotSet, Type::kVoid, {value});
  last_op().target = slot;
}

void Builder::Check(ValueId condition, SiteId site, llvm::ArrayRef<ValueId> shown) {
  llvm::SmallVector<ValueId, 8> operands{condition};
  operands.append(shown.begin(), shown.end());
  Emit(OpKind::kCheck, Type::kVoid, operands, site);
}

void Builder::Br(BlockId to, llvm::ArrayRef<ValueId> args) {
  Append(OpKind::kBr, Type::kVoid)
      .successors.push_back({to, llvm::SmallVector<ValueId, 2>(args.begin(), args.end())});
}

void Builder::CondBr(ValueId condition, BlockId if_true, BlockId if_false,
                     llvm::ArrayRef<ValueId> true_args, llvm::ArrayRef<ValueId> false_args) {
  Op& op = Append(OpKind::kCondBr, Type::kVoid);
  op.operands.push_back(condition);
  op.successors.push_back(
      {if_true, llvm::SmallVector<ValueId, 2>(true_args.begin(), true_args.end())});
  op.successors.push_back(
      {if_false, llvm::SmallVector<ValueId, 2>(false_args.begin(), false_args.end())});
}

void Builder::Switch(ValueId value, llvm::ArrayRef<uint64_t> cases,
                     llvm::ArrayRef<BlockId> blocks) {
  VERA_CHECK(blocks.size() == cases.size() + 1, "ir: a switch needs a default");
  Op& op = Append(OpKind::kSwitch, Type::kVoid);
  op.operands.push_back(value);
  op.cases.assign(cases.begin(), cases.end());
  for (BlockId block : blocks) {
    op.successors.push_back({block, {}});
  }
}

void Builder::Ret(ValueId value) {
  Op& op = Append(OpKind::kRet, Type::kVoid);
  if (value.valid()) {
    op.operands.push_back(value);
  }
}

void Builder::TailCall(FuncId fn, llvm::ArrayRef<ValueId> args) {
  Emit(OpKind::kTailCall, Type::kVoid, args);
  last_op().target = fn.index;
}

void Builder::TailCallClosure(SignatureId signature, ValueId closure,
                              llvm::ArrayRef<ValueId> args) {
  llvm::SmallVector<ValueId, 8> operands{closure};
  operands.append(args.begin(), args.end());
  Emit(OpKind::kTailCallClosure, Type::kVoid, operands);
  last_op().target = signature.index;
}

void Builder::Trap(SiteId site, llvm::ArrayRef<ValueId> shown) {
  Emit(OpKind::kTrap, Type::kVoid, shown, site);
}

void Builder::Unreachable() { Append(OpKind::kUnreachable, Type::kVoid); }

}  // namespace vera::ir
