#ifndef VERA_SEMA_EQ_ABILITY_H_
#define VERA_SEMA_EQ_ABILITY_H_

#include "sema/function_checker.h"

// Which types have the built-in abilities, as far as the checker decides it (spec 9.8). What
// depends on a type variable is decided at the instances.

namespace vera::sema {

// The types that < and compare order (spec 4.5).
bool IsOrderable(TypeKind kind);

// E243 unless equality can be derived: primitives, and data whose fields all have it.
void RequireEq(FunctionChecker& fc, const syntax::Node& node, TypeId type);

// Structural derivation for closed types; type variables count as having it. Functions, arrays,
// tuples and host containers have none.
bool HasDerivedEq(CheckedProgram& program, TypeId type);

}  // namespace vera::sema

#endif  // VERA_SEMA_EQ_ABILITY_H_
