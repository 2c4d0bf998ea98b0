#include "hostabi/html_text.h"

#include <stdint.h>
#include <string.h>

#include <algorithm>

#include "hostabi/ascii.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {
namespace {

struct Entity {
  std::string_view name;
  uint32_t first;
  uint32_t second;  // 0 if it is one character
  bool needs_semicolon;
};

constexpr Entity kEntities[] = {
#define E(name, code) {#name, 0x##code, 0, true},
#define P(name, code, second) {#name, 0x##code, 0x##second, true},
#define L(name, code) {#name, 0x##code, 0, false},
#include "hostabi/html_entities.def"
};

// What &#128; to &#159; stand for: Windows-1252, where that has a character.
constexpr uint32_t kWindows[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                   0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                   0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

struct Reference {
  size_t size;  // bytes of the text, 0 if it is no reference
  uint32_t characters[2];
  int count;
};

// Characters that no reference may stand for, and that are then left out.
constexpr bool IsForbidden(uint32_t code) {
  return (code >= 1 && code <= 8) || code == 0xB || (code >= 0xE && code <= 0x1F) || code == 0x7F ||
         (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

Reference Numeric(std::string_view text) {
  const bool is_hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const size_t start = is_hex ? 3 : 2;
  size_t i = start;
  uint32_t code = 0;
  for (; i < text.size(); ++i) {
    const int digit = is_hex ? HexDigit(text[i]) : IsDigit(text[i]) ? text[i] - '0' : -1;
    if (digit < 0) {
      break;
    }
    // Enough to see that it is beyond Unicode.
    code = code > 0x10FFFF ? code : code * (is_hex ? 16 : 10) + static_cast<uint32_t>(digit);
  }
  if (i == start) {
    return {};
  }
  i += i < text.size() && text[i] == ';' ? 1 : 0;
  if (code == 0 || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF) {
    return {i, {0xFFFD}, 1};
  }
  if (code >= 0x80 && code <= 0x9F) {
    return {i, {kWindows[code - 0x80]}, 1};
  }
  return {i, {code}, IsForbidden(code) ? 0 : 1};
}

// The longest name that follows the ampersand.
Reference Named(std::string_view text) {
  const Entity* low = std::begin(kEntities);
  const Entity* high = std::end(kEntities);
  Reference found = {};
  // Those in [low, high) begin with the first `length` characters; the name that is just these
  // comes first.
  for (size_t length = 1; length < text.size(); ++length) {
    const char next = text[length];
    if (!IsAlphanumeric(next)) {
      break;
    }
    const auto at = [length](const Entity& entity) {
      return entity.name.size() < length ? '\0' : entity.name[length - 1];
    };
    low = std::partition_point(low, high, [&](const Entity& e) { return at(e) < next; });
    high = std::partition_point(low, high, [&](const Entity& e) { return at(e) <= next; });
    if (low == high) {
      break;
    }
    if (low->name.size() != length) {
      continue;
    }
    const bool has_semicolon = length + 1 < text.size() && text[length + 1] == ';';
    if (has_semicolon || !low->needs_semicolon) {
      found = {length + (has_semicolon ? 2 : 1), {low->first, low->second}, low->second ? 2 : 1};
    }
  }
  return found;
}

// Of a text that begins with an ampersand.
Reference FirstReference(std::string_view text) {
  return text.size() > 1 && text[1] == '#' ? Numeric(text) : Named(text);
}

// Calls `literal` with pieces that stand for themselves and `character` with those that references
// stand for.
template <typename Literal, typename Character>
void ForEachPiece(std::string_view text, Literal literal, Character character) {
  size_t start = 0;
  size_t from = 0;
  while (true) {
    const size_t ampersand = text.find('&', from);
    if (ampersand == std::string_view::npos) {
      break;
    }
    const Reference reference = FirstReference(text.substr(ampersand));
    if (reference.size == 0) {
      from = ampersand + 1;
      continue;
    }
    literal(text.substr(start, ampersand - start));
    for (int i = 0; i < reference.count; ++i) {
      character(reference.characters[i]);
    }
    start = from = ampersand + reference.size;
  }
  literal(text.substr(start));
}

}  // namespace

size_t DecodedHtmlSize(std::string_view text) {
  size_t size = 0;
  ForEachPiece(
      text, [&](std::string_view piece) { size += piece.size(); },
      [&](uint32_t code) { size += CharacterBytes(code); });
  return size;
}

void DecodeHtml(std::string_view text, char* out) {
  ForEachPiece(
      text,
      [&](std::string_view piece) {
        memcpy(out, piece.data(), piece.size());
        out += piece.size();
      },
      [&](uint32_t code) { out = WriteCharacter(out, code); });
}

}  // namespace vera::hostabi
