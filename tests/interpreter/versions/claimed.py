"""Facts, judged → whether a proof speaks of such facts at all: what `guiju prove` says that it assumes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from dsl import core
from dsl.kinds import Duration, Kind
from interpreter.proof.rows import CENTURY, FIRST, FIRST_MOMENT, LAST
from interpreter.values import Row, Rows, day_of

PLACES = 2
"""After the point of amounts and decimals."""


def is_claimed(vocabulary: core.Vocabulary, row: Row) -> bool:
    """Of a row and all that it leads to."""
    return all(
        _is_within(vocabulary.entities[each.entity].fields[name].kind, value)
        for each in _reached(row, {id(row)})
        for name, value in each.values.items()
    )


def _reached(row: Row, seen: set[int]) -> Iterator[Row]:
    yield row
    for linked in row.links.values():
        for each in linked.members if isinstance(linked, Rows) else [linked]:
            if isinstance(each, Row) and id(each) not in seen:
                seen.add(id(each))
                yield from _reached(each, seen)


def _is_within(kind: Kind, value: object) -> bool:
    match value:
        case datetime():
            return FIRST_MOMENT <= day_of(value) <= LAST
        case date():
            return FIRST <= value <= LAST
        case Decimal():
            return value == round(value, PLACES)
        case int() if isinstance(kind, Duration):
            return value <= CENTURY[kind.unit]
        case _:
            return True
