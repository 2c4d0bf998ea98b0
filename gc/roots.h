// Roots of host C++ code. A RootScope takes over the shadow stack at the sp that its function was
// given; Rooted references live in slots above it, and RootScope::sp() is what callees get. The
// slots need no restoring: whoever called us goes on with its own sp.
//
//   Ref Twice(RuntimeState* state, Ref* sp, Ref value) {
//     RootScope roots(state, sp);
//     Rooted<Ref> kept(roots, value);
//     Ref pair = Allocate(state, roots.sp(), FixedBytes(2, 0));   // may move `value`
//     ... kept.get() ...
#ifndef VERA_GC_ROOTS_H_
#define VERA_GC_ROOTS_H_

#include "gc/gc.h"

namespace vera::gc {

class RootScope {
 public:
  RootScope(RuntimeState* state, Ref* sp) : state_(state), sp_(sp) {}
  RootScope(const RootScope&) = delete;
  RootScope& operator=(const RootScope&) = delete;

  // First free slot: the sp of any call that may collect.
  Ref* sp() const { return sp_; }
  RuntimeState* state() const { return state_; }

  // Traps with kStackExhausted if the shadow stack is full.
  Ref* Push(Ref value) {
    if (sp_ >= state_->shadow_limit) {
      vera_gc_trap(state_, TrapKind::kStackExhausted);
    }
    *sp_ = value;
    return sp_++;
  }
  void Pop(uint32_t count = 1) { sp_ -= count; }

 private:
  RuntimeState* state_;
  Ref* sp_;
};

// A reference that follows its object. Rooteds of one scope end in the reverse order.
template <typename T = Ref>
class Rooted {
  static_assert(sizeof(T) == sizeof(Ref));

 public:
  Rooted(RootScope& scope, T value) : scope_(scope), slot_(scope.Push(static_cast<Ref>(value))) {}
  ~Rooted() { scope_.Pop(); }
  Rooted(const Rooted&) = delete;
  Rooted& operator=(const Rooted&) = delete;

  T get() const { return static_cast<T>(*slot_); }
  void set(T value) { *slot_ = static_cast<Ref>(value); }
  // The object itself; not valid after the next call that may collect.
  template <typename Object>
  Object* as() const {
    return At<Object>(scope_.state(), *slot_);
  }

 private:
  RootScope& scope_;
  Ref* slot_;
};

}  // namespace vera::gc

#endif  // VERA_GC_ROOTS_H_
