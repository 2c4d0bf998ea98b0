#include "jit/test_program.h"

namespace vera::codegen {
namespace {

using jit::Int;
using jit::RunText;

TEST(ObjectTest, FieldsOfEveryType) {
  EXPECT_EQ(RunText(R"(
layout 0 tag 5 (i8, i64, ref, i1, f64, ref)
layout 1 tag 7 (i64)
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = trunc %0 : i8
  %2 = icmp slt %0, %0
  %3 = int_to_float %0
  %4 = data.new %0 layout 1
  %5 = const.nullary 9
  %6 = data.new %1, %0, %4, %2, %3, %5 layout 0
  %7 = data.new %0 layout 1
  %8 = data.get %6 layout 0 field 0 : i8
  %9 = zext %8 : i64
  %10 = data.get %6 layout 0 field 1 : i64
  %11 = data.get %6 layout 0 field 2 : ref
  %12 = data.get %11 layout 1 field 0 : i64
  %13 = data.get %6 layout 0 field 3 : i1
  %14 = zext %13 : i64
  %15 = data.get %6 layout 0 field 4 : f64
  %16 = float_bits %15
  %17 = float_bits %3
  %18 = sub %16, %17 : i64
  %19 = data.get %6 layout 0 field 5 : ref
  %20 = data.tag %19
  %21 = zext %20 : i64
  %22 = data.tag %6
  %23 = zext %22 : i64
  %24 = add %9, %10 : i64
  %25 = add %24, %12 : i64
  %26 = add %25, %14 : i64
  %27 = add %26, %18 : i64
  %28 = add %27, %21 : i64
  %29 = add %28, %23 : i64
  %30 = data.get %7 layout 1 field 0 : i64
  %31 = add %29, %30 : i64
  ret %31
}
)",
                    {Int(100)}),
            "414");
}

constexpr const char* kList = R"(
layout 0 tag 1 (i64, ref)
site 0 trap 3 source 0 range 1..2 kind "overflow" in "sum"
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = call %0 @upto : ref
  %2 = call %1 @reverse : ref
  %3 = call %1 @sum : i64
  %4 = call %2 @sum : i64
  %5 = int.add %3, %4 site 0
  ret %5
}
func @upto(i64) -> ref source 0 {
b0(%0: i64):
  %1 = const.i64 0
  %2 = icmp eq %0, %1
  cond_br %2, b1, b2
b1:
  %3 = const.nullary 0
  ret %3
b2:
  %4 = const.i64 1
  %5 = sub %0, %4 : i64
  %6 = call %5 @upto : ref
  %7 = data.new %0, %6 layout 0
  ret %7
}
func @reverse(ref) -> ref source 0 {
b0(%0: ref):
  %1 = const.nullary 0
  tail.call %0, %1 @onto
}
func @onto(ref, ref) -> ref source 0 {
b0(%0: ref, %1: ref):
  %2 = data.tag %0
  switch %2, 0 -> b1, b2
b1:
  ret %1
b2:
  %3 = data.get %0 layout 0 field 0 : i64
  %4 = data.get %0 layout 0 field 1 : ref
  %5 = data.new %3, %1 layout 0
  tail.call %4, %5 @onto
}
func @sum(ref) -> i64 source 0 {
b0(%0: ref):
  %1 = data.tag %0
  switch %1, 0 -> b1, b2
b1:
  %2 = const.i64 0
  ret %2
b2:
  %3 = data.get %0 layout 0 field 0 : i64
  %4 = data.get %0 layout 0 field 1 : ref
  %5 = call %4 @sum : i64
  %6 = int.add %3, %5 site 0
  ret %6
}
)";

TEST(ObjectTest, ListsSurviveEveryCollection) { EXPECT_EQ(RunText(kList, {Int(100)}), "10100"); }

TEST(ObjectTest, ListsOutgrowTheNursery) {
  jit::TestProgram program(kList);
  jit::RunResult result = program.Run({Int(300000)}, {});
  EXPECT_EQ(jit::Describe(result, jit::ValueKind::kInt), std::to_string(300000ll * 300001));
  EXPECT_GT(result.gc_stats.minor, 1u);
}

