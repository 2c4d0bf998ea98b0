// HTTP through libcurl. A thread of its own drives all exchanges of a run over one curl multi
// handle, so that they make progress while the program computes, and as many at once as the program
// started. The thread touches host memory only.

#include <curl/curl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <new>

#include "hostabi/ascii.h"
#include "hostabi/network.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {
namespace {

// Connections open at once; further exchanges wait for one to become free.
constexpr long kMaxConnections = 256;
constexpr long kConnectMilliseconds = 30000;

// Where systems keep the certificates of the authorities that they trust.
constexpr const char* kCertificateFiles[] = {
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora
    "/etc/ssl/ca-bundle.pem",              // SUSE
    "/etc/ssl/cert.pem",                   // Alpine, macOS
};

// Why a callback ended a transfer that curl would have gone on with.
enum class Stop : uint8_t { kNone, kBodySize, kHeaderSize, kMemory };

}  // namespace

class Exchange {
 public:
  Exchange(Network* owner, const HttpLimits& its_limits) : network(owner), limits(its_limits) {}
  ~Exchange() { ReleaseCurl(); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void ReleaseCurl() {
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
    easy = nullptr;
    headers = nullptr;
  }

  Network* const network;
  const HttpLimits limits;
  HttpAnswer answer;  // the thread's until `done`
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  size_t header_bytes = 0;  // of all answers, redirects included
  int header_lines = 0;
  Stop stop = Stop::kNone;
  bool is_added = false;  // to the multi handle; the thread's
  char curl_text[CURL_ERROR_SIZE] = {};

  // Under the network's lock from here on.
  bool done = false;
  bool dropped = false;
  bool queued = false;  // waits in `started_`
  Exchange* next = nullptr;
  Exchange* previous = nullptr;
  Exchange* next_started = nullptr;
  Exchange* next_dropped = nullptr;
};

class Network {
 public:
  ~Network() {
    while (first_ != nullptr) {
      Exchange* exchange = first_;
      Detach(exchange);
      Forget(exchange);
    }
    curl_multi_cleanup(multi_);
  }

  bool Open();
  void Close();
  Exchange* Add(Exchange* exchange, bool is_done);
  HttpAnswer& Await(Exchange* exchange);
  void Drop(Exchange* exchange);
  const char* certificate_file() const { return certificate_file_; }
  const char* certificate_folder() const { return certificate_folder_; }

 private:
  void Work();
  bool TakeQueues(Exchange** dropped);
  void CollectFinished();
  void Finish(Exchange* exchange, CURLcode code);
  // Takes it from the multi handle.
  void Detach(Exchange* exchange) {
    if (exchange->is_added) {
      curl_multi_remove_handle(multi_, exchange->easy);
      exchange->is_added = false;
    }
  }
  // Unlinks and deletes. The lock is held, or no thread is left.
  void Forget(Exchange* exchange) {
    (exchange->previous == nullptr ? first_ : exchange->previous->next) = exchange->next;
    if (exchange->next != nullptr) {
      exchange->next->previous = exchange->previous;
    }
    delete exchange;
  }

  CURLM* multi_ = nullptr;
  pthread_t thread_;
  const char* certificate_file_ = nullptr;
  const char* certificate_folder_ = nullptr;

