// Base64 (spec §9.6.16, RFC 4648) and URLs (spec §9.6.17, §9.6.18, RFC 3986).

#include <string.h>

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

constexpr char kBase64Digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUpperHex[] = "0123456789ABCDEF";
constexpr std::string_view kBase64Length = "invalid base64 length";
constexpr std::string_view kBase64Invalid = "invalid base64";
constexpr std::string_view kPercentInvalid = "invalid percent-encoding";
constexpr std::string_view kMissingScheme = "missing scheme";

// -1 if it is none.
int Base64Value(char c) {
  if (IsUpper(c)) {
    return c - 'A';
  }
  if (IsLower(c)) {
    return c - 'a' + 26;
  }
  if (IsDigit(c)) {
    return c - '0' + 52;
  }
  if (c == '+') {
    return 62;
  }
  if (c == '/') {
    return 63;
  }
  return -1;
}

bool IsUnreserved(char c) {
  return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

// Number of '=' at the end, at most two.
size_t PaddingOf(std::string_view text) {
  if (text.ends_with("==")) {
    return 2;
  }
  return text.ends_with('=') ? 1 : 0;
}

// Null: the text is Base64.
const std::string_view* CheckBase64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return &kBase64Length;
  }
  for (char c : text.substr(0, text.size() - PaddingOf(text))) {
    if (Base64Value(c) < 0) {
      return &kBase64Invalid;
    }
  }
  return nullptr;
}

void DecodeBase64(std::string_view text, char* out, size_t size) {
  uint32_t bits = 0;
  int count = 0;
  for (size_t i = 0, done = 0; done < size; ++i) {
    bits = bits << 6 | static_cast<uint32_t>(Base64Value(text[i]));
    count += 6;
    if (count < 8) {
      continue;
    }
    count -= 8;
    out[done++] = static_cast<char>(bits >> count);
  }
}

struct Span {
  size_t start;
  size_t end;
};

// Scheme, authority, path, query, fragment. False if there is no scheme.
bool SplitUrl(std::string_view url, Span (&parts)[kUrlPartsFields]) {
  const size_t colon = url.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return false;
  }
  auto before = [&url](std::string_view stops, size_t from, size_t to) {
    const size_t found = url.substr(0, to).find_first_of(stops, from);
    return found == std::string_view::npos ? to : found;
  };
  size_t next = colon + 1;
  const size_t fragment = before("#", next, url.size());
  const size_t query = before("?", next, fragment);
  Span authority = {next, next};
  if (url.substr(next, 2) == "//") {
    authority.start = next + 2;
    authority.end = before("/", authority.start, query);
    next = authority.end;
  }
  parts[0] = {0, colon};
  parts[1] = authority;
  parts[2] = {next, query};
  parts[3] = {query < fragment ? query + 1 : fragment, fragment};
  parts[4] = {fragment < url.size() ? fragment + 1 : fragment, url.size()};
  return true;
}

}  // namespace