// One check for several objects, of which the later ones refer to the earlier, with a check and a
// call in between.
TEST(ObjectTest, GroupsOfObjects) {
  EXPECT_EQ(RunText(R"(
layout 0 tag 1 (i64, ref)
layout 1 tag 2 (ref, ref, i8)
site 0 trap 3 source 0 range 1..2 kind "overflow" in "main"
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.nil
  %2 = data.new %0, %1 layout 0
  br b1(%0, %2, %2)
b1(%3: i64, %4: ref, %5: ref):
  %6 = const.i8 7
  %7 = data.new %3, %4 layout 0
  %8 = int.add %3, %0 site 0
  %9 = data.new %7, %5, %6 layout 1
  %10 = cell.new %9
  %11 = cell.new %8
  %12 = cell.get %10 : ref
  %13 = data.get %12 layout 1 field 0 : ref
  %14 = call.host %3 host "int_to_string" : ref
  %15 = data.new %8, %13 layout 0
  %16 = data.new %15, %4, %6 layout 1
  %17 = data.get %16 layout 1 field 0 : ref
  %18 = const.i64 1
  %19 = sub %3, %18 : i64
  %20 = const.i64 0
  %21 = icmp sgt %19, %20
  cond_br %21, b1(%19, %17, %2), b2
b2:
  %22 = data.get %17 layout 0 field 0 : i64
  %23 = data.get %17 layout 0 field 1 : ref
  %24 = data.get %23 layout 0 field 0 : i64
  %25 = cell.get %11 : i64
  %26 = data.get %2 layout 0 field 0 : i64
  %27 = add %22, %24 : i64
  %28 = add %25, %26 : i64
  %29 = add %27, %28 : i64
  ret %29
}
)",
                    {Int(50)}),
            std::to_string(51 + 1 + 51 + 50));
}

TEST(ObjectTest, Closures) {
  EXPECT_EQ(RunText(R"(
layout 0 closure (i64, ref, ref)
layout 1 closure ()
layout 2 tag 1 (i64)
signature 0 (i64) -> i64
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = data.new %0 layout 2
  %2 = data.new %0 layout 2
  %3 = closure.new %0, %1, %2 @big layout 0
  %4 = closure.new @small layout 1
  %5 = call.closure %3, %0 sig 0 : i64
  %6 = call.closure %4, %5 sig 0 : i64
  %7 = call.closure %3, %6 sig 0 : i64
  ret %7
}
func @big(i64, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref):
  %2 = data.get %1 layout 0 field 0 : i64
  %3 = data.get %1 layout 0 field 1 : ref
  %4 = data.new %0 layout 2
  %5 = data.get %3 layout 2 field 0 : i64
  %6 = data.get %4 layout 2 field 0 : i64
  %7 = add %2, %5 : i64
  %8 = add %7, %6 : i64
  ret %8
}
func @small(i64, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref):
  %2 = const.i64 1000
  %3 = add %0, %2 : i64
  ret %3
}
)",
                    {Int(1)}),
            "1005");
}

TEST(ObjectTest, CellsRememberYoungContent) {
  // The cell becomes old, then takes a new object in every round; a further allocation moves
  // things.
  EXPECT_EQ(RunText(R"(
layout 0 tag 1 (i64)
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.nil
  %2 = cell.new %1
  %3 = cell.new %0
  br b1(%0)
b1(%4: i64):
  %5 = data.new %4 layout 0
  cell.set %2, %5
  %6 = data.new %0 layout 0
  %7 = cell.get %3 : i64
  %8 = data.get %6 layout 0 field 0 : i64
  %9 = add %7, %8 : i64
  cell.set %3, %9
  %10 = const.i64 1
  %11 = sub %4, %10 : i64
  %12 = const.i64 0
  %13 = icmp sgt %11, %12
  cond_br %13, b1(%11), b2
b2:
  %14 = cell.get %2 : ref
  %15 = data.get %14 layout 0 field 0 : i64
  %16 = cell.get %3 : i64
  %17 = add %15, %16 : i64
  ret %17
}
)",
                    {Int(200)}),
            std::to_string(1 + 200 + 200 * 200));
}

// An array of `type` of %0 elements filled with the index by `convert`, then summed by `back`.
std::string FillAndSum(const std::string& type, const std::string& convert,
                       const std::string& back) {
  return R"(
layout 0 tag 1 (i64)
site 0 trap 7 source 0 range 1..2 kind "size" in "main"
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = array.new %0 elem )" +
         type + R"( site 0
  %2 = const.i64 0
  %20 = const.i64 1
  br b1(%2)
b1(%3: i64):
  %4 = icmp slt %3, %0
  cond_br %4, b2, b3(%2, %2)
b2:
  %5 = )" +
         convert +
         R"(
  array.init %1, %3, %5 elem )" +
         type + R"(
  %6 = add %3, %20 : i64
  br b1(%6)
b3(%7: i64, %8: i64):
  %9 = icmp slt %7, %0
  cond_br %9, b4, b5
b4:
  %10 = array.get %1, %7 elem )" +
         type + " : " + type + R"(
  %11 = )" +
         back + R"(
  %12 = add %8, %11 : i64
  %13 = add %7, %20 : i64
  br b3(%13, %12)
