// Futures of the host (spec §9.5.4): a request that `async` started and goes on while the program
// computes. Such a future is a wrapper of the request; every other future is its value, and await
// tells the two apart by their headers.

#include "hostabi/host_functions.h"
#include "hostabi/host_memory.h"
#include "hostabi/http.h"

namespace vera::hostabi {
namespace {

// What the collector is told that a request holds: a curl handle with its buffers.
constexpr int64_t kRequestBytes = 24 * 1024;

// Takes over the call.
Ref NewFuture(RuntimeState* state, Ref* sp, const PendingCall& call) {
  if (call.exchange == nullptr) {
    vera_gc_trap(state, gc::TrapKind::kOutOfMemory);
  }
  // A trap from here on leaves the exchange to the network, which ends with the run.
  auto* pending = static_cast<PendingCall*>(HostAllocate(state, sizeof(PendingCall)));
  *pending = call;
  const uint32_t handle = HostOf(state).futures.Add(state, pending);
  vera_gc_add_external(state, kRequestBytes);
  return vera_gc_new_wrapper(state, sp, gc::WrapperKind::kFuture, handle);
}

}  // namespace

void ReleaseFuture(RuntimeState* state, PendingCall* call) {
  DropExchange(call->exchange);
  vera_gc_add_external(state, -kRequestBytes);
  HostFree(state, call, sizeof(PendingCall));
}

extern "C" {

Ref vera_host_async_http_get(RuntimeState* state, Ref* sp, Ref url) {
  return NewFuture(state, sp, StartGet(state, url));
}

Ref vera_host_async_http_post(RuntimeState* state, Ref* sp, Ref url, Ref body) {
  return NewFuture(state, sp, StartPost(state, url, body));
}

Ref vera_host_async_http_send(RuntimeState* state, Ref* sp, Ref request, uint64_t timeout) {
  return NewFuture(state, sp, StartSend(state, request, timeout));
}

Ref vera_host_async_inference_complete(RuntimeState* state, Ref* sp, Ref prompt) {
  return NewFuture(state, sp, StartCompletion(state, prompt));
}

Ref vera_host_async_await(RuntimeState* state, Ref* sp, Ref future) {
  const auto* wrapper = gc::At<gc::WrapperObject>(state, future);
  if (gc::HeaderKind(wrapper->header) != gc::ObjectKind::kWrapper ||
      gc::HeaderWrapperKind(wrapper->header) != gc::WrapperKind::kFuture) {
    return future;
  }
  // The result may need a collection in which the future dies.
  RootScope roots(state, sp);
  const Rooted<Ref> kept(roots, future);
  return FinishCall(state, roots.sp(), *HostOf(state).futures.Get(wrapper->handle));
}

}  // extern "C"

}  // namespace vera::hostabi
