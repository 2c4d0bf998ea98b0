#ifndef VERA_BUILTINS_FLOAT_H_
#define VERA_BUILTINS_FLOAT_H_

#include <array>

#include "builtins/builtin.h"

// Constants and predicates of Float64 (spec §9.6.10, §9.6.12).

namespace vera::builtins {

inline constexpr auto kFloatBuiltins = std::to_array<Builtin>({
    {.name = "e",
     .family = Family::kFloat,
     .signature = "(-> Float64) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.116",
     .doc = "Euler's number."},
    {.name = "float_is_infinite",
     .family = Family::kFloat,
     .signature = "(Float64 -> Bool) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.72",
     .doc = "Whether the number is an infinity of either sign."},
    {.name = "float_is_nan",
     .family = Family::kFloat,
     .signature = "(Float64 -> Bool) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.72",
     .doc = "Whether the number is not a number."},
    {.name = "infinity",
     .family = Family::kFloat,
     .signature = "(-> Float64) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.72",
     .doc = "Positive infinity."},
    {.name = "nan",
     .family = Family::kFloat,
     .signature = "(-> Float64) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.72",
     .doc = "A quiet not-a-number."},
    {.name = "pi",
     .family = Family::kFloat,
     .signature = "(-> Float64) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.116",
     .doc = "The ratio of a circle's circumference to its diameter."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_FLOAT_H_
