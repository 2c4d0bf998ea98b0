#include "sema/elaborate.h"

#include <gtest/gtest.h>

#include <string>

// Source text in, text of the elaborated functions out, a construct per test.

namespace vera::sema {
namespace {

struct Elaborated {
  std::unique_ptr<CheckedProgram> checked;
  std::unique_ptr<Program> program;
  DiagnosticSink sink;
  std::string dump;

  // The dumped text of one function, from its signature to its closing brace.
  std::string Function(const std::string& name) const {
    size_t begin = dump.find("fn " + name + "(");
    if (begin == std::string::npos) {
      return "no function " + name + " in:\n" + dump;
    }
    const size_t line = dump.rfind('\n', begin);
    begin = line == std::string::npos ? 0 : line + 1;
    return dump.substr(begin, dump.find("\n}\n", begin) + 3 - begin);
  }
  std::string Obligation(int index) const {
    const std::string mark = "\n!" + std::to_string(index) + " ";
    const size_t begin = dump.find(mark);
    return begin == std::string::npos
               ? ""
               : dump.substr(begin + mark.size(), dump.find('\n', begin + 1) - begin - mark.size());
  }
  std::string Codes() const {
    std::string codes;
    for (const Diagnostic& diagnostic : sink.diagnostics()) {
      codes += (codes.empty() ? "" : " ") + std::string(RowOf(diagnostic.diag).code);
    }
    return codes;
  }
};

std::unique_ptr<Elaborated> Elab(const std::string& text, const std::string& entry = "") {
  auto result = std::make_unique<Elaborated>();
  result->checked = Check(std::make_unique<SourceFile>("test.vera", text), {}, result->sink);
  if (result->sink.has_errors()) {
    ADD_FAILURE() << RenderText(result->sink.diagnostics().front(), false);
    return result;
  }
  result->program = Elaborate(*result->checked, {entry}, result->sink);
  if (result->program != nullptr) {
    result->dump = DumpProgram(*result->program);
    EXPECT_EQ(VerifyProgram(*result->program), "");
  }
  return result;
}

// A function of a trivial contract.
std::string Fn(const std::string& signature, const std::string& body,
               const std::string& effects = "pure") {
  return signature + "\n  requires(true)\n  ensures(true)\n  effects(" + effects + ")\n{\n" + body +
         "\n}\n";
}
std::string Main(const std::string& body, const std::string& effects = "pure") {
  return Fn("public fn main(@Unit -> @Int)", body, effects);
}

TEST(ElaborateTest, SlotsAreLocalsAndLiteralsTakeTheWantedType) {
  EXPECT_EQ(
      Elab(Main("  let @Int = 1;\n  let @Nat = 2;\n  let @Int = @Int.0 + 3;\n  @Int.0 * @Int.1"))
          ->Function("main"),
      R"(entry export fn main() -> Int {
  let %0: Int = 1
  let %1: Nat = 2
  let %2: Int = add.int(%0, 3) !0
  mul.int(%2, %0) !1
}
)");
}

TEST(ElaborateTest, SubtractionOfLiteralsIsInt) {
  const auto result = Elab(Main("  let @Nat = 4;\n  let @Nat = @Nat.0 - 5;\n  3 - 5"));
  EXPECT_EQ(result->Function("main"), R"(entry export fn main() -> Int {
  let %0: Nat = 4
  let %1: Nat = sub.nat(%0, 5) !0
  sub.int(3, 5) !1
}
)");
  EXPECT_EQ(result->Obligation(0),
            "nat_underflow -> unreachable in main(@Unit -> @Int) at 7:14: @Nat.0 - 5");
}

TEST(ElaborateTest, BranchesAndAbilitiesSeeNegativeLiteralsToo) {
  const auto result = Elab(Main(
      "  let @String = \"\\(if true then { 0 - 1 } else { 1 })\";\n  string_length(show(0 - 5))"));
  EXPECT_NE(result->Function("main").find("$to_string(if true"), std::string::npos);
  EXPECT_NE(result->Function("main").find("show<Int>(sub.int(0, 5) !2)"), std::string::npos)
      << result->dump;
}

