#include "sema/resolve_modules.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sema/check_testing.h"

namespace vera::sema {
namespace {

// A folder of modules that is deleted with the test.
class ModulesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "vera_modules_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    std::filesystem::create_directories(folder_ / "lib");
    Write("lib/math.vera", "module lib.math;\n" + Public("fn twice(@Int -> @Int)", "  @Int.0 * 2") +
                               Fn("fn hidden(@Int -> @Int)", "  1") +
                               "public data Box<T> { Box(T) }\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string Public(const std::string& signature, const std::string& body) {
    return "public" + Fn(signature, body).substr(7);
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  std::string CodesOf(const std::string& text) {
    Write("main.vera", text);
    auto source = SourceFile::Read((folder_ / "main.vera").string());
    EXPECT_TRUE(static_cast<bool>(source));
    DiagnosticSink sink;
    program_ = Check(std::move(*source), {}, sink);
    std::string out;
    for (const Diagnostic& one : sink.diagnostics()) {
      out += (out.empty() ? "" : " ") + std::string(RowOf(one.diag).code);
    }
    return out;
  }

  std::filesystem::path folder_;
  std::unique_ptr<CheckedProgram> program_;
};

TEST_F(ModulesTest, BareAndQualifiedCalls) {
  EXPECT_EQ(CodesOf("import lib.math;\n" + Fn("fn f(@Int -> @Int)", "  twice(lib.math::twice(1))")),
            "");
  ASSERT_EQ(program_->modules.size(), 2u);
  EXPECT_EQ(program_->modules[1].path, "lib.math");
  EXPECT_EQ(CodesOf("import lib.math(Box);\n" + Fn("fn f(@Int -> @Box<Int>)", "  Box(@Int.0)")),
            "");
}

TEST_F(ModulesTest, LibraryModulesComeLast) {
  const std::string use =
      Fn("fn f(@String -> @Result<Array<Array<String>>, String>)", "  csv_parse(@String.0)");
  EXPECT_EQ(CodesOf("import std.csv(csv_parse);\n" + use), "");
  ASSERT_EQ(program_->modules.size(), 2u);
  EXPECT_EQ(program_->modules[1].source->path(), "<library>/std/csv.vera");
  EXPECT_EQ(CodesOf("import std.nothing;\n"), "E012");
  // What they build on is theirs alone.
  const std::string digest = Fn("fn f(@String -> @String)", "  host_sha256(@String.0)");
  EXPECT_EQ(CodesOf("import std.hash(sha256);\n" + digest), "E200");
  EXPECT_EQ(CodesOf("import std.csv.more;\n"), "E012");
  // A file of that name is the program's own.
  std::filesystem::create_directories(folder_ / "std");
  Write("std/csv.vera", Public("fn mine(@Int -> @Int)", "  @Int.0"));
  EXPECT_EQ(CodesOf("import std.csv(mine);\n" + Fn("fn f(@Int -> @Int)", "  mine(@Int.0)")), "");
}

TEST_F(ModulesTest, VisibilityAndLists) {
  EXPECT_EQ(CodesOf("import lib.math(hidden);\n"), "E150");
  EXPECT_EQ(CodesOf(Fn("fn f(@Int -> @Int)", "  lib.math::twice(1)")), "E230");
  EXPECT_EQ(CodesOf("import lib.math(Box);\n" + Fn("fn f(@Int -> @Int)", "  lib.math::twice(1)")),
            "E231");
  EXPECT_EQ(CodesOf("import lib.math;\n" + Fn("fn f(@Int -> @Int)", "  lib.math::hidden(1)")),
            "E232");
  EXPECT_EQ(CodesOf("import lib.math;\n" + Fn("fn f(@Int -> @Int)", "  lib.math::nope(1)")),
            "E233");
  EXPECT_EQ(CodesOf("import lib.math;\n" + Fn("fn f(@Int -> @Int)", "  hidden(1)")), "E200");
}

TEST_F(ModulesTest, FaultsOfTheFiles) {
  EXPECT_EQ(CodesOf("import lib.nope;\n"), "E012");
  Write("lib/bad.vera", "public fn (");
  EXPECT_EQ(CodesOf("import lib.bad;\n"), "E013");
  Write("ring.vera", "import ring2;\n");
  Write("ring2.vera", "import ring;\n");
  EXPECT_EQ(CodesOf("import ring;\n"), "E011");
}

TEST_F(ModulesTest, TransitiveModulesAreCheckedButNotVisible) {
  Write("mid.vera", "import lib.math;\n" + Public("fn four(@Int -> @Int)", "  twice(twice(1))"));
  EXPECT_EQ(CodesOf("import mid;\n" + Fn("fn f(@Int -> @Int)", "  four(1)")), "");
  EXPECT_EQ(program_->modules.size(), 3u);
  EXPECT_EQ(CodesOf("import mid;\n" + Fn("fn f(@Int -> @Int)", "  twice(1)")), "E200");
}

TEST_F(ModulesTest, LocalNamesShadowImportedOnes) {
  EXPECT_EQ(CodesOf("import lib.math;\n" + Fn("fn twice(@String -> @Int)", "  1") +
                    Fn("fn f(@Int -> @Int)", "  twice(\"a\")")),
            "");
}

}  // namespace
}  // namespace vera::sema
