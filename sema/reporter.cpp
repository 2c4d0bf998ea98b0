#include "sema/reporter.h"

#include <algorithm>
#include <utility>

namespace vera::sema {

void Reporter::Report(Diag diag, SourceRange range, std::vector<std::string> args, std::string fix,
                      std::string rationale) {
  if (!keep_warnings_ && RowOf(diag).severity == Severity::kWarning) {
    return;
  }
  pending_.push_back({diag, range, {std::move(args), std::move(fix), std::move(rationale)}});
}

void Reporter::Flush(DiagnosticSink& sink) {
  std::stable_sort(pending_.begin(), pending_.end(), [](const Pending& a, const Pending& b) {
    return a.range.begin < b.range.begin;
  });
  for (Pending& one : pending_) {
    sink.Emit(one.diag, file_, one.range, std::move(one.text));
  }
  pending_.clear();
}

}  // namespace vera::sema
