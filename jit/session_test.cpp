#include "jit/test_program.h"

namespace vera::jit {
namespace {

// depth(n) = 1 + depth(n - 1), no tail call; with a reference held across each call if `keeps` is
// not empty.
std::string Recursion(bool keeps_reference) {
  const std::string object = keeps_reference ? "  %3 = data.new %0 layout 0\n" : "";
  const std::string read = keeps_reference ? "  %7 = data.get %3 layout 0 field 0 : i64\n  %8 = "
                                             "sub %7, %0 : i64\n  %9 = add %6, %8 : i64\n"
                                           : "  %9 = add %6, %1 : i64\n";
  return R"(
layout 0 tag 1 (i64)
site 0 trap 3 source 0 range 1..2 kind "overflow" in "depth"
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = call %0 @depth : i64
  ret %1
}
func @depth(i64) -> i64 shown "depth" source 0 range 10..20 {
b0(%0: i64):
  %1 = const.i64 0
  %2 = icmp eq %0, %1
  cond_br %2, b1, b2
b1:
  ret %1
b2:
)" + object +
         R"(  %4 = const.i64 1
  %5 = sub %0, %4 : i64
  %6 = call %5 @depth : i64
)" + read +
         R"(  %10 = int.add %9, %4 site 0
  ret %10
}
)";
}

class SessionTest : public testing::TestWithParam<codegen::Tier> {
 protected:
  CompileOptions Options() const {
    CompileOptions options;
    options.tier = GetParam();
    return options;
  }
};
INSTANTIATE_TEST_SUITE_P(Tiers, SessionTest,
                         testing::Values(codegen::Tier::kQuick, codegen::Tier::kThorough),
                         [](const auto& info) {
                           return info.param == codegen::Tier::kQuick ? "Quick" : "Thorough";
                         });

TEST_P(SessionTest, RecursionAMillionFramesDeep) {
  TestProgram program(Recursion(false), Options());
  EXPECT_EQ(Describe(program.Run({Int(1'000'000)}), ValueKind::kInt), "1000000");
  TestProgram keeping(Recursion(true), Options());
  EXPECT_EQ(Describe(keeping.Run({Int(1'000'000)}), ValueKind::kInt), "1000000");
}

