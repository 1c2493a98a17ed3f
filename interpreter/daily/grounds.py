"""The targets of one entity → what their outcomes stand on: a tree of rows, the fields read of each, their turns.

The rows reached form a tree: below a node are those to which relations lead on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dsl import core
from interpreter.daily.footing import Footing, Target, footing
from interpreter.daily.turns import Turn
from interpreter.daily.ways import Spot, Trail

Class = frozenset[str]
"""Targets that the same turns concern."""


@dataclass
class Grounds:
    """What the targets of one entity stand on, in tables called so."""

    book: core.Book
    entity: str
    footings: Mapping[str, Footing]
    reads: dict[Trail, set[str]] = field(init=False)
    turns: dict[tuple[Spot, Class], frozenset[Turn]] = field(init=False)

    def __post_init__(self) -> None:
        self.reads = {(): set()}
        concerned: dict[tuple[Spot, Turn], set[str]] = {}
        for name, each in self.footings.items():
            for path, fields in each.reads.items():
                self.reads.setdefault(path, set()).update(fields)
            for spot, turns in each.turns.items():
                for turn in turns:
                    concerned.setdefault((spot, turn), set()).add(name)
        found: dict[tuple[Spot, Class], set[Turn]] = {}
        for (spot, turn), names in concerned.items():
            found.setdefault((spot, frozenset(names)), set()).add(turn)
        self.turns = {key: frozenset(turns) for key, turns in found.items()}
        self.classes: list[Class] = sorted({each for _, each in self.turns}, key=sorted)

    def of(self, path: Trail) -> core.Entity:
        """The entity of the rows that a path leads to."""
        entity = self.book.vocabulary.entities[self.entity]
        for name in path:
            entity = self.book.vocabulary.entities[entity.relations[name].to]
        return entity

    def below(self, path: Trail) -> Iterator[tuple[Trail, core.Relation]]:
        """The children of a node, with the relations that lead to them."""
        for each in self.reads:
            if each[:-1] == path and each:
                yield each, self.of(path).relations[each[-1]]

    def needed(self) -> dict[str, set[str]]:
        """The fields that are read, by entity."""
        found: dict[str, set[str]] = {}
        for path, fields in self.reads.items():
            found.setdefault(self.of(path).name, set()).update(fields)
        return found

    def common(self, name: str, on: date) -> int | None:
        """The first day after `on` on which the law changes for a target; the next day, where any may matter."""
        if self.footings[name].daily:
            return on.toordinal() + 1
        return min((day.toordinal() for day in self.footings[name].days if day > on), default=None)


def grounds(book: core.Book, present: Collection[str], wanted: Mapping[str, Target]) -> list[Grounds]:
    """What the targets wanted stand on, by the entity of their subjects; of tables that are there."""
    by_entity: dict[str, dict[str, Footing]] = {}
    for name, each in wanted.items():
        entity = each.on if isinstance(each, core.Action) else each.subject
        if entity in present:
            by_entity.setdefault(entity, {})[name] = footing(book, present, each)
    return [Grounds(book, entity, footings) for entity, footings in by_entity.items()]


def seen(trees: Sequence[Grounds]) -> dict[str, set[str]]:
    """The fields that are read of rows by what reaches them, by entity: what a row is judged by itself is not there."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for path, fields in tree.reads.items():
            for below, relation in tree.below(path):
                found.setdefault(tree.of(below).name, set()).update(theirs for _, theirs in relation.on)
                if path:
                    found.setdefault(tree.of(path).name, set()).update(ours for ours, _ in relation.on)
            if path:
                found.setdefault(tree.of(path).name, set()).update(fields)
    return found


def needed(trees: Sequence[Grounds]) -> dict[str, set[str]]:
    """The fields that are read, by entity: all that any of the targets may ask."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for entity, names in tree.needed().items():
            found.setdefault(entity, set()).update(names)
    return found
