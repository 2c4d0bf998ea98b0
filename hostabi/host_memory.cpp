#include "hostabi/host_memory.h"

#include "hostabi/host_state.h"

namespace vera::hostabi {
namespace {

// The collector hears of so many bytes at once: a call for each small block would cost more than
// the block, and it is a fraction of what makes it collect.
constexpr int64_t kReportBytes = 16 * 1024;

void Count(RuntimeState* state, HostMemory& memory, int64_t delta) {
  memory.unreported += delta;
  if (memory.unreported >= kReportBytes || memory.unreported <= -kReportBytes) {
    vera_gc_add_external(state, memory.unreported);
    memory.unreported = 0;
  }
}

}  // namespace

void* HostAllocate(RuntimeState* state, size_t bytes) {
  HostMemory& memory = HostOf(state).memory;
  if (memory.counts_allocations) {
    vera_gc_count_allocation(state);
  }
  if (memory.pool.NeedsMemory(bytes) && vera_gc_exceeds_limit(state, bytes)) {
    vera_gc_trap(state, gc::TrapKind::kOutOfMemory);
  }
  void* block = memory.pool.Allocate(bytes);
  if (block == nullptr) {
    vera_gc_trap(state, gc::TrapKind::kOutOfMemory);
  }
  Count(state, memory, static_cast<int64_t>(HostPool::Rounded(bytes)));
  return block;
}

void HostFree(RuntimeState* state, void* block, size_t bytes) {
  if (block == nullptr) {
    return;
  }
  HostMemory& memory = HostOf(state).memory;
  memory.pool.Free(block, bytes);
  Count(state, memory, -static_cast<int64_t>(HostPool::Rounded(bytes)));
}

}  // namespace vera::hostabi
