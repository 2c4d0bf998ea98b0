// What needs no server that answers; tests/network_test.cpp has one.

#include "hostabi/http.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "hostabi/map.h"
#include "hostabi/network.h"
#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

// Answers one connection with these bytes, and keeps what it was asked.
class CannedServer {
 public:
  explicit CannedServer(std::string answer) : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    host_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this, answer] {
      const int connection = accept(listener_, nullptr, nullptr);
      char bytes[4096];
      // The requests of these tests end with a blank line or with "END".
      for (ssize_t count = 1; count > 0 && !IsWhole();) {
        count = read(connection, bytes, sizeof(bytes));
        asked_.append(bytes, count > 0 ? static_cast<size_t>(count) : 0);
      }
      EXPECT_EQ(write(connection, answer.data(), answer.size()),
                static_cast<ssize_t>(answer.size()));
      close(connection);
    });
  }
  ~CannedServer() {
    // Nobody may have come.
    shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) {
      thread_.join();
    }
    close(listener_);
  }
  const std::string& host() const { return host_; }
  // Without the line that names the host. Ends the server.
  std::string Asked() {
    thread_.join();
    const size_t begin = asked_.find("Host: ");
    return asked_.substr(0, begin) + asked_.substr(asked_.find('\n', begin) + 1);
  }

 private:
  bool IsWhole() const {
    const bool has_body = asked_.find("Content-Length: ") != std::string::npos;
    return asked_.ends_with(has_body ? "END" : "\r\n\r\n");
  }

  int listener_;
  std::string host_;
  std::string asked_;
  std::thread thread_;
};

// A port of this machine that takes connections and never answers, or that is closed.
class Port {
 public:
  explicit Port(bool listens) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    if (listens) {
      EXPECT_EQ(listen(socket_, 8), 0);
    }
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
  }
  ~Port() { close(socket_); }
  const std::string& url() const { return url_; }

 private:
  int socket_;
  std::string url_;
};

class HttpTest : public HostTest {
 protected:
  void SetUp() override { setenv("no_proxy", "*", 1); }
  void TearDown() override {
    unsetenv("VERA_HTTP_TIMEOUT_MS");
    unsetenv("VERA_HTTP_MAX_BYTES");
  }
  std::string Get(std::string_view url) {
    return host_.ReadResult(host_.Call(vera_host_http_get, host_.Text(url)));
  }
  // A Request with these headers, name and value in turn.
  Value NewRequest(std::string_view method, std::string_view url,
                   const std::vector<std::string>& headers, std::string_view body) {
    Value kept_method = host_.Text(method);
    Value kept_url = host_.Text(url);
    Value kept_body = host_.Text(body);
    const Ref* pairs = host_.sp();
    for (const std::string& text : headers) {
      host_.Text(text);
    }
    Value map = host_.Keep(
        NewStringMap(host_.state(), host_.sp(), pairs, static_cast<uint32_t>(headers.size() / 2)));
    const Ref request = gc::Allocate(host_.state(), host_.sp(), gc::FixedBytes(4, 0));
    auto* object = gc::At<gc::FixedObject>(host_.state(), request);
    object->header = gc::FixedHeader(0, 4, 0);
    object->refs[0] = kept_method;
    object->refs[1] = kept_url;
    object->refs[2] = map;
    object->refs[3] = kept_body;
    return host_.Keep(request);
  }
  std::string ReadResponse(Ref result) {
    if (host_.TagOf(result) == kErrTag) {
      return "Err(" + host_.Read(host_.RefField(result)) + ")";
    }
    const Ref response = host_.RefField(result);
    const auto* object = gc::At<gc::FixedObject>(host_.state(), response);
    int64_t status;
    memcpy(&status, gc::At<char>(host_.state(), response + gc::ScalarOffset(2)), sizeof(status));
    std::string text = std::to_string(status) + "\n";
    std::vector<MapEntry> entries(MapSize(host_.state(), object->refs[0]));
    CopyEntries(host_.state(), object->refs[0], entries.data());
    for (const MapEntry& entry : entries) {
      text += host_.Read(static_cast<Ref>(entry.key)) + "=" +
              host_.Read(static_cast<Ref>(entry.value)) + "\n";
    }
    return text + host_.Read(object->refs[1]);
  }
  std::string Send(std::string_view method, std::string_view url,
                   const std::vector<std::string>& headers = {}, std::string_view body = "",
                   uint64_t timeout = 0) {
    Value request = NewRequest(method, url, headers, body);
    return ReadResponse(host_.Call(vera_host_http_send, request, timeout));
  }
};
VERA_HOST_TEST_SUITE(HttpTest);

