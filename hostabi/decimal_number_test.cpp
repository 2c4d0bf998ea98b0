// Decimal arithmetic and texts; expected results are those of the General Decimal Arithmetic
// Specification with 28 digits, halves to even.

#include "hostabi/decimal_number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "hostabi/decimal_text.h"

namespace vera::hostabi {
namespace {

class TestWork final : public DecimalWork {
 protected:
  uint64_t* TakeMore(size_t count) override {
    words_.resize(count);
    return words_.data();
  }

 private:
  std::vector<uint64_t> words_;
};

std::string TextOf(const DecimalNumber& number) {
  std::string text(DecimalTextSize(number), '?');
  WriteDecimal(number, text.data());
  return text;
}

// A number of a text, which also keeps the words of its coefficient.
class Parsed {
 public:
  explicit Parsed(std::string_view text) {
    DecimalText parts;
    if (text == "NaN") {
      number_ = DecimalFromFloat(std::nan(""));
    } else if (text == "Infinity" || text == "-Infinity") {
      const double infinity = std::numeric_limits<double>::infinity();
      number_ = DecimalFromFloat(text[0] == '-' ? -infinity : infinity);
    } else if (ScanDecimal(text, &parts)) {
      words_.resize(WordsNeeded(parts));
      number_ = MakeDecimal(parts, words_.data());
    } else {
      ADD_FAILURE() << text;
    }
  }
  operator const DecimalNumber&() const { return number_; }

 private:
  DecimalNumber number_;
  std::vector<uint64_t> words_;
};

std::string Outcome(DecimalStatus status, const DecimalNumber& result) {
  return status == DecimalStatus::kInvalid    ? "invalid"
         : status == DecimalStatus::kOverflow ? "overflow"
                                              : TextOf(result);
}

using Operation = DecimalStatus (*)(const DecimalNumber&, const DecimalNumber&, DecimalWork&,
                                    DecimalNumber*);
std::string Apply(Operation operation, const DecimalNumber& a, const DecimalNumber& b) {
  TestWork work;
  DecimalNumber result;
  return Outcome(operation(a, b, work, &result), result);
}
std::string Sum(std::string_view a, std::string_view b) {
  return Apply(AddDecimals, Parsed(a), Parsed(b));
}
std::string Difference(std::string_view a, std::string_view b) {
  return Apply(SubtractDecimals, Parsed(a), Parsed(b));
}
std::string Product(std::string_view a, std::string_view b) {
  return Apply(MultiplyDecimals, Parsed(a), Parsed(b));
}
std::string Quotient(std::string_view a, std::string_view b) {
  return Apply(DivideDecimals, Parsed(a), Parsed(b));
}
std::string Negated(std::string_view a) {
  DecimalNumber result;
  return Outcome(NegateDecimal(Parsed(a), &result), result);
}
std::string Absolute(std::string_view a) {
  DecimalNumber result;
  return Outcome(AbsoluteDecimal(Parsed(a), &result), result);
}
std::string Rounded(std::string_view a, int64_t places) {
  DecimalNumber result;
  return RoundDecimal(Parsed(a), places, &result) ? TextOf(result) : "unchanged";
}
std::string Read(std::string_view text) {
  DecimalText parts;
  return ScanDecimal(text, &parts) ? TextOf(Parsed(text)) : "none";
}
std::string OfFloat(double value) { return TextOf(DecimalFromFloat(value)); }
double ToFloat(std::string_view text) { return DecimalToFloat(Parsed(text)); }

std::string Times(size_t count, std::string_view piece) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += piece;
  }
  return text;
}

