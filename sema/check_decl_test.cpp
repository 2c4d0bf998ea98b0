#include <gtest/gtest.h>

#include "sema/check_testing.h"

namespace vera::sema {
namespace {

std::string Contract(const std::string& clause, const std::string& row = "pure") {
  return Codes("private fn f(@Int, @Float64 -> @Int)\n  " + clause + "\n  effects(" + row +
               ")\n{ 1 }\n");
}

TEST(CheckDecl, Contracts) {
  EXPECT_EQ(Contract("requires(@Int.0)\n  ensures(true)"), "E123");
  EXPECT_EQ(Contract("requires(true)\n  ensures(@Int.result)"), "E124");
  EXPECT_EQ(Contract("requires(@Int.result > 0)\n  ensures(true)"), "E131");
  EXPECT_EQ(Contract("requires(true)\n  ensures(true)\n  decreases(@Float64.0)"), "E127");
  EXPECT_EQ(Contract("requires(true)\n  ensures(true)\n  decreases(@Int.0)"), "");
  EXPECT_EQ(Contract("requires(old(State<Int>) > 0)\n  ensures(true)", "<State<Int>>"), "E174");
  EXPECT_EQ(Contract("requires(new(State<Int>) > 0)\n  ensures(true)", "<State<Int>>"), "E175");
  EXPECT_EQ(
      Contract("requires(true)\n  ensures(new(State<Int>) == old(State<Int>))", "<State<Int>>"),
      "");
}

TEST(CheckDecl, Assertions) {
  EXPECT_EQ(BodyCodes("  assert(@Int.0); 1"), "E172");
  EXPECT_EQ(BodyCodes("  assume(@Int.0); 1"), "E173");
}

TEST(CheckDecl, Quantifiers) {
  const auto forall = [](const std::string& bound) {
    return Contract("requires(forall(@Int, " + bound +
                    ", fn(@Int -> @Bool) effects(pure) { @Int.0 >= 0 }))\n  ensures(true)");
  };
  EXPECT_EQ(forall("@Int.0"), "");
  EXPECT_EQ(forall("@Float64.0"), "E128");
}

TEST(CheckDecl, Refinements) {
  EXPECT_EQ(Codes("type Pos = { @Int | @Int.0 > 0 };\n"), "");
  EXPECT_EQ(Codes("type Bad = { @Int | @Int.0 };\n"), "E126");
  // The predicate sees its binder only.
  EXPECT_EQ(BodyCodes("  let @{ @Int | @Int.0 > @Int.1 } = 5; 1"), "E130");
  EXPECT_EQ(Codes("type Pos = { @Int | @Int.0 > 0 };\n" + Fn("fn f(@Int -> @Pos)", "  @Int.0")),
            "");
}

TEST(CheckDecl, InvariantsSpeakOfTheValue) {
  EXPECT_EQ(Codes("private data Range invariant(lower(@Range.0) <= 1) { Range(Int) }\n" +
                  Fn("fn lower(@Range -> @Int)", "  match @Range.0 { Range(@Int) -> @Int.0 }")),
            "");
  EXPECT_EQ(Codes("private data Range invariant(1) { Range(Int) }\n"), "E120");
}

TEST(CheckDecl, Aliases) {
  EXPECT_EQ(Codes("type A = B;\ntype B = Array<A>;\n"), "E132");
  EXPECT_EQ(Codes("type Pair<T> = Tuple<T, T>;\n" + Fn("fn f(@Pair -> @Int)", "1")), "E133");
  EXPECT_EQ(
      Codes("type Later = Soon;\ntype Soon = Int;\n" + Fn("fn f(@Later -> @Int)", "@Later.0")), "");
  EXPECT_EQ(Codes(Fn("fn f(@Decimal<Int> -> @Int)", "1")), "E134");
  EXPECT_EQ(Codes(Fn("fn f(@Float -> @Int)", "1")), "-");
}

TEST(CheckDecl, Names) {
  EXPECT_EQ(
      Codes("fn f(@Int -> @Int)\n  requires(true)\n  ensures(true)\n  effects(pure)\n{ 1 }\n"),
      "-");
  EXPECT_EQ(Codes(Fn("fn abs(@Int -> @Int)", "1")), "E151");
  EXPECT_EQ(Codes(Fn("forall<T> fn option_unwrap_or(@Option<T>, @T -> @T)", "@T.0")), "");
  EXPECT_EQ(Codes("effect IO {\n  op print(Int -> Unit);\n}\n"), "E152");
  EXPECT_EQ(Codes(Fn("fn old(@Int -> @Int)", "1")), "E153");
  EXPECT_EQ(Codes("type VeraThing = Int;\n"), "E154");
  EXPECT_EQ(Codes("type Veranda = Int;\n"), "");
}

// Faults that the reference gives no code.
TEST(CheckDecl, FaultsWithoutACode) {
  const auto first = [](const std::string& text) {
    const CheckedText checked = CheckText(text);
    return checked.sink.diagnostics().empty() ? Diag::kCount : checked.sink.diagnostics()[0].diag;
  };
  EXPECT_EQ(first("data D { C }\n"), Diag::kmissing_visibility);
  EXPECT_EQ(first(Fn("fn f(@Float -> @Int)", "1")), Diag::kremoved_type);
  EXPECT_STREQ(RowOf(Diag::kmissing_visibility).code, "");
}

TEST(CheckDecl, Constraints) {
  EXPECT_EQ(Codes(Fn("forall<T where Nope<T>> fn f(@T -> @Int)", "1")), "E180");
  EXPECT_EQ(Codes(Fn("forall<T where Eq<U>> fn f(@T -> @Int)", "1")), "E181");
  EXPECT_EQ(Codes(Fn("forall<T where Eq<T>> fn f(@T -> @Bool)", "eq(@T.0, @T.0)")), "");
}

TEST(CheckDecl, DiagnosticsComeInSourceOrderAndOnce) {
  EXPECT_EQ(Places(Fn("fn g(@Int -> @Int)", "  @Int.4") + "type VeraX = Int;\n"),
            "E130 6:3; E154 8:1");
}

// A program may spell a built-in type again without making another one of it.
TEST(CheckDecl, BuiltinTypesSpelledAgain) {
  EXPECT_EQ(Codes("private data Option<T> { Some(T), None }\n" +
                  Fn("fn f(@Option<Int> -> @Int)", "  option_unwrap_or(@Option<Int>.0, 1)")),
            "");
}

}  // namespace
}  // namespace vera::sema
