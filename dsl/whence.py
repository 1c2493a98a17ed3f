"""Places in the files of several books → which book each is of, and which of two books knows the other."""

from __future__ import annotations

from dsl.core import Words
from dsl.diagnose import Related
from dsl.imports import Layer
from dsl.nodes import as_map, place_of, text_of
from dsl.source import Span


class Whence:
    """Which book something is written in, and which of two books knows the other."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._books = {name: each for each in layer.below for name in each.reading.texts}

    def of(self, span: Span) -> Layer:
        """The book of a place."""
        return self._books.get(span.file, self.layer)

    def name(self, span: Span) -> str:
        """What that book is called."""
        return text_of(as_map(self.of(span).yaml["rulebook"]).get("name"))

    def knows(self, one: Span, other: Span) -> bool:
        """Whether the first is written in a book that imports that of the second."""
        return any(each is self.of(other) for each in self.of(one).below)

    def apart(self, one: Span, other: Span) -> bool:
        """Whether the two are written in books of which neither imports the other."""
        return self.of(one) is not self.of(other) and not self.knows(one, other) and not self.knows(other, one)

    def meeting(self, one: Span, other: Span, said: Words) -> tuple[Span, Related]:
        """Where to tell of two things that contradict each other: at the second; of two books, where both are imported."""
        if not self.apart(one, other):
            return other, ((one, said),)
        manifest = as_map(self.layer.yaml["rulebook"])
        return place_of(manifest.get("imports"), manifest.span), ((one, said), (other, said))