TEST_P(HttpTest, SendsHeadersAndGivesStatusAndHeaders) {
  CannedServer server(
      "HTTP/1.1 418 I'm a teapot\r\nX-One: 1\r\nx-two:  a b \r\nX-ONE: 2\r\nSet-Cookie: a=1, 2\r\n"
      "Set-Cookie: b\r\nEmpty:\r\nContent-Length: 3\r\n\r\na\xFF\n");
  EXPECT_EQ(
      Send("PUT", "http://" + server.host() + "/p?q=1",
           {"X-A", "1", "Accept", "text/plain", "X-Empty", "", "User-Agent", "me"}, "bodyEND"),
      "418\nx-one=1, 2\nx-two=a b\nset-cookie=a=1, 2\nb\nempty=\ncontent-length=3\n"
      "a\xEF\xBF\xBD\n");
  EXPECT_EQ(server.Asked(),
            "PUT /p?q=1 HTTP/1.1\r\nX-A: 1\r\nAccept: text/plain\r\nX-Empty:\r\nUser-Agent: me\r\n"
            "Content-Length: 7\r\n\r\nbodyEND");
}

TEST_P(HttpTest, Methods) {
  for (const char* method : {"GET", "DELETE", "OPTIONS", "X-OWN"}) {
    CannedServer server("HTTP/1.1 204 No Content\r\n\r\n");
    EXPECT_EQ(Send(method, "http://" + server.host() + "/"), "204\n");
    EXPECT_EQ(server.Asked(),
              std::string(method) + " / HTTP/1.1\r\nUser-Agent: vera\r\nAccept: */*\r\n\r\n");
  }
  CannedServer head("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
  EXPECT_EQ(Send("HEAD", "http://" + head.host() + "/"), "200\ncontent-length=9\n");
  CannedServer post("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(Send("POST", "http://" + post.host() + "/", {"content-type", "a/b"}, "END"),
            "200\ncontent-length=0\n");
  EXPECT_EQ(post.Asked(),
            "POST / HTTP/1.1\r\nUser-Agent: vera\r\nAccept: */*\r\ncontent-type: a/b\r\n"
            "Content-Length: 3\r\n\r\nEND");
  // A redirect is followed for GET, and told for what is not to be done twice.
  CannedServer moved("HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\n\r\n");
  EXPECT_EQ(Send("DELETE", "http://" + moved.host() + "/"), "307\nlocation=/x\n");
}

TEST_P(HttpTest, RequestsThatAreNone) {
  EXPECT_EQ(Send("", "http://x/"), "Err(Http.send: not a method: '')");
  EXPECT_EQ(Send("GET x", "http://x/"), "Err(Http.send: not a method: 'GET x')");
  EXPECT_EQ(Send("GET", "ftp://x/"),
            "Err(Http.send: only http:// and https:// URLs can be requested)");
  EXPECT_EQ(Send("GET", "http://x/", {"a:b", ""}), "Err(Http.send: not a name of a header: 'a:b')");
  EXPECT_EQ(Send("GET", "http://x/", {"", ""}), "Err(Http.send: not a name of a header: '')");
  EXPECT_EQ(Send("GET", "http://x/", {"A", "b\r\nC: d"}),
            "Err(Http.send: a line feed, carriage return or zero byte in the value of 'A')");
  EXPECT_EQ(Send("POST", "http://x/", {"Content-length", "3"}, "abc"),
            "Err(Http.send: 'Content-length' follows from the body and cannot be set)");
  EXPECT_EQ(Send("POST", "http://x/", {"Transfer-Encoding", "chunked"}, "abc"),
            "Err(Http.send: 'Transfer-Encoding' follows from the body and cannot be set)");
}

TEST_P(HttpTest, TimeoutOfOneRequest) {
  const Port port(true);
  EXPECT_EQ(Send("GET", port.url(), {}, "", 150), "Err(no answer within 150 ms)");
}

// Futures of the host: awaited twice, one after its request has failed, and never.
TEST_P(HttpTest, Futures) {
  const Port closed(false);
  const Port silent(true);
  setenv("VERA_HTTP_TIMEOUT_MS", "300", 1);
  const auto start = std::chrono::steady_clock::now();
  std::vector<Value> futures;
  for (int i = 0; i < 20; ++i) {
    futures.push_back(host_.Call(vera_host_async_http_get, Ref{host_.Text(silent.url())}));
  }
  Value url = host_.Text(closed.url());
  Value body = host_.Text("{}");
  Value refused = host_.Call(vera_host_async_http_post, url, body);
  Value bad = host_.Call(vera_host_async_http_get, Ref{host_.Text("file:///x")});
  Value request = NewRequest("GET", closed.url(), {}, "");
  Value sent = host_.Call(vera_host_async_http_send, request, uint64_t{0});
  EXPECT_EQ(Population(host_.state()).futures, 23);
  for (const Value& future : futures) {
    EXPECT_EQ(host_.ReadResult(host_.Call(vera_host_async_await, future)),
              "Err(no answer within 300 ms)");
  }
  EXPECT_LE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(4000));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(host_.ReadResult(host_.Call(vera_host_async_await, refused)),
              "Err(cannot connect to " + closed.url() + ": Connection refused)");
    EXPECT_EQ(ReadResponse(host_.Call(vera_host_async_await, sent)),
              "Err(cannot connect to " + closed.url() + ": Connection refused)");
    EXPECT_EQ(host_.ReadResult(host_.Call(vera_host_async_await, bad)),
              "Err(Http.get: only http:// and https:// URLs can be requested)");
  }
  // What is no future of the host is what it is.
  Value text = host_.Text("x");
  EXPECT_EQ(Ref{host_.Call(vera_host_async_await, Ref{text})}, Ref{text});
}

