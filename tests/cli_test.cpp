// The command line as a user meets it: exit statuses, shapes of JSON, arguments and results by type, trap reports, bad input.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "gtest/gtest.h"
#include "llvm/Support/JSON.h"
#include "tests/corpus.h"
#include "tests/written_program.h"

namespace vera::tests {
namespace {

llvm::json::Value Parsed(const std::string& text) {
  auto value = llvm::json::parse(text);
  EXPECT_TRUE(static_cast<bool>(value)) << text;
  return value ? std::move(*value) : llvm::json::Value(nullptr);
}

const char* kHello = "public fn main(@Unit -> @Unit)\n  requires(true)\n  ensures(true)\n  effects(<IO>)\n"
                     "{\n  IO.print(\"hi\")\n}\n";

TEST(Cli, UsageFaultsExitWithTwo) {
  for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
           {}, {"jit"}, {"jit", "--bogus", "x"}, {"dump", "x.vera"}, {"dump", "--stage=none", "x.vera"}, {"completions", "tcsh"}}) {
    const ProcessResult result = RunVera(args);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err.find("Usage:"), std::string::npos) << result.err;
  }
  EXPECT_NE(RunVera({"chekc", "x"}).err.find("did you mean 'check'?"), std::string::npos);
  EXPECT_NE(RunVera({"check", "--jsom", "x"}).err.find("did you mean '--json'?"), std::string::npos);
  EXPECT_NE(RunVera({"jit", "x.vera", "12"}).err.find("stand behind --"), std::string::npos);
}

TEST(Cli, HelpAndVersion) {
  const ProcessResult help = RunVera({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.out.find("Examples:"), std::string::npos);
  EXPECT_NE(RunVera({"jit", "--help"}).out.find("Usage: vera jit"), std::string::npos);
  for (const char* way : {"version", "--version", "-V"}) {
    EXPECT_EQ(RunVera({way}).out.substr(0, 5), "vera ") << way;
  }
}

TEST(Cli, ResultsAreShownByType) {
  const Program program(Fn("int(-> @Int)", "-7") + Fn("nat(-> @Nat)", "18446744073709551615") + Fn("yes(-> @Bool)", "true") +
                        Fn("half(-> @Float64)", "0.5") + Fn("text(-> @String)", "\"a\\nb\"") +
                        Fn("pair(-> @Tuple<Int, String>)", "Tuple(1, \"x\")") + Fn("some(-> @Option<Int>)", "Some(3)") +
                        Fn("none(@Unit -> @Unit)", "()"));
  const std::pair<const char*, const char*> expected[] = {
      {"int", "-7\n"}, {"nat", "18446744073709551615\n"}, {"yes", "1\n"}, {"half", "0.5\n"}, {"text", "a\nb\n"},
      {"pair", "(1, x)\n"}, {"some", "Some(3)\n"}, {"none", ""}};
  for (const auto& [fn, out] : expected) {
    EXPECT_EQ(RunVera({"jit", program.path(), "--fn", fn}).out, out) << fn;
  }
  const auto json = Parsed(RunVera({"jit", "--json", program.path(), "--fn", "text"}).out);
  EXPECT_EQ(json.getAsObject()->getString("value"), "a\nb");
  EXPECT_EQ(json.getAsObject()->getBoolean("ok"), true);
  EXPECT_EQ(json.getAsObject()->getString("function"), "text");
}

TEST(Cli, ArgumentsAreReadByType) {
  const Program program(Fn("all(@Int, @Nat, @Float64, @Bool, @Byte, @String -> @String)",
                           "\"\\(@Int.0) \\(@Nat.0) \\(@Float64.0) \\(@Bool.0) \\(byte_to_int(@Byte.0)) \\(@String.0)\""));
  auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"jit", program.path(), "--fn", "all", "--"});
    return RunVera(words);
  };
  EXPECT_EQ(run({"-5", "7", "1.5", "true", "255", "a b"}).out, "-5 7 1.5 true 255 a b\n");
  const std::vector<std::vector<std::string>> wrong = {{"x", "7", "1.5", "true", "255", "s"},
                                                       {"1", "-7", "1.5", "true", "255", "s"},
                                                       {"1", "7", "one", "true", "255", "s"},
                                                       {"1", "7", "1.5", "yes", "255", "s"},
                                                       {"1", "7", "1.5", "true", "256", "s"},
                                                       {"9223372036854775808", "7", "1.5", "true", "2", "s"}};
  for (const auto& words : wrong) {
    const ProcessResult result = run(words);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_NE(result.err.find("Argument "), std::string::npos) << result.err;
  }
  EXPECT_NE(run({"1"}).err.find("expects 6 arguments but 1 was provided"), std::string::npos);
}