TEST(ElaborateTest, NumbersAreGuardedBothWays) {
  EXPECT_EQ(Elab(Fn("private fn f(@Int -> @Nat)", "  @Int.0") + Main("  f(2)"))->Function("f"),
            R"(fn f(%0: Int) -> Nat {
  check ge(%0, 0) !1 [@Int = %0]
  %0
}
)");
  EXPECT_EQ(Elab(Fn("private fn f(@Nat -> @Int)", "  @Nat.0") + Main("  f(2)"))->Function("f"),
            R"(fn f(%0: Nat) -> Int {
  check le(%0, 9223372036854775807) !0 [@Nat = %0]
  %0
}
)");
}

TEST(ElaborateTest, RefinedTypesAreCheckedWhereTheyAreEntered) {
  const auto result = Elab("type PosInt = { @Int | @Int.0 > 0 };\n" +
                           Fn("private fn f(@PosInt -> @PosInt)", "  @PosInt.0") +
                           Main("  let @Int = 2;\n  f(@Int.0)"));
  EXPECT_EQ(result->Function("main"), R"(entry export fn main() -> Int {
  let %0: Int = 2
  tail f({
    check refined#{@Int | ...}(%0) !0 [@Int.0 = %0]
    %0
  })
}
)");
  // What is of the type already is not checked again.
  EXPECT_EQ(result->Function("f"), "fn f(%0: {@Int | ...}) -> {@Int | ...} {\n  %0\n}\n");
  EXPECT_EQ(result->Obligation(0),
            "refinement -> contract in main(@Unit -> @Int) at 15:5: { @Int | @Int.0 > 0 }");
}

TEST(ElaborateTest, ElementsOfAnotherTypeAreGuardedInPlace) {
  const auto result =
      Elab(Main("  let @Option<Nat> = Some(1);\n  let @Option<Int> = @Option<Nat>.0;\n"
                "  match @Option<Int>.0 {\n    Some(@Nat) -> 1,\n    None -> 0\n  }"));
  EXPECT_EQ(result->Function("main"), R"(entry export fn main() -> Int {
  let %0: Option<Nat> = Option<Nat>#1(1)
  let %1: Option<Nat> = {
    guard#Option<Nat>#Option<Int>(%0)
    %0
  }
  match %1 {
    #1(%2) -> {
      let %3: Nat = {
        check ge(%2, 0) !0 [@Int = %2]
        %2
      }
      1
    }
    #0 -> 0
  } !1
}
)");
}

TEST(ElaborateTest, ContractsAreChecksWithTheValuesTheyName) {
  const auto result = Elab(
      "private fn f(@Int, @String -> @Int)\n  requires(@Int.0 != 0)\n  ensures(@Int.result > "
      "@Int.0)\n"
      "  effects(pure)\n{\n  @Int.0 + 1\n}\n" +
      Main("  f(1, \"x\")"));
  EXPECT_EQ(result->Function("f"), R"(fn f(%0: Int, %1: String) -> Int {
  check ne(%0, 0) !0 [@Int.0 = %0]
  let %2: Int = add.int(%0, 1) !1
  check gt(%2, %0) !2 [@Int.result = %2] [@Int.0 = %0]
  %2
}
)");
  EXPECT_EQ(result->Obligation(0),
            "requires -> contract in f(@Int, @String -> @Int) at 2:3: requires(@Int.0 != 0)");
}

TEST(ElaborateTest, SelfCallsAreCheckedAtTheirSiteAndStayTailCalls) {
  EXPECT_EQ(Elab("private fn f(@Nat -> @Int)\n  requires(true)\n  ensures(true)\n  "
                 "decreases(@Nat.0)\n  effects(pure)\n"
                 "{\n  if @Nat.0 == 0 then {\n    0\n  } else {\n    f(@Nat.0 - 1)\n  }\n}\n" +
                 Main("  f(5)"))
                ->Function("f"),
            R"(fn f(%0: Nat) -> Int {
  let %1: Nat = %0
  if eq(%0, 0) {
    0
  } else {
    let %2: Nat = sub.nat(%0, 1) !0
    check lt(%2, %1) !1 [@Nat.0 = %2] [@Nat.0 before = %1]
    tail f(%2)
  }
}
)");
}

