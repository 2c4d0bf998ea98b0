#ifndef VERA_CLI_PIPELINE_H_
#define VERA_CLI_PIPELINE_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/module.h"
#include "sema/checked.h"
#include "sema/program.h"
#include "support/diagnostic.h"

// The flow of the compiler, named once and in order; every command that compiles goes through Compile.

namespace vera::cli {

// Milliseconds per stage, in the order of their first mention.
class StageClock {
 public:
  // Ends the stage that runs and starts the next; an empty name only ends.
  void Enter(std::string_view stage);
  void Add(std::string_view stage, double ms);
  const std::vector<std::pair<std::string, double>>& stages() const { return stages_; }

 private:
  using Clock = std::chrono::steady_clock;
  std::vector<std::pair<std::string, double>> stages_;
  Clock::time_point started_;
  std::string current_;
};

// How far to go.
enum class Goal : uint8_t { kChecked, kProgram, kIr, kOptimisedIr };

struct Compiled {
  std::unique_ptr<sema::CheckedProgram> checked;
  std::unique_ptr<sema::Program> program;  // null when diagnostics stopped the flow
  ir::Module module;
  bool complete = false;  // the goal was reached
};

Compiled Compile(std::unique_ptr<SourceFile> source, Goal goal, const std::string& entry,
                 DiagnosticSink& sink, StageClock& clock);

// In checked builds a broken module is a bug of ours and ends the process; otherwise nothing is done.
void VerifyModule(const ir::Module& module, ir::Stage stage);

}  // namespace vera::cli

#endif  // VERA_CLI_PIPELINE_H_
