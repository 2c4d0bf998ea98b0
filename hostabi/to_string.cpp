// Values as text (spec §9.6.11, show in §9.8): integers, bytes, truth values.

#include "hostabi/host_functions.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

// Writes the digits so that they end at `end`; returns where they begin.
char* DigitsBefore(char* end, uint64_t value) {
  do {
    *--end = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  return end;
}

}  // namespace

extern "C" {

Ref vera_host_int_to_string(RuntimeState* state, Ref* sp, int64_t value) {
  char text[20];
  char* end = text + sizeof(text);
  const uint64_t magnitude =
      value < 0 ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  char* begin = DigitsBefore(end, magnitude);
  if (value < 0) {
    *--begin = '-';
  }
  return NewString(state, sp, std::string_view(begin, static_cast<size_t>(end - begin)));
}

Ref vera_host_nat_to_string(RuntimeState* state, Ref* sp, uint64_t value) {
  char text[20];
  char* end = text + sizeof(text);
  char* begin = DigitsBefore(end, value);
  return NewString(state, sp, std::string_view(begin, static_cast<size_t>(end - begin)));
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
