"""Rows through a Vera program, for the comparisons with the reference's own functions.

A comparison is a program that reads one row per line from standard input and prints one line per row, a function that makes the rows of
a seed, and a function that says what is right for a row, with the reference's implementation. Bytes are written as Base64.
"""
import argparse, base64, pathlib, random, subprocess, sys

HERE = pathlib.Path(__file__).resolve().parent
BATCH = 20000  # rows of one process


def code(data):
    return base64.b64encode(data.encode("utf-8") if isinstance(data, str) else data).decode()


def answers(vera, program, lines):
    done = subprocess.run([vera, "jit", str(HERE / program)], input="".join(line + "\n" for line in lines) + "\n", text=True,
                          capture_output=True, encoding="utf-8")
    got = done.stdout.split("\n")[:-1]
    if done.returncode != 0 or len(got) != len(lines):
        at = lines[len(got)] if len(got) < len(lines) else ""
        raise SystemExit(f"{program}: status {done.returncode} after {len(got)} of {len(lines)} rows, at {at!r}\n{done.stderr}")
    return got


def compare(description, program, make_rows, right):
    """make_rows(random, count) gives rows; right(row) gives (line for the program, set of right answers)."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--vera", default=str(HERE.parents[1] / "build/dev/bin/vera"))
    parser.add_argument("--rows", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=None, help="default: a fresh one, which is printed")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"{program}: {arguments.rows} rows, seed {seed}", flush=True)
    left, batch, differences = arguments.rows, 0, 0
    while left > 0:
        rows = make_rows(random.Random(f"{seed}/{batch}"), min(left, BATCH))
        judged = [right(row) for row in rows]
        for row, (line, accepted), got in zip(rows, judged, answers(arguments.vera, program, [line for line, _ in judged])):
            if got not in accepted:
                differences += 1
                if differences <= 20:
                    print(f"  {row!r}\n    ours      {shown(got)}\n    reference {' or '.join(sorted(map(shown, accepted)))}")
        left -= len(rows)
        batch += 1
    print(f"{differences} differences")
    sys.exit(1 if differences else 0)


def shown(answer):
    """An answer with its Base64 fields readable."""
    def field(text):
        try:
            return base64.b64decode(text, validate=True).decode("utf-8", "backslashreplace") if len(text) > 3 else text
        except ValueError:
            return text
    return " ".join(field(text) for text in answer.split(" "))
