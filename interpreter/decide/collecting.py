"""Collections out of the ordinary: not known, or with rows in them that were met elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from dsl import core
from interpreter.decide.given import FieldReader, Given, Slow, is_left_open, is_same
from interpreter.decide.runtime import Held

Element = Callable[..., tuple[tuple[Held, ...], bool]]
"""`(row, *seen)` → what is read of a row, and whether nothing of it is unknown."""
Tuples = list[tuple[Held, ...]]
Collected = tuple[Sequence[tuple[Held, ...]], bool, bool]
"""The rows known, whether there may be more, whether all is known."""
Seen = dict[str, Given]
"""Key → row, of one entity."""


class Collecting:
    """What is out of the ordinary in a collection. `element` reads a row that was looked at before."""

    def __init__(self, book: core.Book, relation: core.Relation, element: Element) -> None:
        entities = book.vocabulary.entities
        self.element = element
        self.entity = entities[relation.to]
        pairs = () if relation.inverse else relation.on
        ours, theirs = entities[relation.entity].fields, entities[relation.to].fields
        self.joined = tuple(
            (a, b, FieldReader(book, ours[a], False), FieldReader(book, theirs[b], False)) for a, b in pairs
        )

    def unknown(self, raw: object, parent: Given, *seen: Seen) -> Collected:
        """What there is where the collection is not known. Raises Slow where it is no collection."""
        if not is_left_open(raw):
            raise Slow
        return (), True, False

    def met(self, seen: Seen, key: str, row: Given, parent: Given, before: int) -> Given:
        """The row that this one is, by its key. Raises Slow where that would take some thought."""
        raise Slow

    def whole(self, rows: Tuples, again: list[Given], sure: bool, parent: Given, *seen: Seen) -> Collected:
        """All rows of a collection that was given, some `again`. Raises Slow where one stands twice in it."""
        if len({id(row) for row in again}) < len(again):
            raise Slow
        return rows, False, sure

    def agree(self, owner: Given, row: Given) -> None:
        """Raises Slow where a field by which they are joined is known to differ: the row belongs elsewhere."""
        for ours, theirs, mine, other in self.joined:
            a, b = owner.get(ours), row.get(theirs)
            if a is None or b is None or a is b or a == b or a == "" or b == "":
                continue
            x, y = mine(a), other(b)
            if x is not None and y is not None and x != y:
                raise Slow


class Meeting(Collecting):
    """The same, where a row may be among them that was met elsewhere: told by its key, it is the row that it was."""

    def met(self, seen: Seen, key: str, row: Given, parent: Given, before: int) -> Given:
        """The row that it is; `before` were met before this collection."""
        known = seen[key]
        if any(each is known for each in islice(seen.values(), before, None)):
            raise Slow
        if len(row) > 1:
            for name, value in row.items():
                if name != self.entity.key and (name not in self.entity.fields or not is_same(known.get(name), value)):
                    raise Slow
        return known


class Closed(Meeting):
    """The same, where the row from which the owner was reached is always among them, and no other that was met."""

    def unknown(self, raw: object, parent: Given, *seen: Seen) -> Collected:
        """The row that is there in any case."""
        super().unknown(raw, parent, *seen)
        return [self.element(parent, *seen)[0]], True, False

    def whole(self, rows: Tuples, again: list[Given], sure: bool, parent: Given, *seen: Seen) -> Collected:
        """All rows that were given, and that one."""
        super().whole(rows, again, sure, parent, *seen)
        if again:
            return rows, False, sure
        own, is_sure = self.element(parent, *seen)
        return [*rows, own], False, sure and is_sure

    def met(self, seen: Seen, key: str, row: Given, parent: Given, before: int) -> Given:
        """The row that it is."""
        if seen[key] is not parent:
            raise Slow
        return super().met(seen, key, row, parent, before)
