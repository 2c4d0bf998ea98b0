#ifndef VERA_BUILTINS_BASE64_H_
#define VERA_BUILTINS_BASE64_H_

#include <array>

#include "builtins/builtin.h"

// Standard Base64 (spec §9.6.16).

namespace vera::builtins {

inline constexpr auto kBase64Builtins = std::to_array<Builtin>({
    {.name = "base64_decode",
     .family = Family::kBase64,
     .signature = "(String -> Result<String, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.79",
     .doc = "Bytes that a standard Base64 text stands for."},
    {.name = "base64_encode",
     .family = Family::kBase64,
     .signature = "(String -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "pure",
     .implementation = "inline",
     .since = "0.0.79",
     .doc = "Standard Base64 with padding of the string's bytes."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_BASE64_H_
