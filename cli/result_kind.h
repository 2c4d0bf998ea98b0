#ifndef VERA_CLI_RESULT_KIND_H_
#define VERA_CLI_RESULT_KIND_H_

#include "jit/result.h"
#include "sema/program.h"

namespace vera::cli {

// How a value of a type is printed when it is what the entry returned.
jit::ValueKind KindOf(const sema::Program& program, sema::TypeId type);

}  // namespace vera::cli

#endif  // VERA_CLI_RESULT_KIND_H_
