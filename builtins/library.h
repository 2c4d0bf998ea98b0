#ifndef VERA_BUILTINS_LIBRARY_H_
#define VERA_BUILTINS_LIBRARY_H_

#include <array>

#include "builtins/builtin.h"

// What only the library modules (builtins/std) may name: functions that would be hopelessly slow in
// Vera, which has no operations on bits. They are not part of the language.

namespace vera::builtins {

inline constexpr auto kLibraryBuiltins = std::to_array<Builtin>({
    {.name = "host_hmac_sha256",
     .family = Family::kLibrary,
     .signature = "(String, String -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .target = "hmac_sha256",
     .kind = "host",
     .implementation = "host",
     .since = "0.1.9",
     .doc = "HMAC-SHA-256 of a key and a message, in lower-case hexadecimal digits."},
    {.name = "host_sha256",
     .family = Family::kLibrary,
     .signature = "(String -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .target = "sha256",
     .kind = "host",
     .implementation = "host",
     .since = "0.1.9",
     .doc = "SHA-256 of the string's bytes, in lower-case hexadecimal digits."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_LIBRARY_H_