TEST(DecimalTextTest, KeepsWhatWasWritten) {
  for (const char* text : {"0", "-0", "0.00", "1.10", "-12.50", "0.000001", "1E-7", "1.50E-7",
                           "0E-7", "1E+3", "0E+3", "1.20E+3", "123456789012345678.123456789"}) {
    EXPECT_EQ(Read(text), text);
  }
  EXPECT_EQ(Read("+007.50"), "7.50");
  EXPECT_EQ(Read("5."), "5");
  EXPECT_EQ(Read(".5"), "0.5");
  EXPECT_EQ(Read("1e3"), "1E+3");
  EXPECT_EQ(Read("12.34E-2"), "0.1234");
  EXPECT_EQ(Read("12.34e+5"), "1.234E+6");
  EXPECT_EQ(Read("0.0000001"), "1E-7");
  EXPECT_EQ(Read("1e999999"), "1E+999999");
  EXPECT_EQ(Read("1e-000000000000000000000000999999"), "1E-999999");
}

TEST(DecimalTextTest, IsExactWhateverTheLength) {
  for (size_t digits : {35, 36, 37, 53, 54, 55, 400, 10000}) {
    const std::string text = "1" + Times(digits - 2, "0") + "7";
    EXPECT_EQ(Read(text), text);
    EXPECT_EQ(Read("000." + text), text.size() < 6 ? "" : "0." + text);
    EXPECT_EQ(Read(text + ".50"), text + ".50");
    EXPECT_EQ(Read("-1." + text + "e-9"), "-1." + text + "E-9");
  }
  EXPECT_EQ(Read(Times(5000, "0") + "1"), "1");
}

TEST(DecimalTextTest, IgnoresWhiteSpaceAround) {
  EXPECT_EQ(Read(" \t\r\n\v\f1.5\x1c\x1d\x1e\x1f "), "1.5");
  EXPECT_EQ(Read("\u00a0\u0085\u1680\u2003\u2028\u2029\u202f\u205f\u30001.5\u3000\u2009\u00a0"),
            "1.5");
  EXPECT_EQ(Read("1 5"), "none");
  EXPECT_EQ(Read("\u200b1"), "none");
  EXPECT_EQ(Read("1\xc2"), "none");
  EXPECT_EQ(Read("\xa0"
                 "1"),
            "none");
}

TEST(DecimalTextTest, RefusesWhatIsNoDecimal) {
  for (const char* text : {"",           " ",
                           ".",          "+",
                           "-",          "e5",
                           ".e5",        "1e",
                           "1e+",        "1e5.5",
                           "1e 5",       "--1",
                           "+-1",        "1_000",
                           "1,5",        "0x10",
                           "NaN",        "nan",
                           "sNaN",       "Infinity",
                           "inf",        "-inf",
                           "1.2.3",      "1e1000000",
                           "1e-1000000", "1e99999999999999999999",
                           "\u0661",     "1f"}) {
    EXPECT_EQ(Read(text), "none") << text;
  }
  EXPECT_EQ(Read(std::string_view("1\0", 2)), "none");
}

TEST(DecimalTextTest, FloatsAreWhatTheirShortestTextSays) {
  EXPECT_EQ(OfFloat(100.0), "100.0");
  EXPECT_EQ(OfFloat(0.1), "0.1");
  EXPECT_EQ(OfFloat(-0.0), "-0.0");
  EXPECT_EQ(OfFloat(1e15), "1000000000000000.0");
  EXPECT_EQ(OfFloat(9007199254740993.0), "9007199254740992.0");
  EXPECT_EQ(OfFloat(1e16), "1E+16");
  EXPECT_EQ(OfFloat(123456789012345680.0), "1.2345678901234568E+17");
  EXPECT_EQ(OfFloat(0.0001), "0.0001");
  EXPECT_EQ(OfFloat(1e-5), "0.00001");
  EXPECT_EQ(OfFloat(1e-7), "1E-7");
  EXPECT_EQ(OfFloat(5e-324), "5E-324");
  EXPECT_EQ(OfFloat(1.7976931348623157e308), "1.7976931348623157E+308");
  EXPECT_EQ(OfFloat(std::nan("")), "NaN");
  EXPECT_EQ(OfFloat(-std::nan("")), "NaN");
  EXPECT_EQ(OfFloat(-std::numeric_limits<double>::infinity()), "-Infinity");
}

