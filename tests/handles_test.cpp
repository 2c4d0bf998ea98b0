// Values behind handles, as a user's program makes them (tests/handles): what lives in the host's
// stores at the end of a run, how the wrap table fills, grows and ends, and that a failing
// allocation is a clean trap wherever it is.

#include <cstdlib>

#include "gtest/gtest.h"
#include "llvm/Support/JSON.h"
#include "tests/corpus.h"

namespace vera::tests {
namespace {

const char kContainers[] = "tests/handles/containers.vera";
const char kDocuments[] = "tests/handles/documents.vera";

struct Outcome {
  ProcessResult process;
  llvm::json::Object stats;

  int64_t Number(const char* group, const char* key) const {
    const llvm::json::Object* object = stats.getObject(group);
    const auto number = object == nullptr ? std::nullopt : object->getInteger(key);
    return number ? *number : -1;
  }
  int64_t Maps() const { return Number("stores", "map"); }
  int64_t Sets() const { return Number("stores", "set"); }
};

Outcome RunProgram(const char* program, const std::string& function, int64_t count,
                   const std::vector<std::string>& options = {}) {
  std::vector<std::string> args = {"jit", "--stats", "--fn", function};
  args.insert(args.end(), options.begin(), options.end());
  args.insert(args.end(), {program, "--", std::to_string(count)});
  Outcome outcome{RunVera(args), {}};
  // The statistics are the last line.
  const std::string& err = outcome.process.err;
  const size_t begin = err.rfind("{\"compile_ms\"");
  auto parsed = llvm::json::parse(begin == std::string::npos ? "" : err.substr(begin));
  if (!parsed) {
    ADD_FAILURE() << llvm::toString(parsed.takeError()) << "\n" << err;
  } else {
    outcome.stats = *parsed->getAsObject();
  }
  return outcome;
}

Outcome RunContainers(const std::string& function, int64_t count,
                      const std::vector<std::string>& options = {}) {
  return RunProgram(kContainers, function, count, options);
}

Outcome RunDocuments(const std::string& function, int64_t count,
                     const std::vector<std::string>& options = {}) {
  return RunProgram(kDocuments, function, count, options);
}

// Sets a variable for the programs that are run while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

// What main returns is live until it is dropped, nothing else is at any end of a run.
void ExpectExactPopulations(int64_t count) {
  EXPECT_EQ(RunContainers("map_returned", count).Maps(), 1);
  EXPECT_EQ(RunContainers("map_dropped", count).Maps(), 0);
  EXPECT_EQ(RunContainers("set_returned", count).Sets(), 1);
  EXPECT_EQ(RunContainers("set_dropped", count).Sets(), 0);
  const Outcome trap = RunContainers("traps", count);
  EXPECT_EQ(trap.process.exit_code, 1);
  EXPECT_EQ(trap.Maps(), 0);
  const Outcome exit = RunContainers("exits", count);
  EXPECT_EQ(exit.process.exit_code, 7);
  EXPECT_EQ(exit.Maps(), 0);
}

TEST(Handles, PopulationIsExactOnEveryWayOut) { ExpectExactPopulations(10'000); }

TEST(Handles, PopulationIsExactUnderStress) {
  const Variable stress("VERA_GC_STRESS", "1");
  ExpectExactPopulations(300);
}

TEST(Handles, AMillionVersionsNeedLittle) {
  for (const char* function : {"map_dropped", "set_dropped"}) {
    const Outcome outcome = RunContainers(function, 1'000'000, {"--max-heap=64MB"});
    EXPECT_EQ(outcome.process.out, "1000000\n") << outcome.process.err;
    EXPECT_LT(outcome.Number("gc", "peak_heap_bytes"), int64_t{64} << 20) << function;
    EXPECT_EQ(outcome.Maps() + outcome.Sets(), 0);
  }
}

// A program that only parses has all that its maps need.
TEST(Handles, DocumentsLeaveNoMaps) {
  for (const char* function : {"json_dropped", "html_dropped"}) {
    const Outcome outcome = RunDocuments(function, 5'000);
    EXPECT_EQ(outcome.process.out, "10000\n") << function << outcome.process.err;
    EXPECT_EQ(outcome.Maps(), 0);
    EXPECT_EQ(outcome.Number("wrappers", "live"), 0);
    const Variable stress("VERA_GC_STRESS", "1");
    const Outcome stressed = RunDocuments(function, 20);
    EXPECT_EQ(stressed.process.out, "40\n") << function << stressed.process.err;
    EXPECT_EQ(stressed.Maps(), 0);
  }
  EXPECT_EQ(RunDocuments("json_broken", 100'000).Maps(), 0);
  EXPECT_EQ(RunDocuments("json_returned", 1'000).Maps(), 1'000);
  EXPECT_EQ(RunDocuments("html_returned", 1'000).Maps(), 1'000);
}

TEST(Handles, AMillionDocumentsNeedLittle) {
  for (const char* function : {"json_dropped", "html_dropped"}) {
    const Outcome outcome = RunDocuments(function, 1'000'000, {"--max-heap=64MB"});
    EXPECT_EQ(outcome.process.out, "2000000\n") << function << outcome.process.err;
    EXPECT_LT(outcome.Number("gc", "peak_heap_bytes"), int64_t{64} << 20) << function;
    EXPECT_EQ(outcome.Maps(), 0);
  }
}

TEST(Handles, TheTableGrows) {
  const Outcome live = RunContainers("many", 100'000);
  EXPECT_EQ(live.process.exit_code, 0) << live.process.err;
  EXPECT_EQ(live.Maps(), 100'000);
  EXPECT_EQ(live.Number("wrappers", "live"), 100'000);
  EXPECT_GE(live.Number("wrappers", "capacity"), 100'000);
  EXPECT_GT(live.Number("wrappers", "waits"), 5);
  const Outcome dropped = RunContainers("many_dropped", 100'000);
  EXPECT_EQ(dropped.process.out, "100000\n") << dropped.process.err;
  EXPECT_EQ(dropped.Maps(), 0);
}

// A table that may not grow is emptied again and again, and holds as many as it may.
TEST(Handles, AFullTableCollects) {
  const Outcome chain = RunContainers("map_dropped", 10'000, {"--max-wrappers=16"});
  EXPECT_EQ(chain.process.out, "10000\n") << chain.process.err;
  EXPECT_EQ(chain.Number("wrappers", "capacity"), 16);
  EXPECT_GT(chain.Number("wrappers", "waits"), 500);
  EXPECT_EQ(chain.Maps(), 0);
  // Each map is made of an empty one, which is garbage by then.
  EXPECT_EQ(RunContainers("many", 63, {"--max-wrappers=64"}).Maps(), 63);
}

TEST(Handles, TheLimitIsACleanTrap) {
  for (const char* stress : {"0", "1"}) {
    const Variable variable("VERA_GC_STRESS", stress);
    const Outcome outcome = RunContainers("many", 65, {"--max-wrappers=64"});
    EXPECT_EQ(outcome.process.exit_code, 1);
    EXPECT_NE(outcome.process.err.find("Out of memory\n  at tests/handles/containers.vera:"),
              std::string::npos)
        << outcome.process.err;
    EXPECT_EQ(outcome.Maps(), 0);
    EXPECT_EQ(outcome.Number("wrappers", "live"), 0);
  }
}

// Fails each allocation of a run in turn, of the heap and of the host.
void FailEachAllocation(const char* program, const std::string& function, int64_t count, int step) {
  int fails = 0;
  for (int n = 1;; n += step) {
    const Variable fail("VERA_FAIL_ALLOC", std::to_string(n));
    const Outcome outcome = RunProgram(program, function, count);
    if (outcome.process.exit_code == 0) {
      break;
    }
    ++fails;
    ASSERT_EQ(outcome.process.exit_code, 1) << n;
    ASSERT_NE(outcome.process.err.find("Error: Out of memory"), std::string::npos)
        << n << outcome.process.err;
    ASSERT_EQ(outcome.Maps() + outcome.Sets(), 0) << n;
  }
  EXPECT_GT(fails, 5);
}

TEST(Handles, EachAllocationMayFail) {
  FailEachAllocation(kContainers, "map_dropped", 4, 1);
  FailEachAllocation(kContainers, "set_dropped", 100, 61);
  FailEachAllocation(kContainers, "many_dropped", 30, 23);
  FailEachAllocation(kDocuments, "json_dropped", 1, 1);
  FailEachAllocation(kDocuments, "html_dropped", 1, 1);
}

// A run whose stack ends anywhere, in the middle of the runtime too.
TEST(Handles, TheStackMayEndAnywhere) {
  for (int kilobytes = 64; kilobytes < 80; ++kilobytes) {
    const Outcome outcome = RunContainers(
        "deep", 1'000'000, {"--max-stack=" + std::to_string(kilobytes * 1024 + kilobytes * 16)});
    EXPECT_EQ(outcome.process.exit_code, 1) << outcome.process.err;
    EXPECT_NE(outcome.process.err.find("Error: Call stack exhausted"), std::string::npos)
        << outcome.process.err;
    EXPECT_EQ(outcome.Maps(), 0);
  }
}

}  // namespace
}  // namespace vera::tests
