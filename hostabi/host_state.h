#ifndef VERA_HOSTABI_HOST_STATE_H_
#define VERA_HOSTABI_HOST_STATE_H_

#include "hostabi/byte_buffer.h"
#include "hostabi/database.h"
#include "hostabi/host.h"

// Internal. What RuntimeState::host points to.

namespace vera::hostabi {

inline constexpr size_t kOutputBytes = 64 * 1024;
inline constexpr size_t kInputBytes = 64 * 1024;

struct RandomState {
  uint64_t words[4];
};

struct HostState {
  HostConfig config;

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

  ByteBuffer trap_detail;
};

inline HostState& HostOf(const RuntimeState* state) {
  return *static_cast<HostState*>(state->host);
}

// io.cpp
void WriteText(RuntimeState* state, Stream stream, std::string_view text);
// random.cpp
void Seed(RandomState* random, uint64_t seed);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_STATE_H_
