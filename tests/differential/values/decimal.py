"""Rows of Decimal. Expected results are those of the reference's host functions where it is installed for this Python, and of the
decimal module, on which the reference defines them, elsewhere."""
import sys
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, Overflow

import floats

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
SPECIALS = ["NaN", "Infinity", "-Infinity"]
ZEROS = ["0", "-0", "0.00", "0e10", "-0e-7", "0e999999", "-0e-999999"]
LENGTHS = [1, 2, 3, 5, 8, 10, 17, 18, 19, 20, 27, 28, 29, 30, 35, 36, 37, 38, 39, 54, 55, 72, 90, 100, 180, 200]
LONG_LENGTHS = [300, 700, 900, 2000, 5000]
PLACES = [0, 1, 2, 3, 5, 10, 27, 28, 30, -1, -5, -20, -26, -27, -28, -30, 999999, 1000000, 1000026, 1000027, -999999, -1000000,
          2**63 - 1, -(2**63)]
TWO = ["add"] * 4 + ["sub"] * 4 + ["mul"] * 3 + ["div"] * 4 + ["compare", "compare", "eq"]
ONE = ["neg", "abs", "to_float"]


def integers(random):
    return random.choice([0, 1, -1, 2**63 - 1, -(2**63), random.randrange(-(2**63), 2**63), random.randrange(-1000, 1000)])


