// The Inference effect (spec §9.5.5): a prompt goes to the provider that the environment names, the
// text of its answer comes back.

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/http.h"
#include "hostabi/inference_json.h"
#include "hostabi/platform.h"

namespace vera::hostabi {
namespace {

// How requests and answers look.
enum class Style : uint8_t { kAnthropic, kOpenAi };

struct Provider {
  std::string_view name;
  const char* key_variable;
  std::string_view origin;
  std::string_view path;
  std::string_view model;  // if VERA_INFERENCE_MODEL says none
  Style style;
};

// The first whose key is set is the default.
constexpr Provider kProviders[] = {
    {"anthropic", "VERA_ANTHROPIC_API_KEY", "https://api.anthropic.com", "/v1/messages",
     "claude-haiku-4-5-20251001", Style::kAnthropic},
    {"openai", "VERA_OPENAI_API_KEY", "https://api.openai.com", "/v1/chat/completions",
     "gpt-4o-mini", Style::kOpenAi},
    {"moonshot", "VERA_MOONSHOT_API_KEY", "https://api.moonshot.ai", "/v1/chat/completions",
     "kimi-k2-0905-preview", Style::kOpenAi},
    {"mistral", "VERA_MISTRAL_API_KEY", "https://api.mistral.ai", "/v1/chat/completions",
     "mistral-small-latest", Style::kOpenAi},
};
constexpr uint8_t kProviderCount = sizeof(kProviders) / sizeof(kProviders[0]);

// Where the text is in an answer (inference_json.h).
constexpr std::string_view kAnthropicPath[] = {"content", "", "text"};
constexpr std::string_view kOpenAiPath[] = {"choices", "", "message", "content"};

std::string_view Variable(const char* name) {
  const char* value = PlatformGetEnv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) {
    return false;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    if (ToLower(text[i]) != lower[i]) {
      return false;
    }
  }
  return true;
}

// The provider's number; kProviderCount with the reason in `error` if there is none.
uint8_t ChooseProvider(ByteBuffer* error) {
  const std::string_view wanted = Variable("VERA_INFERENCE_PROVIDER");
  uint8_t found = 0;
  while (found < kProviderCount &&
         (wanted.empty() ? Variable(kProviders[found].key_variable).empty()
                         : !EqualsIgnoringCase(wanted, kProviders[found].name))) {
    ++found;
  }
  if (found < kProviderCount) {
    const Provider& provider = kProviders[found];
    if (!Variable(provider.key_variable).empty()) {
      return found;
    }
    error->Append("VERA_INFERENCE_PROVIDER is ");
    error->Append(provider.name);
    error->Append(", but ");
    error->Append(provider.key_variable);
    error->Append(" is not set");
    return kProviderCount;
  }
  error->Append(wanted.empty() ? "no inference provider: set one of "
                               : "VERA_INFERENCE_PROVIDER is none of ");
  for (const Provider& provider : kProviders) {
    error->Append(&provider == kProviders ? "" : ", ");
    error->Append(wanted.empty() ? std::string_view(provider.key_variable) : provider.name);
  }
  return kProviderCount;
}

// Lines for the request's head; false if the key cannot stand in one.
bool AppendHeaders(const Provider& provider, ByteBuffer* lines) {
  const std::string_view key = Variable(provider.key_variable);
  for (char c : key) {
    if (c < ' ' || c == 0x7F) {
      return false;
    }
  }
  lines->Append("Content-Type: application/json\n");
  if (provider.style == Style::kAnthropic) {
    lines->Append("anthropic-version: 2023-06-01\nx-api-key: ");
  } else {
    lines->Append("Authorization: Bearer ");
  }
  lines->Append(key);
  lines->Append('\n');
  return true;
}

void AppendBody(const Provider& provider, std::string_view prompt, ByteBuffer* body) {
  const std::string_view model = Variable("VERA_INFERENCE_MODEL");
  body->Append("{\"model\": ");
  AppendQuotedJson(model.empty() ? provider.model : model, body);
  if (provider.style == Style::kAnthropic) {
    body->Append(", \"max_tokens\": 1024");
  }
  body->Append(", \"messages\": [{\"role\": \"user\", \"content\": ");
  AppendQuotedJson(prompt, body);
  body->Append("}]}");
}

// Err of "PROVIDER's answer WHAT".
Ref NewAnswerError(RuntimeState* state, Ref* sp, HttpAnswer& answer, const Provider& provider,
                   std::string_view what) {
  answer.error.Clear();
  answer.error.Append(provider.name);
  answer.error.Append("'s answer ");
  answer.error.Append(what);
  return NewErr(state, sp, answer.error.view());
}

}  // namespace

PendingCall StartCompletion(RuntimeState* state, Ref prompt) {
  ByteBuffer error;
  const uint8_t number = ChooseProvider(&error);
  if (number == kProviderCount) {
    return FailedCall(state, CallKind::kCompletion, error.view());
  }
  const Provider& provider = kProviders[number];
  ByteBuffer lines;
  if (!AppendHeaders(provider, &lines)) {
    error.Append(provider.key_variable);
    error.Append(" holds a control character");
    return FailedCall(state, CallKind::kCompletion, error.view());
  }
  const std::string_view origin = Variable("VERA_INFERENCE_BASE_URL");
  ByteBuffer url;
  url.Append(origin.empty() ? provider.origin : origin);
  url.Append(provider.path);
  ByteBuffer body;
  AppendBody(provider, TextOf(state, prompt), &body);
  if (body.failed() || url.failed() || lines.failed()) {
    return {nullptr, CallKind::kCompletion};
  }
  PendingCall call = StartCall(state, "Inference.complete", CallKind::kCompletion,
                               {.method = "POST",
                                .url = url.view(),
                                .headers = lines.view(),
                                .body = body.view(),
                                // The key goes to the provider and nowhere else.
                                .follow_redirects = false,
                                .limits = {}},
                               0);
  call.provider = number;
  return call;
}

Ref NewCompletion(RuntimeState* state, Ref* sp, HttpAnswer& answer, uint8_t number) {
  if (answer.status / 100 != 2) {
    return NewHttpError(state, sp, answer);
  }
  const Provider& provider = kProviders[number];
  if (!answer.is_utf8) {
    return NewAnswerError(state, sp, answer, provider, "is not UTF-8");
  }
  const bool is_anthropic = provider.style == Style::kAnthropic;
  const std::span<const std::string_view> path =
      is_anthropic ? std::span<const std::string_view>(kAnthropicPath) : kOpenAiPath;
  answer.extract.Clear();
  switch (FindJsonString(answer.body.view(), path, &answer.extract)) {
    case JsonSearch::kFound:
      break;
    case JsonSearch::kMissing:
      return NewAnswerError(state, sp, answer, provider,
                            is_anthropic ? "has no text at content[0].text"
                                         : "has no text at choices[0].message.content");
    case JsonSearch::kNotJson:
      return NewAnswerError(state, sp, answer, provider, "is not JSON");
  }
  if (answer.extract.failed()) {
    vera_gc_trap(state, gc::TrapKind::kOutOfMemory);
  }
  return NewRefBox(state, sp, kOkTag, NewString(state, sp, answer.extract.view()));
}

extern "C" {

Ref vera_host_inference_complete(RuntimeState* state, Ref* sp, Ref prompt) {
  return RunCall(state, sp, StartCompletion(state, prompt));
}

}  // extern "C"

}  // namespace vera::hostabi
