// The kinds of traps as an enum with their texts, stamped from traps.def.
#ifndef VERA_GC_TRAPS_H_
#define VERA_GC_TRAPS_H_

#include <stdint.h>

namespace vera::gc {

enum class TrapKind : uint32_t {
#define VERA_TRAP(name, value, text, exit_code) k##name = (value),
#include "gc/traps.def"
};

struct TrapInfo {
  TrapKind kind;
  const char* text;
  int exit_code;
};
inline constexpr TrapInfo kTraps[] = {
#define VERA_TRAP(name, value, text, exit_code) {TrapKind::k##name, text, exit_code},
#include "gc/traps.def"
};
inline constexpr uint32_t kTrapCount = sizeof(kTraps) / sizeof(kTraps[0]);

// A number that no row has gives the row of kUnknown.
constexpr const TrapInfo& InfoOf(TrapKind kind) {
  const auto value = static_cast<uint32_t>(kind);
  return kTraps[value < kTrapCount ? value : 0];
}

constexpr bool TrapsAreDense() {
  for (uint32_t i = 0; i < kTrapCount; ++i) {
    if (static_cast<uint32_t>(kTraps[i].kind) != i) {
      return false;
    }
  }
  return true;
}
static_assert(TrapsAreDense(), "traps.def: rows are in the order of their values, without gaps");

}  // namespace vera::gc

#endif  // VERA_GC_TRAPS_H_
