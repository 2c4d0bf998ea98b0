#include "cli/commands.h"
#include "cli/output.h"
#include "cli/pipeline.h"
#include "codegen/codegen.h"
#include "ir/printer.h"
#include "lower/host_info.h"
#include "syntax/ast_printer.h"
#include "syntax/parser.h"

namespace vera::cli {
namespace {

int Print(const std::string& text) { return WriteStdout(text) ? kExitOk : kExitFault; }

int DumpSyntax(const Options& options, const SourceFile& source) {
  DiagnosticSink sink;
  const auto tree = syntax::Parse(source, sink);
  PrintDiagnostics(sink);
  const int status =
      Print(options.stage == "tokens" ? syntax::DumpTokens(source) : syntax::DumpTree(*tree));
  return sink.has_errors() ? kExitFault : status;
}

}  // namespace

int CommandDump(const Options& options) {
  auto source = OpenSource(options.file);
  if (!source) {
    return ReportUnreadable(options.file, source.takeError(), false, false);
  }
  if (options.stage == "tokens" || options.stage == "tree") {
    return DumpSyntax(options, **source);
  }
  const Goal goal = options.stage == "program" ? Goal::kProgram
                    : options.stage == "ir"    ? Goal::kIr
                                               : Goal::kOptimisedIr;
  DiagnosticSink sink;
  StageClock clock;
  Compiled compiled = Compile(std::move(*source), goal, options.fn, sink, clock);
  PrintDiagnostics(sink);
  if (!compiled.complete) {
    return kExitFault;
  }
  if (options.stage == "program") {
    return Print(sema::DumpProgram(*compiled.program));
  }
  if (options.stage == "ir" || options.stage == "ir-opt") {
    return Print(ir::Print(compiled.module, lower::HostInfos()));
  }
  return Print(codegen::Dump(compiled.module, options.opt_level, options.stage == "asm"));
}

}  // namespace vera::cli
