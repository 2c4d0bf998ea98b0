// float_to_string (spec §9.6.11): an integer part, and one to six decimals without trailing zeros.
// Rounding is the language's own, not that of printf: the fraction times 10^6, as a Float64
// product, to the nearest integer, halves up. A magnitude from 2^63 on traps.

#include <math.h>

#include "hostabi/host_functions.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

constexpr int kDecimals = 6;
constexpr int64_t kDecimalScale = 1000000;
constexpr double kFirstTooLarge = 0x1p63;
// Sign, 19 digits, point, decimals.
constexpr size_t kMaxText = 1 + 19 + 1 + kDecimals;

// Writes the text so that it ends at `end`; returns where it begins. `magnitude` is in [0, 2^63).
char* FormatBefore(char* end, double magnitude, bool negative) {
  auto whole = static_cast<int64_t>(magnitude);
  // Exact: a Float64 that has a fraction is below 2^53.
  const double fraction = magnitude - static_cast<double>(whole);
  // Two statements, so that no target fuses product and sum: the product is rounded by itself.
  const double scaled = fraction * 1e6;
  auto decimals = static_cast<int64_t>(scaled + 0.5);
  if (decimals == kDecimalScale) {
    ++whole;
    decimals = 0;
  }
  int count = kDecimals;
  while (count > 1 && decimals % 10 == 0) {
    decimals /= 10;
    --count;
  }
  for (; count > 0; --count, decimals /= 10) {
    *--end = static_cast<char>('0' + decimals % 10);
  }
  *--end = '.';
  do {
    *--end = static_cast<char>('0' + whole % 10);
    whole /= 10;
  } while (whole != 0);
  if (negative) {
    *--end = '-';
  }
  return end;
}

}  // namespace

extern "C" {

Ref vera_host_float_to_string(RuntimeState* state, Ref* sp, double value) {
  if (isnan(value)) {
    return NewString(state, sp, std::string_view("nan"));
  }
  if (isinf(value)) {
    return NewString(state, sp, std::string_view(value < 0 ? "-inf" : "inf"));
  }
  // -0.0 is not below zero and prints without a sign; what merely rounds to zero keeps its own.
  const bool negative = value < 0;
  const double magnitude = fabs(value);
  if (magnitude >= kFirstTooLarge) {
    vera_gc_trap(state, gc::TrapKind::kOverflow);
  }
  char text[kMaxText];
  char* end = text + sizeof(text);
  char* begin = FormatBefore(end, magnitude, negative);
  return NewString(state, sp, std::string_view(begin, static_cast<size_t>(end - begin)));
}

}  // extern "C"

}  // namespace vera::hostabi
