"""An expression of a date, or of a length → all the ways in which it may come about, whatever the facts are.

A way leads from a field of rows that are reached, from a fixed day or from today, by steps of some days, months or
years. Where the ways are too many, or cannot be told, there are none to go by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal, TypeVar, cast

from dsl import core
from dsl.kinds import Never, Reference, Unit
from dsl.record import dataclass
from interpreter.daily.turns import Step, Steps
from interpreter.values import calculate, day_of

Trail = tuple[str, ...]
"""The relations that lead from the subject to rows, one after another."""
Env = Mapping[str, Trail | None]
"""The rows that variables stand for; None where the snapshot has no such table."""
Some = TypeVar("Some")
MANY = 100
"""More ways to one date, or lengths of one period, than these are not followed."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A field of the rows that a path leads to."""

    path: Trail
    field: str


@dataclass(frozen=True, slots=True)
class Way:
    """How a date may come about: by steps from a field, from a fixed day, or from today (None)."""

    origin: Spot | date | None
    steps: Steps = ()


Ways = frozenset[Way]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How dates come about in a book, in a snapshot that has tables of these entities."""

    book: core.Book
    present: Collection[str]

    def path(self, e: core.Expr, env: Env) -> Trail | None:
        """The way to the rows that an expression stands for; None where the snapshot has no such table."""
        if isinstance(e, core.Variable):
            return env[e.name]
        assert isinstance(e, core.Follow)  # the checker gives no other
        of = self.path(e.of, env)
        assert isinstance(e.of.kind, Reference)  # relations are of rows
        relation = self.book.vocabulary.entities[e.of.kind.entity].relations[e.name]
        return None if of is None or relation.to not in self.present else (*of, e.name)

    def of(self, e: core.Expr, env: Env, today: Spot | None) -> Ways | None:
        """All ways in which a date may come about, None if not known; `today` is that of an act, where it is given."""
        match e:
            case core.Constant(value):
                return frozenset() if isinstance(value, Never) else frozenset({Way(_day(value))})
            case core.FieldOf(of, name):
                path = self.path(of, env)
                return frozenset() if path is None else frozenset({Way(Spot(path, name))})
            case core.FactOf(of, name):
                path = self.path(of, env)
                assert isinstance(of.kind, Reference)  # facts are of rows
                entity = of.kind.entity
                values = [] if path is None else [*possible(self.book.facts[entity, name])]
                return union(self.of(value, {entity: path}, today) for value in values)
            case core.Figure(name):
                return frozenset(Way(_day(each.value)) for each in self.book.parameters[name].values)
            case core.Today() | core.Now():
                return frozenset({Way(today)})
            case core.PeriodEnd(duration, unit, start):
                return self._stepped(start, ("end", unit, 1), duration, env, today)
            case core.Shift(start, duration, unit, sign):
                return self._stepped(start, ("shift", unit, sign), duration, env, today)
            case core.DayOf(term):
                return self.of(term, env, today)
            case core.Pick(_, terms):
                return union(self.of(term, env, today) for term in terms)
            case core.Extreme():
                over = self.path(e.over, env)
                return frozenset() if over is None else self.of(e.value, {**env, e.variable: over}, today)
            case _:
                return None

    def _stepped(
        self,
        start: core.Expr,
        how: tuple[Literal["end", "shift"], Unit, Literal[1, -1]],
        duration: core.Expr,
        env: Env,
        today: Spot | None,
    ) -> Ways | None:
        """The ways to a start, a step longer, for each length that the step may have."""
        ways, amounts = self.of(start, env, today), self.amounts(duration)
        if ways is None or amounts is None or len(ways) * len(amounts) > MANY:
            return None
        kind, unit, sign = how
        steps = [Step(kind, amount, unit, sign) for amount in amounts]
        return frozenset(replace(way, steps=(*way.steps, step)) for way in ways for step in steps)

    def amounts(self, e: core.Expr) -> frozenset[int] | None:
        """All values that a whole number may have on any day; None where they are not known."""
        match e:
            case core.Constant(int() as value):
                return frozenset({value})
            case core.Figure(name):
                values = [each.value for each in self.book.parameters[name].values]
                return frozenset(each for each in values if isinstance(each, int)) if values else None
            case core.FactOf(of, name):
                assert isinstance(of.kind, Reference)  # facts are of rows
                return union(self.amounts(value) for value in possible(self.book.facts[of.kind.entity, name]))
            case core.Arithmetic(op, left, right):
                a, b = self.amounts(left), self.amounts(right)
                if a is None or b is None or len(a) * len(b) > MANY:
                    return None
                return frozenset(int(cast(int, calculate(op, x, y))) for x in a for y in b)
            case _:
                return None


def possible(fact: core.Fact) -> Iterator[core.Expr]:
    """What a fact may be."""
    yield fact.body
    yield from (branch.value for branch in fact.exceptions)
    if fact.presumed:
        yield fact.presumed.value


def union(sets: Iterable[frozenset[Some] | None]) -> frozenset[Some] | None:
    """All of them together, if all are known and they are not too many."""
    found: set[Some] = set()
    for each in sets:
        if each is None or len(found) > MANY:
            return None
        found |= each
    return frozenset(found)


def _day(value: object) -> date:
    assert isinstance(value, date)  # of a kind of days
    return day_of(value)
