// The heap, the shadow stack and the runtime's state, as generated code sees them.

#include "codegen/function_codegen.h"
#include "support/check.h"

namespace vera::codegen {

namespace {

llvm::Align AlignOf(const llvm::DataLayout& layout, llvm::Type* type) {
  return layout.getABITypeAlign(type);
}

uint32_t ElementBytes(ir::Type elem) {
  switch (elem) {
    case ir::Type::kI1:
    case ir::Type::kI8:
      return 1;
    case ir::Type::kI64:
    case ir::Type::kF64:
      return 8;
    case ir::Type::kRef:
      return 4;
    default:
      VERA_UNREACHABLE("codegen: element type");
  }
}

}  // namespace

llvm::Value* FunctionCodegen::Address(llvm::Value* ref, uint32_t offset) {
  return module_.target.Address(builder_, context_, ref, offset);
}

llvm::Value* FunctionCodegen::ElementAddress(llvm::Value* array, llvm::Value* index,
                                             ir::Type elem) {
  llvm::Value* elements = Address(array, gc::kElementsOffset);
  llvm::Type* unit = ElementBytes(elem) == 8   ? builder_.getInt64Ty()
                     : ElementBytes(elem) == 4 ? static_cast<llvm::Type*>(builder_.getInt32Ty())
                                               : builder_.getInt8Ty();
  return builder_.CreateInBoundsGEP(unit, elements, index);
}

llvm::Value* FunctionCodegen::Load(ir::Type type, llvm::Value* address, Access access) {
  const bool is_bool = type == ir::Type::kI1;
  llvm::Type* stored = TypeFor(is_bool ? ir::Type::kI8 : type);
  llvm::LoadInst* load =
      builder_.CreateAlignedLoad(stored, address, AlignOf(module_.llvm.getDataLayout(), stored));
  load->setMetadata(llvm::LLVMContext::MD_tbaa, module_.access_tags[static_cast<size_t>(access)]);
  return is_bool ? builder_.CreateTrunc(load, builder_.getInt1Ty()) : load;
}

void FunctionCodegen::Store(ir::Type type, llvm::Value* value, llvm::Value* address,
                            Access access) {
  if (type == ir::Type::kI1) {
    value = builder_.CreateZExt(value, builder_.getInt8Ty());
  }
  llvm::StoreInst* store = builder_.CreateAlignedStore(
      value, address, AlignOf(module_.llvm.getDataLayout(), value->getType()));
  store->setMetadata(llvm::LLVMContext::MD_tbaa, module_.access_tags[static_cast<size_t>(access)]);
}

void FunctionCodegen::StoreHeader(llvm::Value* object, uint32_t header) {
  Store(ir::Type::kI32, builder_.getInt32(header), Address(object, 0), Access::kHeader);
}

llvm::Value* FunctionCodegen::StateAddress(gc::StateField field) {
  return builder_.CreateInBoundsGEP(
      builder_.getInt8Ty(), context_,
      builder_.getInt32(gc::StateOffset(field, module_.target.pointer_bytes())));
}

llvm::Type* FunctionCodegen::StateType(gc::StateField field) {
  const gc::StateFieldInfo& info = gc::kStateFields[static_cast<size_t>(field)];
  return info.is_pointer ? static_cast<llvm::Type*>(builder_.getPtrTy())
                         : builder_.getIntNTy(info.bytes * 8);
}

llvm::Value* FunctionCodegen::LoadState(gc::StateField field) {
  llvm::LoadInst* load = builder_.CreateLoad(StateType(field), StateAddress(field));
  load->setMetadata(llvm::LLVMContext::MD_tbaa,
                    module_.access_tags[static_cast<size_t>(Access::kState)]);
  return load;
}

void FunctionCodegen::StoreState(gc::StateField field, llvm::Value* value) {
  VERA_DCHECK(value->getType() == StateType(field), "codegen: type of a state field");
  llvm::StoreInst* store = builder_.CreateStore(value, StateAddress(field));
  store->setMetadata(llvm::LLVMContext::MD_tbaa,
                     module_.access_tags[static_cast<size_t>(Access::kState)]);
}

llvm::Value* FunctionCodegen::SpAbove(unsigned count) {
  VERA_CHECK(sp_ != nullptr, "codegen: a collecting op in a function that has no shadow stack");
  return count == 0
             ? sp_
             : builder_.CreateInBoundsGEP(builder_.getInt32Ty(), sp_, builder_.getInt32(count));
}

llvm::Value* FunctionCodegen::StoreRoots(llvm::ArrayRef<llvm::Value*> roots) {
  for (unsigned i = 0; i < roots.size(); ++i) {
    Store(ir::Type::kRef, roots[i], SpAbove(i), Access::kShadow);
  }
  return SpAbove(roots.size());
}

llvm::Value* FunctionCodegen::LoadRoot(unsigned slot) {
  return Load(ir::Type::kRef, SpAbove(slot), Access::kShadow);
}

llvm::Value* FunctionCodegen::StoreRoots(const ir::Op& op) {
  Values roots;
  for (ir::ValueId id : op.roots) {
    roots.push_back(Use(id));
  }
  return StoreRoots(roots);
}

void FunctionCodegen::LoadRelocated(const ir::Op& op) {
  for (unsigned i = 0; i < op.relocated.size(); ++i) {
    values_[op.relocated[i].index] = LoadRoot(i);
  }
}

uint32_t FunctionCodegen::AllocatedBytes(const ir::Op& op) const {
  switch (op.kind) {
    case ir::OpKind::kDataNew:
    case ir::OpKind::kClosureNew:
      return module_.ir.layouts[op.layout.index].size;
    case ir::OpKind::kCellNew:
      return gc::HeaderUnits(gc::CellHeader(TypeOfOperand(op, 0) == ir::Type::kRef)) *
             gc::kUnitBytes;
    default:
      return 0;
  }
}

void FunctionCodegen::PlanAllocations(const ir::Block& block) {
  group_bytes_.clear();
  const ir::Op* first = nullptr;
  for (ir::OpId id : block.ops) {
    const ir::Op& op = ir_.ops[id.index];
    const uint32_t bytes = AllocatedBytes(op);
    if (bytes == 0) {
      first = Collects(op) ? nullptr : first;
    } else if (first != nullptr && group_bytes_[first] + bytes <= gc::kLargeBytes) {
      group_bytes_[first] += bytes;
    } else {
      first = &op;
      group_bytes_[first] = bytes;
    }
  }
}

// What lives until the last object of a group is stored also lives across the first allocation, so
// it is among that one's roots; for the others nothing moves.
llvm::Value* FunctionCodegen::Allocate(const ir::Op& op, uint32_t bytes,
                                       llvm::MutableArrayRef<llvm::Value*> kept) {
  const auto planned = group_bytes_.find(&op);
  llvm::Value* object = group_next_;
  if (planned != group_bytes_.end()) {
    object = AllocateFirst(op, planned->second, kept);
  } else if (AllocatedBytes(op) == 0) {
    return AllocateFirst(op, bytes, kept);  // never in a group
  } else {
    for (unsigned i = 0; i < op.relocated.size(); ++i) {
      values_[op.relocated[i].index] = Use(op.roots[i]);
    }
  }
  group_next_ = builder_.CreateAdd(object, builder_.getInt32(bytes));
  return object;
}

llvm::Value* FunctionCodegen::AllocateFirst(const ir::Op& op, uint32_t bytes,
                                            llvm::MutableArrayRef<llvm::Value*> kept) {
  VERA_CHECK(bytes <= gc::kLargeBytes, "codegen: object too large for the nursery");
  // What must survive the slow path: the op's roots, then those of its operands that are not among
  // them.
  Values saved;
  for (ir::ValueId id : op.roots) {
    saved.push_back(Use(id));
  }
  llvm::SmallVector<int, 8> slot_of_kept(kept.size(), -1);
  for (size_t i = 0; i < kept.size(); ++i) {
    if (llvm::isa<llvm::Constant>(kept[i])) {
      continue;  // immortal
    }
    auto* found = llvm::find(saved, kept[i]);
    slot_of_kept[i] = static_cast<int>(found - saved.begin());
    if (found == saved.end()) {
      saved.push_back(kept[i]);
    }
  }

  llvm::Value* next = LoadState(gc::StateField::alloc_next);
  llvm::Value* end = builder_.CreateAdd(next, builder_.getInt32(bytes));
  llvm::Value* full = builder_.CreateICmpUGT(end, LoadState(gc::StateField::alloc_limit));
  llvm::BasicBlock* cold = NewColdBlock("alloc");
  BranchCold(full, cold);
  StoreState(gc::StateField::alloc_next, end);
  llvm::BasicBlock* fast = builder_.GetInsertBlock();
  llvm::BasicBlock* join = NewBlock("");
  builder_.CreateBr(join);

  Continue(cold);
  llvm::Value* sp = StoreRoots(saved);
  llvm::Value* slow =
      CallRuntime(RuntimeCall::vera_gc_alloc_slow, {context_, sp, builder_.getInt32(bytes)});
  Values reloaded;
  for (unsigned i = 0; i < saved.size(); ++i) {
    reloaded.push_back(LoadRoot(i));
  }
  builder_.CreateBr(join);

  Continue(join);
  auto merge = [&](llvm::Value* from_fast, llvm::Value* from_cold) {
    llvm::PHINode* phi = builder_.CreatePHI(builder_.getInt32Ty(), 2);
    phi->addIncoming(from_fast, fast);
    phi->addIncoming(from_cold, cold);
    return phi;
  };
  llvm::Value* object = merge(next, slow);
  Values merged;
  for (unsigned i = 0; i < saved.size(); ++i) {
    merged.push_back(merge(saved[i], reloaded[i]));
  }
  for (unsigned i = 0; i < op.relocated.size(); ++i) {
    values_[op.relocated[i].index] = merged[i];
  }
  for (size_t i = 0; i < kept.size(); ++i) {
    if (slot_of_kept[i] >= 0) {
      kept[i] = merged[slot_of_kept[i]];
    }
  }
  return object;
}

llvm::Value* FunctionCodegen::IsYoung(llvm::Value* ref) {
  return builder_.CreateICmpULT(builder_.CreateSub(ref, LoadState(gc::StateField::nursery_base)),
                                LoadState(gc::StateField::nursery_span));
}

void FunctionCodegen::Barrier(llvm::Value* holder, llvm::Value* value, RuntimeCall barrier,
                              llvm::function_ref<llvm::Value*()> argument) {
  if (value != nullptr && llvm::isa<llvm::Constant>(value)) {
    return;  // immortal or nil
  }
  llvm::BasicBlock* maybe_old = NewColdBlock("old");
  llvm::BasicBlock* next = NewBlock("");
  // The holder is nearly always young: it was made a moment ago.
  llvm::Value* old = builder_.CreateNot(IsYoung(holder));
  BranchCold(old, maybe_old, next);
  Continue(maybe_old);
  if (value != nullptr) {
    llvm::BasicBlock* remember = NewColdBlock("remember");
    builder_.CreateCondBr(IsYoung(value), remember, next);
    Continue(remember);
  }
  CallRuntime(barrier, {context_, argument()});
  builder_.CreateBr(next);
  Continue(next);
}

}  // namespace vera::codegen
