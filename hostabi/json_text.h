#ifndef VERA_HOSTABI_JSON_TEXT_H_
#define VERA_HOSTABI_JSON_TEXT_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "hostabi/host_text.h"
#include "hostabi/json_tape.h"

// Internal. JSON text in both directions, without the garbage-collected heap: texts to tapes,
// strings to and from their quoted form, and what is wrong with a text that is not JSON.
//
// What is accepted is RFC 8259 and NaN, Infinity and -Infinity, as in the reference. Bytes that are
// not UTF-8 count as U+FFFD.

namespace vera::hostabi {

enum class JsonFault : uint8_t {
  kValue,        // something else where a value must be
  kName,         // ... where a field's name must be
  kColon,        // ... after a name
  kElementEnd,   // ... after an element of an array
  kFieldEnd,     // ... after a field
  kTextEnd,      // ... after the value
  kDigit,        // ... in a number
  kLeadingZero,  // a number such as 01
  kTooLarge,     // an integer that no Float64 is near to
  kControl,      // a control character in a string
  kEscape,       // an unknown escape
  kHexDigits,    // \u without four digits
  kHalfPair,     // \u of half a surrogate pair
  kOpenString,   // a string that does not end
};
struct JsonError {
  JsonFault fault;
  size_t offset;
};

// False if `text` is not JSON. At most 2^31 bytes; nothing nested is too deep. Traps with
// kOutOfMemory.
bool ParseJson(std::string_view text, JsonTape* tape, JsonError* error);
// Appends a sentence with the place.
void DescribeJsonError(std::string_view text, const JsonError& error, HostText* out);

// Writes what `raw`, from between the quotes of a string that ParseJson accepted, stands for; the
// room for it is the entry's count.
void DecodeJsonString(std::string_view raw, char* out);
// Appends the string in quotes. Only what JSON demands is escaped.
void AppendJsonString(std::string_view text, HostText* out);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_JSON_TEXT_H_
