#include "hostabi/decimal_text.h"

#include <math.h>
#include <string.h>

#include <charconv>

#include "hostabi/ascii.h"
#include "hostabi/float_repr.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {
namespace {

constexpr uint64_t kMaxTextExponent = 999999;
// Texts are plain down to this exponent of the first digit.
constexpr int64_t kLowestPlain = -6;

// ---- Reading ----

uint32_t CodePointOf(std::string_view character) {
  const auto first = static_cast<uint8_t>(character[0]);
  if (character.size() == 1) {
    return first;
  }
  uint32_t code = first & (0xFFu >> (character.size() + 1));
  for (char c : character.substr(1)) {
    code = code << 6 | (static_cast<uint8_t>(c) & 0x3F);
  }
  return code;
}

// Unicode's white space, and the four separators of ASCII.
bool IsSpace(uint32_t code) {
  return (code >= 9 && code <= 13) || (code >= 0x1C && code <= 0x20) || code == 0x85 ||
         code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
         code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

std::string_view WithoutSpace(std::string_view text) {
  while (!text.empty()) {
    const Utf8Step step = FirstCharacter(text);
    if (!step.valid || !IsSpace(CodePointOf(text.substr(0, step.size)))) {
      break;
    }
    text.remove_prefix(step.size);
  }
  while (!text.empty()) {
    size_t size = 1;
    while (size < text.size() && size < 4 &&
           (static_cast<uint8_t>(text[text.size() - size]) & 0xC0) == 0x80) {
      ++size;
    }
    const std::string_view last = text.substr(text.size() - size);
    const Utf8Step step = FirstCharacter(last);
    if (!step.valid || step.size != size || !IsSpace(CodePointOf(last))) {
      break;
    }
    text.remove_suffix(size);
  }
  return text;
}

size_t CountLeadingDigits(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) {
    ++count;
  }
  return count;
}

// False if it does not fit; leading zeros are fine.
bool ReadExponent(std::string_view text, int64_t* exponent) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) {
    text.remove_prefix(1);
  }
  if (text.empty() || CountLeadingDigits(text) != text.size()) {
    return false;
  }
  uint64_t value = 0;
  for (char c : text) {
    value = value * 10 + static_cast<uint64_t>(c - '0');
    if (value > kMaxTextExponent) {
      return false;
    }
  }
  *exponent = negative ? -static_cast<int64_t>(value) : static_cast<int64_t>(value);
  return true;
}

// The digit that is `index` places before the last.
uint64_t DigitFromEnd(const DecimalText& parts, uint64_t index) {
  const std::string_view digits = parts.digits;
  const bool has_point = parts.point < digits.size();
  const size_t behind = has_point ? digits.size() - parts.point - 1 : 0;
  const size_t skipped = has_point && index >= behind ? 1 : 0;
  return static_cast<uint64_t>(digits[digits.size() - 1 - static_cast<size_t>(index) - skipped] -
                               '0');
}

uint64_t WordFromEnd(const DecimalText& parts, uint64_t word) {
  const uint64_t first = word * kWordDigits;
  const uint64_t left = parts.significant > first ? parts.significant - first : 0;
  uint64_t value = 0;
  for (uint64_t i = left < kWordDigits ? left : kWordDigits; i-- > 0;) {
    value = value * 10 + DigitFromEnd(parts, first + i);
  }
  return value;
}

// ---- Writing ----

struct TextLayout {
  bool scientific;
  uint64_t digits;
  uint64_t whole;    // digits before the point; 0: "0."
  uint64_t zeros;    // between point and digits
  int64_t exponent;  // the one that is written
};

TextLayout LayoutOf(const DecimalNumber& number) {
  TextLayout layout = {};
  const int64_t digits = DigitsOf(number);
  const int64_t adjusted = AdjustedExponent(number);
  layout.digits = static_cast<uint64_t>(digits);
  layout.scientific = number.exponent > 0 || adjusted < kLowestPlain;
  layout.exponent = adjusted;
  if (layout.scientific) {
    layout.whole = 1;
  } else if (adjusted >= 0) {
    layout.whole = static_cast<uint64_t>(digits + number.exponent);
  } else {
    layout.zeros = static_cast<uint64_t>(-adjusted - 1);
  }
  return layout;
}

std::string_view SpecialText(const DecimalNumber& number) {
  return number.kind == DecimalKind::kNan ? "NaN" : number.negative ? "-Infinity" : "Infinity";
}

char* WriteWord(uint64_t word, int digits, char* out) {
  for (int i = digits; i-- > 0; word /= 10) {
    out[i] = static_cast<char>('0' + word % 10);
  }
  return out + digits;
}

char* WriteDigits(const DecimalNumber& number, char* out) {
  if (number.words.count == 0) {
    uint64_t low;
    const uint64_t high = SplitWide(number.small, &low);
    if (high == 0) {
      return WriteWord(low, CountDigits(low), out);
    }
    out = WriteWord(high, CountDigits(high), out);
    return WriteWord(low, kWordDigits, out);
  }
  size_t i = number.words.count - 1;
  out = WriteWord(number.words.data[i], CountDigits(number.words.data[i]), out);
  while (i-- > 0) {
    out = WriteWord(number.words.data[i], kWordDigits, out);
  }
  return out;
}

}  // namespace

