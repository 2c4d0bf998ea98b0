// Every numbered section of the specification has programs of ours (tests/conformance), or a reason
// why not.

#include <map>
#include <set>
#include <sstream>

#include "gtest/gtest.h"
#include "llvm/Support/JSON.h"
#include "tests/corpus.h"

namespace vera::tests {
namespace {

struct Shown {
  bool accepted = false;
  bool refused = false;  // at compile time or by a trap
};

std::map<std::string, Shown> ReadManifest() {
  std::map<std::string, Shown> sections;
  const std::string text = ReadFile("tests/conformance/manifest.json");
  auto parsed = llvm::json::parse(text);
  if (!parsed) {
    ADD_FAILURE() << "manifest.json: " << llvm::toString(parsed.takeError());
    return sections;
  }
  for (const llvm::json::Value& value : *parsed->getAsArray()) {
    const llvm::json::Object& object = *value.getAsObject();
    Shown& shown = sections[object.getString("section").value_or("").str()];
    const bool refused = object.get("error") != nullptr || object.getString("level") == "trap";
    (refused ? shown.refused : shown.accepted) = true;
  }
  return sections;
}

// What is wrong with one line of the list, given what the programs show; empty if nothing.
std::string FaultOf(const std::string& demand, const std::string& reason, const Shown& shown) {
  const bool any = shown.accepted || shown.refused;
  if (demand == "none") {
    if (any) {
      return "has a program now: write what its programs show instead of \"none\"";
    }
    return reason.empty() ? "has neither a program nor a reason" : "";
  }
  const bool accepts = demand == "both" || demand == "accepts";
  const bool refuses = demand == "both" || demand == "refuses";
  if (!accepts && !refuses) {
    return "says \"" + demand + "\", which is none of both, accepts, refuses, none";
  }
  if (accepts && !shown.accepted) {
    return "has no program that runs or is accepted";
  }
  if (refuses && !shown.refused) {
    return "has no program that is refused or traps";
  }
  return "";
}

TEST(Sections, EachHasProgramsOrAReason) {
  std::map<std::string, Shown> programs = ReadManifest();
  std::set<std::string> listed;
  std::istringstream lines(ReadFile("tests/conformance/sections.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') {
      continue;
    }
    std::istringstream words(line);
    std::string section, demand, reason;
    words >> section >> demand >> std::ws;
    std::getline(words, reason);
    EXPECT_TRUE(listed.insert(section).second) << section << " is listed twice";
    const std::string fault = FaultOf(demand, reason, programs[section]);
    EXPECT_TRUE(fault.empty()) << "tests/conformance/sections.txt: section " << section << " "
                               << fault;
  }
  EXPECT_GT(listed.size(), 300u);
  for (const auto& [section, shown] : programs) {
    EXPECT_TRUE(listed.contains(section))
        << "manifest.json: " << section << " is no section of the specification";
  }
}

// What is there to be read is in canonical form. Programs that are refused may be wrong in that
// too.
TEST(Corpus, IsCanonical) {
  size_t count = 0;
  for (const char* folder : {"examples", "tests/conformance", "tests/size", "builtins/prelude"}) {
    for (const std::string& file : FindFiles(folder, ".vera")) {
      if (!file.ends_with(".fail.vera") && file.find("/broken/") == std::string::npos) {
        ++count;
        EXPECT_EQ(RunVera({"fmt", "--check", file}).exit_code, 0)
            << file << ": run vera fmt --write";
      }
    }
  }
  EXPECT_GT(count, 400u);
}

// The judgement itself, on planted faults.
TEST(Sections, FaultsAreFound) {
  const Shown nothing, accepted{true, false}, refused{false, true}, both{true, true};
  EXPECT_EQ(FaultOf("both", "", both), "");
  EXPECT_EQ(FaultOf("accepts", "", accepted), "");
  EXPECT_EQ(FaultOf("refuses", "", refused), "");
  EXPECT_EQ(FaultOf("none", "later", nothing), "");
  for (const auto& [demand, shown] : {std::pair{"both", accepted},
                                      {"both", refused},
                                      {"both", nothing},
                                      {"accepts", nothing},
                                      {"accepts", refused},
                                      {"refuses", nothing},
                                      {"refuses", accepted},
                                      {"none", nothing},
                                      {"none", accepted},
                                      {"maybe", accepted}}) {
    EXPECT_NE(FaultOf(demand, "", shown), "") << demand;
  }
}

}  // namespace
}  // namespace vera::tests
