#ifndef VERA_BUILTINS_CHAR_H_
#define VERA_BUILTINS_CHAR_H_

#include <array>

#include "builtins/builtin.h"

// Classification and case of a string's first byte (spec §9.6.22).

namespace vera::builtins {

inline constexpr auto kCharBuiltins = std::to_array<Builtin>({
    {.name = "char_to_lower",
     .family = Family::kChar,
     .signature = "(String -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.118",
     .doc = "The string with its first byte in lower case, if that is an ASCII letter."},
    {.name = "char_to_upper",
     .family = Family::kChar,
     .signature = "(String -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.118",
     .doc = "The string with its first byte in upper case, if that is an ASCII letter."},
    {.name = "is_alpha",
     .family = Family::kChar,
     .signature = "(String -> Bool) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.118",
     .doc = "Whether the first byte is an ASCII letter."},
    {.name = "is_alphanumeric",
     .family = Family::kChar,
     .signature = "(String -> Bool) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.118",
     .doc = "Whether the first byte is an ASCII letter or digit."},
    {.name = "is_digit",
     .family = Family::kChar,
     .signature = "(String -> Bool) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.118",
     .doc = "Whether the first byte is an ASCII digit."},
    {.name = "is_lower",
     .family = Family::kChar,
     .signature = "(String -> Bool) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.118",
     .doc = "Whether the first byte is an ASCII lower-case letter."},
    {.name = "is_upper",
     .family = Family::kChar,
     .signature = "(String -> Bool) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.118",
     .doc = "Whether the first byte is an ASCII upper-case letter."},
    {.name = "is_whitespace",
     .family = Family::kChar,
     .signature = "(String -> Bool) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.118",
     .doc = "Whether the first byte is a blank, tab, line feed, vertical tab, form feed or "
            "carriage return."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_CHAR_H_
