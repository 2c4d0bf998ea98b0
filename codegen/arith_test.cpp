#include <cmath>
#include <limits>

#include "jit/test_program.h"

namespace vera::codegen {
namespace {

using jit::Int;
using jit::RunText;

// A function of two Ints whose body is `ops`; %r is its result. Sites 0 and 1 are there.
std::string Binary(const std::string& ops, const std::string& type = "i64") {
  return "site 0 trap 3 source 0 range 1..2 kind \"overflow\" in \"main\"\n"
         "site 1 trap 2 source 0 range 3..4 kind \"divide\" in \"main\"\n"
         "entry @main\nfunc @main(i64, i64) -> " +
         type + " exported source 0 {\nb0(%0: i64, %1: i64):\n" + ops + "\n  ret %2\n}\n";
}
std::string Calculate(const std::string& op, int64_t a, int64_t b) {
  return RunText(Binary("  %2 = " + op), {Int(a), Int(b)});
}
// Of two floats, as text.
std::string Float(const std::string& ops, double a, double b = 0) {
  uint64_t bits_a;
  uint64_t bits_b;
  memcpy(&bits_a, &a, 8);
  memcpy(&bits_b, &b, 8);
  return RunText(
      "entry @main\nfunc @main(f64, f64) -> f64 exported source 0 {\nb0(%0: f64, %1: f64):\n  %2 "
      "= " +
          ops + "\n  ret %2\n}\n",
      {{bits_a, {}}, {bits_b, {}}}, jit::ValueKind::kFloat64);
}

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

TEST(ArithTest, CheckedSignedArithmeticTrapsOnOverflow) {
  EXPECT_EQ(Calculate("int.add %0, %1 site 0", 2, 3), "5");
  EXPECT_EQ(Calculate("int.add %0, %1 site 0", kMax, 1), "trap overflow site 0");
  EXPECT_EQ(Calculate("int.sub %0, %1 site 0", kMin, 1), "trap overflow site 0");
  EXPECT_EQ(Calculate("int.mul %0, %1 site 0", -4, 5), "-20");
  EXPECT_EQ(Calculate("int.mul %0, %1 site 0", kMax, 2), "trap overflow site 0");
}

TEST(ArithTest, CheckedUnsignedArithmeticTrapsOnWrap) {
  EXPECT_EQ(Calculate("nat.add %0, %1 site 0", -1, 1), "trap overflow site 0");
  EXPECT_EQ(Calculate("nat.sub %0, %1 site 0", 1, 2), "trap overflow site 0");
  EXPECT_EQ(Calculate("nat.sub %0, %1 site 0", 7, 2), "5");
  EXPECT_EQ(Calculate("nat.mul %0, %1 site 0", -1, 2), "trap overflow site 0");
}

TEST(ArithTest, DivisionHasTwoFaults) {
  EXPECT_EQ(Calculate("int.div %0, %1 0 site 1", -7, 2), "-3");
  EXPECT_EQ(Calculate("int.div %0, %1 0 site 1", 7, 0), "trap divide_by_zero site 1");
  EXPECT_EQ(Calculate("int.div %0, %1 0 site 1", kMin, -1), "trap overflow site 0");
  EXPECT_EQ(Calculate("int.mod %0, %1 site 1", -7, 2), "-1");
  EXPECT_EQ(Calculate("int.mod %0, %1 site 1", kMin, -1), "0");
  EXPECT_EQ(Calculate("int.mod %0, %1 site 1", 1, 0), "trap divide_by_zero site 1");
  EXPECT_EQ(Calculate("nat.div %0, %1 site 1", -1, 2), std::to_string(kMax));
  EXPECT_EQ(Calculate("nat.mod %0, %1 site 1", -1, 10), "5");
}

TEST(ArithTest, WrappingBitsAndComparisons) {
  EXPECT_EQ(Calculate("add %0, %1 : i64", kMax, 1), std::to_string(kMin));
  EXPECT_EQ(Calculate("xor %0, %1 : i64", 12, 10), "6");
  EXPECT_EQ(Calculate("shl %0, %1 : i64", 3, 4), "48");
  EXPECT_EQ(Calculate("shr %0, %1 : i64", -1, 60), "15");
  EXPECT_EQ(RunText(Binary("  %3 = icmp ult %0, %1\n  %2 = zext %3 : i64"), {Int(1), Int(-1)}),
            "1");
  EXPECT_EQ(RunText(Binary("  %3 = icmp slt %0, %1\n  %2 = zext %3 : i64"), {Int(1), Int(-1)}),
            "0");
}

TEST(ArithTest, NarrowIntegersCrossCalls) {
  // Byte and Bool parameters and results are zero-extended.
  EXPECT_EQ(RunText(R"(
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = trunc %0 : i8
  %2 = icmp eq %0, %0
  %3 = call %1, %2 @f : i8
  %4 = zext %3 : i64
  ret %4
}
func @f(i8, i1) -> i8 source 0 {
b0(%0: i8, %1: i1):
  %2 = add %0, %0 : i8
  %3 = call %2, %1 @g : i1
  %4 = const.i8 0
  %5 = select %3, %2, %4 : i8
  ret %5
}
func @g(i8, i1) -> i1 source 0 {
b0(%0: i8, %1: i1):
  ret %1
}
)",
                    {Int(255)}),
            "254");
}

