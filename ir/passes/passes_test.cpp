// IR text in, IR text out.

#include "ir/passes/passes.h"

#include "gtest/gtest.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"

namespace vera::ir {
namespace {

const HostInfo kHosts[] = {{"io_time", {}, Type::kI64, false},
                           {"string_concat", {Type::kRef, Type::kRef}, Type::kRef, true}};

Module Parse(const char* text) {
  ParseResult parsed = ParseModule(text, kHosts);
  EXPECT_TRUE(parsed.ok()) << parsed.error;
  const auto faults = Verify(parsed.module, kHigh, kHosts);
  EXPECT_TRUE(faults.empty()) << faults[0];
  return std::move(parsed.module);
}

std::string Shown(const Module& module, Stage stage) {
  const auto faults = Verify(module, stage, kHosts);
  EXPECT_TRUE(faults.empty()) << faults[0] << "\n" << Print(module, kHosts);
  return Print(module, kHosts);
}

TEST(SelfTailLoops, BecomesABranchToANewHead) {
  Module module = Parse(R"(
source 0 "a"
site 0 trap 3 source 0 range 0..1 kind "overflow" in "f"
func @f(i64, i64) -> i64 source 0 {
b0(%0: i64, %1: i64):
  %2 = const.i64 0
  %3 = icmp eq %0, %2
  cond_br %3, b1, b2
b1:
  ret %1
b2:
  %4 = const.i64 1
  %5 = int.sub %0, %4 site 0
  %6 = int.add %1, %0 site 0
  tail.call %5, %6 @f
}
)");
  SelfTailLoops(module);
  const std::string text = Shown(module, kHigh);
  EXPECT_EQ(text.find("tail.call"), std::string::npos) << text;
  EXPECT_NE(text.find("br b3(%0, %1)"), std::string::npos) << text;
}

TEST(SelfTailLoops, LeavesOtherTailCalls) {
  Module module = Parse(R"(
source 0 "a"
func @f(i64) -> i64 source 0 {
b0(%0: i64):
  tail.call %0 @g
}
func @g(i64) -> i64 source 0 {
b0(%0: i64):
  tail.call %0 @f
}
)");
  const std::string before = Print(module, kHosts);
  SelfTailLoops(module);
  EXPECT_EQ(Shown(module, kHigh), before);
}

constexpr const char* kHigherOrder = R"(
source 0 "a"
layout 0 closure ()
layout 1 tag 1 (i64, ref)
signature 0 (i64) -> i64
entry @main
func @main(ref) -> ref exported source 0 {
b0(%0: ref):
  %1 = closure.new @double layout 0
  %2 = call %0, %1 @map : ref
  MORE
  ret %2
}
func @double(i64, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref):
  %2 = add %0, %0 : i64
  ret %2
}
func @square(i64, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref):
  %2 = mul %0, %0 : i64
  ret %2
}
func @map(ref, ref) -> ref source 0 {
b0(%0: ref, %1: ref):
  %2 = data.tag %0
  switch %2, 0 -> b1, b2
b1:
  ret %0
b2:
  %3 = data.get %0 layout 1 field 0 : i64
  %4 = data.get %0 layout 1 field 1 : ref
  %5 = call.closure %1, %3 sig 0 : i64
  %6 = call %4, %1 @map : ref
  %7 = data.new %5, %6 layout 1
  ret %7
}
)";

std::string WithMore(std::string more) {
  std::string text = kHigherOrder;
  return text.replace(text.find("MORE"), 4, more);
}

TEST(SpecializeClosures, ChangesTheFunctionWhereAllCallersAgree) {
  Module module = Parse(WithMore("").c_str());
  SpecializeClosures(module);
  const std::string text = Shown(module, kHigh);
  EXPECT_EQ(module.functions.size(), 4);
  EXPECT_NE(text.find("%5 = call %3, %1 @double : i64"), std::string::npos) << text;
  EXPECT_EQ(text.find("call.closure"), std::string::npos) << text;
}

