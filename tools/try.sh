#!/usr/bin/env bash
# From a fresh clone to a running program: packages, release build, an example.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build --preset release --target vera
echo
echo "\$ build/release/bin/vera jit examples/fizzbuzz.vera"
exec build/release/bin/vera jit examples/fizzbuzz.vera
