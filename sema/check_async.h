#ifndef VERA_SEMA_CHECK_ASYNC_H_
#define VERA_SEMA_CHECK_ASYNC_H_

#include "sema/function_checker.h"

namespace vera::sema {

// W002: only operations that commute may be computed concurrently (spec 9.5.4), everything else at
// once.
void WarnIfNotConcurrent(FunctionChecker& fc, const syntax::Expr& argument,
                         const syntax::Node& call);

}  // namespace vera::sema

#endif  // VERA_SEMA_CHECK_ASYNC_H_
