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
from typing import NamedTuple

from dsl.characters import hidden
from dsl.flow import KEY, MAX_DEPTH, PLAIN, QUOTED, Data, Nodes, Unsure
from dsl.source import Source
from dsl.syntax import Mapping, Node, Scalar, Sequence

MAX_TEXT = 90_000
"""Code points of a text that is read here: no text as short has more nodes than `read.py` allows."""
_LINE = re.compile(rf"^( *)(- )?(?:{KEY}(?: +|$))?(.*)$", re.MULTILINE)
_VALUE = re.compile(rf"(?:({QUOTED})|({PLAIN}(?:[^#:]|:(?=\S))*+))(?: *(?<= )#.*)?")


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


def skim(source: Source) -> object | None:
    """What `plain` makes of what `read` reads; None where that is not certain, or where the file is empty."""
    return _whole(source, Data())


@lru_cache(maxsize=4)  # of a book's own files, which are asked for their comments once they are read
def placed(source: Source) -> Node | None:
    """What `read` reads, places and all; None where that is not certain, or where the file is empty."""
    found = _whole(source, Nodes(source.name))
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


def _whole(source: Source, make: Data | Nodes) -> object | None:
    text = source.text
    if len(text) > MAX_TEXT or "\t" in text or "\r" in text or next(hidden(source), None):
        return None
    try:
        lines = [line for match in _LINE.finditer(text) if (line := _line(match))]
        return _Blocks(text, lines, make).whole() if lines else None
    except Unsure:
        return None


def _line(match: re.Match[str]) -> _Line | None:
    """What stands on a line; None of one that has at most a comment."""
    indent, dash, key, rest = match.groups()
    if not key and not dash:
        if rest and rest[0] != "#":
            raise Unsure
        return None
    if key and rest[:1] == "#":
        rest = ""
    if not key and not rest:
        raise Unsure
    return _Line(len(indent), bool(dash), key or "", rest, match.start() + len(indent), match.end())


# ── blocks ──


class _Blocks:
    """Lines being put together by how far they are indented."""

    def __init__(self, text: str, lines: list[_Line], make: Data | Nodes) -> None:
        self.text = text
        self.lines = lines
        self.make = make
        self.at = 0

    def whole(self) -> object:
        """All of the lines: one block."""
        found = self._block(0, 0)
        if self.at < len(self.lines):
            raise Unsure
        return found

    def _block(self, indent: int, depth: int) -> object:
        if depth > MAX_DEPTH or self.lines[self.at].indent != indent:
            raise Unsure
        return self._items(indent, depth) if self.lines[self.at].is_item else self._mapping(indent, depth)

    def _goes_on(self, indent: int) -> bool:
        """Whether the next line belongs to the block; one that is indented further belongs nowhere."""
        if self.at == len(self.lines) or self.lines[self.at].indent < indent:
            return False
        if self.lines[self.at].indent > indent:
            raise Unsure
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
                raise Unsure
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
                raise Unsure
            self.at += 1
            value = self._value(line) if line.rest else self._below(indent, depth)
            found[key] = self.make.entry(key, line.at, value)
        return self.make.mapping(found, start, self._end())

    def _below(self, indent: int, depth: int) -> object:
        """The block under a key that has nothing beside it."""
        further = self.lines[self.at].indent if self.at < len(self.lines) else 0
        if further <= indent:
            raise Unsure
        return self._block(further, depth + 1)

    def _value(self, line: _Line) -> object:
        """What stands beside a key or a dash."""
        text, start = line.rest, line.end - len(line.rest)
        if text[0] in "{[":
            return self.make.flow(self.text, start, line.end)
        match = _VALUE.fullmatch(text)
        if not match:
            raise Unsure
        return self.make.text(match[1] or match[2].rstrip(" "), start)
