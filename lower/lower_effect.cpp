// Cells, ranks and what is thrown. An exception in flight is a code and a payload in the runtime's state; a call that may
// throw is followed by a test of the code, which leads to the innermost handler's dispatch, or out of the function.

#include "lower/function_lowering.h"
#include "support/check.h"

namespace vera::lower {

using sema::NodeTag;

ir::BlockId FunctionLowering::UnwindTarget() {
  if (!handlers_.empty()) {
    return handlers_.back();
  }
  if (!unwind_return_.valid()) {
    unwind_return_ = b_.NewBlock();
  }
  return unwind_return_;
}

void FunctionLowering::TestUnwind() {
  const ValueId code = b_.Emit(OpKind::kUnwindCode, Type::kI64, {});
  const ValueId thrown = b_.Icmp(Pred::kNe, code, b_.ConstI64(0));
  const ir::BlockId onward = b_.NewBlock();
  b_.CondBr(thrown, UnwindTarget(), onward);
  b_.SetBlock(onward);
}

ValueId FunctionLowering::LowerThrow(const sema::PThrow& expr) {
  llvm::SmallVector<ValueId, 2> operands{LowerAs(expr.code, Type::kI64)};
  const ValueId payload = Lower(expr.payload);
  if (payload.valid()) {
    operands.push_back(payload);
  }
  b_.SetLocation(expr.range.begin);
  b_.Emit(OpKind::kUnwindSet, Type::kVoid, operands);
  b_.Br(UnwindTarget());
  StartUnreachable();
  return {};
}

ValueId FunctionLowering::LowerCatch(const sema::PCatch& expr) {
  // Before the body: the dispatch must know the code on every path that leads to it.
  const ValueId code = LowerAs(expr.code, Type::kI64);
  const ir::BlockId dispatch = b_.NewBlock();
  const Join join = NewJoin(expr.type);
  handlers_.push_back(dispatch);
  Arrive(join, expr.body);
  handlers_.pop_back();

  b_.SetBlock(dispatch);
  const ValueId thrown = b_.Emit(OpKind::kUnwindCode, Type::kI64, {});
  const ir::BlockId handler = b_.NewBlock();
  b_.CondBr(b_.Icmp(Pred::kEq, thrown, code), handler, UnwindTarget());
  b_.SetBlock(handler);
  const Type payload = expr.payload.index == sema::LocalId::kNone
                           ? Type::kVoid
                           : m_.TypeOf(fn_.locals[expr.payload.index].type);
  Bind(expr.payload, b_.Emit(OpKind::kUnwindTake, payload, {}));
  Arrive(join, expr.handler);
  return Enter(join);
}

ValueId FunctionLowering::LowerCell(const sema::PExpr* expr) {
  switch (expr->tag) {
    case NodeTag::kCellNew: {
      // A cell of Unit holds nothing that anybody reads; it is an object all the same.
      const ValueId init = Lower(static_cast<const sema::PCellNew*>(expr)->init);
      return b_.Emit(OpKind::kCellNew, Type::kRef, {init.valid() ? init : b_.ConstI64(0)});
    }
    case NodeTag::kCellGet: {
      const ValueId cell = LowerAs(static_cast<const sema::PCellGet*>(expr)->cell, Type::kRef);
      const Type type = m_.TypeOf(expr->type);
      return type == Type::kVoid ? ValueId{} : b_.CellGet(cell, type);
    }
    case NodeTag::kCellSet: {
      const auto& set = *static_cast<const sema::PCellSet*>(expr);
      const ValueId cell = LowerAs(set.cell, Type::kRef);
      const ValueId value = Lower(set.value);
      if (value.valid()) {
        b_.Emit(OpKind::kCellSet, Type::kVoid, {cell, value});
      }
      return {};
    }
    case NodeTag::kFreshCode:
      return b_.Emit(OpKind::kFreshCode, Type::kI64, {});
    case NodeTag::kRankSlotGet: {
      const auto& get = *static_cast<const sema::PRankSlotGet*>(expr);
      const ValueId word = b_.SlotGet(m_.SlotOf(get.slot, get.component));
      // Component 0 says whether the function is active, a Bool in a word.
      return m_.TypeOf(expr->type) == Type::kI1 ? b_.Icmp(Pred::kNe, word, b_.ConstI64(0)) : word;
    }
    case NodeTag::kRankSlotSet: {
      const auto& set = *static_cast<const sema::PRankSlotSet*>(expr);
      const Type type = m_.TypeOf(set.value->type);
      const ValueId value = LowerAs(set.value, type == Type::kI1 ? type : Type::kI64);
      b_.SlotSet(m_.SlotOf(set.slot, set.component),
                 type == Type::kI1 ? b_.Emit(OpKind::kZext, Type::kI64, {value}) : value);
      return {};
    }
    default:
      VERA_UNREACHABLE("lower: a cell or slot node");
  }
}

}  // namespace vera::lower
