#ifndef VERA_JIT_TRAP_CALLS_H_
#define VERA_JIT_TRAP_CALLS_H_

#include <cstdint>

#include "gc/gc.h"

// What generated code calls at a trap site (codegen/runtime_calls.def). None comes back.

extern "C" {

[[noreturn]] void vera_trap_site_0(vera::gc::RuntimeState* state, uint32_t site);
[[noreturn]] void vera_trap_site_1(vera::gc::RuntimeState* state, uint32_t site, uint64_t a);
[[noreturn]] void vera_trap_site_2(vera::gc::RuntimeState* state, uint32_t site, uint64_t a,
                                   uint64_t b);
[[noreturn]] void vera_trap_site_3(vera::gc::RuntimeState* state, uint32_t site, uint64_t a,
                                   uint64_t b, uint64_t c);
[[noreturn]] void vera_trap_site_4(vera::gc::RuntimeState* state, uint32_t site, uint64_t a,
                                   uint64_t b, uint64_t c, uint64_t d);
[[noreturn]] void vera_trap_site_n(vera::gc::RuntimeState* state, uint32_t site,
                                   const uint64_t* shown, uint32_t count);

}  // extern "C"

#endif  // VERA_JIT_TRAP_CALLS_H_