TEST(ElaborateTest, PartsOfAParameterDescendWithoutACheck) {
  EXPECT_EQ(Elab("private data L {\n  C(Int, L),\n  E\n}\nprivate fn sum(@L -> @Int)\n  "
                 "requires(true)\n  ensures(true)\n"
                 "  decreases(@L.0)\n  effects(pure)\n{\n  match @L.0 {\n    C(@Int, @L) -> @Int.0 "
                 "+ sum(@L.0),\n    E -> 0\n  }\n}\n" +
                 Main("  sum(C(1, E))"))
                ->Function("sum"),
            R"(fn sum(%0: L) -> Int {
  match %0 {
    #0(%2, %3) -> add.int(%2, sum(%3)) !0
    #1 -> 0
  } !1
}
)");
}

TEST(ElaborateTest, MutualRecursionKeepsItsRankInASlot) {
  const auto result = Elab(
      "public fn main(@Nat -> @Bool)\n  requires(true)\n  ensures(true)\n  decreases(@Nat.0)\n "
      " effects(pure)\n"
      "{\n  if @Nat.0 == 0 then {\n    true\n  } else {\n    odd(@Nat.0 - 1)\n  }\n}\nwhere {\n"
      "  fn odd(@Nat -> @Bool)\n    requires(true)\n    ensures(true)\n    effects(pure)\n  {\n"
      "    if @Nat.0 == 0 then {\n      false\n    } else {\n      main(@Nat.0 - 1)\n    }\n  "
      "}\n}\n");
  EXPECT_EQ(result->Function("main"), R"(entry export fn main(%0: Nat) -> Bool {
  let %1: Nat = %0
  let %2: Bool = rank_slot 0.0
  let %3: Nat = rank_slot 0.1
  check if %2 {
    lt(%1, %3)
  } else {
    true
  } !1 [@Nat.0 = %1] [@Nat.0 before = %3]
  rank_slot 0.0 <- true
  rank_slot 0.1 <- %1
  if eq(%0, 0) {
    rank_slot 0.0 <- %2
    rank_slot 0.1 <- %3
    true
  } else {
    let %4: Bool = main.odd(sub.nat(%0, 1) !0)
    rank_slot 0.0 <- %2
    rank_slot 0.1 <- %3
    %4
  }
}
)");
  // No measure, no slot: the call stays in tail position.
  EXPECT_NE(result->Function("main.odd").find("tail main("), std::string::npos);
}

TEST(ElaborateTest, LambdasCaptureThroughEachOther) {
  const auto result = Elab("type F = fn(Int -> Int) effects(pure);\n" +
                           Main("  let @Int = 7;\n  let @F = fn(@Int -> @Int) effects(pure) {\n"
                                "    apply_fn(fn(@Int -> @Int) effects(pure) { @Int.0 + @Int.1 * "
                                "@Int.2 }, @Int.0)\n  };\n"
                                "  apply_fn(@F.0, 2)"));
  EXPECT_EQ(result->Function("main#lambda1"), R"(fn main#lambda1(%0: Int, ; %1: Int) -> Int {
  tail apply closure main#lambda1#lambda1(%1, %0)(%1)
}
)");
  EXPECT_EQ(result->Function("main#lambda1#lambda1"),
            R"(fn main#lambda1#lambda1(%0: Int, %1: Int, ; %2: Int) -> Int {
  add.int(%2, mul.int(%0, %1) !0) !1
}
)");
}

