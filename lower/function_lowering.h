#ifndef VERA_LOWER_FUNCTION_LOWERING_H_
#define VERA_LOWER_FUNCTION_LOWERING_H_

#include "ir/builder.h"
#include "lower/module_lowering.h"

// One function's lowering: the builder's place, what each local is, and where control goes when something is thrown. The
// constructs are in lower_*.cpp, the built-in functions in builtins_*.cpp.

namespace vera::lower {

using ir::OpKind;
using ir::Pred;
using ir::Type;
using ir::ValueId;

class FunctionLowering {
 public:
  FunctionLowering(ModuleLowering& module, sema::FnId fn);

  void Run();

  // Values of expressions; invalid for those without representation. After an expression of type Never the builder stands in a
  // block that no path reaches.
  ValueId Lower(const sema::PExpr* expr);
  // Likewise, but always a value of `type`: a zero where control never arrives.
  ValueId LowerAs(const sema::PExpr* expr, Type type);

 private:
  // ---- function_lowering.cpp ----
  void LowerTail(const sema::PExpr* expr);  // and return its value
  void Return(ValueId value, bool never);
  ValueId Zero(Type type);
  void Bind(sema::LocalId local, ValueId value);
  ir::BlockId NewBlock() { return b_.NewBlock(); }
  // After a terminator: further code goes to a block that no path reaches.
  void StartUnreachable();
  // Join of several paths into one value.
  struct Join {
    ir::BlockId block;
    Type type;
  };
  Join NewJoin(sema::TypeId type);
  void Arrive(const Join& join, const sema::PExpr* expr);  // lowers expr and goes there
  ValueId Enter(const Join& join);

  ValueId LowerLet(const sema::PLet& let);
  ValueId LowerSeq(const sema::PSeq& seq);
  ValueId LowerIf(const sema::PIf& expr);

  // ---- lower_arith.cpp ----
  ValueId LowerArith(const sema::PArith& expr);
  ValueId LowerCompare(const sema::PCompare& expr);
  ValueId CompareValues(sema::CompareOp op, sema::TypeKind kind, ValueId left, ValueId right);

  // ---- lower_call.cpp ----
  ValueId LowerCall(const sema::PCall& call);
  ValueId LowerCallClosure(const sema::PCallClosure& call);
  ValueId LowerCallBuiltin(const sema::PCallBuiltin& call);
  ValueId LowerCallHost(const sema::PCallHost& call);
  ValueId LowerConcat(const sema::PConcat& concat);
  ValueId ConcatPieces(llvm::ArrayRef<const sema::PExpr*> exprs, uint32_t location);
  // How many of these are put together at a time (1: all at once). What has been computed is kept over the computing of the
  // rest, and each call in it stores all that is kept: without groups, code in proportion to the square of the pieces.
  static size_t GroupSize(llvm::ArrayRef<const sema::PExpr*> exprs);
  ValueId LowerDerived(const sema::PDerived& derived);
  ValueId LowerMakeClosure(const sema::PMakeClosure& closure);
  llvm::SmallVector<ValueId, 8> LowerArgs(llvm::ArrayRef<const sema::PExpr*> args);  // represented ones
  llvm::SmallVector<ValueId, 8> LowerArgsAs(llvm::ArrayRef<const sema::PExpr*> args,
                                            llvm::ArrayRef<Type> params);
  ir::SignatureId CallSignature(const sema::PCallClosure& call, llvm::ArrayRef<ValueId> args);
  void LowerTailCallClosure(const sema::PCallClosure& call);
  // The result of a call; behind one of type Never nothing is reached.
  ValueId AfterCall(sema::TypeId type, ValueId result);
  ValueId Host(llvm::StringRef name, llvm::ArrayRef<ValueId> args);

  // ---- lower_data.cpp ----
  ValueId LowerConstruct(const sema::PConstruct& construct);
  ValueId LowerField(const sema::PField& field);
  ValueId LowerArray(const sema::PArray& array);
  ValueId ArrayOf(llvm::ArrayRef<const sema::PExpr*> exprs, Type element, uint32_t location);
  ValueId LowerIndex(const sema::PIndex& index);
  ValueId LowerRank(const sema::PRank& rank);
  // A value of a constructor from its represented fields.
  ValueId Construct(sema::TypeId type, uint32_t tag, llvm::ArrayRef<ValueId> represented);

  // ---- lower_match.cpp ----
  ValueId LowerMatch(const sema::PMatch& match);
  void LowerMatchTail(const sema::PMatch& match);
  friend class MatchLowering;

  // ---- lower_effect.cpp ----
  ValueId LowerThrow(const sema::PThrow& expr);
  ValueId LowerCatch(const sema::PCatch& expr);
  ValueId LowerCell(const sema::PExpr* expr);
  // After a call that may throw: on to the handler if it did.
  void TestUnwind();
  ir::BlockId UnwindTarget();

  // ---- lower_check.cpp ----
  void LowerCheck(const sema::PCheck& check);
  void LowerTrap(const sema::PTrap& trap);

  // ---- builtins_number.cpp, builtins_array.cpp, builtins_map.cpp ----
  // Values of the arguments are lowered already, except functions, see ClosureArg. False: not theirs.
  ir::SiteId ArgumentSite(sema::ObligationId obligation, Type type);
  bool LowerNumberBuiltin(const sema::PCallBuiltin& call, llvm::StringRef name, ValueId& result);
  bool LowerArrayBuiltin(const sema::PCallBuiltin& call, llvm::StringRef name, ValueId& result);
  bool LowerMapBuiltin(const sema::PCallBuiltin& call, llvm::StringRef name, ValueId& result);
  friend class ArrayBuiltins;
  friend class MapBuiltins;

  // A function value given to a builtin: called directly when it is a closure made in place.
  struct Callee {
    ValueId closure;
    ir::SignatureId signature;
    ir::FuncId known;  // valid: the body to call
    bool may_throw = false;
    Type result = Type::kVoid;
  };
  Callee LowerCallee(const sema::PExpr* function);  // lower_call.cpp
  ValueId CallCallee(const Callee& callee, llvm::ArrayRef<ValueId> args);

  ModuleLowering& m_;
  const sema::ProgramFunction& fn_;
  ir::Builder b_;
  std::vector<ValueId> locals_;            // by LocalId
  std::vector<ir::BlockId> handlers_;      // dispatch blocks of the PCatch around, innermost last
  ir::BlockId unwind_return_;              // returns with the exception in flight, made on demand
};

}  // namespace vera::lower

#endif  // VERA_LOWER_FUNCTION_LOWERING_H_
