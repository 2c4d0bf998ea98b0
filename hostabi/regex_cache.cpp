#include "hostabi/regex_cache.h"

#include <new>

#include "hostabi/host_state.h"

namespace vera::hostabi::regex {

namespace {

constexpr uint32_t kEntries = 64;
constexpr size_t kMaxBytes = size_t{8} * 1024 * 1024;
constexpr size_t kKeptFrameBytes = size_t{256} * 1024;

struct Entry {
  Program* program;  // null: the entry is free
  char* pattern;
  size_t pattern_size;
  size_t bytes;  // all that goes with the entry
  uint64_t hash;
  bool was_used;  // since the hand passed
};

uint64_t HashOf(std::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (char c : text) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211u;
  }
  return hash;
}

Program* NewProgram(RuntimeState* state) {
  return new (HostAllocate(state, sizeof(Program))) Program(state);
}
void FreeProgram(RuntimeState* state, Program* program) {
  program->~Program();
  HostFree(state, program, sizeof(Program));
}

}  // namespace

struct State {
  explicit State(RuntimeState* state) : scratch(state) {}

  Program* Find(std::string_view pattern, uint64_t hash) {
    for (Entry& entry : entries) {
      if (entry.program != nullptr && entry.hash == hash && std::string_view(entry.pattern, entry.pattern_size) == pattern) {
        entry.was_used = true;
        return entry.program;
      }
    }
    return nullptr;
  }
  // False: the program is too large to be kept.
  bool Keep(RuntimeState* state, Program* program, std::string_view pattern, uint64_t hash);
  void DropOne(RuntimeState* state);

  Scratch scratch;
  Entry entries[kEntries] = {};
  uint32_t count = 0;
  uint32_t hand = 0;
  size_t bytes = 0;
  uint64_t compiled = 0;
};

bool State::Keep(RuntimeState* state, Program* program, std::string_view pattern, uint64_t hash) {
  const size_t size = program->bytes() + sizeof(Program) + pattern.size();
  if (size > kMaxBytes / 2) {
    return false;
  }
  while (count == kEntries || bytes + size > kMaxBytes) {
    DropOne(state);
  }
  auto* copy = static_cast<char*>(HostAllocate(state, pattern.size() + 1));
  memcpy(copy, pattern.data(), pattern.size());
  // From here on nothing traps.
  Entry* entry = entries;
  while (entry->program != nullptr) {
    ++entry;
  }
  *entry = {program, copy, pattern.size(), size, hash, false};
  ++count;
  bytes += size;
  return true;
}

// One that was not used since the hand last came by; so patterns in steady use stay.
void State::DropOne(RuntimeState* state) {
  while (true) {
    Entry& entry = entries[hand];
    hand = (hand + 1) % kEntries;
    if (entry.program == nullptr || entry.was_used) {
      entry.was_used = false;
      continue;
    }
    bytes -= entry.bytes;
    --count;
    HostFree(state, entry.pattern, entry.pattern_size + 1);
    FreeProgram(state, entry.program);
    entry.program = nullptr;
    return;
  }
}

ProgramOf::ProgramOf(RuntimeState* state, std::string_view pattern) : state_(state) {
  HostState& host = HostOf(state);
  if (host.regex == nullptr) {
    host.regex = new (HostAllocate(state, sizeof(State))) State(state);
  }
  cache_ = host.regex;
  const uint64_t hash = HashOf(pattern);
  program_ = cache_->Find(pattern, hash);
  if (program_ != nullptr) {
    is_own_ = false;
    return;
  }
  program_ = NewProgram(state);
  ++cache_->compiled;
  error_ = Compile(pattern, program_);
  is_own_ = error_ || !cache_->Keep(state, program_, pattern, hash);
}

ProgramOf::~ProgramOf() {
  if (is_own_) {
    FreeProgram(state_, program_);
  }
  // One hard match shall not hold its memory for the rest of the run.
  if (cache_->scratch.frames.bytes() > kKeptFrameBytes) {
    cache_->scratch.frames.Free();
  }
}

Scratch* ProgramOf::scratch() const { return &cache_->scratch; }

CacheStatistics StatisticsOf(const RuntimeState* state) {
  const State* cache = HostOf(state).regex;
  return cache == nullptr ? CacheStatistics{0, 0, 0}
                          : CacheStatistics{cache->compiled, cache->count, cache->bytes};
}

}  // namespace vera::hostabi::regex
