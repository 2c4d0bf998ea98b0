#!/usr/bin/env python3
"""html_parse, html_to_string, html_text and html_query against the reference's: generated markup, most of it broken.

usage: PYTHON tests/differential/html_rows.py [--vera BIN] [--rows N] [--seed N]

PYTHON is a Python with `veralang` installed. Where ours differs on purpose (docs/differences.md) the reference is mended first: text at
the end with an ampersand is kept, an unknown marked section is a comment, a query gives each match once and in document order.
"""
import html, html.parser, types

import vera.runtime.html as reference
import vera.wasm.html_serde as serde

import rows
from json_rows import Guard

feed, marked_section = html.parser.HTMLParser.feed, html.parser.HTMLParser.parse_marked_section


def feed_all(self, data):
    feed(self, data)
    if self.rawdata and not self.cdata_elem and not self.rawdata.startswith("<"):
        self.handle_data(html.unescape(self.rawdata))


def lenient_section(self, i, report=1):
    try:
        return marked_section(self, i, report)
    except AssertionError:
        return self.parse_bogus_comment(i)


html.parser.HTMLParser.feed, html.parser.HTMLParser.parse_marked_section = feed_all, lenient_section


class Host:
    """The reference's functions, with the heap of the running program replaced by attributes."""
    def __init__(self):
        self.functions = {}
        linker = types.SimpleNamespace(
            define_func=lambda module, name, kind, function, access_caller: self.functions.__setitem__(name, function))
        reference._read_wasm_string = lambda caller, pointer, length: self.text
        reference._alloc_result_err_string = lambda caller, text: "err"
        reference._alloc_result_ok_i32 = lambda caller, value: "ok"
        reference._alloc_string = lambda caller, text: text
        reference._call_alloc = lambda caller, size: 0
        reference._write_i32 = lambda caller, pointer, value: None
        reference._ShadowGuard = Guard
        serde.write_html = lambda *arguments: self.written.append(arguments[-1]) or 0
        serde.read_html = lambda *arguments: self.node
        reference.register_html(linker, {"html_parse", "html_to_string", "html_text", "html_query"})

    def parse(self, text):
        self.text, self.written = text, []
        if self.functions["html_parse"](None, 0, 0) == "err":
            return None
        return self.written[0]

    def query(self, node, selector):
        self.node, self.text, self.written = node, selector, []
        self.functions["html_query"](None, 0, 0, 0)
        found = {id(match) for match in self.written}
        return [part for part in walk(node) if id(part) in found]

    def shown(self, name, node):
        self.node = node
        return self.functions[name](None, 0)


HOST = Host()


def walk(node):
    yield node
    for child in node.get("children", []):
        yield from walk(child)


def tree(node):
    if node["tag"] == "element":
        return node["name"] + "[" + ",".join(map(tree, node["children"])) + "]"
    mark = "'" if node["tag"] == "text" else "!"
    return mark + node["content"] + mark


def right(row):
    data, selector = row
    node = HOST.parse(data.decode("utf-8", "replace"))
    if node is None:
        return f"{rows.code(data)} {rows.code(selector)}", {"!"}
    matches = "\n".join(HOST.shown("html_to_string", match) for match in HOST.query(node, selector))
    fields = [HOST.shown("html_to_string", node), HOST.shown("html_text", node), tree(node), matches]
    return f"{rows.code(data)} {rows.code(selector)}", {" ".join(map(rows.code, fields))}


# ---- Rows ----

NAMES = ["p", "div", "a", "B", "span", "br", "img", "li", "ul", "script", "style", "h1", "x-y", "a:b", "svg", "P", "input", "td"]
SPACES = [" ", " ", " ", "\n", "\t", "\r\n", "  ", "\f", "\x0b", "\u00a0", "\u2003", "\x1c", "", "/"]
REFERENCES = ["&amp;", "&lt;", "&gt", "&notit;", "&notin;", "&not", "&copy", "&eacute;", "&nGt;", "&NotEqualTilde;", "&unknown;", "&a;", "&;",
              "&#65;", "&#65", "&#x41;", "&#X41", "&#0;", "&#128;", "&#x9f;", "&#xD800;", "&#1114112;", "&#x10ffff;", "&#1;", "&#11;", "&#127;",
              "&#xfdd0;", "&#13;", "&#", "&#x", "&#x;", "&#xg;", "&", "&&amp;", "&CounterClockwiseContourIntegral;", "&ampamp", "&AMP&amp",
              "&thetasym;", "&there4", "&sup", "&supe;", "&hellip", "&nbsp", "&NBSP;"]
PLAIN = ["text", " ", "\n", "x < y", "a>b", "<", "</", "<!", "<>", "< p>", "\u00e9", "\U0001f600", "]]>", "-->", "\"", "'", "=", "\x00", "1<2", "<3"]


def pick(r, *choices):
    return r.choice(choices)


