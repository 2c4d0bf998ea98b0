#ifndef VERA_SUPPORT_LARGE_STACK_H_
#define VERA_SUPPORT_LARGE_STACK_H_

#include "llvm/ADT/STLFunctionalExtras.h"

// Trees may be as deep as the parser allows (kMaxTreeDepth in syntax/parser.h), and every stage
// recurses on them. A default stack of 8 MiB is not enough for that in all builds, so the driver
// runs the stages inside RunOnLargeStack.

namespace vera {

inline constexpr size_t kLargeStackBytes = size_t{512} << 20;

// Calls `work` on a thread whose stack has kLargeStackBytes of address space (memory is taken only
// as it is touched) and waits for it. When the caller is on such a stack already, `work` is simply
// called; it is also when no such thread can be had.
void RunOnLargeStack(llvm::function_ref<void()> work);

}  // namespace vera

#endif  // VERA_SUPPORT_LARGE_STACK_H_