  std::mutex lock_;
  std::condition_variable ended_;
  bool closing_ = false;
  Exchange* first_ = nullptr;    // all of them
  Exchange* started_ = nullptr;  // in the order in which the program started them
  Exchange* last_started_ = nullptr;
  Exchange* dropped_ = nullptr;  // on their way when the program dropped them
};

namespace {

size_t TakeBody(char* bytes, size_t size, size_t count, void* user) {
  auto* exchange = static_cast<Exchange*>(user);
  ByteBuffer& body = exchange->answer.body;
  if (body.size() + size * count > exchange->limits.max_bytes) {
    exchange->stop = Stop::kBodySize;
    return CURL_WRITEFUNC_ERROR;
  }
  body.Append({bytes, size * count});
  if (body.failed()) {
    exchange->stop = Stop::kMemory;
    return CURL_WRITEFUNC_ERROR;
  }
  return size * count;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsWhiteSpace(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && IsWhiteSpace(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

// One line of an answer's head. A redirect or an interim answer has a head of its own; the last
// one counts.
size_t TakeHeader(char* bytes, size_t size, size_t count, void* user) {
  auto* exchange = static_cast<Exchange*>(user);
  exchange->header_bytes += size * count;
  ++exchange->header_lines;
  if (exchange->header_bytes > kMaxHeaderBytes || exchange->header_lines > kMaxHeaders) {
    exchange->stop = Stop::kHeaderSize;
    return CURL_WRITEFUNC_ERROR;
  }
  const std::string_view line(bytes, size * count);
  HttpAnswer& answer = exchange->answer;
  if (line.substr(0, 5) == "HTTP/") {
    answer.headers.Clear();
    answer.reason.Clear();
    const size_t status = line.find(' ');
    const size_t reason = status == std::string_view::npos ? status : line.find(' ', status + 1);
    if (reason != std::string_view::npos) {
      AppendAsUtf8(&answer.reason, Trim(line.substr(reason)));
    }
    return line.size();
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return line.size();
  }
  for (char c : Trim(line.substr(0, colon))) {
    answer.headers.Append(ToLower(c));
  }
  answer.headers.Append('\0');
  AppendAsUtf8(&answer.headers, Trim(line.substr(colon + 1)));
  answer.headers.Append('\0');
  if (answer.headers.failed() || answer.reason.failed()) {
    exchange->stop = Stop::kMemory;
    return CURL_WRITEFUNC_ERROR;
  }
  return line.size();
}

void AppendNumber(ByteBuffer* out, uint64_t value) {
  char digits[20];
  size_t first = sizeof(digits);
  do {
    digits[--first] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  out->Append({digits + first, sizeof(digits) - first});
}

bool HasContentType(std::string_view lines) {
  constexpr std::string_view kName = "content-type:";
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    size_t same = 0;
    while (same < kName.size() && same < end && ToLower(lines[same]) == kName[same]) {
      ++same;
    }
    if (same == kName.size()) {
      return true;
    }
    lines.remove_prefix(end + 1);
  }
  return false;
}

// False without memory. Names and values have been checked: none has a line feed in it.
bool SetHeaders(Exchange* exchange, std::string_view lines) {
  // No waiting for an interim answer before a large body is sent, and no type of content but the
  // program's: a name with nothing behind its colon takes a header of curl's own out.
  exchange->headers = curl_slist_append(nullptr, "Expect:");
  if (exchange->headers != nullptr && !HasContentType(lines)) {
    curl_slist* more = curl_slist_append(exchange->headers, "Content-Type:");
    if (more == nullptr) {
      return false;
    }
    exchange->headers = more;
  }
  while (exchange->headers != nullptr && !lines.empty()) {
    const size_t end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    ByteBuffer text;
    // This is how curl sends an empty one.
    if (line.substr(line.size() - 2) == ": ") {
      text.Append(line.substr(0, line.size() - 2));
      text.Append(';');
    } else {
      text.Append(line);
    }
    text.Append('\0');
    curl_slist* more = text.failed() ? nullptr : curl_slist_append(exchange->headers, text.data());
    if (more == nullptr) {
      return false;
    }
    exchange->headers = more;
  }
  return exchange->headers != nullptr &&
         curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->headers) == CURLE_OK;
}

bool SetMethod(CURL* easy, const HttpRequest& request) {
  const bool is_get = request.method == "GET";
  const bool is_head = request.method == "HEAD";
  const bool is_post = request.method == "POST";
  bool ok = true;
  if (is_head) {
    ok = curl_easy_setopt(easy, CURLOPT_NOBODY, 1L) == CURLE_OK;
  } else if (is_post || !request.body.empty()) {
    // The length before the bytes: they may hold zeros.
    ok = curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                          static_cast<curl_off_t>(request.body.size())) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS,
                          request.body.empty() ? "" : request.body.data()) == CURLE_OK;
  }
  const bool is_its_own = is_head || (is_get && request.body.empty()) || is_post;
  if (ok && !is_its_own) {
    ByteBuffer name;
    name.Append(request.method);
    name.Append('\0');
    ok = !name.failed() && curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, name.data()) == CURLE_OK;
  }
  return ok;
}

// False without memory.
bool SetUp(Exchange* exchange, const HttpRequest& request) {
  CURL* easy = exchange->easy = curl_easy_init();
  ByteBuffer url;
  url.Append(request.url);
  url.Append('\0');
  if (easy == nullptr || url.failed()) {
    return false;
  }
  const uint64_t timeout =
      request.limits.timeout_ms < LONG_MAX ? request.limits.timeout_ms : uint64_t{LONG_MAX};
  const auto timeout_ms = static_cast<long>(timeout);
  // These take numbers and pointers that stay, so they cannot fail.
  curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->curl_text);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, TakeHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, request.follow_redirects ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, long{kMaxRedirects});
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   timeout_ms < kConnectMilliseconds ? timeout_ms : kConnectMilliseconds);
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
                   static_cast<curl_off_t>(request.limits.max_bytes));
  const Network* network = exchange->network;
  return curl_easy_setopt(easy, CURLOPT_URL, url.data()) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_USERAGENT, "vera") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_CAINFO, network->certificate_file()) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_CAPATH, network->certificate_folder()) == CURLE_OK &&
         SetHeaders(exchange, request.headers) && SetMethod(easy, request);
}

