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

// The built-in ability of that name, with its name.
std::optional<Ability> BuiltinAbilityNamed(llvm::StringRef name);
const char* NameOf(Ability ability);
const char* OperationOf(Ability ability);

// Whether a closed type has the ability; type variables count as having it. Only numbers and texts
// are ordered. The others are derived by structure: functions, maps and sets have none of
// them, arrays, tuples and decimals no Eq.
bool HasAbility(CheckedProgram& program, TypeId type, Ability ability);
// Whether code can compare, hash and show values of the type at all.
inline bool IsDerivable(CheckedProgram& program, TypeId type) {
  return HasAbility(program, type, Ability::kShow);
}

// Whether Map and Set can tell values of the type apart, as their own constraints ask: anything
// without functions in it, such as Json.
bool IsKey(CheckedProgram& program, TypeId type);
// Whether the type of one need of a call, which holds no type variables, has what is needed.
bool MeetsNeed(CheckedProgram& program, const CallTarget& call, const CallTarget::Need& need);

// What is left to say of a call whose types are settled: E613 for each need that is not met.
void RequireNeeds(FunctionChecker& fc, const syntax::Node& node);

}  // namespace vera::sema

#endif  // VERA_SEMA_EQ_ABILITY_H_
