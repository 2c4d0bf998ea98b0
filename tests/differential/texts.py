#!/usr/bin/env python3
"""Compare built-in functions of text with the reference implementation: one program, many inputs made up from a seed.

usage: PYTHON tests/differential/texts.py [--rows N] [--seed S] [--vera BIN]

PYTHON is one with `veralang` installed. The program reads rows (the name of a function and three texts) from a file and prints the
results; both implementations run it, a batch at a time. What docs/differences.md names is left out.
"""
import argparse
import collections
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROW_END, FIELD_END = "\x01", "\x02"
# Reading a file, the reference takes a carriage return for a line feed.
RETURN = "\x04"

# Results over the texts a, b and c, and the numbers of b and c.
FUNCTIONS = {
    "upper": "string_upper({a})",
    "lower": "string_lower({a})",
    "strip": "string_strip({a})",
    "trim_start": "string_trim_start({a})",
    "trim_end": "string_trim_end({a})",
    "reverse": "string_reverse({a})",
    "chars": "pieces(string_chars({a}))",
    "lines": "pieces(string_lines({a}))",
    "words": "pieces(string_words({a}))",
    "length": "nat_to_string(string_length({a}))",
    "split": "pieces(string_split({a}, {b}))",
    "join": "string_join(string_split({a}, {b}), {c})",
    "replace": "string_replace({a}, {b}, {c})",
    "contains": "bool_to_string(string_contains({a}, {b}))",
    "starts_with": "bool_to_string(string_starts_with({a}, {b}))",
    "ends_with": "bool_to_string(string_ends_with({a}, {b}))",
    "index_of": "optional(string_index_of({a}, {b}))",
    "slice": "string_slice({a}, number({b}), number({c}))",
    "repeat": "string_repeat({a}, number({b}))",
    "pad_start": "string_pad_start({a}, number({b}), {c})",
    "pad_end": "string_pad_end({a}, number({b}), {c})",
    "equal": "bool_to_string({a} == {b})",
    "hash": "int_to_string(hash({a}))",
    "classes": 'string_join([bool_to_string(is_alpha({a})), bool_to_string(is_alphanumeric({a})), bool_to_string(is_digit({a})), '
               'bool_to_string(is_lower({a})), bool_to_string(is_upper({a})), bool_to_string(is_whitespace({a}))], " ")',
    "char_to_lower": "char_to_lower({a})",
    "char_to_upper": "char_to_upper({a})",
    "parse_int": "match parse_int({a}) {{ Ok(@Int) -> int_to_string(@Int.0), Err(@String) -> failed(@String.0) }}",
    "parse_nat": "match parse_nat({a}) {{ Ok(@Nat) -> nat_to_string(@Nat.0), Err(@String) -> failed(@String.0) }}",
    "parse_float64": "match parse_float64({a}) {{ Ok(@Float64) -> float_to_string(@Float64.0), Err(@String) -> failed(@String.0) }}",
    "parse_bool": "match parse_bool({a}) {{ Ok(@Bool) -> bool_to_string(@Bool.0), Err(@String) -> failed(@String.0) }}",
    "base64_encode": "base64_encode({a})",
    "base64_decode": "result(base64_decode({a}))",
    "base64_twice": "result(base64_decode(base64_encode({a})))",
    "url_encode": "url_encode({a})",
    "url_decode": "result(url_decode({a}))",
    "url_parse": "match url_parse({a}) {{ Ok(@UrlParts) -> parts(@UrlParts.0), Err(@String) -> failed(@String.0) }}",
}

HEAD = r"""
private fn pieces(@Array<String> -> @String)
  requires(true) ensures(true) effects(pure)
{ string_concat(nat_to_string(array_length(@Array<String>.0)), string_concat("\u{3}", string_join(@Array<String>.0, "\u{3}"))) }

private fn failed(@String -> @String)
  requires(true) ensures(true) effects(pure)
{ string_concat("Err ", @String.0) }

private fn result(@Result<String, String> -> @String)
  requires(true) ensures(true) effects(pure)
{ match @Result<String, String>.0 { Ok(@String) -> string_concat("Ok ", @String.0), Err(@String) -> failed(@String.0) } }

private fn optional(@Option<Nat> -> @String)
  requires(true) ensures(true) effects(pure)
{ match @Option<Nat>.0 { Some(@Nat) -> nat_to_string(@Nat.0), None -> "None" } }

private fn number(@String -> @Nat)
  requires(true) ensures(true) effects(pure)
{ match parse_nat(@String.0) { Ok(@Nat) -> if @Nat.0 > 1000 then { 1000 } else { @Nat.0 }, Err(@String) -> 0 } }

private fn parts(@UrlParts -> @String)
  requires(true) ensures(true) effects(pure)
{ match @UrlParts.0 { UrlParts(@String, @String, @String, @String, @String) -> string_join([@String.4, @String.3, @String.2, @String.1, @String.0], "\u{3}") } }

"""

MAIN = r"""
private fn row(@String -> @String)
  requires(true) ensures(true) effects(pure)
{
  let @Array<String> = string_split(@String.0, "\u{2}");
  apply(@Array<String>.0[0], @Array<String>.0[1], @Array<String>.0[2], @Array<String>.0[3])
}

private fn rows(@Array<String>, @Int -> @Unit)
  requires(true) ensures(true) decreases(array_length(@Array<String>.0) - @Int.0) effects(<IO>)
{
  if @Int.0 < nat_to_int(array_length(@Array<String>.0)) then {
    IO.print(string_concat(string_replace(row(@Array<String>.0[@Int.0]), "\u{1}", "<1>"), "\u{1}"));
    rows(@Array<String>.0, @Int.0 + 1)
  } else {
    ()
  }
}

public fn main(@Unit -> @Unit)
  requires(true) ensures(true) effects(<IO>)
{
  match IO.read_file("ROWS") {
    Ok(@String) -> rows(string_split(string_replace(@String.0, "\u{4}", "\r"), "\u{1}"), 0),
    Err(@String) -> IO.print(@String.0)
  }
}
"""

