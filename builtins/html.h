#ifndef VERA_BUILTINS_HTML_H_
#define VERA_BUILTINS_HTML_H_

#include <array>

#include "builtins/builtin.h"

// HTML trees (spec §9.7.4).

namespace vera::builtins {

inline constexpr auto kHtmlBuiltins = std::to_array<Builtin>({
    {.name = "html_attr",
     .family = Family::kHtml,
     .signature = "(HtmlNode, String -> Option<String>) effects(pure)",
     .lowering = Lowering::kPrelude,
     .kind = "pure",
     .implementation = "prelude",
     .since = "0.0.100",
     .doc = "Value of an element's attribute, if it has it."},
    {.name = "html_parse",
     .family = Family::kHtml,
     .signature = "(String -> Result<HtmlNode, String>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.100",
     .doc = "The tree of an HTML text; bad markup is repaired rather than refused."},
    {.name = "html_query",
     .family = Family::kHtml,
     .signature = "(HtmlNode, String -> Array<HtmlNode>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.100",
     .doc = "The elements of the tree that a simple CSS selector matches, in document order."},
    {.name = "html_text",
     .family = Family::kHtml,
     .signature = "(HtmlNode -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.100",
     .doc = "The text of the node and of all below it."},
    {.name = "html_to_string",
     .family = Family::kHtml,
     .signature = "(HtmlNode -> String) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.100",
     .doc = "The tree as HTML text."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_HTML_H_
