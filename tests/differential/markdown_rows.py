"""Rows of md_parse and md_render for families.py: documents of pieces that mean something, in an order that often means nothing."""
from vera.markdown import parse_markdown, render_markdown

INLINE = ["a", "b", "word", " ", " ", "é", "*", "**", "***", "****", "_", "__", "`", "``", "```", "[", "]", "(", ")", "](", "[x](y)", "![", "![i](s)", "!",
          "*e*", "**s**", "`c`", "\\", "|", "#", "<", "\u00a0", "1.", "-", ":", "\t"]
STARTS = ["", "", "", "", "# ", "## ", "###### ", "####### ", "#", "> ", ">", "> > ", ">> ", "- ", "* ", "+ ", "-", "1. ", "2) ", "10. ", "٣. ", "1.", "  ", "   ",
          "    ", "  - ", "   1. ", "```", "```py", "~~~", "````", "| ", "|", "---", "***", "___", "--", "- - ", "> - ", "- > ", "> ```", "- # ", "\t", "\u3000"]
LINES = ["", "", " ", "---", "***  ", "```", "~~~", "|---|---|", "| :-: | - |", "|-", "| a | b |", "|x|", "||", "a", "> ", "- ", "1. ", "# t #", "## t ##  ", "#  ##",
         "> a", ">", "  b", "   c", "\x1c", "\r", "a\r"]


def line(random):
    if random.random() < 0.35:
        return random.choice(LINES)
    text = random.choice(STARTS)
    if random.random() < 0.3:
        text += random.choice(STARTS)
    text += "".join(random.choice(INLINE) for _ in range(random.choice((0, 1, 2, 3, 4, 6, 9))))
    return text + random.choice(["", "", "", "", " #", "|", " ", "\r"])


def rows(random):
    while True:
        if random.random() < 0.3:
            text = "".join(random.choice(INLINE) for _ in range(random.randrange(20)))
        else:
            text = "\n".join(line(random) for _ in range(random.choice((1, 2, 3, 4, 5, 8, 12))))
        yield (random.choice(("md_parse", "md_render")), text)


def hexadecimal(text):
    return text.encode("utf-8").hex()


def show(value):
    """As host_values.cpp writes it."""
    if isinstance(value, tuple):
        return "[" + ",".join(map(show, value)) + "]"
    if isinstance(value, str):
        return hexadecimal(value)
    if isinstance(value, (bool, int)):
        return str(value).lower()
    fields = ",".join(show(getattr(value, name)) for name in value.__dataclass_fields__)
    return f"{type(value).__name__[2:]}({fields})"


def expected(row):
    name, text = row
    document = parse_markdown(text)
    return f"Ok({show(document) if name == 'md_parse' else hexadecimal(render_markdown(document))})"
