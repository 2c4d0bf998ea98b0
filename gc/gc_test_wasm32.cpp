// The collector's tests as a wasm32 module without imports; wasm32_test.mjs calls the exports.

#include "gc/test_harness.h"

namespace vera::gc::test {
namespace {

constinit Failure first_failure = {};
constinit uint32_t failures = 0;

}  // namespace

void Report(const Failure& failure) {
  if (failures++ == 0) {
    first_failure = failure;
  }
}

// A wasm trap ends the instance; the native run tests what these bodies do.
uint32_t CatchTrap(RuntimeState*, Body, TrapKind expected) {
  return static_cast<uint32_t>(expected) + 1;
}
void TrapToCatch(RuntimeState*, TrapKind) { __builtin_trap(); }

}  // namespace vera::gc::test

using namespace vera::gc::test;  // NOLINT: exports of the module

extern "C" {

__attribute__((export_name("test_count"))) uint32_t test_count() { return kTestCaseCount; }
__attribute__((export_name("test_name"))) const char* test_name(uint32_t index) {
  return kTestCases[index].name;
}
// Number of failed checks; what the first one was stays readable below.
__attribute__((export_name("test_run"))) uint32_t test_run(uint32_t index) {
  failures = 0;
  kTestCases[index].run();
  return failures;
}
__attribute__((export_name("failure_line"))) uint32_t failure_line() { return first_failure.line; }
__attribute__((export_name("failure_file"))) const char* failure_file() {
  return first_failure.file;
}
__attribute__((export_name("failure_condition"))) const char* failure_condition() {
  return first_failure.condition;
}

}  // extern "C"
