#include "hostabi/host.h"

#include <stdlib.h>

#include <new>

#include "hostabi/host_functions.h"
#include "hostabi/host_state.h"
#include "hostabi/platform.h"
#include "hostabi/values.h"

namespace vera::hostabi {

bool Initialize(RuntimeState* state, const HostConfig& config) {
  auto* host = new (std::nothrow) HostState;
  if (host == nullptr) {
    return false;
  }
  host->config = config;
  host->output_is_terminal = config.write == nullptr && PlatformIsTerminal(kStandardOutput);
  const uint64_t seed = config.seed != 0 ? config.seed : PlatformEntropy();
  Seed(&host->random, seed);
  // What a program can learn about its random numbers says nothing about how its keys are hashed.
  host->hash_seed = config.seed != 0 ? ~seed : PlatformEntropy();
  host->memory.counts_allocations = vera_gc_fails_allocations(state);
  state->host = host;
  return true;
}

void Shutdown(RuntimeState* state) {
  Flush(state);
  CloseNetwork(HostOf(state).network);
  CloseDatabase(HostOf(state).database);
  HostOf(state).memory.pool.Release();
  delete static_cast<HostState*>(state->host);
  state->host = nullptr;
}

std::string_view OutputError(const RuntimeState* state) {
  int error = HostOf(state).output_error;
  return error == 0 ? std::string_view() : std::string_view(PlatformErrorText(error));
}

OutputEnd EndOfOutput(const RuntimeState* state) { return HostOf(state).output_end; }

std::string_view TrapDetail(const RuntimeState* state) { return HostOf(state).trap_detail.view(); }

namespace {

void SetTrapDetail(RuntimeState* state, std::string_view text) {
  ByteBuffer& detail = HostOf(state).trap_detail;
  detail.Clear();
  detail.Append(text);
}

}  // namespace

void TrapWithDetail(RuntimeState* state, gc::TrapKind kind, std::string_view detail) {
  SetTrapDetail(state, detail);
  vera_gc_trap(state, kind);
}

extern "C" {

void vera_host_trap_detail(RuntimeState* state, Ref text) {
  SetTrapDetail(state, TextOf(state, text));
}

}  // extern "C"

}  // namespace vera::hostabi
