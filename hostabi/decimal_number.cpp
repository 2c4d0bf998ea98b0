#include "hostabi/decimal_number.h"

#include <string.h>

namespace vera::hostabi {
namespace {

constexpr Wide kFirstTooLong = Power(kDecimalDigits);

// The coefficient as words, whatever its length.
class Coefficient {
 public:
  explicit Coefficient(const DecimalNumber& number) : words_(number.words) {
    if (words_.count == 0) {
      own_[1] = SplitWide(number.small, &own_[0]);
      words_ = Trimmed(own_, 2);
    }
  }
  Coefficient(const Coefficient&) = delete;
  Coefficient& operator=(const Coefficient&) = delete;
  Words words() const { return words_; }

 private:
  uint64_t own_[2];
  Words words_;
};

DecimalNumber Zero(bool negative, int64_t exponent, const DecimalRange& range) {
  if (exponent < range.smallest_exponent()) {
    exponent = range.smallest_exponent();
  }
  if (exponent > range.max) {
    exponent = range.max;
  }
  return {.negative = negative, .exponent = exponent};
}
DecimalNumber Infinity(bool negative) {
  return {.kind = DecimalKind::kInfinite, .negative = negative};
}
DecimalNumber Nan() { return {.kind = DecimalKind::kNan}; }

// Without its last `drop` digits, halves to even. drop > 0.
Wide Round(Wide value, int64_t drop) {
  if (drop >= kWidePowerCount) {
    return 0;  // less than half of 10^39
  }
  const Wide unit = Power(drop);
  const Wide kept = value / unit;
  const Wide rest = value - kept * unit;
  const Wide half = unit / 2;
  return kept + (rest > half || (rest == half && (kept & 1) != 0) ? 1 : 0);
}
// Likewise; at most 28 digits are left.
Wide Round(Words value, int64_t drop) {
  const Wide kept = Wide{DigitsAt(value, drop + kWordDigits)} * kWordBase + DigitsAt(value, drop);
  const uint64_t digit = DigitsAt(value, drop - 1) % 10;
  const bool up = digit != 5
                      ? digit > 5
                      : (kept & 1) != 0 || HasDigitsBelow(value, static_cast<uint64_t>(drop) - 1);
  return kept + (up ? 1 : 0);
}

// Digits to drop so that 28 are left and the last one is within the range; not positive if none.
int64_t DigitsToDrop(int64_t digits, int64_t exponent, const DecimalRange& range) {
  const int64_t too_many = digits - kDecimalDigits;
  const int64_t too_small = range.smallest_exponent() - exponent;
  return too_many > too_small ? too_many : too_small;
}

// A coefficient of at most 28 digits, or 10^28 after rounding up, as a result.
DecimalStatus Settle(Wide coefficient, bool negative, int64_t exponent, const DecimalRange& range,
                     DecimalNumber* result) {
  if (coefficient == 0) {
    *result = Zero(negative, exponent, range);
    return DecimalStatus::kOk;
  }
  if (coefficient == kFirstTooLong) {
    coefficient /= 10;
    ++exponent;
  }
  if (exponent + CountDigits(coefficient) - 1 > range.max) {
    return DecimalStatus::kOverflow;
  }
  *result = {.negative = negative, .exponent = exponent, .small = coefficient};
  return DecimalStatus::kOk;
}
DecimalStatus Finish(Wide coefficient, bool negative, int64_t exponent, const DecimalRange& range,
                     DecimalNumber* result) {
  if (coefficient != 0) {
    const int64_t drop = DigitsToDrop(CountDigits(coefficient), exponent, range);
    if (drop > 0) {
      coefficient = Round(coefficient, drop);
      exponent += drop;
    }
  }
  return Settle(coefficient, negative, exponent, range, result);
}
DecimalStatus Finish(Words coefficient, bool negative, int64_t exponent, const DecimalRange& range,
                     DecimalNumber* result) {
  if (coefficient.count <= 2) {
    const Wide high = coefficient.count > 1 ? coefficient.data[1] : 0;
    const Wide low = coefficient.count > 0 ? coefficient.data[0] : 0;
    return Finish(high * kWordBase + low, negative, exponent, range, result);
  }
  const int64_t drop =
      DigitsToDrop(static_cast<int64_t>(CountDigits(coefficient)), exponent, range);
  return Settle(Round(coefficient, drop), negative, exponent + drop, range, result);
}
DecimalStatus Finish(const DecimalNumber& number, bool negative, const DecimalRange& range,
                     DecimalNumber* result) {
  return number.words.count == 0 ? Finish(number.small, negative, number.exponent, range, result)
                                 : Finish(number.words, negative, number.exponent, range, result);
}

// ---- Sums ----

// A number plus zero. Zeros are appended as far as the zero's exponent and 28 digits allow.
DecimalStatus AddZero(const DecimalNumber& number, bool negative, int64_t zero_exponent,
                      DecimalNumber* result) {
  const int64_t missing = number.exponent - zero_exponent;
  const int64_t room = kDecimalDigits - DigitsOf(number);
  const int64_t more = missing < room ? missing : room;
  if (more <= 0) {
    return Finish(number, negative, kWideRange, result);
  }
  return Finish(number.small * Power(more), negative, number.exponent - more, kWideRange, result);
}

// Neither operand is zero. False if the aligned coefficients do not fit into 38 digits.
bool AlignSmall(const DecimalNumber& a, const DecimalNumber& b, Wide* x, Wide* y,
                int64_t* exponent) {
  constexpr int64_t kDigits = kWidePowerCount - 1;
  if (a.words.count != 0 || b.words.count != 0) {
    return false;
  }
  *x = a.small;
  *y = b.small;
  const int64_t gap = a.exponent - b.exponent;
  if (gap > 0) {
    if (gap > kDigits || *x > Power(kDigits - gap)) {
      return false;
    }
    *x *= Power(gap);
    *exponent = b.exponent;
  } else if (gap < 0) {
    if (gap < -kDigits || *y > Power(kDigits + gap)) {
      return false;
    }
    *y *= Power(-gap);
    *exponent = a.exponent;
  } else {
    *exponent = a.exponent;
  }
  return true;
}

DecimalStatus AddLong(const DecimalNumber& a, const DecimalNumber& b, bool b_negative,
                      DecimalWork& work, DecimalNumber* result) {
  // `high` is the one with the larger exponent: it gets zeros, `low` stays as it is.
  const bool a_high = a.exponent >= b.exponent;
  const DecimalNumber& high = a_high ? a : b;
  const DecimalNumber& low = a_high ? b : a;
  const bool high_negative = a_high ? a.negative : b_negative;
  const bool low_negative = a_high ? b_negative : a.negative;
  const Coefficient high_words(high);
  const Coefficient low_words(low);
  // Far below the digits that count, only that it is there matters, not its size.
  const int64_t high_digits = DigitsOf(high);
  const int64_t room = high_digits - kDecimalDigits - 2;
  const int64_t last = high.exponent + (room < -1 ? room : -1);
  const uint64_t one = 1;
  Words low_part = low_words.words();
  int64_t exponent = low.exponent;
  if (AdjustedExponent(low) < last) {
    low_part = {&one, 1};
    exponent = last;
  }
  const auto shift = static_cast<uint64_t>(high.exponent - exponent);
  const auto shifted =
      static_cast<size_t>((static_cast<uint64_t>(high_digits) + shift) / kWordDigits + 1);
  const size_t count = (shifted > low_part.count ? shifted : low_part.count) + 1;
  uint64_t* sum = work.Take(count);
  ShiftDigits(high_words.words(), shift, sum, count);
  bool negative = high_negative;
  if (high_negative == low_negative) {
    AddTo(sum, count, low_part);
  } else if (CompareWords(Trimmed(sum, count), low_part) >= 0) {
    SubtractFrom(sum, count, low_part);
  } else {
    SubtractFromOther(sum, count, low_part);
    negative = low_negative;
  }
  const Words total = Trimmed(sum, count);
  return Finish(total, negative && total.count != 0, exponent, kWideRange, result);
}

DecimalStatus Sum(const DecimalNumber& a, const DecimalNumber& b, bool b_negative,
                  DecimalWork& work, DecimalNumber* result) {
  if (!IsFinite(a) || !IsFinite(b)) {
    if (a.kind == DecimalKind::kNan || b.kind == DecimalKind::kNan) {
      *result = Nan();
    } else if (!IsFinite(a) && !IsFinite(b) && a.negative != b_negative) {
      return DecimalStatus::kInvalid;
    } else {
      *result = Infinity(IsFinite(a) ? b_negative : a.negative);
    }
    return DecimalStatus::kOk;
  }
  const int64_t lower = a.exponent < b.exponent ? a.exponent : b.exponent;
  if (IsZero(a) || IsZero(b)) {
    if (IsZero(a) && IsZero(b)) {
      *result = Zero(a.negative && b_negative, lower, kWideRange);
      return DecimalStatus::kOk;
    }
    return IsZero(a) ? AddZero(b, b_negative, lower, result)
                     : AddZero(a, a.negative, lower, result);
  }
  Wide x;
  Wide y;
  int64_t exponent;
  if (!AlignSmall(a, b, &x, &y, &exponent)) {
    return AddLong(a, b, b_negative, work, result);
  }
  if (a.negative == b_negative) {
    return Finish(x + y, a.negative, exponent, kWideRange, result);
  }
  return x >= y ? Finish(x - y, a.negative && x != y, exponent, kWideRange, result)
                : Finish(y - x, b_negative, exponent, kWideRange, result);
}

// ---- Products ----

bool SameResult(const DecimalNumber& a, const DecimalNumber& b) {
  return a.small == b.small && a.exponent == b.exponent;
}

// The product of two long coefficients from their leading digits, if these decide it: the product
// lies between that of the leading words and that of the leading words plus one, and rounding keeps
// order.
bool MultiplyLeading(Words a, Words b, bool negative, int64_t exponent, DecimalStatus* status,
                     DecimalNumber* result) {
  constexpr size_t kLeading = 5;
  uint64_t low[2 * kLeading];
  uint64_t high[2 * kLeading + 1] = {};
  const size_t left_out = a.count + b.count - 2 * kLeading;
  exponent += static_cast<int64_t>(left_out) * kWordDigits;
  const Words a_leading = {a.data + a.count - kLeading, kLeading};
  const Words b_leading = {b.data + b.count - kLeading, kLeading};
  MultiplyWords(a_leading, b_leading, low, nullptr);
  // (a + 1)(b + 1) = ab + a + b + 1
  memcpy(high, low, sizeof(low));
  const uint64_t one = 1;
  AddTo(high, 2 * kLeading + 1, a_leading);
  AddTo(high, 2 * kLeading + 1, b_leading);
  AddTo(high, 2 * kLeading + 1, {&one, 1});
  DecimalNumber upper;
  const DecimalStatus upper_status =
      Finish(Trimmed(high, 2 * kLeading + 1), negative, exponent, kWideRange, &upper);
  *status = Finish(Trimmed(low, 2 * kLeading), negative, exponent, kWideRange, result);
  return *status == DecimalStatus::kOk && upper_status == DecimalStatus::kOk &&
         SameResult(upper, *result);
}

DecimalStatus MultiplyLong(const DecimalNumber& a, const DecimalNumber& b, bool negative,
                           int64_t exponent, DecimalWork& work, DecimalNumber* result) {
  constexpr size_t kFewWords = 8;
  const Coefficient a_words(a);
  const Coefficient b_words(b);
  const Words x = a_words.words();
  const Words y = b_words.words();
  if (x.count > kFewWords && y.count > kFewWords) {
    DecimalStatus status;
    if (MultiplyLeading(x, y, negative, exponent, &status, result)) {
      return status;
    }
  }
  const size_t count = x.count + y.count;
  uint64_t* product = work.Take(count + MultiplyWork(x.count, y.count));
  MultiplyWords(x, y, product, product + count);
  return Finish(Trimmed(product, count), negative, exponent, kWideRange, result);
}

// ---- Quotients ----

// Takes away trailing zeros, `most` at most; returns how many.
int64_t StripZeros(Wide* coefficient, int64_t most) {
  int64_t stripped = 0;
  uint64_t low;
  if (most >= kWordDigits && *coefficient >= kWordBase) {
    const uint64_t high = SplitWide(*coefficient, &low);
    if (low == 0) {
      *coefficient = high;
      stripped = kWordDigits;
    }
  }
  for (int64_t step = 8; step > 0; step /= 2) {
    const uint64_t unit = WordPower(step);
    // The largest step may be taken twice.
    for (int times = step == 8 ? 2 : 1; times > 0 && stripped + step <= most; --times) {
      if (*coefficient >> 64 == 0) {
        const auto value = static_cast<uint64_t>(*coefficient);
        if (value % unit != 0) {
          break;
        }
        *coefficient = value / unit;
      } else {
        if (*coefficient % unit != 0) {
          break;
        }
        *coefficient /= unit;
      }
      stripped += step;
    }
  }
  return stripped;
}

// A quotient of 29 or 30 digits, at `exponent`, as a result. An inexact one must not look like the
// middle between two results; an exact one gets the exponent `ideal` as far as its zeros allow.
DecimalStatus FinishQuotient(Wide quotient, bool exact, bool negative, int64_t exponent,
                             int64_t ideal, DecimalNumber* result) {
  if (!exact) {
    quotient += quotient % 5 == 0 ? 1 : 0;
  } else if (exponent < ideal) {
    exponent += StripZeros(&quotient, ideal - exponent);
  }
  return Finish(quotient, negative, exponent, kWideRange, result);
}

// By long division, up to 18 digits at a time. The divisor has one word, shift >= 0.
DecimalStatus DivideShort(Wide dividend, uint64_t divisor, int64_t shift, bool negative,
                          int64_t ideal, DecimalNumber* result) {
  Wide quotient = dividend / divisor;
  auto rest = static_cast<uint64_t>(dividend - quotient * divisor);
  int64_t exponent = ideal;
  while (rest != 0 && shift > 0) {
    const int64_t step = shift < kWordDigits ? shift : kWordDigits;
    const Wide part = Wide{rest} * WordPower(step);
    const Wide digits = part / divisor;
    rest = static_cast<uint64_t>(part - digits * divisor);
    quotient = quotient * WordPower(step) + digits;
    exponent -= step;
    shift -= step;
  }
  return FinishQuotient(quotient, rest == 0, negative, exponent, ideal, result);
}

DecimalStatus DivideLong(const DecimalNumber& a, const DecimalNumber& b, int64_t shift,
                         bool negative, int64_t ideal, DecimalWork& work, DecimalNumber* result) {
  const Coefficient a_words(a);
  const Coefficient b_words(b);
  const uint64_t more = shift > 0 ? static_cast<uint64_t>(shift) : 0;
  const uint64_t divisor_more = shift < 0 ? static_cast<uint64_t>(-shift) : 0;
  const size_t dividend_count = static_cast<size_t>(
      (CountDigits(a_words.words()) + more + kWordDigits - 1) / kWordDigits + 1);
  const size_t divisor_count = static_cast<size_t>(
      (CountDigits(b_words.words()) + divisor_more + kWordDigits - 1) / kWordDigits);
  uint64_t* dividend = work.Take(dividend_count + divisor_count);
  uint64_t* divisor = dividend + dividend_count;
  ShiftDigits(a_words.words(), more, dividend, dividend_count);
  ShiftDigits(b_words.words(), divisor_more, divisor, divisor_count);
  // The dividend is 10^28 to 10^30 times the divisor.
  uint64_t quotient[4] = {};
  DivideWords(dividend, dividend_count, divisor, divisor_count, quotient);
  const bool exact = Trimmed(dividend, dividend_count).count == 0;
  const Wide value = Wide{quotient[1]} * kWordBase + quotient[0];
  return FinishQuotient(value, exact, negative, ideal - shift, ideal, result);
}

// Digit by digit from the top; both have their first digit at the same place.
int CompareDigits(const DecimalNumber& a, const DecimalNumber& b) {
  const Coefficient a_words(a);
  const Coefficient b_words(b);
  int64_t a_position = DigitsOf(a);
  int64_t b_position = DigitsOf(b);
  while (a_position > 0 || b_position > 0) {
    a_position -= kWordDigits;
    b_position -= kWordDigits;
    const uint64_t x = DigitsAt(a_words.words(), a_position);
    const uint64_t y = DigitsAt(b_words.words(), b_position);
    if (x != y) {
      return x < y ? -1 : 1;
    }
  }
  return 0;
}

int CompareMagnitudes(const DecimalNumber& a, const DecimalNumber& b) {
  if (!IsFinite(a) || !IsFinite(b)) {
    return (IsFinite(a) ? 0 : 1) - (IsFinite(b) ? 0 : 1);
  }
  if (a.exponent == b.exponent && a.words.count == 0 && b.words.count == 0) {
    return a.small < b.small ? -1 : a.small > b.small ? 1 : 0;
  }
  const int64_t a_adjusted = AdjustedExponent(a);
  const int64_t b_adjusted = AdjustedExponent(b);
  if (a_adjusted != b_adjusted) {
    return a_adjusted < b_adjusted ? -1 : 1;
  }
  return CompareDigits(a, b);
}

// Neither is a NaN.
int Order(const DecimalNumber& a, const DecimalNumber& b) {
  if (IsZero(a) || IsZero(b)) {
    const int a_sign = IsZero(a) ? 0 : a.negative ? -1 : 1;
    const int b_sign = IsZero(b) ? 0 : b.negative ? -1 : 1;
    return a_sign - b_sign;
  }
  if (a.negative != b.negative) {
    return a.negative ? -1 : 1;
  }
  return a.negative ? CompareMagnitudes(b, a) : CompareMagnitudes(a, b);
}

DecimalStatus WithSign(const DecimalNumber& number, bool negative, DecimalNumber* result) {
  if (number.kind == DecimalKind::kNan) {
    *result = number;
    return DecimalStatus::kOk;
  }
  if (number.kind == DecimalKind::kInfinite) {
    *result = Infinity(negative);
    return DecimalStatus::kOk;
  }
  return Finish(number, negative && !IsZero(number), kNarrowRange, result);
}

}  // namespace

DecimalStatus AddDecimals(const DecimalNumber& a, const DecimalNumber& b, DecimalWork& work,
                          DecimalNumber* result) {
  return Sum(a, b, b.negative, work, result);
}

DecimalStatus SubtractDecimals(const DecimalNumber& a, const DecimalNumber& b, DecimalWork& work,
                               DecimalNumber* result) {
  return Sum(a, b, !b.negative, work, result);
}

DecimalStatus MultiplyDecimals(const DecimalNumber& a, const DecimalNumber& b, DecimalWork& work,
                               DecimalNumber* result) {
  const bool negative = a.negative != b.negative;
  if (!IsFinite(a) || !IsFinite(b)) {
    if (a.kind == DecimalKind::kNan || b.kind == DecimalKind::kNan) {
      *result = Nan();
    } else if (IsZero(a) || IsZero(b)) {
      return DecimalStatus::kInvalid;
    } else {
      *result = Infinity(negative);
    }
    return DecimalStatus::kOk;
  }
  const int64_t exponent = a.exponent + b.exponent;
  const bool short_words = a.words.count == 0 && b.words.count == 0;
  if (IsZero(a) || IsZero(b)) {
    *result = Zero(negative, exponent, kWideRange);
    return DecimalStatus::kOk;
  }
  if (short_words && a.small >> 64 == 0 && b.small >> 64 == 0) {
    return Finish(a.small * b.small, negative, exponent, kWideRange, result);
  }
  return MultiplyLong(a, b, negative, exponent, work, result);
}

DecimalStatus DivideDecimals(const DecimalNumber& a, const DecimalNumber& b, DecimalWork& work,
                             DecimalNumber* result) {
  const bool negative = a.negative != b.negative;
  if (!IsFinite(a) || !IsFinite(b)) {
    if (a.kind == DecimalKind::kNan || b.kind == DecimalKind::kNan) {
      *result = Nan();
    } else if (!IsFinite(a) && !IsFinite(b)) {
      return DecimalStatus::kInvalid;
    } else if (IsFinite(a)) {
      *result = Zero(negative, kWideRange.smallest_exponent(), kWideRange);
    } else {
      *result = Infinity(negative);
    }
    return DecimalStatus::kOk;
  }
  const int64_t ideal = a.exponent - b.exponent;
  if (IsZero(a)) {
    *result = Zero(negative, ideal, kWideRange);
    return DecimalStatus::kOk;
  }
  const int64_t shift = DigitsOf(b) - DigitsOf(a) + kDecimalDigits + 1;
  if (shift >= 0 && a.words.count == 0 && b.words.count == 0 && b.small < kWordBase) {
    return DivideShort(a.small, static_cast<uint64_t>(b.small), shift, negative, ideal, result);
  }
  return DivideLong(a, b, shift, negative, ideal, work, result);
}

DecimalStatus NegateDecimal(const DecimalNumber& number, DecimalNumber* result) {
  return WithSign(number, !number.negative, result);
}

DecimalStatus AbsoluteDecimal(const DecimalNumber& number, DecimalNumber* result) {
  return WithSign(number, false, result);
}

bool RoundDecimal(const DecimalNumber& number, int64_t places, DecimalNumber* result) {
  const DecimalRange& range = kNarrowRange;
  if (number.kind != DecimalKind::kFinite) {
    *result = number;
    return number.kind == DecimalKind::kNan;
  }
  // The exponent of 10^-places as this arithmetic has it: it has 28 digits at most, is zero beyond
  // the range on one side and does not exist on the other.
  int64_t exponent;
  if (places < -range.max) {
    return false;
  }
  if (places < 0) {
    exponent = -places < kDecimalDigits ? 0 : -places - (kDecimalDigits - 1);
  } else {
    exponent = places > -range.smallest_exponent() ? range.smallest_exponent() : -places;
  }
  if (IsZero(number)) {
    *result = Zero(number.negative, exponent, range);
    return true;
  }
  const int64_t adjusted = AdjustedExponent(number);
  if (adjusted > range.max || adjusted - exponent + 1 > kDecimalDigits) {
    return false;
  }
  const int64_t drop = exponent - number.exponent;
  Wide coefficient;
  if (drop <= 0) {
    coefficient = number.small * Power(-drop);
  } else {
    coefficient = number.words.count == 0 ? Round(number.small, drop) : Round(number.words, drop);
  }
  if (coefficient >= kFirstTooLong) {
    return false;
  }
  return Settle(coefficient, number.negative, exponent, range, result) == DecimalStatus::kOk;
}

DecimalStatus CompareDecimals(const DecimalNumber& a, const DecimalNumber& b, int* order) {
  if (a.kind == DecimalKind::kNan || b.kind == DecimalKind::kNan) {
    return DecimalStatus::kInvalid;
  }
  *order = Order(a, b);
  return DecimalStatus::kOk;
}

bool DecimalsEqual(const DecimalNumber& a, const DecimalNumber& b) {
  return a.kind != DecimalKind::kNan && b.kind != DecimalKind::kNan && Order(a, b) == 0;
}

}  // namespace vera::hostabi
