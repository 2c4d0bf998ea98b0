#ifndef VERA_SEMA_EXPLAIN_SLOTS_H_
#define VERA_SEMA_EXPLAIN_SLOTS_H_

#include <string>

#include "sema/checked.h"
#include "support/json_writer.h"

// What `vera check --explain-slots` says of each top-level function of the root file: which
// parameter @T.n is. Read off the signatures alone, with the types as they are written.

namespace vera::sema {

// A heading and one block per function, a blank line after each; empty when there is no function.
std::string ExplainSlots(const CheckedProgram& program);
// The value of "slot_environments": [{function, slots: [{slot, type, parameter}]}].
void WriteSlotEnvironments(JsonWriter& writer, const CheckedProgram& program);

}  // namespace vera::sema

#endif  // VERA_SEMA_EXPLAIN_SLOTS_H_
