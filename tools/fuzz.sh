#!/usr/bin/env bash
# Fuzzes every target of tests/fuzz/CMakeLists.txt under ASan and UBSan, each for some seconds.
# usage: tools/fuzz.sh [SECONDS [TARGET...]]        60 seconds, all targets
# As many run at a time as there are processors. A finding fails the run, when all targets had their time, and stays in build/asan/fuzz/findings;
# what is found to be interesting stays in build/asan/fuzz/corpus for the next run. From an empty corpus a run can be repeated: FUZZ_SEED
# (default 1) begins the random numbers; another one tries other inputs.
set -euo pipefail
cd "$(dirname "$0")/.."
export seconds=${1:-60} out=build/asan/fuzz
shift $(($# > 0 ? 1 : 0))
tools/setup.sh
[ -f build/asan/build.ninja ] || cmake --preset asan >/dev/null
cmake --build --preset fuzz
mkdir -p $out/findings

# Takes a line of the list: the target's name and its folders of seeds.
run_one() {
  local target=$1 status=0
  shift
  mkdir -p "$out/corpus/$target"
  # Leaks: the process ends with what it has on purpose.
  ASAN_OPTIONS=detect_leaks=0 build/asan/tests/fuzz/fuzz_"$target" -seed="${FUZZ_SEED:-1}" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 \
    -max_len=4096 -print_final_stats=1 -verbosity=0 -artifact_prefix="$out/findings/$target-" "$out/corpus/$target" "$@" \
    >"$out/$target.log" 2>&1 || status=$?
  if [ "$status" -eq 0 ]; then
    echo "fuzz $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$target.log") inputs, nothing found"
  else
    echo "fuzz $target: a finding (exit $status)"
    tail -n 40 "$out/$target.log"
  fi
  return "$status"
}
export -f run_one

if [ $# -eq 0 ]; then
  chosen=$(cat build/asan/fuzz_targets.txt)
else
  chosen=$(for target in "$@"; do
    grep "^$target " build/asan/fuzz_targets.txt || { echo "tools/fuzz.sh: no target $target" >&2; exit 2; }
  done)
fi
xargs -P "$(nproc)" -L 1 bash -c 'run_one "$@"' run_one <<<"$chosen"
