"""Facts as they were given → the same in one way: English names, values as text, members in order.

So the same facts have the same hash in either language and from any door. `tell` may be given another way to tell a
value: a log tells what identifies a person by a keyed hash.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dsl import core
from interpreter.facts import Forms, Given, read_given
from interpreter.values import Unknown

Tell = Callable[[core.Field, Given], Any]
"""How the value of a field is told; LEFT_OUT where it is not."""
LEFT_OUT = object()


def text(value: Given) -> Any:
    """A value in JSON's own terms: truths and whole numbers as they are, all else as text."""
    match value:
        case bool() | int() | str():
            return value
        case Unknown():
            return "unknown"
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return repr(value)  # never


def as_given(_: core.Field, value: Given) -> Any:
    """The value itself."""
    return text(value)


def plain(book: core.Book, facts: Mapping[str, object], tell: Tell = as_given) -> dict[str, Any]:
    """Facts that `from_mapping` has found well-formed."""
    (name, row), *_ = facts.items()
    entity = next(each for each in book.vocabulary.entities.values() if name in (each.name, each.names.zh))
    return {entity.name: _Teller(book, tell).row(entity, row)}


class _Teller:
    def __init__(self, book: core.Book, tell: Tell) -> None:
        self.book = book
        self.tell = tell
        self.forms = Forms(book)

    def row(self, entity: core.Entity, given: Any) -> dict[str, Any]:
        members = self.forms.of(entity.name).members
        told: dict[str, Any] = {}
        for name, inner in given.items():
            member = members[str(name)]
            value = self._related(member, inner) if isinstance(member, core.Relation) else self._value(member, inner)
            if value is not LEFT_OUT:
                told[member.name] = value
        return told

    def _related(self, relation: core.Relation, inner: Any) -> Any:
        """One row or many; nothing where it was not said to what the relation leads."""
        entity = self.book.vocabulary.entities[relation.to]
        if inner is None or isinstance(inner, str):
            return LEFT_OUT
        return [self.row(entity, each) for each in inner] if relation.many else self.row(entity, inner)

    def _value(self, field: core.Field, raw: object) -> Any:
        if raw is None or raw == "":
            return LEFT_OUT
        return self.tell(field, read_given(self.book, field, raw))