TEST(ElaborateTest, FunctionsOfFewerEffectsAreAdapted) {
  const auto result = Elab(
      "type F = fn(Int -> Int) effects(pure);\ntype G = fn(Int -> Int) effects(<Exn<String>>);\n" +
      Fn("private fn call(@G -> @Int)", "  apply_fn(@G.0, 1)", "<Exn<String>>") +
      Main("  let @F = fn(@Int -> @Int) effects(pure) { @Int.0 };\n"
           "  handle[Exn<String>] {\n    throw(@String) -> { 0 }\n  } in {\n    call(@F.0)\n  }"));
  EXPECT_EQ(result->Function("main#adapter2"),
            R"(fn main#adapter2(%0: fn(Int -> Int) effects(pure), ; %1: Int) -> Int throws {
  apply %0(%1)
}
)");
  EXPECT_NE(result->Function("call").find("-> Int throws"), std::string::npos);
  EXPECT_EQ(result->Function("main").find("throws"), std::string::npos);
}

TEST(ElaborateTest, StateClausesAreInlinedInTheBodyOnly) {
  const auto result =
      Elab(Fn("private fn tick(@Unit -> @Int)", "  put(get(()) + 1);\n  get(())", "<State<Int>>") +
           Main("  handle[State<Int>](@Int = 5) {\n    get(@Unit) -> { resume(@Int.0 * 3) },\n"
                "    put(@Int) -> { resume(()) } with @Int = @Int.0\n  } in {\n    put(9);\n    "
                "tick(()) + get(())\n  }"));
  EXPECT_EQ(result->Function("main"), R"(entry export fn main() -> Int {
  let %0: Cell<Int> = cell 5
  let %2: Int = 9
  let %3: Int = load %0
  store %0 <- %2
  store %0 <- %3
  ()
  add.int(tick(%0), {
    let %4: Int = load %0
    mul.int(%4, 3) !0
  }) !1
}
)");
  EXPECT_EQ(result->Function("tick"), R"(fn tick(%0: Cell<Int>) -> Int {
  store %0 <- add.int(load %0, 1) !2
  load %0
}
)");
}

TEST(ElaborateTest, UserEffectsAreEvidence) {
  const auto result =
      Elab("effect Ask {\n  op ask(Int -> Int);\n  op stop(Int -> Never);\n}\n" +
           Fn("private fn work(@Int -> @Int)",
              "  if @Int.0 > 3 then { Ask.stop(@Int.0) } else { Ask.ask(@Int.0) }", "<Ask>") +
           Main("  let @Int = 10;\n  handle[Ask] {\n    ask(@Int) -> { resume(@Int.0 + @Int.1) },\n"
                "    stop(@Int) -> { @Int.0 }\n  } in {\n    work(2)\n  }"));
  EXPECT_EQ(result->Function("main"), R"(entry export fn main() -> Int {
  let %0: Int = 10
  let %1: Int = fresh_code
  catch %1 {
    let %2: Evidence<Ask> = Evidence<Ask>#0(closure main#ask1(%0), closure main#stop2(%1))
    work(2, %2)
  } with %3 {
    %3
  }
}
)");
  EXPECT_EQ(result->Function("main#ask1"),
            R"(fn main#ask1(%0: Int, ; %1: Int, %2: Evidence<Ask>) -> Int throws {
  add.int(%1, %0) !0
}
)");
  EXPECT_EQ(result->Function("main#stop2"),
            R"(fn main#stop2(%0: Int, ; %1: Int, %2: Evidence<Ask>) -> Never throws {
  throw %0 %1
}
)");
  EXPECT_NE(result->Function("work").find("apply %1.#0.1(%0, %1)"), std::string::npos);
}

TEST(ElaborateTest, ResumeThatIsNotLastIsRefused) {
  const auto result = Elab("effect Ask {\n  op ask(Int -> Int);\n}\n" +
                           Main("  handle[Ask] {\n    ask(@Int) -> { resume(1) + resume(2) }\n  } "
                                "in {\n    ask(3)\n  }"));
  EXPECT_EQ(result->program, nullptr);
  EXPECT_EQ(result->Codes(), "R006 R006");
}

