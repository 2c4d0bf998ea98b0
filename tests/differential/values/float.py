"""Rows of Float64: the text of a number by float_to_string and by interpolation."""
import math

import floats

SOURCE = "a model of the specified rounding"


def row(random):
    return [floats.field(floats.generate(random))]


def expected(fields):
    number = floats.value(fields[0])
    if math.isnan(number) or math.isinf(number):
        text = str(number)
    elif abs(number) >= 2.0**63:
        return None  # a trap
    else:
        whole = int(abs(number))
        decimals = int((abs(number) - whole) * 1e6 + 0.5)
        if decimals == 10**6:
            whole, decimals = whole + 1, 0
        text = f"{'-' if number < 0 else ''}{whole}.{f'{decimals:06}'.rstrip('0') or '0'}"
    return f"{text} {text}"
