#!/usr/bin/env bash
# The corpus under ASan and UBSan: the unit tests of the layers that handle memory, then every conformance program and example
# through check, fmt and jit.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh
[ -f build/asan/build.ninja ] || cmake --preset asan >/dev/null
tests=(support_test syntax_test sema_test ir_test hostabi_test gc_test)
cmake --build --preset asan --target vera "${tests[@]}"
# Leaks: a finished command leaves by _exit with what it has. The program's own stack and fault handler are not ASan's.
export ASAN_OPTIONS=detect_leaks=0:handle_segv=0:use_sigaltstack=0:detect_stack_use_after_return=0
for test in "${tests[@]}"; do
  echo "== $test"
  build/asan/"${test%_test}"/"$test" --gtest_brief=1
done
passed=0
failed=0
while read -r program; do
  for command in check fmt jit; do
    if timeout 120 build/asan/bin/vera "$command" "$program" </dev/null >/dev/null 2>build/asan/stderr.txt; then
      status=0
    else
      status=$?
    fi
    # 0 and 1 are answers (a refusal, a trap); a report of the sanitizers or an internal error is neither.
    if [ "$status" -gt 1 ] && [ "$status" -ge 70 ] || grep -qE 'AddressSanitizer|runtime error:|internal error' build/asan/stderr.txt; then
      failed=$((failed + 1))
      echo "FAIL $command $program (exit $status)"
      head -n 20 build/asan/stderr.txt
    else
      passed=$((passed + 1))
    fi
  done
done < <(find tests/conformance examples -name '*.vera' | sort)
echo "sanitizers: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
