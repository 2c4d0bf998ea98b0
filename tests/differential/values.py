#!/usr/bin/env python3
"""Compare built-in functions over generated values, row by row.

usage: tests/differential/values.py FAMILY [--rows N] [--seed S] [--vera BIN] [--reference BIN] [--jobs N]

A family is two files in tests/differential/values:
  FAMILY.vera  reads a count and so many rows (fields with tabs between), and prints one line per row
  FAMILY.py    row(random) -> a list of fields, without tabs and line ends
               expected(fields) -> the line, or None for a row that would end the program; may be left out
Expected is what FAMILY.py says and, with --reference, what the reference implementation prints for the same program and rows.
Rows depend on the seed alone: S:C is chunk C of seed S, and is printed with what differs.
"""
import argparse, concurrent.futures, importlib.util, pathlib, random, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAMILIES = ROOT / "tests/differential/values"
CHUNK_ROWS = 10000
SHOWN = 5  # differences of a chunk


def load(family):
    if str(FAMILIES) not in sys.path:
        sys.path.append(str(FAMILIES))  # what families share
    spec = importlib.util.spec_from_file_location(family, FAMILIES / f"{family}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(binary, family, rows):
    text = f"{len(rows)}\n" + "".join("\t".join(fields) + "\n" for fields in rows)
    done = subprocess.run([binary, "run", str(FAMILIES / f"{family}.vera")], input=text.encode(), capture_output=True)
    lines = done.stdout.decode("utf-8", "replace").split("\n")
    if done.returncode != 0:
        lines = lines[: len(rows)] + [f"exit status {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-400:]}"]
    return lines


def generate(module, seed, count):
    generator = random.Random(seed)
    rows, answers = [], []
    while len(rows) < count:
        fields = module.row(generator)
        answer = module.expected(fields) if hasattr(module, "expected") else ""
        if answer is not None:
            rows.append(fields)
            answers.append(answer)
    return rows, answers


def differences(rows, theirs, ours, name):
    for index, fields in enumerate(rows):
        expected = theirs[index] if index < len(theirs) else "nothing"
        got = ours[index] if index < len(ours) else "nothing"
        if expected != got:
            yield f"{fields!r}: {name} {expected!r}, ours {got!r}"


def chunk(job):
    family, seed, count, vera, reference = job
    module = load(family)
    rows, answers = generate(module, seed, count)
    ours = run(vera, family, rows)
    found = []
    if hasattr(module, "expected"):
        found += differences(rows, answers, ours, "expected")
    if reference:
        found += differences(rows, run(reference, family, rows), ours, "reference")
    return seed, count, found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=sorted(path.stem for path in FAMILIES.glob("*.vera")))
    parser.add_argument("--rows", type=int, default=CHUNK_ROWS)
    parser.add_argument("--seed", default=str(time.time_ns()))
    parser.add_argument("--vera", default=str(ROOT / "build/dev/bin/vera"), metavar="BIN")
    parser.add_argument("--reference", metavar="BIN")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    module = load(options.family)
    if not hasattr(module, "expected") and not options.reference:
        parser.error(f"{options.family} has no expected results of its own; give --reference")
    against = [getattr(module, "SOURCE", "its model")] if hasattr(module, "expected") else []
    against += [options.reference] if options.reference else []
    print(f"{options.family}: {options.rows} rows, seed {options.seed}, against {' and '.join(against)}", flush=True)
    # "S:C" repeats one chunk.
    jobs = [(options.family, options.seed if ":" in options.seed else f"{options.seed}:{number}",
             min(CHUNK_ROWS, options.rows - start), options.vera, options.reference)
            for number, start in enumerate(range(0, options.rows, CHUNK_ROWS))]
    different = 0
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        for seed, count, found in pool.map(chunk, jobs):
            different += len(found)
            for line in found[:SHOWN]:
                print(f"chunk {seed} ({count} rows): {line}", flush=True)
    print(f"{options.rows} rows, {different} differences")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
