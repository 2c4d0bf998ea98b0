#ifndef VERA_SEMA_EFFECTS_H_
#define VERA_SEMA_EFFECTS_H_

#include "sema/function_checker.h"

namespace vera::sema {

// The effect that a name means in this module.
std::optional<EffectId> FindEffect(FunctionChecker& fc, llvm::StringRef name);

// What performing `what` of an effect here needs: a handler in the function or closure around, or
// the effect in its row (E122, E125).
void RequireInRow(FunctionChecker& fc, const EffectInstance& instance, const std::string& what,
                  const syntax::Node& node);

// The row of the effects that handlers inside the current predicate serve: all that it may perform.
RowId PredicateRow(FunctionChecker& fc);

}  // namespace vera::sema

#endif  // VERA_SEMA_EFFECTS_H_
