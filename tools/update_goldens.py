#!/usr/bin/env python3
"""Rewrite golden sidecars through the built binary.

usage: tools/update_goldens.py [--vera BIN] [PROGRAM.vera | FOLDER ...]

Every sidecar that is there is written anew; create an empty one (touch name.ir) to add a stage to a program. Read the diff before
committing it.
"""
import argparse, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DUMPS = ("tokens", "tree", "program", "ir", "ir-opt", "llvm")


def produce(vera, program, stage):
    def run(*args):
        return subprocess.run([vera, *args, program], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True)

    if stage in DUMPS:
        return run("dump", f"--stage={stage}").stdout
    if stage == "fmt":
        return run("fmt").stdout
    if stage == "ast":
        return run("ast", "--json").stdout
    if stage == "diag":
        return run("check").stderr
    if stage == "out":
        return run("jit").stdout
    done = run("jit")
    return b"exit %d\n" % done.returncode + done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vera", default=str(ROOT / "build/dev/bin/vera"))
    parser.add_argument("paths", nargs="*", default=["tests/golden"])
    options = parser.parse_args()
    changed = 0
    for path in options.paths:
        path = (ROOT / path).resolve()
        programs = sorted(path.rglob("*.vera")) if path.is_dir() else [path]
        for program in programs:
            for stage in (*DUMPS, "fmt", "ast", "diag", "out", "err"):
                sidecar = program.with_name(program.name[: -len("vera")] + stage)
                if sidecar.exists():
                    text = produce(options.vera, str(program.relative_to(ROOT)), stage)
                    if text != sidecar.read_bytes():
                        sidecar.write_bytes(text)
                        changed += 1
                        print(sidecar.relative_to(ROOT))
    print(f"{changed} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
