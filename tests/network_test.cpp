// Programs that talk to a web server, which is tests/network/server.py on 127.0.0.1.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "gtest/gtest.h"
#include "tests/corpus.h"

namespace vera::tests {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// The server's process, for as long as the object lives.
class Server {
 public:
  explicit Server(const std::string& certificate_folder = "") {
    int input[2];
    int output[2];
    EXPECT_EQ(pipe(input) + pipe(output), 0);
    process_ = fork();
    if (process_ == 0) {
      dup2(input[0], 0);
      dup2(output[1], 1);
      close(input[1]);
      const std::string script = SourceRoot() + "/tests/network/server.py";
      execlp("python3", "python3", script.c_str(),
             certificate_folder.empty() ? nullptr : certificate_folder.c_str(), nullptr);
      _exit(127);
    }
    close(input[0]);
    close(output[1]);
    stop_ = input[1];
    std::string ports;
    char byte;
    while (read(output[0], &byte, 1) == 1 && byte != '\n') {
      ports += byte;
    }
    close(output[0]);
    const size_t blank = ports.find(' ');
    url_ = "http://127.0.0.1:" + ports.substr(0, blank);
    if (blank != std::string::npos) {
      tls_url_ = "https://127.0.0.1:" + ports.substr(blank + 1);
    }
  }
  ~Server() {
    close(stop_);
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  const std::string& url() const { return url_; }
  const std::string& tls_url() const { return tls_url_; }

 private:
  pid_t process_;
  int stop_;
  std::string url_;
  std::string tls_url_;
};

// Sets an environment variable for the length of a scope.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

class Network : public testing::Test {
 protected:
  void SetUp() override {
    setenv("no_proxy", "*", 1);
    for (const char* name :
         {"SSL_CERT_FILE", "SSL_CERT_DIR", "VERA_HTTP_TIMEOUT_MS", "VERA_HTTP_MAX_BYTES",
          "VERA_GC_STRESS", "VERA_INFERENCE_PROVIDER", "VERA_INFERENCE_MODEL",
          "VERA_INFERENCE_BASE_URL", "VERA_ANTHROPIC_API_KEY", "VERA_OPENAI_API_KEY",
          "VERA_MOONSHOT_API_KEY", "VERA_MISTRAL_API_KEY"}) {
      unsetenv(name);
    }
  }

