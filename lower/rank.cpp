// The structural size of a data value, as a termination measure (spec 5.6.1): 1 for its constructor and the sizes of the
// data values in its fields, those that lie in arrays included. One function per type. Along the last field of the type itself it loops, so that a list
// of any length needs no stack.

#include "lower/module_lowering.h"
#include "support/check.h"

namespace vera::lower {
namespace {

bool HasSize(sema::TypeKind kind) {
  return kind == sema::TypeKind::kData || kind == sema::TypeKind::kTuple || kind == sema::TypeKind::kArray;
}

}  // namespace

// The sizes of the elements, one after the other; elements without a size count nothing.
void ModuleLowering::EmitArrayRank(sema::TypeId type, ir::FuncId fn) {
  ir::Builder b(module_, fn);
  b.function().param_types.clear();
  const ir::BlockId entry = b.NewBlock();
  const ir::ValueId array = b.AddParam(entry, ir::Type::kRef);
  b.SetBlock(entry);
  const sema::TypeId element = program_.types()[type].args[0];
  if (!HasSize(KindOf(element)) || TypeOf(element) != ir::Type::kRef) {
    b.Ret(b.ConstI64(0));
    return;
  }
  const ir::BlockId head = b.NewBlock();
  const ir::ValueId index = b.AddParam(head, ir::Type::kI64);
  const ir::ValueId sum = b.AddParam(head, ir::Type::kI64);
  const ir::BlockId body = b.NewBlock();
  const ir::BlockId done = b.NewBlock();
  const ir::ValueId length = b.Emit(ir::OpKind::kArrayLen, ir::Type::kI64, {array});
  b.Br(head, {b.ConstI64(0), b.ConstI64(0)});
  b.SetBlock(head);
  b.CondBr(b.Icmp(ir::Pred::kUlt, index, length), body, done);
  b.SetBlock(body);
  const ir::ValueId size = b.Call(RankFunction(element), {b.ArrayGet(ir::Type::kRef, array, index)});
  b.Br(head, {b.Emit(ir::OpKind::kAdd, ir::Type::kI64, {index, b.ConstI64(1)}),
              b.Emit(ir::OpKind::kAdd, ir::Type::kI64, {sum, size})});
  b.SetBlock(done);
  b.Ret(sum);
}

ir::FuncId ModuleLowering::RankFunction(sema::TypeId type) {
  type = PlainOrFuture(type);
  auto [found, added] = ranks_.try_emplace(type.index);
  if (added) {
    const ir::Type ref = ir::Type::kRef;
    const std::string name = "size<" + program_.checked().Spell(type) + ">";
    found->second = NewFunction(name, name, {ref}, ir::Type::kI64);
    pending_ranks_.push_back({type, found->second});
  }
  return found->second;
}

void ModuleLowering::EmitRank(sema::TypeId type, ir::FuncId fn) {
  if (KindOf(type) == sema::TypeKind::kArray) {
    EmitArrayRank(type, fn);
    return;
  }
  ir::Builder b(module_, fn);
  b.function().param_types.clear();
  const ir::BlockId entry = b.NewBlock();
  if (MayBeHostFuture(type)) {
    // One object, and nothing in it that could be of a type which is measured.
    b.AddParam(entry, ir::Type::kRef);
    b.SetBlock(entry);
    b.Ret(b.ConstI64(1));
    return;
  }
  const ir::ValueId object = b.AddParam(entry, ir::Type::kRef);
  const ir::BlockId head = b.NewBlock();
  const ir::ValueId current = b.AddParam(head, ir::Type::kRef);
  const ir::ValueId sum = b.AddParam(head, ir::Type::kI64);
  b.SetBlock(entry);
  b.Br(head, {object, b.ConstI64(0)});

  b.SetBlock(head);
  const uint32_t count = ConstructorCount(type);
  llvm::SmallVector<uint64_t, 8> cases;
  llvm::SmallVector<ir::BlockId, 8> blocks;
  for (uint32_t tag = 0; tag < count; ++tag) {
    blocks.push_back(b.NewBlock());
    if (tag + 1 < count) {
      cases.push_back(tag);
    }
  }
  if (count > 1) {
    b.Switch(b.Emit(ir::OpKind::kDataTag, ir::Type::kI32, {current}), cases, blocks);
  } else {
    b.Br(blocks[0]);
  }
  for (uint32_t tag = 0; tag < count; ++tag) {
    b.SetBlock(blocks[tag]);
    // Sizes count objects in memory, at most 2^29 of them: the sum cannot overflow.
    ir::ValueId total = b.Emit(ir::OpKind::kAdd, ir::Type::kI64, {sum, b.ConstI64(1)});
    const std::vector<sema::TypeId> fields = FieldsOf(type, tag);
    ir::ValueId next;
    for (uint32_t i = 0; i < fields.size(); ++i) {
      if (!HasSize(KindOf(fields[i])) || TypeOf(fields[i]) == ir::Type::kVoid) {
        continue;
      }
      const ir::ValueId field = b.DataGet(LayoutOf(type, tag), PlaceOf(type, tag, i).index, current);
      const bool is_last = i + 1 == fields.size();
      if (is_last && Plain(fields[i]) == Plain(type)) {
        next = field;
      } else {
        const ir::ValueId size = b.Call(RankFunction(fields[i]), {field});
        total = b.Emit(ir::OpKind::kAdd, ir::Type::kI64, {total, size});
      }
    }
    if (next.valid()) {
      b.Br(head, {next, total});
    } else {
      b.Ret(total);
    }
  }
}

}  // namespace vera::lower
