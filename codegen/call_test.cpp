#include "jit/test_program.h"

namespace vera::codegen {
namespace {

using jit::Int;
using jit::RunText;

TEST(CallTest, HostFunctionsWithAndWithoutCollection) {
  EXPECT_EQ(RunText(R"(
literal 0 "-"
entry @main
func @main(i64, ref) -> ref exported source 0 {
b0(%0: i64, %1: ref):
  %2 = call.host %0 host "int_to_string" : ref
  %3 = const.literal literal 0
  %4 = call.host %1, %3 host "string_concat" : ref
  %5 = call.host %4, %2 host "string_concat" : ref
  %6 = call.host %5, %1 host "string_starts_with" : i1
  cond_br %6, b1, b2
b1:
  ret %5
b2:
  ret %3
}
)",
                    {Int(12), jit::Text("text")}, jit::ValueKind::kString),
            "text-12");
}

TEST(CallTest, HostTrapsKnowTheirSite) {
  EXPECT_EQ(RunText(R"(
site 0 trap 6 source 0 range 1..2 kind "index" in "main"
site 1 trap 6 source 0 range 5..6 kind "index" in "main"
entry @main
func @main(ref, i64) -> i64 exported source 0 {
b0(%0: ref, %1: i64):
  %2 = const.i64 0
  %3 = call.host %0, %2 host "string_char_code" site 0 : i64
  %4 = call.host %0, %1 host "string_char_code" site 1 : i64
  %5 = add %3, %4 : i64
  ret %5
}
)",
                    {jit::Text("ab"), Int(2)}),
            "trap unreachable site 1");
}

// Two functions that call each other %n times as their last act: `params` is the type list of @f,
// `other` that of @g. All parameters but the count keep a known value, which is summed at the end.
std::string Mutual(const std::string& first, const std::string& second) {
  auto split = [](const std::string& types) {
    std::vector<std::string> list;
    for (size_t at = 0; at < types.size();) {
      const size_t comma = std::min(types.find(',', at), types.size());
      list.push_back(types.substr(at, comma - at));
      at = comma + 1;
    }
    return list;
  };
  auto function = [&](const std::string& name, const std::string& callee, const std::string& types,
                      const std::string& callee_types) {
    const std::vector<std::string> own = split(types);
    std::string text = "func @" + name + "(i64";
    std::string params = "%0: i64";
    for (size_t i = 0; i < own.size(); ++i) {
      text += ", " + own[i];
      params += ", %" + std::to_string(i + 1) + ": " + own[i];
    }
    text += ") -> i64 source 0 {\nb0(" + params + "):\n";
    text += "  %100 = const.i64 0\n  %101 = icmp eq %0, %100\n  cond_br %101, b1, b2\nb1:\n";
    // The sum of all parameters proves that none was lost.
    std::string sum = "%100";
    int next = 200;
    for (size_t i = 0; i < own.size(); ++i) {
      std::string value = "%" + std::to_string(i + 1);
      const std::string as_int = "%" + std::to_string(next++);
      text += "  " + as_int + " = " +
              (own[i] == "f64"   ? "float_bits " + value
               : own[i] == "ref" ? "array.len " + value
               : own[i] == "i64" ? "add " + value + ", %100 : i64"
                                 : "zext " + value + " : i64") +
              "\n";
      const std::string total = "%" + std::to_string(next++);
      text += "  " + total + " = add " + sum + ", " + as_int + " : i64\n";
      sum = total;
    }
    text += "  ret " + sum + "\nb2:\n  %102 = const.i64 1\n  %103 = sub %0, %102 : i64\n";
    std::string args = "%103";
    for (const std::string& type : split(callee_types)) {
      const std::string value = "%" + std::to_string(next++);
      text += "  " + value + " = " +
              (type == "f64"   ? "const.f64 0x5"
               : type == "ref" ? "const.literal literal 0"
                               : "const." + type + " " + (type == "i1" ? "1" : "3")) +
              "\n";
      args += ", " + value;
    }
    return text + "  tail.call " + args + " @" + callee + "\n}\n";
  };
  std::string text =
      "literal 0 \"1234567\"\nentry @main\nfunc @main(i64) -> i64 exported source 0 {\nb0(%0: "
      "i64):\n";
  std::string args = "%0";
  int next = 1;
  for (const std::string& type : split(first)) {
    const std::string value = "%" + std::to_string(next++);
    text += "  " + value + " = " +
            (type == "f64"   ? "const.f64 0x5"
             : type == "ref" ? "const.literal literal 0"
                             : "const." + type + " " + (type == "i1" ? "1" : "3")) +
            "\n";
    args += ", " + value;
  }
  text += "  %" + std::to_string(next) + " = call " + args + " @f : i64\n  ret %" +
          std::to_string(next) + "\n}\n";
  return text + function("f", "g", first, second) + function("g", "f", second, first);
}