b5:
  %14 = array.len %1
  %15 = mul %14, %2 : i64
  %16 = add %8, %15 : i64
  ret %16
}
)";
}

TEST(ObjectTest, ArraysOfEveryElement) {
  EXPECT_EQ(RunText(FillAndSum("i64", "add %3, %20 : i64", "add %10, %2 : i64"), {Int(50)}),
            "1275");
  EXPECT_EQ(RunText(FillAndSum("f64", "int_to_float %3", "float_bits %10"), {Int(2)}),
            "4607182418800017408");
  EXPECT_EQ(RunText(FillAndSum("i8", "trunc %3 : i8", "zext %10 : i64"), {Int(300)}), "33586");
  EXPECT_EQ(RunText(FillAndSum("i1", "icmp ne %3, %2", "zext %10 : i64"), {Int(9)}), "8");
  EXPECT_EQ(
      RunText(FillAndSum("ref", "data.new %3 layout 0", "data.get %10 layout 0 field 0 : i64"),
              {Int(300)}),
      "44850");
  EXPECT_EQ(RunText(FillAndSum("i64", "add %3, %20 : i64", "add %10, %2 : i64"), {Int(-1)}),
            "trap out_of_memory site 0");
}

// Objects that never move, beside a nursery that does; too slow for a collection per element.
TEST(ObjectTest, LargeArraysRememberTheirElements) {
  jit::TestProgram program(
      FillAndSum("ref", "data.new %3 layout 0", "data.get %10 layout 0 field 0 : i64"));
  jit::RunOptions options;
  options.gc_stress = 97;
  jit::RunResult result = program.Run({Int(20000)}, options);
  EXPECT_EQ(jit::Describe(result, jit::ValueKind::kInt), "199990000");
  EXPECT_GT(result.gc_stats.minor + result.gc_stats.major, 100u);
}

TEST(ObjectTest, SmallArraysStartAsZeros) {
  EXPECT_EQ(RunText(R"(
site 0 trap 7 source 0 range 1..2 kind "size" in "main"
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.i64 5
  %2 = array.new %1 elem i64 site 0
  %3 = const.i64 2
  array.init %2, %3, %0 elem i64
  %4 = const.i64 4
  %5 = array.get %2, %4 elem i64 : i64
  %6 = array.get %2, %3 elem i64 : i64
  %7 = const.i64 0
  %8 = array.new %7 elem ref site 0
  %9 = array.len %8
  %10 = add %5, %6 : i64
  %11 = add %9, %10 : i64
  %12 = array.len %2
  %13 = add %11, %12 : i64
  ret %13
}
)",
                    {Int(7)}),
            "12");
}

TEST(ObjectTest, CopyAndShrink) {
  EXPECT_EQ(RunText(R"(
layout 0 tag 1 (i64)
site 0 trap 7 source 0 range 1..2 kind "size" in "main"
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.i64 3
  %2 = const.i64 1
  %3 = const.i64 0
  %4 = array.new %1 elem ref site 0
  %5 = data.new %0 layout 0
  array.init %4, %2, %5 elem ref
  %6 = array.new %0 elem ref site 0
  %7 = data.new %1 layout 0
  array.init %4, %3, %7 elem ref
  array.copy %6, %2, %4, %3, %1 elem ref
  %8 = data.new %1 layout 0
  array.shrink %6, %1 elem ref
  %9 = data.new %1 layout 0
  %10 = array.get %6, %2 elem ref : ref
  %11 = data.get %10 layout 0 field 0 : i64
  %12 = array.len %6
  %13 = add %11, %12 : i64
  %14 = const.i64 2
  %15 = array.get %6, %14 elem ref : ref
  %16 = data.get %15 layout 0 field 0 : i64
  %17 = add %13, %16 : i64
  ret %17
}
)",
                    {Int(40)}),
            "46");
}

TEST(ObjectTest, LiteralsAreStrings) {
  EXPECT_EQ(RunText(R"(
literal 0 "abc"
literal 1 ""
literal 2 "defg"
entry @main
func @main() -> ref exported source 0 {
b0:
  %0 = const.literal literal 0
  %1 = const.literal literal 1
  %2 = const.literal literal 2
  %3 = call.host %0, %1 host "string_concat" : ref
  %4 = call.host %2, %3 host "string_concat" : ref
  %5 = call.host %4, %3 host "string_concat" : ref
  ret %5
}
)",
                    {}, jit::ValueKind::kString),
            "defgabcabc");
}

}  // namespace
}  // namespace vera::codegen
