#ifndef VERA_HOSTABI_HOST_FUNCTION_ADDRESSES_H_
#define VERA_HOSTABI_HOST_FUNCTION_ADDRESSES_H_

#include <span>

// The host functions' entry points, in the order of kHostFunctions, for the JIT's symbol map.
// Linking this links them all.

namespace vera::hostabi {

using HostFunctionAddress = void (*)();

std::span<const HostFunctionAddress> HostFunctionAddresses();

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_FUNCTION_ADDRESSES_H_
