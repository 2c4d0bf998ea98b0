// Regular expressions (spec §9.6.20). A pattern or replacement that is wrong, and a match that
// would take too long, are an Err.

#include <stdio.h>

#include "hostabi/host_functions.h"
#include "hostabi/regex_cache.h"
#include "hostabi/regex_matcher.h"
#include "hostabi/regex_replacement.h"
#include "hostabi/valid_text.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

using regex::Outcome;

struct Span {
  uint32_t start;
  uint32_t end;
};

// "invalid regex: nothing to repeat at position 3", counted in characters from 0.
Ref NewSyntaxErr(RuntimeState* state, Ref* sp, const char* what, std::string_view text,
                 const regex::SyntaxError& error) {
  size_t position = 0;
  for (char c : text.substr(0, error.offset)) {
    position += (static_cast<uint8_t>(c) & 0xC0) != 0x80 ? 1 : 0;
  }
  char message[160];
  snprintf(message, sizeof(message), "invalid %s: %s at position %zu", what, error.reason,
           position);
  return NewErr(state, sp, message);
}

Ref NewLimitErr(RuntimeState* state, Ref* sp, Outcome outcome) {
  return NewErr(state, sp,
                outcome == Outcome::kTooManySteps
                    ? std::string_view("regex gave up: the match takes too many steps")
                    : std::string_view("regex gave up: the match takes too much memory"));
}

bool IsLimit(Outcome outcome) {
  return outcome == Outcome::kTooManySteps || outcome == Outcome::kTooManyFrames;
}

// All matches that don't overlap. An empty one may follow another at once, but not repeat it.
Outcome FindAll(regex::Matcher* matcher, HostVector<Span>* spans) {
  uint32_t start = 0;
  bool must_advance = false;
  while (true) {
    const Outcome outcome = matcher->Search(start, must_advance);
    if (outcome != Outcome::kMatch) {
      return outcome;
    }
    spans->Push({matcher->match_start(), matcher->match_end()});
    must_advance = matcher->match_start() == matcher->match_end();
    start = matcher->match_end();
  }
}

uint64_t SizeOf(const regex::Replacement& replacement, const regex::Matcher& matcher) {
  uint64_t size = 0;
  for (const regex::ReplacementPart& part : replacement.parts) {
    uint32_t start = 0;
    uint32_t end = part.b;
    // A group that took no part in the match is empty.
    if (!part.is_group || matcher.Group(part.a, &start, &end)) {
      size += end - start;
    }
  }
  return size;
}

char* Write(const regex::Replacement& replacement, const regex::Matcher& matcher,
            std::string_view text, char* out) {
  auto append = [&out](std::string_view bytes) {
    memcpy(out, bytes.data(), bytes.size());
    out += bytes.size();
  };
  for (const regex::ReplacementPart& part : replacement.parts) {
    uint32_t start = 0;
    uint32_t end = 0;
    if (!part.is_group) {
      append(std::string_view(replacement.literals.data() + part.a, part.b));
    } else if (matcher.Group(part.a, &start, &end) && start != end) {
      append(text.substr(start, end - start));
    }
  }
  return out;
}

}  // namespace

extern "C" {

Ref vera_host_regex_match(RuntimeState* state, Ref* sp, Ref string, Ref pattern) {
  RootScope roots(state, sp);
  ValidText text(roots, string);
  ValidText source(roots, pattern);
  regex::ProgramOf program(state, source.view());
  if (program.error()) {
    return NewSyntaxErr(state, roots.sp(), "regex", source.view(), program.error());
  }
  regex::Matcher matcher(*program, text.view(), false, program.scratch());
  const Outcome outcome = matcher.Search(0, false);
  if (IsLimit(outcome)) {
    return NewLimitErr(state, roots.sp(), outcome);
  }
  return NewScalarBox(state, roots.sp(), kOkTag, outcome == Outcome::kMatch ? 1 : 0, 1);
}

Ref vera_host_regex_find(RuntimeState* state, Ref* sp, Ref string, Ref pattern) {
  RootScope roots(state, sp);
  ValidText text(roots, string);
  ValidText source(roots, pattern);
  regex::ProgramOf program(state, source.view());
  if (program.error()) {
    return NewSyntaxErr(state, roots.sp(), "regex", source.view(), program.error());
  }
  regex::Matcher matcher(*program, text.view(), false, program.scratch());
  const Outcome outcome = matcher.Search(0, false);
  if (IsLimit(outcome)) {
    return NewLimitErr(state, roots.sp(), outcome);
  }
  if (outcome == Outcome::kNoMatch) {
    return NewRefBox(state, roots.sp(), kOkTag, None());
  }
  Ref found = text.Part(roots, matcher.match_start(), matcher.match_end() - matcher.match_start());
  Ref some = NewRefBox(state, roots.sp(), kSomeTag, found);
  return NewRefBox(state, roots.sp(), kOkTag, some);
}

Ref vera_host_regex_find_all(RuntimeState* state, Ref* sp, Ref string, Ref pattern) {
  RootScope roots(state, sp);
  ValidText text(roots, string);
  ValidText source(roots, pattern);
  regex::ProgramOf program(state, source.view());
  if (program.error()) {
    return NewSyntaxErr(state, roots.sp(), "regex", source.view(), program.error());
  }
  regex::Matcher matcher(*program, text.view(), false, program.scratch());
  HostVector<Span> spans(state);
  const Outcome outcome = FindAll(&matcher, &spans);
  if (IsLimit(outcome)) {
    return NewLimitErr(state, roots.sp(), outcome);
  }
  Rooted<Ref> array(roots, NewRefs(state, roots.sp(), spans.size()));
  for (uint32_t i = 0; i < spans.size(); ++i) {
    Ref part = text.Part(roots, spans[i].start, spans[i].end - spans[i].start);
    SetElement(state, array.get(), i, part);
  }
  return NewRefBox(state, roots.sp(), kOkTag, array.get());
}

Ref vera_host_regex_replace(RuntimeState* state, Ref* sp, Ref string, Ref pattern,
                            Ref replacement) {
  RootScope roots(state, sp);
  ValidText text(roots, string);
  ValidText source(roots, pattern);
  ValidText with(roots, replacement);
  regex::ProgramOf program(state, source.view());
  if (program.error()) {
    return NewSyntaxErr(state, roots.sp(), "regex", source.view(), program.error());
  }
  regex::Replacement parts(state);
  const regex::SyntaxError error =
      regex::ParseReplacement(with.view(), *program, source.view(), &parts);
  if (error) {
    return NewSyntaxErr(state, roots.sp(), "replacement", with.view(), error);
  }
  regex::Matcher matcher(*program, text.view(), true, program.scratch());
  const Outcome outcome = matcher.Search(0, false);
  if (IsLimit(outcome)) {
    return NewLimitErr(state, roots.sp(), outcome);
  }
  const auto size = static_cast<uint32_t>(text.view().size());
  if (outcome == Outcome::kNoMatch) {
    return NewRefBox(state, roots.sp(), kOkTag, text.Part(roots, 0, size));
  }
  const uint32_t start = matcher.match_start();
  const uint32_t end = matcher.match_end();
  Ref result = NewString(state, roots.sp(), SizeOf(parts, matcher) + start + (size - end));
  // The text may have moved.
  const std::string_view view = text.view();
  char* out = BytesOf(state, result);
  memcpy(out, view.data(), start);
  out = Write(parts, matcher, view, out + start);
  memcpy(out, view.data() + end, size - end);
  return NewRefBox(state, roots.sp(), kOkTag, result);
}

}  // extern "C"

}  // namespace vera::hostabi
