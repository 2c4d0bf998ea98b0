#ifndef VERA_CLI_STATS_H_
#define VERA_CLI_STATS_H_

#include <string>

#include "cli/pipeline.h"
#include "jit/result.h"

namespace vera::cli {

// The document of --stats (README, "Statistics"): keys are stable.
std::string StatsJson(const StageClock& clock, const jit::RunResult& result);

}  // namespace vera::cli

#endif  // VERA_CLI_STATS_H_