def digits(random, length):
    kind = random.random()
    if kind < 0.6:
        return str(random.randrange(10**length))
    if kind < 0.7:
        return "9" * length
    if kind < 0.8:
        return "1" + "0" * (length - 1)
    if kind < 0.9:
        return "".join(random.choice("05") for _ in range(length))
    return str(random.randrange(10 ** max(1, length // 2))) + "0" * random.randrange(length)


def number(random, specials=True):
    kind = random.random()
    if kind < 0.02 and specials:
        return random.choice(SPECIALS)
    if kind < 0.05:
        return random.choice(ZEROS)
    if kind < 0.25:  # amounts as programs have them
        return f"{random.randrange(-(10**9), 10**9) / 100:.2f}"
    length = random.choice(LONG_LENGTHS if kind > 0.995 else LENGTHS)
    text = digits(random, max(1, length + random.randrange(-1, 2)))
    if kind < 0.6:
        point = random.randrange(len(text) + 1)
        text = f"{text[:point]}.{text[point:]}"
    exponent = random.choice([0, 0, 0, 0, -2, -length, -length // 2, random.randrange(-40, 40), random.randrange(-40, 40),
                              random.randrange(-999999, 1000000), 999999, -999999, -999990])
    if exponent or random.random() < 0.1:
        text += random.choice("eE") + ("+" if exponent >= 0 and random.random() < 0.5 else "") + str(exponent)
    return random.choice(["", "-", "+", ""]) + text


def neighbour(random, text):
    """A second operand that is close to the first, for differences that cancel and halves."""
    if "." in text and text[-1].isdigit() and "e" not in text.lower():
        return text + random.choice(["", "0", "1", "5", "9"])
    return text


def junk(random):
    text = number(random)
    edit = random.randrange(8)
    place = random.randrange(len(text) + 1)
    if edit == 0:
        return text[:place] + random.choice("_ ,.eE+-x٣\u00a0\u2003\x0b\x1c\u200b") + text[place:]
    if edit == 1:
        return random.choice([" ", "\x0c", "\u3000", "\x85", "\u2028 ", ""]) + text + random.choice([" ", "\x1f", "\u00a0", "\u1680", ""])
    if edit == 2:
        return text[:place] + text[place + 1 :]
    if edit == 3:
        return random.choice(["", ".", "+", "-", "e5", "1e", "1e+", "inf", "nan", "sNaN", "1e1000000", "1e-1000000", "1.e5", ".5e-0000001"])
    return text


def row(random):
    kind = random.random()
    if kind < 0.08:
        return ["read", junk(random), "", ""]
    if kind < 0.10:
        return ["int", str(integers(random)), "", ""]
    if kind < 0.16:
        return ["float", floats.field(floats.generate(random)), "", ""]
    first = number(random)
    second = first if random.random() < 0.1 else neighbour(random, first) if random.random() < 0.2 else number(random)
    places = random.choice(PLACES + [random.randrange(-40, 40)] * 8 + [random.randrange(-1000100, 1000100)] * 2)
    if kind < 0.30:
        return ["round", first, str(places), ""]
    if kind < 0.40:
        return [random.choice(ONE), first, "", ""]
    if kind < 0.43:
        return ["*" + random.choice(ONE), first, second, ""]
    if kind < 0.46:
        return ["*round", first, second, str(places)]
    if kind < 0.50:
        return ["*" + random.choice(TWO), first, second, number(random)]
    return [random.choice(TWO), first, second, ""]


def model():
    """The operations as functions of values, by the decimal module."""
    wide = Context(prec=28, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)

    def read(text):
        parts = text.strip().lower().replace("+", "-").split("e", 1)
        body = parts[0].removeprefix("-").split(".", 1)
        fine = (all(part == "" or (part.isascii() and part.isdigit()) for part in body) and "".join(body)
                and (len(parts) == 1 or (parts[1].isascii() and parts[1].removeprefix("-").isdigit() and abs(int(parts[1])) <= 999999)))
        return Decimal(text.strip()) if fine else None

    def rounded(value, places):
        try:
            return value.quantize(Decimal(10) ** -places)
        except (InvalidOperation, Overflow):
            return value

    return {"read": read, "int": Decimal, "float": lambda value: Decimal(str(value)), "to_float": float, "neg": lambda a: -a, "abs": abs,
            "add": wide.add, "sub": wide.subtract, "mul": wide.multiply, "div": lambda a, b: None if b == 0 else wide.divide(a, b),
            "compare": lambda a, b: "Less" if a < b else "Equal" if a == b else "Greater",
            "eq": lambda a, b: "equal" if a == b else "different", "round": rounded, "to_string": str}


def reference():
    """The same by the reference's host functions, which are called with handles into its own store."""
    import vera.runtime.decimal as host

    functions, store = {}, {}

    class Linker:
        def define_func(self, _module, name, _type, function, access_caller):
            functions[name.removeprefix("decimal_")] = function

    # What a host function reads from and writes to a program's memory is handed through as it is.
    host._read_wasm_string = lambda _caller, text, _length: text
    host._alloc_string = lambda _caller, text: text
    host._alloc_option_none = lambda _caller: None
    host._alloc_option_some_i32 = lambda _caller, handle: handle
    host._wrap_handle = lambda _caller, _kind, handle: handle
    host._alloc_ordering = lambda _caller, tag: ["Less", "Equal", "Greater"][tag]
    names = ["from_string", "from_int", "from_float", "to_string", "to_float", "add", "sub", "mul", "div", "neg", "abs", "compare", "eq",
             "round"]
    host.register_decimal(Linker(), {"decimal_" + name for name in names}, store, {})

    def value(handle):
        return None if handle is None else store.pop(handle)

    def on(name, result=value):
        def call(a, *others):
            store[-1] = a
            handles = [-1]
            for other in others:
                if isinstance(other, Decimal):
                    store[-2] = other
                    other = -2
                handles.append(other)
            return result(functions[name](None, *handles))

        return call

    plain = lambda result: result
    operations = {name: on(name) for name in ["add", "sub", "mul", "div", "neg", "abs", "round"]}
    operations |= {"read": lambda text: value(functions["from_string"](None, text, 0)), "int": lambda n: value(functions["from_int"](None, n)),
                   "float": lambda x: value(functions["from_float"](None, x)), "to_float": on("to_float", plain),
                   "compare": on("compare", plain), "eq": on("eq", lambda same: "equal" if same else "different"),
                   "to_string": on("to_string", plain)}
    return operations


try:
    OPERATIONS = reference()
    SOURCE = "the reference's host functions"
except ImportError:
    OPERATIONS = model()
    SOURCE = "the decimal module"


def operand(text):
    return Decimal(text) if text in SPECIALS else OPERATIONS["read"](text)


def expected(fields):
    name, first, second, third = fields
    try:
        if name == "read":
            result = OPERATIONS["read"](first)
        elif name == "int":
            result = OPERATIONS["int"](int(first))
        elif name == "float":
            result = OPERATIONS["float"](floats.value(first))
        else:
            operands = [operand(first)]
            argument = second
            if name[0] == "*":
                operands = [OPERATIONS["mul"](operands[0], operand(second))]
                name, argument = name[1:], third
            if argument:
                operands.append(int(argument) if name == "round" else operand(argument))
            result = OPERATIONS[name](*operands)
            if name == "to_float":
                result = OPERATIONS["float"](result)
    except (InvalidOperation, Overflow):
        return None
    return "None" if result is None else result if isinstance(result, str) else OPERATIONS["to_string"](result)
