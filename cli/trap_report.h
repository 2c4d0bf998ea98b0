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

// What is said of a place that may trap: kind, function and contract; and where it is ("file:line:column"). The kind is left out, so
// that the text begins with a blank or a line end, where only the trap itself knows it: at calls of host functions.
std::string SiteDescription(const ir::TrapSite& site);
std::string SitePlace(const ir::TrapSite& site, const ir::Module& module, const sema::CheckedProgram& checked);
// What is said of a kind of trap without a place, and how to mend it (finished lines, may be empty).
std::string KindDescription(gc::TrapKind kind);
std::string KindFix(gc::TrapKind kind);

std::string RenderTrap(const jit::TrapReport& trap, const ir::Module& module,
                       const sema::CheckedProgram& checked, bool colour);
// One diagnostic object: the reference's members (severity, description, trap_kind, location, frames, fix) and "values".
void WriteTrapJson(JsonWriter& writer, const jit::TrapReport& trap, const ir::Module& module,
                   const sema::CheckedProgram& checked);

}  // namespace vera::cli

#endif  // VERA_CLI_TRAP_REPORT_H_
