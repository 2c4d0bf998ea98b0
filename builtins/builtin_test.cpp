#include "builtins/builtin.h"

#include <gtest/gtest.h>

#include <string>

#include "builtins/data_types.h"
#include "builtins/effects.h"
#include "builtins/registry_json.h"

namespace vera::builtins {
namespace {

TEST(Builtins, AreAllThere) {
  EXPECT_EQ(AllBuiltins().size(), 164u);
  for (const Builtin& row : AllBuiltins()) {
    EXPECT_EQ(FindBuiltin(row.name), &row) << row.name;
    EXPECT_EQ(row.doc.back(), '.') << row.name;
    EXPECT_NE(row.signature.find(") effects("), std::string_view::npos) << row.name;
    EXPECT_FALSE(FamilyName(row.family).empty()) << row.name;
  }
  EXPECT_EQ(FindBuiltin("array_shuffle"), nullptr);
  EXPECT_EQ(FindBuiltin(""), nullptr);
}

TEST(Builtins, TargetIsTheNameUnlessGiven) {
  EXPECT_EQ(TargetOf(*FindBuiltin("to_string")), "int_to_string");
  EXPECT_EQ(TargetOf(*FindBuiltin("url_join")), "url_join");
}

TEST(Builtins, PreludeDefinesEachRowThatSaysSo) {
  for (const Builtin& row : AllBuiltins()) {
    if (row.lowering != Lowering::kPrelude) {
      continue;
    }
    std::string definition = " fn " + std::string(row.name) + "(";
    EXPECT_NE(PreludeSource(row.family).find(definition), std::string_view::npos) << row.name;
  }
  EXPECT_TRUE(PreludeSource(Family::kMath).empty());
}

TEST(Library, ModulesHaveTheirSource) {
  for (const char* module : {"csv", "date", "hash"}) {
    EXPECT_TRUE(StdSource(module).starts_with("module std." + std::string(module) + ";")) << module;
  }
  EXPECT_TRUE(StdSource("nothing").empty());
  ASSERT_NE(FindLibraryBuiltin("host_sha256"), nullptr);
  EXPECT_EQ(FindBuiltin("host_sha256"), nullptr);
}

TEST(Effects, AreFoundByName) {
  ASSERT_NE(FindEffect("IO"), nullptr);
  EXPECT_EQ(FindEffect("IO")->operations.size(), 11u);
  EXPECT_EQ(FindEffect("Io"), nullptr);
  EXPECT_EQ(FindAbility("Ord")->operation.name, "compare");
}

// Host functions build and take apart these values by tag, so the positions are part of the ABI.
TEST(DataTypes, TagsAreAsTheHostBuildsThem) {
  auto tag = [](std::string_view type, std::string_view constructor) -> size_t {
    const DataType* row = FindDataType(type);
    for (size_t i = 0; i < row->constructors.size(); ++i) {
      if (row->constructors[i].name == constructor) {
        return i;
      }
    }
    return ~size_t{0};
  };
  EXPECT_EQ(tag("Option", "None"), 0u);
  EXPECT_EQ(tag("Option", "Some"), 1u);
  EXPECT_EQ(tag("Result", "Ok"), 0u);
  EXPECT_EQ(tag("Result", "Err"), 1u);
  EXPECT_EQ(tag("Ordering", "Greater"), 2u);
  EXPECT_EQ(FindDataType("UrlParts")->constructors[0].fields.size(), 5u);
}

TEST(Registry, JsonHasTheDocumentedShape) {
  std::string json = BuiltinsJson();
  EXPECT_EQ(
      json.substr(0, json.find("    },")),
      "{\n  \"schema\": \"vera-builtins/1\",\n  \"items\": [\n    {\n      \"name\": \"abs\",\n"
      "      \"module\": \"core\",\n      \"kind\": \"function\",\n      \"since\": \"0.0.70\"\n");
  EXPECT_EQ(json.substr(json.size() - 12), "    }\n  ]\n}\n");
}

TEST(Registry, EffectsComeBeforeAbilitiesWithSortedOperations) {
  std::string text = EffectsText();
  EXPECT_NE(text.find("Random      effect   random_bool, random_float, random_int\nState "),
            std::string::npos);
  EXPECT_NE(text.find("State       effect   get, put\nEq          ability  eq\n"),
            std::string::npos);
  EXPECT_NE(EffectsJson().find("\"type_params\": [\n        \"E\"\n      ],\n"), std::string::npos);
}

TEST(Registry, ErrorsAreTheCallersRows) {
  ErrorRow rows[] = {{"E001", "parse", "No \"contract\"", "0.0.43"}};
  EXPECT_EQ(ErrorsText(rows), "E001  parse  No \"contract\"\n");
  EXPECT_EQ(
      ErrorsJson(rows),
      "{\n  \"schema\": \"vera-errors/1\",\n  \"items\": [\n    {\n      \"code\": \"E001\",\n"
      "      \"phase\": \"parse\",\n      \"title\": \"No \\\"contract\\\"\",\n"
      "      \"since\": \"0.0.43\"\n    }\n  ]\n}\n");
}

}  // namespace
}  // namespace vera::builtins
