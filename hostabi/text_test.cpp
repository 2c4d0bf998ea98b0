// Numbers to text and back, Base64, URLs, UTF-8.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "hostabi/test_host.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {
namespace {

class TextTest : public HostTest {
 protected:
  std::string FloatText(double value) {
    return host_.Read(host_.Call(vera_host_float_to_string, value));
  }
  // "Ok(...)" or "Err(...)" of a parsing function, its value printed.
  std::string Parsed(Ref (*function)(RuntimeState*, Ref*, Ref), std::string_view text) {
    Value result = host_.Call(function, host_.Text(text));
    if (host_.TagOf(result) == kErrTag) {
      return host_.ReadResult(result);
    }
    if (function == vera_host_parse_bool) {
      return host_.ScalarField<uint8_t>(result) != 0 ? "Ok(true)" : "Ok(false)";
    }
    if (function == vera_host_parse_float64) {
      return "Ok(" + FloatText(host_.ScalarField<double>(result)) + ")";
    }
    return function == vera_host_parse_int
               ? "Ok(" + std::to_string(host_.ScalarField<int64_t>(result)) + ")"
               : "Ok(" + std::to_string(host_.ScalarField<uint64_t>(result)) + ")";
  }
  std::string Decoded(Ref (*function)(RuntimeState*, Ref*, Ref), std::string_view text) {
    return host_.ReadResult(host_.Call(function, host_.Text(text)));
  }
  std::string Encoded(Ref (*function)(RuntimeState*, Ref*, Ref), std::string_view text) {
    return host_.Read(host_.Call(function, host_.Text(text)));
  }
  std::string UrlParts(std::string_view text) {
    Value result = host_.Call(vera_host_url_parse, host_.Text(text));
    if (host_.TagOf(result) == kErrTag) {
      return host_.ReadResult(result);
    }
    std::string joined;
    auto* parts = gc::At<gc::FixedObject>(host_.state(), host_.RefField(result));
    for (uint32_t i = 0; i < kUrlPartsFields; ++i) {
      joined += (i == 0 ? "" : "|") + host_.Read(parts->refs[i]);
    }
    return joined;
  }
  std::string Rejoined(std::string_view text) {
    Value result = host_.Call(vera_host_url_parse, host_.Text(text));
    return host_.Read(host_.Call(vera_host_url_join, host_.RefField(result)));
  }
};
VERA_HOST_TEST_SUITE(TextTest);

TEST_P(TextTest, Integers) {
  auto text = [this](int64_t value) {
    return host_.Read(host_.Call(vera_host_int_to_string, value));
  };
  EXPECT_EQ(text(0), "0");
  EXPECT_EQ(text(INT64_MIN), "-9223372036854775808");
  EXPECT_EQ(text(INT64_MAX), "9223372036854775807");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_nat_to_string, UINT64_MAX)), "18446744073709551615");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_bool_to_string, true)), "true");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_byte_to_string, uint8_t{255})), "\xFF");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_show_unit)), "unit");
}

