#ifndef VERA_HOSTABI_DECIMAL_NUMBER_H_
#define VERA_HOSTABI_DECIMAL_NUMBER_H_

#include <stddef.h>
#include <stdint.h>

#include "hostabi/decimal_words.h"

// Internal. Decimal arithmetic (spec §9.7.2): the General Decimal Arithmetic Specification with 28
// digits, halves to even. A number is a coefficient and a power of ten; its trailing zeros belong
// to it. Every result of arithmetic has at most 28 digits; only a text can denote more, exactly, so
// operands of any length come in and are rounded on the way.
//
// Values only: nothing here knows the heap. Time and memory are linear in the operands' digits but
// for a product of two long numbers that lies so near the middle between two results that no
// leading digits decide it; that one takes Karatsuba's method.

namespace vera::hostabi {

inline constexpr int kDecimalDigits = 28;
// Coefficients up to this length lie in the number itself.
inline constexpr int kSmallDigits = 2 * kWordDigits;

enum class DecimalKind : uint8_t { kFinite, kInfinite, kNan };

struct DecimalNumber {
  DecimalKind kind = DecimalKind::kFinite;
  bool negative = false;
  // Finite: (negative ? -1 : 1) * coefficient * 10^exponent.
  int64_t exponent = 0;
  // The coefficient if words.count is 0; below 10^kSmallDigits.
  Wide small = 0;
  // A coefficient of more than kSmallDigits digits, which lies elsewhere.
  Words words = {nullptr, 0};
};

inline bool IsFinite(const DecimalNumber& number) { return number.kind == DecimalKind::kFinite; }
inline bool IsZero(const DecimalNumber& number) {
  return IsFinite(number) && number.words.count == 0 && number.small == 0;
}
inline int64_t DigitsOf(const DecimalNumber& number) {
  return number.words.count == 0 ? CountDigits(number.small)
                                 : static_cast<int64_t>(CountDigits(number.words));
}
// The exponent of the first digit.
inline int64_t AdjustedExponent(const DecimalNumber& number) {
  return number.exponent + DigitsOf(number) - 1;
}

// Exponents of the first digit that a result may have. A smaller number loses digits and at last
// becomes zero; a larger one is an overflow.
struct DecimalRange {
  int64_t min;
  int64_t max;
  constexpr int64_t smallest_exponent() const { return min - (kDecimalDigits - 1); }
};
// Of sums, products and quotients; of negation, absolute value and rounding.
inline constexpr DecimalRange kWideRange = {-999999999999999999, 999999999999999999};
inline constexpr DecimalRange kNarrowRange = {-999999, 999999};

enum class DecimalStatus : uint8_t {
  kOk,
  kInvalid,   // infinity less infinity and the like, an order that a NaN has part in
  kOverflow,  // beyond the range
};

// Memory for one operation at a time.
class DecimalWork {
 public:
  // `count` words, valid until the next call.
  uint64_t* Take(size_t count) { return count <= kOwnWords ? own_ : TakeMore(count); }

 protected:
  ~DecimalWork() = default;
  virtual uint64_t* TakeMore(size_t count) = 0;

 private:
  static constexpr size_t kOwnWords = 24;  // enough for operands that lie in their numbers
  uint64_t own_[kOwnWords];
};

DecimalStatus AddDecimals(const DecimalNumber& a, const DecimalNumber& b, DecimalWork& work,
                          DecimalNumber* result);
DecimalStatus SubtractDecimals(const DecimalNumber& a, const DecimalNumber& b, DecimalWork& work,
                               DecimalNumber* result);
DecimalStatus MultiplyDecimals(const DecimalNumber& a, const DecimalNumber& b, DecimalWork& work,
                               DecimalNumber* result);
// The divisor is not zero.
DecimalStatus DivideDecimals(const DecimalNumber& a, const DecimalNumber& b, DecimalWork& work,
                             DecimalNumber* result);
// Rounded to 28 digits; zero loses its sign.
DecimalStatus NegateDecimal(const DecimalNumber& number, DecimalNumber* result);
DecimalStatus AbsoluteDecimal(const DecimalNumber& number, DecimalNumber* result);
// Rounded to `places` digits behind the point, or to a power of ten if places < 0. False if the
// result has no such form with 28 digits; the number then stays as it is.
bool RoundDecimal(const DecimalNumber& number, int64_t places, DecimalNumber* result);

// *order is negative, zero or positive.
DecimalStatus CompareDecimals(const DecimalNumber& a, const DecimalNumber& b, int* order);
// By value; a NaN equals nothing.
bool DecimalsEqual(const DecimalNumber& a, const DecimalNumber& b);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_DECIMAL_NUMBER_H_
