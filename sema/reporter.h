#ifndef VERA_SEMA_REPORTER_H_
#define VERA_SEMA_REPORTER_H_

#include <string>
#include <vector>

#include "support/diagnostic.h"
#include "syntax/tree.h"

// Collects one module's diagnostics while its declarations are checked in whatever order the
// checker needs, and hands them to the sink in source order.

namespace vera::sema {

class Reporter {
 public:
  // Warnings of imported modules are for whoever checks those modules: without `keep_warnings` they
  // are dropped.
  Reporter(const SourceFile& file, bool keep_warnings)
      : file_(file), keep_warnings_(keep_warnings) {}

  void Report(Diag diag, SourceRange range, std::vector<std::string> args, std::string fix = "",
              std::string rationale = "");
  void Report(Diag diag, const syntax::Node& node, std::vector<std::string> args,
              std::string fix = "", std::string rationale = "") {
    Report(diag, node.range, std::move(args), std::move(fix), std::move(rationale));
  }

  // Forgets what it handed over.
  void Flush(DiagnosticSink& sink);

 private:
  struct Pending {
    Diag diag;
    SourceRange range;
    DiagnosticText text;
  };

  const SourceFile& file_;
  bool keep_warnings_;
  std::vector<Pending> pending_;
};

}  // namespace vera::sema

#endif  // VERA_SEMA_REPORTER_H_
