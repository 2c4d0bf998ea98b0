#ifndef VERA_SEMA_EFFECTS_H_
#define VERA_SEMA_EFFECTS_H_

#include "sema/function_checker.h"

namespace vera::sema {

// The effect that a name means in this module.
std::optional<EffectId> FindEffect(FunctionChecker& fc, llvm::StringRef name);

// The row of the effects that handlers inside the current predicate serve: all that it may perform.
RowId PredicateRow(FunctionChecker& fc);

}  // namespace vera::sema

#endif  // VERA_SEMA_EFFECTS_H_
