// json_parse and json_stringify.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

class JsonTest : public HostTest {
 protected:
  // What json_stringify makes of the parsed text, or the reason why it is none.
  std::string Again(std::string_view text) {
    Value result = host_.Call(vera_host_json_parse, host_.Text(text));
    if (host_.TagOf(result) == kErrTag) {
      return host_.Read(host_.RefField(result));
    }
    return Printed(host_.Keep(host_.RefField(result)));
  }
  std::string Printed(Ref json) { return host_.Read(host_.Call(vera_host_json_stringify, json)); }
  double Number(std::string_view text) {
    Value result = host_.Call(vera_host_json_parse, host_.Text(text));
    EXPECT_EQ(host_.TagOf(result), kOkTag) << text;
    return host_.ScalarField<double>(host_.RefField(result));
  }
};
VERA_HOST_TEST_SUITE(JsonTest);

TEST_P(JsonTest, Values) {
  EXPECT_EQ(Again("null"), "null");
  EXPECT_EQ(Again(" true\n"), "true");
  EXPECT_EQ(Again("[false,\t[], {}]"), "[false, [], {}]");
  EXPECT_EQ(Again("{\"b\":1,\"a\":{\"x\":[]}}"), "{\"b\": 1.0, \"a\": {\"x\": []}}");
  EXPECT_EQ(Again("[true, true, false, null]"), "[true, true, false, null]");
}

TEST_P(JsonTest, RepeatedNames) {
  EXPECT_EQ(Again("{\"a\":1,\"b\":2,\"a\":3}"), "{\"a\": 3.0, \"b\": 2.0}");
  EXPECT_EQ(Again("[{\"id\":1},{\"id\":2},{\"\":{\"id\":3}}]"),
            "[{\"id\": 1.0}, {\"id\": 2.0}, {\"\": {\"id\": 3.0}}]");
}

TEST_P(JsonTest, Numbers) {
  EXPECT_EQ(Again("[0, -0, -0.0, 1, 1.0, 1.50, -3e2]"), "[0.0, 0.0, -0.0, 1.0, 1.0, 1.5, -300.0]");
  EXPECT_EQ(Again("[1e15, 1e16, 123456789012345678, 0.0001, 0.00001, 1e21]"),
            "[1000000000000000.0, 1e+16, 1.2345678901234568e+17, 0.0001, 1e-05, 1e+21]");
  EXPECT_EQ(Again("9007199254740993"), "9007199254740992.0");
  EXPECT_EQ(Again("[5e-324, 2.4e-324, 1e-400, 1.7976931348623157e308]"),
            "[5e-324, 0.0, 0.0, 1.7976931348623157e+308]");
  // Halfway between two doubles: to the even one, and away from it by the last of many digits.
  EXPECT_EQ(Again("9007199254740993.00000000000000000000000000000000000000000000000001"),
            "9007199254740994.0");
  // Zeros on either side that the exponent takes back.
  EXPECT_EQ(Again("[0." + std::string(400, '0') + "1e401, 1" + std::string(400, '0') + "e-400]"),
            "[1.0, 1.0]");
}

TEST_P(JsonTest, NumbersWithoutAValue) {
  EXPECT_TRUE(std::isinf(Number("1e400")));
  EXPECT_TRUE(std::isinf(Number("-1e99999999999999999999")));
  EXPECT_TRUE(std::isnan(Number("NaN")));
  EXPECT_EQ(Number("-Infinity"), -INFINITY);
  EXPECT_EQ(Number("0e99999999999999999999"), 0.0);
  EXPECT_EQ(Again("1" + std::string(400, '0')),
            "line 1, column 1: an integer is beyond the range of Float64");
}

TEST_P(JsonTest, NoTextForWhatIsNotFinite) {
  Value nan =
      host_.Keep(NewScalarBox(host_.state(), host_.sp(), kJNumberTag, 0x7FF8000000000000, 8));
  EXPECT_EQ(host_.TrapOf([&] { host_.Call(vera_host_json_stringify, nan); }),
            gc::TrapKind::kUnknown);
  EXPECT_EQ(TrapDetail(host_.state()), "JSON has no number for NaN or an infinity");
}

