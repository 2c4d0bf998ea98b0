// The commands that list what the compiler knows: builtins, effects, errors, version.

#include <algorithm>
#include <utility>

#include "builtins/registry_json.h"
#include "cli/commands.h"
#include "cli/output.h"

#ifndef VERA_VERSION
#error "VERA_VERSION comes from the build"
#endif

namespace vera::cli {
namespace {

// By code; those that are ours alone come last.
std::vector<builtins::ErrorRow> ErrorRows() {
  std::vector<builtins::ErrorRow> rows;
  for (uint16_t i = 0; i < static_cast<uint16_t>(Diag::kCount); ++i) {
    const DiagnosticRow& row = RowOf(static_cast<Diag>(i));
    if (*row.code != '\0') {
      rows.push_back({row.code, row.phase, row.when, row.since});
    }
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::pair(a.since.empty(), a.code) < std::pair(b.since.empty(), b.code);
  });
  return rows;
}

int Print(const std::string& text) { return WriteStdout(text) ? kExitOk : kExitFault; }

}  // namespace

int CommandBuiltins(const Options& options) {
  return Print(options.json ? builtins::BuiltinsJson() : builtins::BuiltinsText());
}

int CommandEffects(const Options& options) {
  return Print(options.json ? builtins::EffectsJson() : builtins::EffectsText());
}

int CommandErrors(const Options& options) {
  const auto rows = ErrorRows();
  return Print(options.json ? builtins::ErrorsJson(rows) : builtins::ErrorsText(rows));
}

int CommandVersion(const Options&) { return Print("vera " VERA_VERSION "\n"); }

}  // namespace vera::cli
