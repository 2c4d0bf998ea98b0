#ifndef VERA_HOSTABI_DECIMAL_WORDS_H_
#define VERA_HOSTABI_DECIMAL_WORDS_H_

#include <stddef.h>
#include <stdint.h>

// Internal. Natural numbers as words of 18 decimal digits, lowest word first. Decimal digits and
// not bits, because Decimal counts, cuts and prints digits: all of that is linear here, and would
// need a conversion of the whole number in binary.
//
// No function allocates; results lie in memory of the caller, which is disjoint from the operands
// unless a function says otherwise.

namespace vera::hostabi {

using Wide = unsigned __int128;

inline constexpr int kWordDigits = 18;
inline constexpr uint64_t kWordBase = 1000000000000000000;
inline constexpr int kWidePowerCount = 39;

struct PowersOf10 {
  constexpr PowersOf10() : wide() {
    wide[0] = 1;
    for (int i = 1; i < kWidePowerCount; ++i) {
      wide[i] = wide[i - 1] * 10;
    }
  }
  Wide wide[kWidePowerCount];
};
inline constexpr PowersOf10 kPowers;
constexpr Wide Power(int64_t exponent) { return kPowers.wide[exponent]; }
constexpr uint64_t WordPower(int64_t exponent) {
  return static_cast<uint64_t>(kPowers.wide[exponent]);
}

// Number of digits; 1 for 0.
inline int CountDigits(uint64_t value) {
  const int bits = 64 - __builtin_clzll(value | 1);
  const int digits = bits * 1233 >> 12;  // 1233 / 4096 is a little more than log10(2)
  return digits + (value >= WordPower(digits) ? 1 : 0) + (value == 0 ? 1 : 0);
}
inline int CountDigits(Wide value) {
  if (value >> 64 == 0) {
    return CountDigits(static_cast<uint64_t>(value));
  }
  const int bits = 128 - __builtin_clzll(static_cast<uint64_t>(value >> 64));
  const int digits = bits * 1233 >> 12;
  return digits + (value >= Power(digits) ? 1 : 0);
}

// Quotient and remainder of the division by kWordBase, for value < kWordBase^2: a product with the
// reciprocal, since a division of 128 bits is a call on every target (Möller and Granlund,
// "Improved division by invariant integers").
inline uint64_t SplitWide(Wide value, uint64_t* rest) {
  constexpr uint64_t divisor = kWordBase << 4;  // its highest bit is set
  constexpr uint64_t reciprocal = static_cast<uint64_t>(~Wide{0} / divisor - (Wide{1} << 64));
  value <<= 4;
  const auto high = static_cast<uint64_t>(value >> 64);
  const auto low = static_cast<uint64_t>(value);
  const Wide estimate = Wide{reciprocal} * high + value;
  uint64_t quotient = static_cast<uint64_t>(estimate >> 64) + 1;
  uint64_t remainder = low - quotient * divisor;
  if (remainder > static_cast<uint64_t>(estimate)) {
    --quotient;
    remainder += divisor;
  }
  if (remainder >= divisor) {
    ++quotient;
    remainder -= divisor;
  }
  *rest = remainder >> 4;
  return quotient;
}

// A number that lies elsewhere; its highest word is not zero.
struct Words {
  const uint64_t* data;
  size_t count;
};

uint64_t CountDigits(Words number);
// The 18 digits from the one that counts 10^position on; digits outside the number are zero.
uint64_t DigitsAt(Words number, int64_t position);
// Whether a digit below the one that counts 10^position is not zero.
bool HasDigitsBelow(Words number, uint64_t position);

// number * 10^shift, as `count` words; what does not fit must be zero.
void ShiftDigits(Words number, uint64_t shift, uint64_t* out, size_t count);
// Words without the zeros at the top.
Words Trimmed(const uint64_t* data, size_t count);

// Negative, zero or positive as a is less than, equal to or greater than b.
int CompareWords(Words a, Words b);
// number += more. The sum must fit.
void AddTo(uint64_t* number, size_t count, Words more);
// number -= less. The difference must not be negative.
void SubtractFrom(uint64_t* number, size_t count, Words less);
// number = from - number, over `count` words. The difference must not be negative.
void SubtractFromOther(uint64_t* number, size_t count, Words from);

// Words of memory that MultiplyWords needs beside its result.
size_t MultiplyWork(size_t a_count, size_t b_count);
// a * b, as a.count + b.count words: schoolbook for short numbers, Karatsuba's method for long
// ones.
void MultiplyWords(Words a, Words b, uint64_t* out, uint64_t* work);

// The first dividend_count - divisor_count words are the quotient's; its words go to `quotient`,
// the remainder (times a factor) stays in the dividend and the divisor is changed. The dividend's
// highest word must be zero and the divisor's must not. Quadratic only in a long quotient.
void DivideWords(uint64_t* dividend, size_t dividend_count, uint64_t* divisor, size_t divisor_count,
                 uint64_t* quotient);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_DECIMAL_WORDS_H_
