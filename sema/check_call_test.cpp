#include <gtest/gtest.h>

#include "sema/check_testing.h"

namespace vera::sema {
namespace {

const char* const kHelpers =
    "private forall<T> fn id(@T -> @T)\n  requires(true)\n  ensures(true)\n  effects(pure)\n{ @T.0 "
    "}\n"
    "private forall<T> fn first(@T, @T -> @T)\n  requires(true)\n  ensures(true)\n  effects(pure)\n"
    "{ @T.1 }\n"
    "private fn shout(@String -> @Unit)\n  requires(true)\n  ensures(true)\n  effects(<IO>)\n"
    "{ IO.print(@String.0) }\n"
    "private data Two<A, B> { L(A), R(B) }\n";

std::string WithHelpers(const std::string& body, const std::string& row = "pure") {
  return Codes(kHelpers + Fn("fn f(@Int, @Bool, @Unit -> @Int)", body, row));
}

TEST(CheckCall, NamesAndArity) {
  EXPECT_EQ(WithHelpers("  nowhere(1, @Int.9)"), "E200 E130");
  EXPECT_EQ(WithHelpers("  id()"), "E201");
  EXPECT_EQ(WithHelpers("  abs(1, 2)"), "E201");
  EXPECT_EQ(WithHelpers("  string_length(1)"), "E202");
  EXPECT_EQ(WithHelpers("  1 |> id()"), "");
  EXPECT_EQ(WithHelpers("  \"a\" |> abs()"), "E202");
}

TEST(CheckCall, Inference) {
  EXPECT_EQ(WithHelpers("  id(id(3))"), "");
  EXPECT_EQ(WithHelpers("  first(1, \"a\")"), "E202");
  EXPECT_EQ(WithHelpers("  let @Two<Int, String> = first(L(1), R(\"a\")); 1"), "");
  EXPECT_EQ(WithHelpers("  let @Two<Int, String> = first(L(1), L(\"a\")); 1"), "E205");
  EXPECT_EQ(WithHelpers("  id(()); 1"), "E206");
  EXPECT_EQ(WithHelpers("  let @Map<String, Int> = map_insert(map_new(), \"a\", 1); 1"), "");
  EXPECT_EQ(WithHelpers("  let @Array<Byte> = array_append([], 7); 1"), "E170");
}

TEST(CheckCall, NestedMismatchesTakeNoExponentialTime) {
  std::string call = "1";
  for (int i = 0; i < 60; ++i) {
    call = "abs({ \"a\"; bool_to_string({ true; " + call + " }) })";
  }
  EXPECT_NE(Codes(Fn("fn f(@Int -> @Int)", "  " + call)), "");
}

TEST(CheckCall, Effects) {
  EXPECT_EQ(WithHelpers("  shout(\"a\"); 1"), "E122 E125");
  EXPECT_EQ(WithHelpers("  shout(\"a\"); 1", "<IO>"), "");
  EXPECT_EQ(WithHelpers("  shout(\"a\"); 1", "<Random>"), "E125");
}

TEST(CheckCall, RowVariablesTakeTheArgumentsEffects) {
  const std::string twice = Fn("forall<A> fn twice(@fn(A -> A) effects(<E>), @A -> @A)",
                               "  apply_fn(@Fn.0, apply_fn(@Fn.0, @A.0))", "<E>");
  EXPECT_EQ(Codes(twice + Fn("fn f(@Int -> @Int)",
                             "  twice(fn(@Int -> @Int) effects(pure) { @Int.0 + 1 }, 1)")),
            "");
  const std::string body = "  twice(fn(@Int -> @Int) effects(<IO>) { IO.print(\"a\"); 1 }, 1)";
  EXPECT_EQ(Codes(twice + Fn("fn f(@Int -> @Int)", body, "<IO>")), "");
  EXPECT_EQ(Codes(twice + Fn("fn f(@Int -> @Int)", body, "<Random>")), "E125");
}

TEST(CheckCall, ApplyFn) {
  const std::string alias = "type F = fn(Int -> Bool) effects(pure);\n";
  const auto body = [&](const std::string& text) {
    return Codes(alias + Fn("fn f(@F, @Int -> @Bool)", text));
  };
  EXPECT_EQ(body("  apply_fn(@F.0, @Int.0)"), "");
  EXPECT_EQ(body("  apply_fn(@F.0)"), "E201");
  EXPECT_EQ(body("  apply_fn()"), "E201");
  EXPECT_EQ(body("  apply_fn(@F.0, \"a\")"), "E202");
  EXPECT_EQ(body("  apply_fn(3, 4)"), "E202");
}

TEST(CheckCall, HelpersAreLocalAndSeeNoOuterSlots) {
  const std::string parent = Fn("fn outer(@Int -> @Int)", "  inner(@Int.0)");
  const std::string where =
      "where {\n  fn inner(@Nat -> @Int)\n    requires(true)\n    ensures(true)\n    "
      "effects(pure)\n"
      "  { @Int.0 }\n}\n";
  EXPECT_EQ(Codes(parent + where), "E130");
  EXPECT_EQ(Codes(Fn("fn other(@Int -> @Int)", "  inner(@Int.0)")), "E200");
}

TEST(CheckCall, AsyncWarnsWhatIsNotConcurrent) {
  EXPECT_EQ(WithHelpers("  await(async(1))", "<Async>"), "");
  EXPECT_EQ(WithHelpers("  await(async(IO.time(()))); 1", "<Async, IO>"), "W002");
  EXPECT_EQ(Codes(Fn("fn f(@Int -> @Int)",
                     "  let @Future<Result<String, String>> = "
                     "async(Http.get(\"u\")); 1",
                     "<Async, Http>")),
            "");
}

TEST(CheckCall, Abilities) {
  EXPECT_EQ(WithHelpers("  if eq(1, @Int.0) then { 1 } else { 2 }"), "");
  EXPECT_EQ(WithHelpers("  if eq(1) then { 1 } else { 2 }"), "E240");
  EXPECT_EQ(WithHelpers("  if eq(1, \"a\") then { 1 } else { 2 }"), "E241");
  EXPECT_EQ(WithHelpers("  if eq(None, None) then { 1 } else { 2 }"), "E241");
  EXPECT_EQ(WithHelpers("  let @Ordering = compare(@Bool.0, true); 1"), "E242 E242");
  EXPECT_EQ(WithHelpers("  if eq([1], [2]) then { 1 } else { 2 }"), "E243 E243");
  EXPECT_EQ(WithHelpers("  hash(\"a\") + string_length(show(1))"), "");
}

}  // namespace
}  // namespace vera::sema
