#include <gtest/gtest.h>

#include "sema/check_testing.h"

namespace vera::sema {
namespace {

TEST(CheckExpr, Slots) {
  EXPECT_EQ(BodyCodes("  @Int.0"), "");
  EXPECT_EQ(BodyCodes("  @Int.1"), "E130");
  EXPECT_EQ(BodyCodes("  let @Int = 1; @Int.1 + @Int.0"), "");
  // A closure's parameters are newer than what it captures.
  EXPECT_EQ(BodyCodes("  apply_fn(fn(@Int -> @Int) effects(pure) { @Int.1 }, 2)"), "");
  // An alias counts apart from what it names, in type arguments too.
  EXPECT_EQ(Codes("type Age = Int;\n" + Fn("fn f(@Age -> @Int)", "@Int.0")), "E130");
  EXPECT_EQ(Codes("type Age = Int;\n" + Fn("fn f(@Array<Age> -> @Int)", "@Array<Int>.0[0]")),
            "E130");
  EXPECT_EQ(Codes("type Age = Int;\n" + Fn("fn f(@Array<Age> -> @Int)", "@Array<Age>.0[0]")), "");
  EXPECT_EQ(Codes("type F = fn(Int -> Int) effects(<State<Int>, IO>);\n" +
                  Fn("fn f(@Option<fn(Int -> Int) effects(<State<Int>, IO>)> -> @Int)",
                     "  match @Option<fn(Int -> Int) effects(<IO, State<Int>>)>.0 { None -> 1, "
                     "Some(@F) -> 2 }")),
            "");
  EXPECT_EQ(BodyCodes("  let @Int = @String.0; @Int.0"), "E170");
}

TEST(CheckExpr, UnitHasNoSlotToRead) {
  EXPECT_EQ(Codes(Fn("fn f(@Unit -> @Unit)", "  @Unit.0")), "E182");
  EXPECT_EQ(Codes(Fn("fn f(@Unit -> @Unit)", "  let @Unit = (); ()")), "E183");
  EXPECT_EQ(BodyCodes("  array_length([()])"), "E135");
  EXPECT_EQ(BodyCodes("  let @Array<Unit> = []; 1"), "E135");
  EXPECT_EQ(BodyCodes("  let @Map<String, Unit> = map_new(); 1"), "E135");
}

TEST(CheckExpr, Blocks) {
  EXPECT_EQ(Places(Fn("fn f(@Int -> @String)", "  @Int.0")), "E121 6:3");
  EXPECT_EQ(BodyCodes("  let Tuple<@Int, @String> = Tuple(1, \"a\"); @Int.0"), "");
  EXPECT_EQ(BodyCodes("  let Tuple<@Int, @String> = Tuple(1, 2); @Int.0"), "E170");
  EXPECT_EQ(BodyCodes("  let Tuple<@Int> = Tuple(1, 2); @Int.0"), "E321");
}

TEST(CheckExpr, Conditions) {
  EXPECT_EQ(BodyCodes("  if @Int.0 then { 1 } else { 2 }"), "E300");
  EXPECT_EQ(BodyCodes("  if @Bool.0 then { 1 } else { \"a\" }"), "E301");
  EXPECT_EQ(BodyCodes("  let @Option<Int> = if @Bool.0 then { None } else { Some(1) }; 1"), "");
}

TEST(CheckExpr, Literals) {
  EXPECT_EQ(BodyCodes("  let @Byte = 255; 1"), "");
  EXPECT_EQ(BodyCodes("  let @Byte = 256; 1"), "E170");
  EXPECT_EQ(BodyCodes("  let @Nat = 18446744073709551615; 1"), "");
  EXPECT_EQ(BodyCodes("  let @Nat = 18446744073709551616; 1"), "E149");
  EXPECT_EQ(BodyCodes("  let @Int = 9223372036854775808; 1"), "E149");
  EXPECT_EQ(BodyCodes("  -9223372036854775808"), "");
  EXPECT_EQ(BodyCodes("  -9223372036854775809"), "E149");
}

TEST(CheckExpr, Interpolation) {
  EXPECT_EQ(BodyCodes("  let @String = \"\\(@Int.0) \\(@Bool.0) \\(@String.0)\"; 1"), "");
  EXPECT_EQ(BodyCodes("  let @String = \"\\(@Option<Int>.0)\"; 1"), "E148");
}

TEST(CheckExpr, Arrays) {
  EXPECT_EQ(BodyCodes("  @Array<Int>.0[@Nat.0]"), "");
  EXPECT_EQ(BodyCodes("  @Array<Int>.0[@String.0]"), "E160");
  EXPECT_EQ(BodyCodes("  @Int.0[0]"), "E161");
  EXPECT_EQ(BodyCodes("  let @Array<Int> = [1, \"a\"]; 1"), "E170");
  EXPECT_EQ(BodyCodes("  let @Array<Array<Int>> = [[], [1]]; 1"), "");
}

TEST(CheckExpr, Closures) {
  EXPECT_EQ(BodyCodes("  apply_fn(fn(@Int -> @Int) effects(pure) { \"a\" }, 1)"), "E171");
}

TEST(CheckExpr, HolesWarnAndRefuseToRun) {
  const CheckedText checked = CheckText(Fn("fn f(@Int -> @Int)", "  ?"));
  ASSERT_EQ(checked.sink.diagnostics().size(), 1u);
  EXPECT_EQ(checked.sink.diagnostics()[0].diag, Diag::kW001);
  EXPECT_NE(checked.sink.diagnostics()[0].fix.find("@Int.0: Int"), std::string::npos);
  EXPECT_TRUE(checked.program->has_holes);
  EXPECT_FALSE(checked.sink.has_errors());
}

TEST(CheckExpr, EverySyntaxErrorLeavesTheRestChecked) {
  // E176 is for a form without a rule: there is none, so only its row can be shown.
  EXPECT_STREQ(RowOf(Diag::kE176).code, "E176");
  const std::string codes = Codes(Fn("fn f(@Int -> @Int)", "  let @Int = ; @Int.0") +
                                  Fn("fn g(@Int -> @Int)", "  @Int.7"));
  EXPECT_NE(codes.find("E130"), std::string::npos);
}

}  // namespace
}  // namespace vera::sema
