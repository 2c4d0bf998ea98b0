#include "sema/reporter.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace vera::sema {

void Reporter::Report(Diag diag, SourceRange range, std::vector<std::string> args, std::string fix,
                      std::string rationale) {
  if (!keep_warnings_ && RowOf(diag).severity == Severity::kWarning) {
    return;
  }
  pending_.push_back({diag, range, {std::move(args), std::move(fix), std::move(rationale)}});
}

void Reporter::Flush(DiagnosticSink& sink) {
  // By place; at one place in the order of the reports.
  std::vector<size_t> order(pending_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(pending_[a].range.begin, a) < std::pair(pending_[b].range.begin, b);
  });
  for (const size_t index : order) {
    Pending& one = pending_[index];
    sink.Emit(one.diag, file_, one.range, std::move(one.text));
  }
  pending_.clear();
}

}  // namespace vera::sema
