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

# One command on one program: 0 and 1 are answers (a refusal, a trap); a report of the sanitizers or an internal error is
# neither.
export report=build/asan/reports
rm -rf "$report" && mkdir -p "$report"
run_one() {
  local command=$1 program=$2 err status=0
  err=$report/$command.$(echo "$program" | tr / _)
  timeout 120 build/asan/bin/vera "$command" "$program" </dev/null >/dev/null 2>"$err" || status=$?
  if [ "$status" -ge 70 ] || grep -qE 'AddressSanitizer|runtime error:|internal error' "$err"; then
    echo "FAIL $command $program (exit $status)"
    head -n 20 "$err"
  else
    echo "ok"
  fi
}
export -f run_one
results=$(find tests/conformance examples -name '*.vera' | sort |
  xargs -P "$(nproc)" -I{} bash -c 'for command in check fmt jit; do run_one "$command" {}; done')
passed=$(grep -c '^ok$' <<<"$results" || true)
failed=$(grep -c '^FAIL' <<<"$results" || true)
grep -v '^ok$' <<<"$results" || true
echo "sanitizers: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
