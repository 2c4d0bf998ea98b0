#include "hostabi/ascii.h"
#include "hostabi/html_tape.h"

namespace vera::hostabi {
namespace {

bool SameLetters(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) {
    return false;
  }
  for (size_t i = 0; i < a.size(); ++i) {
    if (ToLower(a[i]) != ToLower(b[i])) {
      return false;
    }
  }
  return true;
}

std::string_view Of(std::string_view text, HtmlSpan span) {
  return text.substr(span.offset, span.size);
}

}  // namespace

uint32_t HtmlNames::Hash(std::string_view name) const {
  uint64_t hash = seed_ | 1;
  for (char c : name) {
    hash = (hash ^ static_cast<uint8_t>(ToLower(c))) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 29;
  }
  return static_cast<uint32_t>(hash >> 16);
}

uint32_t HtmlNames::Place(std::string_view text, HtmlSpan span, uint32_t hash) const {
  const auto mask = static_cast<uint32_t>(table_.size() - 1);
  uint32_t place = hash & mask;
  while (table_[place] != 0) {
    const Name& name = names_[table_[place] - 1];
    if (name.hash == hash && SameLetters(Of(text, name.span), Of(text, span))) {
      break;
    }
    place = (place + 1) & mask;
  }
  return place;
}

void HtmlNames::Grow() {
  const size_t size = table_.empty() ? 64 : 2 * table_.size();
  table_.Shrink(0);
  memset(table_.Extend(size), 0, size * sizeof(uint32_t));
  for (uint32_t i = 0; i < names_.size(); ++i) {
    uint32_t place = names_[i].hash & static_cast<uint32_t>(size - 1);
    while (table_[place] != 0) {
      place = (place + 1) & static_cast<uint32_t>(size - 1);
    }
    table_[place] = i + 1;
  }
}

uint32_t HtmlNames::Find(std::string_view text, HtmlSpan span) const {
  if (table_.empty()) {
    return kNone;
  }
  const uint32_t found = table_[Place(text, span, Hash(Of(text, span)))];
  return found == 0 ? kNone : found - 1;
}

uint32_t HtmlNames::Intern(std::string_view text, HtmlSpan span) {
  if (names_.size() * 2 >= table_.size()) {
    Grow();
  }
  const uint32_t hash = Hash(Of(text, span));
  const uint32_t place = Place(text, span, hash);
  if (table_[place] == 0) {
    names_.Push({span, hash, 0});
    table_[place] = static_cast<uint32_t>(names_.size());
  }
  return table_[place] - 1;
}

bool IsVoidElement(std::string_view name) {
  constexpr std::string_view kVoid[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                        "input", "link", "meta", "param", "source", "track", "wbr"};
  for (std::string_view candidate : kVoid) {
    if (SameLetters(candidate, name)) {
      return true;
    }
  }
  return false;
}

}  // namespace vera::hostabi
