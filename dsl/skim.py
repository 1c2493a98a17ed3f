"""The text of a YAML file as people write one → its data or its tree; nothing where it is not surely that.

To read by the library (`read.py`) took most of the time of a check. What is known here is little: blocks of one entry a
line, plain and quoted texts, braces and brackets that end on the line on which they begin. What is anything else, or
may be wrong, is left to the library, whose word holds: it finds the same in whatever is read here, at the same places,
and nothing to complain of (a test compares the two).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from dsl.characters import hidden
from dsl.source import Source, Span
from dsl.syntax import Mapping, Node, Scalar, Sequence

MAX_TEXT = 90_000
"""Code points of a text that is read here: no text as short has more nodes than `read.py` allows."""
MAX_DEPTH = 20
"""Levels of blocks, and of braces in them: half of what `read.py` allows."""

_FIRST = r"""[^\s\-.?:,\[\]{}#&*!|>'"%@`\\]"""
_KEY = rf"({_FIRST}[^#:,\[\]{{}}\t\n]{{0,200}}+(?<! )):"
_QUOTED = r""""(?:[^"\\\n]|\\["\\])*+"|'[^'\n]*'"""
_PLAIN = rf"(?:{_FIRST}|-(?=[0-9]))"
_LINE = re.compile(rf"^( *)(- )?(?:{_KEY}(?: +|$))?(.*)$", re.MULTILINE)
_VALUE = re.compile(rf"(?:({_QUOTED})|({_PLAIN}(?:[^#:]|:(?=\S))*+))(?: *(?<= )#.*)?")
_INSIDE = rf"{_PLAIN}(?:[^#:,?\[\]{{}}]|:(?=[^\s,\[\]{{}}]))*+"
_ENTRY = re.compile(rf" *(?:(?:{_KEY} +)?(?:({_QUOTED}|{_INSIDE})|([\[{{]))|([\]}}])) *(,?)(?:(?<= )#.*)?|(.)")
_MARKS = "\"'"
_ESCAPE = re.compile(r'\\(["\\])')


class _Line(NamedTuple):
    """One line: how far it is indented, whether it begins an item, its key and what follows, either may be empty.

    `at` is where it begins (after a dash, what follows that), `end` where it ends.
    """

    indent: int
    is_item: bool
    key: str
    rest: str
    at: int
    end: int


class _Unsure(Exception):
    """The text has something that is not known here."""


def skim(source: Source) -> object | None:
    """What `plain` makes of what `read` reads; None where that is not certain, or where the file is empty."""
    return _whole(source, _Data())


@lru_cache(maxsize=4)  # of a book's own files, which are asked for their comments once they are read
def placed(source: Source) -> Node | None:
    """What `read` reads, places and all; None where that is not certain, or where the file is empty."""
    found = _whole(source, _Nodes(source.name))
    return found if isinstance(found, Scalar | Mapping | Sequence) else None


def texts(source: Source) -> tuple[tuple[int, int], ...] | None:
    """Where the keys and values of the file stand, in order; None where that is not certain."""
    node = placed(source)
    return None if node is None else tuple((each.span.start, each.span.end) for each in _scalars(node))


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence(items):
            for item in items:
                yield from _scalars(item)
        case Mapping(entries):
            for key, value in entries:
                yield key
                yield from _scalars(value)


def _whole(source: Source, make: _Data | _Nodes) -> object | None:
    text = source.text
    if len(text) > MAX_TEXT or "\t" in text or "\r" in text or next(hidden(source), None):
        return None
    try:
        lines = [line for match in _LINE.finditer(text) if (line := _line(match))]
        return _Blocks(text, lines, make).whole() if lines else None
    except _Unsure:
        return None


def _line(match: re.Match[str]) -> _Line | None:
    """What stands on a line; None of one that has at most a comment."""
    indent, dash, key, rest = match.groups()
    if not key and not dash:
        if rest and rest[0] != "#":
            raise _Unsure
        return None
    if key and rest[:1] == "#":
        rest = ""
    if not key and not rest:
        raise _Unsure
    return _Line(len(indent), bool(dash), key or "", rest, match.start() + len(indent), match.end())


# ── what is made ──


class _Data:
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


class _Nodes:
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


# ── blocks ──


class _Blocks:
    """Lines being put together by how far they are indented."""

    def __init__(self, text: str, lines: list[_Line], make: _Data | _Nodes) -> None:
        self.text = text
        self.lines = lines
        self.make = make
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

    def _end(self) -> int:
        """Where a block ends: where the next one begins."""
        return self.lines[self.at].at if self.at < len(self.lines) else len(self.text)

    def _items(self, indent: int, depth: int) -> object:
        found: list[object] = []
        start = self.lines[self.at].at
        while self._goes_on(indent):
            line = self.lines[self.at]
            if not line.is_item:
                raise _Unsure
            if line.key:
                self.lines[self.at] = _Line(indent + 2, False, line.key, line.rest, line.at + 2, line.end)
                found.append(self._mapping(indent + 2, depth + 1))
            else:
                self.at += 1
                found.append(self._value(line))
        return self.make.items(found, start, self._end())

    def _mapping(self, indent: int, depth: int) -> object:
        found: dict[str, object] = {}
        start = self.lines[self.at].at
        while self._goes_on(indent):
            line = self.lines[self.at]
            key = line.key
            if line.is_item or key in found:
                raise _Unsure
            self.at += 1
            value = self._value(line) if line.rest else self._below(indent, depth)
            found[key] = self.make.entry(key, line.at, value)
        return self.make.mapping(found, start, self._end())

    def _below(self, indent: int, depth: int) -> object:
        """The block under a key that has nothing beside it."""
        further = self.lines[self.at].indent if self.at < len(self.lines) else 0
        if further <= indent:
            raise _Unsure
        return self._block(further, depth + 1)

    def _value(self, line: _Line) -> object:
        """What stands beside a key or a dash."""
        text, start = line.rest, line.end - len(line.rest)
        if text[0] in "{[":
            return self.make.flow(self.text, start, line.end)
        match = _VALUE.fullmatch(text)
        if not match:
            raise _Unsure
        return self.make.text(match[1] or match[2].rstrip(" "), start)


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
                raise _Unsure
            here = above.pop()
        elif stray or state == _AFTER_VALUE:
            raise _Unsure
        elif opening:
            if comma or len(above) > MAX_DEPTH:
                raise _Unsure
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
        raise _Unsure
    return top[0]


class _Open(NamedTuple):
    """A brace or a bracket that is not closed yet, what is in it, and under which key it stands."""

    found: _Found
    start: int
    key: str | None
    key_start: int


def _placed_flow(text: str, start: int, end: int, make: _Nodes) -> object:
    """The same as nodes, which can be made only once they are whole."""
    here = _Open([], start, None, start)
    above: list[_Open] = []
    state = _OPENED
    for match in _ENTRY.finditer(text, start, end):
        key, scalar, opening, closing, comma, stray = match.groups()
        if closing:
            if state == _AFTER_COMMA or not above:
                raise _Unsure
            key, key_start, value = here.key, here.key_start, _closed(here, closing, match.end(4), make)
            here = above.pop()
        elif stray or state == _AFTER_VALUE:
            raise _Unsure
        elif opening:
            if comma or len(above) > MAX_DEPTH:
                raise _Unsure
            above.append(here)
            here, state = _Open({} if opening == "{" else [], match.start(3), key, match.start(1)), _OPENED
            continue
        else:
            key_start, value = match.start(1), make.text(scalar.rstrip(" "), match.start(2))
        _put(here.found, key, make.entry(key, key_start, value) if key else value)
        state = _AFTER_COMMA if comma else _AFTER_VALUE
    if above or state != _AFTER_VALUE or len(here.found) != 1:
        raise _Unsure
    return next(iter(here.found))


def _closed(opened: _Open, sign: str, end: int, make: _Nodes) -> object:
    found = opened.found
    if (sign == "}") != isinstance(found, dict):
        raise _Unsure
    return make.mapping(found, opened.start, end) if isinstance(found, dict) else make.items(found, opened.start, end)


def _put(here: _Found, key: str | None, value: object) -> None:
    if isinstance(here, list):
        if key:
            raise _Unsure
        here.append(value)
    elif not key or key in here:
        raise _Unsure
    else:
        here[key] = value
