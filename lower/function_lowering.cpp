#include "lower/function_lowering.h"

#include "support/check.h"

namespace vera::lower {

using sema::NodeTag;
using sema::PExpr;

FunctionLowering::FunctionLowering(ModuleLowering& module, sema::FnId fn)
    : m_(module), fn_(module.program().functions[fn.index]), b_(module.module(), module.FunctionOf(fn)) {
  locals_.resize(fn_.locals.size());
}

void FunctionLowering::Run() {
  const ir::BlockId entry = b_.NewBlock();
  b_.SetBlock(entry);
  b_.SetLocation(fn_.range.begin);
  // Parameters in order; Builder::AddParam would add to the declared types, which are there already.
  ir::Function& function = b_.function();
  const std::vector<Type> declared = std::move(function.param_types);
  function.param_types.clear();
  llvm::SmallVector<ValueId, 8> params;
  for (Type type : declared) {
    params.push_back(b_.AddParam(entry, type));
  }
  size_t next = 0;
  for (uint32_t i = fn_.is_lambda ? fn_.capture_count : 0; i < fn_.param_count; ++i) {
    if (m_.TypeOf(fn_.locals[i].type) != Type::kVoid) {
      locals_[i] = params[next++];
    }
  }
  if (fn_.is_lambda) {
    llvm::SmallVector<Type, 8> captured;
    for (uint32_t i = 0; i < fn_.capture_count; ++i) {
      const Type type = m_.TypeOf(fn_.locals[i].type);
      if (type != Type::kVoid) {
        captured.push_back(type);
      }
    }
    const ir::LayoutId layout = ir::InternLayout(m_.module(), 0, captured, true);
    uint32_t field = 0;
    for (uint32_t i = 0; i < fn_.capture_count; ++i) {
      if (m_.TypeOf(fn_.locals[i].type) != Type::kVoid) {
        locals_[i] = b_.DataGet(layout, field++, params.back());
      }
    }
  }
  LowerTail(fn_.body);
  if (unwind_return_.valid()) {
    b_.SetBlock(unwind_return_);
    Return(Zero(b_.function().result), false);
  }
}

ValueId FunctionLowering::Lower(const PExpr* expr) {
  b_.SetLocation(expr->range.begin);
  switch (expr->tag) {
    case NodeTag::kInt:
      switch (m_.TypeOf(expr->type)) {
        case Type::kI1:
          return b_.ConstI1(static_cast<const sema::PInt*>(expr)->bits != 0);
        case Type::kI8:
          return b_.ConstI8(static_cast<uint8_t>(static_cast<const sema::PInt*>(expr)->bits));
        default:
          return b_.ConstI64(static_cast<int64_t>(static_cast<const sema::PInt*>(expr)->bits));
      }
    case NodeTag::kFloat:
      return b_.ConstF64(static_cast<const sema::PFloat*>(expr)->value);
    case NodeTag::kString:
      return b_.ConstString(static_cast<const sema::PString*>(expr)->bytes);
    case NodeTag::kUnit:
      return {};
    case NodeTag::kLocal:
      return locals_[static_cast<const sema::PLocal*>(expr)->local.index];
    case NodeTag::kLet:
      return LowerLet(*static_cast<const sema::PLet*>(expr));
    case NodeTag::kSeq:
      return LowerSeq(*static_cast<const sema::PSeq*>(expr));
    case NodeTag::kIf:
      return LowerIf(*static_cast<const sema::PIf*>(expr));
    case NodeTag::kNot:
      return b_.Not(LowerAs(static_cast<const sema::PNot*>(expr)->operand, Type::kI1));
    case NodeTag::kArith:
      return LowerArith(*static_cast<const sema::PArith*>(expr));
    case NodeTag::kCompare:
      return LowerCompare(*static_cast<const sema::PCompare*>(expr));
    case NodeTag::kDerived:
      return LowerDerived(*static_cast<const sema::PDerived*>(expr));
    case NodeTag::kCall:
      return LowerCall(*static_cast<const sema::PCall*>(expr));
    case NodeTag::kCallClosure:
      return LowerCallClosure(*static_cast<const sema::PCallClosure*>(expr));
    case NodeTag::kCallBuiltin:
      return LowerCallBuiltin(*static_cast<const sema::PCallBuiltin*>(expr));
    case NodeTag::kCallHost:
      return LowerCallHost(*static_cast<const sema::PCallHost*>(expr));
    case NodeTag::kConcat:
      return LowerConcat(*static_cast<const sema::PConcat*>(expr));
    case NodeTag::kMakeClosure:
      return LowerMakeClosure(*static_cast<const sema::PMakeClosure*>(expr));
    case NodeTag::kConstruct:
      return LowerConstruct(*static_cast<const sema::PConstruct*>(expr));
    case NodeTag::kField:
      return LowerField(*static_cast<const sema::PField*>(expr));
    case NodeTag::kArray:
      return LowerArray(*static_cast<const sema::PArray*>(expr));
    case NodeTag::kIndex:
      return LowerIndex(*static_cast<const sema::PIndex*>(expr));
    case NodeTag::kMatch:
      return LowerMatch(*static_cast<const sema::PMatch*>(expr));
    case NodeTag::kCheck:
      LowerCheck(*static_cast<const sema::PCheck*>(expr));
      return {};
    case NodeTag::kTrap:
      LowerTrap(*static_cast<const sema::PTrap*>(expr));
      return {};
    case NodeTag::kThrow:
      return LowerThrow(*static_cast<const sema::PThrow*>(expr));
    case NodeTag::kCatch:
      return LowerCatch(*static_cast<const sema::PCatch*>(expr));
    case NodeTag::kCellNew:
    case NodeTag::kCellGet:
    case NodeTag::kCellSet:
    case NodeTag::kFreshCode:
    case NodeTag::kRankSlotGet:
    case NodeTag::kRankSlotSet:
      return LowerCell(expr);
    case NodeTag::kRank:
      return LowerRank(*static_cast<const sema::PRank*>(expr));
  }
  VERA_UNREACHABLE("lower: a program node");
}

ValueId FunctionLowering::LowerAs(const PExpr* expr, Type type) {
  const ValueId value = Lower(expr);
  return value.valid() || type == Type::kVoid ? value : Zero(type);
}

ValueId FunctionLowering::Zero(Type type) {
  switch (type) {
    case Type::kVoid:
      return {};
    case Type::kI1:
      return b_.ConstI1(false);
    case Type::kI8:
      return b_.ConstI8(0);
    case Type::kI32:
      return b_.ConstI32(0);
    case Type::kI64:
      return b_.ConstI64(0);
    case Type::kF64:
      return b_.ConstF64(0);
    case Type::kRef:
      return b_.ConstNil();
  }
  VERA_UNREACHABLE("lower: a type");
}

void FunctionLowering::Bind(sema::LocalId local, ValueId value) {
  if (local.index != sema::LocalId::kNone) {
    locals_[local.index] = value;
  }
}

void FunctionLowering::StartUnreachable() { b_.SetBlock(b_.NewBlock()); }

FunctionLowering::Join FunctionLowering::NewJoin(sema::TypeId type) {
  Join join{b_.NewBlock(), m_.TypeOf(type)};
  if (join.type != Type::kVoid) {
    b_.AddParam(join.block, join.type);
  }
  return join;
}

void FunctionLowering::Arrive(const Join& join, const PExpr* expr) {
  const ValueId value = Lower(expr);
  if (m_.IsNever(expr->type)) {
    b_.Unreachable();
  } else if (join.type == Type::kVoid) {
    b_.Br(join.block);
  } else {
    b_.Br(join.block, {value.valid() ? value : Zero(join.type)});
  }
}

ValueId FunctionLowering::Enter(const Join& join) {
  b_.SetBlock(join.block);
  return join.type == Type::kVoid ? ValueId{} : b_.function().blocks[join.block.index].params[0];
}

// Chains of bindings and statements are long where they are long at all: they are walked, not recursed into.
ValueId FunctionLowering::LowerLet(const sema::PLet& first) {
  const PExpr* expr = &first;
  while (expr->tag == NodeTag::kLet) {
    const auto& let = *static_cast<const sema::PLet*>(expr);
    const Type type = let.local.index == sema::LocalId::kNone ? Type::kVoid
                                                              : m_.TypeOf(fn_.locals[let.local.index].type);
    Bind(let.local, LowerAs(let.value, type));
    expr = let.body;
  }
  return Lower(expr);
}

ValueId FunctionLowering::LowerSeq(const sema::PSeq& seq) {
  ValueId last;
  for (const PExpr* item : seq.items) {
    last = Lower(item);
  }
  return last;
}

ValueId FunctionLowering::LowerIf(const sema::PIf& expr) {
  const ValueId condition = LowerAs(expr.condition, Type::kI1);
  const ir::BlockId then_block = b_.NewBlock();
  const ir::BlockId else_block = b_.NewBlock();
  const Join join = NewJoin(expr.type);
  b_.CondBr(condition, then_block, else_block);
  b_.SetBlock(then_block);
  Arrive(join, expr.then_value);
  b_.SetBlock(else_block);
  Arrive(join, expr.else_value);
  return Enter(join);
}

void FunctionLowering::Return(ValueId value, bool never) {
  if (never) {
    b_.Unreachable();
    return;
  }
  const Type result = b_.function().result;
  if (result == Type::kVoid) {
    b_.Ret();
  } else {
    b_.Ret(value.valid() ? value : Zero(result));
  }
}

void FunctionLowering::LowerTail(const PExpr* expr) {
  for (;;) {
    b_.SetLocation(expr->range.begin);
    switch (expr->tag) {
      case NodeTag::kLet: {
        const auto& let = *static_cast<const sema::PLet*>(expr);
        const Type type = let.local.index == sema::LocalId::kNone
                              ? Type::kVoid
                              : m_.TypeOf(fn_.locals[let.local.index].type);
        Bind(let.local, LowerAs(let.value, type));
        expr = let.body;
        continue;
      }
      case NodeTag::kSeq: {
        const auto& seq = *static_cast<const sema::PSeq*>(expr);
        for (const PExpr* item : seq.items.drop_back()) {
          Lower(item);
        }
        expr = seq.items.back();
        continue;
      }
      case NodeTag::kIf: {
        const auto& branch = *static_cast<const sema::PIf*>(expr);
        const ValueId condition = LowerAs(branch.condition, Type::kI1);
        const ir::BlockId then_block = b_.NewBlock();
        const ir::BlockId else_block = b_.NewBlock();
        b_.CondBr(condition, then_block, else_block);
        b_.SetBlock(then_block);
        LowerTail(branch.then_value);
        b_.SetBlock(else_block);
        expr = branch.else_value;
        continue;
      }
      case NodeTag::kMatch:
        LowerMatchTail(*static_cast<const sema::PMatch*>(expr));
        return;
      case NodeTag::kCall: {
        const auto& call = *static_cast<const sema::PCall*>(expr);
        const ir::FuncId callee = m_.FunctionOf(call.fn);
        if (call.tail && m_.module().functions[callee.index].result == b_.function().result) {
          const auto args = LowerArgs(call.args);
          b_.TailCall(callee, args);
          return;
        }
        break;
      }
      case NodeTag::kCallClosure: {
        const auto& call = *static_cast<const sema::PCallClosure*>(expr);
        if (call.tail && m_.TypeOf(call.type) == b_.function().result) {
          LowerTailCallClosure(call);
          return;
        }
        break;
      }
      default:
        break;
    }
    Return(Lower(expr), m_.IsNever(expr->type));
    return;
  }
}

}  // namespace vera::lower
