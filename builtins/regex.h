#ifndef VERA_BUILTINS_REGEX_H_
#define VERA_BUILTINS_REGEX_H_

#include <array>

#include "builtins/builtin.h"

// Regular expressions (spec §9.6.20).

namespace vera::builtins {

inline constexpr auto kRegexBuiltins = std::to_array<Builtin>({
    {.name = "regex_find",
     .family = Family::kRegex,
     .signature = "(String, String -> Result<Option<String>, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.86",
     .doc = "The first match of a pattern in the text, if there is one."},
    {.name = "regex_find_all",
     .family = Family::kRegex,
     .signature = "(String, String -> Result<Array<String>, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.86",
     .doc = "All matches of a pattern that don't overlap, from left to right."},
    {.name = "regex_match",
     .family = Family::kRegex,
     .signature = "(String, String -> Result<Bool, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.86",
     .doc = "Whether a pattern matches anywhere in the text."},
    {.name = "regex_replace",
     .family = Family::kRegex,
     .signature = "(String, String, String -> Result<String, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.86",
     .doc = "The text with the first match of a pattern replaced."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_REGEX_H_
