#!/usr/bin/env bash
# Fuzzes lexer, parser, checker and IR parser under ASan and UBSan, each for some seconds (default 60). A finding stops the
# run and stays in build/fuzz/findings.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
tools/setup.sh
targets=(lexer parser checker ir)
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target "${targets[@]/#/fuzz_}"
mkdir -p build/fuzz/findings
pids=()
for target in "${targets[@]}"; do
  corpus=build/fuzz/corpus/$target
  mkdir -p "$corpus"
  case $target in
    ir) seeds=(tests/fuzz/seeds/ir) ;;
    *) seeds=(tests/fuzz/seeds examples) ;;
  esac
  # Leaks: the process ends with what it has on purpose. Four targets on two cores: a minute each takes two.
  ASAN_OPTIONS=detect_leaks=0 build/fuzz/tests/fuzz/fuzz_"$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 \
    -max_len=4096 -print_final_stats=1 -verbosity=0 -artifact_prefix=build/fuzz/findings/"$target"- "$corpus" "${seeds[@]}" \
    >build/fuzz/"$target".log 2>&1 &
  pids+=($!)
done
status=0
for i in "${!targets[@]}"; do
  if wait "${pids[$i]}"; then
    echo "fuzz ${targets[$i]}: $(grep -o 'stat::number_of_executed_units: *[0-9]*' build/fuzz/"${targets[$i]}".log | grep -o '[0-9]*$' || true) inputs, nothing found"
  else
    status=1
    echo "fuzz ${targets[$i]}: a finding" >&2
    tail -n 40 build/fuzz/"${targets[$i]}".log >&2
  fi
done
exit $status
