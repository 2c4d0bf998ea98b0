#include "support/internal_error.h"

#include <csignal>
#include <cstdlib>

#include "gtest/gtest.h"
#include "support/check.h"

namespace vera {
namespace {

TEST(InternalError, NamesTheInnermostPlace) {
  const SourceFile source("app.vera", "first\nsecond\n");
  EXPECT_EQ(DescribeWork(), "");
  const WorkScope check("check", &source, {0, 5});
  EXPECT_EQ(DescribeWork(), "check at app.vera:1:1");
  {
    const WorkScope inner("check", &source, {8, 9});
    EXPECT_EQ(DescribeWork(), "check at app.vera:2:3");
    const WorkScope part("exhaustiveness");
    EXPECT_EQ(DescribeWork(), "exhaustiveness at app.vera:2:3");
    const std::string name = "main";
    const WorkScope function("generate", &name);
    EXPECT_EQ(DescribeWork(), "generate, function main");
  }
  EXPECT_EQ(DescribeWork(), "check at app.vera:1:1");
}

TEST(InternalErrorDeathTest, ChecksAndCrashesLeaveWith70) {
  const SourceFile source("app.vera", "first\n");
  const auto fails = [&](bool ok) {
    const WorkScope scope("lower", &source, {2, 3});
    VERA_CHECK(ok, "lower: a value");
  };
  EXPECT_EXIT(fails(false), testing::ExitedWithCode(70),
              "internal error in lower at app.vera:1:3: lower: a value \\(ok, ");
  const auto crashes = [&] {
    InstallCrashReport();
    const WorkScope scope("emit");
    std::raise(SIGSEGV);
  };
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "the sanitizer reports crashes";
#endif
#endif
  EXPECT_EXIT(crashes(), testing::ExitedWithCode(70), "internal error in emit: signal SIGSEGV");
}

}  // namespace
}  // namespace vera
