"""The facts of a scenario and its day → the same ones with one thing different: where a boundary is likely to lie.

Another day; a date, a moment, a number, a truth or a value of a list changed, added or left out; a row left out or
doubled; all of it moved in time. Plain data in, plain data out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from dsl import core
from dsl.kinds import Date, Decimal, Instant, Integer, Money, OneOf, YesNo
from interpreter.facts import member_names
from interpreter.lives import Facts

When = date | datetime
Case = tuple[Facts, When]
_DAY = timedelta(days=1)
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:]+)?")
_NUMBER = re.compile(r"(-?[0-9]+)(\.[0-9]+)?(.*)")


def nearby(book: core.Book, facts: Mapping[str, object], on: When, read: frozenset[tuple[str, str]]) -> Iterator[Case]:
    """All cases one step away. `read` are the fields (and relations) that matter, with their entities."""
    (name, row), *_ = facts.items()
    entity = next(each for each in book.vocabulary.entities.values() if name in (each.name, each.names.zh))
    yield from ((dict(facts), on + n * _DAY) for n in (-1, 1))
    if not isinstance(row, dict):
        return
    seen = Seen(book, tuple(sorted(set(_DATED.findall(str(facts))) | {str(on)[:10]})), read)
    for each in seen.rows(entity, row):
        changed: Facts = {name: each}
        yield changed, on


def shifted(facts: Mapping[str, object], by: timedelta) -> Facts:
    """Every date and every moment moved by so much."""

    def moved(value: object) -> object:
        match value:
            case dict():
                return {name: moved(each) for name, each in value.items()}
            case list():
                return [moved(each) for each in value]
            case str() if _DATED.match(value):
                return str(date.fromisoformat(value[:10]) + by) + value[10:]
            case _:
                return value

    return {name: moved(each) for name, each in facts.items()}


class Seen:
    """Rows one step away from a row, by the days that the facts speak of."""

    def __init__(self, book: core.Book, days: tuple[str, ...], read: frozenset[tuple[str, str]]) -> None:
        self.book = book
        self.days = days
        self.read = read

    def rows(self, entity: core.Entity, row: Facts) -> Iterator[Facts]:
        """A row with one of its values, or one value of a row related to it, changed, added or left out."""
        members = member_names(entity)
        for name, value in row.items():
            member = members[name]
            rest = {key: each for key, each in row.items() if key != name}
            if member.name != entity.key:
                yield rest
            inner = self._related(member, value) if isinstance(member, core.Relation) else self._values(member, value)
            yield from ({**row, name: each} for each in inner)
        given = {members[name].name for name in row}
        for declared in entity.fields.values():
            if declared.name not in given and (entity.name, declared.name) in self.read:
                yield from ({**row, declared.name: each} for each in self._values(declared, ""))

    def _related(self, relation: core.Relation, value: object) -> Iterator[object]:
        entity = self.book.vocabulary.entities[relation.to]
        if isinstance(value, dict):
            yield from self.rows(entity, value)
        elif isinstance(value, list):
            for place, each in enumerate(value):
                yield [*value[:place], *value[place + 1 :]]
                if isinstance(each, dict):
                    yield [*value, {**each, entity.key: f"{each.get(entity.key, place)}-2"}]
                    yield from ([*value[:place], inner, *value[place + 1 :]] for inner in self.rows(entity, each))

    def _values(self, field: core.Field, value: object) -> Iterator[str]:
        match field.kind:
            case Date():
                yield from self._around()
            case Instant():
                yield from self._moments()
            case YesNo():
                yield "no" if value in ("yes", "是") else "yes"
            case OneOf(enumeration):
                yield from (each for each in self.book.vocabulary.enumerations[enumeration].values if each != value)
            case Integer() | Decimal() | Money():
                if number := _NUMBER.fullmatch(str(value)):
                    yield from (f"{int(number[1]) + n}{number[2] or ''}{number[3]}" for n in (-1, 1))

    def _around(self) -> Iterator[str]:
        """The days that the facts speak of, and those around them."""
        known = {date.fromisoformat(each[:10]) for each in self.days}
        yield from (str(day) for day in sorted({day + n * _DAY for day in known for n in (-1, 0, 1)}))

    def _moments(self) -> Iterator[str]:
        """The moments that the facts speak of, a minute more and less; and their days, at noon."""
        for each in self.days:
            moment = datetime.fromisoformat(each if "T" in each else f"{each}T12:00")
            yield from ((moment + timedelta(minutes=n)).isoformat()[:16] for n in (0, -1, 1))
        yield from (f"{day}T12:00" for day in self._around())
