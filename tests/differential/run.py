#!/usr/bin/env python3
"""Run programs through our binary and the reference implementation, and compare.

usage: tests/differential/run.py --reference PYTHON [--vera BIN] [--jobs N] [--fmt] [FOLDER ...]

PYTHON is a Python with `veralang` installed. Without a folder, the programs of tests/conformance and examples are taken. Compared are
the codes of `check`, the exit status and the standard output of `run` (and, with --fmt, the text of `fmt`). Left out is what
docs/differences.md names, and what the manifest of the conformance programs marks with "differs".
"""
import argparse, concurrent.futures, json, os, pathlib, queue, re, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED_FOLDERS = {"lib", "ring", "broken"}  # modules that are there to be imported


def serve_reference():
    """The reference's side: start its command line once, then fork for each request, because importing it takes most of a run."""
    import vera.cli
    import vera.checker, vera.codegen, vera.formatter, vera.resolver  # noqa: F401  (imported late by the commands)

    for line in iter(sys.stdin.readline, ""):
        arguments = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                sys.stdin = open(0, encoding="utf-8")  # the requests' reader is not the program's standard input
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                sys.argv = ["vera", *arguments]
                status = 0
                try:
                    vera.cli.main()
                except SystemExit as end:
                    status = end.code if isinstance(end.code, int) else int(end.code is not None)
                except BaseException as problem:
                    sys.stderr.write(repr(problem))
                    status = 70
                sys.stdout.flush()
                os._exit(status & 255)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            out.seek(0)
            answer = {"status": status, "out": out.read().decode("utf-8", "replace")}
        sys.__stdout__.write(json.dumps(answer) + "\n")
        sys.__stdout__.flush()


class Reference:
    def __init__(self, python):
        self.process = subprocess.Popen([python, __file__, "--serve-reference"], cwd=ROOT, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def run(self, *arguments):
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the reference does not start; is veralang installed for the given Python?")
        answer = json.loads(line)
        return answer["status"], answer["out"]


class Ours:
    def __init__(self, binary):
        self.binary = binary

    def run(self, *arguments):
        try:
            done = subprocess.run([self.binary, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            return 124, "timed out"
        return done.returncode, done.stdout.decode("utf-8", "replace")


def codes(side, program):
    status, text = side.run("check", "--json", program)
    try:
        answer = json.loads(text)
    except ValueError:
        return status, {"unreadable"}, set()
    of = lambda key: {item.get("error_code") for item in answer[key]}
    return status, of("diagnostics"), of("warnings")


def same_codes(theirs, ours):
    # The reference stops at its first syntax or import error, we go on; what we find behind it has no counterpart.
    if any(code and code.startswith("E0") for code in theirs[1]):
        return ours[0] == theirs[0] and theirs[1] <= ours[1]
    # E122 repeats for a whole function what E125 says of one of its calls.
    quiet = {"E122"} if "E125" in theirs[1] & ours[1] else set()
    return ours[0] == theirs[0] and ours[1] - quiet == theirs[1] - quiet and ours[2] == theirs[2]


def compare(program, reference, ours, with_fmt):
    theirs, mine = codes(reference, program), codes(ours, program)
    if not same_codes(theirs, mine):
        return f"check: reference {theirs[0]} {sorted(map(str, theirs[1] | theirs[2]))}, ours {mine[0]} {sorted(map(str, mine[1] | mine[2]))}"
    if with_fmt and not any(code.startswith("E0") for code in theirs[1]):
        if reference.run("fmt", program) != ours.run("fmt", program):
            return "fmt: the texts differ"
    if theirs[0] != 0 or "fn main(" not in (ROOT / program).read_text(encoding="utf-8"):
        return None
    expected, got = reference.run("run", program), ours.run("run", program)
    if expected[0] != 0:  # we end an open line before a trap is reported
        expected, got = (expected[0], expected[1].rstrip("\n")), (got[0], got[1].rstrip("\n"))
    if expected != got:
        return f"run: reference {expected[0]} {expected[1][-200:]!r}, ours {got[0]} {got[1][-200:]!r}"
    return None


def programs(folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.vera")):
            if not SKIPPED_FOLDERS & set(path.parts):
                yield os.path.relpath(path, ROOT)


def known_differences():
    manifest = json.loads((ROOT / "tests/conformance/manifest.json").read_text(encoding="utf-8"))
    known = {"tests/conformance/" + entry["file"] for entry in manifest if "differs" in entry}
    return known | set(re.findall(r"`((?:tests|examples)/\S+\.vera)`", (ROOT / "docs/differences.md").read_text(encoding="utf-8")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", required=True, metavar="PYTHON")
    parser.add_argument("--vera", default=str(ROOT / "build/dev/bin/vera"), metavar="BIN")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fmt", action="store_true")
    parser.add_argument("folders", nargs="*", default=["tests/conformance", "examples"])
    options = parser.parse_args()
    known = known_differences()
    everything = list(programs(options.folders))
    chosen = [program for program in everything if program not in known]
    references = queue.Queue()
    for _ in range(options.jobs):
        references.put(Reference(options.reference))
    ours = Ours(options.vera)

    def judge(program):
        reference = references.get()
        try:
            return program, compare(program, reference, ours, options.fmt)
        finally:
            references.put(reference)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for program, problem in pool.map(judge, chosen):
            if problem:
                failed += 1
                print(f"{program}: {problem}", flush=True)
    print(f"{len(chosen) - failed} passed, {failed} failed ({len(everything) - len(chosen)} known differences left out)")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve-reference"]:
        serve_reference()
    else:
        sys.exit(main())
