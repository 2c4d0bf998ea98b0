#include "codegen/literal_image.h"

#include <cstring>

#include "gc/layout.h"

namespace vera::codegen {

bool LiteralImage::fits() const { return bytes.size() <= gc::kNativeHeapBase - base; }

std::vector<uint8_t> LiteralObject(const ir::Literal& literal) {
  const uint32_t length = literal.bytes.size();
  const uint32_t header = gc::MakeHeader(gc::ObjectKind::kBytes);
  std::vector<uint8_t> object(gc::CountedBytes(gc::ObjectKind::kBytes, length));
  std::memcpy(object.data(), &header, sizeof(header));
  std::memcpy(object.data() + gc::kLengthOffset, &length, sizeof(length));
  std::memcpy(object.data() + gc::kElementsOffset, literal.bytes.data(), length);
  return object;
}

LiteralImage MakeLiteralImage(const ir::Module& module, uint32_t base) {
  LiteralImage image;
  image.base = base;
  for (const ir::Literal& literal : module.literals) {
    if (literal.bytes.empty()) {
      image.refs.push_back(gc::NativeEmptyCountedRef(gc::ObjectKind::kBytes));
      continue;
    }
    image.refs.push_back(base + static_cast<uint32_t>(image.bytes.size()));
    std::vector<uint8_t> object = LiteralObject(literal);
    image.bytes.insert(image.bytes.end(), object.begin(), object.end());
  }
  return image;
}

}  // namespace vera::codegen
