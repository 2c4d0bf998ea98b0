// Programs that are right or wrong by their size alone (tests/size): long folds, long arrays and strings, long lists, deep
// recursion. Each prints what its .out file holds.

#include <map>

#include "gtest/gtest.h"
#include "llvm/Support/JSON.h"
#include "tests/corpus.h"

namespace vera::tests {
namespace {

class SizeCase : public testing::Test {
 public:
  explicit SizeCase(std::string program) : program_(std::move(program)) {}

  void TestBody() override {
    const ProcessResult result = RunVera({"jit", "--stats", program_});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, ReadFile(program_.substr(0, program_.size() - 5) + ".out"));
    auto stats = llvm::json::parse(result.err);
    ASSERT_TRUE(static_cast<bool>(stats)) << result.err;
    for (const auto& store : *stats->getAsObject()->getObject("stores")) {
      EXPECT_EQ(store.second.getAsInteger(), 0) << store.first.str() << ": what the program made is dead";
    }
    const auto peak = stats->getAsObject()->getObject("gc")->getInteger("peak_heap_bytes");
    ASSERT_TRUE(peak.has_value());
    if (program_.ends_with("/cells.vera")) {
      // Ten million cells of 16 bytes live at once; a second round needs no more than the first.
      EXPECT_LT(result.max_rss_kb, 400 * 1024);
      EXPECT_LT(*peak, int64_t{400} << 20);
    }
    if (program_.ends_with("/decimals.vera")) {
      EXPECT_LT(*peak, int64_t{64} << 20);
    }
  }

 private:
  std::string program_;
};

}  // namespace
}  // namespace vera::tests

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (const std::string& program : vera::tests::FindFiles("tests/size", ".vera")) {
    testing::RegisterTest("Size", program.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [=]() -> testing::Test* { return new vera::tests::SizeCase(program); });
  }
  return RUN_ALL_TESTS();
}
