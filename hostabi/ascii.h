#ifndef VERA_HOSTABI_ASCII_H_
#define VERA_HOSTABI_ASCII_H_

// Internal. Classes of single bytes, independent of any locale (spec §9.6.22).

namespace vera::hostabi {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAlpha(char c) { return IsLower(c) || IsUpper(c); }
constexpr bool IsAlphanumeric(char c) { return IsAlpha(c) || IsDigit(c); }
// Blank, tab, line feed, vertical tab, form feed, carriage return.
constexpr bool IsWhiteSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char ToLower(char c) { return IsUpper(c) ? static_cast<char>(c + 32) : c; }
constexpr char ToUpper(char c) { return IsLower(c) ? static_cast<char>(c - 32) : c; }
// -1 if it is none.
constexpr int HexDigit(char c) {
  if (IsDigit(c)) {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_ASCII_H_
