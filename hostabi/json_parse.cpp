// JSON text to a tape, in one pass without recursion: what is open is a chain of entries on the
// tape itself. Written by hand because the libraries that were compared (docs/architecture.md) give
// no sizes before elements, no numbers and extensions exactly as the reference has them, and build
// their own trees first.

#include <charconv>

#include "hostabi/ascii.h"
#include "hostabi/json_scan.h"
#include "hostabi/json_text.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {
namespace {

// A significand of so many digits fits 64 bits, and one up to 2^53 is a Float64 exactly.
constexpr int kMaxDigits = 19;
constexpr uint64_t kMaxExact = uint64_t{1} << 53;
// Powers of ten that are Float64s exactly. Product or quotient of two exact numbers is rounded
// once.
constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr int64_t kMaxPower = 22;
// Exponents beyond this are no different from it: no text has so many digits.
constexpr int64_t kMaxExponent = int64_t{1} << 40;

constexpr bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
constexpr bool IsHighHalf(uint32_t unit) { return (unit & 0xFC00) == 0xD800; }
constexpr bool IsLowHalf(uint32_t unit) { return (unit & 0xFC00) == 0xDC00; }
constexpr uint32_t JoinHalves(uint32_t high, uint32_t low) {
  return 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
}

// The character of an escape of two bytes; 0 if there is no such escape.
constexpr char SimpleEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

// The four digits at `p`; -1 if they are not all there.
int32_t HexUnit(const char* p, const char* end) {
  if (end - p < 4) {
    return -1;
  }
  int32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = HexDigit(p[i]);
    if (digit < 0) {
      return -1;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

class JsonParser {
 public:
  JsonParser(std::string_view text, JsonTape* tape, JsonError* error)
      : begin_(text.data()),
        end_(text.data() + text.size()),
        p_(text.data()),
        tape_(tape),
        error_(error) {}

  bool Parse();

 private:
  enum class Step : uint8_t { kValue, kName, kAfterValue, kFailed };

  Step Fail(JsonFault fault) { return Fail(fault, p_); }
  Step Fail(JsonFault fault, const char* where) {
    *error_ = {fault, static_cast<size_t>(where - begin_)};
    return Step::kFailed;
  }
  bool At(char c) const { return p_ != end_ && *p_ == c; }
  void SkipSpace() {
    while (p_ != end_ && IsSpace(*p_)) {
      ++p_;
    }
  }
  JsonEntry* Add(JsonKind kind) {
    JsonEntry* entry = tape_->Add();
    entry->kind = kind;
    entry->is_encoded = false;
    entry->count = 0;
    return entry;
  }

  Step Value();
  Step Name();
  Step AfterValue();
  Step Open(JsonKind kind, char close, Step next);
  Step Word(std::string_view word, JsonKind kind);
  Step Constant(std::string_view word, double value);
  Step Number();
  Step Digits(uint64_t* significand, int* digits, int64_t* dropped);
  Step SlowNumber(const char* start, bool is_integer, int64_t leading, double* value);
  Step String();
  Step EncodedString(JsonEntry* entry, const char* start, bool has_high);
  Step Escape(uint32_t* decoded);
  void Close() {
    open_ = open_->parent;
    ++p_;
  }

  const char* begin_;
  const char* end_;
  const char* p_;
  JsonTape* tape_;
  JsonError* error_;
  JsonEntry* open_ = nullptr;  // innermost container that is not closed
};

bool JsonParser::Parse() {
  Step step = Step::kValue;
  while (true) {
    switch (step) {
      case Step::kValue:
        step = Value();
        break;
      case Step::kName:
        step = Name();
        break;
      case Step::kAfterValue:
        SkipSpace();
        if (open_ == nullptr) {
          return p_ == end_ || Fail(JsonFault::kTextEnd) != Step::kFailed;
        }
        step = AfterValue();
        break;
      case Step::kFailed:
        return false;
    }
  }
}

JsonParser::Step JsonParser::Value() {
  SkipSpace();
  if (p_ == end_) {
    return Fail(JsonFault::kValue);
  }
  switch (*p_) {
    case '"':
      return String();
    case '[':
      return Open(JsonKind::kArray, ']', Step::kValue);
    case '{':
      return Open(JsonKind::kObject, '}', Step::kName);
    case 't':
      return Word("true", JsonKind::kTrue);
    case 'f':
      return Word("false", JsonKind::kFalse);
    case 'n':
      return Word("null", JsonKind::kNull);
    case 'N':
      return Constant("NaN", __builtin_nan(""));
    case 'I':
      return Constant("Infinity", __builtin_inf());
    default:
      return *p_ == '-' || IsDigit(*p_) ? Number() : Fail(JsonFault::kValue);
  }
}

JsonParser::Step JsonParser::Open(JsonKind kind, char close, Step next) {
  JsonEntry* entry = Add(kind);
  entry->parent = open_;
  open_ = entry;
  ++p_;
  SkipSpace();
  if (At(close)) {
    Close();
    return Step::kAfterValue;
  }
  entry->count = 1;
  return next;
}

JsonParser::Step JsonParser::Name() {
  SkipSpace();
  if (!At('"')) {
    return Fail(JsonFault::kName);
  }
  if (String() == Step::kFailed) {
    return Step::kFailed;
  }
  SkipSpace();
  if (!At(':')) {
    return Fail(JsonFault::kColon);
  }
  ++p_;
  return Step::kValue;
}

JsonParser::Step JsonParser::AfterValue() {
  const bool is_array = open_->kind == JsonKind::kArray;
  if (At(',')) {
    ++p_;
    ++open_->count;
    return is_array ? Step::kValue : Step::kName;
  }
  if (At(is_array ? ']' : '}')) {
    Close();
    return Step::kAfterValue;
  }
  return Fail(is_array ? JsonFault::kElementEnd : JsonFault::kFieldEnd);
}

JsonParser::Step JsonParser::Word(std::string_view word, JsonKind kind) {
  if (!std::string_view(p_, static_cast<size_t>(end_ - p_)).starts_with(word)) {
    return Fail(JsonFault::kValue);
  }
  p_ += word.size();
  Add(kind);
  return Step::kAfterValue;
}

JsonParser::Step JsonParser::Constant(std::string_view word, double value) {
  if (!std::string_view(p_, static_cast<size_t>(end_ - p_)).starts_with(word)) {
    return Fail(JsonFault::kValue);
  }
  p_ += word.size();
  Add(JsonKind::kNumber)->number = value;
  return Step::kAfterValue;
}

// One digit at least. Of those from the first that is not zero, kMaxDigits go into *significand and
// *dropped counts the rest.
JsonParser::Step JsonParser::Digits(uint64_t* significand, int* digits, int64_t* dropped) {
  if (p_ == end_ || !IsDigit(*p_)) {
    return Fail(JsonFault::kDigit);
  }
  for (; p_ != end_ && IsDigit(*p_); ++p_) {
    if (*digits == kMaxDigits) {
      ++*dropped;
      continue;
    }
    *significand = *significand * 10 + static_cast<uint64_t>(*p_ - '0');
    *digits += *significand != 0;
  }
  return Step::kAfterValue;
}

JsonParser::Step JsonParser::Number() {
  const bool is_negative = *p_ == '-';
  p_ += is_negative ? 1 : 0;
  if (is_negative && At('I')) {
    return Constant("Infinity", -__builtin_inf());
  }
  const char* start = p_;
  uint64_t significand = 0;
  int digits = 0;
  int64_t dropped = 0;
  if (Digits(&significand, &digits, &dropped) == Step::kFailed) {
    return Step::kFailed;
  }
  if (*start == '0' && p_ - start > 1) {
    return Fail(JsonFault::kLeadingZero, start);
  }
  int64_t exponent = dropped;
  bool is_integer = true;
  if (At('.')) {
    is_integer = false;
    const char* point = p_++;
    int64_t dropped_decimals = 0;
    if (Digits(&significand, &digits, &dropped_decimals) == Step::kFailed) {
      return Step::kFailed;
    }
    exponent -= p_ - point - 1 - dropped_decimals;
    dropped += dropped_decimals;
  }
  if (At('e') || At('E')) {
    is_integer = false;
    ++p_;
    const bool is_below_one = At('-');
    p_ += is_below_one || At('+') ? 1 : 0;
    if (p_ == end_ || !IsDigit(*p_)) {
      return Fail(JsonFault::kDigit);
    }
    int64_t written = 0;
    for (; p_ != end_ && IsDigit(*p_); ++p_) {
      written = written < kMaxExponent ? written * 10 + (*p_ - '0') : kMaxExponent;
    }
    exponent += is_below_one ? -written : written;
  }
  double value;
  if (significand == 0) {
    value = 0.0;
  } else if (dropped == 0 && significand <= kMaxExact && exponent >= -kMaxPower &&
             exponent <= kMaxPower) {
    const auto exact = static_cast<double>(significand);
    value = exponent < 0 ? exact / kPowers[-exponent] : exact * kPowers[exponent];
  } else if (SlowNumber(start, is_integer, digits + exponent, &value) == Step::kFailed) {
    return Step::kFailed;
  }
  // An integer has no negative zero.
  const bool is_signed = is_negative && !(is_integer && significand == 0);
  Add(JsonKind::kNumber)->number = is_signed ? -value : value;
  return Step::kAfterValue;
}

// The digits from `start` to p_. `leading` is the place of the first that is not zero, before the
// point if it is positive.
JsonParser::Step JsonParser::SlowNumber(const char* start, bool is_integer, int64_t leading,
                                        double* value) {
  *value = 0.0;
  if (std::from_chars(start, p_, *value).ec == std::errc::result_out_of_range) {
    *value = leading > 0 ? __builtin_inf() : 0.0;
  }
  if (is_integer && *value > __DBL_MAX__) {
    return Fail(JsonFault::kTooLarge, start);
  }
  return Step::kAfterValue;
}

JsonParser::Step JsonParser::String() {
  const char* start = ++p_;
  bool has_high = false;
  p_ = FindJsonSpecial(p_, end_, &has_high);
  JsonEntry* entry = Add(JsonKind::kString);
  if (!At('"')) {
    return EncodedString(entry, start, has_high);
  }
  const std::string_view raw(start, static_cast<size_t>(p_ - start));
  entry->count = static_cast<uint32_t>(raw.size());
  entry->raw = {static_cast<uint32_t>(start - begin_), entry->count};
  if (has_high && ValidPrefix(raw) != raw.size()) {
    entry->is_encoded = true;
    entry->count = static_cast<uint32_t>(SizeAsUtf8(raw));
  }
  ++p_;
  return Step::kAfterValue;
}

// The rest of a string that has an escape, or a fault, at p_.
JsonParser::Step JsonParser::EncodedString(JsonEntry* entry, const char* start, bool has_high) {
  const char* piece = start;
  // The text is at most 2^31 bytes, and one that is no UTF-8 becomes three.
  uint64_t decoded = 0;
  while (true) {
    const std::string_view plain(piece, static_cast<size_t>(p_ - piece));
    decoded += has_high ? SizeAsUtf8(plain) : plain.size();
    if (p_ == end_) {
      return Fail(JsonFault::kOpenString, start - 1);
    }
    if (*p_ == '"') {
      break;
    }
    if (*p_ != '\\') {
      return Fail(JsonFault::kControl);
    }
    uint32_t character = 0;
    if (Escape(&character) == Step::kFailed) {
      return Step::kFailed;
    }
    decoded += CharacterBytes(character);
    piece = p_;
    has_high = false;
    p_ = FindJsonSpecial(p_, end_, &has_high);
  }
  entry->is_encoded = true;
  entry->count = decoded > UINT32_MAX ? UINT32_MAX : static_cast<uint32_t>(decoded);
  entry->raw = {static_cast<uint32_t>(start - begin_), static_cast<uint32_t>(p_ - start)};
  ++p_;
  return Step::kAfterValue;
}

JsonParser::Step JsonParser::Escape(uint32_t* decoded) {
  const char* backslash = p_++;
  if (p_ == end_) {
    return Step::kAfterValue;  // the string does not end, which its scan will say
  }
  if (*p_ != 'u') {
    *decoded = static_cast<uint8_t>(SimpleEscape(*p_));
    if (*decoded == 0) {
      return Fail(JsonFault::kEscape, backslash);
    }
    ++p_;
    return Step::kAfterValue;
  }
  const int32_t unit = HexUnit(p_ + 1, end_);
  if (unit < 0) {
    return Fail(JsonFault::kHexDigits, backslash);
  }
  *decoded = static_cast<uint32_t>(unit);
  p_ += 5;
  if (IsHighHalf(*decoded)) {
    const bool is_pair = end_ - p_ >= 6 && p_[0] == '\\' && p_[1] == 'u';
    const int32_t low = is_pair ? HexUnit(p_ + 2, end_) : -1;
    if (low < 0 || !IsLowHalf(static_cast<uint32_t>(low))) {
      return Fail(JsonFault::kHalfPair, backslash);
    }
    *decoded = JoinHalves(*decoded, static_cast<uint32_t>(low));
    p_ += 6;
  } else if (IsLowHalf(*decoded)) {
    return Fail(JsonFault::kHalfPair, backslash);
  }
  return Step::kAfterValue;
}

}  // namespace

bool ParseJson(std::string_view text, JsonTape* tape, JsonError* error) {
  return JsonParser(text, tape, error).Parse();
}

void DecodeJsonString(std::string_view raw, char* out) {
  const char* p = raw.data();
  const char* end = p + raw.size();
  while (true) {
    bool has_high = false;
    const char* piece = p;
    p = FindJsonSpecial(p, end, &has_high);
    const std::string_view plain(piece, static_cast<size_t>(p - piece));
    if (has_high) {
      out = WriteAsUtf8(out, plain);
    } else {
      memcpy(out, plain.data(), plain.size());
      out += plain.size();
    }
    if (p == end) {
      return;
    }
    if (p[1] != 'u') {
      *out++ = SimpleEscape(p[1]);
      p += 2;
      continue;
    }
    auto character = static_cast<uint32_t>(HexUnit(p + 2, end));
    p += 6;
    if (IsHighHalf(character)) {
      character = JoinHalves(character, static_cast<uint32_t>(HexUnit(p + 2, end)));
      p += 6;
    }
    out = WriteCharacter(out, character);
  }
}

}  // namespace vera::hostabi
