#include <utility>

#include "sema/check_decl.h"
#include "sema/checked.h"
#include "sema/register.h"
#include "sema/resolve_modules.h"
#include "sema/session.h"

namespace vera::sema {

namespace {

void HandOver(ModuleState& state, CheckedProgram& program) {
  Module& module = program.modules.emplace_back();
  module.id = state.id;
  module.path = std::move(state.path);
  module.source = &state.tree->source();
  module.tree = state.tree;
  module.notes = std::move(state.notes);
  module.is_prelude = state.is_prelude;
}

}  // namespace

std::unique_ptr<CheckedProgram> Check(std::unique_ptr<SourceFile> root, const CheckOptions& options,
                                      DiagnosticSink& sink) {
  auto program = std::make_unique<CheckedProgram>();
  Session session(*program, options);
  for (const uint32_t module : LoadModules(session, std::move(root), sink)) {
    RegisterModule(session, session.modules[module]);
  }
  // Families of the prelude join the list while it is walked.
  for (size_t i = 0; i < session.modules.size(); ++i) {
    CheckModule(session, session.modules[i]);
  }
  for (ModuleState& module : session.modules) {
    module.reporter.Flush(sink);
    HandOver(module, *program);
  }
  return program;
}

}  // namespace vera::sema
