#ifndef VERA_TESTS_FUZZ_HOST_RUN_H_
#define VERA_TESTS_FUZZ_HOST_RUN_H_

#include <cstdlib>
#include <string_view>

#include "hostabi/host.h"
#include "hostabi/values.h"

// A heap with a host on it, for fuzz targets of host functions. A trap is a finding: what the
// targets do fits into memory.

namespace vera::fuzz {

using hostabi::Ref;
using hostabi::RuntimeState;

class HostRun {
 public:
  // `stress`: collect and move everything at each allocation.
  explicit HostRun(bool stress) {
    gc::Config config = {};
    config.stress_interval = stress ? 1 : 0;
    config.verify = true;
    config.hooks.trap = [](RuntimeState*, gc::TrapKind) { std::abort(); };
    state_ = vera_gc_init(&config);
    if (state_ == nullptr || !hostabi::Initialize(state_, {})) {
      std::abort();
    }
    Reset();
  }
  ~HostRun() {
    hostabi::Shutdown(state_);
    vera_gc_shutdown(state_);
  }
  HostRun(const HostRun&) = delete;
  HostRun& operator=(const HostRun&) = delete;

  // What was kept is garbage from now on.
  void Reset() { sp_ = state_->shadow_base; }

  RuntimeState* state() const { return state_; }
  Ref* sp() const { return sp_; }
  // The slot of a value that stays reachable.
  Ref* Keep(Ref value) {
    *sp_ = value;
    return sp_++;
  }
  Ref* Text(std::string_view text) { return Keep(hostabi::NewString(state_, sp_, text)); }
  std::string_view Read(Ref string) const { return hostabi::TextOf(state_, string); }
  bool IsOk(Ref result) const {
    return gc::HeaderTag(*gc::At<uint32_t>(state_, result)) == hostabi::kOkTag;
  }
  Ref Field(Ref value) const { return gc::At<gc::FixedObject>(state_, value)->refs[0]; }

 private:
  RuntimeState* state_;
  Ref* sp_;
};

inline void Demand(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace vera::fuzz

#endif  // VERA_TESTS_FUZZ_HOST_RUN_H_
