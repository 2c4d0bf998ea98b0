#ifndef VERA_BUILTINS_PARSE_H_
#define VERA_BUILTINS_PARSE_H_

#include <array>

#include "builtins/builtin.h"

// Text to primitive values (spec §9.6.15).

namespace vera::builtins {

inline constexpr auto kParseBuiltins = std::to_array<Builtin>({
    {.name = "parse_bool",
     .family = Family::kParse,
     .signature = "(String -> Result<Bool, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.77",
     .doc = "The truth value that \"true\" or \"false\" denotes, with blanks around it ignored."},
    {.name = "parse_float64",
     .family = Family::kParse,
     .signature = "(String -> Result<Float64, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.50",
     .doc = "The number that a decimal text denotes, with blanks around it ignored."},
    {.name = "parse_int",
     .family = Family::kParse,
     .signature = "(String -> Result<Int, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.77",
     .doc = "The integer that decimal digits with an optional sign denote, with blanks around them "
            "ignored."},
    {.name = "parse_nat",
     .family = Family::kParse,
     .signature = "(String -> Result<Nat, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.50",
     .doc = "The natural number that decimal digits denote, with blanks around them ignored."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_PARSE_H_