TEST(SpecializeClosures, MakesACopyPerBodyWhereTheyDiffer) {
  Module module =
      Parse(WithMore("%3 = closure.new @square layout 0\n  %4 = call %2, %3 @map : ref").c_str());
  SpecializeClosures(module);
  RemoveDeadCode(module);
  const std::string text = Shown(module, kHigh);
  EXPECT_EQ(module.functions.size(), 6);
  EXPECT_NE(text.find("%5 = call %3, %1 @double : i64\n  %6 = call %4, %1 @map.1 : ref"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("%5 = call %3, %1 @square : i64\n  %6 = call %4, %1 @map.2 : ref"),
            std::string::npos)
      << text;
  // Nobody calls the original any more.
  EXPECT_EQ(text.find("call.closure"), std::string::npos) << text;
}

TEST(SpecializeClosures, LeavesAFunctionThatPassesItselfAnother) {
  Module module = Parse(R"(
source 0 "a"
layout 0 closure ()
layout 1 closure (ref)
signature 0 (i64) -> i64
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = closure.new @last layout 0
  %2 = call %0, %1 @count : i64
  ret %2
}
func @last(i64, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref):
  ret %0
}
func @next(i64, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref):
  %2 = data.get %1 layout 1 field 0 : ref
  %3 = call.closure %2, %0 sig 0 : i64
  ret %3
}
func @count(i64, ref) -> i64 source 0 {
b0(%0: i64, %1: ref):
  %2 = const.i64 0
  %3 = icmp eq %0, %2
  cond_br %3, b1, b2
b1:
  %4 = call.closure %1, %2 sig 0 : i64
  ret %4
b2:
  %5 = closure.new %1 @next layout 1
  tail.call %2, %5 @count
}
)");
  SpecializeClosures(module);
  const std::string text = Shown(module, kHigh);
  // The original serves the call that passes @next; the copy for @last calls it.
  EXPECT_NE(text.find("call %2, %1 @last : i64"), std::string::npos) << text;
  EXPECT_NE(text.find("tail.call %2, %5 @count\n"), std::string::npos) << text;
}

TEST(TailModuloCons, FillsAHoleInsteadOfWaiting) {
  Module module = Parse(R"(
source 0 "a"
layout 0 tag 1 (i64, ref)
func @map(ref) -> ref source 0 {
b0(%0: ref):
  %1 = data.tag %0
  switch %1, 0 -> b1, b2
b1:
  ret %0
b2:
  %2 = data.get %0 layout 0 field 0 : i64
  %3 = data.get %0 layout 0 field 1 : ref
  %4 = call %3 @map : ref
  %5 = add %2, %2 : i64
  %6 = data.new %5, %4 layout 0
  ret %6
}
)");
  TailModuloCons(module);
  SelfTailLoops(module);
  EXPECT_EQ(Shown(module, kHigh), R"(source 0 "a"
layout 0 tag 1 (i64, ref)

func @map(ref) -> ref source 0 {
b0(%0: ref):
  %1 = data.tag %0
  switch %1, 0 -> b1, b2
b1:
  ret %0
b2:
  %2 = data.get %0 layout 0 field 0 : i64
  %3 = data.get %0 layout 0 field 1 : ref
  %4 = add %2, %2 : i64
  %5 = const.nil
  %6 = data.new %4, %5 layout 0
  call %3, %6 @map.fill
  ret %6
}

func @map.fill(ref, ref) shown "map" source 0 {
b0(%0: ref, %1: ref):
  br b3(%0, %1)
b1:
  data.fill %8, %7 4
  ret
b2:
  %2 = data.get %7 layout 0 field 0 : i64
  %3 = data.get %7 layout 0 field 1 : ref
  %4 = add %2, %2 : i64
  %5 = const.nil
  %6 = data.new %4, %5 layout 0
  data.fill %8, %6 4
  br b3(%3, %6)
b3(%7: ref, %8: ref):
  %9 = data.tag %7
  switch %9, 0 -> b1, b2
}
)");
}

