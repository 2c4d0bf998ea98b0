// Built-ins on a string's first byte (spec §9.6.22). The empty string is in no class.

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

template <typename Test>
bool FirstByteIs(const RuntimeState* state, Ref string, Test test) {
  std::string_view text = TextOf(state, string);
  return !text.empty() && test(text[0]);
}

template <typename Map>
Ref WithFirstByte(RuntimeState* state, Ref* sp, Ref string, Map map) {
  std::string_view text = TextOf(state, string);
  if (text.empty() || map(text[0]) == text[0]) {
    return string;
  }
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  uint32_t size = LengthOf(state, string);
  Ref result = NewString(state, roots.sp(), uint64_t{size});
  char* bytes = BytesOf(state, result);
  memcpy(bytes, BytesOf(state, source.get()), size);
  bytes[0] = map(bytes[0]);
  return result;
}

}  // namespace

extern "C" {

bool vera_host_is_alpha(RuntimeState* state, Ref string) {
  return FirstByteIs(state, string, IsAlpha);
}
bool vera_host_is_alphanumeric(RuntimeState* state, Ref string) {
  return FirstByteIs(state, string, IsAlphanumeric);
}
bool vera_host_is_digit(RuntimeState* state, Ref string) {
  return FirstByteIs(state, string, IsDigit);
}
bool vera_host_is_lower(RuntimeState* state, Ref string) {
  return FirstByteIs(state, string, IsLower);
}
bool vera_host_is_upper(RuntimeState* state, Ref string) {
  return FirstByteIs(state, string, IsUpper);
}
bool vera_host_is_whitespace(RuntimeState* state, Ref string) {
  return FirstByteIs(state, string, IsWhiteSpace);
}

Ref vera_host_char_to_lower(RuntimeState* state, Ref* sp, Ref string) {
  return WithFirstByte(state, sp, string, ToLower);
}
Ref vera_host_char_to_upper(RuntimeState* state, Ref* sp, Ref string) {
  return WithFirstByte(state, sp, string, ToUpper);
}

}  // extern "C"

}  // namespace vera::hostabi
