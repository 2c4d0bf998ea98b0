#include "support/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace vera {
namespace {

TEST(JsonQuote, EscapesWhatIsNotPrintableAscii) {
  EXPECT_EQ(JsonQuote("a\"\\/\b\f\n\r\t"), "\"a\\\"\\\\/\\b\\f\\n\\r\\t\"");
  EXPECT_EQ(JsonQuote(std::string_view("\0\x1F\x7F", 3)), "\"\\u0000\\u001f\\u007f\"");
  EXPECT_EQ(JsonQuote("\u00e9\u20ac\U0001F600"), "\"\\u00e9\\u20ac\\ud83d\\ude00\"");
}

TEST(JsonQuote, KeepsLoneSurrogatesAndReplacesBadBytes) {
  EXPECT_EQ(JsonQuote("\xED\xA0\x80"), "\"\\ud800\"");
  EXPECT_EQ(JsonQuote("\xFF"), "\"\\ufffd\"");
  EXPECT_EQ(JsonQuote("\xC3"), "\"\\ufffd\"");
}

TEST(JsonNumber, IsShortestAndNeverLooksLikeAnInteger) {
  EXPECT_EQ(JsonNumber(1), "1.0");
  EXPECT_EQ(JsonNumber(-0.0), "-0.0");
  EXPECT_EQ(JsonNumber(0.1), "0.1");
  EXPECT_EQ(JsonNumber(0.0001), "0.0001");
  EXPECT_EQ(JsonNumber(0.00001), "1e-05");
  EXPECT_EQ(JsonNumber(1234567890123456), "1234567890123456.0");
  EXPECT_EQ(JsonNumber(1e16), "1e+16");
  EXPECT_EQ(JsonNumber(1.5e300), "1.5e+300");
  EXPECT_EQ(JsonNumber(std::numeric_limits<double>::denorm_min()), "5e-324");
  EXPECT_EQ(JsonNumber(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(JsonNumber(-std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(JsonNumber(std::numeric_limits<double>::quiet_NaN()), "NaN");
}

std::string Write(JsonWriter::Layout layout) {
  std::string out;
  JsonWriter writer(out, layout);
  writer.BeginObject();
  writer.Key("a");
  writer.BeginArray();
  writer.Int(-1);
  writer.Uint(18446744073709551615u);
  writer.Bool(true);
  writer.Null();
  writer.EndArray();
  writer.Key("b");
  writer.BeginObject();
  writer.EndObject();
  writer.Key("c");
  writer.BeginArray();
  writer.EndArray();
  writer.Key("d");
  writer.Double(0.5);
  writer.EndObject();
  return out;
}

TEST(JsonWriter, CompactIsOneLine) {
  EXPECT_EQ(Write(JsonWriter::Layout::kCompact),
            "{\"a\": [-1, 18446744073709551615, true, null], \"b\": {}, \"c\": [], \"d\": 0.5}");
}

TEST(JsonWriter, PrettyHasAnItemPerLine) {
  EXPECT_EQ(Write(JsonWriter::Layout::kPretty),
            "{\n  \"a\": [\n    -1,\n    18446744073709551615,\n    true,\n    null\n  ],\n"
            "  \"b\": {},\n  \"c\": [],\n  \"d\": 0.5\n}");
}

}  // namespace
}  // namespace vera
