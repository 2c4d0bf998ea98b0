// RuntimeState: the context that every generated function gets (natively it is also the base of
// the heap), and the offsets of its fields for the code generator, for either pointer width.
#ifndef VERA_GC_RUNTIME_STATE_H_
#define VERA_GC_RUNTIME_STATE_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/layout.h"
#include "gc/traps.h"

namespace vera::gc {

struct Heap;
struct RuntimeState;

// Ends the program; must not return. `state->trap_site` says where.
using TrapHook = void (*)(RuntimeState* state, TrapKind kind);

struct RuntimeState {
#define VERA_STATE_FIELD(type, name, doc) type name;
#include "gc/runtime_state.def"
};

enum class StateField : uint8_t {
#define VERA_STATE_FIELD(type, name, doc) name,
#include "gc/runtime_state.def"
};

struct StateFieldInfo {
  const char* name;
  const char* type;
  uint8_t bytes;  // on this target
  bool is_pointer;
  uint32_t offset;  // on this target
};

template <typename T>
struct IsPointer {
  static constexpr bool kValue = false;
};
template <typename T>
struct IsPointer<T*> {
  static constexpr bool kValue = true;
};

inline constexpr StateFieldInfo kStateFields[] = {
#define VERA_STATE_FIELD(type, name, doc) \
  {#name, #type, sizeof(type), IsPointer<type>::kValue, offsetof(RuntimeState, name)},
#include "gc/runtime_state.def"
};
inline constexpr uint32_t kStateFieldCount = sizeof(kStateFields) / sizeof(kStateFields[0]);

// Offset of `field` in a RuntimeState of a target whose pointers have `pointer_bytes` (4 or 8).
constexpr uint32_t StateOffset(StateField field, uint32_t pointer_bytes) {
  uint32_t offset = 0;
  for (uint32_t i = 0;; ++i) {
    const uint32_t bytes = kStateFields[i].is_pointer ? pointer_bytes : kStateFields[i].bytes;
    offset = (offset + bytes - 1) / bytes * bytes;
    if (i == static_cast<uint32_t>(field)) {
      return offset;
    }
    offset += bytes;
  }
}

// The rule above is the layout that the compiler chose; both archives check it.
constexpr bool StateOffsetsMatch() {
  for (uint32_t i = 0; i < kStateFieldCount; ++i) {
    if (StateOffset(static_cast<StateField>(i), sizeof(void*)) != kStateFields[i].offset) {
      return false;
    }
  }
  return true;
}
static_assert(StateOffsetsMatch());
static_assert(sizeof(RuntimeState) <= kNativeNullaryBase);

}  // namespace vera::gc

#endif  // VERA_GC_RUNTIME_STATE_H_
