#include <gtest/gtest.h>

#include "sema/check_testing.h"

namespace vera::sema {
namespace {

const char* const kLog = "effect Log {\n  op note(String -> Unit);\n  op level(Unit -> Int);\n}\n";

const std::string kLevel = ", level(@Unit) -> { resume(1) }";

std::string Body(const std::string& body, const std::string& row = "pure") {
  return Codes(kLog + Fn("fn f(@Int, @String, @Unit -> @Int)", body, row));
}
std::string Handle(const std::string& head, const std::string& clauses, const std::string& body) {
  return Body("  handle[" + head + " {\n" + clauses + "\n} in {\n" + body + "\n}");
}

TEST(CheckEffect, Operations) {
  EXPECT_EQ(Body("  IO.print(\"a\"); 1", "<IO>"), "");
  EXPECT_EQ(Body("  IO.print(\"a\"); 1"), "E122");
  EXPECT_EQ(Body("  IO.print(); 1", "<IO>"), "E203");
  EXPECT_EQ(Body("  IO.print(1); 1", "<IO>"), "E204");
  EXPECT_EQ(Body("  IO.nope(1); 1", "<IO>"), "E220");
  EXPECT_EQ(Body("  print(\"a\"); 1", "<IO>"), "E217");
  EXPECT_EQ(Body("  note(\"a\"); 1", "<Log>"), "E217");
  EXPECT_EQ(Body("  Log.note(\"a\"); 1", "<Log>"), "");
  EXPECT_EQ(Body("  get(()) + 1", "<State<Int>>"), "");
  EXPECT_EQ(Body("  throw(\"a\")", "<State<Int>>"), "E125");
}

TEST(CheckEffect, Handlers) {
  const std::string clauses = "get(@Unit) -> { resume(@Int.0) }, put(@Int) -> { resume(()) }";
  EXPECT_EQ(Handle("State<Int>](@Int = 0)", clauses, "put(get(()) + 1); get(())"), "");
  EXPECT_EQ(Handle("Nope]", "nope(@Int) -> { 1 }", "1"), "E330");
  EXPECT_EQ(Handle("State](@Int = 0)", clauses, "1"), "E337");
  EXPECT_EQ(Handle("State<Int>](@Int = \"a\")", clauses, "1"), "E331");
  EXPECT_EQ(Handle("State<Int>](@Int = 0)", "nope(@Int) -> { 1 }", "1"), "E332");
  EXPECT_EQ(Handle("State<Int>](@Nat = 0)", "get(@Unit) -> { resume(@Nat.0) }", "1"), "E336");
  EXPECT_EQ(Handle("State<Int>](@Int = 0)", clauses, "@Int.1"), "E130");
  EXPECT_EQ(Handle("Log]", "note(@String) -> { resume(()) } with @Int = 1" + kLevel, "1"), "E333");
  EXPECT_EQ(Handle("Log](@Int = 0)", "note(@String) -> { resume(()) } with @Nat = 1" + kLevel, "1"),
            "E334");
  EXPECT_EQ(
      Handle("Log](@Int = 0)", "note(@String) -> { resume(()) } with @Int = \"a\"" + kLevel, "1"),
      "E335");
}

TEST(CheckEffect, ClausesGiveTheHandlersType) {
  EXPECT_EQ(Handle("Exn<String>]", "throw(@String) -> { 0 }", "throw(\"a\")"), "");
  EXPECT_EQ(Handle("Exn<String>]", "throw(@String) -> { \"b\" }", "1"), "E170");
  EXPECT_EQ(Handle("Log]", "note(@String) -> { resume(1) }, level(@Unit) -> { resume(3) }",
                   "note(\"a\"); level(())"),
            "E202");
  EXPECT_EQ(Handle("Log]", "note(@String) -> { resume(()) }, level(@Unit) -> { resume(1, 2) }",
                   "level(())"),
            "E201");
}

TEST(CheckEffect, AHandlerHasOneClauseForEachOperation) {
  EXPECT_EQ(Handle("Log]", "level(@Unit) -> { resume(1) }", "level(())"), "E390");
  EXPECT_EQ(Handle("Log]",
                   "note(@String) -> { resume(()) }, level(@Unit) -> { resume(1) }, "
                   "level(@Unit) -> { resume(2) }",
                   "level(())"),
            "E391");
  EXPECT_EQ(Handle("State<Int>](@Int = 0)", "get(@Unit) -> { resume(@Int.0) }", "get(())"), "");
}

TEST(CheckEffect, AHandlerDischargesItsOwnEffectOnly) {
  EXPECT_EQ(Handle("Log]", "note(@String) -> { resume(()) }" + kLevel, "note(\"a\"); throw(\"b\")"),
            "E122");
}

TEST(CheckEffect, ClosuresHaveTheirOwnRow) {
  const auto closure = [](const std::string& row, const std::string& body) {
    return "apply_fn(fn(@Int -> @Int) effects(" + row + ") { " + body + " }, 1)";
  };
  EXPECT_EQ(Body(closure("pure", "IO.print(\"a\"); 1"), "<IO>"), "E122");
  EXPECT_EQ(Body(closure("<IO>", "IO.print(\"a\"); 1"), "<IO>"), "");
  EXPECT_EQ(Body(closure("<IO>", "IO.print(\"a\"); 1")), "E122 E125");
  EXPECT_EQ(Body(closure("<IO>", "put(1); 1"), "<IO, State<Int>>"), "E125");
  // What a handler inside of the closure serves is discharged, one outside serves who applies it.
  const std::string state =
      "handle[State<Int>](@Int = 0) { get(@Unit) -> { resume(@Int.0) }, "
      "put(@Int) -> { resume(()) } } in { ";
  EXPECT_EQ(Body(closure("pure", state + "put(1); get(()) }")), "");
  EXPECT_EQ(Body(state + closure("pure", "put(1); 1") + " }"), "E122");
  EXPECT_EQ(Body(state + closure("<State<Int>>", "put(1); 1") + " }"), "");
  // Making a closure performs nothing.
  EXPECT_EQ(
      Codes("type Act = fn(Int -> Unit) effects(<IO>);\n" +
            Fn("fn f(@Unit -> @Act)", "  fn(@Int -> @Unit) effects(<IO>) { IO.print(\"a\") }")),
      "");
}

TEST(CheckEffect, AmbiguousOperations) {
  const std::string twin = "effect Twin {\n  op note(String -> Unit);\n}\n";
  const auto codes = [&](const std::string& body, const std::string& row) {
    return Codes(kLog + twin + Fn("fn f(@Unit -> @Unit)", body, row));
  };
  const std::string handled =
      "handle[Log] { note(@String) -> { resume(()) }, "
      "level(@Unit) -> { resume(1) } } in { ";
  EXPECT_EQ(codes("  note(\"a\")", "<Log, Twin>"), "E217");
  EXPECT_EQ(codes("  Twin.note(\"a\")", "<Log, Twin>"), "");
  EXPECT_EQ(codes(handled + "note(\"a\") }", "pure"), "");
  EXPECT_EQ(codes(handled + "note(\"a\") }", "<Twin>"), "E217");
  EXPECT_EQ(codes(handled + "Log.note(\"a\") }", "<Twin>"), "");
}

TEST(CheckEffect, WhatTheHostServesIsInTheRowToo) {
  EXPECT_EQ(Body("  IO.print(\"a\"); 1", "<State<Int>>"), "E125");
  EXPECT_EQ(Handle("Exn<String>]", "throw(@String) -> { 0 }", "IO.print(\"a\"); 1"), "E122");
}

TEST(CheckEffect, Sql) {
  const auto sql = [](const std::string& body) {
    return Codes(Fn("fn f(@String -> @Int)", body + " 1", "<DB>"));
  };
  EXPECT_EQ(sql("  DB.query(\"SELECT a FROM t WHERE b = ?\", [Some(@String.0)]);"), "");
  EXPECT_EQ(sql("  DB.query(@String.0, []);"), "E207");
  EXPECT_EQ(sql("  DB.query(\"SELECT \\(@String.0)\", []);"), "E207");
  EXPECT_EQ(sql("  let @String = string_concat(\"SELECT ?\", \"\"); DB.query(@String.0, [None]);"),
            "");
  EXPECT_EQ(sql("  DB.execute(\"DELETE FROM t WHERE a = ?\", []);"), "E208");
  EXPECT_EQ(sql("  DB.execute(\"DELETE FROM t WHERE a = '?' -- ?\", []);"), "");
  EXPECT_EQ(sql("  DB.execute(\"DELETE FROM t WHERE a = ?1\", [None]);"), "E209");
  EXPECT_EQ(sql("  DB.execute(\"DELETE FROM t WHERE a = :x\", [None]);"), "E209");
}

}  // namespace
}  // namespace vera::sema
