#ifndef VERA_BUILTINS_RESULT_H_
#define VERA_BUILTINS_RESULT_H_

#include <array>

#include "builtins/builtin.h"

// Combinators of Result (spec §9.3.7).

namespace vera::builtins {

inline constexpr auto kResultBuiltins = std::to_array<Builtin>({
    {.name = "result_map",
     .family = Family::kResult,
     .signature =
         "forall<A, B, E> (Result<A, E>, fn(A -> B) effects(pure) -> Result<B, E>) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "pure",
     .implementation = "prelude",
     .since = "0.0.89",
     .doc = "The function's result for the value of an Ok; an Err stays as it is."},
    {.name = "result_unwrap_or",
     .family = Family::kResult,
     .signature = "forall<T, E> (Result<T, E>, T -> T) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "pure",
     .implementation = "prelude",
     .since = "0.0.89",
     .doc = "The value of an Ok, or the default for an Err."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_RESULT_H_
