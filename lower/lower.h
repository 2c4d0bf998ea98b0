#ifndef VERA_LOWER_LOWER_H_
#define VERA_LOWER_LOWER_H_

#include "ir/module.h"
#include "sema/program.h"

// The elaborated program as IR of the High stage: one IR function per program function, plus the derived operations (eq, compare,
// hash, show per type) and sorting functions that it asks for.
//
// Representation: Int and Nat i64, Byte i8, Bool i1, Float64 f64, Unit and Never nothing, everything else a reference. A
// constructor without represented fields is an immortal of its tag. A closure's body takes its declared and hidden parameters,
// then its closure; captures are read from it.

namespace vera::lower {

// The program must outlive nothing here: the module owns all it needs. Interns types in the program's table.
ir::Module Lower(sema::Program& program);

}  // namespace vera::lower

#endif  // VERA_LOWER_LOWER_H_
