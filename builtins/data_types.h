#ifndef VERA_BUILTINS_DATA_TYPES_H_
#define VERA_BUILTINS_DATA_TYPES_H_

#include <array>
#include <span>
#include <string_view>

// The algebraic types that every program has (spec §9.3, §9.7). A constructor's tag is its position
// here; the host functions that build or read such values rely on it (hostabi/values.h).

namespace vera::builtins {

struct DataConstructor {
  std::string_view name;
  std::span<const std::string_view> fields;  // types in Vera syntax, over the type's parameters
};

struct DataType {
  std::string_view name;
  std::span<const std::string_view> type_params;
  std::span<const DataConstructor> constructors;
};

namespace data_type_rows {

template <size_t n>
using Words = std::array<std::string_view, n>;

inline constexpr Words<1> kT{"T"};
inline constexpr Words<1> kE{"E"};
inline constexpr Words<2> kTE{"T", "E"};
inline constexpr Words<1> kString{"String"};
inline constexpr Words<2> kStringString{"String", "String"};
inline constexpr Words<5> kUrlParts{"String", "String", "String", "String", "String"};
inline constexpr Words<3> kHtmlElement{"String", "Map<String, String>", "Array<HtmlNode>"};
inline constexpr Words<1> kBool{"Bool"};
inline constexpr Words<1> kFloat{"Float64"};
inline constexpr Words<1> kJsonArray{"Array<Json>"};
inline constexpr Words<1> kJsonObject{"Map<String, Json>"};
inline constexpr Words<1> kInlines{"Array<MdInline>"};
inline constexpr Words<2> kLink{"Array<MdInline>", "String"};
inline constexpr Words<2> kHeading{"Nat", "Array<MdInline>"};
inline constexpr Words<1> kBlocks{"Array<MdBlock>"};
inline constexpr Words<2> kList{"Bool", "Array<Array<MdBlock>>"};
inline constexpr Words<1> kTable{"Array<Array<Array<MdInline>>>"};
inline constexpr Words<4> kRequest{"String", "String", "Map<String, String>", "String"};
inline constexpr Words<3> kResponse{"Int", "Map<String, String>", "String"};

template <size_t n>
using Rows = std::array<DataConstructor, n>;

inline constexpr Rows<1> kFutureRows{{{"Future", kT}}};
inline constexpr Rows<3> kHtmlRows{
    {{"HtmlElement", kHtmlElement}, {"HtmlText", kString}, {"HtmlComment", kString}}};
inline constexpr Rows<6> kJsonRows{{{"JNull", {}},
                                    {"JBool", kBool},
                                    {"JNumber", kFloat},
                                    {"JString", kString},
                                    {"JArray", kJsonArray},
                                    {"JObject", kJsonObject}}};
inline constexpr Rows<8> kBlockRows{{{"MdParagraph", kInlines},
                                     {"MdHeading", kHeading},
                                     {"MdCodeBlock", kStringString},
                                     {"MdBlockQuote", kBlocks},
                                     {"MdList", kList},
                                     {"MdThematicBreak", {}},
                                     {"MdTable", kTable},
                                     {"MdDocument", kBlocks}}};
inline constexpr Rows<6> kInlineRows{{{"MdText", kString},
                                      {"MdCode", kString},
                                      {"MdEmph", kInlines},
                                      {"MdStrong", kInlines},
                                      {"MdLink", kLink},
                                      {"MdImage", kStringString}}};
inline constexpr Rows<2> kOptionRows{{{"None", {}}, {"Some", kT}}};
inline constexpr Rows<3> kOrderingRows{{{"Less", {}}, {"Equal", {}}, {"Greater", {}}}};
inline constexpr Rows<1> kRequestRows{{{"Request", kRequest}}};
inline constexpr Rows<1> kResponseRows{{{"Response", kResponse}}};
inline constexpr Rows<2> kResultRows{{{"Ok", kT}, {"Err", kE}}};
inline constexpr Rows<1> kUrlPartsRows{{{"UrlParts", kUrlParts}}};

}  // namespace data_type_rows

// Sorted by name. The opaque types (Array, Map, Set, Decimal, Tuple) and the primitives are kinds
// of sema::Type.
inline constexpr std::array<DataType, 11> kDataTypes{{
    {"Future", data_type_rows::kT, data_type_rows::kFutureRows},
    {"HtmlNode", {}, data_type_rows::kHtmlRows},
    {"Json", {}, data_type_rows::kJsonRows},
    {"MdBlock", {}, data_type_rows::kBlockRows},
    {"MdInline", {}, data_type_rows::kInlineRows},
    {"Option", data_type_rows::kT, data_type_rows::kOptionRows},
    {"Ordering", {}, data_type_rows::kOrderingRows},
    {"Request", {}, data_type_rows::kRequestRows},
    {"Response", {}, data_type_rows::kResponseRows},
    {"Result", data_type_rows::kTE, data_type_rows::kResultRows},
    {"UrlParts", {}, data_type_rows::kUrlPartsRows},
}};

const DataType* FindDataType(std::string_view name);  // null when there is none

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_DATA_TYPES_H_
