"""The text of a YAML file as people write one → its data, without places; nothing where it is not surely that.

Reading with places (`read.py`) takes most of the time of a check, and where nothing is wrong nobody asks for them.
What is known here is little: blocks of one entry a line, plain and quoted texts, braces and brackets that end on the
line on which they begin. What is anything else, or may be wrong, is left to the library, whose word holds: it finds the
same data in whatever is read here, and nothing to complain of (a test compares the two).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dsl.characters import hidden
from dsl.source import Source

MAX_TEXT = 90_000
"""Code points of a text that is read here: no text as short has more nodes than `read.py` allows."""
MAX_DEPTH = 20
"""Levels of blocks, and of braces in them: half of what `read.py` allows."""

_FIRST = r"""[^\s\-?:,\[\]{}#&*!|>'"%@`\\]"""
_KEY = rf"({_FIRST}[^#:,\[\]{{}}\t\n]{{0,200}}+(?<! )):"
_QUOTED = r""""(?:[^"\\\n]|\\["\\])*+"|'[^'\n]*'"""
_PLAIN = rf"(?:{_FIRST}|-(?=[0-9]))"
_LINE = re.compile(rf"( *)(- )?(?:{_KEY}(?: +|$))?(.*)")
_VALUE = re.compile(rf"(?:({_QUOTED})|({_PLAIN}(?:[^#:]|:(?=\S))*+))(?: *(?<= )#.*)?")
_INSIDE = rf"{_PLAIN}(?:[^#:,?\[\]{{}}]|:(?=[^\s,\[\]{{}}]))*+"
_ENTRY = re.compile(rf" *(?:(?:{_KEY} +)?(?:({_QUOTED}|{_INSIDE})|([\[{{]))|([\]}}])) *(,?)(?:(?<= )#.*)?|(.)")
_ESCAPE = re.compile(r'\\(["\\])')


class _Line(NamedTuple):
    """One line: how far it is indented, whether it begins an item, its key and what follows, either may be empty."""

    indent: int
    is_item: bool
    key: str
    rest: str


_Collection = dict[str, object] | list[object]


class _Unsure(Exception):
    """The text has something that is not known here."""


def skim(source: Source) -> object | None:
    """What `plain` makes of what `read` reads; None where that is not certain, or where the file is empty."""
    text = source.text
    if len(text) > MAX_TEXT or "\t" in text or "\r" in text or next(hidden(source), None):
        return None
    try:
        lines = [_line(line) for line in text.split("\n") if (bare := line.lstrip(" ")) and bare[0] != "#"]
        return _Blocks(lines).whole() if lines else None
    except _Unsure:
        return None


def _line(text: str) -> _Line:
    match = _LINE.fullmatch(text)
    assert match  # any line is one
    indent, dash, key, rest = match.groups()
    if key and rest[:1] == "#":
        rest = ""
    if not key and not (dash and rest):
        raise _Unsure
    return _Line(len(indent), bool(dash), key or "", rest)


class _Blocks:
    """Lines being put together by how far they are indented."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.at = 0

    def whole(self) -> object:
        """All of the lines: one block."""
        found = self._block(0, 0)
        if self.at < len(self.lines):
            raise _Unsure
        return found

    def _block(self, indent: int, depth: int) -> object:
        if depth > MAX_DEPTH or self.lines[self.at].indent != indent:
            raise _Unsure
        return self._items(indent, depth) if self.lines[self.at].is_item else self._mapping(indent, depth)

    def _goes_on(self, indent: int) -> bool:
        """Whether the next line belongs to the block; one that is indented further belongs nowhere."""
        if self.at == len(self.lines) or self.lines[self.at].indent < indent:
            return False
        if self.lines[self.at].indent > indent:
            raise _Unsure
        return True

    def _items(self, indent: int, depth: int) -> list[object]:
        found: list[object] = []
        while self._goes_on(indent):
            line = self.lines[self.at]
            if not line.is_item:
                raise _Unsure
            if line.key:
                self.lines[self.at] = _Line(indent + 2, False, line.key, line.rest)
                found.append(self._mapping(indent + 2, depth + 1))
            else:
                self.at += 1
                found.append(_value(line.rest))
        return found

    def _mapping(self, indent: int, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        while self._goes_on(indent):
            _, is_item, key, rest = self.lines[self.at]
            if is_item or key in found:
                raise _Unsure
            self.at += 1
            found[key] = _value(rest) if rest else self._below(indent, depth)
        return found

    def _below(self, indent: int, depth: int) -> object:
        """The block under a key that has nothing beside it."""
        further = self.lines[self.at].indent if self.at < len(self.lines) else 0
        if further <= indent:
            raise _Unsure
        return self._block(further, depth + 1)


def _value(text: str) -> object:
    """What stands beside a key or a dash."""
    if text[0] in "{[":
        return _flow(text)
    match = _VALUE.fullmatch(text)
    if not match:
        raise _Unsure
    quoted, bare = match.groups()
    return _unquoted(quoted) if quoted else bare.rstrip(" ")


def _unquoted(text: str) -> str:
    """What stands between quotation marks; the only escapes that are known here are those of the marks."""
    return _ESCAPE.sub(r"\1", text[1:-1]) if "\\" in text and text[0] == '"' else text[1:-1]


_OPENED, _AFTER_COMMA, _AFTER_VALUE = range(3)


def _flow(text: str) -> object:
    """`{…}` or `[…]`, whole and on one line."""
    top: list[object] = []
    here: _Collection = top
    above: list[_Collection] = []
    state = _OPENED
    for key, scalar, opening, closing, comma, stray in _ENTRY.findall(text):
        if closing:
            if state == _AFTER_COMMA or not above or (closing == "}") != isinstance(here, dict):
                raise _Unsure
            here = above.pop()
        elif stray or state == _AFTER_VALUE:
            raise _Unsure
        else:
            if opening:
                if comma or len(above) > MAX_DEPTH:
                    raise _Unsure
                inner: _Collection = {} if opening == "{" else []
                _put(here, key, inner)
                above.append(here)
                here, state = inner, _OPENED
                continue
            _put(here, key, _unquoted(scalar) if scalar[0] in "\"'" else scalar.rstrip(" "))
        state = _AFTER_COMMA if comma else _AFTER_VALUE
    if above or state != _AFTER_VALUE or len(top) != 1:
        raise _Unsure
    return top[0]


def _put(here: _Collection, key: str, value: object) -> None:
    if isinstance(here, list):
        if key:
            raise _Unsure
        here.append(value)
    elif not key or key in here:
        raise _Unsure
    else:
        here[key] = value
