#ifndef VERA_HOSTABI_HOST_FUNCTION_TABLE_H_
#define VERA_HOSTABI_HOST_FUNCTION_TABLE_H_

#include <stddef.h>
#include <stdint.h>

#include <array>
#include <span>
#include <string_view>

#include "hostabi/host_functions.h"

// host_functions.def as data: what code generation needs to declare and call a host function. Using
// this header does not link any of them; their addresses are in host_function_addresses.h.

namespace vera::hostabi {

enum class AbiType : uint8_t {
  kVoid,  // Unit or Never
  kI64,   // Int, Nat
  kI8,    // Byte, zero-extended
  kBool,  // i1, zero-extended
  kF64,   // Float64
  kRef,   // 32-bit reference
};

enum class GcEffect : uint8_t { kNever, kMayTrap, kMayCollect };

inline constexpr size_t kMaxHostParameters = 5;

struct HostFunction {
  std::string_view name;    // "string_concat"
  std::string_view symbol;  // "vera_host_string_concat"
  AbiType result;
  // Without the leading RuntimeState* and, for kMayCollect, Ref* sp.
  std::array<AbiType, kMaxHostParameters> parameter_types;
  uint8_t parameter_count;
  GcEffect gc_effect;
  std::string_view effect;  // "pure", "IO", ...
  std::string_view doc;

  constexpr std::span<const AbiType> parameters() const {
    return {parameter_types.data(), parameter_count};
  }
  constexpr bool may_collect() const { return gc_effect == GcEffect::kMayCollect; }
  // Whether it may leave the program, so that a call counts even if its result does not.
  constexpr bool may_trap() const { return gc_effect != GcEffect::kNever; }
};

namespace host_function_table {

template <typename T>
struct AbiTypeOf;
template <>
struct AbiTypeOf<void> {
  static constexpr AbiType kValue = AbiType::kVoid;
};
template <>
struct AbiTypeOf<int64_t> {
  static constexpr AbiType kValue = AbiType::kI64;
};
template <>
struct AbiTypeOf<uint64_t> {
  static constexpr AbiType kValue = AbiType::kI64;
};
template <>
struct AbiTypeOf<uint8_t> {
  static constexpr AbiType kValue = AbiType::kI8;
};
template <>
struct AbiTypeOf<bool> {
  static constexpr AbiType kValue = AbiType::kBool;
};
template <>
struct AbiTypeOf<double> {
  static constexpr AbiType kValue = AbiType::kF64;
};
template <>
struct AbiTypeOf<Ref> {
  static constexpr AbiType kValue = AbiType::kRef;
};

// The parameters after the leading ones, read off the C++ type of the declared function.
template <typename Function>
struct SignatureOf;
template <typename Result, typename... Parameters>
struct SignatureOf<Result(RuntimeState*, Parameters...)> {
  static constexpr AbiType kResult = AbiTypeOf<Result>::kValue;
  static constexpr std::array<AbiType, kMaxHostParameters> kParameters{
      AbiTypeOf<Parameters>::kValue...};
  static constexpr uint8_t kCount = sizeof...(Parameters);
};
template <typename Result, typename... Parameters>
struct SignatureOf<Result(RuntimeState*, Ref*, Parameters...)>
    : SignatureOf<Result(RuntimeState*, Parameters...)> {};

}  // namespace host_function_table

// In the order of host_functions.def.
inline constexpr HostFunction kHostFunctions[] = {
#define VERA_HOST_FUNCTION(result_type, name, parameters, gc_effect, effect, doc) \
  {#name,                                                                         \
   "vera_host_" #name,                                                            \
   host_function_table::SignatureOf<decltype(vera_host_##name)>::kResult,         \
   host_function_table::SignatureOf<decltype(vera_host_##name)>::kParameters,     \
   host_function_table::SignatureOf<decltype(vera_host_##name)>::kCount,          \
   GcEffect::gc_effect,                                                           \
   #effect,                                                                       \
   doc},
#include "hostabi/host_functions.def"
};
inline constexpr size_t kHostFunctionCount = sizeof(kHostFunctions) / sizeof(kHostFunctions[0]);

// Null when there is none. `name` without the "vera_host_" prefix.
constexpr const HostFunction* FindHostFunction(std::string_view name) {
  for (const HostFunction& row : kHostFunctions) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

constexpr bool HostFunctionRowsAreFilled() {
  for (size_t i = 0; i < kHostFunctionCount; ++i) {
    if (kHostFunctions[i].doc.empty()) {
      return false;
    }
    if (FindHostFunction(kHostFunctions[i].name) != &kHostFunctions[i]) {
      return false;
    }
  }
  return true;
}
static_assert(HostFunctionRowsAreFilled(), "a host function is listed twice or has no doc");

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_FUNCTION_TABLE_H_