// Why there is no answer, in one line.
void DescribeFailure(Exchange* exchange, CURLcode code) {
  ByteBuffer& text = exchange->answer.error;
  const char* url = nullptr;
  long status = 0;
  curl_easy_getinfo(exchange->easy, CURLINFO_EFFECTIVE_URL, &url);
  curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
  if (exchange->stop == Stop::kMemory || code == CURLE_OUT_OF_MEMORY) {
    text.Append("out of memory");
  } else if (exchange->stop == Stop::kHeaderSize) {
    text.Append("the answer has more than 1000 headers, or more than 1 MiB of them");
  } else if (exchange->stop == Stop::kBodySize || code == CURLE_FILESIZE_EXCEEDED) {
    text.Append("the answer is larger than ");
    AppendNumber(&text, exchange->limits.max_bytes);
    text.Append(" bytes");
  } else if (code == CURLE_OPERATION_TIMEDOUT) {
    text.Append("no answer within ");
    AppendNumber(&text, exchange->limits.timeout_ms);
    text.Append(" ms");
  } else if (code == CURLE_TOO_MANY_REDIRECTS) {
    text.Append("more than ");
    AppendNumber(&text, kMaxRedirects);
    text.Append(" redirects");
  } else if ((code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT) && status != 0) {
    text.Append("redirected to what is no http:// or https:// URL");
  } else if (code == CURLE_COULDNT_CONNECT) {
    long error = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_OS_ERRNO, &error);
    text.Append("cannot connect to ");
    text.Append(url == nullptr ? "" : url);
    text.Append(": ");
    text.Append(error == 0 ? "no address answers" : strerror(static_cast<int>(error)));
  } else {
    text.Append(exchange->curl_text[0] != '\0' ? exchange->curl_text : curl_easy_strerror(code));
  }
}

}  // namespace

bool Network::Open() {
  // Not while another thread does the same; the program's thread is the only one that comes here.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return false;
  }
  certificate_file_ = getenv("SSL_CERT_FILE");
  certificate_folder_ = getenv("SSL_CERT_DIR");
  for (const char* path : kCertificateFiles) {
    if (certificate_file_ == nullptr && certificate_folder_ == nullptr && access(path, R_OK) == 0) {
      certificate_file_ = path;
    }
  }
  multi_ = curl_multi_init();
  if (multi_ == nullptr) {
    return false;
  }
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, kMaxConnections);
  // Signals are the program's.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(
      &thread_, nullptr,
      [](void* network) -> void* {
        static_cast<Network*>(network)->Work();
        return nullptr;
      },
      this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return error == 0;
}

void Network::Close() {
  {
    const std::lock_guard guard(lock_);
    closing_ = true;
  }
  curl_multi_wakeup(multi_);
  pthread_join(thread_, nullptr);
}

Exchange* Network::Add(Exchange* exchange, bool is_done) {
  {
    const std::lock_guard guard(lock_);
    exchange->next = first_;
    if (first_ != nullptr) {
      first_->previous = exchange;
    }
    first_ = exchange;
    exchange->done = is_done;
    if (is_done) {
      return exchange;
    }
    exchange->queued = true;
    (started_ == nullptr ? started_ : last_started_->next_started) = exchange;
    last_started_ = exchange;
  }
  curl_multi_wakeup(multi_);
  return exchange;
}

