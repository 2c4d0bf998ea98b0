// The Http effect (spec §9.5.3).

#include "hostabi/http.h"

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/host_memory.h"
#include "hostabi/map.h"
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

// Fields of a Request, in the order of builtins/data_types.h.
enum RequestField : uint32_t { kMethodField, kUrlField, kHeadersField, kBodyField };

Ref RequestPart(const RuntimeState* state, Ref request, RequestField field) {
  return gc::At<gc::FixedObject>(state, request)->refs[field];
}

// What the names of methods and headers consist of (RFC 9110, section 5.6.2).
bool IsToken(std::string_view text) {
  constexpr std::string_view kSigns = "!#$%&'*+-.^_`|~";
  for (char c : text) {
    if (!IsAlphanumeric(c) && kSigns.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !text.empty();
}

bool IsHeaderValue(std::string_view text) {
  for (char c : text) {
    if (c == '\r' || c == '\n' || c == '\0') {
      return false;
    }
  }
  return true;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) {
    return false;
  }
  for (size_t i = 0; i < a.size(); ++i) {
    if (ToLower(a[i]) != ToLower(b[i])) {
      return false;
    }
  }
  return true;
}

// Writes the headers of a Request as lines, or what is wrong with one into `error`.
bool WriteHeaders(RuntimeState* state, const MapEntry* entries, uint32_t count, ByteBuffer* lines,
                  ByteBuffer* error) {
  for (uint32_t i = 0; i < count; ++i) {
    const std::string_view name = TextOf(state, static_cast<Ref>(entries[i].key));
    const std::string_view value = TextOf(state, static_cast<Ref>(entries[i].value));
    if (!IsToken(name) || !IsHeaderValue(value)) {
      error->Append("Http.send: ");
      error->Append(IsToken(name) ? "a line feed, carriage return or zero byte in the value of '"
                                  : "not a name of a header: '");
      error->Append(name);
      error->Append('\'');
      return false;
    }
    // A second opinion on where the body ends would be somebody else's next request.
    if (EqualsIgnoringCase(name, "content-length") ||
        EqualsIgnoringCase(name, "transfer-encoding")) {
      error->Append("Http.send: '");
      error->Append(name);
      error->Append("' follows from the body and cannot be set");
      return false;
    }
    lines->Append(name);
    lines->Append(": ");
    lines->Append(value);
    lines->Append('\n');
  }
  return true;
}

// The next of the pairs that HttpAnswer::headers holds, cut off its front.
std::pair<std::string_view, std::string_view> TakeHeader(std::string_view* headers) {
  const size_t name = headers->find('\0');
  const size_t value = headers->find('\0', name + 1);
  const std::pair pair{headers->substr(0, name), headers->substr(name + 1, value - name - 1)};
  headers->remove_prefix(value + 1);
  return pair;
}

bool NameOccurs(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    if (TakeHeader(&headers).first == name) {
      return true;
    }
  }
  return false;
}

// All values of a name, from the first one on, in one string: joined as RFC 9110 says
// (section 5.3), cookies, which may hold commas, by line feeds. `rest` begins behind the first one.
Ref JoinValues(RuntimeState* state, Ref* sp, std::string_view name, std::string_view first,
               std::string_view rest) {
  const std::string_view separator = name == "set-cookie" ? "\n" : ", ";
  uint64_t size = first.size();
  for (std::string_view left = rest; !left.empty();) {
    const auto [other, value] = TakeHeader(&left);
    size += other == name ? separator.size() + value.size() : 0;
  }
  const Ref string = NewString(state, sp, size);
  char* out = size == 0 ? nullptr : BytesOf(state, string);
  auto append = [&out](std::string_view text) {
    if (!text.empty()) {
      memcpy(out, text.data(), text.size());
      out += text.size();
    }
  };
  append(first);
  for (std::string_view left = rest; !left.empty();) {
    const auto [other, value] = TakeHeader(&left);
    if (other == name) {
      append(separator);
      append(value);
    }
  }
  return string;
}

Ref NewHeaders(RuntimeState* state, Ref* sp, std::string_view headers) {
  RootScope roots(state, sp);
  const Ref* pairs = roots.sp();
  uint32_t count = 0;
  for (std::string_view left = headers; !left.empty();) {
    const std::string_view before = headers.substr(0, headers.size() - left.size());
    const auto [name, value] = TakeHeader(&left);
    if (!NameOccurs(before, name)) {
      roots.Push(NewString(state, roots.sp(), name));
      roots.Push(JoinValues(state, roots.sp(), name, value, left));
      ++count;
    }
  }
  return NewStringMap(state, roots.sp(), pairs, count);
}

// Result<Response, String>.
Ref NewResponse(RuntimeState* state, Ref* sp, HttpAnswer& answer) {
  if (answer.status == 0) {
    return NewHttpError(state, sp, answer);
  }
  RootScope roots(state, sp);
  const Rooted<Ref> headers(roots, NewHeaders(state, roots.sp(), answer.headers.view()));
  const Rooted<Ref> body(roots, NewString(state, roots.sp(), answer.body.view()));
  const Ref response = gc::Allocate(state, roots.sp(), gc::FixedBytes(2, sizeof(int64_t)));
  auto* object = gc::At<gc::FixedObject>(state, response);
  object->header = gc::FixedHeader(kResponseTag, 2, sizeof(int64_t));
  object->refs[0] = headers.get();
  object->refs[1] = body.get();
  const int64_t status = answer.status;
  memcpy(gc::At<char>(state, response + gc::ScalarOffset(2)), &status, sizeof(status));
  return NewRefBox(state, roots.sp(), kOkTag, response);
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

PendingCall StartSend(RuntimeState* state, Ref request, uint64_t timeout_ms) {
  const Ref headers = RequestPart(state, request, kHeadersField);
  const uint32_t count = MapSize(state, headers);
  // May trap, so it comes before what a trap would leak.
  const HostBlock entries(state, count * sizeof(MapEntry));
  CopyEntries(state, headers, entries.as<MapEntry>());
  const std::string_view method = TextOf(state, RequestPart(state, request, kMethodField));
  ByteBuffer lines;
  ByteBuffer error;
  if (!IsToken(method)) {
    error.Append("Http.send: not a method: '");
    error.Append(method);
    error.Append('\'');
    return FailedCall(state, CallKind::kResponse, error.view());
  }
  if (!WriteHeaders(state, entries.as<MapEntry>(), count, &lines, &error)) {
    return FailedCall(state, CallKind::kResponse, error.view());
  }
  if (lines.failed()) {
    return {nullptr, CallKind::kResponse};
  }
  return StartCall(state, "Http.send", CallKind::kResponse,
                   {.method = method,
                    .url = TextOf(state, RequestPart(state, request, kUrlField)),
                    .headers = lines.view(),
                    .body = TextOf(state, RequestPart(state, request, kBodyField)),
                    // What else was asked for must not happen again somewhere else.
                    .follow_redirects = method == "GET" || method == "HEAD",
                    .limits = {}},
                   timeout_ms);
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
    case CallKind::kResponse:
      return NewResponse(state, sp, answer);
    case CallKind::kCompletion:
      return NewCompletion(state, sp, answer, call.provider);
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

Ref vera_host_http_send(RuntimeState* state, Ref* sp, Ref request, uint64_t timeout) {
  return RunCall(state, sp, StartSend(state, request, timeout));
}

}  // extern "C"

}  // namespace vera::hostabi
