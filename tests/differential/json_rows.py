#!/usr/bin/env python3
"""json_parse and json_stringify against the reference's: generated numbers, strings, documents, and broken ones.

usage: PYTHON tests/differential/json_rows.py [--vera BIN] [--rows N] [--seed N]

PYTHON is a Python with `veralang` installed. What the reference cannot say (half a surrogate pair, an integer beyond Float64: it ends
with a Python error) is an Err in ours.
"""
import decimal, json, math, struct, types

import vera.runtime.json as reference
import vera.wasm.json_serde as serde

import rows


class Host:
    """The reference's two functions, with the heap of the running program replaced by attributes."""
    def __init__(self):
        functions = {}
        linker = types.SimpleNamespace(define_func=lambda module, name, kind, function, access_caller: functions.__setitem__(name, function))
        reference._read_wasm_string = lambda caller, pointer, length: self.text
        reference._alloc_result_err_string = lambda caller, text: "err"
        reference._alloc_result_ok_i32 = lambda caller, value: "ok"
        reference._alloc_string = lambda caller, text: text
        reference._ShadowGuard = Guard
        serde.write_json = lambda *arguments: setattr(self, "value", arguments[-1])
        serde.read_json = lambda *arguments: self.value
        reference.register_json(linker, {"json_parse", "json_stringify"})
        self.parse, self.stringify = functions["json_parse"], functions["json_stringify"]


class Guard:
    def __init__(self, caller):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return None

    def push(self, value):
        return value


HOST = Host()


