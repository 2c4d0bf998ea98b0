#include "lower/host_info.h"

#include "hostabi/host_function_table.h"
#include "llvm/ADT/StringMap.h"
#include "support/check.h"

namespace vera::lower {
namespace {

ir::Type TypeOf(hostabi::AbiType type) {
  switch (type) {
    case hostabi::AbiType::kVoid:
      return ir::Type::kVoid;
    case hostabi::AbiType::kI64:
      return ir::Type::kI64;
    case hostabi::AbiType::kI8:
      return ir::Type::kI8;
    case hostabi::AbiType::kBool:
      return ir::Type::kI1;
    case hostabi::AbiType::kF64:
      return ir::Type::kF64;
    case hostabi::AbiType::kRef:
      return ir::Type::kRef;
  }
  VERA_UNREACHABLE("lower: a host function's type");
}

std::vector<ir::HostInfo> MakeInfos() {
  std::vector<ir::HostInfo> infos;
  for (const hostabi::HostFunction& row : hostabi::kHostFunctions) {
    ir::HostInfo info{std::string(row.name), {}, TypeOf(row.result), row.may_collect()};
    for (hostabi::AbiType type : row.parameters()) {
      info.params.push_back(TypeOf(type));
    }
    infos.push_back(std::move(info));
  }
  return infos;
}

}  // namespace

llvm::ArrayRef<ir::HostInfo> HostInfos() {
  static const std::vector<ir::HostInfo> infos = MakeInfos();
  return infos;
}

uint32_t HostIndex(llvm::StringRef name) {
  static const llvm::StringMap<uint32_t> index = [] {
    llvm::StringMap<uint32_t> map;
    for (uint32_t i = 0; i < HostInfos().size(); ++i) {
      map[HostInfos()[i].name] = i;
    }
    return map;
  }();
  const auto found = index.find(name);
  VERA_CHECK(found != index.end(), "lower: a host function that hostabi's table does not have");
  return found->second;
}

}  // namespace vera::lower
