#ifndef VERA_BUILTINS_CONVERSION_H_
#define VERA_BUILTINS_CONVERSION_H_

#include <array>

#include "builtins/builtin.h"

// Conversions between primitive types and to text (spec §9.6.11).

namespace vera::builtins {

inline constexpr auto kConversionBuiltins = std::to_array<Builtin>({
    {.name = "bool_to_string", .family = Family::kConversion,
     .signature = "(Bool -> String) effects(pure)",
     .lowering = Lowering::kHost, .kind = "pure", .implementation = "inline", .since = "0.0.64",
     .doc = "\"true\" or \"false\"."},
    {.name = "byte_to_int", .family = Family::kConversion,
     .signature = "(Byte -> Int) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.71",
     .doc = "The byte as a number from 0 to 255."},
    {.name = "byte_to_string", .family = Family::kConversion,
     .signature = "(Byte -> String) effects(pure)",
     .lowering = Lowering::kHost, .kind = "pure", .implementation = "inline", .since = "0.0.64",
     .doc = "A string of this one byte."},
    {.name = "float_to_int", .family = Family::kConversion,
     .signature = "(Float64 -> Int) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.71",
     .doc = "The number without its fraction; traps when no Int holds it."},
    {.name = "float_to_string", .family = Family::kConversion,
     .signature = "(Float64 -> String) effects(pure)",
     .lowering = Lowering::kHost, .kind = "pure", .implementation = "inline", .since = "0.0.64",
     .doc = "The number with one to six decimals, or \"nan\", \"inf\", \"-inf\"."},
    {.name = "int_to_byte", .family = Family::kConversion,
     .signature = "(Int -> Option<Byte>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.71",
     .doc = "The integer as a Byte, if it is between 0 and 255."},
    {.name = "int_to_float", .family = Family::kConversion,
     .signature = "(Int -> Float64) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.71",
     .doc = "The nearest Float64."},
    {.name = "int_to_nat", .family = Family::kConversion,
     .signature = "(Int -> Option<Nat>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.71",
     .doc = "The integer as a Nat, if it is not negative."},
    {.name = "int_to_string", .family = Family::kConversion,
     .signature = "(Int -> String) effects(pure)",
     .lowering = Lowering::kHost, .kind = "pure", .implementation = "inline", .since = "0.0.64",
     .doc = "Decimal digits, with a minus sign if negative."},
    {.name = "nat_to_int", .family = Family::kConversion,
     .signature = "(Nat -> Int) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.71",
     .doc = "The natural number as an Int; traps when it is too large."},
    {.name = "nat_to_string", .family = Family::kConversion,
     .signature = "(Nat -> String) effects(pure)",
     .lowering = Lowering::kHost, .kind = "pure", .implementation = "inline", .since = "0.0.64",
     .doc = "Decimal digits."},
    {.name = "to_string", .family = Family::kConversion,
     .signature = "(Int -> String) effects(pure)",
     .lowering = Lowering::kHost, .target = "int_to_string", .kind = "pure", .implementation = "inline", .since = "0.0.50",
     .doc = "Decimal digits of an integer, with a minus sign if negative."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_CONVERSION_H_