  // What the program prints, run with these arguments, also with a collection at each safepoint.
  static std::string Run(const std::string& program, const std::vector<std::string>& args) {
    std::vector<std::string> words = {"jit", "tests/network/" + program, "--"};
    words.insert(words.end(), args.begin(), args.end());
    const ProcessResult result = RunVera(words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
  }
  std::string Get(const std::string& path) { return Run("get.vera", {server_.url() + path}); }

  Server server_;
};

TEST_F(Network, Get) {
  EXPECT_EQ(Get("/hello"), "Ok: hello\n\n");
  EXPECT_EQ(Get("/head"), "Ok: GET /head\nUser-Agent: vera\nAccept: */*\n\n");
  EXPECT_EQ(Get("/latin"), "Ok: caf\xEF\xBF\xBD\n\n");
  // Connections are kept: two requests, one connection.
  EXPECT_EQ(Run("get.vera", {server_.url() + "/hello", server_.url() + "/hello"}),
            "Ok: hello\n\nOk: hello\n\n");
  const Variable stress("VERA_GC_STRESS", "1");
  EXPECT_EQ(Get("/hello"), "Ok: hello\n\n");
  EXPECT_EQ(Get("/status/500"), "Err: HTTP Error 500: Internal Server Error\n");
}

TEST_F(Network, Post) {
  EXPECT_EQ(Run("post.vera", {server_.url() + "/echo", "{\"a\": 1}"}),
            "Ok: POST application/json 8 {\"a\": 1}\n");
  EXPECT_EQ(Run("post.vera", {server_.url() + "/echo", ""}), "Ok: POST application/json 0 \n");
  const std::string large(100000, 'x');
  EXPECT_EQ(Run("post.vera", {server_.url() + "/echo", large}),
            "Ok: POST application/json 100000 " + large + "\n");
}

TEST_F(Network, StatusOtherThanSuccess) {
  EXPECT_EQ(Get("/status/201"), "Ok: status 201\n");
  EXPECT_EQ(Get("/status/404"), "Err: HTTP Error 404: Not Found\n");
  EXPECT_EQ(Get("/status/503"), "Err: HTTP Error 503: Service Unavailable\n");
  // A redirect that says no place.
  EXPECT_EQ(Get("/status/302"), "Err: HTTP Error 302: Found\n");
}

TEST_F(Network, Redirects) {
  EXPECT_EQ(Get("/redirect/10"), "Ok: GET None 0 \n");
  EXPECT_EQ(Get("/redirect/11"), "Err: more than 10 redirects\n");
  EXPECT_EQ(Get("/loop"), "Err: more than 10 redirects\n");
  EXPECT_EQ(Get("/file"), "Err: redirected to what is no http:// or https:// URL\n");
  EXPECT_EQ(Run("post.vera", {server_.url() + "/redirect/1", "{}"}),
            "Ok: GET application/json 0 \n");
}

TEST_F(Network, AnswersThatBreakOff) {
  EXPECT_EQ(Get("/cut"), "Err: transfer closed with 96 bytes remaining to read\n");
  EXPECT_EQ(Get("/nothing"), "Err: Empty reply from server\n");
  EXPECT_EQ(Get("/garbage"), "Err: Received HTTP/0.9 when not allowed\n");
}

TEST_F(Network, TimeIsBounded) {
  const Variable limit("VERA_HTTP_TIMEOUT_MS", "250");
  for (const char* path : {"/silent", "/slow/20000"}) {
    const auto start = Clock::now();
    EXPECT_EQ(Get(path), "Err: no answer within 250 ms\n");
    EXPECT_LT(Clock::now() - start, milliseconds(10000));
  }
}

// A body of 1 GiB, with and without its length said beforehand.
TEST_F(Network, SizeIsBounded) {
  for (const char* path : {"/large/1024", "/large/1024/chunked"}) {
    const ProcessResult result =
        RunVera({"jit", "tests/network/get.vera", "--", server_.url() + path});
    EXPECT_EQ(result.out, "Err: the answer is larger than 67108864 bytes\n");
    EXPECT_LT(result.max_rss_kb, 400 * 1024);
  }
  const Variable limit("VERA_HTTP_MAX_BYTES", "6");
  EXPECT_EQ(Get("/hello"), "Ok: hello\n\n");
  EXPECT_EQ(Get("/head"), "Err: the answer is larger than 6 bytes\n");
  EXPECT_EQ(Get("/large/1/chunked"), "Err: the answer is larger than 6 bytes\n");
}

TEST_F(Network, HeadersAreBounded) {
  EXPECT_EQ(Get("/many/1000"),
            "Err: the answer has more than 1000 headers, or more than 1 MiB of them\n");
  EXPECT_EQ(Get("/many/900"), "Ok: \n");
}

// Three requests of 300 ms each are answered in about 300 ms, and a program does what it does
// meanwhile.
TEST_F(Network, AsyncRequestsRunAtTheSameTime) {
  EXPECT_EQ(Run("async.vera", {server_.url()}),
            "started\nafter 300 ms\nafter 300 ms\nafter 300 ms\nafter 300 ms\n"
            "at the same time\n");
}

TEST_F(Network, FuturesAreValues) {
  const std::string hello = "Ok(hello\n)";
  const std::string wanted = "in a data type: Pair(" + hello + ", 7)\nin an array: [" + hello +
                             ", " + hello + "]\nthrough a function: " + hello +
                             "\nin an option: " + hello + "\ngeneric: [" + hello + ", " + hello +
                             "]\ncompared: true\ncomputed: Ok(computed)\nrefined: " + hello +
                             "\nmany: 40 " + hello + "\n";
  EXPECT_EQ(Run("futures.vera", {server_.url()}), wanted);
  const Variable stress("VERA_GC_STRESS", "1");
  EXPECT_EQ(Run("futures.vera", {server_.url()}), wanted);
}

// Every way out with requests on their way is a quick one.
TEST_F(Network, EndsWithRequestsOnTheirWay) {
  for (const auto& [how, exit_code, out] :
       {std::tuple("return", 0, "started\n"), std::tuple("exit", 7, "started\n"),
        std::tuple("trap", 1, "started\n")}) {
    const auto start = Clock::now();
    const ProcessResult result =
        RunVera({"jit", "--stats", "tests/network/leave.vera", "--", server_.url(), how});
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_EQ(result.out, out);
    EXPECT_LT(Clock::now() - start, milliseconds(8000)) << how;
    EXPECT_NE(result.err.find("\"future\": "), std::string::npos) << result.err;
  }
}

TEST_F(Network, Send) {
  const std::string wanted =
      "200 x-one=none DELETE /head\nUser-Agent: vera\nAccept: text/plain\nX-Key: k\n\n"
      "200 x-one=1, 2 \n404 x-one=none status 404\nErr: no answer within 100 ms\n"
      "200 x-one=none PUT text/x 4 body\n";
  EXPECT_EQ(Run("send.vera", {server_.url()}), wanted);
  const Variable stress("VERA_GC_STRESS", "1");
  EXPECT_EQ(Run("send.vera", {server_.url()}), wanted);
}

// Providers by environment, each with its own request and its own form of answer.
TEST_F(Network, Inference) {
  const Variable base("VERA_INFERENCE_BASE_URL", server_.url());
  const std::string sign = " \xC3\xA9\xF0\x9F\x98\x80\n";
  const std::string claude =
      "Ok: [\"/v1/messages\", {\"anthropic-version\": \"2023-06-01\", \"authorization\": null, "
      "\"content-type\": \"application/json\", \"x-api-key\": \"key-a\"}, {\"max_tokens\": 1024, "
      "\"messages\": [{\"content\": \"hi \\\"\\u00e9\\\"\\n\", \"role\": \"user\"}], \"model\": "
      "\"claude-haiku-4-5-20251001\"}]" +
      sign;
  auto chat = [&](const std::string& key, const std::string& model) {
    return "Ok: [\"/v1/chat/completions\", {\"anthropic-version\": null, \"authorization\": "
           "\"Bearer " +
           key +
           "\", \"content-type\": \"application/json\", \"x-api-key\": null}, {\"messages\": "
           "[{\"content\": \"hi\", \"role\": \"user\"}], \"model\": \"" +
           model + "\"}]" + sign;
  };
  const Variable mistral("VERA_MISTRAL_API_KEY", "key-m");
  EXPECT_EQ(Run("complete.vera", {"hi"}), chat("key-m", "mistral-small-latest"));
  const Variable openai("VERA_OPENAI_API_KEY", "key-o");
  EXPECT_EQ(Run("complete.vera", {"hi"}), chat("key-o", "gpt-4o-mini"));
  {
    const Variable model("VERA_INFERENCE_MODEL", "some-model");
    EXPECT_EQ(Run("complete.vera", {"hi"}), chat("key-o", "some-model"));
  }
  {
    const Variable provider("VERA_INFERENCE_PROVIDER", "Mistral");
    EXPECT_EQ(Run("complete.vera", {"hi"}), chat("key-m", "mistral-small-latest"));
  }
  {
    const Variable provider("VERA_INFERENCE_PROVIDER", "moonshot");
    EXPECT_EQ(Run("complete.vera", {"hi"}),
              "Err: VERA_INFERENCE_PROVIDER is moonshot, but VERA_MOONSHOT_API_KEY is not set\n");
    const Variable moonshot("VERA_MOONSHOT_API_KEY", "key-k");
    EXPECT_EQ(Run("complete.vera", {"hi"}), chat("key-k", "kimi-k2-0905-preview"));
  }
  const Variable anthropic("VERA_ANTHROPIC_API_KEY", "key-a");
  EXPECT_EQ(Run("complete.vera", {"hi \"\xC3\xA9\"\n"}), claude);
  const Variable stress("VERA_GC_STRESS", "1");
  EXPECT_EQ(Run("complete.vera", {"hi \"\xC3\xA9\"\n"}), claude);
}

TEST_F(Network, InferenceErrors) {
  const std::string none =
      "Err: no inference provider: set one of VERA_ANTHROPIC_API_KEY, VERA_OPENAI_API_KEY, "
      "VERA_MOONSHOT_API_KEY, VERA_MISTRAL_API_KEY\n";
  EXPECT_EQ(Run("complete.vera", {"hi"}), none);
  {
    const Variable provider("VERA_INFERENCE_PROVIDER", "other");
    EXPECT_EQ(Run("complete.vera", {"hi"}),
              "Err: VERA_INFERENCE_PROVIDER is none of anthropic, openai, moonshot, mistral\n");
  }
  const Variable base("VERA_INFERENCE_BASE_URL", server_.url());
  const Variable limit("VERA_HTTP_TIMEOUT_MS", "20000");
  {
    const Variable key("VERA_OPENAI_API_KEY", "two\nlines");
    EXPECT_EQ(Run("complete.vera", {"hi"}), "Err: VERA_OPENAI_API_KEY holds a control character\n");
  }
  const std::vector<std::string> prompts = {"status", "not json", "empty", "not UTF-8", "null"};
  {
    const Variable key("VERA_OPENAI_API_KEY", "k");
    const std::string missing = "Err: openai's answer has no text at choices[0].message.content\n";
    EXPECT_EQ(Run("complete.vera", prompts),
              "Err: HTTP Error 529: \nErr: openai's answer is not JSON\n" + missing +
                  "Err: openai's answer is not UTF-8\n" + missing);
  }
  const Variable key("VERA_ANTHROPIC_API_KEY", "k");
  const std::string missing = "Err: anthropic's answer has no text at content[0].text\n";
  EXPECT_EQ(Run("complete.vera", prompts),
            "Err: HTTP Error 529: \nErr: anthropic's answer is not JSON\n" + missing +
                "Err: anthropic's answer is not UTF-8\n" + missing);
  const Variable elsewhere("VERA_INFERENCE_BASE_URL", "file:///tmp");
  EXPECT_EQ(Run("complete.vera", {"hi"}),
            "Err: Inference.complete: only http:// and https:// URLs can be requested\n");
}

TEST_F(Network, AsyncCompletions) {
  const Variable base("VERA_INFERENCE_BASE_URL", server_.url());
  const Variable key("VERA_MISTRAL_API_KEY", "k");
  EXPECT_EQ(Run("complete_async.vera", {}), "false true\n");
}

// The server's certificate vouches for itself: trusted only by who is told to.
TEST_F(Network, Certificates) {
  char name[] = "/tmp/vera_tls_XXXXXX";
  const std::string folder = mkdtemp(name);
  {
    const Server server(folder);
    const std::vector<std::string> urls = {server.tls_url() + "/hello"};
    EXPECT_EQ(Run("get.vera", urls), "Err: SSL certificate problem: self-signed certificate\n");
    {
      const Variable trusted("SSL_CERT_FILE", folder + "/cert.pem");
      EXPECT_EQ(Run("get.vera", urls), "Ok: hello\n\n");
      EXPECT_EQ(Run("get.vera", {server.tls_url() + "/hello", server.tls_url() + "/redirect/1"}),
                "Ok: hello\n\nOk: GET None 0 \n");
    }
    const Variable missing("SSL_CERT_FILE", folder + "/none.pem");
    EXPECT_NE(Run("get.vera", urls).find("Err: error setting certificate"), std::string::npos);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace vera::tests