def attribute(r):
    name = r.choice(["id", "class", "href", "CLASS", "data-x", "x", "\u00e9", "\"q", "'", "=", "a=b", "<", "on/off", "{", "\x00"] if r.random() < 0.3
                    else ["id", "class", "href", "title"])
    kind = r.randrange(8)
    if kind == 0:
        return name
    inner = "".join(r.choice(["a", "b", "m", " ", "&amp;", "&lt", "x=1&y=2", ">", "\u00e9", "\n", "/", "=", "<"] + REFERENCES[:6])
                    for _ in range(r.randrange(4)))
    equals = r.choice(["=", "=", "=", " = ", "= ", " =", "==", "=\n"])
    quoted = {1: f'"{inner}"', 2: f"'{inner}'", 3: f'"{inner}"', 4: r.choice(["u", "a/", "b\"", "c'", "&amp;", "1&2", ""]),
              5: f'"{inner}' if r.random() < 0.2 else f'"{inner}"', 6: f"'{inner}" if r.random() < 0.2 else f"'{inner}'", 7: ""}[kind]
    return name + equals + quoted


def tag(r):
    name = r.choice(NAMES) + (r.choice(["\x00", "\"", "'", "\u00a0", "\x0b", "=", "<", "\u00e9"]) if r.random() < 0.02 else "")
    parts = [r.choice(SPACES) + attribute(r) for _ in range(r.choice([0, 0, 0, 1, 1, 2, 3]))]
    return "<" + name + "".join(parts) + r.choice(["", "", "", " ", "/", " /", "//", "/ "]) + (">" if r.random() < 0.98 else r.choice(["", " ", "<"]))


def end_tag(r):
    name = r.choice(NAMES)
    return r.choice(["</%s>", "</%s>", "</%s>", "</ %s>", "</%s >", "</%s x='>'>", "</%s/>", "</>", "</%s\x00>", "</ %s y>", "</1%s>", "</%s\u00a0>"]
                    ).replace("%s", name)


def comment(r):
    inner = r.choice(["", " c ", "-", "--", "->", "a--b", "<p>", "- -", "--\n"])
    return r.choice([f"<!--{inner}-->", f"<!--{inner}-->", f"<!--{inner}-- >", f"<!{inner}>", "<!doctype html>", "<!DOCTYPE x [<!ENTITY y>]>", "<?php x?>",
                     "<?x", f"<![CDATA[{inner}]]>", "<![CDATA[a]b] ] >", "<![if x]>y<![endif]>", "<![else]>", "<![x[>", "<![>", "<!>", "<!->",
                     "<!x>", "</!x>", "<!--", "<![CDATA["] if r.random() < 0.4 else [f"<!--{inner}-->"])


def markup(r):
    parts = []
    for _ in range(r.choice([1, 2, 3, 5, 8, 13, 30])):
        kind = r.randrange(16)
        if kind <= 4:
            parts.append(tag(r))
        elif kind <= 7:
            parts.append(end_tag(r))
        elif kind == 8:
            parts.append(comment(r))
        elif kind <= 10:
            parts.append(r.choice(REFERENCES) + r.choice(["", "", "x", "=", " ", ";"]))
        elif kind <= 12:
            parts.append(r.choice(PLAIN) if r.random() < 0.2 else r.choice(["text", "a b", "\n", "\u00e9t\u00e9"]))
        elif kind == 13 and r.random() < 0.3:
            name = r.choice(["script", "style", "SCRIPT"])
            parts.append(f"<{name}>" + r.choice(["if (a<b) {}", "<p>", "&amp;", "</p>", "</scrip", "<!-- x -->"]) + r.choice(["", f"</{name}>", f"</ {name} >"]))
        else:
            parts.append("".join(r.choice("abc <>&;/=\"'-!?[]#x1\n") for _ in range(r.randrange(1, 8))))
    return "".join(parts)


def selector(r):
    part = ["p", "div", "a", "b", "span", "li", ".a", ".b", "#m", "#", "#a", ".", "[href]", "[class]", "[id]", "[]", "[", "*", "p.a", "P"]
    return r.choice(["", " ", "", "\u00a0"]) + r.choice([" ", "  ", "\n", "\u2003"]).join(r.choice(part) for _ in range(r.choice([0, 1, 1, 1, 2, 2, 3])))


def make(r, count):
    made = []
    while len(made) < count:
        data = bytearray(markup(r), "utf-8")
        if r.random() < 0.05:
            at = r.randrange(len(data) + 1)
            data[at:at + r.randrange(2)] = r.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00", b"<", b">"])
        if has_ascii_case(data.decode("utf-8", "replace")):
            made.append((bytes(data), selector(r)))
    return made


def has_ascii_case(text):
    """Whether lower case is the same in ASCII and in Unicode: ours changes ASCII letters of names only, as HTML says."""
    return all(character.isascii() or character.lower() == character for character in text)


if __name__ == "__main__":
    rows.compare(__doc__.split("\n")[0], "html_rows.vera", make, right)
