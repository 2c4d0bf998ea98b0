// Text to values (spec §9.6.15). Each gives a Result whose Err is one of a few fixed texts.

#include <charconv>

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

constexpr std::string_view kEmpty = "empty string";
constexpr std::string_view kInvalidDigit = "invalid digit";
constexpr std::string_view kInvalidCharacter = "invalid character";
constexpr std::string_view kOutOfRange = "out of range";
constexpr std::string_view kNotBool = "expected true or false";

// What is parsed may stand between blanks; no other white space is skipped.
std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

// Null: *value holds the number. Else: what is wrong with the digits.
const std::string_view* ParseDigits(std::string_view digits, uint64_t* value) {
  if (digits.empty()) {
    return &kEmpty;
  }
  // A bad digit is reported rather than the overflow before it.
  for (char c : digits) {
    if (!IsDigit(c)) {
      return &kInvalidDigit;
    }
  }
  uint64_t number = 0;
  for (char c : digits) {
    if (__builtin_mul_overflow(number, uint64_t{10}, &number) ||
        __builtin_add_overflow(number, static_cast<uint64_t>(c - '0'), &number)) {
      return &kOutOfRange;
    }
  }
  *value = number;
  return nullptr;
}

const std::string_view* ParseFloat(std::string_view text, double* value) {
  if (text.empty()) {
    return &kEmpty;
  }
  bool negative = text[0] == '-';
  if (negative || text[0] == '+') {
    text.remove_prefix(1);
  }
  size_t digits = 0;
  size_t points = 0;
  for (char c : text) {
    if (IsDigit(c)) {
      ++digits;
    } else if (c == '.' && points == 0) {
      ++points;
    } else {
      return &kInvalidCharacter;
    }
  }
  if (digits == 0) {
    return &kEmpty;
  }
  double magnitude = 0.0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), magnitude, std::chars_format::fixed);
  if (error == std::errc::result_out_of_range) {
    // Too large or too small: the former if the integer part has a digit other than zero.
    const size_t first = text.find_first_not_of('0');
    magnitude = first < text.size() && IsDigit(text[first]) ? __builtin_inf() : 0.0;
  }
  *value = negative ? -magnitude : magnitude;
  return nullptr;
}

}  // namespace

extern "C" {

Ref vera_host_parse_int(RuntimeState* state, Ref* sp, Ref string) {
  std::string_view text = WithoutBlanks(TextOf(state, string));
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) {
    text.remove_prefix(1);
  }
  uint64_t magnitude = 0;
  const std::string_view* error = ParseDigits(text, &magnitude);
  const uint64_t largest = uint64_t{1} << 63;
  if (error == nullptr && magnitude >= largest + (negative ? 1 : 0)) {
    error = &kOutOfRange;
  }
  if (error != nullptr) {
    return NewErr(state, sp, *error);
  }
  return NewScalarBox(state, sp, kOkTag, negative ? -magnitude : magnitude, 8);
}

Ref vera_host_parse_nat(RuntimeState* state, Ref* sp, Ref string) {
  uint64_t value = 0;
  const std::string_view* error = ParseDigits(WithoutBlanks(TextOf(state, string)), &value);
  if (error != nullptr) {
    return NewErr(state, sp, *error);
  }
  return NewScalarBox(state, sp, kOkTag, value, 8);
}

Ref vera_host_parse_float64(RuntimeState* state, Ref* sp, Ref string) {
  double value = 0.0;
  const std::string_view* error = ParseFloat(WithoutBlanks(TextOf(state, string)), &value);
  if (error != nullptr) {
    return NewErr(state, sp, *error);
  }
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return NewScalarBox(state, sp, kOkTag, bits, 8);
}

Ref vera_host_parse_bool(RuntimeState* state, Ref* sp, Ref string) {
  std::string_view text = WithoutBlanks(TextOf(state, string));
  if (text == "true") {
    return NewScalarBox(state, sp, kOkTag, 1, 1);
  }
  if (text == "false") {
    return NewScalarBox(state, sp, kOkTag, 0, 1);
  }
  return NewErr(state, sp, kNotBool);
}

}  // extern "C"

}  // namespace vera::hostabi
