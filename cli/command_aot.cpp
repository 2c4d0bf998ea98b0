// vera aot: compile a program to a file that runs by itself.

#include "aot/object_emitter.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/pipeline.h"
#include "cli/result_kind.h"
#include "cli/trap_report.h"
#include "gc/traps.h"
#include "wasm32/linker.h"

namespace vera::cli {
namespace {

aot::ProgramTexts TextsOf(const Compiled& compiled) {
  aot::ProgramTexts texts;
  for (const ir::TrapSite& site : compiled.module.sites) {
    texts.sites.push_back({SiteDescription(site), SitePlace(site, compiled.module, *compiled.checked)});
  }
  for (size_t kind = 0; kind < gc::kTrapCount; ++kind) {
    texts.kinds.push_back({KindDescription(static_cast<gc::TrapKind>(kind)),
                           KindFix(static_cast<gc::TrapKind>(kind))});
  }
  texts.result_kind = static_cast<char>(KindOf(*compiled.program, compiled.program->entry_result));
  texts.result_type = compiled.checked->Spell(compiled.program->entry_result);
  return texts;
}

aot::OutputForm FormOf(const std::string& emit) {
  return emit == "asm"    ? aot::OutputForm::kAssembly
         : emit == "llvm" ? aot::OutputForm::kLlvm
                          : aot::OutputForm::kObject;
}

}  // namespace

int CommandAot(const Options& options) {
  DiagnosticSink sink;
  StageClock clock;
  auto source = OpenSource(options.file);
  if (!source) {
    return ReportUnreadable(options.file, source.takeError(), false, false);
  }
  const Compiled compiled =
      Compile(std::move(*source), Goal::kOptimisedIr, options.fn, sink, clock);
  PrintDiagnostics(sink);
  if (!compiled.complete) {
    return kExitFault;
  }
  const ir::Function& entry = compiled.module.functions[compiled.module.entry.index];
  if (!entry.param_types.empty()) {
    ReportError("'" + entry.shown_name + "' takes parameters; a program that runs by itself has none to give");
    return kExitFault;
  }
  const codegen::Tier tier =
      options.opt_level == 0 ? codegen::Tier::kQuick : codegen::Tier::kThorough;
  aot::ProgramOptions program;
  program.max_heap_bytes = options.max_heap;
  program.max_wrappers = options.max_wrappers;
  program.reports_stats = options.reports_stats;
  std::string result = aot::EmitProgram(compiled.module, TextsOf(compiled), program, codegen::Wasm32TargetInstance(),
                                        tier, FormOf(options.emit));
  if (options.emit == "module") {
    auto module = wasm32::LinkCommand(result, {});
    if (!module) {
      ReportError(llvm::toString(module.takeError()));
      return kExitFault;
    }
    result = std::move(*module);
  }
  const std::string problem = WriteFileAtomically(options.output, result);
  if (!problem.empty()) {
    ReportError(problem);
    return kExitFault;
  }
  return kExitOk;
}

}  // namespace vera::cli