def as_values(value):
    """What the value is in a program: every number a Float64, every text UTF-8."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str):
        value.encode("utf-8")
        return value
    if isinstance(value, list):
        return [as_values(part) for part in value]
    return {as_values(key): as_values(part) for key, part in value.items()}


def right(data):
    HOST.text = data.decode("utf-8", "replace")
    if HOST.parse(None, 0, 0) == "err":
        return rows.code(data), {"!"}
    try:
        HOST.value = as_values(HOST.value)
    except (OverflowError, UnicodeEncodeError):
        return rows.code(data), {"!"}
    if isinstance(HOST.value, float) and not math.isfinite(HOST.value):
        return rows.code(data), {"-"}
    if has_half_pair(json.loads(HOST.text, object_pairs_hook=lambda pairs: [part for pair in pairs for part in pair])):
        return rows.code(data), {"!"}  # under a name that comes again
    return rows.code(data), {rows.code(HOST.stringify(None, 0))}


def has_half_pair(value):
    if isinstance(value, list):
        return any(map(has_half_pair, value))
    return isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value)


# ---- Rows ----

def any_double(r):
    kind = r.randrange(6)
    if kind == 0:
        bits = r.getrandbits(64)
    elif kind == 1:  # around a power of two
        bits = (r.randrange(2047) << 52) + r.choice([0, 1, 2, (1 << 52) - 1, (1 << 52) - 2])
    elif kind == 2:  # subnormal
        bits = r.getrandbits(r.randrange(1, 53))
    else:
        return r.choice([1, -1]) * r.randrange(10 ** r.randrange(1, 18)) / 10 ** r.randrange(0, 18)
    value = struct.unpack("<d", struct.pack("<Q", bits))[0]
    return value if math.isfinite(value) else 1.5


def digits(r, most):
    return "".join(r.choice("0123456789") for _ in range(r.randrange(1, most)))


def number(r):
    kind = r.randrange(10)
    if kind <= 2:
        return repr(any_double(r))
    if kind == 3:
        return "%.*e" % (r.randrange(0, 25), any_double(r))
    if kind == 4:  # halfway between two, and next to it
        value = abs(any_double(r))
        with decimal.localcontext(decimal.Context(prec=1200)):
            middle = (decimal.Decimal(value) + decimal.Decimal(math.nextafter(value, math.inf))) / 2
            if not middle.is_finite():
                return "1"
            return "{:e}".format(middle) + "" if r.random() < 0.5 else "{:e}".format(middle + middle * decimal.Decimal(10) ** -r.randrange(20, 900))
    if kind == 5:
        return r.choice(["", "-"]) + str(r.choice([0, 2 ** 53, 2 ** 63, 2 ** 64, 10 ** 22, 10 ** 308, 2 ** 1024]) + r.randrange(-3, 4))
    if kind == 6:
        return r.choice(["", "-"]) + str(int("1" + digits(r, 330)))
    if kind == 7:
        return r.choice(["0", "1", "123"]) + "." + digits(r, 40) + r.choice(["", "e", "E", "e+", "E-"]) + digits(r, 4)
    if kind == 8:
        return r.choice(["", "-"]) + r.choice(["0", digits(r, 25)]) + "e" + r.choice(["", "-", "+"]) + digits(r, 4)
    return r.choice(["-0", "-0.0", "0.0", "0e5", "-0e-5", "1.", ".5", "+1", "-", "01", "-01", "1e", "1e+", "1.e5", "--1", "1_0", "0x10",
                     "NaN", "-NaN", "Infinity", "-Infinity", "Inf", "nan", "1e400", "-1e400", "1e-400", "1e308", "1.8e308", "4.9e-324",
                     "2.4e-324", "2.5e-324", "0." + "0" * 330 + "1e330", "1" + "0" * 330 + "e-330", "1e99999999999999999999",
                     "1e-99999999999999999999", "0e99999999999999999999", "\uff11", "1\u0660", "9007199254740993", "1.0E+2"])


def text(r):
    parts = []
    for _ in range(r.choice([0, 1, 2, 5, 20, 60])):
        kind = r.randrange(14)
        if kind <= 4:
            parts.append(chr(r.randrange(0x20, 0x7F)).replace('"', "q").replace("\\", "b"))
        elif kind == 5:
            parts.append("\\" + r.choice('"\\/bfnrt'))
        elif kind == 6:
            parts.append("\\u%04x" % r.randrange(0xD800))
        elif kind == 7:
            high, low = r.randrange(0xD800, 0xDC00), r.randrange(0xDC00, 0xE000)
            parts.append(r.choice(["\\u%04X\\u%04x", "\\u%04x\\u%04X"]) % (high, low))
        elif kind == 8:
            parts.append(chr(r.choice([0x7F, 0x80, 0xA0, 0xE9, 0x7FF, 0x800, 0x2028, 0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF])))
        elif kind == 9 and r.random() < 0.1:
            parts.append(r.choice(["\\x41", "\\u12", "\\u 123", "\\u+123", "\\uD800", "\\udc00", "\\ud800\\ud800", "\\ud800x", "\\", "\t", "\n",
                                   "\x00", "\x1f", "\\U0041", "\\u00e", "\\ud83d\\u0041"]))
        else:
            parts.append("".join(r.choice("abcdefgh ") for _ in range(r.randrange(1, 12))))
    return '"' + "".join(parts) + '"'


def space(r):
    return r.choice(["", "", "", "", " ", "\n", "\t", "\r\n", "   ", "\u00a0" if r.random() < 0.01 else "", "\x0b" if r.random() < 0.01 else ""])


def value(r, depth):
    kind = r.randrange(10 if depth > 0 else 6)
    if kind == 0:
        return r.choice(["null", "true", "false"])
    if kind <= 3:
        plain = repr(any_double(r))
        return plain if r.random() < 0.98 else number(r)
    if kind <= 5:
        return text(r)
    parts = range(r.choice([0, 1, 2, 3, 8]))
    if kind <= 7:
        return "[" + space(r) + ("," + space(r)).join(value(r, depth - 1) + space(r) for _ in parts) + "]"
    names = [text(r) if r.random() < 0.5 else r.choice(['"a"', '"b"', '"id"', '"name"', '""']) for _ in parts]
    return "{" + space(r) + ("," + space(r)).join(name + space(r) + ":" + space(r) + value(r, depth - 1) + space(r) for name in names) + "}"


def finite(document):
    return document if "Inf" not in document and "NaN" not in document and "e400" not in document else "[1]"


def row(r):
    kind = r.randrange(20)
    if kind <= 11:
        return (space(r) + number(r) + space(r)).encode("utf-8")
    document = bytearray(finite(value(r, r.randrange(5) if kind <= 16 else 2)), "utf-8")
    if kind >= 18 and document:  # broken: a byte changed, taken out, put in
        for _ in range(r.randrange(1, 3)):
            at = r.randrange(len(document) + 1)
            document[at:at + r.randrange(2)] = r.choice([b"", b",", b":", b"]", b"}", b"[", b"{", b'"', b"\\", b"1", b"e", b"-", b" ", b"\x00",
                                                         b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f", b"\n"])
    return bytes(document)


def has_huge(data):
    """Whether a number inside a document is not finite: stringify would stop our program."""
    def some(value):
        if isinstance(value, float):
            return not math.isfinite(value)
        return any(map(some, value.values() if isinstance(value, dict) else value)) if isinstance(value, (list, dict)) else False
    HOST.text = data.decode("utf-8", "replace")
    return HOST.parse(None, 0, 0) == "ok" and isinstance(HOST.value, (list, dict)) and some(HOST.value)


def make(r, count):
    made = []
    while len(made) < count:
        candidate = row(r)
        if not has_huge(candidate):
            made.append(candidate)
    return made


if __name__ == "__main__":
    rows.compare(__doc__.split("\n")[0], "json_rows.vera", make, right)
