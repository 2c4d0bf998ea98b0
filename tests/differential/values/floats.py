"""Float64 values for families: generated, and as fields of rows that lib/floats.vera reads."""
import math, struct

EDGES = [1e16, 1e15, 1e-4, 1e-5, 1e-6, 1e-7, 5e-7, 4.9999995, 0.9999995, 0.0, -0.0, 2.0**53, 2.0**63, math.inf, -math.inf, math.nan, 5e-324,
         2.2250738585072014e-308, 1.7976931348623157e308]


def generate(random):
    kind = random.random()
    if kind < 0.3:
        return struct.unpack("<d", struct.pack("<Q", random.getrandbits(64)))[0]
    if kind < 0.4:
        return random.choice(EDGES) * random.choice([1, -1])
    if kind < 0.5:
        return 2.0 ** random.randrange(-1074, 1023)
    if kind < 0.6:
        return random.choice([1, -1]) * random.randrange(10**9) / 100
    if kind < 0.8:  # around the halves of the sixth decimal
        return random.choice([1, -1]) * (random.randrange(10 ** random.randrange(1, 14)) + 0.5) / 1e6
    return random.choice([random.uniform(-1e18, 1e18), float(random.randrange(-(10**17), 10**17)), random.random(),
                          random.uniform(-10, 10) * 10.0 ** random.randrange(-20, 20)])


def field(value):
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == 0 and math.copysign(1, value) < 0:
        return "-0"
    mantissa, exponent = math.frexp(value)
    mantissa, exponent = int(mantissa * 2**53), exponent - 53
    while mantissa and mantissa % 2 == 0 and exponent < 0:
        mantissa, exponent = mantissa // 2, exponent + 1
    return f"{mantissa}:{exponent}"


def value(text):
    if ":" not in text:
        return float(text)
    mantissa, exponent = map(int, text.split(":"))
    return math.ldexp(mantissa, exponent)
