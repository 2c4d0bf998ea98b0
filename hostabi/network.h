#ifndef VERA_HOSTABI_NETWORK_H_
#define VERA_HOSTABI_NETWORK_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "hostabi/byte_buffer.h"

// Internal. HTTP exchanges, as narrow as the host that may have to import them: nothing here knows
// of the garbage-collected heap, so an exchange can go on while the program runs and objects move.
// network_curl.cpp is the one for operating systems; network_absent.cpp answers where there is no
// network.

namespace vera::hostabi {

// Connections and what is on its way over them; there is one per run, made by the first request.
class Network;
// One request and, later, its answer. It belongs to its Network until it is dropped.
class Exchange;

struct HttpLimits {
  uint64_t timeout_ms = 60000;              // for the whole exchange, redirects included
  uint64_t max_bytes = uint64_t{64} << 20;  // of the answer's body
};

struct HttpRequest {
  std::string_view method;
  std::string_view url;      // http or https
  std::string_view headers;  // each "Name: value" and a line feed
  std::string_view body;
  bool follow_redirects;
  HttpLimits limits;
};

// How an exchange ended. The buffers live as long as the exchange.
struct HttpAnswer {
  int status = 0;       // 0: there was no answer, `error` says why
  ByteBuffer error;     // one line
  ByteBuffer reason;    // what the server says beside the status: "Not Found"
  ByteBuffer headers;   // lower-case name, zero byte, value, zero byte, and so on; UTF-8
  ByteBuffer body;      // UTF-8
  bool is_utf8 = true;  // false: the body had other bytes, which have become U+FFFD
  ByteBuffer extract;   // for who reads the answer
};

inline constexpr int kMaxRedirects = 10;
// Of all answers of an exchange together.
inline constexpr size_t kMaxHeaderBytes = size_t{1} << 20;
inline constexpr int kMaxHeaders = 1000;

// Null without memory.
Network* OpenNetwork();
// Cancels what is on its way and drops all exchanges, without waiting for a server. Null is fine.
void CloseNetwork(Network* network);

// Starts an exchange; null without memory. What the request points to is copied.
Exchange* StartExchange(Network* network, const HttpRequest& request);
// An exchange that has ended with this error.
Exchange* FailedExchange(Network* network, std::string_view error);
// Waits for the end. The answer is the caller's from then on.
HttpAnswer& AwaitExchange(Exchange* exchange);
// Cancels it if it is on its way.
void DropExchange(Exchange* exchange);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_NETWORK_H_
