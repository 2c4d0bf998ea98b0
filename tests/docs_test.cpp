// Documents that are made from tables say what the tables say.

#include "gtest/gtest.h"
#include "ir/op_docs.h"
#include "tests/corpus.h"

namespace vera::tests {
namespace {

TEST(Docs, OpsAreThoseOfTheTable) {
  EXPECT_EQ(ReadFile("docs/ir.md"), ir::OpsMarkdown()) << "run: build/dev/bin/dump_tables ir > docs/ir.md";
}

// The README's tour is a program; it must stay one that runs as shown.
TEST(Docs, TheTourRuns) {
  const std::string readme = ReadFile("README.md");
  const size_t begin = readme.find("    -- A refined type");
  const size_t end = readme.find("    $ vera check sale.vera");
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  std::string program;
  for (size_t at = begin; at < end;) {
    const size_t line_end = readme.find('\n', at);
    const std::string line = readme.substr(at, line_end - at);
    program += (line.size() > 4 ? line.substr(4) : "") + "\n";
    at = line_end + 1;
  }
  const ProcessResult result = RunVera({"jit", "-"}, program);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(readme.find("    $ vera jit sale.vera\n    " + result.out), std::string::npos) << result.out;
}

}  // namespace
}  // namespace vera::tests
