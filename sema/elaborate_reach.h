#ifndef VERA_SEMA_ELABORATE_REACH_H_
#define VERA_SEMA_ELABORATE_REACH_H_

#include <vector>

#include "sema/checked.h"

namespace vera::sema {

// By EffectId index: the effects of the host that some handler reachable from `entry` handles.
// Where that is so, functions with the effect in their row take its evidence, as for effects that a
// program declares; the other effects of the host stay plain calls of it.
std::vector<bool> FindHandledHostEffects(const CheckedProgram& checked, DeclId entry);

// Whether the host is the default handler of the effect's operations.
bool IsHostEffect(const EffectDeclaration& effect);

}  // namespace vera::sema

#endif  // VERA_SEMA_ELABORATE_REACH_H_
