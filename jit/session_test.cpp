#include "jit/test_program.h"

namespace vera::jit {
namespace {

TEST(SessionTest, ReturnsAnInt) {
  EXPECT_EQ(RunText(R"(
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.i64 2
  %2 = mul %0, %1 : i64
  ret %2
}
)",
                    {Int(21)}),
            "42");
}

}  // namespace
}  // namespace vera::jit
