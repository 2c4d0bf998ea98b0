#ifndef VERA_HOSTABI_DECIMAL_TEXT_H_
#define VERA_HOSTABI_DECIMAL_TEXT_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "hostabi/decimal_number.h"

// Internal. Decimals as texts and as Float64 (spec §9.7.2).

namespace vera::hostabi {

// The parts of a text that denotes a decimal.
struct DecimalText {
  bool negative;
  int64_t exponent;
  // The coefficient's digits, of which `point` come first and may be followed by a point.
  std::string_view digits;
  size_t point;
  uint64_t significant;  // number of digits without the zeros in front, 0 for zero
};

// The grammar of decimal_from_string, between white space: [+-] digits [. digits] [e [+-] digits]
// with digits on at least one side of the point and an exponent of at most 999999 either way.
// False: no such text.
bool ScanDecimal(std::string_view text, DecimalText* parts);
// Words that the coefficient needs outside the number; 0 if it lies inside.
size_t WordsNeeded(const DecimalText& parts);
// `words` are as many as needed.
DecimalNumber MakeDecimal(const DecimalText& parts, uint64_t* words);

// The decimal that the shortest text which denotes the float stands for, in the form that text has
// there: with one decimal place at least below 10^16, so 100.0 has four digits.
DecimalNumber DecimalFromFloat(double value);
// The nearest; an infinity beyond the range.
double DecimalToFloat(const DecimalNumber& number);

// The canonical text: plain for exponents from -6 up to 0 and what they leave of the first digit,
// scientific otherwise.
uint64_t DecimalTextSize(const DecimalNumber& number);
void WriteDecimal(const DecimalNumber& number, char* out);
// Of a number whose coefficient lies inside.
inline constexpr size_t kMaxSmallDecimalText = kSmallDigits + 32;

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_DECIMAL_TEXT_H_