TEST_P(SessionTest, FullMachineStackIsATrap) {
  TestProgram program(Recursion(false), Options());
  RunOptions options;
  options.max_stack_bytes = 1 << 20;
  // Twice: leaving a run by a fault leaves the session as it was.
  for (int i = 0; i < 2; ++i) {
    RunResult result = program.Run({Int(1'000'000'000)}, options);
    EXPECT_EQ(Describe(result, ValueKind::kInt), "trap stack_exhausted");
    ASSERT_EQ(result.trap.frames.size(), kMaxFrames);
    EXPECT_EQ(program.module().functions[result.trap.frames[0].function].name, "depth");
    EXPECT_GT(result.trap.frame_count, 10000u);
  }
  EXPECT_EQ(Describe(program.Run({Int(100)}, options), ValueKind::kInt), "100");
}

TEST_P(SessionTest, FullShadowStackIsATrap) {
  TestProgram program(Recursion(true), Options());
  RunOptions options;
  options.max_shadow_bytes = 64 * 1024;
  RunResult result = program.Run({Int(1'000'000'000)}, options);
  EXPECT_EQ(Describe(result, ValueKind::kInt), "trap stack_exhausted");
  ASSERT_FALSE(result.trap.frames.empty());
  EXPECT_EQ(program.module().functions[result.trap.frames[0].function].shown_name, "depth");
}

TEST_P(SessionTest, OutOfMemoryIsATrapInTheFunctionThatAsked) {
  TestProgram program(R"(
layout 0 tag 1 (i64, ref)
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.nullary 0
  %2 = call %0, %1 @grow : i64
  ret %2
}
func @grow(i64, ref) -> i64 source 0 {
b0(%0: i64, %1: ref):
  %2 = const.i64 0
  br b1(%0, %1)
b1(%3: i64, %4: ref):
  %5 = icmp eq %3, %2
  cond_br %5, b3, b2
b2:
  %6 = data.new %3, %4 layout 0
  %7 = const.i64 1
  %8 = sub %3, %7 : i64
  br b1(%8, %6)
b3:
  %9 = data.get %4 layout 0 field 0 : i64
  ret %9
}
)",
                      Options());
  RunOptions options;
  options.max_heap_bytes = 16 << 20;
  options.final_collection = true;
  RunResult result = program.Run({Int(100'000'000)}, options);
  EXPECT_EQ(Describe(result, ValueKind::kInt), "trap out_of_memory");
  ASSERT_FALSE(result.trap.frames.empty());
  EXPECT_LE(result.gc_stats.peak_heap_bytes, 40u << 20);
  EXPECT_EQ(Describe(program.Run({Int(1000)}, options), ValueKind::kInt), "1");
}

TEST_P(SessionTest, TrapsKnowTheirCallers) {
  TestProgram program(R"(
site 0 trap 2 source 0 range 5..6 kind "divide" in "inner" shows ["@Int.0": i]
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = call %0 @outer : i64 at 11
  %2 = call %1 @outer : i64 at 12
  ret %2
}
func @outer(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = call %0 @inner : i64 at 21
  %2 = call %1 @inner : i64 at 22
  %3 = add %1, %2 : i64
  ret %3
}
func @inner(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = call.host %0 host "int_to_string" : ref
  %2 = const.i64 0
  %3 = icmp ne %0, %2
  %4 = call %0 @inner2 : i64
  check %3, %0 site 0 at 33
  %5 = sub %4, %0 : i64
  ret %5
}
func @inner2(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = call.host %0 host "int_to_string" : ref
  ret %0
}
)",
                      Options());
  RunResult result = program.Run({Int(5)});
  EXPECT_EQ(Describe(result, ValueKind::kInt), "trap divide_by_zero site 0 [0]");
  EXPECT_EQ(result.trap.frame_count, result.trap.frames.size());
  // Inlined functions are named too.
  std::string names;
  for (const TrapFrame& frame : result.trap.frames) {
    names += program.module().functions[frame.function].name + ":" +
             (frame.has_offset ? std::to_string(frame.offset) : "?") + " ";
  }
  EXPECT_EQ(names, "inner:33 outer:22 main:11 ");
}

TEST_P(SessionTest, OutputIsKeptOnEveryWayOut) {
  TestProgram program(R"(
literal 0 "text\0A"
site 0 trap 6 source 0 range 1..2 kind "unreachable" in "main"
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.literal literal 0
  call.host %1 host "io_print"
  switch %0, 0 -> b1, 1 -> b2, b3
b1:
  ret %0
b2:
  trap site 0
b3:
  call.host %0 host "io_exit"
  unreachable
}
)",
                      Options());
  EXPECT_EQ(Describe(program.Run({Int(0)}), ValueKind::kInt), "0");
  EXPECT_EQ(program.output(), "text\n");
  EXPECT_EQ(Describe(program.Run({Int(1)}), ValueKind::kInt), "trap unreachable site 0");
  EXPECT_EQ(program.output(), "text\n");
  EXPECT_EQ(Describe(program.Run({Int(300)}), ValueKind::kInt), "exit 300");
  EXPECT_EQ(program.output(), "text\n");
}

TEST_P(SessionTest, FaultsOfTheCompilerEndTheProcess) {
  TestProgram program(R"(
layout 0 tag 1 (i64)
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.i64 1
  %2 = icmp eq %0, %1
  cond_br %2, b1, b2
b1:
  unreachable
b2:
  ret %0
}
)",
                      Options());
  EXPECT_EQ(Describe(program.Run({Int(2)}), ValueKind::kInt), "2");
  if (GetParam() == codegen::Tier::kQuick) {  // the other one removes the branch
    EXPECT_EXIT(program.Run({Int(1)}), testing::ExitedWithCode(70), "internal error: signal");
  }
}

TEST_P(SessionTest, ArgumentsOfEveryType) {
  TestProgram program(R"(
entry @main
func @main(ref, i1, f64, ref, i8) -> ref exported source 0 {
b0(%0: ref, %1: i1, %2: f64, %3: ref, %4: i8):
  %5 = call.host %0, %3 host "string_concat" : ref
  %6 = call.host %2 host "float_to_string" : ref
  %7 = call.host %5, %6 host "string_concat" : ref
  %8 = call.host %1 host "bool_to_string" : ref
  %9 = call.host %7, %8 host "string_concat" : ref
  %10 = call.host %4 host "byte_to_string" : ref
  %11 = call.host %9, %10 host "string_concat" : ref
  ret %11
}
)",
                      Options());
  RunOptions options;
  options.result = ValueKind::kString;
  options.gc_stress = 1;
  RunResult result = program.Run(
      {Text("a"), {1, {}}, {0x3ff8000000000000, {}}, Text(std::string(100000, 'b')), {65, {}}},
      options);
  EXPECT_EQ(Describe(result, ValueKind::kString), "a" + std::string(100000, 'b') + "1.5trueA");
}