bool ScanDecimal(std::string_view text, DecimalText* parts) {
  text = WithoutSpace(text);
  *parts = {};
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    parts->negative = text[0] == '-';
    text.remove_prefix(1);
  }
  parts->point = CountLeadingDigits(text);
  size_t end = parts->point;
  size_t behind = 0;
  if (end < text.size() && text[end] == '.') {
    behind = CountLeadingDigits(text.substr(end + 1));
    end += 1 + behind;
  }
  if (parts->point + behind == 0) {
    return false;
  }
  parts->digits = text.substr(0, end);
  text.remove_prefix(end);
  if (!text.empty() &&
      ((text[0] != 'e' && text[0] != 'E') || !ReadExponent(text.substr(1), &parts->exponent))) {
    return false;
  }
  parts->exponent -= static_cast<int64_t>(behind);
  const size_t first = parts->digits.find_first_not_of("0.");
  if (first != std::string_view::npos) {
    parts->significant = parts->digits.size() - first;
    if (first < parts->point && parts->point < parts->digits.size()) {
      --parts->significant;  // the point
    }
  }
  return true;
}

size_t WordsNeeded(const DecimalText& parts) {
  return parts.significant <= kSmallDigits
             ? 0
             : static_cast<size_t>((parts.significant + kWordDigits - 1) / kWordDigits);
}

DecimalNumber MakeDecimal(const DecimalText& parts, uint64_t* words) {
  DecimalNumber number;
  number.negative = parts.negative;
  number.exponent = parts.exponent;
  const size_t count = WordsNeeded(parts);
  if (count == 0) {
    number.small = Wide{WordFromEnd(parts, 1)} * kWordBase + WordFromEnd(parts, 0);
    return number;
  }
  for (size_t i = 0; i < count; ++i) {
    words[i] = WordFromEnd(parts, i);
  }
  number.words = {words, count};
  return number;
}

DecimalNumber DecimalFromFloat(double value) {
  if (isnan(value)) {
    return {.kind = DecimalKind::kNan};
  }
  if (isinf(value)) {
    return {.kind = DecimalKind::kInfinite, .negative = value < 0};
  }
  char text[kFloatReprBytes];
  DecimalText parts;
  ScanDecimal(std::string_view(text, FloatRepr(value, text)), &parts);
  return MakeDecimal(parts, nullptr);
}

double DecimalToFloat(const DecimalNumber& number) {
  const double sign = number.negative ? -1.0 : 1.0;
  if (number.kind == DecimalKind::kNan) {
    return __builtin_nan("");
  }
  if (number.kind == DecimalKind::kInfinite) {
    return sign * __builtin_inf();
  }
  const int64_t adjusted = AdjustedExponent(number);
  constexpr int64_t kBeyond = 400;  // far outside a Float64's range
  if (IsZero(number) || adjusted < -kBeyond) {
    return sign * 0.0;
  }
  if (adjusted > kBeyond) {
    return sign * __builtin_inf();
  }
  // The middle between two Float64 has at most 767 digits, so of those behind 774 it only matters
  // whether there are any: one digit stands for them.
  constexpr int64_t kWordsKept = 43;
  char text[(kWordsKept + 1) * kWordDigits + 32];
  char* end = text;
  int64_t exponent = number.exponent;
  if (number.words.count == 0) {
    end = WriteDigits(number, end);
  } else {
    int64_t position = DigitsOf(number);
    for (int64_t i = 0; i < kWordsKept && position > 0; ++i) {
      position -= kWordDigits;
      end = WriteWord(DigitsAt(number.words, position), kWordDigits, end);
    }
    if (position > 0 && HasDigitsBelow(number.words, static_cast<uint64_t>(position))) {
      *end++ = '1';
      --position;
    }
    exponent += position;
  }
  *end++ = 'e';
  end = std::to_chars(end, text + sizeof(text), exponent).ptr;
  double magnitude = 0.0;
  if (std::from_chars(text, end, magnitude).ec == std::errc::result_out_of_range) {
    magnitude = adjusted > 0 ? __builtin_inf() : 0.0;
  }
  return sign * magnitude;
}

uint64_t DecimalTextSize(const DecimalNumber& number) {
  if (!IsFinite(number)) {
    return SpecialText(number).size();
  }
  const TextLayout layout = LayoutOf(number);
  uint64_t size = (number.negative ? 1 : 0) + layout.digits + layout.zeros;
  size += layout.whole == 0 ? 2 : layout.digits > layout.whole ? 1 : 0;
  if (layout.scientific) {
    const int64_t exponent = layout.exponent;
    size += 2 + static_cast<uint64_t>(
                    CountDigits(static_cast<uint64_t>(exponent < 0 ? -exponent : exponent)));
  }
  return size;
}

void WriteDecimal(const DecimalNumber& number, char* out) {
  if (!IsFinite(number)) {
    const std::string_view special = SpecialText(number);
    memcpy(out, special.data(), special.size());
    return;
  }
  const TextLayout layout = LayoutOf(number);
  if (number.negative) {
    *out++ = '-';
  }
  if (layout.whole == 0) {
    *out++ = '0';
    *out++ = '.';
    memset(out, '0', static_cast<size_t>(layout.zeros));
    out += layout.zeros;
  }
  char* end = WriteDigits(number, out);
  if (layout.whole != 0 && layout.digits > layout.whole) {
    const auto moved = static_cast<size_t>(layout.digits - layout.whole);
    memmove(end - moved + 1, end - moved, moved);
    *(end - moved) = '.';
    ++end;
  }
  if (layout.scientific) {
    const bool negative = layout.exponent < 0;
    *end++ = 'E';
    *end++ = negative ? '-' : '+';
    const auto exponent = static_cast<uint64_t>(negative ? -layout.exponent : layout.exponent);
    WriteWord(exponent, CountDigits(exponent), end);
  }
}

}  // namespace vera::hostabi
