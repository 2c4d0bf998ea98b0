#ifndef VERA_LOWER_HOST_INFO_H_
#define VERA_LOWER_HOST_INFO_H_

#include "ir/module.h"

namespace vera::lower {

// hostabi's table in the IR's terms, in its order: call.host names a row by its index.
llvm::ArrayRef<ir::HostInfo> HostInfos();
// Index of a host function by its name without "vera_host_"; it must exist.
uint32_t HostIndex(llvm::StringRef name);

}  // namespace vera::lower

#endif  // VERA_LOWER_HOST_INFO_H_
