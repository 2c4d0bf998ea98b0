#ifndef VERA_SEMA_CHECK_DECL_H_
#define VERA_SEMA_CHECK_DECL_H_

#include "sema/function_checker.h"

namespace vera::sema {

// The second pass over a registered module: bodies, contracts, predicates, invariants.
void CheckModule(Session& session, ModuleState& module);

}  // namespace vera::sema

#endif  // VERA_SEMA_CHECK_DECL_H_
