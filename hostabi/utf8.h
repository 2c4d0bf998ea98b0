#ifndef VERA_HOSTABI_UTF8_H_
#define VERA_HOSTABI_UTF8_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "hostabi/byte_buffer.h"

// Internal. UTF-8 at the border between a program and the world: inside, a string is any sequence
// of bytes.

namespace vera::hostabi {

struct Utf8Step {
  size_t size;  // bytes of the character, or of the longest start of one that is cut off there; at
                // least 1
  bool valid;
};
// What `text`, which is not empty, begins with.
Utf8Step FirstCharacter(std::string_view text);

// Number of bytes before the first that is not part of a character.
size_t ValidPrefix(std::string_view text);

// Appends `text` with U+FFFD for each piece that is no character (Unicode, section 3.9, "maximal
// subparts").
void AppendAsUtf8(ByteBuffer* out, std::string_view text);

// The same into a buffer: the bytes it takes, and the end of what was written.
size_t SizeAsUtf8(std::string_view text);
char* WriteAsUtf8(char* out, std::string_view text);

// Writes a character below 0x110000 that is not a surrogate; returns its end.
char* WriteCharacter(char* out, uint32_t character);
constexpr size_t CharacterBytes(uint32_t character) {
  return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
}

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_UTF8_H_
