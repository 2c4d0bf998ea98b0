// What is wrong with a text that is not JSON, in a sentence: what was expected, what is there, and
// where, by line and by column in characters.

#include "hostabi/json_text.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {
namespace {

void AppendNumber(uint64_t number, HostText* out) {
  char digits[20];
  char* begin = digits + sizeof(digits);
  do {
    *--begin = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  out->Append(std::string_view(begin, static_cast<size_t>(digits + sizeof(digits) - begin)));
}

void AppendCode(uint8_t code, HostText* out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out->Append(kDigits[code >> 4]);
  out->Append(kDigits[code & 15]);
}

void AppendFound(std::string_view rest, HostText* out) {
  if (rest.empty()) {
    out->Append("the text ends");
    return;
  }
  const auto byte = static_cast<uint8_t>(rest[0]);
  const Utf8Step step = FirstCharacter(rest);
  if (byte < 0x20 || byte == 0x7F || !step.valid) {
    out->Append("there is a byte 0x");
    AppendCode(byte, out);
    return;
  }
  out->Append("there is '");
  out->Append(rest.substr(0, step.size));
  out->Append('\'');
}

// What would have been right where something else is; empty for the other faults.
std::string_view Expected(JsonFault fault) {
  switch (fault) {
    case JsonFault::kValue:
      return "a value";
    case JsonFault::kName:
      return "a name in double quotes";
    case JsonFault::kColon:
      return "':' after a name";
    case JsonFault::kElementEnd:
      return "',' or ']' after an element";
    case JsonFault::kFieldEnd:
      return "',' or '}' after a field";
    case JsonFault::kTextEnd:
      return "nothing more after the value";
    case JsonFault::kDigit:
      return "a digit";
    default:
      return {};
  }
}

void AppendReason(std::string_view rest, JsonFault fault, HostText* out) {
  switch (fault) {
    case JsonFault::kLeadingZero:
      out->Append("a number begins with a zero too many");
      break;
    case JsonFault::kTooLarge:
      out->Append("an integer is beyond the range of Float64");
      break;
    case JsonFault::kControl:
      out->Append("a string holds a control character, which must be written \\u00");
      AppendCode(static_cast<uint8_t>(rest[0]), out);
      break;
    case JsonFault::kEscape:
      out->Append("no escape is written \\");
      out->Append(rest.substr(1, rest.size() > 1 ? FirstCharacter(rest.substr(1)).size : 0));
      break;
    case JsonFault::kHexDigits:
      out->Append("\\u needs four hexadecimal digits");
      break;
    case JsonFault::kHalfPair:
      out->Append(rest.substr(0, 6));
      out->Append(" is half of a surrogate pair");
      break;
    case JsonFault::kOpenString:
      out->Append("a string does not end");
      break;
    default:
      out->Append("expected ");
      out->Append(Expected(fault));
      out->Append(", but ");
      AppendFound(rest, out);
      break;
  }
}

}  // namespace

void DescribeJsonError(std::string_view text, const JsonError& error, HostText* out) {
  uint64_t line = 1;
  uint64_t column = 1;
  for (char c : text.substr(0, error.offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<uint8_t>(c) & 0xC0) != 0x80) {
      ++column;
    }
  }
  out->Append("line ");
  AppendNumber(line, out);
  out->Append(", column ");
  AppendNumber(column, out);
  out->Append(": ");
  AppendReason(text.substr(error.offset), error.fault, out);
}

}  // namespace vera::hostabi
