#include "hostabi/host_function_addresses.h"

#include "hostabi/host_functions.h"

namespace vera::hostabi {

std::span<const HostFunctionAddress> HostFunctionAddresses() {
  static const HostFunctionAddress addresses[] = {
#define VERA_HOST_FUNCTION(result, name, parameters, gc_effect, effect, doc) \
  reinterpret_cast<HostFunctionAddress>(&vera_host_##name),
#include "hostabi/host_functions.def"
  };
  return addresses;
}

}  // namespace vera::hostabi
