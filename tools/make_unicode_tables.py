#!/usr/bin/env python3
"""Writes the tables of hostabi/unicode.cpp from the Unicode Character Database.

    make_unicode_tables.py DATABASE_DIRECTORY OUTPUT

The build runs it; the output is not kept. What the properties mean is said in hostabi/unicode.h.
"""

import pathlib
import sys


def rows(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split("#", 1)[0].strip()
        if line:
            yield [field.strip() for field in line.split(";")]


def code_range(text):
    first, _, last = text.partition("..")
    return int(first, 16), int(last or first, 16)


def characters(directory):
    """(first, last, fields) of UnicodeData.txt; large blocks are given there by their ends only."""
    start = None
    for fields in rows(directory / "UnicodeData.txt"):
        code = int(fields[0], 16)
        if fields[1].endswith(", First>"):
            start = code
        elif fields[1].endswith(", Last>"):
            yield start, code, fields
        else:
            yield code, code, fields


def merged(ranges):
    result = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1][1] = max(result[-1][1], last)
        else:
            result.append([first, last])
    return result


def properties(directory):
    tables = {"Alphanumeric": [], "Decimal": [], "Space": [], "IdentifierStart": [], "IdentifierContinue": []}
    for first, last, fields in characters(directory):
        category, bidirectional = fields[2], fields[4]
        decimal, numeric = fields[6], fields[8]
        if category.startswith("L") or numeric:
            tables["Alphanumeric"].append((first, last))
        if decimal:
            tables["Decimal"].append((first, last))
        if category == "Zs" or bidirectional in ("WS", "B", "S"):
            tables["Space"].append((first, last))
    names = {"XID_Start": "IdentifierStart", "XID_Continue": "IdentifierContinue"}
    for fields in rows(directory / "DerivedCoreProperties.txt"):
        if fields[1] in names:
            tables[names[fields[1]]].append(code_range(fields[0]))
    return {name: merged(ranges) for name, ranges in tables.items()}


def case_classes(directory):
    """Sets of characters that are the same but for their case, and each one's lower case."""
    lower, upper, known = {}, {}, set()
    for first, last, fields in characters(directory):
        if fields[12] or fields[13]:
            known.add(first)
            lower[first] = int(fields[13] or fields[0], 16)
            upper[first] = fields[12] or fields[0]
    for fields in rows(directory / "SpecialCasing.txt"):
        # Rows with a condition have six fields.
        if len(fields) == 5:
            code = int(fields[0], 16)
            known.add(code)
            lower.setdefault(code, code)
            upper[code] = fields[3]
    # Two characters are in one class if their lower cases are the same or have the same upper case.
    classes = {}
    for code in known | set(lower.values()):
        small = lower.get(code, code)
        classes.setdefault(upper.get(small, f"{small:04X}"), set()).add(code)
    return [sorted(group) for group in classes.values() if len(group) > 1], lower


def write_ranges(out, name, ranges):
    out.append(f"constexpr CodeRange k{name}Ranges[] = {{")
    out.extend("    " + " ".join(f"{{0x{a:X}, 0x{b:X}}}," for a, b in ranges[i : i + 5])
               for i in range(0, len(ranges), 5))
    out.append("};")


def main():
    directory = pathlib.Path(sys.argv[1])
    out = []
    for name, ranges in properties(directory).items():
        write_ranges(out, name, ranges)
    classes, lower = case_classes(directory)
    entries, members = [], []
    for group in sorted(classes):
        entries += [(code, lower.get(code, code), len(members), len(group)) for code in group]
        members += group
    out.append("constexpr CaseEntry kCaseEntries[] = {")
    out.extend(f"    {{0x{code:X}, 0x{small:X}, {first}, {count}}}," for code, small, first, count in sorted(entries))
    out.append("};\nconstexpr char32_t kCaseMembers[] = {")
    out.extend("    " + " ".join(f"0x{code:X}," for code in members[i : i + 10]) for i in range(0, len(members), 10))
    out.append("};")
    pathlib.Path(sys.argv[2]).write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