HttpAnswer& Network::Await(Exchange* exchange) {
  std::unique_lock guard(lock_);
  ended_.wait(guard, [exchange] { return exchange->done; });
  return exchange->answer;
}

void Network::Drop(Exchange* exchange) {
  {
    const std::lock_guard guard(lock_);
    if (exchange->done) {
      Forget(exchange);
      return;
    }
    exchange->dropped = true;
    if (!exchange->queued) {
      exchange->next_dropped = dropped_;
      dropped_ = exchange;
    }
  }
  curl_multi_wakeup(multi_);
}

// The thread.
void Network::Work() {
  Exchange* dropped = nullptr;
  while (TakeQueues(&dropped)) {
    while (dropped != nullptr) {
      Exchange* exchange = dropped;
      dropped = exchange->next_dropped;
      Detach(exchange);
      const std::lock_guard guard(lock_);
      Forget(exchange);
    }
    int running = 0;
    curl_multi_perform(multi_, &running);
    CollectFinished();
    // Until something can be read or written, a time is up, or the program wakes us.
    curl_multi_poll(multi_, nullptr, 0, INT_MAX, nullptr);
  }
}

// What the program started goes onto the multi handle, what it dropped into `dropped`. False when
// the network closes.
bool Network::TakeQueues(Exchange** dropped) {
  Exchange* started = nullptr;
  Exchange** last = &started;
  {
    const std::lock_guard guard(lock_);
    if (closing_) {
      return false;
    }
    *dropped = dropped_;
    dropped_ = nullptr;
    while (started_ != nullptr) {
      Exchange* exchange = started_;
      started_ = exchange->next_started;
      exchange->queued = false;
      if (exchange->dropped) {
        exchange->next_dropped = *dropped;
        *dropped = exchange;
      } else {
        *last = exchange;
        last = &exchange->next_started;
      }
    }
    *last = nullptr;
  }
  // What is dropped from here on gets into a queue of the next round.
  while (started != nullptr) {
    Exchange* exchange = started;
    started = exchange->next_started;
    if (curl_multi_add_handle(multi_, exchange->easy) == CURLM_OK) {
      exchange->is_added = true;
    } else {
      Finish(exchange, CURLE_OUT_OF_MEMORY);
    }
  }
  return true;
}

void Network::CollectFinished() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) {
      continue;
    }
    const CURLcode code = message->data.result;
    Exchange* exchange = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
    Finish(exchange, code);
  }
}

void Network::Finish(Exchange* exchange, CURLcode code) {
  HttpAnswer& answer = exchange->answer;
  if (code == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    if (ValidPrefix(answer.body.view()) != answer.body.size()) {
      ByteBuffer repaired;
      AppendAsUtf8(&repaired, answer.body.view());
      answer.body.Swap(&repaired);
      answer.is_utf8 = false;
    }
    if (answer.body.failed()) {
      answer.status = 0;
      answer.error.Append("out of memory");
    }
  } else {
    DescribeFailure(exchange, code);
    answer.body.Free();
  }
  Detach(exchange);
  exchange->ReleaseCurl();
  {
    const std::lock_guard guard(lock_);
    exchange->done = true;
  }
  ended_.notify_all();
}

Network* OpenNetwork() {
  auto* network = new (std::nothrow) Network;
  if (network == nullptr || network->Open()) {
    return network;
  }
  delete network;
  return nullptr;
}

void CloseNetwork(Network* network) {
  if (network != nullptr) {
    network->Close();
    delete network;
  }
}

Exchange* StartExchange(Network* network, const HttpRequest& request) {
  auto* exchange = new (std::nothrow) Exchange(network, request.limits);
  if (exchange == nullptr) {
    return nullptr;
  }
  if (!SetUp(exchange, request)) {
    delete exchange;
    return nullptr;
  }
  return network->Add(exchange, false);
}

Exchange* FailedExchange(Network* network, std::string_view error) {
  auto* exchange = new (std::nothrow) Exchange(network, HttpLimits());
  if (exchange == nullptr) {
    return nullptr;
  }
  exchange->answer.error.Append(error);
  return network->Add(exchange, true);
}

HttpAnswer& AwaitExchange(Exchange* exchange) { return exchange->network->Await(exchange); }

void DropExchange(Exchange* exchange) { exchange->network->Drop(exchange); }

}  // namespace vera::hostabi
