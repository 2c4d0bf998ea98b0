// The stores behind the wrap table: what the collector's hooks do.

#include "hostabi/container.h"
#include "hostabi/host_state.h"

namespace vera::hostabi {
namespace {

void DecrefHandle(RuntimeState* state, gc::WrapperKind kind, uint32_t handle) {
  if (state->host == nullptr) {
    return;  // Shutdown gave everything back, and the heap ends after it
  }
  HostState& host = HostOf(state);
  switch (kind) {
    case gc::WrapperKind::kMap:
      ReleaseContainer(state, host.maps.Remove(handle));
      break;
    case gc::WrapperKind::kSet:
      ReleaseContainer(state, host.sets.Remove(handle));
      break;
    case gc::WrapperKind::kDecimal:
      ReleaseDecimal(state, host.decimals.Remove(handle));
      break;
    case gc::WrapperKind::kFuture:
      ReleaseFuture(state, host.futures.Remove(handle));
      break;
  }
}

void TraceHandle(RuntimeState* state, gc::WrapperKind kind, uint32_t handle, gc::Visitor* visitor) {
  HostState& host = HostOf(state);
  switch (kind) {
    case gc::WrapperKind::kMap:
      TraceContainer(state, host.maps.Get(handle), visitor);
      break;
    case gc::WrapperKind::kSet:
      TraceContainer(state, host.sets.Get(handle), visitor);
      break;
    case gc::WrapperKind::kDecimal:
    case gc::WrapperKind::kFuture:
      break;  // holds no references
  }
}

}  // namespace

void InstallHooks(gc::Hooks* hooks) {
  hooks->decref_handle = DecrefHandle;
  hooks->trace_handle = TraceHandle;
}

StorePopulation Population(const RuntimeState* state) {
  const HostState& host = HostOf(state);
  return {.maps = host.maps.population(),
          .sets = host.sets.population(),
          .decimals = host.decimals.population(),
          .futures = host.futures.population()};
}

}  // namespace vera::hostabi
