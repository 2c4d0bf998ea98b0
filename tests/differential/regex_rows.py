"""Rows of the regex functions for families.py: patterns from a grammar that is close to Python's, some of them spoilt, and texts of few
different characters, so that much matches."""
import re
import signal
import warnings

warnings.simplefilter("ignore")

LITERALS = ["a", "b", "c", "1", " ", "x", "A", "B", "é", "ß", "ſ", "K", "İ", "ı", "σ", "ς", "-", "_", "\n", "𐐨", "€"]
ESCAPES = [r"\d", r"\D", r"\s", r"\S", r"\w", r"\W", r"\.", r"\\", r"\n", r"\t", r"\x61", r"\u00e9", r"\U00000062", r"\101", r"\0", r"\-"]
ANCHORS = ["^", "$", r"\b", r"\B", r"\A", r"\Z"]
QUANTIFIERS = ["*", "+", "?", "{2}", "{1,2}", "{,2}", "{1,}", "{0}", "{,}", "{0,1}"]
FLAGS = "imsxau"
TEXT = ["a", "b", "c", "1", "2", " ", "x", "A", "B", "é", "É", "s", "S", "ſ", "k", "K", "i", "I", "ı", "İ", "σ", "ς", "Σ", "-", "_", "\n",
        "𐐨", "ẞ", "ß", "\x1c", "٣", "€"]
MODES = ["", "", "", "", "?", "+"]


class Patterns:
    def __init__(self, random):
        self.random = random
        self.groups = 0
        self.names = []

    def pattern(self):
        self.groups = 0
        self.names = []
        text = self.branches(self.random.choice((1, 2, 2, 3)))
        if self.random.random() < 0.2:
            text = "(?" + "".join(self.random.sample(FLAGS, self.random.choice((1, 1, 2)))) + ")" + text
        if self.random.random() < 0.06:
            text = self.spoil(text)
        return text

    def spoil(self, text):
        at = self.random.randrange(len(text) + 1)
        if self.random.random() < 0.5 and text:
            return text[:at] + text[at + 1:]
        return text[:at] + self.random.choice("()[]{}*+?|\\^$-:=!<>P#,0129a&~") + text[at:]

    def branches(self, depth):
        count = self.random.choice((1, 1, 1, 2, 2, 3))
        return "|".join(self.sequence(depth) for _ in range(count))

    def sequence(self, depth):
        return "".join(self.item(depth) for _ in range(self.random.choice((0, 1, 1, 2, 2, 3))))

    def item(self, depth):
        text = self.atom(depth)
        if self.random.random() < 0.4:
            if text in ANCHORS and self.random.random() < 0.95:
                text = f"(?:{text})"
            text += self.random.choice(QUANTIFIERS) + self.random.choice(MODES)
        return text

    def atom(self, depth):
        kind = self.random.random()
        if depth > 0 and kind < 0.45:
            return self.group(depth - 1)
        if kind < 0.65:
            return self.random.choice(LITERALS[:4] * 12 + LITERALS)
        if kind < 0.72:
            return "."
        if kind < 0.80:
            return self.random.choice(ESCAPES)
        if kind < 0.90:
            return self.set()
        if kind < 0.95 or (self.groups == 0 and self.random.random() < 0.95):
            return self.random.choice(ANCHORS)
        return self.reference()

    def reference(self):
        if self.names and self.random.random() < 0.3:
            return f"(?P={self.random.choice(self.names)})"
        return "\\" + str(self.random.randint(1, max(1, self.groups)))

    def group(self, depth):
        kind = self.random.randrange(14)
        if kind < 4:
            self.groups += 1
            return f"({self.branches(depth)})"
        if kind == 4:
            self.groups += 1
            name = self.random.choice(["n", "m", "Größe", "_1"]) + str(self.groups)
            text = f"(?P<{name}>{self.branches(depth)})"
            self.names.append(name)
            return text
        if kind < 8:
            return f"(?:{self.branches(depth)})"
        if kind == 8:
            return f"(?>{self.branches(depth)})"
        if kind == 9:
            return f"(?{self.random.choice('=!')}{self.branches(depth)})"
        if kind == 10:
            inside = self.branches(depth) if self.random.random() < 0.2 else self.narrow()
            return f"(?<{self.random.choice('=!')}{inside})"
        if kind == 11 and self.groups > 0:
            group = self.random.randint(1, max(1, self.groups))
            other = f"|{self.sequence(depth)}" if self.random.random() < 0.6 else ""
            name = self.random.choice(self.names) if self.names and self.random.random() < 0.3 else group
            return f"(?({name}){self.sequence(depth)}{other})"
        if kind == 12:
            on = self.random.choice(["", "i", "s", "m", "x", "a", "u", "is"])
            off = self.random.choice(["", "", "-i", "-s", "-m", "-x"])
            return f"(?{on}{off}:{self.branches(depth)})"
        return "(?#note)" + self.random.choice(LITERALS)

    def narrow(self):
        return "".join(self.random.choice(["a", "b", r"\d", "[ab]", ".", "^", r"\b"]) for _ in range(self.random.choice((1, 1, 2))))

    def set(self):
        members = "".join(self.member() for _ in range(self.random.choice((1, 1, 2, 3))))
        return "[" + self.random.choice(["", "", "^"]) + self.random.choice(["", "", "", "]", "-"]) + members + self.random.choice(["", "", "-"]) + "]"

    def member(self):
        kind = self.random.random()
        if kind < 0.25:
            low, high = sorted(self.random.choices("abcxz019AZÀé€ſKσ𐐀𐐨", k=2))
            return f"{low}-{high}"
        if kind < 0.45:
            return self.random.choice([r"\d", r"\D", r"\s", r"\S", r"\w", r"\W", r"\b", r"\x62", r"\]", r"\-", r"\n", r"\101"])
        return self.random.choice(LITERALS)

    def text(self):
        letters = TEXT[:4] if self.random.random() < 0.5 else TEXT
        return "".join(self.random.choice(letters) for _ in range(self.random.choice((0, 1, 2, 3, 4, 5, 6, 8, 10))))

    def replacement(self):
        parts = ["x", "é", "$1", r"\1", r"\2", r"\g<0>", r"\g<1>", r"\n", r"\\", r"\0", r"\101", r"\.", "<", "\\", r"\g<n1>", r"\q", r"\12", "&"]
        weights = [8, 2, 2, 4, 1, 5, 1, 2, 2, 1, 1, 1, 1, 0.1, 0.3, 0.1, 0.3, 1]
        return "".join(self.random.choices(parts, weights, k=self.random.choice((0, 1, 2, 3))))


