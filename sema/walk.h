#ifndef VERA_SEMA_WALK_H_
#define VERA_SEMA_WALK_H_

#include "llvm/ADT/STLFunctionalExtras.h"
#include "syntax/tree.h"

namespace vera::sema {

// Calls `visit` on each expression directly inside `expr`, in source order: blocks' statements,
// clauses, arms and closures' bodies included, predicates of types not.
void ForEachChild(const syntax::Expr& expr, llvm::function_ref<void(const syntax::Expr&)> visit);
// Calls `visit` on `expr` and everything inside it, parents first.
void ForEachExpr(const syntax::Expr& expr, llvm::function_ref<void(const syntax::Expr&)> visit);

}  // namespace vera::sema

#endif  // VERA_SEMA_WALK_H_
