#ifndef VERA_HOSTABI_HTTP_H_
#define VERA_HOSTABI_HTTP_H_

#include <string_view>

#include "hostabi/host_state.h"
#include "hostabi/network.h"
#include "hostabi/values.h"

// Internal. A request of the program from its start to the value that it gives. Starting never
// collects, so its arguments may point into the heap; a fault of the request itself is an exchange
// that has failed. The answer is read when the value is made, as often as the program asks.

namespace vera::hostabi {

enum class CallKind : uint8_t {
  kBody,        // Result<String, String>: the body of an answer whose status is 2xx
  kResponse,    // Result<Response, String>: any answer
  kCompletion,  // Result<String, String>: the text in the answer of an inference provider
};

struct PendingCall {
  Exchange* exchange = nullptr;  // null: there was no memory for it
  CallKind kind = CallKind::kBody;
  uint8_t provider = 0;  // of a completion, see inference.cpp
};

// An error that stands for a request which was not made.
PendingCall FailedCall(RuntimeState* state, CallKind kind, std::string_view error);
// `operation` is what messages call it, "Http.get". Limits come from the environment, with
// `timeout_ms` instead of theirs if it is not 0.
PendingCall StartCall(RuntimeState* state, std::string_view operation, CallKind kind,
                      HttpRequest request, uint64_t timeout_ms);

PendingCall StartGet(RuntimeState* state, Ref url);
PendingCall StartPost(RuntimeState* state, Ref url, Ref body);
// inference.cpp
PendingCall StartCompletion(RuntimeState* state, Ref prompt);
// Traps with kOutOfMemory.
PendingCall StartSend(RuntimeState* state, Ref request, uint64_t timeout_ms);

// Waits for the answer and makes the value. Traps with kOutOfMemory, also for a call without an
// exchange.
Ref FinishCall(RuntimeState* state, Ref* sp, const PendingCall& call);
// FinishCall of a call that nobody else knows, and the end of it.
Ref RunCall(RuntimeState* state, Ref* sp, const PendingCall& call);

// What FinishCall gives for an answer whose status is not 2xx, or that did not come.
Ref NewHttpError(RuntimeState* state, Ref* sp, HttpAnswer& answer);

// inference.cpp
Ref NewCompletion(RuntimeState* state, Ref* sp, HttpAnswer& answer, uint8_t number);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HTTP_H_
