#include "lower/function_lowering.h"
#include "lower/host_info.h"
#include "support/check.h"

namespace vera::lower {

using sema::NodeTag;
using sema::PExpr;

llvm::SmallVector<ValueId, 8> FunctionLowering::LowerArgs(llvm::ArrayRef<const PExpr*> args) {
  llvm::SmallVector<ValueId, 8> values;
  for (const PExpr* arg : args) {
    const ValueId value = Lower(arg);
    if (value.valid()) {
      values.push_back(value);
    }
  }
  return values;
}

llvm::SmallVector<ValueId, 8> FunctionLowering::LowerArgsAs(llvm::ArrayRef<const PExpr*> args,
                                                            llvm::ArrayRef<Type> params) {
  llvm::SmallVector<ValueId, 8> values;
  for (const PExpr* arg : args) {
    const ValueId value = Lower(arg);
    if (value.valid()) {
      values.push_back(value);
    } else if (m_.IsNever(arg->type) && values.size() < params.size()) {
      // Control never arrives: a zero stands in.
      values.push_back(Zero(params[values.size()]));
    }
  }
  VERA_CHECK(values.size() == params.size(), "lower: a call's number of arguments");
  return values;
}

ValueId FunctionLowering::Host(llvm::StringRef name, llvm::ArrayRef<ValueId> args) {
  const uint32_t index = HostIndex(name);
  return b_.CallHost(index, HostInfos()[index].result, args);
}

ValueId FunctionLowering::LowerCall(const sema::PCall& call) {
  const ir::FuncId callee = m_.FunctionOf(call.fn);
  const std::vector<Type> params = m_.module().functions[callee.index].param_types;
  const auto args = LowerArgsAs(call.args, params);
  b_.SetLocation(call.range.begin);
  const ValueId result = b_.Call(callee, args);
  if (m_.module().functions[callee.index].may_throw) {
    TestUnwind();
  }
  return AfterCall(call.type, result);
}

ValueId FunctionLowering::AfterCall(sema::TypeId type, ValueId result) {
  if (m_.IsNever(type)) {
    b_.Unreachable();
    StartUnreachable();
    return {};
  }
  return result;
}

ir::SignatureId FunctionLowering::CallSignature(const sema::PCallClosure& call,
                                                llvm::ArrayRef<ValueId> args) {
  llvm::SmallVector<Type, 8> params;
  for (ValueId arg : args) {
    params.push_back(b_.TypeOf(arg));
  }
  return ir::InternSignature(m_.module(), params, m_.TypeOf(call.type),
                             m_.program().ClosureMayThrow(m_.Plain(call.callee->type)));
}

ValueId FunctionLowering::LowerCallClosure(const sema::PCallClosure& call) {
  const ValueId closure = LowerAs(call.callee, Type::kRef);
  const auto args = LowerArgs(call.args);
  b_.SetLocation(call.range.begin);
  const ir::SignatureId signature = CallSignature(call, args);
  const ValueId result = b_.CallClosure(signature, closure, args);
  if (m_.module().signatures[signature.index].may_throw) {
    TestUnwind();
  }
  return AfterCall(call.type, result);
}

void FunctionLowering::LowerTailCallClosure(const sema::PCallClosure& call) {
  const ValueId closure = LowerAs(call.callee, Type::kRef);
  const auto args = LowerArgs(call.args);
  b_.SetLocation(call.range.begin);
  b_.TailCallClosure(CallSignature(call, args), closure, args);
}

ValueId FunctionLowering::LowerCallBuiltin(const sema::PCallBuiltin& call) {
  const llvm::StringRef name(call.builtin->name.data(), call.builtin->name.size());
  if (call.builtin->lowering == builtins::Lowering::kIr) {
    ValueId result;
    const bool known = LowerNumberBuiltin(call, name, result) ||
                       LowerArrayBuiltin(call, name, result) || LowerMapBuiltin(call, name, result);
    VERA_CHECK(known, "lower: a built-in function without expansion");
    return result;
  }
  VERA_CHECK(call.builtin->lowering == builtins::Lowering::kHost, "lower: not a host function");
  const std::string_view target = builtins::TargetOf(*call.builtin);
  const uint32_t index = HostIndex(llvm::StringRef(target.data(), target.size()));
  const auto args = LowerArgsAs(call.args, HostInfos()[index].params);
  b_.SetLocation(call.range.begin);
  return b_.CallHost(index, HostInfos()[index].result, args, m_.SiteOf(call.obligation));
}

ValueId FunctionLowering::LowerCallHost(const sema::PCallHost& call) {
  const uint32_t index = HostIndex(call.host_name);
  const auto args = LowerArgsAs(call.args, HostInfos()[index].params);
  b_.SetLocation(call.range.begin);
  const ir::SiteId site = call.obligation.index == sema::ObligationId::kNone ? ir::SiteId() : m_.SiteOf(call.obligation);
  return AfterCall(call.type, b_.CallHost(index, HostInfos()[index].result, args, site));
}

// Up to four pieces in one host call, more of them through an array: one allocation for the text either way.
ValueId FunctionLowering::LowerConcat(const sema::PConcat& concat) {
  return ConcatPieces(concat.pieces, concat.range.begin);
}

ValueId FunctionLowering::ConcatPieces(llvm::ArrayRef<const PExpr*> exprs, uint32_t location) {
  llvm::SmallVector<ValueId, 8> pieces;
  const size_t group = GroupSize(exprs);
  for (size_t i = 0; i < exprs.size(); i += group) {
    pieces.push_back(group == 1 ? LowerAs(exprs[i], Type::kRef)
                                : ConcatPieces(exprs.slice(i, std::min(group, exprs.size() - i)), location));
  }
  b_.SetLocation(location);
  switch (pieces.size()) {
    case 0:
      return b_.ConstString("");
    case 1:
      return pieces[0];
    case 2:
      return Host("string_concat", pieces);
    case 3:
      return Host("string_concat3", pieces);
    case 4:
      return Host("string_concat4", pieces);
    default:
      break;
  }
  const ValueId array = b_.ArrayNew(Type::kRef, b_.ConstI64(static_cast<int64_t>(pieces.size())),
                                    m_.PlainSite(sema::TrapKind::kUnknown, "String too long", fn_.shown_name));
  for (size_t i = 0; i < pieces.size(); ++i) {
    b_.ArrayInit(Type::kRef, array, b_.ConstI64(static_cast<int64_t>(i)), pieces[i]);
  }
  return Host("string_concat_all", {array});
}

size_t FunctionLowering::GroupSize(llvm::ArrayRef<const PExpr*> exprs) {
  constexpr size_t kMaxKept = 32;
  constexpr size_t kGroup = 8;
  const size_t computed = llvm::count_if(exprs, [](const PExpr* expr) {
    return expr->tag != sema::NodeTag::kInt && expr->tag != sema::NodeTag::kFloat &&
           expr->tag != sema::NodeTag::kString && expr->tag != sema::NodeTag::kLocal;
  });
  if (computed <= kMaxKept) {
    return 1;
  }
  size_t group = kGroup;
  while (group * kGroup < exprs.size()) {
    group *= kGroup;
  }
  return group;
}

ValueId FunctionLowering::LowerDerived(const sema::PDerived& derived) {
  const ir::FuncId fn = m_.Derived(derived.op, derived.subject);
  const std::vector<Type> params = m_.module().functions[fn.index].param_types;
  const auto args = LowerArgsAs(derived.args, params);
  b_.SetLocation(derived.range.begin);
  return b_.Call(fn, args);
}

ValueId FunctionLowering::LowerMakeClosure(const sema::PMakeClosure& closure) {
  llvm::SmallVector<Type, 8> types;
  const auto captures = LowerArgs(closure.captures);
  for (ValueId capture : captures) {
    types.push_back(b_.TypeOf(capture));
  }
  b_.SetLocation(closure.range.begin);
  return b_.ClosureNew(m_.FunctionOf(closure.fn), ir::InternLayout(m_.module(), 0, types, true), captures);
}

FunctionLowering::Callee FunctionLowering::LowerCallee(const PExpr* function) {
  Callee callee;
  callee.closure = LowerAs(function, Type::kRef);
  VERA_CHECK(m_.KindOf(function->type) == sema::TypeKind::kFn, "lower: a function was expected");
  callee.signature = m_.SignatureOf(function->type);
  const ir::Signature& signature = m_.module().signatures[callee.signature.index];
  callee.result = signature.result;
  callee.may_throw = signature.may_throw;
  if (function->tag == NodeTag::kMakeClosure) {
    callee.known = m_.FunctionOf(static_cast<const sema::PMakeClosure*>(function)->fn);
    callee.may_throw = m_.module().functions[callee.known.index].may_throw;
  }
  return callee;
}

ValueId FunctionLowering::CallCallee(const Callee& callee, llvm::ArrayRef<ValueId> args) {
  ValueId result;
  if (callee.known.valid()) {
    llvm::SmallVector<ValueId, 8> with_closure(args.begin(), args.end());
    with_closure.push_back(callee.closure);
    result = b_.Call(callee.known, with_closure);
  } else {
    result = b_.CallClosure(callee.signature, callee.closure, args);
  }
  if (callee.may_throw) {
    TestUnwind();
  }
  return result;
}

}  // namespace vera::lower