TEST(DecimalTextTest, ToTheNearestFloat) {
  EXPECT_EQ(ToFloat("0.1"), 0.1);
  EXPECT_EQ(ToFloat("-12.50"), -12.5);
  EXPECT_EQ(ToFloat("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(ToFloat("1e400"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(ToFloat("-1e309"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(ToFloat("1e-330"), 0.0);
  EXPECT_TRUE(std::signbit(ToFloat("-1e-900000")));
  EXPECT_EQ(ToFloat("4.9e-324"), 5e-324);
  EXPECT_TRUE(std::isnan(ToFloat("NaN")));
  EXPECT_EQ(ToFloat("-Infinity"), -std::numeric_limits<double>::infinity());
  // A digit far behind the middle between two floats decides.
  EXPECT_EQ(ToFloat("9007199254740993." + Times(5000, "0") + "1"), 9007199254740994.0);
  EXPECT_EQ(ToFloat("9007199254740993." + Times(5000, "0")), 9007199254740992.0);
  EXPECT_EQ(ToFloat("9007199254740992." + Times(5000, "9")), 9007199254740992.0);
}

TEST(DecimalArithmeticTest, SumsKeepTheLowerExponent) {
  EXPECT_EQ(Sum("1.30", "2"), "3.30");
  EXPECT_EQ(Sum("1E+2", "1"), "101");
  EXPECT_EQ(Difference("1.00", "1"), "0.00");
  EXPECT_EQ(Difference("0", "0"), "0");
  EXPECT_EQ(Sum("-0", "-0"), "-0");
  EXPECT_EQ(Sum("-0", "0.0"), "0.0");
  EXPECT_EQ(Difference("-1", "-1"), "0");
  EXPECT_EQ(Difference("3", "5"), "-2");
  EXPECT_EQ(Sum("0E-50", "1"), "1.000000000000000000000000000");
  EXPECT_EQ(Sum("0E+50", "1"), "1");
  EXPECT_EQ(Difference("0", "1.5"), "-1.5");
}

TEST(DecimalArithmeticTest, SumsAreRoundedOnce) {
  EXPECT_EQ(Sum("9999999999999999999999999999", "1"), "1.000000000000000000000000000E+28");
  EXPECT_EQ(Sum("9999999999999999999999999999", "0.5"), "1.000000000000000000000000000E+28");
  EXPECT_EQ(Sum("1000000000000000000000000000", "0.5"), "1000000000000000000000000000");
  EXPECT_EQ(Sum("1000000000000000000000000001", "0.5"), "1000000000000000000000000002");
  EXPECT_EQ(Sum("1000000000000000000000000000", "0.50001"), "1000000000000000000000000001");
  EXPECT_EQ(Sum("1", "1E-999999"), "1.000000000000000000000000000");
  EXPECT_EQ(Difference("1", "1E-999999"), "1.000000000000000000000000000");
  EXPECT_EQ(Difference("1E+999999", "1E-999999"), "1.000000000000000000000000000E+999999");
  EXPECT_EQ(Sum("1" + Times(40, "0"), "5"), "1.000000000000000000000000000E+40");
  // Two long numbers that nearly cancel.
  const std::string nines = Times(5000, "9");
  EXPECT_EQ(Difference(nines + ".5", nines), "0.5");
  EXPECT_EQ(Difference(nines, nines + ".75"), "-0.75");
  EXPECT_EQ(Sum(nines, "1"), "1.000000000000000000000000000E+5000");
  EXPECT_EQ(Sum("1" + Times(27, "0") + "5" + Times(5000, "0") + "1", "0"),
            "1.000000000000000000000000001E+5029");
}

TEST(DecimalArithmeticTest, Products) {
  EXPECT_EQ(Product("1.20", "3"), "3.60");
  EXPECT_EQ(Product("-0", "5.0"), "-0.0");
  EXPECT_EQ(Product("-2", "-0.5"), "1.0");
  EXPECT_EQ(Product("123456789.123456789", "987654321.987654321"), "121932631356500531.3472031691");
  EXPECT_EQ(Product("1e999999", "1e999999"), "1E+1999998");
  EXPECT_EQ(Product("1e-999999", "-1e-999999"), "-1E-1999998");
  EXPECT_EQ(Product("99999999999999999999", "99999999999999999999"),
            "9.999999999999999999800000000E+39");
  EXPECT_EQ(Product(Times(3000, "7"), Times(3000, "3")), "2.592592592592592592592592593E+5999");
}

TEST(DecimalArithmeticTest, ProductsThatLeadingDigitsDoNotDecide) {
  // (y + e)(y - e) = y^2 - e^2, and y^2 has 29 digits, the last of which is a 5.
  const std::string y = "100000000000005";
  for (size_t zeros : {100, 600, 3000, 20000}) {
    const std::string above = y + Times(zeros, "0") + "1";
    const std::string below = "100000000000004" + Times(zeros + 1, "9");
    const std::string exponent = "E+" + std::to_string(28 + 2 * (zeros + 1));
    EXPECT_EQ(Product(above, below), "1.000000000000100000000000002" + exponent);
    EXPECT_EQ(Product(above, above), "1.000000000000100000000000003" + exponent);
    EXPECT_EQ(Product(below, below), "1.000000000000100000000000002" + exponent);
    // Longer by far than the other factor.
    EXPECT_EQ(Product(above + Times(3 * zeros, "0"), below),
              "1.000000000000100000000000002E+" + std::to_string(28 + 2 * (zeros + 1) + 3 * zeros));
  }
}

TEST(DecimalArithmeticTest, Quotients) {
  EXPECT_EQ(Quotient("1", "3"), "0.3333333333333333333333333333");
  EXPECT_EQ(Quotient("-2", "3"), "-0.6666666666666666666666666667");
  EXPECT_EQ(Quotient("10", "4"), "2.5");
  EXPECT_EQ(Quotient("2.40", "2"), "1.20");
  EXPECT_EQ(Quotient("2.400", "2.00"), "1.2");
  EXPECT_EQ(Quotient("100", "1E+2"), "1.00");
  EXPECT_EQ(Quotient("1000", "10"), "100");
  EXPECT_EQ(Quotient("1E+3", "1"), "1E+3");
  EXPECT_EQ(Quotient("1", "8"), "0.125");
  EXPECT_EQ(Quotient("0.00", "-7"), "-0.00");
  EXPECT_EQ(Quotient("0E+5", "1E-3"), "0E+8");
  EXPECT_EQ(Quotient("1", "7000000000000000000000"), "1.428571428571428571428571429E-22");
  EXPECT_EQ(Quotient("5" + Times(40, "0"), "1"), "5.000000000000000000000000000E+40");
  // An exact half of the last digit, and a little more.
  EXPECT_EQ(Quotient("20000000000000000000000000010", "2"), "1.000000000000000000000000000E+28");
  EXPECT_EQ(Quotient("20000000000000000000000000030", "2"), "1.000000000000000000000000002E+28");
  EXPECT_EQ(Quotient(Times(3000, "7"), Times(3000, "3")), "2.333333333333333333333333333");
  EXPECT_EQ(Quotient("1", Times(3000, "9")), "1.000000000000000000000000000E-3000");
  EXPECT_EQ(Quotient(Times(3000, "9"), "99"), "1.010101010101010101010101010E+2998");
  EXPECT_EQ(Quotient("1" + Times(400, "0") + "1", "1" + Times(400, "0") + "1"), "1");
}

TEST(DecimalArithmeticTest, NegationAndAbsoluteValueRound) {
  EXPECT_EQ(Negated("1.50"), "-1.50");
  EXPECT_EQ(Negated("0.0"), "0.0");
  EXPECT_EQ(Negated("-0.0"), "0.0");
  EXPECT_EQ(Absolute("-0"), "0");
  EXPECT_EQ(Absolute("-7.25"), "7.25");
  EXPECT_EQ(Negated("12345678901234567890123456785"), "-1.234567890123456789012345678E+28");
  EXPECT_EQ(Absolute("-12345678901234567890123456795"), "1.234567890123456789012345680E+28");
  EXPECT_EQ(Negated("9" + Times(999, "9")), "-1.000000000000000000000000000E+1000");
  // The narrow range: what is too small loses digits, what is too large is none.
  EXPECT_EQ(Negated("1234E-999999"), "-1.234E-999996");
  EXPECT_EQ(Negated("1." + Times(40, "3") + "E-999999"), "-1.333333333333333333333333333E-999999");
  TestWork work;
  DecimalNumber tiny;
  MultiplyDecimals(Parsed("15E-999999"), Parsed("1E-28"), work, &tiny);
  DecimalNumber result;
  EXPECT_EQ(Outcome(NegateDecimal(tiny, &result), result), "-2E-1000026");
  MultiplyDecimals(Parsed("1E-999999"), Parsed("1E-999999"), work, &tiny);
  EXPECT_EQ(Outcome(NegateDecimal(tiny, &result), result), "-0E-1000026");
  EXPECT_EQ(Negated("10E+999999"), "overflow");
  EXPECT_EQ(Absolute("9" + Times(28, "9") + "E+999971"), "overflow");
}

TEST(DecimalArithmeticTest, RoundingToPlaces) {
  EXPECT_EQ(Rounded("2.345", 2), "2.34");
  EXPECT_EQ(Rounded("2.355", 2), "2.36");
  EXPECT_EQ(Rounded("2.3450001", 2), "2.35");
  EXPECT_EQ(Rounded("-0.5", 0), "-0");
  EXPECT_EQ(Rounded("1.5", 0), "2");
  EXPECT_EQ(Rounded("1", 3), "1.000");
  EXPECT_EQ(Rounded("1", 27), "1.000000000000000000000000000");
  EXPECT_EQ(Rounded("1", 28), "unchanged");
  EXPECT_EQ(Rounded("1234", -2), "1234");
  EXPECT_EQ(Rounded("1234.5", -27), "1234");
  EXPECT_EQ(Rounded("1234.5", -28), "1.23E+3");
  EXPECT_EQ(Rounded("1234.5", -31), "0E+4");
  EXPECT_EQ(Rounded("1E-5", 2), "0.00");
  EXPECT_EQ(Rounded("0", 5), "0.00000");
  EXPECT_EQ(Rounded("0", 2000000), "0E-1000026");
  EXPECT_EQ(Rounded("0", std::numeric_limits<int64_t>::max()), "0E-1000026");
  EXPECT_EQ(Rounded("0", -999999), "0E+999972");
  EXPECT_EQ(Rounded("0", -1000000), "unchanged");
  EXPECT_EQ(Rounded("1", std::numeric_limits<int64_t>::min()), "unchanged");
  EXPECT_EQ(Rounded("9999999999999999999999999999", 0), "9999999999999999999999999999");
  EXPECT_EQ(Rounded("9999999999999999999999999999.5", 0), "unchanged");
  EXPECT_EQ(Rounded("12345678901234567890.123456789012345", 2), "12345678901234567890.12");
  EXPECT_EQ(Rounded("1." + Times(900, "4"), 3), "1.444");
  EXPECT_EQ(Rounded("NaN", 3), "NaN");
  EXPECT_EQ(Rounded("-Infinity", 3), "unchanged");
}

TEST(DecimalArithmeticTest, Specials) {
  EXPECT_EQ(Sum("NaN", "1"), "NaN");
  EXPECT_EQ(Difference("Infinity", "-Infinity"), "Infinity");
  EXPECT_EQ(Difference("Infinity", "Infinity"), "invalid");
  EXPECT_EQ(Sum("1", "-Infinity"), "-Infinity");
  EXPECT_EQ(Difference("1", "-Infinity"), "Infinity");
  EXPECT_EQ(Product("Infinity", "0"), "invalid");
  EXPECT_EQ(Product("Infinity", "-2"), "-Infinity");
  EXPECT_EQ(Product("0", "NaN"), "NaN");
  EXPECT_EQ(Quotient("Infinity", "Infinity"), "invalid");
  EXPECT_EQ(Quotient("Infinity", "-3"), "-Infinity");
  EXPECT_EQ(Quotient("-1", "Infinity"), "-0E-1000000000000000026");
  EXPECT_EQ(Quotient("1", "NaN"), "NaN");
  EXPECT_EQ(Negated("Infinity"), "-Infinity");
  EXPECT_EQ(Negated("NaN"), "NaN");
  EXPECT_EQ(Absolute("-Infinity"), "Infinity");
}

TEST(DecimalArithmeticTest, TheWideRangeEnds) {
  // 10^999999, squared 39 times over, is beyond 10^(10^18 - 1).
  TestWork work;
  DecimalNumber large = Parsed("1E999999");
  DecimalNumber small = Parsed("1E-999999");
  for (int i = 0; i < 39; ++i) {
    ASSERT_EQ(MultiplyDecimals(large, large, work, &large), DecimalStatus::kOk);
    ASSERT_EQ(MultiplyDecimals(small, small, work, &small), DecimalStatus::kOk);
  }
  EXPECT_EQ(TextOf(large), "1E+549755264132186112");
  EXPECT_EQ(Apply(SubtractDecimals, large, small),
            "1.000000000000000000000000000E+549755264132186112");
  EXPECT_EQ(Apply(MultiplyDecimals, large, large), "overflow");
  EXPECT_EQ(Apply(MultiplyDecimals, small, small), "0E-1000000000000000026");
  EXPECT_EQ(Apply(DivideDecimals, large, small), "overflow");
  EXPECT_EQ(Apply(DivideDecimals, small, large), "0E-1000000000000000026");
}

TEST(DecimalArithmeticTest, OrderIsByValue) {
  const auto order = [](std::string_view a, std::string_view b) {
    int result = 99;
    const bool valid = CompareDecimals(Parsed(a), Parsed(b), &result) == DecimalStatus::kOk;
    return !valid ? "invalid" : result < 0 ? "<" : result > 0 ? ">" : "=";
  };
  EXPECT_STREQ(order("1.0", "1"), "=");
  EXPECT_STREQ(order("-0", "0E+9"), "=");
  EXPECT_STREQ(order("0", "-1E-999999"), ">");
  EXPECT_STREQ(order("-2", "-3"), ">");
  EXPECT_STREQ(order("1E+999999", "9"), ">");
  EXPECT_STREQ(order("1E+30", "1" + Times(30, "0")), "=");
  EXPECT_STREQ(order("1E+30", "1" + Times(29, "0") + "1"), "<");
  EXPECT_STREQ(order("0.1" + Times(3000, "0") + "1", "0.1"), ">");
  EXPECT_STREQ(order("-0.1" + Times(3000, "0") + "1", "-0.1"), "<");
  EXPECT_STREQ(order("Infinity", "1E+999999"), ">");
  EXPECT_STREQ(order("-Infinity", "-1E+999999"), "<");
  EXPECT_STREQ(order("Infinity", "Infinity"), "=");
  EXPECT_STREQ(order("Infinity", "0"), ">");
  EXPECT_STREQ(order("NaN", "1"), "invalid");
  EXPECT_TRUE(DecimalsEqual(Parsed("2.50"), Parsed("2.5")));
  EXPECT_FALSE(DecimalsEqual(Parsed("2.50"), Parsed("2.51")));
  EXPECT_FALSE(DecimalsEqual(Parsed("NaN"), Parsed("NaN")));
}

}  // namespace
}  // namespace vera::hostabi
