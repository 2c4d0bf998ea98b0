// What needs no server that answers; tests/network_test.cpp has one.

#include "hostabi/http.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "hostabi/network.h"
#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

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
};
VERA_HOST_TEST_SUITE(HttpTest);

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