TEST(ElaborateTest, QuantifiersAreLoops) {
  const auto result = Elab(
      Main("  let @Array<Int> = [1, 2];\n  let @Bool = exists(@Nat, array_length(@Array<Int>.0), "
           "fn(@Nat -> @Bool) effects(pure) { @Array<Int>.0[@Nat.0] == 2 });\n  1"));
  EXPECT_EQ(result->Function("main#exists1"),
            R"(fn main#exists1(%0: Array<Int>, ; %1: Int, %2: Int) -> Bool {
  if lt(%1, %2) {
    let %3: Nat = %1
    if eq(%0[%3] !0, 2) {
      true
    } else {
      tail main#exists1(%0, add.int(%1, 1) !1, %2)
    }
  } else {
    false
  }
}
)");
}

TEST(ElaborateTest, GenericsAreInstancesOfWhatIsReached) {
  const auto result =
      Elab(Fn("private forall<T> fn first(@T, @T -> @T)", "  @T.1") +
           Fn("private fn unused(@Int -> @Int)", "  first(@Int.0, 1)") +
           Main("  let @Bool = first(true, false);\n  string_length(first(\"a\", \"b\"))"));
  EXPECT_EQ(result->Function("first<Bool>"),
            "fn first<Bool>(%0: Bool, %1: Bool) -> Bool {\n  %0\n}\n");
  EXPECT_EQ(result->Function("first<String>"),
            "fn first<String>(%0: String, %1: String) -> String {\n  %0\n}\n");
  EXPECT_EQ(result->dump.find("unused"), std::string::npos);
}

TEST(ElaborateTest, EntryOfStateGetsItsCell) {
  const auto result =
      Elab(Fn("public fn bump(@Unit -> @Int)", "  put(get(()) + 1);\n  get(())", "<State<Int>>"),
           "bump");
  EXPECT_EQ(result->Function("bump#entry"), R"(entry fn bump#entry() -> Int {
  let %0: Cell<Int> = cell 0
  bump(%0)
}
)");
}

TEST(ElaborateTest, EntriesThatCannotBeRun) {
  const std::string text = Fn("private fn hidden(@Unit -> @Int)", "  1") +
                           Fn("public fn shown(@Unit -> @Int)", "  hidden(())");
  EXPECT_EQ(Elab(text, "nope")->Codes(), "R001");
  EXPECT_EQ(Elab(text, "hidden")->Codes(), "R002");
  EXPECT_NE(Elab(text)->program, nullptr);
}

TEST(ElaborateTest, HolesAndUnresolvedNamesAreRefused) {
  EXPECT_NE(Elab(Main("  ?"))->Codes().find("E614"), std::string::npos);
  EXPECT_NE(Elab(Main("  nowhere(1)"))->Codes().find("R003"), std::string::npos);
}

TEST(ElaborateTest, DataThatGrowsAsItRecursesIsNotGoneThrough) {
  const std::string nest = "private data Nest<A> { End, More(A, Nest<Tuple<A, A>>) }\n";
  const std::string value = "  let @Nest<Int> = More(1, More(Tuple(2, 3), End));\n";
  EXPECT_EQ(Elab(nest + Main(value + "  1"))->Codes(), "");
  EXPECT_EQ(Elab(nest + Main(value + "  string_length(show(@Nest<Int>.0))"))->Codes(), "R005");
  EXPECT_EQ(Elab(nest + Main(value + "  hash(@Nest<Int>.0)"))->Codes(), "R005");
  const std::string tell = "  set_size(set_remove(set_new(), @Nest<Int>.0))";
  EXPECT_NE(Elab(nest + Main(value + tell))->Codes().find("R005"), std::string::npos);
  const auto guarded = Elab(nest + Fn("private fn f(@Nest<Nat> -> @Nest<Int>)", "  @Nest<Nat>.0") +
                            Main("  let @Nest<Int> = f(End);\n  1"));
  EXPECT_EQ(guarded->Codes(), "R005");
}

