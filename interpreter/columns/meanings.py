"""The distinct texts of a field → what Python's own reader reads in each: remembered, for texts come again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dsl import core
from dsl.kinds import NEVER
from interpreter.facts import Given, read_given
from interpreter.values import Unknown

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text is read as, unless it is `bad`: then the row it stands in may be rejected."""

    text: str
    value: Given
    is_bad: bool = False


_BAD = Unknown(frozenset())


class Reader:
    """Reads the texts of one field of a book."""

    def __init__(self, book: core.Book, field: core.Field) -> None:
        self._book = book
        self._field = field
        self._empty: Given = NEVER if field.absent == "never" else _BAD
        self._known: dict[tuple[Callable[[str], object], str], Meaning] = {}

    def meanings(self, texts: Iterable[str], cell: Callable[[str], object]) -> list[Meaning]:
        """Each text with its meaning; `cell` makes of it what the reader of the file's form would give."""
        if len(self._known) > _MOST:
            self._known.clear()
        return [self._known.get((cell, text)) or self._learn(text, cell) for text in texts]

    def _learn(self, text: str, cell: Callable[[str], object]) -> Meaning:
        meaning = self._known[cell, text] = self._read(text, cell)
        return meaning

    def _read(self, text: str, cell: Callable[[str], object]) -> Meaning:
        try:
            value = self._empty if text == "" else read_given(self._book, self._field, cell(text))
        except ValueError:  # misread, or beyond what Python's types hold
            return Meaning(text, _BAD, True)
        refuses = isinstance(value, Unknown) and self._field.absent == "refused"
        return Meaning(text, value, refuses or "\0" in text)
