#ifndef VERA_BUILTINS_BUILTIN_H_
#define VERA_BUILTINS_BUILTIN_H_

#include <cstdint>
#include <span>
#include <string_view>

// The built-in functions: one constexpr table per family (builtins/<family>.h), joined by
// AllBuiltins(). A row is all that the checker, the lowering, `vera builtins` and the docs know of
// one.

namespace vera::builtins {

enum class Family : uint8_t {
  kString,
  kMath,
  kJson,
  kArray,
  kDecimal,
  kConversion,
  kChar,
  kMap,
  kFloat,
  kSet,
  kHtml,
  kMd,
  kParse,
  kRegex,
  kUrl,
  kOption,
  kAsync,
  kBase64,
  kResult,
  kLibrary,  // library.h
};

// How a call is compiled.
enum class Lowering : uint8_t {
  kPrelude,  // the Vera function of the same name in builtins/prelude/<family>.vera
  kIr,       // expanded by lower/builtins_<family>.cpp
  kHost,     // a call of the host function `target` of hostabi/host_functions.def
  kPending,  // the row is there, its implementation comes later: running a program that uses it
             // says so
};

struct Builtin {
  std::string_view name;
  Family family;
  std::string_view signature;  // Vera syntax: "forall<T> (Array<T>, T -> Array<T>) effects(pure)"
  Lowering lowering;
  // Host function (without its "vera_host_" prefix) or IR expansion, when it differs from the name.
  std::string_view target = {};
  std::string_view kind;            // "pure", "host" or "effect op": as `vera builtins --json` says
  std::string_view implementation;  // "inline", "host" or "prelude": likewise
  std::string_view since;
  std::string_view doc;
};

std::span<const Builtin> AllBuiltins();             // sorted by name
const Builtin* FindBuiltin(std::string_view name);  // null when there is none
// Of the functions that only library modules may name (library.h), which AllBuiltins lacks.
const Builtin* FindLibraryBuiltin(std::string_view name);
std::string_view FamilyName(Family family);
// Host function or IR expansion of a row: its `target`, or else its name.
constexpr std::string_view TargetOf(const Builtin& builtin) {
  return builtin.target.empty() ? builtin.name : builtin.target;
}
// The prelude's Vera source of one family; empty where there is none.
std::string_view PreludeSource(Family family);
// The Vera source of the library module std.<module>; empty when there is none.
std::string_view StdSource(std::string_view module);

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_BUILTIN_H_
