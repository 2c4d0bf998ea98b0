#ifndef VERA_BUILTINS_DECIMAL_H_
#define VERA_BUILTINS_DECIMAL_H_

#include <array>

#include "builtins/builtin.h"

// Decimal arithmetic with 28 digits (spec §9.7.2).

namespace vera::builtins {

inline constexpr auto kDecimalBuiltins = std::to_array<Builtin>({
    {.name = "decimal_abs", .family = Family::kDecimal,
     .signature = "(Decimal -> Decimal) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "The decimal without its sign."},
    {.name = "decimal_add", .family = Family::kDecimal,
     .signature = "(Decimal, Decimal -> Decimal) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "Sum, rounded to 28 digits."},
    {.name = "decimal_compare", .family = Family::kDecimal,
     .signature = "(Decimal, Decimal -> Ordering) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "Order of two decimals by value."},
    {.name = "decimal_div", .family = Family::kDecimal,
     .signature = "(Decimal, Decimal -> Option<Decimal>) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "Quotient, rounded to 28 digits; None when the divisor is zero."},
    {.name = "decimal_eq", .family = Family::kDecimal,
     .signature = "(Decimal, Decimal -> Bool) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "Whether two decimals have one value, whatever their trailing zeros."},
    {.name = "decimal_from_float", .family = Family::kDecimal,
     .signature = "(Float64 -> Decimal) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "The decimal that the shortest spelling of the float denotes."},
    {.name = "decimal_from_int", .family = Family::kDecimal,
     .signature = "(Int -> Decimal) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "The integer as a decimal."},
    {.name = "decimal_from_string", .family = Family::kDecimal,
     .signature = "(String -> Option<Decimal>) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "The decimal that a text with optional fraction and exponent denotes."},
    {.name = "decimal_mul", .family = Family::kDecimal,
     .signature = "(Decimal, Decimal -> Decimal) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "Product, rounded to 28 digits."},
    {.name = "decimal_neg", .family = Family::kDecimal,
     .signature = "(Decimal -> Decimal) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "The decimal with the opposite sign."},
    {.name = "decimal_round", .family = Family::kDecimal,
     .signature = "(Decimal, Int -> Decimal) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "The decimal with that many places, halves to even."},
    {.name = "decimal_sub", .family = Family::kDecimal,
     .signature = "(Decimal, Decimal -> Decimal) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "Difference, rounded to 28 digits."},
    {.name = "decimal_to_float", .family = Family::kDecimal,
     .signature = "(Decimal -> Float64) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "The nearest Float64."},
    {.name = "decimal_to_string", .family = Family::kDecimal,
     .signature = "(Decimal -> String) effects(pure)",
     .lowering = Lowering::kPending, .kind = "host", .implementation = "host", .since = "0.0.97",
     .doc = "The decimal with its trailing zeros, in scientific form when its exponent is large."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_DECIMAL_H_
