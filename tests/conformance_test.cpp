// Our conformance programs (tests/conformance/manifest.json) and the examples, each as a test case: accepted or refused with the code
// that the manifest names, and run-level programs print what their .out file holds, also with a collection at every safepoint.

#include <cstdlib>
#include <filesystem>

#include "gtest/gtest-spi.h"
#include "gtest/gtest.h"
#include "llvm/Support/JSON.h"
#include "tests/corpus.h"

namespace vera::tests {
namespace {

struct Entry {
  std::string file;      // relative to the repository's root
  std::string level;     // "check", "run" or "trap"
  std::string code;      // refused with this code
  std::string trap;      // trap_kind, for "trap"
  std::string warning;   // accepted with this code
  std::string gap;       // why it does not pass yet: it must fail then, so that a gap that is closed is noticed
};

std::vector<Entry> ReadManifest() {
  std::vector<Entry> entries;
  const std::string text = ReadFile("tests/conformance/manifest.json");
  auto parsed = llvm::json::parse(text);
  if (!parsed) {
    ADD_FAILURE() << "manifest.json: " << llvm::toString(parsed.takeError());
    return entries;
  }
  for (const llvm::json::Value& value : *parsed->getAsArray()) {
    const llvm::json::Object& object = *value.getAsObject();
    auto text_of = [&](llvm::StringRef key) {
      const auto found = object.getString(key);
      return found ? found->str() : std::string();
    };
    entries.push_back({"tests/conformance/" + text_of("file"), text_of("level"), text_of("error"), text_of("trap"),
                       text_of("warning"), text_of("gap")});
  }
  for (const std::string& example : FindFiles("examples", ".vera")) {
    if (std::filesystem::exists(SourceRoot() + "/" + example.substr(0, example.size() - 5) + ".out")) {
      entries.push_back({example, "run", "", "", "", ""});
    }
  }
  return entries;
}

void ExpectRefused(const Entry& entry) {
  const ProcessResult result = RunVera({"check", "--json", entry.file});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.out.find("\"error_code\": \"" + entry.code + "\""), std::string::npos) << result.out;
}

void ExpectRun(const Entry& entry) {
  const ProcessResult result = RunVera({"jit", entry.file});
  EXPECT_EQ(result.out, ReadFile(entry.file.substr(0, entry.file.size() - 5) + ".out")) << result.err;
  if (entry.level == "trap") {
    EXPECT_EQ(result.exit_code, 1);
    const ProcessResult json = RunVera({"jit", "--json", entry.file});
    EXPECT_NE(json.out.find("\"trap_kind\": \"" + entry.trap + "\""), std::string::npos) << json.out;
  } else {
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }
}

class ConformanceCase : public testing::Test {
 public:
  ConformanceCase(Entry entry, bool stress) : entry_(std::move(entry)), stress_(stress) {}

  void TestBody() override {
    if (stress_) {
      ::setenv("VERA_GC_STRESS", "1", 1);
    }
    if (entry_.gap.empty()) {
      Check();
    } else {
      testing::TestPartResultArray faults;
      {
        testing::ScopedFakeTestPartResultReporter reporter(&faults);
        Check();
      }
      EXPECT_NE(faults.size(), 0) << "passes now: take \"gap\" out of the manifest";
    }
    ::unsetenv("VERA_GC_STRESS");
  }

 private:
  void Check() {
    if (!entry_.code.empty()) {
      ExpectRefused(entry_);
    } else if (entry_.level == "check") {
      const ProcessResult result = RunVera({"check", "--json", entry_.file});
      EXPECT_EQ(result.exit_code, 0) << result.out;
      EXPECT_TRUE(entry_.warning.empty() || result.out.find("\"error_code\": \"" + entry_.warning + "\"") != std::string::npos)
          << result.out;
    } else {
      ExpectRun(entry_);
    }
  }

  Entry entry_;
  bool stress_;
};

void RegisterAll() {
  auto add = [](const char* suite, const Entry& entry, bool stress) {
    testing::RegisterTest(suite, entry.file.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [=]() -> testing::Test* { return new ConformanceCase(entry, stress); });
  };
  for (const Entry& entry : ReadManifest()) {
    add("Conformance", entry, false);
    if (entry.level != "check" && entry.code.empty()) {
      add("ConformanceStress", entry, true);
    }
  }
}

}  // namespace
}  // namespace vera::tests

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  vera::tests::RegisterAll();
  return RUN_ALL_TESTS();
}