TEST_P(HttpTest, FuturesDieWithTheirWrappers) {
  const Port silent(true);
  const auto start = std::chrono::steady_clock::now();
  Value url = host_.Text(silent.url());
  for (int i = 0; i < 100; ++i) {
    vera_host_async_http_get(host_.state(), host_.sp(), url);
  }
  vera_gc_collect(host_.state(), host_.sp(), gc::Collection::kMajor);
  EXPECT_EQ(Population(host_.state()).futures, 0);
  EXPECT_LE(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_P(HttpTest, OtherSchemesAreRefused) {
  for (const char* url : {"file:///etc/passwd", "ftp://localhost/", "gopher://x", "", "localhost",
                          "httpx://localhost/", "htt://localhost/", "data:,x", "http:/x"}) {
    EXPECT_EQ(Get(url), "Err(Http.get: only http:// and https:// URLs can be requested)") << url;
  }
  EXPECT_EQ(host_.ReadResult(
                host_.Call(vera_host_http_post, host_.Text("file:///tmp/x"), host_.Text("{}"))),
            "Err(Http.post: only http:// and https:// URLs can be requested)");
}

TEST_P(HttpTest, BadUrls) {
  EXPECT_EQ(Get("http://127.0.0.1/a b"),
            "Err(Http.get: the URL has a blank or a control character at byte 18)");
  EXPECT_EQ(Get("http://127.0.0.1/\r\nX: y"),
            "Err(Http.get: the URL has a blank or a control character at byte 17)");
  EXPECT_EQ(Get(std::string_view("http://127.0.0.1/\0", 18)),
            "Err(Http.get: the URL has a blank or a control character at byte 17)");
  EXPECT_EQ(Get("http://"), "Err(URL using bad/illegal format or missing URL)");
  EXPECT_EQ(Get("http://127.0.0.1:99999/"), "Err(URL using bad/illegal format or missing URL)");
}

TEST_P(HttpTest, ClosedPort) {
  const Port port(false);
  EXPECT_EQ(Get(port.url()), "Err(cannot connect to " + port.url() + ": Connection refused)");
}

TEST_P(HttpTest, SilentServerIsAnErrorInBoundedTime) {
  const Port port(true);
  setenv("VERA_HTTP_TIMEOUT_MS", "200", 1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Get(port.url()), "Err(no answer within 200 ms)");
  EXPECT_LE(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_P(HttpTest, LimitsAreNumbers) {
  for (const char* value : {"0", "-1", "10s", "99999999999999999999"}) {
    setenv("VERA_HTTP_TIMEOUT_MS", value, 1);
    EXPECT_EQ(Get("http://127.0.0.1/"),
              "Err(Http.get: VERA_HTTP_TIMEOUT_MS is not a positive number)");
  }
  unsetenv("VERA_HTTP_TIMEOUT_MS");
  setenv("VERA_HTTP_MAX_BYTES", "many", 1);
  EXPECT_EQ(Get("http://127.0.0.1/"),
            "Err(Http.get: VERA_HTTP_MAX_BYTES is not a positive number)");
}

// Exchanges that are dropped, or on their way when the run ends, do not hold it up.
TEST_P(HttpTest, EndsWithRequestsOnTheirWay) {
  const Port port(true);
  const auto start = std::chrono::steady_clock::now();
  {
    TestHost run(GetParam());
    Value url = run.Text(port.url());
    for (int i = 0; i < 50; ++i) {
      const PendingCall call = StartGet(run.state(), url);
      ASSERT_NE(call.exchange, nullptr);
      if (i % 3 == 0) {
        DropExchange(call.exchange);
      }
    }
    // The thread has them by the time that this one has failed.
    const Port closed(false);
    run.Call(vera_host_http_get, run.Text(closed.url()));
    for (int i = 0; i < 10; ++i) {
      DropExchange(StartGet(run.state(), url).exchange);
    }
  }
  EXPECT_LE(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_P(HttpTest, TrapLeavesTheExchangeToTheRun) {
  const Port port(false);
  TestHost run(GetParam());
  Value url = run.Text(port.url());
  RuntimeState* state = run.state();
  EXPECT_EQ(run.TrapOf([&] { vera_host_http_get(state, state->shadow_limit, url); }),
            gc::TrapKind::kStackExhausted);
}

}  // namespace
}  // namespace vera::hostabi