def rows(random):
    patterns = Patterns(random)
    while True:
        pattern = patterns.pattern()
        for _ in range(3):
            name = random.choice(("regex_match", "regex_find", "regex_find_all", "regex_replace", "regex_replace"))
            row = (name, patterns.text(), pattern)
            yield row + (patterns.replacement(),) if name == "regex_replace" else row


class TooLong(Exception):
    pass


def on_alarm(*_):
    raise TooLong


signal.signal(signal.SIGALRM, on_alarm)


def hexadecimal(text):
    return text.encode("utf-8").hex()


# Upper-case letters beyond U+FFFF in a set under (?i): the reference looks for their lower case among the letters as written.
FOLDED_SET_BUG = re.compile("[\U00010400-\U00010427]")
# A possessive repetition of a group, where its matcher does not take back what a failed branch did to the group's ends.
POSSESSIVE_GROUP_BUG = re.compile(r"\)(?:[*+?]|\{[\d,]*\})\+")
READS_GROUPS = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")
FOLDING = re.compile(r"\(\?[a-z]*i")


def expected(row):
    try:
        return reference(row)
    except TooLong:
        # The alarm came when the match had ended.
        return None


def reference(row):
    name, text, pattern = row[:3]
    if FOLDED_SET_BUG.search(pattern) and FOLDING.search(pattern):
        return None
    if POSSESSIVE_GROUP_BUG.search(pattern) and (name == "regex_replace" or READS_GROUPS.search(pattern)):
        return None
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        if name == "regex_match":
            return f"Ok({'true' if re.search(pattern, text) else 'false'})"
        if name == "regex_find":
            match = re.search(pattern, text)
            return f"Ok(Some({hexadecimal(match.group(0))}))" if match else "Ok(None)"
        if name == "regex_find_all":
            return f"Ok([{','.join(hexadecimal(match.group(0)) for match in re.finditer(pattern, text))}])"
        return f"Ok({hexadecimal(re.sub(pattern, row[3], text, count=1))})"
    except re.error:
        return "Err"
    except (IndexError, ValueError, OverflowError):
        # Faults of the pattern that the reference does not turn into an Err.
        return "Err"
    except (TooLong, RecursionError, SystemError):
        # SystemError: a bug of its matcher, which loses track of a group.
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
