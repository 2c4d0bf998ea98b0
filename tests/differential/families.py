#!/usr/bin/env python3
"""Compare host functions with the reference implementation on values made up from a seed.

usage: PYTHON tests/differential/families.py [--rows N] [--seed S] [--family NAME] [--values BINARY]

PYTHON is one with `veralang` installed. BINARY is what tests/differential/host_values.cpp makes. Rows go through in batches; those that
differ are shown with the seed of their batch. A family is a file regex_rows.py and the like beside this one: its `rows(random)` gives
rows without end, each a function's name and arguments, and its `expected(row)` the reference's result, or None where there is nothing
to compare.
"""
import argparse
import collections
import importlib
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FAMILIES = ("regex", "markdown")
BATCH = 20_000


def encode(argument):
    return str(argument) if isinstance(argument, int) else bytes_of(argument).hex()


def bytes_of(text):
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def run_batch(binary, rows):
    lines = "".join("\t".join([row[0], *map(encode, row[1:])]) + "\n" for row in rows)
    done = subprocess.run([binary], input=lines, capture_output=True, text=True)
    results = done.stdout.splitlines()
    if done.returncode != 0 or len(results) != len(rows):
        culprit = rows[len(results)] if len(results) < len(rows) else None
        raise SystemExit(f"{binary} ended with {done.returncode} at {culprit!r}\n{done.stderr[-2000:]}")
    return results


def compare(family, binary, rows_wanted, seed, show):
    module = importlib.import_module(f"{family}_rows")
    counts = collections.Counter()
    batch = 0
    while counts["rows"] < rows_wanted:
        batch_seed = seed + batch
        batch += 1
        source = module.rows(random.Random(batch_seed))
        rows = [next(source) for _ in range(min(BATCH, rows_wanted - counts["rows"]))]
        for row, result in zip(rows, run_batch(binary, rows)):
            counts["rows"] += 1
            expected = module.expected(row)
            if expected is None:
                counts["left out"] += 1
            elif result != expected:
                counts["different"] += 1
                if counts["different"] <= show:
                    print(f"seed {batch_seed}: {row!r}\n  expected {expected}\n  got      {result}")
            elif result.startswith("Err"):
                counts["errors"] += 1
    print(f"{family}: " + ", ".join(f"{counts[key]} {key}" for key in ("rows", "different", "errors", "left out")),
          f"(seed {seed})", flush=True)
    return counts["different"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--family", choices=FAMILIES, action="append")
    parser.add_argument("--values", default=HERE.parents[1] / "build/dev/tests/host_values")
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    sys.path.insert(0, str(HERE))
    different = sum(compare(family, options.values, options.rows, options.seed, options.show)
                    for family in options.family or FAMILIES)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
