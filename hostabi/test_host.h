#ifndef VERA_HOSTABI_TEST_HOST_H_
#define VERA_HOSTABI_TEST_HOST_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "hostabi/host.h"
#include "hostabi/host_functions.h"
#include "hostabi/host_state.h"
#include "hostabi/test_landing.h"
#include "hostabi/values.h"

// For tests only: a heap with a host on it, values that stay reachable, traps and output that the
// test can see.

namespace vera::hostabi {

// A reference in a slot of the shadow stack; valid while its TestHost lives.
class Value {
 public:
  explicit Value(Ref* slot) : slot_(slot) {}
  operator Ref() const { return *slot_; }
  Ref* slot() const { return slot_; }

 private:
  Ref* slot_;
};

class TestHost {
 public:
  // `stress`: collect and move everything at each allocation.
  explicit TestHost(bool stress, const HostConfig& host_config = {}, gc::Config config = {}) {
    config.stress_interval = stress ? 1 : 0;
    config.verify = true;
    InstallHooks(&config.hooks);
    config.hooks.trap = [](RuntimeState* state, gc::TrapKind kind) {
      auto* self = static_cast<TestHost*>(state->embedder);
      self->trap_ = kind;
      Landing::Leave();
    };
    config.embedder = this;
    state_ = vera_gc_init(&config);
    sp_ = state_->shadow_base;
    HostConfig with_hooks = host_config;
    with_hooks.user = this;
    with_hooks.write = [](void* user, Stream stream, const char* bytes, size_t size) {
      auto* self = static_cast<TestHost*>(user);
      (stream == Stream::kOutput ? self->output_ : self->errors_).append(bytes, size);
    };
    with_hooks.exit = [](RuntimeState* state, int64_t status) {
      auto* self = static_cast<TestHost*>(state->embedder);
      self->exit_status_ = status;
      Landing::Leave();
    };
    EXPECT_TRUE(Initialize(state_, with_hooks));
  }
  ~TestHost() {
    Shutdown(state_);
    vera_gc_shutdown(state_);
  }

  RuntimeState* state() const { return state_; }
  const std::string& output() const { return output_; }
  const std::string& errors() const { return errors_; }
  int64_t exit_status() const { return exit_status_; }

  // Output goes to the process's standard streams from now on.
  void WriteToProcess() { HostOf(state_).config.write = nullptr; }

  Value Keep(Ref ref) {
    *sp_ = ref;
    return Value(sp_++);
  }
  // The first free slot, for functions that take one.
  Ref* sp() const { return sp_; }
  // Forgets what was kept since `sp` was the first free slot, or all of it.
  void DropTo(Ref* sp) { sp_ = sp; }
  void DropAll() { sp_ = state_->shadow_base; }
  void DropAllBut(Value& value) {
    const Ref ref = value;
    DropAll();
    value = Keep(ref);
  }
  void Collect() { vera_gc_collect(state_, sp_, gc::Collection::kMajor); }
  // What host objects and the tables of their stores take.
  int64_t HostBytes() const {
    gc::Stats stats;
    vera_gc_get_stats(state_, &stats);
    return static_cast<int64_t>(stats.external_bytes) + HostOf(state_).memory.unreported;
  }
  Value Text(std::string_view text) { return Keep(NewString(state_, sp_, text)); }
  Value Texts(const std::vector<std::string>& texts) {
    Value array = Keep(NewRefs(state_, sp_, texts.size()));
    for (uint32_t i = 0; i < texts.size(); ++i) {
      Value text = Text(texts[i]);
      SetElement(state_, array, i, text);
    }
    return array;
  }

  // Calls a function that may collect and keeps its result.
  template <typename... Parameters, typename... Args>
  Value Call(Ref (*function)(RuntimeState*, Ref*, Parameters...), Args... args) {
    return Keep(function(state_, sp_, args...));
  }
  // The trap that `body` ends with; it may not own anything.
  template <typename Body>
  gc::TrapKind TrapOf(Body body) {
    if (!Landing().Catches(body)) {
      ADD_FAILURE() << "no trap";
    }
    return trap_;
  }

  std::string Read(Ref string) const { return std::string(TextOf(state_, string)); }
  std::vector<std::string> ReadArray(Ref array) const {
    std::vector<std::string> texts;
    for (uint32_t i = 0; i < LengthOf(state_, array); ++i) {
      texts.push_back(Read(ElementOf(state_, array, i)));
    }
    return texts;
  }
  uint32_t TagOf(Ref value) const { return gc::HeaderTag(*gc::At<uint32_t>(state_, value)); }
  Ref RefField(Ref value) const { return gc::At<gc::FixedObject>(state_, value)->refs[0]; }
  template <typename T>
  T ScalarField(Ref value) const {
    T field;
    memcpy(&field, gc::At<char>(state_, value + gc::ScalarOffset(0)), sizeof(field));
    return field;
  }
  // "Ok(text)" or "Err(text)" of a Result<String, String>.
  std::string ReadResult(Ref result) const {
    return (TagOf(result) == kOkTag ? "Ok(" : "Err(") + Read(RefField(result)) + ")";
  }

 private:
  RuntimeState* state_;
  Ref* sp_;
  gc::TrapKind trap_ = gc::TrapKind::kUnknown;
  int64_t exit_status_ = -1;
  std::string output_;
  std::string errors_;
};

// Tests whose parameter is whether the collector is under stress.
class HostTest : public testing::TestWithParam<bool> {
 protected:
  TestHost host_{GetParam()};
};

}  // namespace vera::hostabi

#define VERA_HOST_TEST_SUITE(suite)                    \
  INSTANTIATE_TEST_SUITE_P(Gc, suite, testing::Bool(), \
                           [](const auto& info) { return info.param ? "Stress" : "Normal"; })

#endif  // VERA_HOSTABI_TEST_HOST_H_
