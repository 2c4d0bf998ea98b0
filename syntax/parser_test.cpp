#include "syntax/parser.h"

#include <gtest/gtest.h>

#include <string>

#include "support/large_stack.h"
#include "syntax/ast_printer.h"

namespace vera::syntax {
namespace {

struct Parsed {
  explicit Parsed(const std::string& text) : source("test.vera", text), tree(Parse(source, sink)) {}

  // "E005@3:7 E006@4:1": every diagnostic in its order.
  std::string Errors() const {
    std::string out;
    for (const Diagnostic& d : sink.diagnostics()) {
      out += (out.empty() ? "" : " ") + std::string(RowOf(d.diag).code) + "@" +
             std::to_string(d.begin.line) + ":" + std::to_string(d.begin.column);
    }
    return out;
  }
  const FnDecl& Fn(size_t i = 0) const { return To<FnDecl>(*tree->program().decls[i]); }
  const Expr& Body(size_t i = 0) const { return *Fn(i).body->result; }

  SourceFile source;
  DiagnosticSink sink;
  std::unique_ptr<SyntaxTree> tree;
};

constexpr const char* kHead = "fn f(@Int -> @Int)\n  requires(true)\n  effects(pure)\n{\n";
std::string Function(const std::string& body) { return kHead + body + "\n}\n"; }

// The shape of an expression, fully parenthesised.
std::string Shape(const Expr& expr) {
  if (const BinaryExpr* binary = As<BinaryExpr>(&expr)) {
    return "(" + Shape(*binary->left) + " " + Spelling(binary->op) + " " + Shape(*binary->right) +
           ")";
  }
  if (const UnaryExpr* unary = As<UnaryExpr>(&expr)) {
    return "(" + std::string(Spelling(unary->op)) + Shape(*unary->operand) + ")";
  }
  if (const IndexExpr* index = As<IndexExpr>(&expr)) {
    return Shape(*index->collection) + "[" + Shape(*index->index) + "]";
  }
  if (const IntLit* literal = As<IntLit>(&expr)) {
    return literal->spelling.str();
  }
  if (const FnCall* call = As<FnCall>(&expr)) {
    std::string out = call->name.str() + "(";
    for (size_t i = 0; i < call->args.size(); ++i) {
      out += (i > 0 ? "," : "") + Shape(*call->args[i]);
    }
    return out + ")";
  }
  return NodeKindName(expr.kind);
}

std::string ShapeOf(const std::string& expr) {
  const Parsed parsed(Function(expr));
  return parsed.sink.has_errors() ? parsed.Errors() : Shape(parsed.Body());
}

TEST(Parser, EmptyAndCommentOnlyFilesArePrograms) {
  for (const char* text : {"", "  \n", "-- c\n{- d -} /* e */"}) {
    const Parsed parsed(text);
    EXPECT_EQ(parsed.Errors(), "") << text;
    EXPECT_TRUE(parsed.tree->program().decls.empty());
  }
  EXPECT_EQ(Parsed("-- c\n{- d -} /* e */").tree->comments().size(), 3u);
}

TEST(Parser, PrecedenceAndAssociativity) {
  EXPECT_EQ(ShapeOf("1 + 2 * 3 - 4 % 5"), "((1 + (2 * 3)) - (4 % 5))");
  EXPECT_EQ(ShapeOf("1 ==> 2 ==> 3"), "(1 ==> (2 ==> 3))");
  EXPECT_EQ(ShapeOf("1 |> 2 |> 3 ==> 4 || 5 && 6"), "((1 |> 2) |> (3 ==> (4 || (5 && 6))))");
  EXPECT_EQ(ShapeOf("1 < 2 == 3 > 4"), "((1 < 2) == (3 > 4))");
  EXPECT_EQ(ShapeOf("!1 && - -2 + -3[4][5]"), "((!1) && ((-(-2)) + (-3[4][5])))");
  EXPECT_EQ(ShapeOf("(1 + 2) * (3)"), "((1 + 2) * 3)");
}

TEST(Parser, ComparisonsDoNotChain) {
  EXPECT_EQ(ShapeOf("1 == 2 == 3"), "E005@5:8");
  EXPECT_EQ(ShapeOf("1 && 2 == 3 != 4"), "E005@5:13");
  EXPECT_EQ(ShapeOf("1 < 2 >= 3"), "E005@5:7");
  EXPECT_EQ(ShapeOf("(1 == 2) == 3"), "((1 == 2) == 3)");
}

TEST(Parser, KeywordsAreNamesWhereTheGrammarWantsAName) {
  EXPECT_EQ(ShapeOf("requires(where(1), result())"), "requires(where(1),result())");
  EXPECT_EQ(Parsed("fn if(-> @Unit) requires(true) effects(pure) { State.in(()) }").Errors(), "");
  EXPECT_EQ(ShapeOf("let(1)"), "E005@5:4");
}

TEST(Parser, ClosingAngleAndEqualsMayTouch) {
  const Parsed parsed("type A<T>=Option<T>;\n" +
                      Function("let @Option<Int>=None; let Tuple<@Int,@Option<Int>>= g(); 1"));
  EXPECT_EQ(parsed.Errors(), "");
  EXPECT_EQ(ShapeOf("1>=2"), "(1 >= 2)");
}

TEST(Parser, RangesOfOperatorsIncludeTheirParentheses) {
  const Parsed parsed(Function("(1) + (2)"));
  EXPECT_EQ(parsed.source.Slice(parsed.Body().range), "(1) + (2)");
  const BinaryExpr& sum = To<BinaryExpr>(parsed.Body());
  EXPECT_EQ(parsed.source.Slice(sum.left->range), "1");
  EXPECT_EQ(parsed.tree->ParenthesesAround(*sum.left), 1u);
  EXPECT_EQ(parsed.tree->ParenthesesAround(sum), 0u);
  EXPECT_EQ(parsed.source.Slice(parsed.Fn().body->range), "(1) + (2)");
}

TEST(Parser, NumbersKeepTheirSpelling) {
  const Parsed parsed(
      Function("[18446744073709551615, 18446744073709551616, 0.50, @Int.99999999999]"));
  const ArrayLit& array = To<ArrayLit>(parsed.Body());
  EXPECT_EQ(To<IntLit>(*array.elements[0]).value, UINT64_MAX);
  EXPECT_FALSE(To<IntLit>(*array.elements[0]).too_large);
  EXPECT_TRUE(To<IntLit>(*array.elements[1]).too_large);
  EXPECT_EQ(To<FloatLit>(*array.elements[2]).value, 0.5);
  EXPECT_EQ(To<FloatLit>(*array.elements[2]).spelling, "0.50");
  EXPECT_EQ(To<SlotRef>(*array.elements[3]).index, UINT32_MAX);
  EXPECT_EQ(To<SlotRef>(*array.elements[3]).spelling, "99999999999");
}

TEST(Parser, LabelsBelongToTheSlotBeforeThem) {
  const Parsed parsed(
      "fn f(@Int /* a */, /* b */ @Nat /* c */ /* d */, @Bool /**/ -> /* e */ @Int /*  g  */) /* h "
      "*/\n"
      "  requires(true) effects(pure) { 1 }");
  ASSERT_EQ(parsed.Errors(), "");
  const FnDecl& fn = parsed.Fn();
  ASSERT_EQ(fn.param_annotations.size(), 3u);
  EXPECT_EQ(fn.param_annotations[0], "a");
  EXPECT_EQ(fn.param_annotations[1], "c");
  EXPECT_NE(fn.param_annotations[2].data(), nullptr);
  EXPECT_EQ(fn.param_annotations[2], "");
  EXPECT_EQ(fn.result_annotation, "g");
}

TEST(Parser, UnlabelledSlotsHaveNullLabels) {
  const Parsed parsed(Function("1"));
  ASSERT_EQ(parsed.Fn().param_annotations.size(), 1u);
  EXPECT_EQ(parsed.Fn().param_annotations[0].data(), nullptr);
  EXPECT_EQ(parsed.Fn().result_annotation.data(), nullptr);
}

// ---- strings ----

std::string StringValue(const std::string& literal) {
  const Parsed parsed(Function(literal));
  return parsed.sink.has_errors() ? parsed.Errors() : To<StringLit>(parsed.Body()).value.str();
}

TEST(ParserStrings, DecodesEscapes) {
  EXPECT_EQ(StringValue(R"("a\\\"\n\t\rb")"), "a\\\"\n\t\rb");
  EXPECT_EQ(StringValue(R"("\0")"), std::string(1, '\0'));
  EXPECT_EQ(StringValue(R"("\u{41}\u{1F600}\u{d800}")"), "A\U0001F600\xED\xA0\x80");
  EXPECT_EQ(StringValue("\"a\r\nb\rc\""), "a\nb\nc");
}

TEST(ParserStrings, BadEscapesAreReportedAtTheLiteral) {
  for (const char* literal : {R"("a\q")", R"("\u{}")", R"("\u{1234567}")", R"("\u{110000}")",
                              R"("\u{12")", R"("\u12")", R"("\u{xy}")", R"("\é")"}) {
    EXPECT_EQ(StringValue(literal), "E009@5:1") << literal;
  }
}

TEST(ParserStrings, InterpolationAlternatesTextAndExpressions) {
  const Parsed parsed(Function(R"x("a\(g((1)))b\\(c\(@Int.0)")x"));
  ASSERT_EQ(parsed.Errors(), "");
  const InterpolatedString& string = To<InterpolatedString>(parsed.Body());
  ASSERT_EQ(string.texts.size(), 3u);
  ASSERT_EQ(string.exprs.size(), 2u);
  EXPECT_EQ(string.texts[0], "a");
  EXPECT_EQ(string.texts[1], "b\\(c");
  EXPECT_EQ(string.texts[2], "");
  EXPECT_EQ(Shape(*string.exprs[0]), "g(1)");
  EXPECT_EQ(parsed.source.Slice(string.exprs[1]->range), "@Int.0");
}

TEST(ParserStrings, MalformedInterpolationsAreReportedAtTheLiteral) {
  for (const char* literal :
       {R"x("\(")x", R"x("\()")x", R"x("\( )")x", R"x("\(1 2)")x", R"x("\(1; 2)")x",
        R"x("\(f(1)")x", R"x("\(1 -- x)")x", R"x("\(f(\"x\"))")x", R"x("\(1 {- x)")x"}) {
    EXPECT_EQ(Parsed(Function(literal)).Errors(), "E009@5:1") << literal;
  }
  EXPECT_EQ(Parsed(Function(R"x(match g() { "\(1)" -> 1 })x")).Errors(), "E009@5:13");
}

// ---- what each fault is called, and where ----

TEST(ParserErrors, ContractAndEffectClauses) {
  EXPECT_EQ(Parsed("fn f(-> @Int) { 1 }").Errors(), "E001@1:15");
  EXPECT_EQ(Parsed("fn f(-> @Int) requires(true) { 1 }").Errors(), "E001@1:30");
  EXPECT_EQ(Parsed("fn f(-> @Int) effects(pure) { 1 }").Errors(), "E005@1:15");
  EXPECT_EQ(Parsed("fn f(-> @Int) requires(true) 1").Errors(), "E002@1:30");
  EXPECT_EQ(Parsed("type A = fn(Int -> Int);").Errors(), "E002@1:24");
}

TEST(ParserErrors, DotBeforeAFunctionOfAModule) {
  const Parsed parsed(Function("a.b.c(1)"));
  EXPECT_EQ(parsed.Errors(), "E008@5:6");
  EXPECT_EQ(parsed.sink.diagnostics()[0].fix, "Write a.b::c(...).");
}

TEST(ParserErrors, OldAndNewOfAnExpression) {
  EXPECT_EQ(Parsed("fn f(-> @Int) ensures(old(@Int.0)) effects(pure) { 1 }").Errors(), "E030@1:23");
  EXPECT_EQ(Parsed("fn f(-> @Int) ensures(new ( 1 + 2 ) > 0) effects(pure) { 1 }").Errors(),
            "E031@1:23");
}

TEST(ParserErrors, EndOfFileIsReportedAtTheLastToken) {
  EXPECT_EQ(Parsed("fn f(-> @Int)\n  requires(true) effects(pure)\n{ g()\n\n-- c\n").Errors(),
            "E005@3:5");
  EXPECT_EQ(Parsed("module a").Errors(), "E005@1:8");
}

TEST(ParserErrors, CommentsComeFirstAndStringsLast) {
  EXPECT_EQ(Parsed(Function("\"\\q\"; 1 2; /* /* */ 3")).Errors(), "E023@5:15 E005@5:9 E009@5:1");
}

TEST(ParserErrors, ATokenThatTheLexerReportedIsNotReportedAgain) {
  EXPECT_EQ(Parsed(Function("1 + $; 2")).Errors(), "E006@5:5");
}

// ---- recovery: one report per fault, and the rest of the file is still read ----

TEST(ParserRecovery, StatementsAreIndependent) {
  const Parsed parsed(Function("let @Int = ;\nlet Int = 2;\nf(1, , 2);\nlet @Int = 3;\n4"));
  EXPECT_EQ(parsed.Errors(), "E005@5:12 E005@6:9 E005@7:6");
  EXPECT_EQ(Shape(parsed.Body()), "4");
}

TEST(ParserRecovery, ArmsAndClausesAreIndependent) {
  EXPECT_EQ(
      Parsed(Function("match 1 {\n 1 -> f(2 3, 4),\n x -> 2,\n _ -> +,\n _ -> 3\n}")).Errors(),
      "E005@6:11 E005@7:2 E005@8:7");
  EXPECT_EQ(
      Parsed(Function("handle[E] {\n a(1) -> 2,\n B() -> 3,\n c() -> 4\n} in { 5 }")).Errors(),
      "E005@6:4 E005@7:2");
}

TEST(ParserRecovery, DeclarationsAreIndependent) {
  const Parsed parsed(
      "data A { B(, C }\ntype = Int;\neffect E { op a(Int); op b(-> Int); }\n" + Function("@.0") +
      "public data D { X, y, Z }\nprivate fn g(@Int) requires(true) effects(pure) { 1 }\n" +
      Function("5"));
  EXPECT_EQ(parsed.Errors(), "E005@1:12 E005@2:6 E005@3:20 E005@8:2 E005@10:20 E005@11:18");
  EXPECT_EQ(Shape(parsed.Body(parsed.tree->program().decls.size() - 1)), "5");
}

TEST(ParserRecovery, AMissingBraceCostsOneFunction) {
  const Parsed parsed(std::string(kHead) + "  g(\n\n" + Function("1 +") + Function("2"));
  EXPECT_EQ(parsed.Errors(), "E005@7:4 E005@12:1");
}

TEST(ParserRecovery, ContractsAreIndependent) {
  EXPECT_EQ(Parsed("fn f(-> @Int)\n requires(\n ensures(1 + )\n decreases()\n effects(pure)\n{ ) }")
                .Errors(),
            "E005@3:14 E005@4:12 E005@6:3");
}

TEST(ParserRecovery, WhereFunctionsAreIndependent) {
  const Parsed parsed(Function("1") +
                      "where {\nfn a(-> @Int) requires(true) effects(pure) { ( }\n" +
                      "fn b(-> @Int) requires(true) effects(pure) { 2 2 }\n}\n" + Function("3 3"));
  EXPECT_EQ(parsed.Errors(), "E005@8:48 E005@9:48 E005@15:3");
}

TEST(ParserRecovery, AnyPrefixAndAnyTokenDeletionTerminates) {
  const std::string text =
      "import a(b, C);\npublic data A<T> { B(Int, T), C }\n" +
      Function(
          "let Tuple<@Int, @A<Int>> = match g(1)[2] { B(_, @T) -> \"\\(h(1))\", C -> fn(@Int -> "
          "@Int) effects(<IO>) { 1 } }; handle[S<Int>] (@Int = 0) { p(@Int) -> {1} with @Int "
          "= 2 } in { if true then { () } else { old(S<Int>) } }");
  for (size_t i = 0; i < text.size(); ++i) {
    Parsed prefix(text.substr(0, i));
    Parsed without(text.substr(0, i) + text.substr(i + 1));
    Parsed replaced(text.substr(0, i) + "}" + text.substr(i + 1));
    EXPECT_LT(prefix.sink.diagnostics().size(), 4u) << i;
  }
}

// ---- depth ----

std::string Repeat(const std::string& text, size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (size_t i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

TEST(ParserDepth, BeyondTheLimitIsOneDiagnostic) {
  constexpr size_t kMany = 100'000;
  for (const std::string& text :
       {Function(Repeat("(", kMany) + "1" + Repeat(")", kMany)),
        Function(Repeat("1 + ", kMany) + "1"), Function(Repeat("!", kMany) + "true"),
        Function(Repeat("1 ==> ", kMany) + "1"), Function("1" + Repeat("[0]", kMany)),
        Function(Repeat("{", kMany) + "1" + Repeat("}", kMany)), Function(Repeat("g(", kMany)),
        Function(Repeat("if 1 then {1} else {", kMany)),
        Function("match 1 { " + Repeat("A(", kMany)), "type A = " + Repeat("B<", kMany),
        Function(Repeat("fn(-> @Int) effects(pure) {", kMany)),
        Function("1") +
            Repeat("where { fn f(-> @Int) requires(true) effects(pure) { 1 } ", kMany)}) {
    const Parsed parsed(text);
    ASSERT_EQ(parsed.sink.diagnostics().size(), 1u) << text.substr(0, 80);
    EXPECT_EQ(parsed.sink.diagnostics()[0].diag, Diag::kE040) << text.substr(0, 80);
  }
}

TEST(ParserDepth, BelowTheLimitParsesAndPrints) {
  for (const std::string& text : {Function(Repeat("(", 9'900) + "1" + Repeat(")", 9'900)),
                                  Function(Repeat("1 + ", 9'900) + "1"),
                                  Function(Repeat("g(", 9'900) + Repeat(")", 9'900))}) {
    const Parsed parsed(text);
    EXPECT_EQ(parsed.Errors(), "");
    RunOnLargeStack([&] { EXPECT_FALSE(DumpTree(*parsed.tree).empty()); });
  }
}

TEST(ParserDepth, AnInterpolationCountsFromItsPlace) {
  const std::string inside = "\"\\(" + Repeat("(", 9'000) + "1" + Repeat(")", 9'000) + ")\"";
  EXPECT_EQ(Parsed(Function(inside)).Errors(), "");
  EXPECT_EQ(
      Parsed(Function(Repeat("(", 2'000) + inside + Repeat(")", 2'000))).sink.diagnostics()[0].diag,
      Diag::kE040);
}

}  // namespace
}  // namespace vera::syntax
