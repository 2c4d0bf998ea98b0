#include "cli/pipeline.h"

#include "ir/passes/passes.h"
#include "ir/verifier.h"
#include "lower/host_info.h"
#include "lower/lower.h"
#include "sema/elaborate.h"
#include "support/check.h"
#include "support/internal_error.h"

namespace vera::cli {

void StageClock::Enter(std::string_view stage) {
  const Clock::time_point now = Clock::now();
  if (!current_.empty()) {
    Add(current_, std::chrono::duration<double, std::milli>(now - started_).count());
  }
  current_ = stage;
  started_ = now;
}

void StageClock::Add(std::string_view stage, double ms) {
  for (auto& [name, total] : stages_) {
    if (name == stage) {
      total += ms;
      return;
    }
  }
  stages_.emplace_back(stage, ms);
}

void VerifyModule([[maybe_unused]] const ir::Module& module, [[maybe_unused]] ir::Stage stage) {
#ifdef VERA_CHECKED
  const std::vector<std::string> faults = ir::Verify(module, stage, lower::HostInfos());
  const WorkScope work(stage == ir::kHigh ? "lower" : "passes");
  VERA_CHECK(faults.empty(), faults.empty() ? "" : faults[0].c_str());
#endif
}

Compiled Compile(std::unique_ptr<SourceFile> source, Goal goal, const std::string& entry,
                 DiagnosticSink& sink, StageClock& clock) {
  Compiled result;
  // Parsing is part of checking: which modules there are is known only as imports are met.
  clock.Enter("check");
  {
    const WorkScope work("check", source.get(), {});
    result.checked = sema::Check(std::move(source), {}, sink);
  }
  if (sink.has_errors() || goal == Goal::kChecked) {
    clock.Enter("");
    result.complete = !sink.has_errors();
    return result;
  }
  clock.Enter("elaborate");
  result.program = sema::Elaborate(*result.checked, {entry}, sink);
  if (result.program == nullptr || sink.has_errors() || goal == Goal::kProgram) {
    clock.Enter("");
    result.complete = result.program != nullptr && !sink.has_errors();
    return result;
  }
  clock.Enter("lower");
  result.module = lower::Lower(*result.program);
  clock.Enter("");
  VerifyModule(result.module, ir::kHigh);
  if (goal == Goal::kOptimisedIr) {
    clock.Enter("passes");
    const WorkScope passes("passes");
    ir::RunPipeline(result.module, {lower::HostInfos()});
    clock.Enter("");
    VerifyModule(result.module, ir::kCore);
  }
  result.complete = true;
  return result;
}

}  // namespace vera::cli
