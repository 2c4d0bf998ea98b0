#ifndef VERA_HOSTABI_HOST_H_
#define VERA_HOSTABI_HOST_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "gc/gc.h"

// What an embedder (the JIT's session, the start-up code of a compiled program, a test) does with
// the host side of a run: InstallHooks, vera_gc_init, Initialize, run, then Flush or Shutdown on
// every way out (return, trap, IO.exit), vera_gc_shutdown. All host state hangs off
// RuntimeState::host; there are no globals.

namespace vera::hostabi {

using gc::Ref;
using gc::RuntimeState;

enum class Stream : uint8_t { kOutput, kError };
// What standard output ends with.
enum class OutputEnd : uint8_t { kNothing, kLineFeed, kOther };

struct HostConfig {
  // What IO.args gives; must outlive the run.
  const char* const* args = nullptr;
  uint32_t arg_count = 0;
  // Where output goes; null: the process's own standard streams. All calls' bytes together are
  // valid UTF-8, one call's may end inside a character.
  void (*write)(void* user, Stream stream, const char* bytes, size_t size) = nullptr;
  void* user = nullptr;
  // Leaves the run for IO.exit, and when standard output can't be written (see OutputError); output
  // has been flushed. It must not return. Null: the process ends with the status, modulo 256.
  void (*exit)(RuntimeState* state, int64_t status) = nullptr;
  // Seed of the Random effect and of hashing; 0: a fresh one from the system.
  uint64_t seed = 0;
};

// Host objects that live.
struct StorePopulation {
  uint32_t maps = 0;
  uint32_t sets = 0;
  uint32_t decimals = 0;
  uint32_t futures = 0;
};

// The collector's hooks that the stores need, for the heap's configuration.
void InstallHooks(gc::Hooks* hooks);

// False if there is no memory.
bool Initialize(RuntimeState* state, const HostConfig& config);
// Writes what is buffered. A trap hook calls it before it reports.
void Flush(RuntimeState* state);
// Flushes and frees, all host objects too, whether their wrappers live or not; state->host is null
// afterwards. The heap ends next: nothing may run that uses a Map, Set or Decimal.
void Shutdown(RuntimeState* state);

StorePopulation Population(const RuntimeState* state);

// Why standard output could not be written; empty if it could.
std::string_view OutputError(const RuntimeState* state);
OutputEnd EndOfOutput(const RuntimeState* state);
// The text kept by trap_detail, empty if there is none; valid until Shutdown.
std::string_view TrapDetail(const RuntimeState* state);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_H_
