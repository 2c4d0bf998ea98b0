#include <cstdint>
#include <string_view>

#include "hostabi/regex_matcher.h"
#include "hostabi/regex_replacement.h"
#include "hostabi/valid_text.h"
#include "tests/fuzz/host_run.h"

// A pattern, a text and a replacement, with a byte 255 between them. What compiles runs to an end;
// matches lie in the text, in order, and begin and end between characters, groups too; the
// replacement is taken or refused.

namespace {

using namespace vera::hostabi;
using vera::fuzz::Demand;

// So that a hard pattern does not take the time of ten thousand easy ones.
constexpr uint64_t kFewSteps = 50'000;

bool IsBoundary(std::string_view text, uint32_t at) {
  return at == text.size() || (static_cast<uint8_t>(text[at]) & 0xC0) != 0x80;
}

void CheckGroups(const regex::Program& program, const regex::Matcher& matcher,
                 std::string_view text) {
  for (uint32_t group = 0; group < program.group_count; ++group) {
    uint32_t start = 0;
    uint32_t end = 0;
    if (matcher.Group(group, &start, &end)) {
      Demand(start <= end && end <= text.size() && IsBoundary(text, start) &&
             IsBoundary(text, end));
    }
  }
}

void MatchAll(const regex::Program& program, std::string_view text, regex::Scratch* scratch) {
  regex::Matcher matcher(program, text, true, scratch, kFewSteps);
  uint32_t start = 0;
  bool must_advance = false;
  while (matcher.Search(start, must_advance) == regex::Outcome::kMatch) {
    Demand(matcher.match_start() >= start && matcher.match_start() <= matcher.match_end());
    Demand(!must_advance || matcher.match_end() > start);
    CheckGroups(program, matcher, text);
    must_advance = matcher.match_start() == matcher.match_end();
    start = matcher.match_end();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view parts[3];
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (std::string_view& part : parts) {
    part = rest.substr(0, rest.find('\xFF'));
    rest.remove_prefix(part.size() + (part.size() < rest.size() ? 1 : 0));
  }
  static vera::fuzz::HostRun run(false);
  RootScope roots(run.state(), run.sp());
  ValidText pattern(roots, NewString(run.state(), roots.sp(), parts[0]));
  ValidText text(roots, NewString(run.state(), roots.sp(), parts[1]));
  ValidText with(roots, NewString(run.state(), roots.sp(), parts[2]));
  regex::Program program(run.state());
  const regex::SyntaxError error = regex::Compile(pattern.view(), &program);
  if (error) {
    Demand(error.offset <= pattern.view().size());
    return 0;
  }
  regex::Scratch scratch(run.state());
  MatchAll(program, text.view(), &scratch);
  regex::Replacement replacement(run.state());
  const regex::SyntaxError refused =
      regex::ParseReplacement(with.view(), program, pattern.view(), &replacement);
  Demand(!refused || refused.offset <= with.view().size());
  return 0;
}
