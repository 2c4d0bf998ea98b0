#ifndef VERA_CODEGEN_LITERAL_IMAGE_H_
#define VERA_CODEGEN_LITERAL_IMAGE_H_

#include <cstdint>
#include <vector>

#include "ir/module.h"

// The module's literals as heap objects, laid out one after another: what the foot of the native
// heap gets.

namespace vera::codegen {

struct LiteralImage {
  uint32_t base = 0;  // Ref of the first byte
  std::vector<uint8_t> bytes;
  std::vector<uint32_t> refs;  // by LiteralId; the empty string is the runtime's own immortal

  // False if the literals do not fit between `base` and the heap.
  bool fits() const;
};

LiteralImage MakeLiteralImage(const ir::Module& module, uint32_t base);

// A string's object: header, length, bytes, padded with zeros to a multiple of 8.
std::vector<uint8_t> LiteralObject(const ir::Literal& literal);

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_LITERAL_IMAGE_H_
