#ifndef VERA_CLI_TRAP_REPORT_H_
#define VERA_CLI_TRAP_REPORT_H_

#include <string>

#include "ir/module.h"
#include "jit/result.h"
#include "sema/checked.h"
#include "support/json_writer.h"

// What a person or a tool is told of a trap: kind, function, place, the contract's text, the values that broke it, the
// calls that led there, and what to do about it.

namespace vera::cli {

std::string RenderTrap(const jit::TrapReport& trap, const ir::Module& module,
                       const sema::CheckedProgram& checked, bool colour);
// One diagnostic object: the reference's members (severity, description, trap_kind, location, frames, fix) and "values".
void WriteTrapJson(JsonWriter& writer, const jit::TrapReport& trap, const ir::Module& module,
                   const sema::CheckedProgram& checked);

}  // namespace vera::cli

#endif  // VERA_CLI_TRAP_REPORT_H_
