#include "hostabi/float_repr.h"

#include <math.h>
#include <string.h>

#include <charconv>
#include <string_view>

namespace vera::hostabi {
namespace {

size_t Put(char* out, std::string_view text) {
  memcpy(out, text.data(), text.size());
  return text.size();
}

}  // namespace

size_t FloatRepr(double value, char* out) {
  if (isnan(value)) {
    return Put(out, "nan");
  }
  if (isinf(value)) {
    return Put(out, value < 0 ? "-inf" : "inf");
  }
  const double magnitude = fabs(value);
  if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const auto written =
        std::to_chars(out, out + kFloatReprBytes, value, std::chars_format::scientific);
    return static_cast<size_t>(written.ptr - out);
  }
  const auto written = std::to_chars(out, out + kFloatReprBytes, value, std::chars_format::fixed);
  auto size = static_cast<size_t>(written.ptr - out);
  if (memchr(out, '.', size) == nullptr) {
    size += Put(out + size, ".0");
  }
  return size;
}

}  // namespace vera::hostabi