TEST(CallTest, MutualTailCallsOfDifferentPrototypes) {
  EXPECT_EQ(RunText(Mutual("i64", "f64"), {Int(1000)}), "3");
  EXPECT_EQ(RunText(Mutual("i64", "f64"), {Int(1001)}), "5");
  EXPECT_EQ(RunText(Mutual("i1,i8,ref", "f64,i64,i64,i64,i64,i64,i64"), {Int(1000)}), "11");
  EXPECT_EQ(RunText(Mutual("i1,i8,ref", "f64,i64,i64,i64,i64,i64,i64"), {Int(1001)}), "23");
  EXPECT_EQ(RunText(Mutual("i1,i8,ref", "ref,i1"), {Int(1001)}), "8");
}

TEST(CallTest, TailCallsOfOneToFourteenArguments) {
  std::string first;
  for (int count = 1; count <= 14; ++count) {
    // Half of them floats, the other function one parameter longer or shorter.
    first += (count == 1 ? "" : ",") + std::string(count % 2 == 0 ? "f64" : "i64");
    const std::string second = count % 3 == 0 ? "i64" : first + (count == 14 ? "" : ",i64");
    const int64_t floats = count / 2;
    EXPECT_EQ(RunText(Mutual(first, second), {Int(2000)}),
              std::to_string(5 * floats + 3 * (count - floats)))
        << count;
  }
}

// The two tiers together: design.md section 6.
TEST(CallTest, HundredMillionMutualTailCalls) {
  for (codegen::Tier tier : {codegen::Tier::kQuick, codegen::Tier::kThorough}) {
    std::string params;
    for (int count = 1; count <= 14; ++count) {
      params += (count == 1 ? "" : ",") + std::string(count % 3 == 0 ? "f64" : "i64");
      if (count != 1 && count != 5 && count != 14) {
        continue;
      }
      jit::CompileOptions compile;
      compile.tier = tier;
      jit::TestProgram program(Mutual(params, params.substr(0, 3)), compile);
      jit::RunOptions options;
      options.max_stack_bytes = 256 * 1024;
      const int64_t floats = count / 3;
      EXPECT_EQ(jit::Describe(program.Run({Int(100'000'000)}, options), jit::ValueKind::kInt),
                std::to_string(5 * floats + 3 * (count - floats)));
    }
  }
}

TEST(CallTest, TailCallsThroughClosures) {
  EXPECT_EQ(RunText(R"(
layout 0 closure (i64)
layout 1 tag 1 (ref)
signature 0 (i64, ref) -> i64
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = closure.new %0 @body layout 0
  %2 = call %0, %1 @f : i64
  ret %2
}
func @f(i64, ref) -> i64 source 0 {
b0(%0: i64, %1: ref):
  %2 = data.new %1 layout 1
  tail.call.closure %1, %0, %2 sig 0
}
func @body(i64, ref, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref, %2: ref):
  %3 = const.i64 0
  %4 = icmp eq %0, %3
  cond_br %4, b1, b2
b1:
  %5 = data.get %2 layout 0 field 0 : i64
  ret %5
b2:
  %6 = const.i64 1
  %7 = sub %0, %6 : i64
  %8 = data.get %1 layout 1 field 0 : ref
  tail.call %7, %8 @f
}
)",
                    {Int(5000)}),
            "5000");
}

TEST(CallTest, VoidFunctionsAndRefsAcrossCalls) {
  EXPECT_EQ(RunText(R"(
layout 0 tag 1 (i64)
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = data.new %0 layout 0
  call %0 @churn
  %2 = data.new %0 layout 0
  call %0 @churn
  %3 = data.get %1 layout 0 field 0 : i64
  %4 = data.get %2 layout 0 field 0 : i64
  %5 = add %3, %4 : i64
  ret %5
}
func @churn(i64) source 0 {
b0(%0: i64):
  %1 = data.new %0 layout 0
  %2 = data.get %1 layout 0 field 0 : i64
  %3 = call.host %2 host "int_to_string" : ref
  ret
}
)",
                    {Int(4)}),
            "8");
}

}  // namespace
}  // namespace vera::codegen
