#ifndef VERA_BUILTINS_URL_H_
#define VERA_BUILTINS_URL_H_

#include <array>

#include "builtins/builtin.h"

// Percent-encoding and the parts of a URL (spec §9.6.17, §9.6.18).

namespace vera::builtins {

inline constexpr auto kUrlBuiltins = std::to_array<Builtin>({
    {.name = "url_decode",
     .family = Family::kUrl,
     .signature = "(String -> Result<String, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.80",
     .doc = "The bytes that a percent-encoded text stands for."},
    {.name = "url_encode",
     .family = Family::kUrl,
     .signature = "(String -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.80",
     .doc = "The string with all but unreserved characters percent-encoded."},
    {.name = "url_join",
     .family = Family::kUrl,
     .signature = "(UrlParts -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.81",
     .doc = "The URL that the parts make up."},
    {.name = "url_parse",
     .family = Family::kUrl,
     .signature = "(String -> Result<UrlParts, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.81",
     .doc = "Scheme, authority, path, query and fragment of a URL."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_URL_H_
