// The Http effect (spec §9.5.3).

#include "hostabi/http.h"

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/platform.h"

namespace vera::hostabi {
namespace {

void AppendNumber(ByteBuffer* out, uint64_t value) {
  char digits[20];
  size_t first = sizeof(digits);
  do {
    digits[--first] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  out->Append({digits + first, sizeof(digits) - first});
}

bool IsHttpUrl(std::string_view url) {
  const size_t colon = url.find("://");
  std::string_view scheme = url.substr(0, colon == std::string_view::npos ? 0 : colon);
  constexpr std::string_view kHttp = "http";
  if (scheme.size() == kHttp.size() + 1 && ToLower(scheme.back()) == 's') {
    scheme.remove_suffix(1);
  }
  if (scheme.size() != kHttp.size()) {
    return false;
  }
  for (size_t i = 0; i < scheme.size(); ++i) {
    if (ToLower(scheme[i]) != kHttp[i]) {
      return false;
    }
  }
  return true;
}

// Replaces *value by the variable's, if it is set; false if that is not a positive number.
bool ReadLimit(const char* variable, uint64_t* value) {
  const char* text = PlatformGetEnv(variable);
  if (text == nullptr || *text == '\0') {
    return true;
  }
  constexpr uint64_t kMost = uint64_t{1} << 53;
  uint64_t number = 0;
  for (; *text != '\0'; ++text) {
    if (!IsDigit(*text) || number > kMost) {
      return false;
    }
    number = number * 10 + static_cast<uint64_t>(*text - '0');
  }
  if (number == 0 || number > kMost) {
    return false;
  }
  *value = number;
  return true;
}

// Writes why the request cannot be made into `error`; false if it can.
bool FindFault(std::string_view operation, HttpRequest& request, ByteBuffer* error) {
  error->Append(operation);
  error->Append(": ");
  if (!IsHttpUrl(request.url)) {
    error->Append("only http:// and https:// URLs can be requested");
    return true;
  }
  for (size_t i = 0; i < request.url.size(); ++i) {
    const auto byte = static_cast<unsigned char>(request.url[i]);
    if (byte <= ' ' || byte == 0x7F) {
      error->Append("the URL has a blank or a control character at byte ");
      AppendNumber(error, i);
      return true;
    }
  }
  for (const auto& [variable, value] :
       {std::pair{"VERA_HTTP_TIMEOUT_MS", &request.limits.timeout_ms},
        std::pair{"VERA_HTTP_MAX_BYTES", &request.limits.max_bytes}}) {
    if (!ReadLimit(variable, value)) {
      error->Append(variable);
      error->Append(" is not a positive number");
      return true;
    }
  }
  return false;
}

// The run's network; null without memory.
Network* NetworkOf(RuntimeState* state) {
  HostState& host = HostOf(state);
  if (host.network == nullptr) {
    host.network = OpenNetwork();
  }
  return host.network;
}

Ref NewBody(RuntimeState* state, Ref* sp, HttpAnswer& answer) {
  if (answer.status / 100 != 2) {
    return NewHttpError(state, sp, answer);
  }
  return NewRefBox(state, sp, kOkTag, NewString(state, sp, answer.body.view()));
}

}  // namespace

PendingCall FailedCall(RuntimeState* state, CallKind kind, std::string_view error) {
  Network* network = NetworkOf(state);
  return {network == nullptr ? nullptr : FailedExchange(network, error), kind};
}

PendingCall StartCall(RuntimeState* state, std::string_view operation, CallKind kind,
                      HttpRequest request, uint64_t timeout_ms) {
  ByteBuffer error;
  if (FindFault(operation, request, &error)) {
    return FailedCall(state, kind, error.view());
  }
  if (timeout_ms != 0) {
    request.limits.timeout_ms = timeout_ms;
  }
  Network* network = NetworkOf(state);
  return {network == nullptr ? nullptr : StartExchange(network, request), kind};
}

PendingCall StartGet(RuntimeState* state, Ref url) {
  return StartCall(state, "Http.get", CallKind::kBody,
                   {.method = "GET",
                    .url = TextOf(state, url),
                    .headers = {},
                    .body = {},
                    .follow_redirects = true,
                    .limits = {}},
                   0);
}

PendingCall StartPost(RuntimeState* state, Ref url, Ref body) {
  return StartCall(state, "Http.post", CallKind::kBody,
                   {.method = "POST",
                    .url = TextOf(state, url),
                    .headers = "Content-Type: application/json\n",
                    .body = TextOf(state, body),
                    .follow_redirects = true,
                    .limits = {}},
                   0);
}

Ref NewHttpError(RuntimeState* state, Ref* sp, HttpAnswer& answer) {
  if (answer.error.size() == 0) {
    // As the reference's host words it: programs may compare it.
    answer.error.Append("HTTP Error ");
    AppendNumber(&answer.error, static_cast<uint64_t>(answer.status));
    answer.error.Append(": ");
    answer.error.Append(answer.reason.view());
  }
  return NewErr(state, sp, answer.error.view());
}

Ref FinishCall(RuntimeState* state, Ref* sp, const PendingCall& call) {
  if (call.exchange == nullptr) {
    vera_gc_trap(state, gc::TrapKind::kOutOfMemory);
  }
  Flush(state);
  HttpAnswer& answer = AwaitExchange(call.exchange);
  switch (call.kind) {
    case CallKind::kBody:
      return NewBody(state, sp, answer);
  }
  return gc::kNil;
}

Ref RunCall(RuntimeState* state, Ref* sp, const PendingCall& call) {
  // A trap leaves the exchange to the network, which ends with the run.
  const Ref result = FinishCall(state, sp, call);
  DropExchange(call.exchange);
  return result;
}

extern "C" {

Ref vera_host_http_get(RuntimeState* state, Ref* sp, Ref url) {
  return RunCall(state, sp, StartGet(state, url));
}

Ref vera_host_http_post(RuntimeState* state, Ref* sp, Ref url, Ref body) {
  return RunCall(state, sp, StartPost(state, url, body));
}

}  // extern "C"

}  // namespace vera::hostabi
