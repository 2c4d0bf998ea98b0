#ifndef VERA_BUILTINS_ASYNC_H_
#define VERA_BUILTINS_ASYNC_H_

#include <array>

#include "builtins/builtin.h"

// Futures; a Future<T> is represented as its T (spec §9.5.4).

namespace vera::builtins {

inline constexpr auto kAsyncBuiltins = std::to_array<Builtin>({
    {.name = "async",
     .family = Family::kAsync,
     .signature = "forall<T> (T -> Future<T>) effects(<Async>)",
     .lowering = Lowering::kIr,
     .kind = "effect op",
     .implementation = "inline",
     .since = "0.0.82",
     .doc = "Starts a computation and gives its future."},
    {.name = "await",
     .family = Family::kAsync,
     .signature = "forall<T> (Future<T> -> T) effects(<Async>)",
     .lowering = Lowering::kIr,
     .kind = "effect op",
     .implementation = "inline",
     .since = "0.0.82",
     .doc = "The value of a future."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_ASYNC_H_