TEST(Cli, EntryMustBePublicAndThere) {
  const Program program("private fn hidden(-> @Int)\n  requires(true)\n  ensures(true)\n  effects(pure)\n{\n  1\n}\n\n" +
                        Fn("open(-> @Int)", "hidden()"));
  EXPECT_NE(RunVera({"jit", program.path(), "--fn", "hidden"}).err.find("R002"), std::string::npos);
  EXPECT_NE(RunVera({"jit", program.path(), "--fn", "nope"}).err.find("R001"), std::string::npos);
  EXPECT_EQ(RunVera({"jit", program.path()}).out, "1\n");
}

TEST(Cli, ExitCodesAndOutputOnEveryWayOut) {
  const Program exits(Fn("main(@Unit -> @Unit)", "IO.print(\"before\");\n  IO.exit(3)", "<IO>"));
  const ProcessResult result = RunVera({"jit", exits.path()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.out, "before\n");
  EXPECT_EQ(Parsed(RunVera({"jit", "--json", exits.path()}).out).getAsObject()->getInteger("exit_code"), 3);
}

TEST(Cli, StatisticsOnReturnTrapAndExit) {
  const Program returns(kHello);
  const Program exits(Fn("main(@Unit -> @Unit)", "IO.exit(0)", "<IO>"));
  const Program traps(Fn("main(@Unit -> @Int)", "1 / (1 - 1)"));
  for (const Program* program : {&returns, &exits, &traps}) {
    const std::string err = RunVera({"jit", "--stats", program->path()}).err;
    const size_t begin = err.find("{\"compile_ms\"");
    ASSERT_NE(begin, std::string::npos) << err;
    const auto stats = Parsed(err.substr(begin));
    const llvm::json::Object& object = *stats.getAsObject();
    EXPECT_TRUE(object.getNumber("run_ms").has_value());
    for (const char* key : {"minor", "major", "allocated_bytes", "peak_heap_bytes"}) {
      EXPECT_TRUE(object.getObject("gc")->getInteger(key).has_value()) << key;
    }
    for (const char* key : {"map", "set", "decimal", "future"}) {
      EXPECT_EQ(object.getObject("stores")->getInteger(key), 0) << key;
    }
  }
}

TEST(Cli, TrapReports) {
  const Program program(
      "private fn inner(@Int -> @Int)\n  requires(@Int.0 > 0)\n  ensures(true)\n  effects(pure)\n{\n  @Int.0\n}\n\n" +
      Fn("main(@Unit -> @Int)", "1 + inner(2 - 2)"));
  const ProcessResult text = RunVera({"jit", program.path()});
  EXPECT_EQ(text.exit_code, 1);
  for (const std::string part : {"Precondition violation in inner(@Int -> @Int)", "requires(@Int.0 > 0) failed",
                                 ":2:3", "@Int.0 = 0", "in main"}) {
    EXPECT_NE(text.err.find(part), std::string::npos) << part << "\n" << text.err;
  }
  EXPECT_EQ(text.err.find('\x1b'), std::string::npos) << "colour without a terminal";
  const auto json = Parsed(RunVera({"jit", "--json", program.path()}).out);
  const llvm::json::Object& fault = *(*json.getAsObject()->getArray("diagnostics"))[0].getAsObject();
  EXPECT_EQ(fault.getString("trap_kind"), "contract_violation");
  EXPECT_EQ(fault.getObject("location")->getInteger("line"), 2);
  EXPECT_EQ((*fault.getArray("frames"))[0].getAsObject()->getString("func"), "inner");
  EXPECT_EQ((*fault.getArray("values"))[0].getAsObject()->getString("value"), "0");
}

TEST(Cli, TrapsShowTheirValues) {
  const Program program(
      Fn("add(@Int, @Int -> @Int)", "@Int.1 + @Int.0") + Fn("sub(@Int, @Int -> @Int)", "@Int.1 - @Int.0") +
      Fn("mul(@Int, @Int -> @Int)", "@Int.1 * @Int.0") + Fn("neg(@Int -> @Int)", "-@Int.0") +
      Fn("below(@Int -> @Int)", "-5 - @Int.0") + Fn("inc(@Nat -> @Nat)", "@Nat.0 + 1") +
      Fn("dec(@Nat -> @Nat)", "10 - @Nat.0") + Fn("twice(@Nat -> @Nat)", "2 * @Nat.0") +
      Fn("div(@Int, @Int -> @Int)", "@Int.1 / @Int.0") + Fn("mod(@Nat, @Nat -> @Nat)", "@Nat.1 % @Nat.0") +
      Fn("conv(@Float64 -> @Int)", "floor(@Float64.0 * 2.0)") + Fn("wide(@Nat -> @Int)", "nat_to_int(@Nat.0)") +
      Fn("long(@Int -> @Int)", "(@Int.0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11) * @Int.0"));
  const std::string max = "9223372036854775807";
  const std::string min = "-9223372036854775808";
  const std::string nat = "18446744073709551615";
  struct Case {
    const char* fn;
    std::vector<std::string> args;
    std::string with;
  };
  const Case cases[] = {
      {"add", {max, "5"}, "  with @Int.1 = " + max + "\n       @Int.0 = 5\n"},
      {"add", {"-1", min}, "  with @Int.1 = -1\n       @Int.0 = " + min + "\n"},
      {"sub", {min, "3"}, "  with @Int.1 = " + min + "\n       @Int.0 = 3\n"},
      {"sub", {"5", min}, "  with @Int.1 = 5\n       @Int.0 = " + min + "\n"},
      {"mul", {"4611686018427387904", "-3"}, "  with @Int.1 = 4611686018427387904\n       @Int.0 = -3\n"},
      {"neg", {min}, "  with @Int.0 = " + min + "\n"},
      {"below", {max}, "  with @Int.0 = " + max + "\n"},
      {"inc", {nat}, "  with @Nat.0 = " + nat + "\n"},
      {"dec", {"11"}, "  with @Nat.0 = 11\n"},
      {"twice", {nat}, "  with @Nat.0 = " + nat + "\n"},
      {"div", {"5", "0"}, "  with @Int.1 = 5\n       @Int.0 = 0\n"},
      {"div", {min, "-1"}, "  with @Int.1 = " + min + "\n       @Int.0 = -1\n"},
      {"mod", {"5", "0"}, "  with @Nat.1 = 5\n       @Nat.0 = 0\n"},
      {"conv", {"1e300"}, "  with argument = 2e+300\n"},
      {"wide", {nat}, "  with argument = " + nat + "\n"},
      {"long", {"5000000000"}, "  with left operand = 5000000066\n       @Int.0 = 5000000000\n"},
  };
  for (const char* level : {"-O0", "-O2"}) {
    for (const Case& one : cases) {
      std::vector<std::string> words = {"jit", level, program.path(), "--fn", one.fn, "--"};
      words.insert(words.end(), one.args.begin(), one.args.end());
      const ProcessResult result = RunVera(words);
      EXPECT_EQ(result.exit_code, 1);
      EXPECT_NE(result.err.find(one.with), std::string::npos) << one.fn << " " << level << "\n" << result.err;
    }
  }
}

TEST(Cli, FramesOfClosuresNameTheirMaker) {
  const Program program(Fn("main(@Unit -> @Nat)", "let @Int = 0;\n  array_length(array_map([1, 2], fn(@Int -> @Int) effects(pure) {\n"
                                                  "    @Int.0 / @Int.1\n  }))"));
  const ProcessResult text = RunVera({"jit", program.path()});
  EXPECT_NE(text.err.find("  in closure in main  (" + program.path() + ":7-9)\n"), std::string::npos) << text.err;
  const auto json = Parsed(RunVera({"jit", "--json", program.path()}).out);
  const auto* trap = (*json.getAsObject()->getArray("diagnostics"))[0].getAsObject();
  const auto* frame = (*trap->getArray("frames"))[0].getAsObject();
  EXPECT_EQ(frame->getString("func"), "closure in main");
  EXPECT_EQ(frame->getInteger("line_start"), 7);
  EXPECT_EQ(frame->getInteger("line_end"), 9);
  EXPECT_EQ((*trap->getArray("values"))[1].getAsObject()->getString("value"), "0");
}

TEST(Cli, LimitsAreEnforced) {
  const Program grows(Fn("main(@Unit -> @Int)", "array_length(array_range(0, 100000000))"));
  const auto heap = Parsed(RunVera({"jit", "--json", "--max-heap=64MB", grows.path()}).out);
  EXPECT_EQ((*heap.getAsObject()->getArray("diagnostics"))[0].getAsObject()->getString("trap_kind"), "out_of_memory");
  const Program sinks(Fn("main(@Unit -> @Int)", "1 + main(())"));
  const auto stack = Parsed(RunVera({"jit", "--json", "--max-stack=1MB", sinks.path()}).out);
  EXPECT_EQ((*stack.getAsObject()->getArray("diagnostics"))[0].getAsObject()->getString("trap_kind"), "stack_exhausted");
}

TEST(Cli, CheckSpeaksJson) {
  const Program faulty(Fn("f(@Int -> @Int)", "@Int.3 + @String.0"));
  const ProcessResult result = RunVera({"check", "--json", faulty.path()});
  EXPECT_EQ(result.exit_code, 1);
  const auto json = Parsed(result.out);
  EXPECT_EQ(json.getAsObject()->getBoolean("ok"), false);
  const llvm::json::Array& diagnostics = *json.getAsObject()->getArray("diagnostics");
  EXPECT_EQ(diagnostics.size(), 2u) << result.out;
  for (const char* key : {"severity", "description", "source_line", "error_code"}) {
    EXPECT_TRUE(diagnostics[0].getAsObject()->getString(key).has_value()) << key;
  }
  const Program hello(kHello);
  EXPECT_EQ(RunVera({"check", "--quiet", hello.path()}).out, "");
  EXPECT_NE(RunVera({"check", "--explain-slots", hello.path()}).out.find("@Unit.0"), std::string::npos);
  const auto slots = Parsed(RunVera({"check", "--json", "--explain-slots", hello.path()}).out);
  EXPECT_EQ(slots.getAsObject()->getArray("slot_environments")->size(), 1u);
}

TEST(Cli, FormatInPlaceAndCheck) {
  const Program program("public fn f(->@Int) requires(true) ensures(true) effects(pure) {1}\n");
  EXPECT_EQ(RunVera({"fmt", "--check", program.path()}).exit_code, 1);
  EXPECT_EQ(RunVera({"fmt", "--write", program.path()}).exit_code, 0);
  EXPECT_EQ(RunVera({"fmt", "--check", program.path()}).exit_code, 0);
}

TEST(Cli, RegistriesAndCompletions) {
  for (const char* registry : {"builtins", "effects", "errors"}) {
    const auto json = Parsed(RunVera({registry, "--json"}).out);
    EXPECT_GT(json.getAsObject()->getArray("items")->size(), 10u) << registry;
  }
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = RunVera({"completions", shell}).out;
    EXPECT_NE(script.find("explain-slots"), std::string::npos) << shell;
  }
}

