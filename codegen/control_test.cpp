#include "jit/test_program.h"

namespace vera::codegen {
namespace {

using jit::Int;
using jit::RunText;

TEST(ControlTest, Loops) {
  EXPECT_EQ(RunText(R"(
entry @main
func @main(i64, i64) -> i64 exported source 0 {
b0(%0: i64, %1: i64):
  %2 = const.i64 0
  br b3(%0, %1)
b3(%7: i64, %8: i64):
  %3 = icmp eq %7, %2
  cond_br %3, b1, b2
b1:
  ret %8
b2:
  %4 = const.i64 1
  %5 = sub %7, %4 : i64
  %6 = add %7, %8 : i64
  br b3(%5, %6)
}
)",
                    {Int(10), Int(0)}),
            "55");
}

TEST(ControlTest, TwoEdgesToOneBlockKeepTheirArguments) {
  constexpr const char* kText = R"(
entry @main
func @main(i64, i64) -> i64 exported source 0 {
b0(%0: i64, %1: i64):
  %2 = const.i64 100
  switch %0, 0 -> b1(%0), 1 -> b1(%1), -5 -> b2, b1(%2)
b1(%3: i64):
  %4 = icmp slt %3, %1
  cond_br %4, b3(%1), b3(%3)
b2:
  ret %1
b3(%5: i64):
  ret %5
}
)";
  EXPECT_EQ(RunText(kText, {Int(0), Int(7)}), "7");
  EXPECT_EQ(RunText(kText, {Int(1), Int(8)}), "8");
  EXPECT_EQ(RunText(kText, {Int(-5), Int(9)}), "9");
  EXPECT_EQ(RunText(kText, {Int(6), Int(9)}), "100");
}

TEST(ControlTest, BlocksInAnyOrder) {
  EXPECT_EQ(RunText(R"(
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  br b3
b1:
  %3 = add %2, %1 : i64
  ret %3
b2:
  %2 = add %1, %1 : i64
  br b1
b3:
  %1 = add %0, %0 : i64
  br b2
}
)",
                    {Int(1)}),
            "6");
}

constexpr const char* kShown = R"(
site 0 trap 1 source 0 range 1..2 kind "precondition" in "main" shows ["@Int.0": i, "@Bool.0": b, "@String.0": s]
site 1 trap 1 source 0 range 3..4 kind "precondition" in "main" shows ["a": i, "b": n, "c": f, "d": y, "e": i, "f": s]
entry @main
func @main(i64, ref) -> i64 exported source 0 {
b0(%0: i64, %1: ref):
  %2 = const.i64 5
  %3 = icmp ne %0, %2
  check %3, %0, %3, %1 site 0
  %4 = icmp slt %0, %2
  %5 = const.f64 1.5
  %6 = const.i8 9
  cond_br %4, b1, b2
b1:
  ret %0
b2:
  trap %0, %0, %5, %6, %2, %1 site 1
}
)";

TEST(ControlTest, ChecksShowTheirValues) {
  EXPECT_EQ(RunText(kShown, {Int(1), jit::Text("t")}), "1");
  EXPECT_EQ(RunText(kShown, {Int(5), jit::Text("text")}),
            "trap contract_violation site 0 [5] [false] [text]");
  EXPECT_EQ(RunText(kShown, {Int(7), jit::Text("")}),
            "trap contract_violation site 1 [7] [7] [1.5] [9] [5] []");
}

TEST(ControlTest, UnwindingCarriesPayloads) {
  EXPECT_EQ(RunText(R"(
layout 0 tag 1 (i64)
site 0 trap 3 source 0 range 1..2 kind "overflow" in "main"
slots 3
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = unwind.fresh
  slot.set %1 slot 2
  call %0 @throw_ref
  %2 = unwind.code
  %3 = slot.get slot 2
  %4 = icmp eq %2, %3
  cond_br %4, b1, b2
b1:
  %5 = unwind.take : ref
  %6 = data.get %5 layout 0 field 0 : i64
  %7 = const.f64 2.5
  unwind.set %1, %7
  %8 = unwind.take : f64
  %9 = float_to_int %8 site 0
  %10 = unwind.code
  %11 = add %6, %9 : i64
  %12 = add %11, %10 : i64
  %13 = unwind.fresh
  %14 = sub %13, %1 : i64
  %15 = add %12, %14 : i64
  ret %15
b2:
  %16 = const.i64 -1
  ret %16
}
func @throw_ref(i64) throws source 0 {
b0(%0: i64):
  %1 = data.new %0 layout 0
  %2 = slot.get slot 2
  unwind.set %2, %1
  %3 = data.new %0 layout 0
  ret
}
)",
                    {Int(30)}),
            "33");
}

}  // namespace
}  // namespace vera::codegen
