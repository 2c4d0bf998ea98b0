// Goldens: a program and, beside it, what a stage makes of it. name.vera has any number of sidecars, one per stage:
//   .tokens .tree .program .ir .ir-opt .llvm   `vera dump --stage=...`
//   .fmt    `vera fmt`          .ast   `vera ast --json`
//   .diag   standard error of `vera check`; also for *.fail.vera, which must be refused
//   .out    standard output of `vera jit`; .err its standard error, with the exit status in the first line
// Each is one test case. tools/update_goldens.py writes them through the same binary.

#include <filesystem>
#include <map>

#include "gtest/gtest.h"
#include "tests/corpus.h"

namespace vera::tests {
namespace {

std::string Produce(const std::string& program, const std::string& stage) {
  if (stage == "fmt") {
    return RunVera({"fmt", program}).out;
  }
  if (stage == "ast") {
    return RunVera({"ast", "--json", program}).out;
  }
  if (stage == "diag") {
    const ProcessResult result = RunVera({"check", program});
    EXPECT_LE(result.exit_code, 1) << result.err;
    return result.err;
  }
  if (stage == "out") {
    return RunVera({"jit", program}).out;
  }
  if (stage == "err") {
    const ProcessResult result = RunVera({"jit", program});
    return "exit " + std::to_string(result.exit_code) + "\n" + result.err;
  }
  const ProcessResult result = RunVera({"dump", "--stage=" + stage, program});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return result.out;
}

class GoldenCase : public testing::Test {
 public:
  GoldenCase(std::string program, std::string stage)
      : program_(std::move(program)), stage_(std::move(stage)) {}

  void TestBody() override {
    const std::string sidecar = program_.substr(0, program_.size() - 5) + "." + stage_;
    EXPECT_EQ(Produce(program_, stage_), ReadFile(sidecar))
        << "if this is wanted: tools/update_goldens.py " << program_;
  }

 private:
  std::string program_;
  std::string stage_;
};

class RefusedCase : public testing::Test {
 public:
  explicit RefusedCase(std::string program) : program_(std::move(program)) {}
  void TestBody() override { EXPECT_EQ(RunVera({"check", "--quiet", program_}).exit_code, 1); }

 private:
  std::string program_;
};

int RegisterAll() {
  const char* stages[] = {"tokens", "tree", "program", "ir", "ir-opt", "llvm", "fmt", "ast", "diag", "out", "err"};
  int count = 0;
  for (const std::string& program : FindFiles("tests/golden", ".vera")) {
    const std::string stem = program.substr(0, program.size() - 5);
    const std::string shown = stem.substr(std::string("tests/golden/").size());
    for (const char* stage : stages) {
      if (std::filesystem::exists(SourceRoot() + "/" + stem + "." + stage)) {
        testing::RegisterTest("Golden", (shown + "." + stage).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [=]() -> testing::Test* { return new GoldenCase(program, stage); });
        ++count;
      }
    }
    if (stem.ends_with(".fail")) {
      testing::RegisterTest("Refused", shown.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [=]() -> testing::Test* { return new RefusedCase(program); });
    }
  }
  return count;
}

}  // namespace
}  // namespace vera::tests

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (vera::tests::RegisterAll() == 0) {
    std::fprintf(stderr, "no goldens found\n");
    return 1;
  }
  return RUN_ALL_TESTS();
}
