#ifndef VERA_BUILTINS_OPTION_H_
#define VERA_BUILTINS_OPTION_H_

#include <array>

#include "builtins/builtin.h"

// Combinators of Option (spec §9.3.7).

namespace vera::builtins {

inline constexpr auto kOptionBuiltins = std::to_array<Builtin>({
    {.name = "option_and_then",
     .family = Family::kOption,
     .signature =
         "forall<A, B> (Option<A>, fn(A -> Option<B>) effects(pure) -> Option<B>) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "pure",
     .implementation = "prelude",
     .since = "0.0.89",
     .doc = "The function's option for the value inside, None for None."},
    {.name = "option_map",
     .family = Family::kOption,
     .signature = "forall<A, B> (Option<A>, fn(A -> B) effects(pure) -> Option<B>) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "pure",
     .implementation = "prelude",
     .since = "0.0.89",
     .doc = "The function's result for the value inside, None for None."},
    {.name = "option_unwrap_or",
     .family = Family::kOption,
     .signature = "forall<T> (Option<T>, T -> T) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "pure",
     .implementation = "prelude",
     .since = "0.0.89",
     .doc = "The value inside, or the default for None."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_OPTION_H_
