#!/usr/bin/env bash
# The corpus under ASan and UBSan: the unit tests of the layers that handle memory, then every conformance program and example
# through check, fmt and jit, the last also with a collection at every safepoint.
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

# One command on one program: 0 and 1 are answers (a refusal, a trap), and so is what IO.exit gives below 70; a report of the
# sanitizers, an internal error, a signal or a time-out is none.
export report=build/asan/reports
rm -rf "$report" && mkdir -p "$report"
run_one() {
  local command=$1 program=$2 err status=0 stress=
  if [ "$command" = stress ]; then command=jit stress=1; fi
  err=$report/$1.$(echo "$program" | tr / _)
  VERA_GC_STRESS=$stress timeout 120 build/asan/bin/vera "$command" "$program" </dev/null >/dev/null 2>"$err" || status=$?
  if [ "$status" -ge 70 ] || grep -qE 'AddressSanitizer|runtime error:|internal error' "$err"; then
    echo "FAIL $1 $program (exit $status)"
    head -n 20 "$err"
  else
    echo "ok"
  fi
}
export -f run_one
results=$(find tests/conformance examples -name '*.vera' | sort |
  xargs -P "$(nproc)" -I{} bash -c 'for command in check fmt jit stress; do run_one "$command" {}; done')
passed=$(grep -c '^ok$' <<<"$results" || true)
failed=$(grep -c '^FAIL' <<<"$results" || true)
grep -v '^ok$' <<<"$results" || true
echo "sanitizers: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
