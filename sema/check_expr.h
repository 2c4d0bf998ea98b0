#ifndef VERA_SEMA_CHECK_EXPR_H_
#define VERA_SEMA_CHECK_EXPR_H_

#include "sema/function_checker.h"

// One function per kind of expression; which file a construct is in follows its name. Each returns
// the expression's type, which may hold open inference variables.

namespace vera::sema {

// Any expression: dispatches and annotates.
TypeId CheckExpr(FunctionChecker& fc, const syntax::Expr& expr, Want want = std::nullopt);

// check_expr.cpp
TypeId CheckBlock(FunctionChecker& fc, const syntax::Block& block, Want want);
TypeId CheckIf(FunctionChecker& fc, const syntax::IfExpr& expr, Want want);
TypeId CheckAnonFn(FunctionChecker& fc, const syntax::AnonFn& expr);
TypeId CheckSlotRef(FunctionChecker& fc, const syntax::SlotRef& ref);
TypeId CheckHole(FunctionChecker& fc, const syntax::HoleExpr& hole, Want want);

// check_literal.cpp
TypeId CheckIntLit(FunctionChecker& fc, const syntax::IntLit& literal, Want want);
TypeId CheckInterpolation(FunctionChecker& fc, const syntax::InterpolatedString& string);
TypeId CheckArrayLit(FunctionChecker& fc, const syntax::ArrayLit& literal, Want want);
TypeId CheckIndex(FunctionChecker& fc, const syntax::IndexExpr& expr);

// check_operator.cpp
TypeId CheckBinary(FunctionChecker& fc, const syntax::BinaryExpr& expr);
TypeId CheckUnary(FunctionChecker& fc, const syntax::UnaryExpr& expr);

// check_call.cpp
TypeId CheckFnCall(FunctionChecker& fc, const syntax::FnCall& call);
TypeId CheckModuleCall(FunctionChecker& fc, const syntax::ModuleCall& call);
// `left |> call`: the right side's call gets the left one as its first argument.
TypeId CheckPipe(FunctionChecker& fc, const syntax::BinaryExpr& pipe);

// check_constructor.cpp
TypeId CheckConstructorCall(FunctionChecker& fc, const syntax::ConstructorCall& call, Want want);
TypeId CheckNullaryConstructor(FunctionChecker& fc, const syntax::NullaryConstructor& expr,
                               Want want);

// check_match.cpp
TypeId CheckMatch(FunctionChecker& fc, const syntax::MatchExpr& expr, Want want);

// check_effect.cpp, check_handle.cpp
TypeId CheckQualifiedCall(FunctionChecker& fc, const syntax::QualifiedCall& call);
TypeId CheckHandle(FunctionChecker& fc, const syntax::HandleExpr& expr);

// check_contract.cpp
TypeId CheckResultRef(FunctionChecker& fc, const syntax::ResultRef& ref);
TypeId CheckStateForm(FunctionChecker& fc, const syntax::Expr& form,
                      const syntax::EffectRef& effect);
TypeId CheckQuantifier(FunctionChecker& fc, const syntax::TypeExpr& binding,
                       const syntax::Expr& domain, const syntax::AnonFn& predicate,
                       const char* form);
// assert, assume.
TypeId CheckCondition(FunctionChecker& fc, const syntax::Expr& condition, Diag diag);
// Every `{ @T | P }` inside the type, wherever a type can be written (E126).
void CheckRefinements(FunctionChecker& fc, const syntax::TypeExpr& type);

// A diagnostic with the type when it is known and no Bool.
void RequireBool(FunctionChecker& fc, const syntax::Expr& expr, TypeId type, Diag diag,
                 std::vector<std::string> args_before = {});

}  // namespace vera::sema

#endif  // VERA_SEMA_CHECK_EXPR_H_
