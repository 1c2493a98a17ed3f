"""The edges of two books → made-up facts about one subject, and the day asked about, near where an answer changes.

By a seed, and without a library: the same facts come again on any machine. Rows hold what the answers read alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal as Exact
from random import Random
from typing import Any

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Text, YesNo
from dsl.literal import zone
from interpreter.edges import Edges
from interpreter.proof.question import SINCE, Facts, Found
from interpreter.proof.rows import FIRST, LAST

_CLOCK = (time(), time(), time(8, 30), time(12), time(23, 59, 59))
_WORDS = ("甲", "乙", "丙")  # few, so that two texts are often equal
_MANY = 8  # a collection larger than this is not worth its time
_DEEP = 3
_YEARS = 50
_ABOUT = 130  # days: longer than most periods
_STEPS = (1, -1, 1, -1, 2, -2, 7, -7)


class Boundary:
    """Facts about one subject of `book`, whose vocabulary both books share; on the day `on`, or on any."""

    def __init__(self, book: core.Book, sides: Sequence[Edges], subject: str, on: date | None, random: Random) -> None:
        self.book = book
        self.sides = sides
        self.entity = book.vocabulary.entities[subject]
        self.on = on
        self.random = random
        self.wanted = frozenset(name for side in sides for name in side.reads(subject))
        self.distances = [tuple(side.distances()) for side in sides]
        self.values: dict[tuple[int, Kind], Sequence[object]] = {}
        self.counted = frozenset(name for side in sides for name in side.counted)
        self.sizes = self._sizes()
        self.marks = [self._marks(side) for side in sides]
        self.ends = self._ends()
        self.number = 0

    # ── cases ──

    def fresh(self) -> Found:
        """A case of which nothing was known before."""
        on = self._asked()
        return Found({self.entity.name: self._row(self.entity, on, _DEEP, None)}, on)

    def beside(self, found: Found) -> Found:
        """The same case with one thing otherwise: a field, a row, or the day asked about."""
        if self.on is None and self._one_in(6):
            return replace(found, on=self._shifted(found.on))
        ((name, facts),) = found.facts.items()
        return replace(found, facts={name: self._changed(self.entity, facts, found.on, _DEEP, None)})

    # ── rows ──

    def _row(self, entity: core.Entity, on: date, depth: int, came_by: core.Relation | None) -> Facts:
        self.number += 1
        made: Facts = {entity.key: f"{entity.name} {self.number}"}
        for declared in self._fields(entity):
            made |= self._given(declared, on)
        for relation in self._relations(entity, came_by) if depth else ():
            if not self._one_in(6):
                made[relation.name] = self._related(relation, on, depth - 1)
        return made

    def _fields(self, entity: core.Entity) -> Iterator[core.Field]:
        """Those that are read, and those that may not be absent; the key is given already."""
        for declared in entity.fields.values():
            is_needed = declared.absent == "refused" or (entity.name, declared.name) in self.wanted
            if is_needed and declared.name != entity.key:
                yield declared

    def _relations(self, entity: core.Entity, came_by: core.Relation | None) -> Iterator[core.Relation]:
        for relation in entity.relations.values():
            is_back = came_by is not None and came_by.inverse == relation.name and came_by.entity == relation.to
            if (entity.name, relation.name) in self.wanted and not is_back:
                yield relation

    def _given(self, declared: core.Field, on: date) -> Facts:
        """A value, mostly; else what its absence means, or that it is not known."""
        pick = 9 if declared.absent == "refused" else self.random.randrange(10)
        if pick == 0:
            return {declared.name: "unknown"}
        if pick < 3 and declared.absent == "never":
            return {}
        return {declared.name: self._value(declared.kind, on)}

    def _related(self, relation: core.Relation, on: date, depth: int) -> object:
        entity = self.book.vocabulary.entities[relation.to]
        if not relation.many:
            return self._row(entity, on, depth, relation)
        sizes = self.sizes if relation.name in self.counted else (0, 1, 1, 2, 3)
        return [self._row(entity, on, depth, relation) for _ in range(self.random.choice(sizes))]

    def _changed(self, entity: core.Entity, facts: Facts, on: date, depth: int, came_by: core.Relation | None) -> Facts:
        """One thing in the row, or in a row below it, is otherwise."""
        fields, relations = list(self._fields(entity)), list(self._relations(entity, came_by)) if depth else []
        members: list[core.Field | core.Relation] = [*fields, *relations]
        if not members:
            return facts
        chosen = self.random.choice(members)
        inner = facts.get(chosen.name)
        if isinstance(chosen, core.Field):
            rest = {name: value for name, value in facts.items() if name != chosen.name}
            return rest | (self._moved(chosen, inner) or self._given(chosen, on))
        below = self.book.vocabulary.entities[chosen.to]
        if isinstance(inner, dict) and not self._one_in(4):
            return {**facts, chosen.name: self._changed(below, inner, on, depth - 1, chosen)}
        if isinstance(inner, list) and inner and not self._one_in(8):
            return {**facts, chosen.name: self._other_rows(chosen, inner, on, depth - 1)}
        return {**facts, chosen.name: self._related(chosen, on, depth - 1)}

    def _other_rows(self, relation: core.Relation, rows: list[Facts], on: date, depth: int) -> list[Facts]:
        """One row less, one more, or one that is otherwise."""
        entity, at = self.book.vocabulary.entities[relation.to], self.random.randrange(len(rows))
        pick = self.random.randrange(5)
        if pick == 0:
            return [*rows[:at], *rows[at + 1 :]]
        if pick == 1 and len(rows) <= _MANY:
            return [*rows, self._row(entity, on, depth, relation)]
        return [*rows[:at], self._changed(entity, rows[at], on, depth, relation), *rows[at + 1 :]]

    # ── values ──

    def _asked(self) -> date | datetime:
        """The day asked about; now and then a moment of it."""
        day = self.on or self._day_asked()
        return datetime.combine(day, self._pick(_CLOCK), zone(self.book.zone)) if self._one_in(5) else day

    def _day_asked(self) -> date:
        """Where the law turns; where one calendar ends before the other, as often about then; or any day."""
        if self.ends and self._one_in(2):
            return _day(_within(self._pick(self.ends), self.random.randrange(-_ABOUT, _ABOUT)))
        return self._any() if self._one_in(6) else self._pick(self._pick(self.marks))

    def _ends(self) -> list[date]:
        """The first and last days that one of two calendars has and the other has not."""
        first, *others = (side.book.calendar.covered for side in self.sides)
        apart = {day for other in others for pair in zip(first, other, strict=True) if len({*pair}) > 1 for day in pair}
        return sorted(day for day in apart if SINCE <= day <= LAST)

    def _shifted(self, on: date) -> date:
        by = self._pick((*_STEPS, *self._pick(self.distances)))
        return _within(on, by) if SINCE <= _day(_within(on, by)) <= LAST else on

    def _moved(self, declared: core.Field, value: object) -> Facts:
        """The value one step on, where it has steps; often enough that is where an answer changes."""
        if self._one_in(3):
            return {}
        match value:
            case bool():
                return {declared.name: not value}
            case date():
                return {declared.name: _within(value, self._pick(_STEPS))}
            case int():
                return {declared.name: value + self._pick((1, -1))}
            case Exact():
                return {declared.name: value + self._pick((Exact("0.01"), Exact("-0.01"), Exact(1)))}
            case _:
                return {}

    def _value(self, kind: Kind, on: date) -> Any:
        match kind:
            case Date():
                return self._near(on)
            case Instant():
                return datetime.combine(self._near(on), self._pick(_CLOCK), zone(self.book.zone))
            case _:
                return self._pick(self._known(kind))

    def _known(self, kind: Kind) -> Sequence[object]:
        """Values of a kind that one of the books names, and what lies beside them."""
        at = self.random.randrange(len(self.sides))
        if (at, kind) not in self.values:
            self.values[at, kind] = self._of_kind(self.sides[at], kind)
        return self.values[at, kind]

    def _of_kind(self, edges: Edges, kind: Kind) -> Sequence[object]:
        named = [value for of, value in edges.known if of == kind]
        match kind:
            case YesNo():
                return (True, False)
            case OneOf(enumeration):
                return [*named, *named, *list(self.book.vocabulary.enumerations[enumeration].values)[:_MANY]]
            case Text():
                return [*named, *_WORDS]
            case Integer():
                return [int(each) for each in edges.figures(kind, "1")]
            case Duration():
                figures = [each for each in named if isinstance(each, int)]
                return sorted({max(0, each + n) for each in (0, 30, *figures) for n in (-1, 0, 1)})
            case Decimal() | Money():
                return [*edges.figures(kind, "0.01"), Exact(1), Exact(100)]
            case _:
                raise ValueError(f"no field is of kind {kind}")

    def _near(self, on: date) -> date:
        """A day so many days from the day asked about, or on which something turns."""
        side = self.random.randrange(len(self.sides))
        if self._one_in(5):
            return self._any() if self._one_in(4) else self._pick(self.marks[side])
        found = _day(_within(_day(on), self._pick(self.distances[side])))
        return found if FIRST <= found <= LAST else _day(on)

    def _any(self) -> date:
        """A day of this time, or of one for which no calendar is known."""
        return SINCE + timedelta(self.random.randrange(_YEARS * 365))

    def _marks(self, side: Edges) -> Sequence[date]:
        """The days on which the book turns, as often as ends of months."""
        turns, others = ([day for day in some if SINCE <= day <= LAST] for some in (side.turns, side.marks))
        return [*turns * (len(others) // max(1, len(turns))), *others]

    def _sizes(self) -> Sequence[int]:
        """How many rows, where they are counted: about as many as a figure says."""
        figures = [int(n) for side in self.sides for n in side.figures(Integer(), "1") if 3 < n <= _MANY]
        return (0, 1, 1, 2, 3, *figures)

    def _pick(self, some: Sequence[Any]) -> Any:
        return some[int(self.random.random() * len(some))]

    def _one_in(self, number: int) -> bool:
        return self.random.random() * number < 1


def _day(on: date) -> date:
    return on.date() if isinstance(on, datetime) else on


def _within(day: date, days: int) -> date:
    """The day so many days on, where there is one."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return day
