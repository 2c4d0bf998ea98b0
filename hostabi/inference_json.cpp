#include "hostabi/inference_json.h"

#include "hostabi/ascii.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {
namespace {

// A place in a JSON text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool AtEnd() {
    SkipBlanks();
    return rest_.empty();
  }
  // Takes this character, behind blanks.
  bool Take(char c) {
    SkipBlanks();
    if (rest_.empty() || rest_.front() != c) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  // Takes a string; `raw` is what is between its quotes.
  bool TakeString(std::string_view* raw) {
    if (!Take('"')) {
      return false;
    }
    size_t end = 0;
    while (end < rest_.size() && rest_[end] != '"') {
      if (static_cast<unsigned char>(rest_[end]) < ' ') {
        return false;
      }
      end += rest_[end] == '\\' ? 2 : 1;
    }
    if (end >= rest_.size()) {
      return false;
    }
    *raw = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return true;
  }
  // Takes a value with all that is in it, however deep. Inside it only brackets, strings and words
  // are told apart.
  bool SkipValue() {
    uint64_t depth = 0;
    do {
      if (Take('{') || Take('[')) {
        ++depth;
      } else if (Take('}') || Take(']')) {
        if (depth == 0) {
          return false;
        }
        --depth;
      } else if (std::string_view raw;
                 !(depth != 0 && (Take(',') || Take(':'))) && !TakeString(&raw) && !TakeWord()) {
        return false;
      }
    } while (depth != 0);
    return true;
  }
  bool Enter(std::string_view step) { return step.empty() ? EnterArray() : EnterField(step); }

 private:
  void SkipBlanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t' ||
                              rest_.front() == '\n' || rest_.front() == '\r')) {
      rest_.remove_prefix(1);
    }
  }
  // A number, true, false or null.
  bool TakeWord() {
    size_t end = 0;
    while (end < rest_.size() && (IsAlphanumeric(rest_[end]) || rest_[end] == '-' ||
                                  rest_[end] == '+' || rest_[end] == '.')) {
      ++end;
    }
    rest_.remove_prefix(end);
    return end != 0;
  }
  // To the first element.
  bool EnterArray() { return Take('[') && !Take(']'); }
  // To the value of a field.
  bool EnterField(std::string_view name) {
    if (!Take('{')) {
      return false;
    }
    do {
      std::string_view key;
      if (!TakeString(&key) || !Take(':')) {
        return false;
      }
      // No provider writes such names with escapes.
      if (key == name) {
        return true;
      }
    } while (SkipValue() && Take(','));
    return false;
  }

  std::string_view rest_;
};

// The number of four hexadecimal digits; -1 if they are none.
int32_t HexNumber(std::string_view digits) {
  int32_t number = 0;
  for (char c : digits) {
    const int digit = HexDigit(c);
    if (digit < 0) {
      return -1;
    }
    number = number * 16 + digit;
  }
  return digits.size() == 4 ? number : -1;
}

void AppendCharacter(uint32_t c, ByteBuffer* out) {
  auto put = [out](uint32_t byte) { out->Append(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

// Takes what is behind a \u; half a surrogate pair becomes U+FFFD. False if there are no digits.
bool DecodeUnicodeEscape(std::string_view* raw, ByteBuffer* out) {
  const int32_t first = HexNumber(raw->substr(0, 4));
  if (first < 0) {
    return false;
  }
  raw->remove_prefix(4);
  auto character = static_cast<uint32_t>(first);
  if (character >= 0xD800 && character < 0xE000) {
    const bool pair = character < 0xDC00 && raw->substr(0, 2) == "\\u";
    const int32_t second = pair ? HexNumber(raw->substr(2, 4)) : -1;
    if (second >= 0xDC00 && second < 0xE000) {
      raw->remove_prefix(6);
      character = 0x10000 + ((character - 0xD800) << 10) + static_cast<uint32_t>(second - 0xDC00);
    } else {
      character = 0xFFFD;
    }
  }
  AppendCharacter(character, out);
  return true;
}

// False at an escape that is none.
bool Decode(std::string_view raw, ByteBuffer* out) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  while (!raw.empty()) {
    const size_t plain = raw.find('\\');
    out->Append(raw.substr(0, plain));
    if (plain == std::string_view::npos) {
      return true;
    }
    const char name = raw[plain + 1];
    raw.remove_prefix(plain + 2);
    if (name == 'u') {
      if (!DecodeUnicodeEscape(&raw, out)) {
        return false;
      }
      continue;
    }
    const size_t known = kNames.find(name);
    if (known == std::string_view::npos) {
      return false;
    }
    out->Append(kMeant[known]);
  }
  return true;
}

}  // namespace

void AppendQuotedJson(std::string_view text, ByteBuffer* out) {
  constexpr char kHex[] = "0123456789abcdef";
  ByteBuffer repaired;
  if (ValidPrefix(text) != text.size()) {
    AppendAsUtf8(&repaired, text);
    text = repaired.view();
  }
  out->Append('"');
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out->Append('\\');
      out->Append(c);
    } else if (byte < ' ') {
      out->Append("\\u00");
      out->Append(kHex[byte >> 4]);
      out->Append(kHex[byte & 15]);
    } else {
      out->Append(c);
    }
  }
  out->Append('"');
}

JsonSearch FindJsonString(std::string_view json, std::span<const std::string_view> path,
                          ByteBuffer* out) {
  Cursor whole(json);
  if (!whole.SkipValue() || !whole.AtEnd()) {
    return JsonSearch::kNotJson;
  }
  Cursor cursor(json);
  for (std::string_view step : path) {
    if (!cursor.Enter(step)) {
      return JsonSearch::kMissing;
    }
  }
  std::string_view raw;
  if (!cursor.TakeString(&raw)) {
    return JsonSearch::kMissing;
  }
  return Decode(raw, out) ? JsonSearch::kFound : JsonSearch::kNotJson;
}

}  // namespace vera::hostabi
