// Data values, closures, cells, arrays.

#include "codegen/function_codegen.h"
#include "support/check.h"

namespace vera::codegen {

namespace {

// Arrays of a known length are allocated and cleared in line up to this size.
constexpr uint32_t kMaxInlineArrayBytes = 256;

gc::ObjectKind ArrayKind(ir::Type elem) {
  switch (elem) {
    case ir::Type::kI1:
    case ir::Type::kI8:
      return gc::ObjectKind::kBytes;
    case ir::Type::kI64:
    case ir::Type::kF64:
      return gc::ObjectKind::kWords;
    case ir::Type::kRef:
      return gc::ObjectKind::kRefs;
    default:
      VERA_UNREACHABLE("codegen: element type");
  }
}

}  // namespace

// ---- data values and closures ----

void FunctionCodegen::NewFixed(const ir::Op& op, const ir::Layout& layout, llvm::Function* code) {
  VERA_CHECK(op.operands.size() == layout.fields.size(), "codegen: number of fields");
  Values fields = Operands(op);
  Values refs;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (layout.fields[i] == ir::Type::kRef) {
      refs.push_back(fields[i]);
    }
  }
  llvm::Value* object = Allocate(op, layout.size, refs);
  StoreHeader(object, gc::MakeHeader(gc::ObjectKind::kFixed, layout.tag, layout.ref_count,
                                     layout.size / gc::kUnitBytes));
  if (code != nullptr) {
    Store(ir::Type::kI64, builder_.CreatePtrToInt(code, builder_.getInt64Ty()),
          Address(object, layout.code_offset), Access::kField);
  }
  auto* next_ref = refs.begin();
  for (size_t i = 0; i < fields.size(); ++i) {
    const ir::Type type = layout.fields[i];
    Store(type, type == ir::Type::kRef ? *next_ref++ : fields[i],
          Address(object, layout.offsets[i]), Access::kField);
  }
  Define(op, object);
}

void FunctionCodegen::LowerDataNew(const ir::Op& op) {
  NewFixed(op, module_.ir.layouts[op.layout.index], nullptr);
}

void FunctionCodegen::LowerDataTag(const ir::Op& op) {
  llvm::Value* header = Load(ir::Type::kI32, Address(Operand(op, 0), 0), Access::kHeader);
  Define(op, builder_.CreateAnd(builder_.CreateLShr(header, gc::kTagShift), gc::kTagMask));
}

void FunctionCodegen::LowerDataGet(const ir::Op& op) {
  const ir::Layout& layout = module_.ir.layouts[op.layout.index];
  Define(op, Load(op.type, Address(Operand(op, 0), layout.offsets[op.field]), Access::kField));
}

void FunctionCodegen::LowerDataFill(const ir::Op& op) {
  llvm::Value* object = Operand(op, 0);
  llvm::Value* value = Operand(op, 1);
  const auto offset = static_cast<uint32_t>(op.imm);
  Store(ir::Type::kRef, value, Address(object, offset), Access::kField);
  Barrier(object, value, RuntimeCall::vera_gc_remember_slot,
          [&] { return builder_.CreateAdd(object, builder_.getInt32(offset)); });
}

void FunctionCodegen::LowerClosureNew(const ir::Op& op) {
  NewFixed(op, module_.ir.layouts[op.layout.index], module_.functions[op.target]);
}

// ---- cells ----

void FunctionCodegen::LowerCellNew(const ir::Op& op) {
  const ir::Type type = TypeOfOperand(op, 0);
  const bool is_ref = type == ir::Type::kRef;
  Values content = Operands(op);
  const uint32_t header = gc::CellHeader(is_ref);
  llvm::Value* cell = Allocate(op, gc::HeaderUnits(header) * gc::kUnitBytes,
                               llvm::MutableArrayRef(content).take_front(is_ref ? 1 : 0));
  StoreHeader(cell, header);
  Store(type, content[0], Address(cell, is_ref ? gc::kCellRefOffset : gc::kCellScalarOffset),
        Access::kCell);
  Define(op, cell);
}

void FunctionCodegen::LowerCellGet(const ir::Op& op) {
  const uint32_t offset = op.type == ir::Type::kRef ? gc::kCellRefOffset : gc::kCellScalarOffset;
  Define(op, Load(op.type, Address(Operand(op, 0), offset), Access::kCell));
}

void FunctionCodegen::LowerCellSet(const ir::Op& op) {
  const ir::Type type = TypeOfOperand(op, 1);
  llvm::Value* cell = Operand(op, 0);
  llvm::Value* value = Operand(op, 1);
  if (type != ir::Type::kRef) {
    Store(type, value, Address(cell, gc::kCellScalarOffset), Access::kCell);
    return;
  }
  Store(type, value, Address(cell, gc::kCellRefOffset), Access::kCell);
  Barrier(cell, value, RuntimeCall::vera_gc_remember, [&] { return cell; });
}

// ---- arrays ----

void FunctionCodegen::LowerArrayNew(const ir::Op& op) {
  llvm::Value* length = Operand(op, 0);
  if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(length)) {
    const uint32_t limit = kMaxInlineArrayBytes / gc::ElementBytes(ArrayKind(op.elem));
    if (constant->getZExtValue() <= limit) {
      NewSmallArray(op, static_cast<uint32_t>(constant->getZExtValue()));
      return;
    }
  }
  NewArray(op, length);
}

