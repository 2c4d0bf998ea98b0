#ifndef VERA_SEMA_RESOLVE_MODULES_H_
#define VERA_SEMA_RESOLVE_MODULES_H_

#include <vector>

#include "sema/session.h"

// Finds and parses the files behind `import` (spec 8.6): relative to the importing file, then to
// the project's root; last, std.<module> among the library modules that are part of the compiler.

namespace vera::sema {

// Adds the root's module and those of everything it imports, the root first. Missing files (E012),
// rings (E011) and files that do not parse (E013) are reported at the import. Returns the modules'
// indices with every module behind those that it imports.
std::vector<uint32_t> LoadModules(Session& session, std::unique_ptr<SourceFile> root,
                                  DiagnosticSink& sink);

// Adds the module of a family of the prelude; null when it has no source.
ModuleState* LoadPrelude(Session& session, builtins::Family family);

}  // namespace vera::sema

#endif  // VERA_SEMA_RESOLVE_MODULES_H_
