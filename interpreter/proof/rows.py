"""The vocabulary → rows of which nothing is said: any value that a field can have, any rows that a relation can reach.

They hang together as nested facts do (`interpreter/facts.py`): a relation is given or not, what leads there leads back,
rows that belong elsewhere are not reached. Fields and relations come into being when they are asked for, and only they
are spoken of in an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import z3

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Text, Unit, YesNo
from interpreter.proof.logic import (
    FALSE,
    MICROSECONDS,
    NEVER_DAY,
    TRUE,
    Formula,
    Term,
    Truth,
    Value,
    both,
    either,
    opposite,
    where,
)

FIRST, LAST = date(1900, 1, 1), date(2099, 12, 31)
"""Between which the days of facts lie: what a proof assumes, and says."""
FIRST_MOMENT = date(1992, 1, 1)
"""Before which moments do not lie: the clocks of the zone have not been changed since."""
CENTURY: dict[Unit, int] = {"hours": 876_000, "days": 36_500, "working days": 25_000, "months": 1_200, "years": 100}
"""What durations of facts do not exceed."""
HUNDREDTHS = 100
LEAST = 2
"""Rows that a relation has where nothing is said of it."""


@dataclass(eq=False)
class Row:
    """A row that may be anything. `present`: whether there is one at all."""

    entity: core.Entity
    name: str
    present: Formula = TRUE
    fields: dict[str, Value | Truth] = field(default_factory=dict)
    ones: dict[str, One] = field(default_factory=dict)
    many: dict[str, Many] = field(default_factory=dict)


@dataclass(frozen=True)
class One:
    """What a relation to one row reaches: the row, where that is known. `is_back` where it is the way back."""

    known: Formula
    row: Row
    is_back: bool = False


@dataclass(frozen=True)
class Many:
    """What a relation to many rows reaches: those that are present; `whole` where there are no others.

    The first `back` of them are rows that lead here, and are there in any case.
    """

    members: tuple[Row, ...]
    whole: Formula
    back: int = 0


class Rows:
    """All rows of one question, and what holds of them in any case."""

    def __init__(
        self, vocabulary: core.Vocabulary, texts: dict[str, int], most: Mapping[str, int], free: Collection[str] = ()
    ) -> None:
        self.vocabulary = vocabulary
        self.free = free
        self.texts = texts
        self.most = most
        self.laws: list[Formula] = []
        self.all: list[Row] = []
        self.figures: dict[str, Value | Truth] = {}
        """The figures that were asked for and may be anything."""
        self._keys: dict[str, list[Value]] = {}

    def subject(self, entity: str) -> Row:
        """The row that is asked about."""
        return self._row(entity, entity, TRUE)

    def _row(self, entity: str, name: str, present: Formula) -> Row:
        row = Row(self.vocabulary.entities[entity], name, present)
        self.all.append(row)
        return row

    def figure(self, parameter: core.Parameter) -> Value | Truth:
        """A figure that may be anything from nothing on, and is the same on all days."""
        if parameter.name not in self.figures:
            name = f"figure {parameter.name}"
            if isinstance(parameter.kind, YesNo):
                self.figures[parameter.name] = Truth(z3.Bool(name), opposite(z3.Bool(name)))
            else:
                self.figures[parameter.name] = self._ordered(parameter.kind, "refused", name, TRUE)
                self.laws.append(z3.Int(name) >= 0)
        return self.figures[parameter.name]

    # ── fields ──

    def field(self, row: Row, name: str) -> Value | Truth:
        """What is given for a field; what is not given is `never` or unknown, as the vocabulary says."""
        if name not in row.fields:
            row.fields[name] = self._field(row, row.entity.fields[name])
        return row.fields[name]

    def _field(self, row: Row, declared: core.Field) -> Value | Truth:
        name = f"{row.name}.{declared.name}"
        is_sure = declared.absent == "refused" and declared.name not in joins(row.entity)
        known = TRUE if is_sure else z3.Bool(f"{name}?")
        if isinstance(declared.kind, YesNo):
            value = z3.Bool(name)
            return where(known, Truth(value, opposite(value)))
        made = self._ordered(declared.kind, declared.absent, name, known)
        if declared.name == row.entity.key:
            self._distinct(row.entity.name, made)
        return made

    def _ordered(self, kind: Kind, absent: core.Absence, name: str, known: Formula) -> Value:
        match kind:
            case Date():
                term = z3.Int(name)
                self.laws.append(self._is_day(absent, term))
                return Value(known, term)
            case Instant():
                day, clock = z3.Int(f"{name}:day"), z3.Int(f"{name}:clock")
                self.laws += [self._is_day(absent, day), clock >= 0, clock < MICROSECONDS]
                self.laws.append(day >= FIRST_MOMENT.toordinal())
                self.laws.append(either(day != NEVER_DAY, clock == 0))
                return Value(known, day * MICROSECONDS + clock, day)
            case OneOf(enumeration):
                term = z3.Int(name)
                self.laws += [term >= 0, term < len(self.vocabulary.enumerations[enumeration].values)]
                return Value(known, term)
            case Decimal() | Money():
                return Value(known, z3.ToReal(z3.Int(name)) / HUNDREDTHS)
            case Duration(unit):
                term = z3.Int(name)
                self.laws += [term >= 0, term <= CENTURY[unit]]
                return Value(known, term)
            case Text():
                term = z3.Int(name)
                self.laws.append(term >= 0)
                return Value(known, term)
            case Integer():
                return Value(known, z3.Int(name))
            case _:
                raise ValueError(f"no field is of kind {kind}")

    def _is_day(self, absent: core.Absence, term: Term) -> Formula:
        within = both(term >= FIRST.toordinal(), term <= LAST.toordinal())
        return either(within, term == NEVER_DAY) if absent == "never" else within

    def _distinct(self, entity: str, key: Value) -> None:
        """Two rows with one key would be one row."""
        for other in self._keys.setdefault(entity, []):
            self.laws.append(opposite(both(key.known, other.known, key.term == other.term)))
        self._keys[entity].append(key)

    def within(self, first: int, last: int) -> Iterator[Formula]:
        """Every day and moment that was asked for has not happened or lies between these days."""
        for row in self.all:
            for name, value in row.fields.items():
                if isinstance(value, Value) and isinstance(row.entity.fields[name].kind, Date | Instant):
                    day = value.term if value.day is None else value.day
                    yield either(day == NEVER_DAY, both(day >= first, day <= last))

    def told_by(self, vocabulary: core.Vocabulary) -> Iterator[Formula]:
        """Nothing is given but what this vocabulary has words for: no other fields, relations or values."""
        for row in self.all:
            if row.entity.name in vocabulary.entities:
                entity = vocabulary.entities[row.entity.name]
                for name, value in row.fields.items():
                    yield from _told_by(vocabulary, entity, row.entity.fields[name], value)
                yield from (opposite(one.known) for name, one in row.ones.items() if name not in entity.relations)
                yield from (opposite(many.whole) for name, many in row.many.items() if name not in entity.relations)

    # ── relations ──

    def one(self, row: Row, name: str) -> One:
        """What a relation to one row reaches."""
        if name not in row.ones:
            relation = row.entity.relations[name]
            other = self._row(relation.to, f"{row.name}.{name}", TRUE)
            row.ones[name] = One(z3.Bool(f"{row.name}.{name}?"), other)
            self._lead_back(row, relation, other)
        return row.ones[name]

    def many(self, row: Row, name: str) -> Many:
        """What a relation to many rows reaches."""
        if name not in row.many or row.many[name].back == len(row.many[name].members):
            self._fill(row, row.entity.relations[name])
        return row.many[name]

    def _fill(self, row: Row, relation: core.Relation) -> None:
        """Any number of rows up to the bound, after those that lead here; without it being given, only these."""
        name = f"{row.name}.{relation.name}"
        most = self.most.get(f"{row.entity.name}.{relation.name}", LEAST)
        before = row.many.get(relation.name)
        back = before.members if before else ()
        whole = z3.Bool(f"{name}?")
        rows = [self._row(relation.to, f"{name}[{n}]", z3.Bool(f"{name}[{n}]!")) for n in range(most)]
        row.many[relation.name] = Many((*back, *rows), whole, len(back))
        for number, other in enumerate(rows):
            self.laws.append(either(opposite(other.present), whole if number == 0 else rows[number - 1].present))
            self._lead_back(row, relation, other)
            if relation.inverse is None:
                self.laws += [either(opposite(other.present), each) for each in self._belongs(row, other, relation)]

    def _belongs(self, row: Row, other: Row, relation: core.Relation) -> Iterator[Formula]:
        """No field by which the relation joins is known to differ."""
        for ours, theirs in relation.on:
            a, b = self.field(row, ours), self.field(other, theirs)
            assert isinstance(a, Value)
            assert isinstance(b, Value)
            yield opposite(both(a.known, b.known, a.term != b.term))

    def _lead_back(self, row: Row, relation: core.Relation, other: Row) -> None:
        if relation.inverse is None:
            return
        back = other.entity.relations[relation.inverse]
        if back.many:
            other.many[back.name] = Many((row,), FALSE, 1)
        else:
            other.ones[back.name] = One(TRUE, row, is_back=True)


def _told_by(
    vocabulary: core.Vocabulary, entity: core.Entity, declared: core.Field, value: Value | Truth
) -> Iterator[Formula]:
    """A field that the vocabulary has not is left out; one of a list has a value that it has."""
    if declared.name not in entity.fields:
        if declared.absent == "never" and isinstance(value, Value):
            yield both(value.known, (value.term if value.day is None else value.day) == NEVER_DAY)
        elif declared.absent == "unknown":
            yield opposite(value.known)
    elif isinstance(declared.kind, OneOf) and isinstance(value, Value):
        yield value.term < len(vocabulary.enumerations[declared.kind.enumeration].values)


def joins(entity: core.Entity) -> set[str]:
    """The fields by which its rows are known and joined to others: they may be absent, whatever is said of them."""
    return {entity.key, *(ours for relation in entity.relations.values() for ours, _ in relation.on)}
