#ifndef VERA_HOSTABI_CONTAINER_SHAPE_H_
#define VERA_HOSTABI_CONTAINER_SHAPE_H_

#include <stdint.h>

// What a Map or Set holds, as one word that generated code passes to container_new and that the
// container keeps.

namespace vera::hostabi {

// How keys are compared.
enum class KeyKind : uint8_t {
  kWord,       // the same bits: Int, Nat, Byte, Bool, Unit
  kFloat,      // Float64: 0.0 is -0.0, and all nans are one key
  kText,       // String
  kComposite,  // by generated code, which asks for candidates (container_candidate)
};
// How a key or value is represented.
enum class ContentKind : uint8_t {
  kNone,  // Unit
  kByte,  // Byte, Bool
  kWord,  // Int, Nat, Float64
  kRef,   // all else
};

struct ContainerShape {
  bool is_set = false;
  KeyKind key = KeyKind::kWord;
  ContentKind key_content = ContentKind::kWord;
  ContentKind value_content = ContentKind::kNone;

  constexpr uint64_t Encode() const {
    return static_cast<uint64_t>(is_set) | static_cast<uint64_t>(key) << 1 |
           static_cast<uint64_t>(key_content) << 3 | static_cast<uint64_t>(value_content) << 5;
  }
  static constexpr ContainerShape Decode(uint64_t word) {
    return {.is_set = (word & 1) != 0,
            .key = static_cast<KeyKind>(word >> 1 & 3),
            .key_content = static_cast<ContentKind>(word >> 3 & 3),
            .value_content = static_cast<ContentKind>(word >> 5 & 3)};
  }
  constexpr bool HoldsRefs() const {
    return key_content == ContentKind::kRef || value_content == ContentKind::kRef;
  }
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_CONTAINER_SHAPE_H_
