#ifndef VERA_SEMA_ELABORATE_H_
#define VERA_SEMA_ELABORATE_H_

#include <memory>
#include <string>

#include "sema/program.h"
#include "support/diagnostic.h"

// CheckedProgram -> Program: what the entry function reaches, once per closed set of type and row
// arguments, with every implicit rule of the language made explicit (program.h lists them).

namespace vera::sema {

struct ElaborateOptions {
  std::string entry_function;  // empty: main, or the first public function of the root module
};

// Null after a diagnostic: holes (E614), unresolved names, an entry that does not exist or may not
// be called, constructs that running does not support yet. `checked` must have been checked without
// errors and must outlive the result.
std::unique_ptr<Program> Elaborate(CheckedProgram& checked, const ElaborateOptions& options,
                                   DiagnosticSink& sink);

}  // namespace vera::sema

#endif  // VERA_SEMA_ELABORATE_H_
