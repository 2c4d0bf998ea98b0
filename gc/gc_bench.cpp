// Throughput of allocation and collection by hand-written mutators: gc_bench [rounds].

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "gc/gc.h"
#include "gc/roots.h"

namespace vera::gc {
namespace {

struct Cons {
  uint32_t header;
  Ref tail;
  int64_t head;
};

double Now() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Bump allocation of cells that die at once.
void Garbage(RuntimeState* state, Ref* sp, uint32_t cells) {
  for (uint32_t i = 0; i < cells; ++i) {
    const Ref cell = Allocate(state, sp, sizeof(Cons));
    *At<Cons>(state, cell) = {FixedHeader(1, 1, 8), kNil, i};
  }
}

// A list that lives while it is built: everything is promoted.
void List(RuntimeState* state, Ref* sp, uint32_t cells) {
  sp[0] = kNil;
  for (uint32_t i = 0; i < cells; ++i) {
    const Ref cell = Allocate(state, sp + 1, sizeof(Cons));
    *At<Cons>(state, cell) = {FixedHeader(1, 1, 8), sp[0], i};
    sp[0] = cell;
  }
}

// A complete tree, as generated code builds it: 16 bytes a node (header, two references, pad).
Ref Tree(RuntimeState* state, Ref* sp, uint32_t depth) {
  if (depth == 0) {
    return NullaryRef(0);
  }
  sp[0] = Tree(state, sp, depth - 1);
  const Ref right = Tree(state, sp + 1, depth - 1);
  Ref node = state->alloc_next;
  const Ref end = node + 16;
  if (__builtin_expect(end > state->alloc_limit, 0)) {
    sp[1] = right;
    node = vera_gc_alloc_slow(state, sp + 2, 16);
    auto* object = At<FixedObject>(state, node);
    object->header = FixedHeader(1, 2, 0);
    object->refs[0] = sp[0];
    object->refs[1] = sp[1];
    return node;
  }
  state->alloc_next = end;
  auto* object = At<FixedObject>(state, node);
  object->header = FixedHeader(1, 2, 0);
  object->refs[0] = sp[0];
  object->refs[1] = right;
  return node;
}

void Trees(RuntimeState* state, Ref* sp, uint32_t depth, uint32_t count) {
  sp[0] = Tree(state, sp, depth + 2);
  for (uint32_t i = 0; i < count; ++i) {
    Tree(state, sp + 1, depth);
  }
}

template <typename Run>
void Measure(const char* name, Run run) {
  RuntimeState* state = vera_gc_init(nullptr);
  const double begin = Now();
  run(state, state->shadow_base);
  const double seconds = Now() - begin;
  Stats stats;
  vera_gc_get_stats(state, &stats);
  printf(
      "%-8s %6.3f s  %7.0f MB/s allocated  %5.0f MB promoted  minor %llu major %llu  gc %.3f s"
      "  longest %.2f ms  peak %.1f MB\n",
      name, seconds, static_cast<double>(stats.allocated_bytes) / seconds * 1e-6,
      static_cast<double>(stats.promoted_bytes) * 1e-6,
      static_cast<unsigned long long>(stats.minor), static_cast<unsigned long long>(stats.major),
      static_cast<double>(stats.total_pause_ns) * 1e-9,
      static_cast<double>(stats.longest_pause_ns) * 1e-6,
      static_cast<double>(stats.peak_heap_bytes) * 1e-6);
  vera_gc_shutdown(state);
}

}  // namespace
}  // namespace vera::gc

int main(int argc, char** argv) {
  using namespace vera::gc;  // NOLINT: a program
  const int rounds = argc > 1 ? atoi(argv[1]) : 1;
  for (int i = 0; i < rounds; ++i) {
    Measure("garbage", [](RuntimeState* s, Ref* sp) { Garbage(s, sp, 200'000'000); });
    Measure("list", [](RuntimeState* s, Ref* sp) { List(s, sp, 10'000'000); });
    Measure("t10", [](RuntimeState* s, Ref* sp) { Trees(s, sp, 10, 20'000); });
    Measure("t16", [](RuntimeState* s, Ref* sp) { Trees(s, sp, 16, 200); });
    Measure("t18", [](RuntimeState* s, Ref* sp) { Trees(s, sp, 18, 40); });
  }
  return 0;
}
