#ifndef VERA_BUILTINS_REGISTRY_JSON_H_
#define VERA_BUILTINS_REGISTRY_JSON_H_

#include <span>
#include <string>
#include <string_view>

// The registries as `vera builtins`, `vera effects` and `vera errors` print them: a JSON document
// {schema, items} with two blanks of indentation, or a table of aligned columns. Both end in a line
// feed.

namespace vera::builtins {

std::string BuiltinsJson();
std::string BuiltinsText();
// Effects first, then abilities; operations sorted by name.
std::string EffectsJson();
std::string EffectsText();

// The diagnostics belong to support/; the caller hands its rows over in the order of their codes.
struct ErrorRow {
  std::string_view code;
  std::string_view phase;
  std::string_view title;
  std::string_view since;
};
std::string ErrorsJson(std::span<const ErrorRow> rows);
std::string ErrorsText(std::span<const ErrorRow> rows);

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_REGISTRY_JSON_H_