TEST(ArithTest, Floats) {
  EXPECT_EQ(Float("fadd %0, %1", 0.5, 1.25), "1.75");
  EXPECT_EQ(Float("frem %0, %1", -7.5, 2), "-1.5");
  EXPECT_EQ(Float("ffloor %0", -1.5), "-2.0");
  EXPECT_EQ(Float("frint %0", 2.5), "2.0");
  EXPECT_EQ(Float("fmin %0, %1", 0.0, -0.0), "-0.0");
  EXPECT_EQ(Float("fmin %0, %1", std::nan(""), 1), "nan");
  EXPECT_EQ(Float("fmax %0, %1", -0.0, 0.0), "0.0");
  EXPECT_EQ(Float("fsqrt %0", 9), "3.0");
  EXPECT_EQ(Float("fneg %0", 0), "-0.0");
}

std::string FloatToInt(double value) {
  uint64_t bits;
  memcpy(&bits, &value, 8);
  return RunText(R"(
site 0 trap 3 source 0 range 1..2 kind "overflow" in "main"
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = bits_float %0
  %2 = float_to_int %1 site 0
  ret %2
}
)",
                 {{bits, {}}});
}

TEST(ArithTest, FloatToIntTrapsOutsideTheRange) {
  EXPECT_EQ(FloatToInt(-3.99), "-3");
  EXPECT_EQ(FloatToInt(-9223372036854775808.0), std::to_string(kMin));
  EXPECT_EQ(FloatToInt(9223372036854775808.0), "trap overflow site 0");
  EXPECT_EQ(FloatToInt(std::nan("")), "trap overflow site 0");
}

TEST(ArithTest, FloatOperatorsAndConversionsFromNat) {
  EXPECT_EQ(Float("fsub %0, %1", 5, 3.5), "1.5");
  EXPECT_EQ(Float("fmul %0, %1", 5, -0.5), "-2.5");
  EXPECT_EQ(Float("fdiv %0, %1", 1, 8), "0.125");
  EXPECT_EQ(Float("fabs %0", -2.25), "2.25");
  EXPECT_EQ(Float("fceil %0", 2.25), "3.0");
  EXPECT_EQ(RunText("entry @main\nfunc @main(i64) -> f64 exported source 0 {\nb0(%0: i64):\n"
                    "  %1 = nat_to_float %0\n  ret %1\n}\n",
                    {Int(-1)}, jit::ValueKind::kFloat64),
            "1.8446744073709552e+19");
}

TEST(ArithTest, SmallConstants) {
  EXPECT_EQ(RunText(Binary("  %3 = const.i32 7\n  %2 = zext %3 : i64"), {Int(0), Int(0)}), "7");
  EXPECT_EQ(RunText(Binary("  %3 = const.i1 1\n  %2 = select %3, %0, %1 : i64"), {Int(5), Int(6)}), "5");
}

}  // namespace
}  // namespace vera::codegen
