#ifndef VERA_HOSTABI_HOST_STATE_H_
#define VERA_HOSTABI_HOST_STATE_H_

#include "hostabi/byte_buffer.h"
#include "hostabi/database.h"
#include "hostabi/handle_store.h"
#include "hostabi/host.h"
#include "hostabi/host_pool.h"
#include "hostabi/network.h"

// Internal. What RuntimeState::host points to.

namespace vera::hostabi {

namespace regex {
struct State;
}

inline constexpr size_t kOutputBytes = 64 * 1024;
inline constexpr size_t kInputBytes = 64 * 1024;

struct RandomState {
  uint64_t words[4];
};

// What HostAllocate works on.
struct HostMemory {
  HostPool pool;
  int64_t unreported = 0;           // bytes that vera_gc_add_external was not told yet
  bool counts_allocations = false;  // gc::Config::fail_allocation is set
};

struct Container;      // container.h
struct DecimalObject;  // decimal.cpp
struct PendingCall;    // http.h

struct HostState {
  HostConfig config;
  HostMemory memory;
  HandleStore<Container> maps;
  HandleStore<Container> sets;
  HandleStore<DecimalObject> decimals;
  HandleStore<PendingCall> futures;
  uint64_t hash_seed;  // of keys in maps and sets

  char output[kOutputBytes];
  size_t output_size = 0;
  bool output_is_terminal = false;
  int output_error = 0;
  OutputEnd output_end = OutputEnd::kNothing;

  char input[kInputBytes];
  size_t input_next = 0;
  size_t input_end = 0;

  RandomState random;

  Database* database = nullptr;
  SqlAnswer sql_answer;  // of the last operation
  Network* network = nullptr;

  // The patterns that were used last (regex_cache.cpp); null until there is one. In host memory.
  regex::State* regex = nullptr;

  ByteBuffer trap_detail;
};

inline HostState& HostOf(const RuntimeState* state) {
  return *static_cast<HostState*>(state->host);
}

// host.cpp: a trap whose report ends with this text.
[[noreturn]] void TrapWithDetail(RuntimeState* state, gc::TrapKind kind, std::string_view detail);
// io.cpp
void WriteText(RuntimeState* state, Stream stream, std::string_view text);
// container.cpp
void ReleaseContainer(RuntimeState* state, Container* container);
void TraceContainer(RuntimeState* state, Container* container, gc::Visitor* visitor);
// decimal.cpp
void ReleaseDecimal(RuntimeState* state, DecimalObject* decimal);
// async.cpp
void ReleaseFuture(RuntimeState* state, PendingCall* call);
// random.cpp
void Seed(RandomState* random, uint64_t seed);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_STATE_H_
