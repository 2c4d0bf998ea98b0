#include "support/json_writer.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "support/check.h"
#include "support/unicode.h"

namespace vera {

namespace {

void AppendUnit(std::string& out, uint32_t unit) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    out.push_back(kHex[unit >> shift & 0xF]);
  }
}

void AppendEscaped(std::string& out, char32_t c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      break;
  }
  if (c >= 0x20 && c < 0x7F) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x10000) {
    AppendUnit(out, c);
  } else {
    AppendUnit(out, 0xD800 + ((c - 0x10000) >> 10));
    AppendUnit(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
  }
}

void AppendQuoted(std::string& out, std::string_view text) {
  out.push_back('"');
  for (size_t offset = 0; offset < text.size();) {
    const DecodedCodePoint decoded = DecodeUtf8(text, offset);
    AppendEscaped(out, decoded.code_point);
    offset += decoded.length;
  }
  out.push_back('"');
}

}  // namespace

std::string JsonQuote(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  AppendQuoted(out, text);
  return out;
}

std::string JsonNumber(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "Infinity" : "-Infinity";
  }
  char buffer[64];
  const auto scientific =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<size_t>(scientific.ptr - buffer));
  const int exponent = std::atoi(std::string(text.substr(text.find('e') + 1)).c_str());
  if (exponent < -4 || exponent >= 16) {
    return std::string(text);
  }
  const auto fixed =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::fixed);
  std::string result(buffer, static_cast<size_t>(fixed.ptr - buffer));
  if (result.find('.') == std::string::npos) {
    result += ".0";
  }
  return result;
}

void JsonWriter::Begin(char open) {
  BeforeValue();
  out_.push_back(open);
  has_items_.push_back(false);
}

void JsonWriter::End(char close) {
  VERA_DCHECK(!has_items_.empty() && !after_key_, "json: balanced containers");
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) {
    NewLine();
  }
  out_.push_back(close);
}

void JsonWriter::BeforeValue() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) {
    return;
  }
  if (has_items_.back()) {
    out_ += layout_ == Layout::kPretty ? "," : ", ";
  }
  has_items_.back() = true;
  NewLine();
}

void JsonWriter::NewLine() {
  if (layout_ == Layout::kPretty) {
    out_.push_back('\n');
    out_.append(2 * has_items_.size(), ' ');
  }
}

void JsonWriter::Key(std::string_view name) {
  BeforeValue();
  AppendQuoted(out_, name);
  out_ += ": ";
  after_key_ = true;
}

void JsonWriter::String(std::string_view value) {
  BeforeValue();
  AppendQuoted(out_, value);
}

void JsonWriter::Int(int64_t value) { Raw(std::to_string(value)); }
void JsonWriter::Uint(uint64_t value) { Raw(std::to_string(value)); }
void JsonWriter::Double(double value) { Raw(JsonNumber(value)); }
void JsonWriter::Bool(bool value) { Raw(value ? "true" : "false"); }
void JsonWriter::Null() { Raw("null"); }

void JsonWriter::Raw(std::string_view json) {
  BeforeValue();
  out_ += json;
}

}  // namespace vera