TEST(TailModuloCons, LeavesWhatWaitsForMore) {
  Module module = Parse(R"(
source 0 "a"
layout 0 tag 1 (i64, ref)
layout 1 tag 2 (ref, ref)
site 0 trap 3 source 0 range 0..1 kind "overflow" in "f"
func @twice(ref) -> ref source 0 {
b0(%0: ref):
  %1 = call %0 @twice : ref
  %2 = data.new %1, %1 layout 1
  ret %2
}
func @later(ref, i64) -> ref source 0 {
b0(%0: ref, %1: i64):
  %2 = call %0, %1 @later : ref
  %3 = int.add %1, %1 site 0
  %4 = data.new %3, %2 layout 0
  ret %4
}
func @seen(ref) -> ref source 0 {
b0(%0: ref):
  %1 = call %0 @seen : ref
  %2 = array.len %1
  %3 = data.new %2, %1 layout 0
  ret %3
}
)");
  const std::string before = Print(module, kHosts);
  TailModuloCons(module);
  EXPECT_EQ(Shown(module, kHigh), before);
}

TEST(PeelEarlyExits, KeepsTheTestAndTailCallsTheRest) {
  Module module = Parse(R"(
source 0 "a"
layout 0 tag 1 (ref, i64, ref)
site 0 trap 3 source 0 range 0..1 kind "overflow" in "f"
func @sum(ref) -> i64 exported source 0 {
b0(%0: ref):
  %1 = data.tag %0
  switch %1, 0 -> b1, b3
b1:
  br b2
b2:
  %2 = const.i64 0
  ret %2
b3:
  %3 = data.get %0 layout 0 field 0 : ref
  %4 = call %3 @sum : i64
  %5 = data.get %0 layout 0 field 2 : ref
  %6 = call %5 @sum : i64
  %7 = int.add %4, %6 site 0
  ret %7
}
)");
  PeelEarlyExits(module);
  const std::string text = Shown(module, kHigh);
  const size_t rest = text.find("func @sum.rest");
  ASSERT_NE(rest, std::string::npos) << text;
  EXPECT_NE(text.find("call %3 @sum : i64", rest), std::string::npos) << text;
  EXPECT_EQ(text.substr(text.find("func @sum("), rest - text.find("func @sum(")),
            R"(func @sum(ref) -> i64 exported source 0 {
b0(%0: ref):
  %1 = data.tag %0
  switch %1, 0 -> b1, b2
b1:
  %2 = const.i64 0
  ret %2
b2:
  %3 = data.get %0 layout 0 field 0 : ref
  tail.call %0 @sum.rest
}

)");
}

TEST(PeelEarlyExits, LeavesFunctionsWithoutACheapExit) {
  Module module = Parse(R"(
source 0 "a"
site 0 trap 3 source 0 range 0..1 kind "overflow" in "f"
func @endless(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = call %0 @endless : i64
  ret %1
}
func @costly(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = int.add %0, %0 site 0
  %2 = const.i64 0
  %3 = icmp eq %1, %2
  cond_br %3, b1, b2
b1:
  ret %2
b2:
  %4 = call %1 @costly : i64
  ret %4
}
)");
  const std::string before = Print(module, kHosts);
  PeelEarlyExits(module);
  EXPECT_EQ(Shown(module, kHigh), before);
}

TEST(RemoveDeadCode, DropsUnusedOpsAndBlocksButNoTraps) {
  Module module = Parse(R"(
source 0 "a"
layout 0 tag 1 (i64)
site 0 trap 3 source 0 range 0..1 kind "overflow" in "f"
func @f(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = const.i64 5
  %2 = add %1, %1 : i64
  %3 = data.new %2 layout 0
  %4 = int.add %0, %0 site 0
  ret %0
b1:
  ret %0
}
)");
  RemoveDeadCode(module);
  const std::string text = Shown(module, kHigh);
  EXPECT_EQ(text.find("data.new"), std::string::npos) << text;
  EXPECT_EQ(text.find("const.i64"), std::string::npos) << text;
  EXPECT_NE(text.find("int.add"), std::string::npos) << text;
  EXPECT_EQ(text.find("b1:"), std::string::npos) << text;
}

