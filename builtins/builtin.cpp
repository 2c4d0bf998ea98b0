#include "builtins/builtin.h"

#include <algorithm>
#include <array>

#include "builtins/array.h"
#include "builtins/async.h"
#include "builtins/base64.h"
#include "builtins/char.h"
#include "builtins/conversion.h"
#include "builtins/data_types.h"
#include "builtins/decimal.h"
#include "builtins/effects.h"
#include "builtins/float.h"
#include "builtins/html.h"
#include "builtins/json.h"
#include "builtins/library.h"
#include "builtins/map.h"
#include "builtins/math.h"
#include "builtins/md.h"
#include "builtins/option.h"
#include "builtins/parse.h"
#include "builtins/regex.h"
#include "builtins/result.h"
#include "builtins/set.h"
#include "builtins/string.h"
#include "builtins/url.h"

namespace vera::builtins {
namespace {

template <size_t... sizes>
constexpr auto Join(const std::array<Builtin, sizes>&... tables) {
  std::array<Builtin, (sizes + ...)> all;
  auto out = all.begin();
  ((out = std::copy(tables.begin(), tables.end(), out)), ...);
  std::sort(all.begin(), all.end(),
            [](const Builtin& a, const Builtin& b) { return a.name < b.name; });
  return all;
}

constexpr auto kAll =
    Join(kArrayBuiltins, kAsyncBuiltins, kBase64Builtins, kCharBuiltins, kConversionBuiltins,
         kDecimalBuiltins, kFloatBuiltins, kHtmlBuiltins, kJsonBuiltins, kMapBuiltins,
         kMathBuiltins, kMdBuiltins, kOptionBuiltins, kParseBuiltins, kRegexBuiltins,
         kResultBuiltins, kSetBuiltins, kStringBuiltins, kUrlBuiltins);

template <typename Row>
constexpr bool StrictlySorted(std::span<const Row> rows) {
  for (size_t i = 1; i < rows.size(); ++i) {
    if (!(rows[i - 1].name < rows[i].name)) {
      return false;
    }
  }
  return true;
}

constexpr bool AllFilled() {
  for (const Builtin& row : kAll) {
    if (row.signature.empty() || row.kind.empty() || row.implementation.empty() ||
        row.since.empty() || row.doc.empty()) {
      return false;
    }
  }
  for (const Effect& effect : kEffects) {
    if (effect.since.empty() || effect.doc.empty()) {
      return false;
    }
    for (const EffectOperation& operation : effect.operations) {
      if (operation.signature.empty() || operation.doc.empty()) {
        return false;
      }
    }
  }
  for (const Ability& ability : kAbilities) {
    if (ability.since.empty() || ability.doc.empty() || ability.operation.doc.empty()) {
      return false;
    }
  }
  return true;
}

// Each table too: what a reader looks up by eye is in order.
template <size_t size>
constexpr bool OneFamily(const std::array<Builtin, size>& table, Family family) {
  for (const Builtin& row : table) {
    if (row.family != family) {
      return false;
    }
  }
  return StrictlySorted<Builtin>(table);
}

static_assert(StrictlySorted<Builtin>(kAll), "a built-in is listed twice");
static_assert(StrictlySorted<Effect>(kEffects) && StrictlySorted<Ability>(kAbilities));
static_assert(StrictlySorted<DataType>(kDataTypes));
static_assert(AllFilled(), "a row lacks its doc, since or signature");
static_assert(OneFamily(kArrayBuiltins, Family::kArray));
static_assert(OneFamily(kAsyncBuiltins, Family::kAsync));
static_assert(OneFamily(kBase64Builtins, Family::kBase64));
static_assert(OneFamily(kCharBuiltins, Family::kChar));
static_assert(OneFamily(kConversionBuiltins, Family::kConversion));
static_assert(OneFamily(kDecimalBuiltins, Family::kDecimal));
static_assert(OneFamily(kFloatBuiltins, Family::kFloat));
static_assert(OneFamily(kHtmlBuiltins, Family::kHtml));
static_assert(OneFamily(kJsonBuiltins, Family::kJson));
static_assert(OneFamily(kLibraryBuiltins, Family::kLibrary));
static_assert(OneFamily(kMapBuiltins, Family::kMap));
static_assert(OneFamily(kMathBuiltins, Family::kMath));
static_assert(OneFamily(kMdBuiltins, Family::kMd));
static_assert(OneFamily(kOptionBuiltins, Family::kOption));
static_assert(OneFamily(kParseBuiltins, Family::kParse));
static_assert(OneFamily(kRegexBuiltins, Family::kRegex));
static_assert(OneFamily(kResultBuiltins, Family::kResult));
static_assert(OneFamily(kSetBuiltins, Family::kSet));
static_assert(OneFamily(kStringBuiltins, Family::kString));
static_assert(OneFamily(kUrlBuiltins, Family::kUrl));

template <typename Row>
const Row* Find(std::span<const Row> rows, std::string_view name) {
  auto found =
      std::lower_bound(rows.begin(), rows.end(), name,
                       [](const Row& row, std::string_view key) { return row.name < key; });
  return found != rows.end() && found->name == name ? &*found : nullptr;
}

struct EmbeddedText {
  std::string_view name;
  std::string_view source;
};

// Made by embed_sources.cmake from builtins/prelude/*.vera and builtins/std/*.vera: one row per
// file.
constexpr EmbeddedText kPrelude[] = {
#include "builtins/prelude.inc"
};
constexpr EmbeddedText kStd[] = {
#include "builtins/std.inc"
};

std::string_view SourceNamed(std::span<const EmbeddedText> texts, std::string_view name) {
  for (const EmbeddedText& text : texts) {
    if (text.name == name) {
      return text.source;
    }
  }
  return {};
}

}  // namespace

std::span<const Builtin> AllBuiltins() { return kAll; }

const Builtin* FindBuiltin(std::string_view name) { return Find<Builtin>(kAll, name); }

const Builtin* FindLibraryBuiltin(std::string_view name) {
  return Find<Builtin>(kLibraryBuiltins, name);
}

const Effect* FindEffect(std::string_view name) { return Find<Effect>(kEffects, name); }

const Ability* FindAbility(std::string_view name) { return Find<Ability>(kAbilities, name); }

const DataType* FindDataType(std::string_view name) { return Find<DataType>(kDataTypes, name); }

std::string_view FamilyName(Family family) {
  switch (family) {
    case Family::kString:
      return "string";
    case Family::kMath:
      return "math";
    case Family::kJson:
      return "json";
    case Family::kArray:
      return "array";
    case Family::kDecimal:
      return "decimal";
    case Family::kConversion:
      return "conversion";
    case Family::kChar:
      return "char";
    case Family::kMap:
      return "map";
    case Family::kFloat:
      return "float";
    case Family::kSet:
      return "set";
    case Family::kHtml:
      return "html";
    case Family::kMd:
      return "md";
    case Family::kParse:
      return "parse";
    case Family::kRegex:
      return "regex";
    case Family::kUrl:
      return "url";
    case Family::kOption:
      return "option";
    case Family::kAsync:
      return "async";
    case Family::kBase64:
      return "base64";
    case Family::kResult:
      return "result";
    case Family::kLibrary:
      return "library";
  }
  return "";
}

std::string_view PreludeSource(Family family) { return SourceNamed(kPrelude, FamilyName(family)); }

std::string_view StdSource(std::string_view module) { return SourceNamed(kStd, module); }

}  // namespace vera::builtins
