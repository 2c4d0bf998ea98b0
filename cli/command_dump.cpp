#include "cli/commands.h"
#include "cli/output.h"
#include "cli/pipeline.h"
#include "ir/printer.h"
#include "jit/session.h"
#include "lower/host_info.h"
#include "syntax/ast_printer.h"
#include "syntax/lexer.h"
#include "syntax/parser.h"

namespace vera::cli {
namespace {

int Print(const std::string& text) { return WriteStdout(text) ? kExitOk : kExitFault; }

int DumpSyntax(const Options& options, const SourceFile& source) {
  if (options.stage == "tokens") {
    // What is no token is shown as one; the parser reports it.
    std::vector<syntax::SyntaxError> errors;
    return Print(syntax::DumpTokens(source, syntax::Lex(source, errors)));
  }
  DiagnosticSink sink;
  const auto tree = syntax::Parse(source, sink);
  PrintDiagnostics(sink);
  const int status = Print(syntax::DumpTree(*tree));
  return sink.has_errors() ? kExitFault : status;
}

// The text of code as LLVM gets it, or as the processor does.
int DumpCode(const Options& options, const ir::Module& module) {
  jit::CompileOptions compile;
  const bool assembly = options.stage == "asm";
  compile.keep_llvm = !assembly;
  compile.keep_assembly = assembly;
  if (options.opt_level >= 0) {
    compile.tier = options.opt_level == 0 ? codegen::Tier::kQuick : codegen::Tier::kThorough;
  }
  auto session = jit::Session::Compile(module, compile);
  if (!session) {
    ReportError(llvm::toString(session.takeError()));
    return kExitFault;
  }
  return Print(assembly ? (*session)->assembly() : (*session)->llvm_text());
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
  return DumpCode(options, compiled.module);
}

}  // namespace vera::cli