extern "C" {

Ref vera_host_base64_encode(RuntimeState* state, Ref* sp, Ref string) {
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  const uint64_t length = LengthOf(state, string);
  Ref result = NewString(state, roots.sp(), (length + 2) / 3 * 4);
  char* out = BytesOf(state, result);
  std::string_view text = TextOf(state, source.get());
  for (size_t i = 0; i < text.size(); i += 3) {
    const size_t count = text.size() - i < 3 ? text.size() - i : 3;
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < count ? static_cast<uint8_t>(text[i + k]) : 0);
    }
    for (size_t k = 0; k < 4; ++k) {
      *out++ = k <= count ? kBase64Digits[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
  return result;
}

Ref vera_host_base64_decode(RuntimeState* state, Ref* sp, Ref string) {
  std::string_view text = TextOf(state, string);
  const std::string_view* error = CheckBase64(text);
  if (error != nullptr) {
    return NewErr(state, sp, *error);
  }
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  const size_t size = text.size() / 4 * 3 - PaddingOf(text);
  Ref result = NewString(state, roots.sp(), uint64_t{size});
  DecodeBase64(TextOf(state, source.get()), BytesOf(state, result), size);
  return NewRefBox(state, roots.sp(), kOkTag, result);
}

Ref vera_host_url_encode(RuntimeState* state, Ref* sp, Ref string) {
  uint64_t escapes = 0;
  for (char c : TextOf(state, string)) {
    escapes += IsUnreserved(c) ? 0 : 1;
  }
  if (escapes == 0) {
    return string;
  }
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  Ref result = NewString(state, roots.sp(), LengthOf(state, string) + 2 * escapes);
  char* out = BytesOf(state, result);
  for (char c : TextOf(state, source.get())) {
    if (IsUnreserved(c)) {
      *out++ = c;
    } else {
      *out++ = '%';
      *out++ = kUpperHex[static_cast<uint8_t>(c) >> 4];
      *out++ = kUpperHex[c & 15];
    }
  }
  return result;
}

Ref vera_host_url_decode(RuntimeState* state, Ref* sp, Ref string) {
  std::string_view text = TextOf(state, string);
  uint64_t escapes = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      continue;
    }
    if (text.size() - i < 3 || HexDigit(text[i + 1]) < 0 || HexDigit(text[i + 2]) < 0) {
      return NewErr(state, sp, kPercentInvalid);
    }
    ++escapes;
    i += 2;
  }
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  Ref result = NewString(state, roots.sp(), text.size() - 2 * escapes);
  char* out = BytesOf(state, result);
  text = TextOf(state, source.get());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      *out++ = static_cast<char>(HexDigit(text[i + 1]) << 4 | HexDigit(text[i + 2]));
      i += 2;
    } else {
      *out++ = text[i];
    }
  }
  return NewRefBox(state, roots.sp(), kOkTag, result);
}

Ref vera_host_url_parse(RuntimeState* state, Ref* sp, Ref string) {
  Span parts[kUrlPartsFields];
  if (!SplitUrl(TextOf(state, string), parts)) {
    return NewErr(state, sp, kMissingScheme);
  }
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  Ref* fields = roots.sp();
  for (const Span& part : parts) {
    roots.Push(Substring(roots, source, static_cast<uint32_t>(part.start),
                         static_cast<uint32_t>(part.end - part.start)));
  }
  Ref url = gc::Allocate(state, roots.sp(), gc::FixedBytes(kUrlPartsFields, 0));
  auto* object = gc::At<gc::FixedObject>(state, url);
  object->header = gc::FixedHeader(kUrlPartsTag, kUrlPartsFields, 0);
  memcpy(object->refs, fields, kUrlPartsFields * sizeof(Ref));
  Ref result = NewRefBox(state, roots.sp(), kOkTag, url);
  for (uint32_t i = 0; i < kUrlPartsFields; ++i) {
    roots.Pop();
  }
  return result;
}

Ref vera_host_url_join(RuntimeState* state, Ref* sp, Ref parts) {
  // What precedes each part that is not empty, and what follows the scheme.
  constexpr std::string_view kBefore[kUrlPartsFields] = {"", "", "", "?", "#"};
  constexpr std::string_view kAfterScheme = "://";
  auto field = [state](Ref url, uint32_t i) {
    return TextOf(state, gc::At<gc::FixedObject>(state, url)->refs[i]);
  };
  RootScope roots(state, sp);
  Rooted<Ref> url(roots, parts);
  uint64_t size = field(parts, 0).empty() ? 0 : kAfterScheme.size();
  for (uint32_t i = 0; i < kUrlPartsFields; ++i) {
    if (!field(parts, i).empty()) {
      size += kBefore[i].size() + field(parts, i).size();
    }
  }
  Ref result = NewString(state, roots.sp(), size);
  if (size == 0) {
    return result;
  }
  char* out = BytesOf(state, result);
  auto append = [&out](std::string_view text) {
    memcpy(out, text.data(), text.size());
    out += text.size();
  };
  for (uint32_t i = 0; i < kUrlPartsFields; ++i) {
    std::string_view text = field(url.get(), i);
    if (text.empty()) {
      continue;
    }
    append(kBefore[i]);
    append(text);
    if (i == 0) {
      append(kAfterScheme);
    }
  }
  return result;
}

}  // extern "C"

}  // namespace vera::hostabi
