#ifndef VERA_SEMA_EXHAUSTIVE_H_
#define VERA_SEMA_EXHAUSTIVE_H_

#include "sema/function_checker.h"

namespace vera::sema {

// Reports arms that no value reaches (E310) and values that no arm takes (E311 data, E312 Bool,
// E313 types without end), nested patterns included (spec 4.9.2, 4.9.3).
void CheckExhaustive(FunctionChecker& fc, const syntax::MatchExpr& expr, TypeId scrutinee);

}  // namespace vera::sema

#endif  // VERA_SEMA_EXHAUSTIVE_H_
