#include "gtest/gtest.h"
#include "ir/op_spec.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"

namespace vera::ir {
namespace {

const HostInfo kHosts[] = {{"io_print", {Type::kRef}, Type::kVoid, false},
                           {"string_concat", {Type::kRef, Type::kRef}, Type::kRef, true}};

constexpr const char* kEverything = R"ir(source 0 "a \22dir\22/main.vera"
source 1 "b.vera"
layout 0 tag 1 (i64, ref)
layout 1 closure (i64)
literal 0 "line\0Aend\FF"
signature 0 (i64) -> i64
signature 1 (ref, f64) throws nocollect
site 0 trap 3 source 0 range 10..14 kind "overflow" in "main"
site 1 trap 1 source 1 range 3..9 obligation 7 kind "precondition" in "f" text "requires(@Int.0 > 0)" shows ["@Int.0": i, "@String.0": s]
slots 2
entry @main

func @main(i64) -> i64 exported throws shown "main\22" source 0 range 5..90 {
b0(%0: i64):
  %1 = const.i64 -7 at 12
  %2 = const.f64 0.1
  %3 = const.f64 0x7ff8000000000000
  %4 = const.literal literal 0  ; "line\0Aend\FF"
  %5 = int.div %0, %1 0 site 0
  %6 = icmp slt %0, %1
  cond_br %6, b1, b2(%5)
b1:
  call.host %4 host "io_print"
  %7 = call.host %4, %4 host "string_concat" : ref
  %8 = closure.new %0 @"lambda, 1<A>" layout 1
  %9 = call.closure %8, %0 sig 0 : i64
  %10 = data.new %9, %7 layout 0
  %11 = data.get %10 layout 0 field 0 : i64
  %12 = select %6, %11, %1 : i64
  check %6, %12, %7 site 1
  slot.set %12 slot 1
  %13 = array.new %12 elem i64 site 0
  array.init %13, %12, %12 elem i64
  %14 = call %0 @main : i64
  unwind.set %14
  unwind.set %14, %13
  tail.call %14 @main
b2(%15: i64):
  switch %15, 0 -> b3, -1 -> b1, b4
b3:
  ret %15
b4:
  trap site 0
}

func @"lambda, 1<A>"(i64, ref) -> i64 closure nocollect source 1 {
b0(%0: i64, %1: ref):
  %2 = data.get %1 layout 1 field 0 : i64
  ret %2
}
)ir";

std::string RoundTrip(const std::string& text) {
  ParseResult parsed = ParseModule(text, kHosts);
  return parsed.ok() ? Print(parsed.module, kHosts) : "error " + parsed.error;
}

std::string Error(const std::string& text) { return ParseModule(text, kHosts).error; }

// A function of one block around `ops`.
std::string Body(const std::string& ops) {
  return "source 0 \"a\"\nfunc @f() source 0 {\nb0:\n" + ops + "\n  ret\n}\n";
}

TEST(IrTextTest, PrintsAndParsesBackIdentically) {
  std::string text = kEverything;
  EXPECT_EQ(RoundTrip(text), text);
  ParseResult parsed = ParseModule(text, kHosts);
  EXPECT_EQ(Verify(parsed.module, kHigh, kHosts), std::vector<std::string>());
}

TEST(IrTextTest, RootsOfTheCoreStage) {
  std::string text =
      "source 0 \"a\"\nlayout 0 tag 1 (ref)\n\n"
      "func @f(ref) -> ref source 0 {\nb0(%0: ref):\n"
      "  %1 = data.new %0 layout 0 roots [%0 -> %2] at 4\n  ret %2\n}\n";
  EXPECT_EQ(RoundTrip(text), text);
  EXPECT_EQ(Verify(ParseModule(text).module, kCore), std::vector<std::string>());
}

TEST(IrTextTest, ValuesAreNumberedInOrderOfDefinition) {
  std::string text =
      "source 0 \"a\"\nfunc @f(i64) -> i64 source 0 {\nb7(%x: i64):\n  br b3(%x)\n"
      "b3(%long_name: i64):\n  %9 = add %long_name, %x : i64\n  ret %9\n}";
  EXPECT_EQ(RoundTrip(text),
            "source 0 \"a\"\n\nfunc @f(i64) -> i64 source 0 {\nb0(%0: i64):\n  br b1(%0)\n"
            "b1(%1: i64):\n  %2 = add %1, %0 : i64\n  ret %2\n}\n");
}

TEST(IrTextTest, EveryRowOfTheTableIsReadable) {
  for (size_t i = 0; i < static_cast<size_t>(OpKind::kCount); ++i) {
    OpKind kind;
    ASSERT_TRUE(ParseMnemonic(InfoOf(static_cast<OpKind>(i)).mnemonic, kind));
    EXPECT_EQ(static_cast<size_t>(kind), i) << "two ops of one mnemonic";
    SpecOf(kind);
  }
}

TEST(IrTextTest, ErrorsAreLocated) {
  EXPECT_EQ(Error("source 1 \"a\""), "1:8: expected row 0");
  EXPECT_EQ(Error("layout 0 tag 9999 (i64)"), "1:19: too large for an object");
  EXPECT_EQ(Error("entry @nobody"), "1:7: there is no such function");
  EXPECT_EQ(Error("literal 0 \"open"), "1:11: expected a string");
  EXPECT_EQ(Error(Body("  %0 = add %1, %1 : i64")), "4:12: this value is defined nowhere");
  EXPECT_EQ(Error(Body("  %0 = const.i64 1\n  %0 = const.i64 2")),
            "5:3: a second definition of this value");
  EXPECT_EQ(Error(Body("  %0 = frobnicate")), "4:8: expected an op");
  EXPECT_EQ(Error(Body("  const.i64 1")), "4:3: this op has a result");
  EXPECT_EQ(Error(Body("  %0 = ret")), "4:3: this op has no result");
  EXPECT_EQ(Error(Body("  %0 = const.i64 99999999999999999999")), "4:18: expected a number");
  EXPECT_EQ(Error(Body("  %0 = const.f64 1.2.3")), "4:18: expected a number");
  EXPECT_EQ(Error(Body("  br b9\nb1:")), "4:6: there is no such block");
  EXPECT_EQ(Error(Body("  call.host host \"nope\"")), "4:18: no host function of this name");
  EXPECT_EQ(Error(Body("  %0 = icmp less %0, %0")), "4:13: expected a predicate");
  EXPECT_EQ(Error("func @f() source 0 {\n}\nfunc @f() source 0 {\n}"),
            "3:6: a second function of this name");
  EXPECT_EQ(Error("source 0 \"a\" @"), "1:14: expected a table's row or a function");
}

}  // namespace
}  // namespace vera::ir
