// Values as text (spec §9.6.11, show in §9.8): integers, bytes, truth values.

#include <charconv>

#include "hostabi/host_functions.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

// Sign and digits of the longest 64-bit number.
constexpr size_t kMaxDigits = 20;

template <typename Integer>
Ref Digits(RuntimeState* state, Ref* sp, Integer value) {
  char text[kMaxDigits];
  const char* end = std::to_chars(text, text + kMaxDigits, value).ptr;
  return NewString(state, sp, std::string_view(text, static_cast<size_t>(end - text)));
}

}  // namespace

extern "C" {

Ref vera_host_int_to_string(RuntimeState* state, Ref* sp, int64_t value) {
  return Digits(state, sp, value);
}

Ref vera_host_nat_to_string(RuntimeState* state, Ref* sp, uint64_t value) {
  return Digits(state, sp, value);
}

Ref vera_host_bool_to_string(RuntimeState* state, Ref* sp, bool value) {
  return NewString(state, sp, std::string_view(value ? "true" : "false"));
}

Ref vera_host_byte_to_string(RuntimeState* state, Ref* sp, uint8_t value) {
  const char byte = static_cast<char>(value);
  return NewString(state, sp, std::string_view(&byte, 1));
}

Ref vera_host_show_unit(RuntimeState* state, Ref* sp) {
  return NewString(state, sp, std::string_view("unit"));
}

}  // extern "C"

}  // namespace vera::hostabi
