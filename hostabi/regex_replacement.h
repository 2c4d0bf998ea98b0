#ifndef VERA_HOSTABI_REGEX_REPLACEMENT_H_
#define VERA_HOSTABI_REGEX_REPLACEMENT_H_

#include "hostabi/regex_program.h"

// Internal. What regex_replace puts in a match's place: characters, escapes, and groups as \1,
// \g<1> or \g<name>. \0 begins an octal escape; a dollar sign is a character like others.

namespace vera::hostabi::regex {

struct ReplacementPart {
  bool is_group;
  uint32_t a;  // group, or offset in literals
  uint32_t b;  // size
};

struct Replacement {
  explicit Replacement(RuntimeState* state) : parts(state), literals(state) {}

  HostVector<ReplacementPart> parts;
  HostVector<char> literals;
};

// `text` is valid UTF-8.
SyntaxError ParseReplacement(std::string_view text, const Program& program,
                             std::string_view pattern, Replacement* replacement);

}  // namespace vera::hostabi::regex

#endif  // VERA_HOSTABI_REGEX_REPLACEMENT_H_