TEST(SessionTierTest, OnlyWhatMayRunLongIsOptimised) {
  TestProgram straight(R"(
entry @main
func @main() -> i64 exported source 0 {
b0:
  %0 = const.i64 1
  ret %0
}
)");
  ASSERT_EQ(straight.session().parts().size(), 1u);
  EXPECT_EQ(straight.session().parts()[0].tier, codegen::Tier::kQuick);
  TestProgram recursive(Recursion(false));
  ASSERT_EQ(recursive.session().parts().size(), 1u);
  EXPECT_EQ(recursive.session().parts()[0].tier, codegen::Tier::kThorough);
}

// A program too large to be optimised as a whole: a hot recursion, and functions that run once. The
// two parts call each other, share the rank table and small leaves, and traps are found in both.
TEST(SessionTierTest, PartsOfBothTiers) {
  std::string text = R"(
site 0 trap 2 source 0 range 5..6 kind "divide" in "hot"
slots 1
entry @main
func @main(i64, i64) -> i64 exported source 0 {
b0(%0: i64, %1: i64):
  %2 = const.i64 5
  slot.set %2 slot 0
  %3 = call %0, %1 @hot : i64 at 1
  %4 = call %3 @f0 : i64
  %5 = slot.get slot 0
  %6 = call %4, %5 @leaf : i64
  ret %6
}
func @leaf(i64, i64) -> i64 source 0 {
b0(%0: i64, %1: i64):
  %2 = add %0, %1 : i64
  ret %2
}
func @hot(i64, i64) -> i64 source 0 {
b0(%0: i64, %1: i64):
  %2 = const.i64 0
  %3 = icmp eq %0, %2
  cond_br %3, b1, b2
b1:
  %4 = int.mod %1, %1 site 0 at 2
  %5 = call %4 @once : i64
  ret %5
b2:
  %6 = const.i64 1
  %7 = call %0, %6 @leaf : i64
  %8 = const.i64 2
  %9 = sub %7, %8 : i64
  %10 = call %9, %1 @hot : i64 at 3
  %11 = call %10, %6 @leaf : i64
  ret %11
}
func @once(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = slot.get slot 0
  %2 = const.i64 1
  %3 = add %1, %2 : i64
  slot.set %3 slot 0
  %4 = call.host %0 host "int_to_string" : ref
  ret %0
}
)";
  constexpr int kFunctions = 60;
  for (int i = 0; i < kFunctions; ++i) {
    text += "func @f" + std::to_string(i) +
            "(i64) -> i64 source 0 {\nb0(%0: i64):\n  %1 = const.i64 1\n";
    for (int j = 1; j < 12; ++j) {
      text += "  %" + std::to_string(j + 1) + " = xor %" + std::to_string(j) + ", %0 : i64\n";
    }
    text += i + 1 < kFunctions ? "  %20 = call %12 @f" + std::to_string(i + 1) + " : i64\n"
                               : "  %20 = add %12, %1 : i64\n";
    text += "  ret %20\n}\n";
  }
  TestProgram program(text);
  ASSERT_EQ(program.session().parts().size(), 2u);
  EXPECT_EQ(Describe(program.Run({Int(1000), Int(3)}), ValueKind::kInt),
            std::to_string(1000 + 1 + 6));
  RunResult result = program.Run({Int(2), Int(0)});
  EXPECT_EQ(Describe(result, ValueKind::kInt), "trap divide_by_zero site 0");
  std::string names;
  for (const TrapFrame& frame : result.trap.frames) {
    names +=
        program.module().functions[frame.function].name + ":" + std::to_string(frame.offset) + " ";
  }
  EXPECT_EQ(names, "hot:2 hot:3 hot:3 main:1 ");
}

TEST(SessionTextTest, LlvmAndAssembly) {
  CompileOptions options;
  options.keep_llvm = true;
  options.keep_assembly = true;
  TestProgram program(Recursion(false), options);
  EXPECT_NE(program.session().llvm_text().find("define internal i64 @v.depth.rest(ptr"),
            std::string::npos)
      << program.session().llvm_text();
  EXPECT_NE(program.session().assembly().find("v.depth"), std::string::npos);
}

}  // namespace
}  // namespace vera::jit
