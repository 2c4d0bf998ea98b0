#ifndef VERA_SEMA_CHECK_CONTRACT_H_
#define VERA_SEMA_CHECK_CONTRACT_H_

#include "sema/function_checker.h"

namespace vera::sema {

// A requires, ensures or decreases clause of the current function, whose parameters are in scope
// (E123, E124, E127).
void CheckContract(FunctionChecker& fc, const syntax::Contract& contract);

}  // namespace vera::sema

#endif  // VERA_SEMA_CHECK_CONTRACT_H_
