"""Places in the files of several books → which book each is of, and which of two books knows the other."""

from __future__ import annotations

from collections.abc import Sequence

from dsl import syntax as s
from dsl.core import Words
from dsl.diagnose import Related
from dsl.layer import Layer
from dsl.nodes import as_map, place_of, text_of
from dsl.source import Span


class Whence:
    """A book by its manifest and those that it imports, each after those that it imports itself."""

    def __init__(self, manifest: s.Node | None, below: Sequence[Layer]) -> None:
        self.manifest = as_map(manifest)
        self._books = {name: each for each in below for name in each.reading.texts}

    def of(self, place: Span) -> Layer | None:
        """The imported book that a place is of; None where it is of the book itself."""
        return self._books.get(place.file)

    def name(self, place: Span) -> str:
        """What the book of a place is called."""
        book = self.of(place)
        return text_of((as_map(book.yaml["rulebook"]) if book else self.manifest).get("name"))

    def knows(self, one: Span, other: Span) -> bool:
        """Whether the first is written in a book that imports that of the second."""
        mine, theirs = self.of(one), self.of(other)
        if mine is None:
            return theirs is not None
        return any(each is theirs for each in mine.below)

    def apart(self, one: Span, other: Span) -> bool:
        """Whether the two are written in books of which neither imports the other."""
        return self.of(one) is not self.of(other) and not self.knows(one, other) and not self.knows(other, one)

    def meeting(self, one: Span, other: Span, said: Words) -> tuple[Span, Related]:
        """Where to tell of two things that contradict each other: at the second, or where both books are imported."""
        if not self.apart(one, other):
            return other, ((one, said),)
        return place_of(self.manifest.get("imports"), self.manifest.span), ((one, said), (other, said))
