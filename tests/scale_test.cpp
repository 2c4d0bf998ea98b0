// Sources that are long or deep in one respect: the compiler's time grows in proportion to them. The sizes are such that an
// algorithm which is quadratic in one of them takes many times the bound.

#include <functional>

#include "gtest/gtest.h"
#include "llvm/Support/JSON.h"
#include "tests/corpus.h"
#include "tests/written_program.h"

namespace vera::tests {
namespace {

#if defined(__SANITIZE_ADDRESS__) || (defined(__has_feature) && __has_feature(address_sanitizer))
constexpr double kSeconds = 30;
#else
constexpr double kSeconds = 4;
#endif

std::string Main(const std::string& body, const std::string& result = "Int") {
  return Fn("main(@Unit -> @" + result + ")", body);
}

// The text of each number below `count`.
std::string Each(size_t count, const std::function<std::string(const std::string&)>& text) {
  std::string out;
  for (size_t i = 0; i < count; ++i) {
    out += text(std::to_string(i));
  }
  return out;
}

void ExpectQuick(const char* command, const std::string& source, const std::string& out) {
  const Program program(source);
  const ProcessResult result = RunVera({command, program.path()});
  EXPECT_EQ(result.exit_code, 0) << result.err.substr(0, 500);
  EXPECT_LT(result.cpu_seconds, kSeconds);
  if (!out.empty()) {
    EXPECT_EQ(result.out, out);
  }
}

TEST(Scale, SumsOfLiterals) {
  const std::string sum = "1" + Times(8999, " + 1");
  ExpectQuick("check", Each(40, [&](const std::string& i) { return Fn("f" + i + "(-> @Int)", sum); }), "");
  ExpectQuick("jit", Main(sum), "9000\n");
}

TEST(Scale, Functions) {
  ExpectQuick("check", Each(20000, [](const std::string& i) { return Fn("f" + i + "(@Int -> @Int)", "@Int.0 + " + i); }), "");
  ExpectQuick("jit",
              Fn("f(@Int -> @Int)", "@Int.0") +
                  Each(5000, [](const std::string& i) { return Fn("f" + i + "(@Int -> @Int)", "f(@Int.0) + " + i); }) +
                  Main("f4999(1)"),
              "5000\n");
}

TEST(Scale, Statements) {
  ExpectQuick("jit", Main("let @Int = 1;\n" + Times(5000, "  let @Int = @Int.0 + 1;\n") + "  @Int.0"), "5001\n");
  ExpectQuick("check", Main("let @Int = 1;\n" + Times(50000, "  let @Int = @Int.0 + 1;\n") + "  @Int.0"), "");
}

TEST(Scale, Arms) {
  auto number = [](const std::string& i) { return i + " -> " + i + ",\n"; };
  auto some = [](const std::string& i) { return "Some(" + i + ") -> " + i + ",\n"; };
  auto text = [](const std::string& i) { return "\"k" + i + "\" -> " + i + ",\n"; };
  ExpectQuick("check", Main("match 5 {\n" + Each(30000, number) + "_ -> 0 }"), "");
  ExpectQuick("check", Main("match Some(5) {\n" + Each(30000, some) + "_ -> 0 }"), "");
  ExpectQuick("jit", Main("match 5 {\n" + Each(6000, number) + "_ -> 0 }"), "5\n");
  ExpectQuick("jit", Main("match Some(5) {\n" + Each(6000, some) + "_ -> 0 }"), "5\n");
  ExpectQuick("jit", Main("match \"k5\" {\n" + Each(3000, text) + "_ -> 0 }"), "5\n");
}

TEST(Scale, Constructors) {
  const std::string data =
      "private data Big {\n" + Each(2047, [](const std::string& i) { return "  C" + i + "(Int),\n"; }) + "  Last\n}\n\n";
  const std::string match = "match C7(3) {\n" +
                            Each(2047, [](const std::string& i) { return "C" + i + "(@Int) -> @Int.0 + " + i + ",\n"; }) +
                            "Last -> 0 }";
  ExpectQuick("jit", data + Main(match), "10\n");
}

TEST(Scale, PiecesOfStringsAndArrays) {
  ExpectQuick("jit", Main("let @Int = 1;\n  \"" + Times(2000, "\\(@Int.0)") + "\"", "String"),
              std::string(2000, '1') + "\n");
  ExpectQuick("jit", Main("let @Int = 7;\n  array_length([" + Times(1999, "int_to_string(@Int.0), ") + "\"\"])"), "2000\n");
  ExpectQuick("jit", Main("array_length([" + Times(19999, "1, ") + "1])"), "20000\n");
  ExpectQuick("jit", Main(Times(4900, "string_concat(") + "\"a\"" + Times(4900, ", \"b\")"), "String"),
              "a" + std::string(4900, 'b') + "\n");
}

TEST(Scale, DeepButAllowed) {
  const std::string chain = Each(2400, [](const std::string& i) { return "if @Int.0 == " + i + " then { " + i + " } else { "; });
  ExpectQuick("jit", Main("let @Int = 5;\n  " + chain + "0" + Times(2400, " }")), "5\n");
  ExpectQuick("check", Main(Times(9000, "if false then { 0 } else { ") + "0" + Times(9000, " }")), "");
}

// ---- what running refuses ----

TEST(Scale, ObjectsThatAreTooLarge) {
  const std::string sum = "0" + Each(300, [](const std::string& i) { return " + @Int." + i; });
  const std::pair<std::string, const char*> refused[] = {
      {"private data Big {\n" + Times(1, "C") + Each(2048, [](const std::string& i) { return ", C" + i; }) + "\n}\n\n" +
           Main("match C { _ -> 1 }"),
       "2048 constructors"},
      {"private data Wide { W(" + Times(254, "Int, ") + "Int) }\n\n" + Main("1"), "254 fields"},
      {"effect Many {\n" + Each(255, [](const std::string& i) { return "  op o" + i + "(Unit -> Int);\n"; }) + "}\n\n" +
           Main("1"),
       "254 operations"},
      {Main("let @Tuple<" + Times(254, "Int, ") + "Int> = Tuple(" + Times(254, "1, ") + "1);\n  1"), "254 components"},
      {Main(Times(299, "let @Int = 1;\n") + "  array_fold([1], 0, fn(@Int, @Int -> @Int) effects(pure) { " + sum + " })"),
       "253 captured values"},
  };
  for (const auto& [source, what] : refused) {
    const Program program(source);
    const ProcessResult result = RunVera({"jit", program.path()});
    EXPECT_EQ(result.exit_code, 1) << what;
    EXPECT_NE(result.err.find(what), std::string::npos) << result.err.substr(0, 500);
    EXPECT_NE(result.err.find("R009"), std::string::npos) << result.err.substr(0, 500);
  }
}

// ---- nesting 100,000 deep ----

struct Bracket {
  const char* open;
  const char* close;
};

TEST(Scale, NestingBeyondTheLimit) {
  constexpr size_t kDepth = 100'000;
  const Bracket brackets[] = {{"(", ")"},
                              {"[", "]"},
                              {"{ ", " }"},
                              {"f(", ")"},
                              {"Some(", ")"},
                              {"! ", ""},
                              {"- ", ""},
                              {"1 + (", ")"},
                              {"if true then { ", " } else { 0 }"},
                              {"match 1 { _ -> ", " }"},
                              {"{ let @Int = ", "; 1 }"},
                              {"fn(@Int -> @Int) effects(pure) { ", " }"},
                              {"forall(@Nat, 3, fn(@Nat -> @Bool) effects(pure) { ", " })"},
                              {"handle[State<Int>](@Int = 0) { get(@Unit) -> { resume(1) } } in { ", " }"},
                              {"", "[0]"},
                              {"", " |> f()"},
                              {"assert(", ")"}};
  for (const Bracket& bracket : brackets) {
    for (const bool closed : {true, false}) {
      if (!closed && *bracket.open == '\0') {
        continue;
      }
      const Program program(Main(Times(kDepth, bracket.open) + "1" + (closed ? Times(kDepth, bracket.close) : "")));
      const ProcessResult result = RunVera({"check", "--json", program.path()});
      EXPECT_EQ(result.exit_code, 1) << bracket.open << bracket.close;
      EXPECT_LT(result.cpu_seconds, kSeconds) << bracket.open << bracket.close;
      auto json = llvm::json::parse(result.out);
      ASSERT_TRUE(static_cast<bool>(json)) << bracket.open << bracket.close;
      const auto* errors = json->getAsObject()->getArray("diagnostics");
      ASSERT_EQ(errors->size(), 1u) << bracket.open << bracket.close;
      EXPECT_EQ((*errors)[0].getAsObject()->getString("error_code"), "E040") << bracket.open << bracket.close;
    }
  }
}

TEST(Scale, NestedTypesAndPatternsBeyondTheLimit) {
  constexpr size_t kDepth = 100'000;
  for (const std::string& source :
       {"type T = " + Times(kDepth, "Array<") + "Int" + Times(kDepth, ">") + ";\n",
        "type T = " + Times(kDepth, "{ @") + "Int" + Times(kDepth, " | true }") + ";\n",
        "type T = " + Times(kDepth, "fn(") + "Int" + Times(kDepth, " -> Int) effects(pure)") + ";\n",
        Main("match None { " + Times(kDepth, "Some(") + "@Int" + Times(kDepth, ")") + " -> 1, _ -> 2 }")}) {
    const Program program(source);
    const ProcessResult result = RunVera({"check", program.path()});
    EXPECT_EQ(result.exit_code, 1) << source.substr(0, 40);
    EXPECT_NE(result.err.find("E040"), std::string::npos) << result.err.substr(0, 500);
  }
  const Program comment(Times(kDepth, "{-") + Times(kDepth, "-}") + "\n" + Main("1"));
  EXPECT_EQ(RunVera({"jit", comment.path()}).out, "1\n");
}

// ---- ten million bytes ----

TEST(Scale, LargeSources) {
  ExpectQuick("jit", "-- " + std::string(10'000'000, 'x') + "\n" + Main("1"), "1\n");
  ExpectQuick("check", Main("\"" + std::string(10'000'000, 'x') + "\"", "String"), "");
  ExpectQuick("check", Main("array_length([" + Times(1'000'000, "1, ") + "1])"), "");
  const Program junk(Times(2'500'000, "$ # "));
  const ProcessResult result = RunVera({"check", junk.path()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_LT(result.err.size(), 200'000u);
}

}  // namespace
}  // namespace vera::tests
