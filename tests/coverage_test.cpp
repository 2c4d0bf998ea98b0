// Every row of the single tables occurs in at least one test input: diagnostics, built-in functions, IR ops, host functions, kinds of
// traps and of objects. What cannot is in coverage_allow.txt with a reason, and a line there that is no longer needed fails as well.

#include <map>
#include <set>
#include <sstream>

#include "builtins/builtin.h"
#include "gc/layout.h"
#include "gc/traps.h"
#include "gtest/gtest.h"
#include "hostabi/host_function_table.h"
#include "ir/module.h"
#include "support/diagnostic.h"
#include "tests/corpus.h"

namespace vera::tests {
namespace {

// The words of some files. A word is a run of letters, digits, '_' and '.', so that op mnemonics are words too; its parts between
// dots count as well.
std::set<std::string> WordsOf(const std::vector<std::pair<std::string, std::string>>& places) {
  std::set<std::string> words;
  for (const auto& [folder, suffix] : places) {
    for (const std::string& path : FindFiles(folder, suffix)) {
      const std::string text = ReadFile(path);
      std::string word;
      std::string part;
      for (size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ' ';
        const bool in_word = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
        if (in_word || c == '.') {
          word += c;
        }
        if (in_word) {
          part += c;
        } else {
          words.insert(part);
          part.clear();
          if (c != '.') {
            words.insert(word);
            word.clear();
          }
        }
      }
    }
  }
  return words;
}

// name -> reason, of one table's lines "table name reason..."
std::map<std::string, std::string> Allowed(const std::string& table) {
  std::map<std::string, std::string> allowed;
  std::istringstream lines(ReadFile("tests/coverage_allow.txt"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string name;
    std::string reason;
    words >> first >> name;
    std::getline(words, reason);
    if (first == table) {
      allowed[name] = reason;
    }
  }
  return allowed;
}

// The faults of one table: rows without a test, and allowances without a need or a reason.
std::vector<std::string> Faults(const std::set<std::string>& words, const std::vector<std::string>& rows,
                                const std::map<std::string, std::string>& allowed) {
  std::vector<std::string> faults;
  std::set<std::string> missing;
  for (const std::string& row : rows) {
    if (!words.contains(row)) {
      missing.insert(row);
      if (!allowed.contains(row)) {
        faults.push_back(row + " occurs in no test");
      }
    }
  }
  for (const auto& [name, reason] : allowed) {
    if (!missing.contains(name)) {
      faults.push_back(name + " needs no allowance any more");
    } else if (reason.size() < 10) {
      faults.push_back(name + " is allowed without a reason");
    }
  }
  return faults;
}

void ExpectCovered(const std::string& table, const std::set<std::string>& words,
                   const std::vector<std::string>& rows) {
  for (const std::string& fault : Faults(words, rows, Allowed(table))) {
    ADD_FAILURE() << table << ": " << fault;
  }
}

const std::vector<std::pair<std::string, std::string>> kPrograms = {{"tests", ".vera"}, {"examples", ".vera"}};

TEST(Coverage, Diagnostics) {
  const auto words = WordsOf({{"tests/conformance", ".json"}, {"tests/golden", ".diag"}, {"tests/golden", ".err"},
                              {"syntax", "_test.cpp"}, {"support", "_test.cpp"}, {"sema", "_test.cpp"},
                              {"tests", "_test.cpp"}});
  std::set<std::string> names = words;
  std::vector<std::string> rows;
  for (uint16_t i = 0; i < static_cast<uint16_t>(Diag::kCount); ++i) {
    const std::string code = RowOf(static_cast<Diag>(i)).code;
    if (!code.empty()) {
      rows.push_back(code);
      // Unit tests name the row as Diag::kE130.
      if (words.contains("k" + code)) {
        names.insert(code);
      }
    }
  }
  ExpectCovered("diagnostic", names, rows);
}

TEST(Coverage, Builtins) {
  auto places = kPrograms;
  places.push_back({"hostabi", "_test.cpp"});
  const auto words = WordsOf(places);
  std::vector<std::string> rows;
  for (const builtins::Builtin& builtin : builtins::AllBuiltins()) {
    if (builtin.lowering != builtins::Lowering::kPending) {
      rows.emplace_back(builtin.name);
    }
  }
  ExpectCovered("builtin", words, rows);
}

TEST(Coverage, Ops) {
  const auto words = WordsOf({{"tests/golden", ".ir"}, {"tests/golden", ".ir-opt"}, {"ir", "_test.cpp"},
                              {"codegen", "_test.cpp"}, {"jit", "_test.cpp"}});
  std::vector<std::string> rows;
  for (uint32_t i = 0; i < static_cast<uint32_t>(ir::OpKind::kCount); ++i) {
    rows.emplace_back(ir::InfoOf(static_cast<ir::OpKind>(i)).mnemonic);
  }
  ExpectCovered("op", words, rows);
}

TEST(Coverage, HostFunctions) {
  auto places = kPrograms;
  places.insert(places.end(), {{"hostabi", "_test.cpp"}, {"codegen", "_test.cpp"}, {"tests/golden", ".ir"}});
  auto words = WordsOf(places);
  for (const std::string& word : std::set<std::string>(words)) {
    if (word.starts_with("vera_host_")) {
      words.insert(word.substr(10));
    }
  }
  // An operation of an effect is a word of a program by its own name: IO.print is io_print.
  for (const std::string& word : std::set<std::string>(words)) {
    for (const std::string effect : {"IO.", "Random."}) {
      if (word.starts_with(effect)) {
        words.insert((effect == "IO." ? "io_" : "") + word.substr(effect.size()));
      }
    }
  }
  std::vector<std::string> rows;
  for (const hostabi::HostFunction& row : hostabi::kHostFunctions) {
    rows.emplace_back(row.name);
  }
  ExpectCovered("host", words, rows);
}

TEST(Coverage, TrapsAndObjects) {
  const auto words = WordsOf({{"tests/conformance", ".json"}, {"jit", "_test.cpp"}, {"codegen", "_test.cpp"},
                              {"gc", "_cases.cpp"}, {"gc", "_test.cpp"}, {"hostabi", "_test.cpp"},
                              {"tests", "_test.cpp"}});
  std::set<std::string> names = words;
  std::vector<std::string> traps;
#define VERA_TRAP(name, value, text, exit_code)            \
  traps.emplace_back(text);                                \
  if (words.contains("k" #name)) {                         \
    names.insert(text);                                    \
  }
#include "gc/traps.def"
  ExpectCovered("trap", names, traps);
  std::vector<std::string> kinds;
  for (const gc::ObjectKindInfo& info : gc::kObjectKinds) {
    kinds.push_back("k" + std::string(info.name));
  }
  ExpectCovered("object", words, kinds);
}

// The test can fail.
TEST(Coverage, APlantedRowIsMissed) {
  const std::set<std::string> words{"known"};
  EXPECT_TRUE(Faults(words, {"known"}, {}).empty());
  EXPECT_EQ(Faults(words, {"known", "planted"}, {}).size(), 1u);
  EXPECT_TRUE(Faults(words, {"known", "planted"}, {{"planted", "a reason that says why"}}).empty());
  EXPECT_EQ(Faults(words, {"known", "planted"}, {{"planted", ""}}).size(), 1u);
  EXPECT_EQ(Faults(words, {"known"}, {{"known", "a reason that says why"}}).size(), 1u);
}

}  // namespace
}  // namespace vera::tests
