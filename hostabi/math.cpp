// Transcendental functions of the C library, and integer powers (spec §9.6.9, §9.6.10). Outside its
// domain a function gives nan, at log's pole -inf; nothing traps.

#include <math.h>

#include "hostabi/host_functions.h"

namespace vera::hostabi {

extern "C" {

double vera_host_log(RuntimeState*, double x) { return log(x); }
double vera_host_log2(RuntimeState*, double x) { return log2(x); }
double vera_host_log10(RuntimeState*, double x) { return log10(x); }
double vera_host_sin(RuntimeState*, double x) { return sin(x); }
double vera_host_cos(RuntimeState*, double x) { return cos(x); }
double vera_host_tan(RuntimeState*, double x) { return tan(x); }
double vera_host_asin(RuntimeState*, double x) { return asin(x); }
double vera_host_acos(RuntimeState*, double x) { return acos(x); }
double vera_host_atan(RuntimeState*, double x) { return atan(x); }
double vera_host_atan2(RuntimeState*, double y, double x) { return atan2(y, x); }

// Squaring, not the C library's pow: the language fixes which products are formed, so results agree
// to the last bit everywhere. A negative power is the reciprocal of the positive one, so it is 0.0
// where that overflows.
double vera_host_pow(RuntimeState*, double base, int64_t exponent) {
  // Negated as unsigned: -2^63 has no positive Int.
  uint64_t left = exponent < 0 ? -static_cast<uint64_t>(exponent) : static_cast<uint64_t>(exponent);
  double result = 1.0;
  for (double square = base; left != 0; square *= square, left >>= 1) {
    if ((left & 1) != 0) {
      result *= square;
    }
  }
  return exponent < 0 ? 1.0 / result : result;
}

}  // extern "C"

}  // namespace vera::hostabi
