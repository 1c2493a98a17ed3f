"""YAML trees of several books → one tree for each part, what the later ones add put beside what the earlier ones have.

Keys keep their places, each in its own file. What is declared already cannot be declared again: the first one stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dsl.diagnose import Diagnostic
from dsl.messages.catalogue import FIRST
from dsl.nodes import EMPTY, Problems, as_map, text_of
from dsl.syntax import Mapping as Map
from dsl.syntax import Node, Scalar

Parts = Mapping[str, Node | None]
Way = tuple[str, ...]

_ANY = "*"
_OPEN: Mapping[str, frozenset[Way]] = {
    "vocabulary": frozenset({
        (), ("entities",), ("enumerations",), ("actions",), ("parties",), ("words",),
        ("entities", _ANY), ("entities", _ANY, "fields"), ("entities", _ANY, "relations"),
        ("enumerations", _ANY), ("enumerations", _ANY, "values"),
    }),
    "parameters": frozenset({()}),
    "sources": frozenset({()}),
}  # fmt: skip
"""Of each part, the mappings to which a later book may add; everything else is a declaration, whole as it is."""
_WANTED: Mapping[str, tuple[str, ...]] = {"entities": ("zh", "key", "fields"), "enumerations": ("zh", "values")}
"""What a declaration has that adds to no other."""
_HANDED_DOWN = ("zone", "calendar")


def merged(below: Iterable[Parts], own: Parts, problems: Problems) -> dict[str, Node | None]:
    """The parts of a book, with those of all the books below it, the first first; the book's own problems are told."""
    before = {part: _joined([each[part] for each in below], part, []) for part in _OPEN}
    return {
        "rulebook": own["rulebook"],
        **{part: _joined([before[part], own[part]], part, problems) for part in _OPEN},
    }


def manifest(own: Node | None, first: Node | None) -> Node | None:
    """`rulebook.yaml`, with the time zone and the calendar of the first import where it says nothing of them."""
    mine, theirs = as_map(own), as_map(first)
    added = [pair for pair in theirs.entries if pair[0].text in _HANDED_DOWN and mine.get(pair[0].text) is None]
    return Map((*mine.entries, *added), mine.span) if own else own


def _joined(nodes: Iterable[Node | None], part: str, problems: Problems) -> Node | None:
    found: Map | None = None
    for node in nodes:
        if isinstance(node, Map):
            found = _added(found, node, part, (), problems) if found else node
    return found


def _added(one: Map, other: Map, part: str, way: Way, problems: Problems) -> Map:
    """The entries of both; a key of both is open to additions, or is declared twice."""
    entries = {key.text: (key, value) for key, value in one.entries}
    for key, value in other.entries:
        there = entries.get(key.text)
        inner = (*way, _ANY if len(way) == 1 else key.text)
        if there is None:
            entries[key.text] = key, value
        elif inner in _OPEN[part] and isinstance(there[1], Map) and isinstance(value, Map):
            entries[key.text] = there[0], _added(there[1], value, part, inner, problems)
        else:
            problems.append(Diagnostic("RB210", key.span, {"name": key.text}, ((there[0].span, FIRST),)))
    return Map(tuple(entries.values()), other.span)


# ── what adds to nothing ─────────────────────────────────────────────────────────────────────────────────────────────


def complete(own: Node | None, below: Iterable[Node | None], broken: set[str], problems: Problems) -> Node | None:
    """The vocabulary of a book without the entities and enumerations that are new in it and lack a part of theirs."""
    if not isinstance(own, Map):
        return own
    known = [as_map(each) for each in below]
    return Map(tuple((key, _completed(key, value, known, broken, problems)) for key, value in own.entries), own.span)


def _completed(section: Scalar, node: Node, below: list[Map], broken: set[str], problems: Problems) -> Node:
    wanted = _WANTED.get(section.text)
    if wanted is None or not isinstance(node, Map):
        return node
    known = {key.text for each in below for key, _ in as_map(each.get(section.text)).entries}
    kept: list[tuple[Scalar, Node]] = []
    for key, entry in node.entries:
        missing = [] if key.text in known else [name for name in wanted if as_map(entry).get(name) is None]
        problems += [Diagnostic("RB131", key.span, {"name": name}) for name in missing]
        if missing:
            broken |= {key.text, *_names_in(as_map(entry))}
        else:
            kept.append((key, entry))
    return Map(tuple(kept), node.span)


def _names_in(entry: Map) -> Iterator[str]:
    """Every name that an entry would have declared."""
    for key, value in entry.entries:
        yield from (key.text, text_of(value))
        yield from _names_in(value if isinstance(value, Map) else EMPTY)
