#include <cstddef>
#include <cstdint>
#include <string>

#include "support/check.h"
#include "support/large_stack.h"
#include "syntax/ast_printer.h"
#include "syntax/parse_tree_printer.h"
#include "syntax/parser.h"

// Any bytes parse to a tree that all printers can walk; reports are rendered without a fault.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const vera::SourceFile source("fuzz.vera", std::string(reinterpret_cast<const char*>(data), size));
  vera::DiagnosticSink sink;
  const auto tree = vera::syntax::Parse(source, sink);
  for (const vera::Diagnostic& diagnostic : sink.diagnostics()) {
    VERA_CHECK(!vera::RenderText(diagnostic, true).empty(), "fuzz: a text");
    VERA_CHECK(!vera::RenderJson(diagnostic).empty(), "fuzz: an object");
  }
  vera::RunOnLargeStack([&] {
    vera::syntax::DumpTree(*tree);
    vera::syntax::PrintAst(*tree);
    vera::syntax::PrintAstJson(*tree);
    if (!sink.has_errors()) {
      vera::syntax::PrintParseTree(*tree);
    }
  });
  return 0;
}