TEST(Cli, SourcesThatCannotBeRead) {
  for (const char* command : {"check", "fmt", "jit", "ast", "parse"}) {
    EXPECT_EQ(RunVera({command, "/nowhere/missing.vera"}).exit_code, 1) << command;
    const ProcessResult folder = RunVera({command, "/tmp"});
    EXPECT_EQ(folder.exit_code, 1) << command;
    EXPECT_NE(folder.err.find("is a directory"), std::string::npos) << folder.err;
  }
  EXPECT_EQ(Parsed(RunVera({"check", "--json", "/nowhere/missing.vera"}).out).getAsObject()->getBoolean("ok"), false);
}

TEST(Cli, OddBytes) {
  const std::string body = Fn("main(@Unit -> @Int)", "42");
  EXPECT_EQ(RunVera({"jit", Program("\xEF\xBB\xBF" + body).path()}).out, "42\n");
  std::string crlf;
  for (char c : body) {
    crlf += c == '\n' ? "\r\n" : std::string(1, c);
  }
  EXPECT_EQ(RunVera({"jit", Program(crlf).path()}).out, "42\n");
  EXPECT_EQ(RunVera({"check", Program("").path()}).exit_code, 0);
  const ProcessResult utf8 = RunVera({"check", Program("-- \xFF\n" + body).path()});
  EXPECT_EQ(utf8.exit_code, 1);
  EXPECT_NE(utf8.err.find("UTF-8"), std::string::npos);
  EXPECT_EQ(RunVera({"check", Program(std::string("\0", 1) + body).path()}).exit_code, 1);
}