TEST_P(JsonTest, Strings) {
  EXPECT_EQ(Again(R"("a\"\\\/\b\f\n\r\t")"), R"("a\"\\/\b\f\n\r\t")");
  EXPECT_EQ(Again(R"("\u0000\u001f\u007f\u00e9\u20ac\ud83d\ude00")"),
            "\"\\u0000\\u001f\x7F\u00e9\u20ac\U0001F600\"");
  // Longer than a word of the scanner, with what it looks for at every place of one.
  for (size_t i = 0; i < 20; ++i) {
    std::string text(20, 'x');
    text.replace(i, 1, "\\n\u00e9");
    EXPECT_EQ(Again("\"" + text + "\""), "\"" + text + "\"");
  }
}

TEST_P(JsonTest, BytesThatAreNotUtf8) {
  EXPECT_EQ(Again("\"a\xC3\""), "\"a\uFFFD\"");
  EXPECT_EQ(Again("\"\xFF\\n\xED\xA0\x80\""), "\"\uFFFD\\n\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(
      Printed(host_.Keep(NewRefBox(host_.state(), host_.sp(), kJStringTag, host_.Text("\xC3(")))),
      "\"\uFFFD(\"");
}

TEST_P(JsonTest, FaultsSayWhatIsWrongAndWhere) {
  EXPECT_EQ(Again(""), "line 1, column 1: expected a value, but the text ends");
  EXPECT_EQ(Again("[1,]"), "line 1, column 4: expected a value, but there is ']'");
  EXPECT_EQ(Again("[1 2]"),
            "line 1, column 4: expected ',' or ']' after an element, but there is '2'");
  EXPECT_EQ(Again("{\n \"é\" 1}"), "line 2, column 6: expected ':' after a name, but there is '1'");
  EXPECT_EQ(Again("{'a':1}"),
            "line 1, column 2: expected a name in double quotes, but there is '''");
  EXPECT_EQ(Again("{\"a\":1"),
            "line 1, column 7: expected ',' or '}' after a field, but the text ends");
  EXPECT_EQ(Again("1 2"),
            "line 1, column 3: expected nothing more after the value, but there is '2'");
  EXPECT_EQ(Again("tru"), "line 1, column 1: expected a value, but there is 't'");
  EXPECT_EQ(Again("-"), "line 1, column 2: expected a digit, but the text ends");
  EXPECT_EQ(Again("1."), "line 1, column 3: expected a digit, but the text ends");
  EXPECT_EQ(Again("1e+x"), "line 1, column 4: expected a digit, but there is 'x'");
  EXPECT_EQ(Again("01"), "line 1, column 1: a number begins with a zero too many");
  EXPECT_EQ(Again("\"a\tb\""),
            "line 1, column 3: a string holds a control character, which must be written \\u0009");
  EXPECT_EQ(Again("\"\\x41\""), "line 1, column 2: no escape is written \\x");
  EXPECT_EQ(Again("\"\\u12\""), "line 1, column 2: \\u needs four hexadecimal digits");
  EXPECT_EQ(Again("[\"\\ud800x\"]"), "line 1, column 3: \\ud800 is half of a surrogate pair");
  EXPECT_EQ(Again("\"\\udc00\""), "line 1, column 2: \\udc00 is half of a surrogate pair");
  EXPECT_EQ(Again("[\"abc"), "line 1, column 2: a string does not end");
  EXPECT_EQ(Again("\"abc\\"), "line 1, column 1: a string does not end");
  EXPECT_EQ(Again("\xFF"), "line 1, column 1: expected a value, but there is a byte 0xff");
}

TEST_P(JsonTest, MoreThanTheTapeHoldsItself) {
  std::string text = "[";
  for (int i = 0; i < 300; ++i) {
    text += (i == 0 ? "{\"k\": " : ", {\"k\": ") + std::to_string(i) + ".5, \"name\": [\"v\"]}";
  }
  text += "]";
  EXPECT_EQ(Again(text), text);
}

// Under stress each allocation moves everything, which is quadratic in the depth.
TEST_P(JsonTest, DeepNesting) {
  const size_t depth = GetParam() ? 300 : 100000;
  std::string arrays(depth, '[');
  arrays.append(depth, ']');
  EXPECT_EQ(Again(arrays), arrays);
  std::string objects;
  for (size_t i = 0; i < depth; ++i) {
    objects += "{\"a\": ";
  }
  objects += "1.0" + std::string(depth, '}');
  EXPECT_EQ(Again(objects), objects);
  EXPECT_EQ(Again(std::string(depth, '[')), "line 1, column " + std::to_string(depth + 1) +
                                                ": expected a value, but the text ends");
}

}  // namespace
}  // namespace vera::hostabi
