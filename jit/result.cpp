#include "jit/result.h"

#include <cmath>
#include <cstring>

#include "support/json_writer.h"

namespace vera::jit {

std::string RenderScalar(ValueKind kind, uint64_t bits) {
  switch (kind) {
    case ValueKind::kUnit:
      return "()";
    case ValueKind::kInt:
      return std::to_string(static_cast<int64_t>(bits));
    case ValueKind::kNat:
    case ValueKind::kByte:
      return std::to_string(bits);
    case ValueKind::kBool:
      return bits != 0 ? "true" : "false";
    case ValueKind::kFloat64: {
      double value;
      std::memcpy(&value, &bits, sizeof(value));
      if (std::isnan(value)) {
        return "nan";
      }
      if (std::isinf(value)) {
        return value < 0 ? "-inf" : "inf";
      }
      return JsonNumber(value);
    }
    case ValueKind::kString:
    case ValueKind::kOther:
      break;
  }
  return "?";
}

std::string StringContent(const gc::RuntimeState* state, gc::Ref ref) {
  auto* object = gc::At<gc::CountedObject>(state, ref);
  return std::string(object->elements<char>(), object->length);
}

}  // namespace vera::jit