TEST(Cli, DeepAndLargeSources) {
  const std::string deep = Fn("main(@Unit -> @Int)", std::string(100000, '(') + "1" + std::string(100000, ')'));
  const ProcessResult refused = RunVera({"check", Program(deep).path()});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("E040"), std::string::npos) << refused.err.substr(0, 300);
  const std::string just = Fn("main(@Unit -> @Int)", std::string(4900, '(') + "1" + std::string(4900, ')'));
  EXPECT_EQ(RunVera({"jit", Program(just).path()}).out, "1\n");
  std::string large;
  for (int i = 0; large.size() < 10'000'000; ++i) {
    large += Fn("f" + std::to_string(i) + "(@Int -> @Int)", "@Int.0 + " + std::to_string(i));
  }
  EXPECT_EQ(RunVera({"jit", Program(large + Fn("main(@Unit -> @Int)", "f7(1)")).path()}).out, "8\n");
}

TEST(Cli, FullDisk) {
  const Program hello(kHello);
  const std::string command = std::string(VERA_BINARY) + " jit " + hello.path() + " > /dev/full 2> /dev/null";
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

// What is not a file of its own is written to and not replaced.
TEST(Cli, OutputFilesOfOtherKinds) {
  const Program hello(kHello);
  const ProcessResult both = RunVera({"jit", "--stats=/dev/stdout", hello.path()});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_TRUE(both.out.starts_with("hi\n{\"compile_ms\"")) << both.out;

  const std::string pipe = hello.path() + ".pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  EXPECT_EQ(RunVera({"jit", "--stats=" + pipe, hello.path()}).exit_code, 0);
  char first = 0;
  EXPECT_EQ(::read(reader, &first, 1), 1);
  EXPECT_EQ(first, '{');
  ::close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  std::filesystem::remove(pipe);

  const std::string link = hello.path() + ".link";
  std::filesystem::create_symlink(hello.path(), link);
  EXPECT_EQ(RunVera({"fmt", "--write", link}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  std::filesystem::remove(link);
}

TEST(Cli, StandardInput) { EXPECT_EQ(RunVera({"jit", "-"}, kHello).out, "hi\n"); }

}  // namespace
}  // namespace vera::tests
