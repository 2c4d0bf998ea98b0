#!/usr/bin/env bash
# From a fresh clone to a full test run: packages, checked build, all tests. Further arguments go to ctest.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh
[ -f build/dev/build.ninja ] || cmake --preset dev >/dev/null
cmake --build --preset dev
exec ctest --preset dev -j "$(nproc)" "$@"
