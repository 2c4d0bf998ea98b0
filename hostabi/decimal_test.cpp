// Decimals behind handles: built-in functions, traps, and what lives in the store.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

class DecimalTest : public HostTest {
 protected:
  Value Parsed(std::string_view text) {
    Value option = host_.Call(vera_host_decimal_from_string, host_.Text(text));
    EXPECT_EQ(host_.TagOf(option), kSomeTag) << text;
    return host_.Keep(host_.RefField(option));
  }
  std::string TextOf(Ref decimal) {
    return host_.Read(host_.Call(vera_host_decimal_to_string, decimal));
  }
  using Binary = Ref (*)(RuntimeState*, Ref*, Ref, Ref);
  std::string Result(Binary function, std::string_view a, std::string_view b) {
    Value x = Parsed(a);
    Value y = Parsed(b);
    return TextOf(host_.Call(function, Ref(x), Ref(y)));
  }
  uint32_t Order(std::string_view a, std::string_view b) {
    Value x = Parsed(a);
    Value y = Parsed(b);
    return host_.TagOf(vera_host_decimal_compare(host_.state(), x, y));
  }
  bool Equal(std::string_view a, std::string_view b) {
    Value x = Parsed(a);
    Value y = Parsed(b);
    return vera_host_decimal_eq(host_.state(), x, y);
  }
  uint32_t Population() {
    host_.Collect();
    return hostabi::Population(host_.state()).decimals;
  }
};
VERA_HOST_TEST_SUITE(DecimalTest);

TEST_P(DecimalTest, Constructions) {
  EXPECT_EQ(TextOf(host_.Call(vera_host_decimal_from_int, int64_t{42})), "42");
  const int64_t smallest = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(TextOf(host_.Call(vera_host_decimal_from_int, smallest)), "-9223372036854775808");
  EXPECT_EQ(TextOf(host_.Call(vera_host_decimal_from_float, 2.50)), "2.5");
  EXPECT_EQ(host_.Call(vera_host_decimal_from_string, host_.Text("1_0")), None());
  const std::string long_text = std::string(5000, '7') + "." + std::string(5000, '3');
  EXPECT_EQ(TextOf(Parsed(long_text)), long_text);
}

TEST_P(DecimalTest, Arithmetic) {
  EXPECT_EQ(Result(vera_host_decimal_add, "1.10", "2.2"), "3.30");
  EXPECT_EQ(Result(vera_host_decimal_sub, "1.10", "2.2"), "-1.10");
  EXPECT_EQ(Result(vera_host_decimal_mul, "1.10", "2.2"), "2.420");
  Value one = Parsed("1");
  Value three = Parsed("3");
  Value zero = Parsed("0.00");
  Value quotient = host_.Call(vera_host_decimal_div, Ref(one), Ref(three));
  ASSERT_EQ(host_.TagOf(quotient), kSomeTag);
  EXPECT_EQ(TextOf(host_.RefField(quotient)), "0.3333333333333333333333333333");
  EXPECT_EQ(host_.Call(vera_host_decimal_div, Ref(one), Ref(zero)), None());
  EXPECT_EQ(TextOf(host_.Call(vera_host_decimal_neg, Ref(Parsed("1.5")))), "-1.5");
  EXPECT_EQ(TextOf(host_.Call(vera_host_decimal_abs, Ref(Parsed("-1.5")))), "1.5");
  EXPECT_EQ(TextOf(host_.Call(vera_host_decimal_round, Ref(Parsed("2.665")), int64_t{2})), "2.66");
  EXPECT_EQ(vera_host_decimal_to_float(host_.state(), Parsed("0.1")), 0.1);
}

TEST_P(DecimalTest, ARoundingThatCannotBeKeepsTheValue) {
  Value number = Parsed("123.456");
  EXPECT_EQ(host_.Call(vera_host_decimal_round, Ref(number), int64_t{26}), number);
  EXPECT_EQ(Population(), 1u);
}

