// The collector's tests under GoogleTest.

#include <gtest/gtest.h>
#include <setjmp.h>

#include "gc/test_harness.h"

namespace vera::gc::test {
namespace {

jmp_buf trap_target;

}  // namespace

void Report(const Failure& failure) {
  ADD_FAILURE_AT(failure.file, static_cast<int>(failure.line)) << failure.condition;
}

uint32_t CatchTrap(RuntimeState* state, Body body, TrapKind) {
  const int caught = setjmp(trap_target);
  if (caught != 0) {
    return static_cast<uint32_t>(caught);
  }
  body(state);
  return 0;
}

void TrapToCatch(RuntimeState*, TrapKind kind) {
  longjmp(trap_target, static_cast<int>(kind) + 1);
}

class GcTest : public testing::TestWithParam<uint32_t> {};

TEST_P(GcTest, Runs) { kTestCases[GetParam()].run(); }

INSTANTIATE_TEST_SUITE_P(Cases, GcTest, testing::Range(uint32_t{0}, kTestCaseCount),
                         [](const testing::TestParamInfo<uint32_t>& info) {
                           return std::string(kTestCases[info.param].name);
                         });

}  // namespace vera::gc::test
