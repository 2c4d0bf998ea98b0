#ifndef VERA_HOSTABI_HOST_FUNCTIONS_H_
#define VERA_HOSTABI_HOST_FUNCTIONS_H_

#include <stdint.h>

#include "gc/gc.h"

// The prototypes of the host functions, stamped from host_functions.def. Calling conventions, C
// types of the Vera types and GC effects are explained there.

namespace vera::hostabi {

using gc::Ref;
using gc::RuntimeState;

extern "C" {

#define VERA_HOST_LEADING_kMayCollect RuntimeState *state, Ref *sp
#define VERA_HOST_LEADING_kMayTrap RuntimeState* state
#define VERA_HOST_LEADING_kNever RuntimeState* state
#define VERA_HOST_TRAILING(...) __VA_OPT__(, ) __VA_ARGS__
#define VERA_HOST_FUNCTION(result, name, parameters, gc_effect, effect, doc) \
  result vera_host_##name(VERA_HOST_LEADING_##gc_effect VERA_HOST_TRAILING parameters);
#include "hostabi/host_functions.def"

}  // extern "C"

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_FUNCTIONS_H_