TEST(ElaborateTest, DataThatGrowsInTwoWaysIsFoundToo) {
  const std::string both =
      "private data Two<A> { Leaf, Fork(Two<Tuple<A, Int>>, Two<Option<A>>) }\n";
  EXPECT_EQ(Elab(both + Main("  let @Two<Int> = Leaf;\n  hash(@Two<Int>.0)"))->Codes(), "R005");
}

TEST(ElaborateTest, CallsAtEverLargerTypesAreRefusedAtTheirFunction) {
  const auto result =
      Elab(Fn("private forall<A> fn f(@A, @Int -> @Int)",
              "  if @Int.0 == 0 then { 0 } else { f(Tuple(@A.0, @A.0), @Int.0 - 1) }") +
           Main("  f(1, 3)"));
  ASSERT_EQ(result->Codes(), "R005");
  EXPECT_EQ(result->sink.diagnostics()[0].begin.line, 1u);
  // Two calls, each larger: as many instances as there are paths.
  EXPECT_EQ(Elab(Fn("private forall<A> fn f(@A, @Int -> @Int)",
                    "  f(Tuple(@A.0, 1), @Int.0) + f(Some(@A.0), @Int.0)") +
                 Main("  f(1, 3)"))
                ->Codes(),
            "R005");
}

TEST(ElaborateTest, TheEntryHasAHandlerForEachEffect) {
  const std::string ask = "effect Ask {\n  op ask(Unit -> Int);\n}\n";
  EXPECT_EQ(Elab(ask + Fn("public fn main(@Unit -> @Int)", "  Ask.ask(())", "<Ask>"))->Codes(),
            "R007");
  EXPECT_EQ(Elab("private data Box { Box(Int) }\n" + Fn("public fn main(@Unit -> @Int)",
                                                        "  match get(()) { Box(@Int) -> @Int.0 }",
                                                        "<State<Box>>"))
                ->Codes(),
            "R008");
}

TEST(ElaborateTest, HostEffectsHaveEvidenceWhereAHandlerIsReached) {
  const std::string say =
      Fn("private fn say(@Int -> @Int)", "  IO.print(\"a\");\n  @Int.0", "<IO>");
  const std::string quiet =
      Fn("private fn quiet(@Int -> @Int)",
         "  handle[IO] { print(@String) -> { resume(()) } } in { say(@Int.0) }", "<IO>");
  const auto direct = Elab(say + quiet + Fn("public fn main(@Unit -> @Int)", "  say(1)", "<IO>"));
  EXPECT_NE(direct->Function("say").find("host io_print"), std::string::npos);
  EXPECT_EQ(direct->Function("say").find("Evidence"), std::string::npos);
  const auto handled =
      Elab(say + quiet + Fn("public fn main(@Unit -> @Int)", "  quiet(1)", "<IO>"));
  EXPECT_EQ(handled->Function("say").find("host io_print"), std::string::npos);
  EXPECT_NE(handled->Function("say").find("Evidence<IO>"), std::string::npos);
}

TEST(ElaborateTest, AbilitiesAreAskedForAtInstances) {
  const std::string same =
      Fn("private forall<T where Eq<T>> fn same(@T -> @Bool)", "  eq(@T.0, @T.0)");
  const std::string through = Fn("private forall<T> fn through(@T -> @Bool)", "  same(@T.0)");
  EXPECT_EQ(Elab(same + through + Main("  if through(1) then { 1 } else { 2 }"))->Codes(), "");
  EXPECT_EQ(Elab(same + through + Main("  if through([1]) then { 1 } else { 2 }"))->Codes(),
            "E613");
  const std::string text = Fn("private forall<T> fn text(@T -> @String)", "  show(@T.0)");
  EXPECT_EQ(
      Elab(text + Main("  string_length(text(fn(@Int -> @Int) effects(pure) { 1 }))"))->Codes(),
      "E613");
}

}  // namespace
}  // namespace vera::sema
