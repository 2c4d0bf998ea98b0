// Internal. A harness small enough for a freestanding wasm32 module: a table of tests, one check
// macro. gc_test.cpp runs the table under GoogleTest, gc_test_wasm32.cpp exports it to node.
#ifndef VERA_GC_TEST_HARNESS_H_
#define VERA_GC_TEST_HARNESS_H_

#include <stdint.h>

#include "gc/gc.h"

namespace vera::gc::test {

struct Failure {
  const char* file;
  uint32_t line;
  const char* condition;
};
// Reports; the test goes on.
void Report(const Failure& failure);

#define VERA_EXPECT(condition)                                                   \
  do {                                                                           \
    if (!(condition)) {                                                          \
      ::vera::gc::test::Report({__FILE_NAME__, uint32_t{__LINE__}, #condition}); \
    }                                                                            \
  } while (false)

// Runs `body` and returns the kind + 1 of the trap that ended it, 0 if it ran to its end. On a
// target where a trap can't be caught the body is not run, and `expected` is returned.
using Body = void (*)(RuntimeState* state);
uint32_t CatchTrap(RuntimeState* state, Body body, TrapKind expected);
// The hook that CatchTrap needs in Config::hooks.
void TrapToCatch(RuntimeState* state, TrapKind kind);

struct TestCase {
  const char* name;
  void (*run)();
};
extern const TestCase kTestCases[];
extern const uint32_t kTestCaseCount;

}  // namespace vera::gc::test

#endif  // VERA_GC_TEST_HARNESS_H_
