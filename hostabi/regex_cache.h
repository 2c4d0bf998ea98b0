#ifndef VERA_HOSTABI_REGEX_CACHE_H_
#define VERA_HOSTABI_REGEX_CACHE_H_

#include "hostabi/regex_matcher.h"
#include "hostabi/regex_program.h"

// Internal. Programs of the patterns that were used last, and the matcher's memory between calls.
// Both are bounded and belong to the run.

namespace vera::hostabi::regex {

struct State;

// The program of a pattern: the cache's, or one that lives as long as this object.
class ProgramOf {
 public:
  // The pattern is valid UTF-8.
  ProgramOf(RuntimeState* state, std::string_view pattern);
  ~ProgramOf();
  ProgramOf(const ProgramOf&) = delete;
  ProgramOf& operator=(const ProgramOf&) = delete;

  const SyntaxError& error() const { return error_; }
  const Program& operator*() const { return *program_; }
  const Program* operator->() const { return program_; }
  Scratch* scratch() const;

 private:
  RuntimeState* state_;
  State* cache_;
  Program* program_ = nullptr;
  bool is_own_ = true;
  SyntaxError error_;
};

// For tests: how many patterns were compiled in this run, and how many are kept.
struct CacheStatistics {
  uint64_t compiled;
  uint32_t kept;
  size_t bytes;
};
CacheStatistics StatisticsOf(const RuntimeState* state);

}  // namespace vera::hostabi::regex

#endif  // VERA_HOSTABI_REGEX_CACHE_H_