TEST_P(DecimalTest, LongOperandsNeedWorkingMemory) {
  const std::string threes(4000, '3');
  const std::string ones(4000, '1');
  EXPECT_EQ(Result(vera_host_decimal_add, threes, "-" + ones),
            "2.222222222222222222222222222E+3999");
  EXPECT_EQ(Result(vera_host_decimal_mul, threes, ones), "3.703703703703703703703703704E+7998");
  Value dividend = Parsed(threes);
  Value divisor = Parsed(ones);
  Value quotient = host_.Call(vera_host_decimal_div, Ref(dividend), Ref(divisor));
  EXPECT_EQ(TextOf(host_.RefField(quotient)), "3");
}

TEST_P(DecimalTest, Order) {
  EXPECT_EQ(Order("1", "1.5"), 0u);
  EXPECT_EQ(Order("1.50", "1.5"), 1u);
  EXPECT_EQ(Order("2", "1.5"), 2u);
  EXPECT_TRUE(Equal("1.50", "1.5"));
  EXPECT_FALSE(Equal("1.51", "1.5"));
}

TEST_P(DecimalTest, WhatHasNoResultTraps) {
  const double infinity = std::numeric_limits<double>::infinity();
  Value infinite = host_.Call(vera_host_decimal_from_float, infinity);
  Value nan = host_.Call(vera_host_decimal_from_float, std::nan(""));
  Value zero = Parsed("0");
  Value large = Parsed("10E999999");
  RuntimeState* state = host_.state();
  EXPECT_EQ(host_.TrapOf([&] { vera_host_decimal_sub(state, host_.sp(), infinite, infinite); }),
            gc::TrapKind::kUnknown);
  EXPECT_NE(TrapDetail(state), "");
  EXPECT_EQ(host_.TrapOf([&] { vera_host_decimal_mul(state, host_.sp(), infinite, zero); }),
            gc::TrapKind::kUnknown);
  EXPECT_EQ(host_.TrapOf([&] { vera_host_decimal_div(state, host_.sp(), infinite, infinite); }),
            gc::TrapKind::kUnknown);
  EXPECT_EQ(host_.TrapOf([&] { vera_host_decimal_compare(state, nan, zero); }),
            gc::TrapKind::kUnknown);
  EXPECT_EQ(host_.TrapOf([&] { vera_host_decimal_neg(state, host_.sp(), large); }),
            gc::TrapKind::kOverflow);
  EXPECT_FALSE(vera_host_decimal_eq(state, nan, nan));
  host_.DropAll();
  EXPECT_EQ(Population(), 0u);
}

TEST_P(DecimalTest, TheStoreHoldsWhatIsReachable) {
  RuntimeState* state = host_.state();
  Value sum = Parsed("0.00");
  Value cent = Parsed("0.01");
  Ref* const mark = host_.sp();
  const int count = GetParam() ? 300 : 5000;
  for (int i = 0; i < count; ++i) {
    *sum.slot() = vera_host_decimal_add(state, mark, sum, cent);
  }
  // The sum, the cent, and the zero that a Some still holds.
  EXPECT_EQ(Population(), 3u);
  EXPECT_EQ(TextOf(sum), GetParam() ? "3.00" : "50.00");
  host_.DropAll();
  EXPECT_EQ(Population(), 0u);
}

TEST_P(DecimalTest, LongDecimalsCountAndGoBack) {
  host_.Collect();
  const int64_t before = host_.HostBytes();
  Parsed(std::string(100000, '9'));
  EXPECT_GT(host_.HostBytes() - before, 100000 / 18 * 8);
  host_.DropAll();
  EXPECT_EQ(Population(), 0u);
  // What is left is the store's table.
  EXPECT_LT(host_.HostBytes() - before, 2048);
}

}  // namespace
}  // namespace vera::hostabi