void FunctionCodegen::NewSmallArray(const ir::Op& op, uint32_t length) {
  const gc::ObjectKind kind = ArrayKind(op.elem);
  if (length == 0) {
    Define(op, module_.target.NullaryRef(module_.llvm, gc::EmptyCountedOffset(kind)));
    for (unsigned i = 0; i < op.relocated.size(); ++i) {
      values_[op.relocated[i].index] = Use(op.roots[i]);
    }
    return;
  }
  const uint32_t bytes = gc::CountedBytes(kind, length);
  llvm::Value* array = Allocate(op, bytes, {});
  StoreHeader(array, gc::MakeHeader(kind));
  Store(ir::Type::kI32, builder_.getInt32(length), Address(array, gc::kLengthOffset),
        Access::kHeader);
  builder_.CreateMemSet(Address(array, gc::kElementsOffset), builder_.getInt8(0),
                        bytes - gc::kElementsOffset, llvm::MaybeAlign(8));
  Define(op, array);
}

void FunctionCodegen::NewArray(const ir::Op& op, llvm::Value* length) {
  const gc::ObjectKind kind = ArrayKind(op.elem);
  const uint32_t unit = gc::ElementBytes(kind);
  const uint64_t limit = std::min(gc::kMaxLength, gc::kMaxElementBytes / unit);
  TrapIf(builder_.CreateICmpUGT(length, builder_.getInt64(limit)), op.site.index, op);
  llvm::Value* sp = StoreRoots(op);
  llvm::Value* array = CallRuntime(RuntimeCall::vera_gc_alloc_array,
                                   {context_, sp, builder_.getInt8(static_cast<uint8_t>(kind)),
                                    builder_.CreateTrunc(length, builder_.getInt32Ty())});
  LoadRelocated(op);
  if (kind != gc::ObjectKind::kRefs) {
    // The runtime clears references only.
    builder_.CreateMemSet(Address(array, gc::kElementsOffset), builder_.getInt8(0),
                          builder_.CreateMul(length, builder_.getInt64(unit)), llvm::MaybeAlign(8));
  }
  Define(op, array);
}

void FunctionCodegen::LowerArrayLen(const ir::Op& op) {
  llvm::Value* length =
      Load(ir::Type::kI32, Address(Operand(op, 0), gc::kLengthOffset), Access::kHeader);
  Define(op, builder_.CreateZExt(length, builder_.getInt64Ty(), "", true));
}

void FunctionCodegen::LowerArrayGet(const ir::Op& op) {
  Define(op,
         Load(op.elem, ElementAddress(Operand(op, 0), Operand(op, 1), op.elem), Access::kElement));
}

void FunctionCodegen::LowerArrayInit(const ir::Op& op) {
  llvm::Value* array = Operand(op, 0);
  llvm::Value* index = Operand(op, 1);
  llvm::Value* value = Operand(op, 2);
  Store(op.elem, value, ElementAddress(array, index, op.elem), Access::kElement);
  if (op.elem != ir::Type::kRef) {
    return;
  }
  Barrier(array, value, RuntimeCall::vera_gc_remember_slot, [&] {
    llvm::Value* index32 = builder_.CreateTrunc(index, builder_.getInt32Ty());
    return builder_.CreateAdd(builder_.CreateAdd(array, builder_.CreateShl(index32, 2)),
                              builder_.getInt32(gc::kElementsOffset));
  });
}

void FunctionCodegen::LowerArrayCopy(const ir::Op& op) {
  llvm::Value* to = Operand(op, 0);
  llvm::Value* target = ElementAddress(to, Operand(op, 1), op.elem);
  llvm::Value* source = ElementAddress(Operand(op, 2), Operand(op, 3), op.elem);
  const uint32_t unit = gc::ElementBytes(ArrayKind(op.elem));
  llvm::Value* bytes = builder_.CreateMul(Operand(op, 4), builder_.getInt64(unit));
  builder_.CreateMemMove(target, llvm::Align(unit), source, llvm::Align(unit), bytes);
  if (op.elem == ir::Type::kRef) {
    Barrier(to, nullptr, RuntimeCall::vera_gc_remember, [&] { return to; });
  }
}

// The rest of the object becomes a filler, because the collector may walk the memory around it.
void FunctionCodegen::LowerArrayShrink(const ir::Op& op) {
  llvm::Value* array = Operand(op, 0);
  const uint32_t unit = gc::ElementBytes(ArrayKind(op.elem));
  auto object_bytes = [&](llvm::Value* length) {
    llvm::Value* bytes = builder_.CreateMul(length, builder_.getInt32(unit));
    return builder_.CreateAnd(builder_.CreateAdd(bytes, builder_.getInt32(gc::kElementsOffset + 7)),
                              ~uint64_t{7});
  };
  llvm::Value* length_address = Address(array, gc::kLengthOffset);
  llvm::Value* old_bytes = object_bytes(Load(ir::Type::kI32, length_address, Access::kHeader));
  llvm::Value* length = builder_.CreateTrunc(Operand(op, 1), builder_.getInt32Ty());
  llvm::Value* new_bytes = object_bytes(length);
  Store(ir::Type::kI32, length, length_address, Access::kHeader);
  llvm::Value* gap = builder_.CreateSub(old_bytes, new_bytes);
  llvm::BasicBlock* fill = NewBlock("");
  llvm::BasicBlock* done = NewBlock("");
  fill->moveBefore(done);
  builder_.CreateCondBr(builder_.CreateICmpNE(gap, builder_.getInt32(0)), fill, done);
  Continue(fill);
  static_assert(gc::kUnitBytes == 8 && gc::kGapUnitsShift == 5, "bytes / 8 << 5 is bytes << 2");
  llvm::Value* header =
      builder_.CreateOr(builder_.CreateShl(gap, 2), builder_.getInt32(gc::FillerHeader(0)));
  Store(ir::Type::kI32, header, Address(builder_.CreateAdd(array, new_bytes), 0), Access::kElement);
  builder_.CreateBr(done);
  Continue(done);
}

}  // namespace vera::codegen