LETTERS = ["a", "b", "c", "A", "Z", "z", "0", "1", "9", " ", "  ", "\t", "\n", "\r", "\r\n", "\v", "\f", ".", ",", "-", "+", "=", "/", "_", "~", "%", "%20", "%C3%A9",
           "%zz", "%4", ":", "//", "?", "#", "@", "é", "ß", "€", "😀", "\x7f", "\x1c", "\x85", "\u00a0", "\u2028", "ab", "abab", "&", "http", "true", "false"]


def text(random):
    kind = random.random()
    if kind < 0.08:
        return str(random.choice((0, 1, 2, 3, 5, 8, 20, 100)))
    if kind < 0.14:
        digits = "".join(random.choice("0123456789") for _ in range(random.choice((1, 2, 5, 10, 15))))
        return random.choice(["", "", "-", "+", " "]) + digits + random.choice(["", "", ".", ".5", "." + digits[:6], " ", "e1"])
    if kind < 0.22:
        return "".join(random.choice("ABCDwxyz0189+/=") for _ in range(random.choice((0, 2, 3, 4, 4, 6, 8, 8, 12))))
    if kind < 0.30:
        return (random.choice(["http", "ftp", "mailto", "a", "", "1"]) + random.choice([":", "://", ""]) + random.choice(["", "h", "u@h:80", "[::1]"]) +
                random.choice(["", "/", "/p", "/p/q", "p"]) + random.choice(["", "?", "?x=1", "?a?b"]) + random.choice(["", "#", "#f", "#f?#/"]))
    letters = LETTERS[:5] if kind < 0.5 else LETTERS
    return "".join(random.choice(letters) for _ in range(random.choice((0, 1, 1, 2, 3, 4, 6, 10, 20))))


def rows(random):
    names = list(FUNCTIONS)
    while True:
        yield (random.choice(names), text(random), text(random) if random.random() < 0.7 else random.choice(("", "a", "b", ",", "3", "7")), text(random))


def program(path):
    chain = ""
    functions = ""
    for name, call in FUNCTIONS.items():
        body = call.format(a="@String.2", b="@String.1", c="@String.0")
        functions += (f"private fn do_{name}(@String, @String, @String -> @String)\n  requires(true) ensures(true) effects(pure)\n{{ {body} }}\n\n")
        chain += f'if @String.3 == "{name}" then {{ do_{name}(@String.2, @String.1, @String.0) }} else {{ '
    apply = ("private fn apply(@String, @String, @String, @String -> @String)\n  requires(true) ensures(true) effects(pure)\n{ "
             + chain + '"?"' + " }" * len(FUNCTIONS) + " }\n")
    return HEAD + functions + apply + MAIN.replace("ROWS", str(path))


class Reference:
    def __init__(self, source):
        from vera.codegen import compile as compile_program, execute
        from vera.parser import parse_file
        from vera.transform import transform
        self.execute = execute
        tree = transform(parse_file(str(source)))
        self.compiled = compile_program(tree, source=source.read_text(), file=str(source))
        errors = [d for d in self.compiled.diagnostics if getattr(d, "severity", "") == "error"]
        if errors:
            raise SystemExit(f"the reference does not compile the program: {errors[0]}")

    def run(self):
        result = self.execute(self.compiled, fn_name="main")
        return result.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=2_000)
    parser.add_argument("--vera", default=ROOT / "build/dev/bin/vera")
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    counts = collections.Counter()
    by_function = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        rows_file = pathlib.Path(folder) / "rows"
        source = pathlib.Path(folder) / "texts.vera"
        source.write_text(program(rows_file), encoding="utf-8")
        reference = Reference(source)
        for batch in range(0, options.rows, options.batch):
            seed = options.seed + batch
            made = rows(random.Random(seed))
            chosen = [next(made) for _ in range(min(options.batch, options.rows - batch))]
            rows_file.write_bytes(ROW_END.join(FIELD_END.join(row) for row in chosen).replace("\r", RETURN).encode())
            ours = subprocess.run([options.vera, "jit", source], capture_output=True)
            if ours.returncode != 0:
                raise SystemExit(f"seed {seed}: ours ended with {ours.returncode}: {ours.stderr.decode()[:2000]}")
            got = ours.stdout.decode().split(ROW_END)
            wanted = reference.run().split(ROW_END)
            counts["rows"] += len(chosen)
            if len(got) != len(chosen) + 1 or len(wanted) != len(chosen) + 1:
                raise SystemExit(f"seed {seed}: {len(got)} and {len(wanted)} results of {len(chosen)} rows")
            for row, result, expected in zip(chosen, got, wanted):
                if result != expected:
                    counts["different"] += 1
                    by_function[row[0]] += 1
                    if by_function[row[0]] <= options.show:
                        print(f"seed {seed}: {row!r}\n  expected {expected!r}\n  got      {result!r}", flush=True)
    print("texts: " + ", ".join(f"{counts[key]} {key}" for key in ("rows", "different")), dict(by_function), f"(seed {options.seed})")
    sys.exit(1 if counts["different"] else 0)


if __name__ == "__main__":
    main()
