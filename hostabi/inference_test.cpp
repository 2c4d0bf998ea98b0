// What needs no provider; tests/network_test.cpp has one.

#include <gtest/gtest.h>
#include <stdlib.h>

#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

class InferenceTest : public HostTest {
 protected:
  void SetUp() override {
    for (const char* name :
         {"VERA_INFERENCE_PROVIDER", "VERA_ANTHROPIC_API_KEY", "VERA_OPENAI_API_KEY",
          "VERA_MOONSHOT_API_KEY", "VERA_MISTRAL_API_KEY"}) {
      unsetenv(name);
    }
  }
};
VERA_HOST_TEST_SUITE(InferenceTest);

TEST_P(InferenceTest, WithoutAKey) {
  const std::string none =
      "Err(no inference provider: set one of VERA_ANTHROPIC_API_KEY, VERA_OPENAI_API_KEY, "
      "VERA_MOONSHOT_API_KEY, VERA_MISTRAL_API_KEY)";
  Value prompt = host_.Text("hi");
  EXPECT_EQ(host_.ReadResult(host_.Call(vera_host_inference_complete, prompt)), none);
  Value future = host_.Call(vera_host_async_inference_complete, prompt);
  EXPECT_EQ(host_.ReadResult(host_.Call(vera_host_async_await, future)), none);
}

TEST_P(InferenceTest, ProvidersThatAreNot) {
  setenv("VERA_INFERENCE_PROVIDER", "openai", 1);
  Value prompt = host_.Text("hi");
  EXPECT_EQ(host_.ReadResult(host_.Call(vera_host_inference_complete, prompt)),
            "Err(VERA_INFERENCE_PROVIDER is openai, but VERA_OPENAI_API_KEY is not set)");
  setenv("VERA_INFERENCE_PROVIDER", "nobody", 1);
  EXPECT_EQ(host_.ReadResult(host_.Call(vera_host_inference_complete, prompt)),
            "Err(VERA_INFERENCE_PROVIDER is none of anthropic, openai, moonshot, mistral)");
  unsetenv("VERA_INFERENCE_PROVIDER");
}

}  // namespace
}  // namespace vera::hostabi
