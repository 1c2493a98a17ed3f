"""A place in a file: offsets inside, line and column only at the edge.

Offsets count code points of the decoded text. `Source.position` alone turns them into line and column, and
`width` alone knows that a Chinese character takes two cells of a terminal.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import field
from functools import cached_property

from dsl.record import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range `[start, end)` of code points in the file called `file` (its path relative to the book)."""

    file: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The smallest span that covers both; they lie in the same file."""
        return Span(self.file, min(self.start, other.start), max(self.end, other.end))

    def moved(self, by: int) -> Span:
        """The same range, `by` code points further on."""
        return Span(self.file, self.start + by, self.end + by)


NOWHERE = Span("", 0, 0)


def placed() -> Span:
    """The field that every node ends with: its place, which takes no part in equality and is not shown."""
    return field(default=NOWHERE, compare=False, repr=False)


_BREAK = re.compile("\n")


@dataclass(frozen=True)
class Source:
    """One file as text. `name` is what messages show; `text` has had its byte order mark removed."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins."""
        return (0, *(match.end() for match in _BREAK.finditer(self.text)))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; the column counts code points."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def start(self, number: int) -> int:
        """The offset at which line `number` (from 1) begins."""
        return self.starts[number - 1]

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line break."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def words(self, span: Span) -> str:
        """What stands at the span, runs of white space folded into one blank."""
        return " ".join(self.text[span.start : span.end].split())


Sources = dict[str, Source]


def is_chinese(text: str) -> bool:
    """Whether a text is in Chinese: it has at least one Han character."""
    return not text.isascii() and any("\u4e00" <= char <= "\u9fff" for char in text)


def width(text: str) -> int:
    """Cells that `text` takes on a terminal: East Asian wide and full-width characters two, combining ones none."""
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word closest to `word`, if one is close enough to be what was meant.

    One letter is near to nothing; a word or a list that nobody would write is not searched, for ten thousand unknown
    names would cost as many searches.
    """
    from difflib import get_close_matches

    if not 1 < len(word) + (not word.isascii()) <= _LONGEST or len(known) > _MOST:
        return None
    candidates = sorted(each for each in set(known) if set(each) & set(word))
    cutoff = 0.5 if len(word) <= 4 and not word.isascii() else 0.6  # of two Chinese characters one may be wrong
    found = get_close_matches(word, candidates, n=1, cutoff=cutoff)
    return found[0] if found else None


_LONGEST, _MOST = 60, 1000


def is_slip(word: str, meant: str, known: Iterable[str]) -> bool:
    """Whether `word` is `meant` with one slip of the pen, in a long word two, and no other known word is as near.

    A slip is a character too many, one too few, a wrong one, or two that changed places.
    """
    most = 1 if len(word) < _LONG else 2
    slips = _slips(word, meant, most)
    return slips <= most and not any(_slips(word, other, slips) <= slips for other in set(known) if other != meant)


_LONG = 6


def _slips(one: str, other: str, most: int) -> int:
    """How many slips lie between two words, counted up to `most` and one more."""
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:  # a slip changes two at the most
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (char != its))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == its:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most + 1:  # a change of places may win one back
            return most + 1
    return row[-1]
