#ifndef VERA_SEMA_CALLEE_H_
#define VERA_SEMA_CALLEE_H_

#include "sema/function_checker.h"

// What a call's name stands for, and the arguments it is given.

namespace vera::sema {

using Args = llvm::ArrayRef<const syntax::Expr*>;

// A function found by name: one of the program's, the prelude's or a built-in.
struct Callee {
  DeclId decl{DeclId::kNone};
  const builtins::Builtin* builtin = nullptr;
  Signature signature;
  std::vector<TypeVarId>
      inherited_vars;  // of a where-helper: its parents' variables, which are the caller's too
  std::vector<TypeVarId> inherited_rows;
  std::vector<TypeVarId> read_vars;  // Unit is refused for them (E206)
};

// Looks outwards (spec 5.8, 8.5): helpers of the functions around, this module's functions,
// built-ins, imports. Nothing when no function has the name.
std::optional<Callee> FindFunction(FunctionChecker& fc, llvm::StringRef name);
Callee CalleeOf(FunctionChecker& fc, DeclId decl);

// Checks the arguments, infers the type arguments, and gives the result's type (E201, E202, E205,
// E206, E125, W002). `node` is the call, for the annotation and for what concerns it as a whole.
TypeId CheckCallTo(FunctionChecker& fc, const Callee& callee, Args args, const syntax::Node& node);

// An operation of an effect (check_effect.cpp) or ability (check_ability.cpp) that is in scope by
// its bare name.
std::optional<TypeId> CheckBareOperation(FunctionChecker& fc, llvm::StringRef name, Args args,
                                         const syntax::Node& node);
std::optional<TypeId> CheckAbilityOperation(FunctionChecker& fc, llvm::StringRef name, Args args,
                                            const syntax::Node& node);

// The effect that a bare operation name means here, if any; with the operation's index.
struct OperationRef {
  EffectId effect;
  uint32_t op = 0;
};
std::optional<OperationRef> FindOperation(FunctionChecker& fc, llvm::StringRef name);

// Checks the expressions for faults inside them.
void CheckAll(FunctionChecker& fc, Args args);

// Compares one argument with its parameter, checking the argument again with the parameter as
// wanted type where that may help (a Byte literal, a constructor). False when they do not fit.
bool FitsParameter(FunctionChecker& fc, const syntax::Expr& arg, TypeId& arg_type, TypeId param);

// What performing `row` here needs: every effect must be in the function's row (E125).
void RequireRow(FunctionChecker& fc, RowId row, const std::string& what, const syntax::Node& node);
void NoteUsedEffects(FunctionChecker& fc, RowId row);

}  // namespace vera::sema

#endif  // VERA_SEMA_CALLEE_H_
