// The commands that need no more than the syntax tree: parse, ast, fmt.

#include "cli/commands.h"
#include "cli/output.h"
#include "syntax/ast_printer.h"
#include "syntax/formatter.h"
#include "syntax/parse_tree_printer.h"
#include "syntax/parser.h"

namespace vera::cli {
namespace {

struct Parsed {
  std::unique_ptr<SourceFile> source;
  std::unique_ptr<syntax::SyntaxTree> tree;
};

// Reports what is wrong; null tree when there is nothing to go on with.
Parsed ParseOrReport(const std::string& path) {
  Parsed parsed;
  auto source = OpenSource(path);
  if (!source) {
    ReportUnreadable(path, source.takeError(), false, false);
    return parsed;
  }
  parsed.source = std::move(*source);
  DiagnosticSink sink;
  parsed.tree = syntax::Parse(*parsed.source, sink);
  if (sink.has_errors()) {
    PrintDiagnostics(sink);
    parsed.tree.reset();
  }
  return parsed;
}

}  // namespace

int CommandParse(const Options& options) {
  const Parsed parsed = ParseOrReport(options.file);
  if (parsed.tree == nullptr) {
    return kExitFault;
  }
  return WriteStdout(syntax::PrintParseTree(*parsed.tree)) ? kExitOk : kExitFault;
}

int CommandAst(const Options& options) {
  const Parsed parsed = ParseOrReport(options.file);
  if (parsed.tree == nullptr) {
    return kExitFault;
  }
  const std::string text =
      options.json ? syntax::PrintAstJson(*parsed.tree) : syntax::PrintAst(*parsed.tree);
  return WriteStdout(text) ? kExitOk : kExitFault;
}

int CommandFmt(const Options& options) {
  const Parsed parsed = ParseOrReport(options.file);
  if (parsed.tree == nullptr) {
    return kExitFault;
  }
  const std::string canonical = syntax::Format(*parsed.tree);
  if (options.check) {
    if (canonical == parsed.source->text()) {
      return WriteStdout("OK: " + options.file + "\n") ? kExitOk : kExitFault;
    }
    WriteStderr("Would reformat: " + options.file + "\n");
    return kExitFault;
  }
  if (options.write) {
    const std::string problem = WriteFileAtomically(options.file, canonical);
    if (!problem.empty()) {
      ReportError(problem);
      return kExitFault;
    }
    return WriteStdout("Formatted: " + options.file + "\n") ? kExitOk : kExitFault;
  }
  return WriteStdout(canonical) ? kExitOk : kExitFault;
}

}  // namespace vera::cli
