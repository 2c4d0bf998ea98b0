#ifndef VERA_TESTS_FUZZ_FUZZ_HOST_H_
#define VERA_TESTS_FUZZ_FUZZ_HOST_H_

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <string>
#include <string_view>

#include "hostabi/host.h"
#include "hostabi/host_functions.h"
#include "hostabi/values.h"

// A small heap with a host on it for targets that call host functions: it is verified at every
// collection, there are many of them, and a trap ends the input.

namespace vera::fuzz {

inline void Expect(bool holds, const char* what) {
  if (!holds) {
    fprintf(stderr, "fuzz: not true: %s\n", what);
    abort();
  }
}

class FuzzHost {
 public:
  FuzzHost() {
    gc::Config config = {};
    config.nursery_bytes = 64 * 1024;
    config.max_heap_bytes = 256 << 20;
    config.stress_interval = 13;
    config.verify = true;
    config.embedder = this;
    hostabi::InstallHooks(&config.hooks);
    config.hooks.trap = [](gc::RuntimeState* state, gc::TrapKind kind) {
      auto* self = static_cast<FuzzHost*>(state->embedder);
      self->trap_ = kind;
      longjmp(self->landing_, 1);
    };
    state_ = vera_gc_init(&config);
    sp_ = state_->shadow_base;
    hostabi::Initialize(state_, {});
  }
  ~FuzzHost() {
    hostabi::Shutdown(state_);
    vera_gc_shutdown(state_);
  }

  // Runs `body`, which may own nothing; false if it trapped.
  template <typename Body>
  bool Run(Body body) {
    if (setjmp(landing_) != 0) {
      return false;
    }
    body();
    return true;
  }
  gc::TrapKind trap() const { return trap_; }

  gc::RuntimeState* state() const { return state_; }
  // Keeps a value for the rest of the input.
  const gc::Ref* Keep(gc::Ref value) {
    *sp_ = value;
    return sp_++;
  }
  const gc::Ref* Text(std::string_view text) { return Keep(hostabi::NewString(state_, sp_, text)); }
  template <typename... Parameters, typename... Args>
  const gc::Ref* Call(gc::Ref (*function)(gc::RuntimeState*, gc::Ref*, Parameters...),
                      Args... args) {
    return Keep(function(state_, sp_, args...));
  }
  std::string_view Read(gc::Ref string) const { return hostabi::TextOf(state_, string); }
  uint32_t TagOf(gc::Ref value) const { return gc::HeaderTag(*gc::At<uint32_t>(state_, value)); }
  gc::Ref FieldOf(gc::Ref value) const { return gc::At<gc::FixedObject>(state_, value)->refs[0]; }

 private:
  gc::RuntimeState* state_;
  gc::Ref* sp_;
  jmp_buf landing_;
  gc::TrapKind trap_ = gc::TrapKind::kUnknown;
};

}  // namespace vera::fuzz

#endif  // VERA_TESTS_FUZZ_FUZZ_HOST_H_
