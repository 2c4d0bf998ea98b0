#include "syntax/formatter.h"

#include <chrono>
#include <filesystem>
#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "support/large_stack.h"
#include "support/source_file.h"
#include "syntax/format_text.h"
#include "syntax/parser.h"

namespace vera::syntax {
namespace {

std::string Formatted(const std::string& text) {
  const SourceFile source("test.vera", text);
  DiagnosticSink sink;
  const auto tree = Parse(source, sink);
  for (const Diagnostic& diagnostic : sink.diagnostics()) {
    ADD_FAILURE() << RenderText(diagnostic, /*colour=*/false);
  }
  return sink.has_errors() ? std::string() : Format(*tree);
}

// The canonical form is a fixed point.
void ExpectFormat(const std::string& text, const std::string& canonical) {
  EXPECT_EQ(Formatted(text), canonical);
  EXPECT_EQ(Formatted(canonical), canonical);
}

// A function around a body, in canonical form when the body is.
std::string Function(const std::string& body) {
  return "private fn f(@Int -> @Int)\n  requires(true)\n  ensures(true)\n  effects(pure)\n{\n" +
         body + "}\n";
}

void ExpectBody(const std::string& body, const std::string& canonical) {
  ExpectFormat(Function(body), Function(canonical));
}

void ExpectExpr(const std::string& expr, const std::string& canonical) {
  ExpectBody(expr + "\n", "  " + canonical + "\n");
}

std::string Escaped(std::string_view value) {
  std::string out;
  AppendEscaped(out, value);
  return out;
}

std::string Float(double value) {
  std::string out;
  AppendFloat(out, value, "inf");
  return out;
}

// ---- literals ----

TEST(FormatText, EscapesWhatCannotBeRead) {
  EXPECT_EQ(Escaped(std::string_view("\\\"\n\t\r\0", 6)), "\\\\\\\"\\n\\t\\r\\0");
  EXPECT_EQ(Escaped("caf\u00e9 \U0001F600"), "caf\u00e9 \U0001F600");
  EXPECT_EQ(Escaped("\u200b\u00a0\u202e\ue000\u00ad"),
            "\\u{200B}\\u{00A0}\\u{202E}\\u{E000}\\u{00AD}");
  EXPECT_EQ(Escaped("\x01\x1f\x7f"), "\\u{0001}\\u{001F}\\u{007F}");
  EXPECT_EQ(Escaped("\xED\xA0\x80"), "\\u{D800}");
  EXPECT_EQ(Escaped("\U0010FFFF"), "\\u{10FFFF}");
  // Unassigned in Unicode 14, assigned in 15: the canonical form does not move with the library's
  // tables.
  EXPECT_EQ(Escaped("\U0001FAE8"), "\\u{1FAE8}");
}

TEST(FormatText, FloatsHaveShortestDigitsWithoutExponent) {
  EXPECT_EQ(Float(0.0), "0.0");
  EXPECT_EQ(Float(1.5), "1.5");
  EXPECT_EQ(Float(0.1), "0.1");
  EXPECT_EQ(Float(100.0), "100.0");
  EXPECT_EQ(Float(0.00001), "0.00001");
  EXPECT_EQ(Float(1e23), "100000000000000000000000.0");
  EXPECT_EQ(Float(12345678901234567.5), "12345678901234568.0");
  EXPECT_EQ(Float(5e-324), "0." + std::string(323, '0') + "5");
  EXPECT_EQ(Float(std::numeric_limits<double>::infinity()), "inf");
}

TEST(FormatText, TrimsUnicodeWhitespace) {
  EXPECT_EQ(Trim("\u3000 a b\t\u00a0\r"), "a b");
  EXPECT_EQ(Trim(" \u2003 "), "");
  std::string words;
  AppendWords(words, "  one \n two\u00a0three ");
  EXPECT_EQ(words, "one two three");
}

// ---- expressions ----

TEST(Formatter, ParenthesesFollowPrecedence) {
  ExpectExpr("((1)+(2*3))*(4)", "(1 + 2 * 3) * 4");
  ExpectExpr("1-(2-3)-4", "1 - (2 - 3) - 4");
  ExpectExpr("(1-2)-3", "1 - 2 - 3");
  ExpectExpr("(true==>false)==>true==>false", "(true ==> false) ==> true ==> false");
  ExpectExpr("true==>(false==>true)", "true ==> false ==> true");
  ExpectExpr("(1<2)==(3<4)", "1 < 2 == 3 < 4");
  ExpectExpr("(1==2)==(3!=4)", "(1 == 2) == (3 != 4)");
  ExpectExpr("(true||false)&&true||false", "(true || false) && true || false");
  ExpectExpr("1|>f()|>(g()|>h())", "1 |> f() |> (g() |> h())");
  ExpectExpr("-(-(-1))", "-(-(-1))");
  ExpectExpr("!(!true)", "!!true");
  ExpectExpr("-(1+2)", "-(1 + 2)");
  ExpectExpr("1- -2", "1 - -2");
  ExpectExpr("(-@Array<Int>.0)[0]", "(-@Array<Int>.0)[0]");
  ExpectExpr("((@Array<Array<Int>>.0)[0])[1]", "@Array<Array<Int>>.0[0][1]");
}

TEST(Formatter, PrimaryExpressions) {
  ExpectExpr("f( 1 ,g( ),a . b::h(2) , IO . print( \"x\" ))",
             "f(1, g(), a.b::h(2), IO.print(\"x\"))");
  ExpectExpr("[ 1,[ ],Some(2), None ]", "[1, [], Some(2), None]");
  ExpectExpr("\"a\\u{e9}\\(1+2) \\\\(no)\"", "\"a\u00e9\\(1 + 2) \\\\(no)\"");
  ExpectExpr("old( State< Int > )==new(State<Int>)", "old(State<Int>) == new(State<Int>)");
  ExpectExpr("forall(@Int,0,fn(@Int->@Bool)effects(pure){@Int.0>0})",
             "forall(@Int, 0, fn(@Int -> @Bool) effects(pure) { @Int.0 > 0 })");
  ExpectExpr("fn(->@Unit)effects(<IO,State<Int>>){f();()}",
             "fn(-> @Unit) effects(<IO, State<Int>>) { f(); () }");
  ExpectExpr("?", "?");
}

TEST(Formatter, ConstructsInsideAnExpressionStayOnOneLine) {
  ExpectExpr("f(if true then {1} else {2})", "f(if true then { 1 } else { 2 })");
  ExpectExpr("f(match 1{0->{ {1} },_->{let @Int=2;3}})",
             "f(match 1 { 0 -> 1, _ -> { let @Int = 2; 3 } })");
  ExpectExpr("{1+2}*3", "{ 1 + 2 } * 3");
  ExpectExpr(
      "f(handle[State<Int>](@Int=0){get(@Unit)->resume(1),put(@Int)->{resume(())}with "
      "@Int=@Int.0}in{1})",
      "f(handle[State<Int>](@Int = 0) { get(@Unit) -> { resume(1) }, put(@Int) -> { resume(()) } "
      "with @Int = @Int.0 } in { 1 })");
}

// ---- statements and constructs with own lines ----

TEST(Formatter, ConstructsOpenOnTheLineThatIntroducesThem) {
  ExpectBody("let @Int=if true then{1}else{2};match @Int.0{0->{f();1},_->match 2{_->3}}\n",
             "  let @Int = if true then {\n    1\n  } else {\n    2\n  };\n"
             "  match @Int.0 {\n    0 -> {\n      f();\n      1\n    },\n    _ -> match 2 {\n      "
             "_ -> 3\n    }\n  }\n");
  ExpectBody(
      "let Tuple<@Int,@Bool>=handle[E]{op()->{1}}in{2};3\n",
      "  let Tuple<@Int, @Bool> = handle[E] {\n    op() -> { 1 }\n  } in {\n    2\n  };\n  3\n");
}

TEST(Formatter, BracesThatOnlyWrapAreRedundant) {
  ExpectBody("let @Int={ {1} };{match 1{_->2}}\n",
             "  let @Int = 1;\n  match 1 {\n    _ -> 2\n  }\n");
  ExpectBody("{{if true then{1}else{2}}}\n", "  if true then {\n    1\n  } else {\n    2\n  }\n");
  ExpectBody("let @Int={f();1};{2}\n", "  let @Int = {\n    f();\n    1\n  };\n  {\n    2\n  }\n");
}

// ---- declarations ----

TEST(Formatter, Declarations) {
  ExpectFormat(
      "module a . b;import c;import d(e,F);type P={@Int|@Int.0>0};type "
      "Q<A>=fn(A,A->P)effects(pure);\n"
      "public data T<A> invariant(true){Leaf,Node(T<A>,A)}effect E<A>{op get(->A);op "
      "put(A->Unit);}\n"
      "ability S<A>{op size(A->Int);}\n"
      "public forall<A where Eq<A>,Ord<A>> fn "
      "f(->@Int)requires(true)ensures(true)decreases(1,2)effects(<IO>){1}\n"
      "where{fn g(@Int->@Int)requires(true)ensures(true)effects(pure){1}fn "
      "h(->@Int)requires(true)ensures(true)"
      "effects(pure){2}}",
      "module a.b;\n\nimport c;\nimport d(e, F);\n\ntype P = { @Int | @Int.0 > 0 };\n\n"
      "type Q<A> = fn(A, A -> P) effects(pure);\n\n"
      "public data T<A> invariant(true) {\n  Leaf,\n  Node(T<A>, A)\n}\n\n"
      "effect E<A> {\n  op get(-> A);\n  op put(A -> Unit);\n}\n\nability S<A> {\n  op size(A -> "
      "Int);\n}\n\n"
      "public forall<A where Eq<A>, Ord<A>> fn f(-> @Int)\n  requires(true)\n  ensures(true)\n"
      "  decreases(1, 2)\n  effects(<IO>)\n{\n  1\n}\nwhere {\n"
      "  fn g(@Int -> @Int)\n    requires(true)\n    ensures(true)\n    effects(pure)\n  {\n    "
      "1\n  }\n\n"
      "  fn h(-> @Int)\n    requires(true)\n    ensures(true)\n    effects(pure)\n  {\n    2\n  "
      "}\n}\n");
}

TEST(Formatter, EmptyPrograms) {
  ExpectFormat("", "\n");
  ExpectFormat("\r\n \n", "\n");
  ExpectFormat("  -- only\n\n{- this\n     one -}", "-- only\n{- this\n     one -}\n");
}

// ---- comments ----

TEST(Formatter, OwnLineCommentsPrecedeWhatFollowsThem) {
  ExpectFormat(
      "-- file\nmodule m;\n-- import\nimport a;\n-- data\nprivate data D {\n-- first\nA,\n-- "
      "second\nB\n}\n"
      "-- function\nprivate fn f(-> @Int)\n-- requires\nrequires(true)\nensures(true)\n-- "
      "effects\neffects(pure)\n{\n"
      "-- let\nlet @Int =\n-- value\nmatch 1 {\n-- arm\n0 ->\n-- body\n1,\n_ -> {\n-- "
      "inner\nf();\n2 }\n};\n-- result\n"
      "3\n}\n-- where\nwhere {\n-- g\nfn g(-> @Int) requires(true)\nensures(true)\neffects(pure) { "
      "1 }\n}\n-- end\n",
      "-- file\nmodule m;\n\n-- import\nimport a;\n\n-- data\nprivate data D {\n  -- first\n  A,\n "
      " -- second\n  B\n}\n\n"
      "-- function\nprivate fn f(-> @Int)\n  -- requires\n  requires(true)\n  ensures(true)\n  -- "
      "effects\n"
      "  effects(pure)\n{\n  -- let\n  -- value\n  let @Int = match 1 {\n    -- arm\n    -- body\n "
      "   0 -> 1,\n"
      "    _ -> {\n      -- inner\n      f();\n      2\n    }\n  };\n  -- result\n  3\n}\n-- "
      "where\nwhere {\n  -- g\n"
      "  fn g(-> @Int)\n    requires(true)\n    ensures(true)\n    effects(pure)\n  {\n    1\n  "
      "}\n}\n-- end\n");
}

TEST(Formatter, TrailingCommentsStayWithTheirConstruct) {
  ExpectFormat(
      "module m; -- module\nprivate data D { A, -- a\n B } -- d\nprivate fn f(@Int -> @Int) -- "
      "sig\n"
      "requires(true) {- r -}\nensures(true) effects(pure) -- eff\n{ f(1); -- one\n f(2); {- two "
      "-} g(3) -- three\n"
      "} -- end\n",
      "module m;  -- module\n\nprivate data D {\n  A,  -- a\n  B  -- d\n}\n\nprivate fn f(@Int -> "
      "@Int)  -- sig\n"
      "  requires(true)  {- r -}\n  ensures(true)  -- eff\n  effects(pure)\n{\n  f(1);  -- one\n  "
      "f(2);  {- two -}\n"
      "  g(3)  -- three\n}  -- end\n");
}

TEST(Formatter, OneLineHoldsOneLineComment) {
  ExpectBody("f(1, -- a\n2, {- b\nc -} 3, -- d\n4) -- e\n",
             "  f(1, 2, 3, 4)  {- b c -} {- a -} {- d -} -- e\n");
  // Text that can't stand between block delimiters gets the others.
  ExpectBody("f(1, -- a -} a\n2) -- {- b\n", "  f(1, 2)  /* a -} a */ -- {- b\n");
}

TEST(Formatter, CommentsBesideCommentsBetweenDeclarations) {
  ExpectFormat("type A = Int;\n{- a -} -- b\ntype B = Int;",
               "type A = Int;\n\n{- a -}\n-- b\ntype B = Int;\n");
  ExpectFormat("{- a -} {- b -} type A = Int;", "{- a -}\ntype A = Int;  {- b -}\n");
  ExpectFormat("{- a\n   b -} type A = Int;", "{- a\nb -}\ntype A = Int;\n");
}

TEST(Formatter, CommentsOfAOneLineClauseGoAboveIt) {
  ExpectBody(
      "handle[E] {\n-- op\nop() -> {\n-- let\nlet @Int = 1;\n-- result\nresume(2) } -- trailing\n} "
      "in { 1 }\n",
      "  handle[E] {\n    -- op\n    -- let\n    -- result\n    op() -> { let @Int = 1; resume(2) "
      "}  -- trailing\n"
      "  } in {\n    1\n  }\n");
}

TEST(Formatter, LabelsBelongToTheSignature) {
  ExpectFormat(
      "private fn f(@Int /* first */, @Int\n/*   second\n  label */ -> @Int /* out */ /* left */) "
      "/* outside */\n"
      "requires(true) ensures(true) effects(pure) { 1 }",
      "private fn f(@Int /* first */, @Int /* second label */ -> @Int /* out */)  /* left */ /* "
      "outside */\n"
      "  requires(true)\n  ensures(true)\n  effects(pure)\n{\n  1\n}\n");
}

// ---- blank lines ----

TEST(Formatter, BlankLinesAreKeptAtMostOne) {
  ExpectBody("\n\n  f(1);\n\n\n  f(2);\n  f(3);\n\n  4\n\n",
             "  f(1);\n\n  f(2);\n  f(3);\n\n  4\n");
  ExpectBody("match 1 {\n\n0 -> 1,\n\n\n1 -> 2,\n_ -> 3\n\n}\n",
             "  match 1 {\n    0 -> 1,\n\n    1 -> 2,\n    _ -> 3\n  }\n");
  ExpectBody("f(1);\n\n-- a\n\n\n-- b\nf(2);\n{- c\n\n   d -}\nf(3)\n",
             "  f(1);\n\n  -- a\n\n  -- b\n  f(2);\n  {- c\n\n  d -}\n  f(3)\n");
  ExpectFormat("type A = Int;\ntype B = Int;\n\n\n\ntype C = Int;",
               "type A = Int;\n\ntype B = Int;\n\ntype C = Int;\n");
}

TEST(Formatter, LineEndsAndTabsAreNotPartOfTheForm) {
  ExpectFormat("type A = Int; -- a \t\r\n\r\n\t-- b\r\ntype\tB =\rInt;\r\n{- c\r\n d -}",
               "type A = Int;  -- a\n\n-- b\ntype B = Int;\n{- c\n d -}\n");
}

// ---- properties ----

// Every comment is found again, each once, wherever it stood; and formatting twice changes nothing.
TEST(Formatter, NoCommentIsLostAtAnyToken) {
  const std::string program =
      "module m ; import a ( b ) ; type P = { @ Int | true } ; private data D { A , B ( Int ) } "
      "public forall < A > fn f ( @ Int , @ A -> @ Int ) requires ( true ) ensures ( true ) "
      "effects ( < IO > ) { "
      "let @ Int = if true then { 1 } else { { 2 } } ; f ( [ 1 , 2 ] ) ; match 1 { 0 -> { g ( ) ; "
      "1 } , _ -> { 3 } } } "
      "where { fn g ( -> @ Int ) requires ( true ) ensures ( true ) effects ( pure ) { "
      "handle [ E ] ( @ Int = 0 ) { op ( ) -> { let @ Int = 1 ; resume ( 1 ) } with @ Int = 2 , q "
      "( @ Int ) -> 3 } "
      "in { 1 } } }";
  for (const std::string comment :
       {" {- note -} ", " -- note\n", "\n-- note\n", "\n\n{- note\n  -}\n", " /* note */ "}) {
    for (size_t at = 0; at <= program.size(); ++at) {
      if (at != program.size() && program[at] != ' ') {
        continue;
      }
      std::string text = program;
      text.insert(at, comment);
      const std::string once = Formatted(text);
      const size_t found = once.find("note");
      ASSERT_NE(found, std::string::npos) << text;
      ASSERT_EQ(once.find("note", found + 1), std::string::npos) << once;
      ASSERT_EQ(Formatted(once), once) << text;
    }
  }
}

TEST(Formatter, TimeIsLinear) {
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    text +=
        "-- head\nprivate fn f(@Int /* x */ -> @Int)\n  requires(true) -- r\n  ensures(true)\n  "
        "effects(pure)\n{\n"
        "  -- note\n  let @Int = if true then { f(1) -- a\n } else { 2 };\n\n  @Int.0 + 1.5 -- "
        "b\n}\n";
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::string formatted = Formatted(text);
  EXPECT_GT(formatted.size(), text.size());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Formatter, DeepTrees) {
  RunOnLargeStack([] {
    std::string body = "1";
    for (int i = 0; i < 1500; ++i) {
      body = "f(if true then { " + body + " } else { -(2 + 3) * [4][0] })";
    }
    ExpectExpr(body, body);
    std::string sum = "1";
    std::string blocks;
    for (int i = 0; i < 1000; ++i) {
      sum += " + f(1)[0][1]";
      blocks += "{ g(); ";
    }
    ExpectExpr(sum, sum);
    const std::string once = Formatted(Function(blocks + "1" + std::string(1000, '}')));
    EXPECT_EQ(Formatted(once), once);
  });
}

// The repository's own programs, but for those that are faulty on purpose.
TEST(Formatter, CorpusIsAFixedPoint) {
  size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(VERA_SOURCE_DIR)) {
    if (entry.path().extension() != ".vera") {
      continue;
    }
    SCOPED_TRACE(entry.path().string());
    DiagnosticSink sink;
    auto file = ParseFile(entry.path().string(), sink);
    if (!file) {
      llvm::consumeError(file.takeError());
      continue;
    }
    if (sink.has_errors()) {
      continue;
    }
    const std::string once = Format(*file->tree);
    EXPECT_EQ(Formatted(once), once);
    ++count;
  }
  EXPECT_GT(count, 0u);
}

}  // namespace
}  // namespace vera::syntax
