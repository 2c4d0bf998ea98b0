#include <gtest/gtest.h>

#include "sema/check_testing.h"

namespace vera::sema {
namespace {

TEST(CheckOperator, Arithmetic) {
  EXPECT_EQ(BodyCodes("  @Int.0 + @Nat.0 * 2"), "");
  EXPECT_EQ(BodyCodes("  @Int.0 + @String.0"), "E140");
  EXPECT_EQ(BodyCodes("  let @Float64 = @Float64.0 + 1; 1"), "E141");
  EXPECT_EQ(BodyCodes("  -@Bool.0"), "E147");
}

TEST(CheckOperator, Comparison) {
  EXPECT_EQ(BodyCodes("  if @Int.0 == @String.0 then { 1 } else { 2 }"), "E142");
  EXPECT_EQ(BodyCodes("  if @Byte.0 == 1 then { 1 } else { 2 }"), "E142");
  EXPECT_EQ(BodyCodes("  if @Float64.0 < @Int.0 then { 1 } else { 2 }"), "E142");
  EXPECT_EQ(BodyCodes("  if @Bool.0 < @Bool.0 then { 1 } else { 2 }"), "E143");
  EXPECT_EQ(BodyCodes("  if @String.0 <= \"b\" then { 1 } else { 2 }"), "");
  EXPECT_EQ(BodyCodes("  if @Option<Int>.0 == None then { 1 } else { 2 }"), "");
  EXPECT_EQ(BodyCodes("  if Some(1) == None then { 1 } else { 2 }"), "");
  EXPECT_EQ(BodyCodes("  if None == None then { 1 } else { 2 }"), "E142");
}

TEST(CheckOperator, EqualityNeedsEq) {
  EXPECT_EQ(BodyCodes("  if @Array<Int>.0 == @Array<Int>.0 then { 1 } else { 2 }"), "E243");
  EXPECT_EQ(Codes("private data D { C(Map<String, Int>) }\n" +
                  Fn("fn f(@D, @D -> @Bool)", "  @D.0 != @D.1")),
            "E243");
  EXPECT_EQ(Codes("private data L { N, C(Int, L) }\n" + Fn("fn f(@L -> @Bool)", "  @L.0 == N")),
            "");
}

TEST(CheckOperator, Logic) {
  EXPECT_EQ(BodyCodes("  if @Int.0 && @Bool.0 then { 1 } else { 2 }"), "E144");
  EXPECT_EQ(BodyCodes("  if @Bool.0 || 1 then { 1 } else { 2 }"), "E145");
  EXPECT_EQ(BodyCodes("  if !@Int.0 then { 1 } else { 2 }"), "E146");
}

TEST(CheckOperator, ByteLiteralsInRefinements) {
  EXPECT_EQ(Codes("type Small = { @Byte | @Byte.0 < 10 };\n"), "");
  EXPECT_EQ(Codes("type Odd = { @Int | int_to_byte(@Int.0) == 10 };\n"), "E142");
}

}  // namespace
}  // namespace vera::sema
