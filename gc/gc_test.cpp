// The collector's tests under GoogleTest.

#include <gtest/gtest.h>
#include <setjmp.h>

#include "gc/test_cases.h"
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

void TrapToCatch(RuntimeState*, TrapKind kind) { longjmp(trap_target, static_cast<int>(kind) + 1); }

class GcTest : public testing::TestWithParam<uint32_t> {};

TEST_P(GcTest, Runs) { kTestCases[GetParam()].run(); }

INSTANTIATE_TEST_SUITE_P(Cases, GcTest, testing::Range(uint32_t{0}, kTestCaseCount),
                         [](const testing::TestParamInfo<uint32_t>& info) {
                           return std::string(kTestCases[info.param].name);
                         });

// Each fault that the verifier is there for is planted once.
class VerifierDeathTest : public testing::Test {
 protected:
  void SetUp() override { testing::FLAGS_gtest_death_test_style = "fast"; }
};

TEST_F(VerifierDeathTest, FindsMissingBarrier) {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> nothing(roots, kNil);
  Rooted<Ref> old(roots, NewCons(roots, 1, nothing));
  heap.Minor(roots.sp());
  const Ref young = NewCons(roots, 2, nothing);
  *At<Ref>(heap.state(), old.get() + RefOffset(0)) = young;
  EXPECT_DEATH(heap.Minor(roots.sp()), "verify.cpp");
  *At<Ref>(heap.state(), old.get() + RefOffset(0)) = kNil;
}

TEST_F(VerifierDeathTest, FindsReferenceIntoTheMiddle) {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> nothing(roots, kNil);
  Rooted<Ref> old(roots, NewCons(roots, 1, nothing));
  heap.Minor(roots.sp());
  Rooted<Ref> middle(roots, old.get() + 8);
  EXPECT_DEATH(heap.Minor(roots.sp()), "verify.cpp");
}

TEST_F(VerifierDeathTest, FindsBrokenHeader) {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> nothing(roots, kNil);
  Rooted<Ref> old(roots, NewCons(roots, 1, nothing));
  heap.Minor(roots.sp());
  const uint32_t header = old.as<ObjectHeader>()->word;
  old.as<ObjectHeader>()->word = 0xDBDBDBDB;
  EXPECT_DEATH(heap.Minor(roots.sp()), "verify.cpp");
  old.as<ObjectHeader>()->word = header;
}

TEST_F(VerifierDeathTest, HooksMustNotAllocate) {
  Config config = {};
  config.hooks.decref_handle = [](RuntimeState* state, WrapperKind, uint32_t) {
    Allocate(state, state->shadow_base, 8);
  };
  EXPECT_DEATH(
      {
        TestHeap heap(config);
        vera_gc_new_wrapper(heap.state(), heap.sp(), WrapperKind::kMap, 1);
        heap.Minor(heap.sp());
      },
      "in_phase_2c");
}

}  // namespace vera::gc::test
