#ifndef VERA_SEMA_EFFECTS_H_
#define VERA_SEMA_EFFECTS_H_

#include "sema/function_checker.h"

namespace vera::sema {

// The effect that a name means in this module.
std::optional<EffectId> FindEffect(FunctionChecker& fc, llvm::StringRef name);

// Whether the effect's operations are served by a handler of the program (State, Exn, user effects)
// rather than by the host.
bool NeedsHandler(const CheckedProgram& program, EffectId effect);

// The row of the effects that handlers inside the current predicate serve: all that it may perform.
RowId PredicateRow(FunctionChecker& fc);

}  // namespace vera::sema

#endif  // VERA_SEMA_EFFECTS_H_
