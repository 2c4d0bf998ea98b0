#include "jit/symbols.h"

#include <cmath>
#include <cstring>

#include "gc/gc.h"
#include "hostabi/host_function_addresses.h"
#include "hostabi/host_function_table.h"
#include "jit/trap_calls.h"

namespace vera::jit {
namespace {

struct Row {
  llvm::StringLiteral name;
  void* address;
};

// Functions of the C library that LLVM's code generator calls for llvm.memcpy, frem and the like.
double (*const kFmod)(double, double) = std::fmod;
double (*const kFloor)(double) = std::floor;
double (*const kCeil)(double) = std::ceil;
double (*const kRint)(double) = std::rint;

}  // namespace

void* RuntimeSymbol(llvm::StringRef name) {
  static const Row kRows[] = {
#define VERA_RUNTIME_CALL(name, result, parameters, attributes, doc) \
  {#name, reinterpret_cast<void*>(&name)},
#include "codegen/runtime_calls.def"
      {"memcpy", reinterpret_cast<void*>(&std::memcpy)},
      {"memmove", reinterpret_cast<void*>(&std::memmove)},
      {"memset", reinterpret_cast<void*>(&std::memset)},
      {"fmod", reinterpret_cast<void*>(kFmod)},
      {"floor", reinterpret_cast<void*>(kFloor)},
      {"ceil", reinterpret_cast<void*>(kCeil)},
      {"rint", reinterpret_cast<void*>(kRint)},
  };
  for (const Row& row : kRows) {
    if (row.name == name) {
      return row.address;
    }
  }
  constexpr llvm::StringLiteral kHostPrefix = "vera_host_";
  if (name.consume_front(kHostPrefix)) {
    for (size_t i = 0; i < hostabi::kHostFunctionCount; ++i) {
      if (llvm::StringRef(hostabi::kHostFunctions[i].name) == name) {
        return reinterpret_cast<void*>(hostabi::HostFunctionAddresses()[i]);
      }
    }
  }
  return nullptr;
}

}  // namespace vera::jit
