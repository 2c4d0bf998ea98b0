#include "hostabi/inference_json.h"

#include <gtest/gtest.h>

#include <string>

namespace vera::hostabi {
namespace {

std::string Quoted(std::string_view text) {
  ByteBuffer out;
  AppendQuotedJson(text, &out);
  return std::string(out.view());
}

// The string at a[0].b, or what FindJsonString says.
std::string Find(std::string_view json) {
  constexpr std::string_view kPath[] = {"a", "", "b"};
  ByteBuffer out;
  switch (FindJsonString(json, kPath, &out)) {
    case JsonSearch::kFound:
      return std::string(out.view());
    case JsonSearch::kMissing:
      return "missing";
    case JsonSearch::kNotJson:
      return "not JSON";
  }
  return "";
}

TEST(InferenceJson, Quotes) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("a\"\\\n\x01\xC3\xA9"), "\"a\\\"\\\\\\u000a\\u0001\xC3\xA9\"");
  EXPECT_EQ(Quoted("\xFF"), "\"\xEF\xBF\xBD\"");
}

TEST(InferenceJson, Finds) {
  EXPECT_EQ(Find(R"({"a":[{"b":"x"}]})"), "x");
  EXPECT_EQ(Find(R"( { "z" : [1, {"b": "no"}, "}]"] , "a" : [ {"c": -1.5e3, "b" : "y" }, 2 ] } )"),
            "y");
  EXPECT_EQ(Find(R"({"a":[{"b":"\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00"}]})"),
            "\"\\/\b\f\n\r\tA\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_EQ(Find(R"({"a":[{"b":"\ud83dx\ude00\ud83d\u0041"}]})"),
            "\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD"
            "A");
  // Nothing is too deep to be passed over.
  const std::string deep(300000, '[');
  EXPECT_EQ(Find("{\"z\":" + deep + std::string(300000, ']') + ",\"a\":[{\"b\":\"x\"}]}"), "x");
}

TEST(InferenceJson, MissesAndFaults) {
  for (const char* json : {"{}", "[]", "1", "\"a\"", R"({"a":[]})", R"({"a":{}})", R"({"a":[[]]})",
                           R"({"a":[{"b":1}]})", R"({"a":[{"b":null}]})", R"({"a":[{"c":"b"}]})"}) {
    EXPECT_EQ(Find(json), "missing") << json;
  }
  for (const char* json : {"", " ", "<html>", "{", "]", R"({"a)", "{} {}", R"({"a":[{"b":"x})",
                           "\"\n\"", R"({"a":[{"b":"\x"}]})", R"({"a":[{"b":"\u12"}]})", "\"\\"}) {
    EXPECT_EQ(Find(json), "not JSON") << json;
  }
}

}  // namespace
}  // namespace vera::hostabi
