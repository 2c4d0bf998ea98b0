#ifndef VERA_HOSTABI_FLOAT_REPR_H_
#define VERA_HOSTABI_FLOAT_REPR_H_

#include <stddef.h>

namespace vera::hostabi {

inline constexpr size_t kFloatReprBytes = 32;

// Writes the shortest decimal that reads back as `value`, with a point or an exponent in it: 0.1,
// 3.0, 1e+16, nan, -inf. An exponent is written below 1e-4 and from 1e16 on, with two digits at
// least. Returns the number of bytes, at most kFloatReprBytes.
size_t FloatRepr(double value, char* out);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_FLOAT_REPR_H_