TEST_P(TextTest, FloatsHaveOneToSixDecimals) {
  EXPECT_EQ(FloatText(0.0), "0.0");
  EXPECT_EQ(FloatText(-0.0), "0.0");
  EXPECT_EQ(FloatText(-1e-9), "-0.0");
  EXPECT_EQ(FloatText(2.0 / 3.0), "0.666667");
  EXPECT_EQ(FloatText(0.9999999), "1.0");
  EXPECT_EQ(FloatText(1.9999996), "2.0");
  EXPECT_EQ(FloatText(-123456789.125), "-123456789.125");
  EXPECT_EQ(FloatText(1e15), "1000000000000000.0");
  EXPECT_EQ(FloatText(std::nextafter(0x1p63, 0)), "9223372036854774784.0");
  EXPECT_EQ(FloatText(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(FloatText(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(FloatText(-std::numeric_limits<double>::quiet_NaN()), "nan");
  for (double value : {0x1p63, -1e300}) {
    EXPECT_EQ(host_.TrapOf([&] { host_.Call(vera_host_float_to_string, value); }),
              gc::TrapKind::kOverflow);
  }
}

TEST_P(TextTest, ParseIntegers) {
  EXPECT_EQ(Parsed(vera_host_parse_int, "  +012  "), "Ok(12)");
  EXPECT_EQ(Parsed(vera_host_parse_int, "-9223372036854775808"), "Ok(-9223372036854775808)");
  EXPECT_EQ(Parsed(vera_host_parse_int, "9223372036854775808"), "Err(out of range)");
  EXPECT_EQ(Parsed(vera_host_parse_int, "-9223372036854775809"), "Err(out of range)");
  EXPECT_EQ(Parsed(vera_host_parse_int, "99999999999999999999x"), "Err(invalid digit)");
  EXPECT_EQ(Parsed(vera_host_parse_int, "-"), "Err(empty string)");
  EXPECT_EQ(Parsed(vera_host_parse_int, "1 2"), "Err(invalid digit)");
  EXPECT_EQ(Parsed(vera_host_parse_int, "\t3"), "Err(invalid digit)");
  EXPECT_EQ(Parsed(vera_host_parse_nat, "18446744073709551615"), "Ok(18446744073709551615)");
  EXPECT_EQ(Parsed(vera_host_parse_nat, "18446744073709551616"), "Err(out of range)");
  EXPECT_EQ(Parsed(vera_host_parse_nat, "+5"), "Err(invalid digit)");
  EXPECT_EQ(Parsed(vera_host_parse_nat, "   "), "Err(empty string)");
}

TEST_P(TextTest, ParseFloats) {
  EXPECT_EQ(Parsed(vera_host_parse_float64, " +2.5 "), "Ok(2.5)");
  EXPECT_EQ(Parsed(vera_host_parse_float64, ".5"), "Ok(0.5)");
  EXPECT_EQ(Parsed(vera_host_parse_float64, "-5."), "Ok(-5.0)");
  EXPECT_EQ(Parsed(vera_host_parse_float64, "."), "Err(empty string)");
  EXPECT_EQ(Parsed(vera_host_parse_float64, "1e3"), "Err(invalid character)");
  EXPECT_EQ(Parsed(vera_host_parse_float64, "nan"), "Err(invalid character)");
  EXPECT_EQ(Parsed(vera_host_parse_float64, "1.2.3"), "Err(invalid character)");
  EXPECT_EQ(Parsed(vera_host_parse_float64, "-" + std::string(400, '9')), "Ok(-inf)");
  EXPECT_EQ(Parsed(vera_host_parse_float64, "0." + std::string(400, '0') + "1"), "Ok(0.0)");
  Value tenth = host_.Call(vera_host_parse_float64, host_.Text("0.1"));
  EXPECT_EQ(host_.ScalarField<double>(tenth), 0.1);
}

TEST_P(TextTest, ParseBools) {
  EXPECT_EQ(Parsed(vera_host_parse_bool, "  true "), "Ok(true)");
  EXPECT_EQ(Parsed(vera_host_parse_bool, "true\n"), "Err(expected true or false)");
  EXPECT_EQ(Parsed(vera_host_parse_bool, "false"), "Ok(false)");
  EXPECT_EQ(Parsed(vera_host_parse_bool, "True"), "Err(expected true or false)");
}

TEST_P(TextTest, Base64) {
  EXPECT_EQ(Encoded(vera_host_base64_encode, ""), "");
  EXPECT_EQ(Encoded(vera_host_base64_encode, "f"), "Zg==");
  EXPECT_EQ(Encoded(vera_host_base64_encode, "fo"), "Zm8=");
  EXPECT_EQ(Encoded(vera_host_base64_encode, "foo"), "Zm9v");
  EXPECT_EQ(Decoded(vera_host_base64_decode, "aMOp"), "Ok(h\xC3\xA9)");
  EXPECT_EQ(Decoded(vera_host_base64_decode, "/w=="), "Ok(\xFF)");
  EXPECT_EQ(Decoded(vera_host_base64_decode, "Zg"), "Err(invalid base64 length)");
  EXPECT_EQ(Decoded(vera_host_base64_decode, "Z!=="), "Err(invalid base64)");
  EXPECT_EQ(Decoded(vera_host_base64_decode, "===="), "Err(invalid base64)");
}

TEST_P(TextTest, UrlEncoding) {
  EXPECT_EQ(Encoded(vera_host_url_encode, "-_.~*h\xC3\xA9 "), "-_.~%2Ah%C3%A9%20");
  EXPECT_EQ(Decoded(vera_host_url_decode, "%2f+%2F"), "Ok(/+/)");
  EXPECT_EQ(Decoded(vera_host_url_decode, "%4"), "Err(invalid percent-encoding)");
  EXPECT_EQ(Decoded(vera_host_url_decode, "%zz"), "Err(invalid percent-encoding)");
}

TEST_P(TextTest, UrlParts) {
  EXPECT_EQ(UrlParts("https://u@h:80/a/b?q=1&r#f"), "https|u@h:80|/a/b|q=1&r|f");
  EXPECT_EQ(UrlParts("mailto:a@b"), "mailto||a@b||");
  EXPECT_EQ(UrlParts("http://h?x#y"), "http|h||x|y");
  EXPECT_EQ(UrlParts("a:b?c?d#e#f"), "a||b|c?d|e#f");
  EXPECT_EQ(UrlParts("file:///p"), "file||/p||");
  EXPECT_EQ(UrlParts("://x"), "Err(missing scheme)");
  EXPECT_EQ(UrlParts("no scheme"), "Err(missing scheme)");
  EXPECT_EQ(Rejoined("https://h/p?q#f"), "https://h/p?q#f");
  EXPECT_EQ(Rejoined("mailto:a@b"), "mailto://a@b");
}

TEST(Math, IntegerPowers) {
  EXPECT_EQ(vera_host_pow(nullptr, 2.0, 10), 1024.0);
  EXPECT_EQ(vera_host_pow(nullptr, 0.0, -1), std::numeric_limits<double>::infinity());
  EXPECT_EQ(vera_host_pow(nullptr, std::nan(""), 0), 1.0);
  EXPECT_EQ(vera_host_pow(nullptr, 10.0, -3), 0.001);
  EXPECT_EQ(vera_host_pow(nullptr, 1.0, INT64_MIN), 1.0);
  EXPECT_EQ(vera_host_log(nullptr, 0.0), -std::numeric_limits<double>::infinity());
}

TEST(Utf8, EachBrokenPieceBecomesOneReplacement) {
  auto repaired = [](std::string_view text) {
    ByteBuffer out;
    AppendAsUtf8(&out, text);
    return std::string(out.view());
  };
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(repaired("abcdefgh\xC3\xA9"), "abcdefgh\xC3\xA9");
  EXPECT_EQ(repaired("\xA9\xC3"
                     "a"),
            r + r + "a");
  EXPECT_EQ(repaired("\xE2\x82"), r);
  EXPECT_EQ(repaired("\xE2\x82\xE2\x82\xAC"), r + "\xE2\x82\xAC");
  EXPECT_EQ(repaired("\xC0\x80"), r + r);
  EXPECT_EQ(repaired("\xED\xA0\x80"), r + r + r);
  EXPECT_EQ(repaired("\xF5"), r);
  EXPECT_EQ(repaired("\xF0\x9F\x98"), r);
  EXPECT_EQ(ValidPrefix("12345678\xFF"), 8u);
}

}  // namespace
}  // namespace vera::hostabi
