// Internal. What the test files share.
#ifndef VERA_GC_TEST_CASES_H_
#define VERA_GC_TEST_CASES_H_

#include "gc/gc.h"
#include "gc/roots.h"
#include "gc/test_harness.h"

namespace vera::gc::test {

#define VERA_GC_TEST(name) void name();
#include "gc/test_cases.def"

// A heap for one test, by default verified after every collection.
class TestHeap {
 public:
  explicit TestHeap(Config config = {}, bool verify = true) {
    config.verify = verify;
    config.hooks.trap = &TrapToCatch;
    state_ = vera_gc_init(&config);
    VERA_EXPECT(state_ != nullptr);
  }
  ~TestHeap() { vera_gc_shutdown(state_); }
  TestHeap(const TestHeap&) = delete;
  TestHeap& operator=(const TestHeap&) = delete;

  RuntimeState* state() { return state_; }
  Ref* sp() { return state_->shadow_base; }
  Stats stats() {
    Stats stats;
    vera_gc_get_stats(state_, &stats);
    return stats;
  }
  void Minor(Ref* sp) { vera_gc_collect(state_, sp, Collection::kMinor); }
  void Major(Ref* sp) { vera_gc_collect(state_, sp, Collection::kMajor); }

 private:
  RuntimeState* state_;
};

// Cons(Int, tail): 16 bytes, tag 1.
struct Cons {
  uint32_t header;
  Ref tail;
  int64_t head;
};
inline Ref NewCons(RootScope& roots, int64_t head, const Rooted<Ref>& tail) {
  const Ref cons = Allocate(roots.state(), roots.sp(), sizeof(Cons));
  *At<Cons>(roots.state(), cons) = {FixedHeader(1, 1, 8), tail.get(), head};
  return cons;
}
inline int64_t SumOf(RuntimeState* state, Ref list) {
  int64_t sum = 0;
  for (; list != kNil; list = At<Cons>(state, list)->tail) {
    sum += At<Cons>(state, list)->head;
  }
  return sum;
}

}  // namespace vera::gc::test

#endif  // VERA_GC_TEST_CASES_H_