TEST(InferCollects, FollowsCallsAndClosures) {
  Module module = Parse(R"(
source 0 "a"
layout 0 closure ()
layout 1 tag 1 (i64)
signature 0 (i64) -> i64
signature 1 (i64) -> ref
func @pure(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = call.host host "io_time" : i64
  ret %1
}
func @calls_pure(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = call %0 @pure : i64
  ret %1
}
func @body(i64, ref) -> ref closure source 0 {
b0(%0: i64, %1: ref):
  %2 = data.new %0 layout 1
  ret %2
}
func @through(ref) -> ref source 0 {
b0(%0: ref):
  %1 = const.i64 1
  %2 = call.closure %0, %1 sig 1 : ref
  ret %2
}
func @not_through(ref) -> i64 source 0 {
b0(%0: ref):
  %1 = const.i64 1
  %2 = call.closure %0, %1 sig 0 : i64
  ret %2
}
)");
  InferCollects(module, kHosts);
  EXPECT_FALSE(module.functions[0].collects);
  EXPECT_FALSE(module.functions[1].collects);
  EXPECT_TRUE(module.functions[2].collects);
  EXPECT_TRUE(module.functions[3].collects);
  EXPECT_FALSE(module.functions[4].collects);
  EXPECT_FALSE(module.signatures[0].collects);
  EXPECT_TRUE(module.signatures[1].collects);
}

TEST(InsertRoots, RelocatesWhatLivesAcrossAnAllocation) {
  Module module = Parse(R"(
source 0 "a"
layout 0 tag 1 (ref, ref)
func @f(ref, ref) -> ref source 0 {
b0(%0: ref, %1: ref):
  %2 = data.new %0, %1 layout 0
  %3 = data.new %2, %0 layout 0
  ret %3
}
)");
  RunPipeline(module, {kHosts});
  const std::string text = Shown(module, kCore);
  EXPECT_NE(text.find("%2 = data.new %0, %1 layout 0 roots [%0 -> %3]"), std::string::npos) << text;
  // The operands of the last allocation end there: nothing is a root.
  EXPECT_NE(text.find("%4 = data.new %2, %3 layout 0\n"), std::string::npos) << text;
}

TEST(InsertRoots, JoinsNamesWhereOnlyOnePathCollects) {
  Module module = Parse(R"(
source 0 "a"
layout 0 tag 1 (ref)
func @f(ref, i1) -> ref source 0 {
b0(%0: ref, %1: i1):
  cond_br %1, b1, b2
b1:
  %2 = call.host %0, %0 host "string_concat" : ref
  br b2
b2:
  ret %0
}
)");
  RunPipeline(module, {kHosts});
  const std::string text = Shown(module, kCore);
  EXPECT_NE(text.find("roots [%0 -> "), std::string::npos) << text;
  EXPECT_NE(text.find("cond_br %1, b1, b2(%0)"), std::string::npos) << text;
}

TEST(InsertRoots, CarriesNamesAroundALoop) {
  Module module = Parse(R"(
source 0 "a"
layout 0 tag 1 (ref, ref)
site 0 trap 3 source 0 range 0..1 kind "overflow" in "f"
func @f(ref, ref, i64) -> ref source 0 {
b0(%0: ref, %1: ref, %2: i64):
  br b1(%1, %2)
b1(%3: ref, %4: i64):
  %5 = const.i64 0
  %6 = icmp eq %4, %5
  cond_br %6, b2, b3
b2:
  ret %3
b3:
  %7 = data.new %0, %3 layout 0
  %8 = const.i64 1
  %9 = int.sub %4, %8 site 0
  br b1(%7, %9)
}
)");
  RunPipeline(module, {kHosts});
  // The verifier's Core rule is the point: %0 must be a parameter of the loop's head now.
  const std::string text = Shown(module, kCore);
  EXPECT_NE(text.find("br b1(%1, %2, %0)"), std::string::npos) << text;
}

TEST(InsertRoots, ConstantsStay) {
  Module module = Parse(R"(
source 0 "a"
literal 0 "x"
layout 0 tag 1 (ref, ref)
func @f(ref) -> ref source 0 {
b0(%0: ref):
  %1 = const.literal literal 0
  %2 = const.nullary 3
  %3 = data.new %0, %1 layout 0
  %4 = data.new %3, %2 layout 0
  %5 = data.new %4, %1 layout 0
  ret %5
}
)");
  RunPipeline(module, {kHosts});
  EXPECT_EQ(Shown(module, kCore).find("roots"), std::string::npos);
}

}  // namespace
}  // namespace vera::ir
