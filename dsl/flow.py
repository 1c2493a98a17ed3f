"""A text, plain or quoted, braces and brackets on one line of a YAML file → data, or nodes with their places.

`skim.py` reads the lines and puts blocks together of what is made here. Braces and brackets have to end on the line on
which they begin; where they do not, or hold what is not known here, the text is `Unsure`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from dsl.source import Span
from dsl.syntax import Mapping, Scalar, Sequence

MAX_DEPTH = 20
"""Levels of blocks, and of braces in them: half of what `read.py` allows."""

_FIRST = r"""[^\s\-.?:,\[\]{}#&*!|>'"%@`\\]"""
KEY = rf"({_FIRST}[^#:,\[\]{{}}\t\n]{{0,200}}+(?<! )):"
"""A key and its colon, as a pattern with one group."""
QUOTED = r""""(?:[^"\\\n]|\\["\\])*+"|'[^'\n]*'"""
"""A text in quotation marks, as a pattern."""
PLAIN = rf"(?:{_FIRST}|-(?=[0-9]))"
"""How a text without them begins, as a pattern."""
_INSIDE = rf"{PLAIN}(?:[^#:,?\[\]{{}}]|:(?=[^\s,\[\]{{}}]))*+"
_ENTRY = re.compile(rf" *(?:(?:{KEY} +)?(?:({QUOTED}|{_INSIDE})|([\[{{]))|([\]}}])) *(,?)(?:(?<= )#.*)?|(.)")
_MARKS = "\"'"
_ESCAPE = re.compile(r'\\(["\\])')


class Unsure(Exception):
    """The text has something that is not known here."""


# ── what is made ──


class Data:
    """Nested dicts, lists and texts."""

    def text(self, written: str, _start: int) -> object:
        """A value without others in it, as it is written."""
        return _unquoted(written) if written[0] in _MARKS else written

    def flow(self, text: str, start: int, end: int) -> object:
        """What stands in braces or brackets."""
        return _flow(text, start, end)

    def entry(self, _key: str, _start: int, value: object) -> object:
        """A value under its key."""
        return value

    def mapping(self, found: dict[str, Any], _start: int, _end: int) -> object:
        """Entries by key."""
        return found

    def items(self, found: list[Any], _start: int, _end: int) -> object:
        """Items in order."""
        return found


class Nodes:
    """The nodes of the tree as written."""

    def __init__(self, file: str) -> None:
        self.file = file

    def text(self, written: str, start: int) -> object:
        """A value without others in it, as it is written."""
        quoted = written[0] in _MARKS
        return Scalar(_unquoted(written) if quoted else written, quoted, Span(self.file, start, start + len(written)))

    def flow(self, text: str, start: int, end: int) -> object:
        """What stands in braces or brackets."""
        return _placed_flow(text, start, end, self)

    def entry(self, key: str, start: int, value: object) -> object:
        """A value under its key."""
        return Scalar(key, False, Span(self.file, start, start + len(key))), value

    def mapping(self, found: dict[str, Any], start: int, end: int) -> object:
        """Entries by key."""
        return Mapping(tuple(found.values()), Span(self.file, start, end))

    def items(self, found: list[Any], start: int, end: int) -> object:
        """Items in order."""
        return Sequence(tuple(found), Span(self.file, start, end))


def _unquoted(text: str) -> str:
    """What stands between quotation marks; the only escapes that are known here are those of the marks."""
    return _ESCAPE.sub(r"\1", text[1:-1]) if "\\" in text and text[0] == '"' else text[1:-1]


# ── braces and brackets ──

_OPENED, _AFTER_COMMA, _AFTER_VALUE = range(3)
_Found = dict[str, Any] | list[Any]


def _flow(text: str, start: int, end: int) -> object:
    """`{…}` or `[…]`, whole and on one line, as data: by far the most of what is read."""
    top: list[object] = []
    here: _Found = top
    above: list[_Found] = []
    state = _OPENED
    for key, scalar, opening, closing, comma, stray in _ENTRY.findall(text, start, end):
        if closing:
            if state == _AFTER_COMMA or not above or (closing == "}") != isinstance(here, dict):
                raise Unsure
            here = above.pop()
        elif stray or state == _AFTER_VALUE:
            raise Unsure
        elif opening:
            if comma or len(above) > MAX_DEPTH:
                raise Unsure
            inner: _Found = {} if opening == "{" else []
            _put(here, key, inner)
            above.append(here)
            here, state = inner, _OPENED
            continue
        elif scalar[0] not in _MARKS and key and isinstance(here, dict) and key not in here:  # as most of them are
            here[key] = scalar.rstrip(" ")
        else:
            _put(here, key, _unquoted(scalar) if scalar[0] in _MARKS else scalar.rstrip(" "))
        state = _AFTER_COMMA if comma else _AFTER_VALUE
    if above or state != _AFTER_VALUE or len(top) != 1:
        raise Unsure
    return top[0]


class _Open(NamedTuple):
    """A brace or a bracket that is not closed yet, what is in it, and under which key it stands."""

    found: _Found
    start: int
    key: str | None
    key_start: int


def _placed_flow(text: str, start: int, end: int, make: Nodes) -> object:
    """The same as nodes, which can be made only once they are whole."""
    here = _Open([], start, None, start)
    above: list[_Open] = []
    state = _OPENED
    for match in _ENTRY.finditer(text, start, end):
        key, scalar, opening, closing, comma, stray = match.groups()
        if closing:
            if state == _AFTER_COMMA or not above:
                raise Unsure
            key, key_start, value = here.key, here.key_start, _closed(here, closing, match.end(4), make)
            here = above.pop()
        elif stray or state == _AFTER_VALUE:
            raise Unsure
        elif opening:
            if comma or len(above) > MAX_DEPTH:
                raise Unsure
            above.append(here)
            here, state = _Open({} if opening == "{" else [], match.start(3), key, match.start(1)), _OPENED
            continue
        else:
            key_start, value = match.start(1), make.text(scalar.rstrip(" "), match.start(2))
        _put(here.found, key, make.entry(key, key_start, value) if key else value)
        state = _AFTER_COMMA if comma else _AFTER_VALUE
    if above or state != _AFTER_VALUE or len(here.found) != 1:
        raise Unsure
    return next(iter(here.found))


def _closed(opened: _Open, sign: str, end: int, make: Nodes) -> object:
    found = opened.found
    if (sign == "}") != isinstance(found, dict):
        raise Unsure
    return make.mapping(found, opened.start, end) if isinstance(found, dict) else make.items(found, opened.start, end)


def _put(here: _Found, key: str | None, value: object) -> None:
    if isinstance(here, list):
        if key:
            raise Unsure
        here.append(value)
    elif not key or key in here:
        raise Unsure
    else:
        here[key] = value
