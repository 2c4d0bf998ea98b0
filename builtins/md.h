#ifndef VERA_BUILTINS_MD_H_
#define VERA_BUILTINS_MD_H_

#include <array>

#include "builtins/builtin.h"

// Markdown trees (spec §9.7.3).

namespace vera::builtins {

inline constexpr auto kMdBuiltins = std::to_array<Builtin>({
    {.name = "md_extract_code_blocks",
     .family = Family::kMd,
     .signature = "(MdBlock, String -> Array<String>) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.84",
     .doc = "Texts of the document's code blocks in that language."},
    {.name = "md_has_code_block",
     .family = Family::kMd,
     .signature = "(MdBlock, String -> Bool) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.84",
     .doc = "Whether the document has a code block in that language."},
    {.name = "md_has_heading",
     .family = Family::kMd,
     .signature = "(MdBlock, Nat -> Bool) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.84",
     .doc = "Whether the document has a heading of that level."},
    {.name = "md_parse",
     .family = Family::kMd,
     .signature = "(String -> Result<MdBlock, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.84",
     .doc = "The tree of a Markdown text."},
    {.name = "md_render",
     .family = Family::kMd,
     .signature = "(MdBlock -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.84",
     .doc = "The tree as canonical Markdown."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_MD_H_
