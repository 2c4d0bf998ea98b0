#include <gtest/gtest.h>

#include "sema/check_testing.h"

namespace vera::sema {
namespace {

const char* const kShape = "private data Shape { Dot, Circle(Float64), Box(Int, Int) }\n";

std::string Match(const std::string& arms, const std::string& type = "Shape") {
  return Codes(kShape + Fn("fn f(@" + type + ", @Int -> @Int)",
                           "  match @" + type + ".0 {\n" + arms + "\n  }"));
}

TEST(CheckConstructor, Calls) {
  const auto make = [](const std::string& value) {
    return Codes(kShape + Fn("fn f(@Int -> @Int)", "  let @Shape = " + value + "; 1"));
  };
  EXPECT_EQ(make("Box(1, 2)"), "");
  EXPECT_EQ(make("Nope(1)"), "E210");
  EXPECT_EQ(make("Dot(1)"), "E211");
  EXPECT_EQ(make("Box(1)"), "E212");
  EXPECT_EQ(make("Box(1, \"a\")"), "E213");
  EXPECT_EQ(make("Nope"), "E214");
  EXPECT_EQ(make("Box"), "E215");
  EXPECT_EQ(Codes(Fn("fn f(@Int -> @MdBlock)", "  MdThematicBreak")), "E215");
  EXPECT_EQ(Codes(Fn("fn f(@Int -> @MdBlock)", "  MdThematicBreak()")), "");
}

TEST(CheckConstructor, WhatIsWantedReachesTheFields) {
  EXPECT_EQ(BodyCodes("  let @Option<Byte> = Some(7); 1"), "");
  EXPECT_EQ(BodyCodes("  let @Option<Option<Int>> = Some(None); 1"), "");
  EXPECT_EQ(BodyCodes("  let @Result<Int, String> = Err(\"a\"); 1"), "");
  EXPECT_EQ(BodyCodes("  let @Option<String> = Some(7); 1"), "E170");
  EXPECT_EQ(Codes(Fn("forall<T> fn f(@T -> @Option<T>)", "  None")), "");
  EXPECT_EQ(BodyCodes("  let @Tuple<Int, Option<Int>> = Tuple(1, None); 1"), "");
}

TEST(CheckMatch, Arms) {
  EXPECT_EQ(Match("Dot -> 0, Circle(_) -> 1, Box(@Int, @Int) -> @Int.0 + @Int.1"), "");
  EXPECT_EQ(Match("Dot -> 0, _ -> \"a\""), "E302");
  EXPECT_EQ(Match("Nope -> 0, _ -> 1"), "E322");
  EXPECT_EQ(Match("Nope(@Int) -> 0, _ -> 1"), "E320");
  EXPECT_EQ(Match("Box(@Int) -> 0, _ -> 1"), "E321");
  EXPECT_EQ(Match("Some(@Int) -> 0, _ -> 1"), "E170");
  EXPECT_EQ(Match("Circle(@String) -> 0, _ -> 1"), "E170");
  EXPECT_EQ(Match("1 -> 0, _ -> 1"), "E170");
}

TEST(CheckMatch, Exhaustiveness) {
  EXPECT_EQ(Match("Dot -> 0, Circle(_) -> 1"), "E311");
  EXPECT_EQ(Match("Dot -> 0, Circle(_) -> 1, Box(0, _) -> 2"), "E311");
  EXPECT_EQ(Match("true -> 1", "Bool"), "E312");
  EXPECT_EQ(Match("0 -> 1", "Nat"), "E313");
  EXPECT_EQ(Match("\"a\" -> 1", "String"), "E313");
  EXPECT_EQ(Match("Some(true) -> 1, Some(false) -> 2, None -> 3", "Option<Bool>"), "");
  EXPECT_EQ(Match("Tuple(true, _) -> 1, Tuple(_, false) -> 2", "Tuple<Bool, Bool>"), "E311");
  EXPECT_EQ(Match("Tuple(true, _) -> 1, Tuple(_, @Bool) -> 2", "Tuple<Bool, Bool>"), "");
}

TEST(CheckMatch, Reachability) {
  EXPECT_EQ(Match("_ -> 0, Dot -> 1"), "E310");
  EXPECT_EQ(Match("Dot -> 0, Dot -> 1, _ -> 2"), "E310");
  EXPECT_EQ(Match("@Int -> 0, _ -> 1", "Int"), "E310");
}

TEST(CheckMatch, Tuples) {
  EXPECT_EQ(BodyCodes("  let @Tuple<Int, Int> = Tuple(); 1"), "E216");
  // The grammar has no pattern without parts, so E323 is only a row.
  EXPECT_STREQ(RowOf(Diag::kE323).code, "E323");
  EXPECT_EQ(Match("Tuple(@Int, @String) -> @Int.0", "Tuple<Int, String>"), "");
}

}  // namespace
}  // namespace vera::sema
