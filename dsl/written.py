"""A file of scenarios → its data, and where everything stands in it, which is found out when that is asked for.

Most files have nothing wrong with them, and then nobody asks. Those are skimmed; the others are read with places,
mended and cut as far as they fit.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsl.core import Standing
from dsl.nodes import as_map, place_of, plain
from dsl.schema import fitting
from dsl.skim import placed, skim
from dsl.source import Source, Span
from dsl.syntax import Mapping, Node, Sequence

SHAPE = "scenarios"


class Written:
    """One file: its cases as nested dicts, lists and texts, and its tree, which has their places."""

    def __init__(self, data: object, source: Source | None = None, node: Node | None = None) -> None:
        self.data = data
        self._source = source
        self._node = node
        self._known: dict[int, Standing] = {}

    @property
    def node(self) -> Node | None:
        """What of the file is understood; None where that is nothing."""
        if self._node is None and self._source is not None:
            self._node = placed(self._source)  # what could be skimmed can be read so, too
        return self._node

    def case(self, number: int) -> Mapping:
        """One case as written."""
        return as_map(self.node.items[number] if isinstance(self.node, Sequence) else None)

    def standing(self, number: int) -> Standing:
        """Where one case stands, and all that is in it."""
        if number not in self._known:
            self._known[number] = _standing(self.case(number))
        return self._known[number]


def skimmed(source: Source) -> object | None:
    """What is in the file, if it is surely as it should be."""
    data = skim(source)
    return data if data is not None and fitting(SHAPE)(data) else None


def understood(node: Node | None) -> Written:
    """A file that was read with places."""
    return Written(None if node is None else plain(node), None, node)


# ── places ──


def _standing(case: Mapping) -> Standing:
    places = dict(_places(as_map(case.get("facts"))))
    places |= {f"figures.{path}": place for path, place in _places(as_map(case.get("figures")))}
    expected = {key.text: (key.span, _words(value)) for key, value in as_map(case.get("expect")).entries}
    return Standing(place_of(case.get("name"), case.span), places, expected)


def _places(node: Node, path: str = "") -> Iterator[tuple[str, tuple[Span, Span]]]:
    """Where each fact stands, by its path."""
    match node:
        case Mapping(entries):
            for key, value in entries:
                inner = f"{path}.{key.text}" if path else key.text
                yield inner, (key.span, value.span)
                yield from _places(value, inner)
        case Sequence(items):
            for number, item in enumerate(items):
                yield f"{path}[{number}]", (item.span, item.span)
                yield from _places(item, f"{path}[{number}]")
        case _:
            pass


def _words(value: Node) -> dict[str, Span]:
    """Where each word of an expectation stands; of a bare one, the word itself."""
    if not isinstance(value, Mapping):
        return {"": value.span}
    return {aspect.text: node.span for aspect, node in value.entries}
