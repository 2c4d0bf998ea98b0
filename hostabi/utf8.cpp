#include "hostabi/utf8.h"

#include <stdint.h>
#include <string.h>

namespace vera::hostabi {
namespace {

// U+FFFD.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What may follow a lead byte (Unicode, table 3-7): the second byte is in [low, high], further ones
// in [80, BF].
struct Lead {
  uint8_t size;
  uint8_t low;
  uint8_t high;
};

Lead LeadOf(uint8_t byte) {
  if (byte < 0x80) {
    return {1, 0, 0};
  }
  if (byte < 0xC2) {
    return {0, 0, 0};
  }
  if (byte < 0xE0) {
    return {2, 0x80, 0xBF};
  }
  if (byte == 0xE0) {
    return {3, 0xA0, 0xBF};
  }
  if (byte == 0xED) {
    return {3, 0x80, 0x9F};
  }
  if (byte < 0xF0) {
    return {3, 0x80, 0xBF};
  }
  if (byte == 0xF0) {
    return {4, 0x90, 0xBF};
  }
  if (byte < 0xF4) {
    return {4, 0x80, 0xBF};
  }
  if (byte == 0xF4) {
    return {4, 0x80, 0x8F};
  }
  return {0, 0, 0};
}

}  // namespace

Utf8Step FirstCharacter(std::string_view text) {
  const Lead lead = LeadOf(static_cast<uint8_t>(text[0]));
  if (lead.size == 0) {
    return {1, false};
  }
  for (size_t i = 1; i < lead.size; ++i) {
    if (i == text.size()) {
      return {i, false};
    }
    const auto byte = static_cast<uint8_t>(text[i]);
    const bool fits = i == 1 ? byte >= lead.low && byte <= lead.high : (byte & 0xC0) == 0x80;
    if (!fits) {
      return {i, false};
    }
  }
  return {lead.size, true};
}

size_t ValidPrefix(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    // Eight ASCII bytes at a time: what programs print is mostly that.
    uint64_t word;
    if (text.size() - i >= sizeof(word)) {
      memcpy(&word, text.data() + i, sizeof(word));
      if ((word & 0x8080808080808080) == 0) {
        i += sizeof(word);
        continue;
      }
    }
    const Utf8Step step = FirstCharacter(text.substr(i));
    if (!step.valid) {
      return i;
    }
    i += step.size;
  }
  return i;
}

void AppendAsUtf8(ByteBuffer* out, std::string_view text) {
  while (!text.empty()) {
    const size_t valid = ValidPrefix(text);
    out->Append(text.substr(0, valid));
    text.remove_prefix(valid);
    if (text.empty()) {
      return;
    }
    out->Append(kReplacement);
    text.remove_prefix(FirstCharacter(text).size);
  }
}

size_t SizeAsUtf8(std::string_view text) {
  size_t size = 0;
  while (true) {
    const size_t valid = ValidPrefix(text);
    size += valid;
    text.remove_prefix(valid);
    if (text.empty()) {
      return size;
    }
    size += kReplacement.size();
    text.remove_prefix(FirstCharacter(text).size);
  }
}

char* WriteAsUtf8(char* out, std::string_view text) {
  while (!text.empty()) {
    const size_t valid = ValidPrefix(text);
    memcpy(out, text.data(), valid);
    out += valid;
    text.remove_prefix(valid);
    if (text.empty()) {
      break;
    }
    memcpy(out, kReplacement.data(), kReplacement.size());
    out += kReplacement.size();
    text.remove_prefix(FirstCharacter(text).size);
  }
  return out;
}

char* WriteCharacter(char* out, uint32_t character) {
  const size_t size = CharacterBytes(character);
  if (size == 1) {
    *out = static_cast<char>(character);
    return out + 1;
  }
  for (size_t i = size - 1; i > 0; --i) {
    out[i] = static_cast<char>(0x80 | (character & 0x3F));
    character >>= 6;
  }
  // As many bits as there are bytes, then a zero.
  *out = static_cast<char>(0xF00u >> size | character);
  return out + size;
}

}  // namespace vera::hostabi
