"""The reference meaning of expressions: core and facts → exact values, unknown ones included.

With `evaluate.py`, which stands on it, this is the specification. A faster meaning that disagrees is wrong.

Time: `today` is the day asked for; a moment may be asked for instead, and then `now` is known. Figures are those of the
day `law`. `asof` is the day of the snapshot: a current field is known from that day on. An event dated after today has
not happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal, Self, cast

from dsl import core
from dsl.kinds import NEVER, Never, Reference, Unit, Value
from dsl.literal import zone
from dsl.order import reach
from interpreter import periods
from interpreter.facts import Row, World
from interpreter.outcomes import Day
from interpreter.values import (
    Result,
    Rows,
    Truth,
    Unknown,
    calculate,
    choose,
    compare,
    day_of,
    every,
    missing_of,
    negate,
    some,
)
from interpreter.watching import Watching

_LAST_MOMENT = time(23, 59, 59, 999999)
_CLOCK = (core.Today, core.Now)
Bindings = dict[str, Row]


class Expressions(Watching):
    """The values of one book's expressions over one world on one day. Facts are remembered by row: computed once."""

    def __init__(self, book: core.Book, world: World, day: Day) -> None:
        super().__init__(day)
        self.book = book
        self.world = world
        self._facts: dict[tuple[Row, str], tuple[Result, date | None]] = {}

    @cached_property
    def schedule(self) -> periods.Schedule:
        """The working days of the book."""
        return periods.schedule_of(self.book.calendar)

    def on(self, **changes: date | datetime | None) -> Self:
        """The same question on another day."""
        day = replace(self.day, **changes)  # type: ignore[arg-type]  # the fields of Day
        return self if day == self.day else self.at(day)

    def at(self, day: Day) -> Self:
        """An evaluator of the same kind, with nothing remembered, on that day."""
        return type(self)(self.book, self.world, day)

    def forget(self, beyond: int) -> None:
        """Drops the facts remembered, where they are more than so many."""
        if len(self._facts) > beyond:
            self._facts.clear()

    # ── expressions ──

    def truth(self, e: core.Expr, row: Row) -> Truth:
        """A condition on the subject `row`."""
        return cast(Truth, self.value(e, {row.entity: row}))

    def value(self, e: core.Expr, env: Bindings) -> Result:
        """The value of any expression but a row or a collection."""
        match e:
            case core.Constant():
                return e.value
            case core.FieldOf(of, name):
                return self._field(self.row(of, env), name)
            case core.Compare(op, left, right):
                return self._compare(op, left, right, env)
            case core.Figure(name, on):
                return self._figure(name, on, env)
            case core.FactOf(of, name):
                return self._fact(self.row(of, env), name)
            case core.All(terms):
                return every(cast(Truth, self.value(term, env)) for term in terms)
            case core.Any(terms):
                return some(cast(Truth, self.value(term, env)) for term in terms)
            case core.Not(term):
                return negate(cast(Truth, self.value(term, env)))
            case core.Today():
                self._watch_end(self.day.today)
                return self.day.today
            case core.Now():
                self._watch_end(self.day.today)
                return self._now()
            case core.PeriodEnd(duration, unit, start):
                return self._period_end(self.value(duration, env), unit, self.value(start, env))
            case core.Shift(start, duration, unit, sign):
                return self._shift(self.value(start, env), self.value(duration, env), unit, sign)
            case core.Arithmetic(op, left, right):
                return calculate(op, self.value(left, env), self.value(right, env))
            case core.Elapsed():
                return self._elapsed(e, env)
            case core.DayOf(term):
                return _day(self.value(term, env))
            case core.IsKnown(term):
                return not isinstance(self._any(term, env), Unknown)
            case core.Exists():
                return self._exists(e, env)
            case core.Count() | core.Sum() | core.Extreme():
                return self._fold(e, env)
            case core.Pick(end, terms):
                return _extreme(end, [self.value(term, env) for term in terms])
            case core.Variable() | core.Follow():
                return cast(Result, self.row(e, env))  # two rows compared for identity

    def _any(self, e: core.Expr, env: Bindings) -> object:
        """A value, a row, or a collection; an incomplete collection is not known."""
        if isinstance(e, core.Follow) and not isinstance(e.kind, Reference):
            rows = self.rows(e, env)
            return Unknown(rows.missing) if rows.missing else rows
        return self.value(e, env)

    def row(self, e: core.Expr, env: Bindings) -> Row | Unknown:
        """The row an expression of kind Reference stands for."""
        if isinstance(e, core.Variable):
            return env[e.name]
        assert isinstance(e, core.Follow)  # the checker gives no other
        of = self.row(e.of, env)
        return of if isinstance(of, Unknown) else cast("Row | Unknown", self.world.follow(of, e.name))

    def rows(self, e: core.Expr, env: Bindings) -> Rows:
        """The rows an expression of kind Collection stands for."""
        assert isinstance(e, core.Follow)  # the checker gives no other
        of = self.row(e.of, env)
        return Rows((), of.missing) if isinstance(of, Unknown) else cast(Rows, self.world.follow(of, e.name))

    # ── fields, facts, figures ──

    def _field(self, row: Row | Unknown, name: str) -> Result:
        """A current field is unknown before the day of the facts; an event after today has not happened."""
        if isinstance(row, Unknown):
            return Unknown(row.missing)
        value = self.world.field(row, name)
        tense = self.book.vocabulary.entities[row.entity].fields[name].tense
        if tense == "current" and self.day.today < self.day.asof:
            return Unknown(frozenset({f"{row.entity}.{name}"}))
        if tense == "dated" and isinstance(value, date) and self._is_ahead(value):
            self._watch_around(value)  # later today, it will have happened tomorrow
            return NEVER
        return value

    def _is_ahead(self, value: date) -> bool:
        """Whether an event lies after today, or, where the moment is known, after now."""
        if isinstance(value, datetime) and self.day.now is not None:
            return value > self.day.now
        return day_of(value) > self.day.today

    def _fact(self, row: Row | Unknown, name: str) -> Result:
        if isinstance(row, Unknown):
            return Unknown(row.missing)
        if (row, name) not in self._facts:
            fact = self.book.facts[row.entity, name]
            self._facts[row, name] = self.change_of(lambda: self.derive(fact, row))
        value, change = self._facts[row, name]
        self.watch(change)
        return value

    def derive(self, fact: core.Fact, row: Row) -> Result:
        """A fact's value: the first exception that holds, else the body; unknown becomes what is presumed."""
        env = {row.entity: row}
        value = self.value(fact.body, env)
        for branch in reversed(fact.exceptions):
            value = choose(cast(Truth, self.value(branch.when, env)), self.value(branch.value, env), value)
        if isinstance(value, Unknown) and fact.presumed:
            return self.value(fact.presumed.value, env)
        return value

    def _figure(self, name: str, on: core.Expr | None, env: Bindings) -> Result:
        day = self.day.law if on is None else self.value(on, env)
        if isinstance(day, Unknown):
            return Unknown(day.missing)
        return self.figure(name, day) if isinstance(day, date) else Unknown(frozenset({name}))

    def figure(self, name: str, day: date) -> Result:
        """A parameter's value on a day; unknown, and so named, on a day for which it has none."""
        for dated in self.book.parameters[name].values:
            if dated.since and dated.since > day:
                self.watch(dated.since)
                break
            if dated.until is None or day <= dated.until:
                self._watch_end(dated.until)
                return dated.value
        return Unknown(frozenset({name}))

    # ── time ──

    def _now(self) -> Result:
        """The moment asked at; where only a day was asked for, somewhere in that day."""
        if self.day.now is not None:
            return self.day.now
        here = zone(self.book.zone)
        start = datetime.combine(self.day.today, time(), here)
        return Unknown(frozenset({"now"}), start, datetime.combine(self.day.today, _LAST_MOMENT, here))

    def _compare(self, op: core.Comparator, left: core.Expr, right: core.Expr, env: Bindings) -> Truth:
        """A comparison with today or now can change only around the value it is compared with."""
        if isinstance(left, _CLOCK) or isinstance(right, _CLOCK):
            a, b = self._timed(left, env), self._timed(right, env)
            for side, each in ((left, a), (right, b)):
                if not isinstance(side, _CLOCK):
                    self._watch_around(each)
            return compare(op, a, b)
        return compare(op, self.value(left, env), self.value(right, env))

    def _timed(self, e: core.Expr, env: Bindings) -> Result:
        match e:
            case core.Today():
                return self.day.today
            case core.Now():
                return self._now()
            case _:
                return self.value(e, env)

    def _period_end(self, duration: Result, unit: Unit, start: Result) -> Result:
        if isinstance(duration, Unknown) or isinstance(start, Unknown):
            return Unknown(missing_of(duration, start))
        if isinstance(start, Never):
            return NEVER
        end = periods.end_of_period(cast(date, start), cast(int, duration), unit, self.schedule)
        return _determined(end)

    def _shift(self, start: Result, duration: Result, unit: Unit, sign: Literal[1, -1]) -> Result:
        if isinstance(duration, Unknown) or isinstance(start, Unknown):
            return Unknown(missing_of(duration, start))
        if isinstance(start, Never):
            return NEVER
        return _determined(periods.shift(cast(date, start), cast(int, duration), unit, sign, self.schedule))

    def _elapsed(self, e: core.Elapsed, env: Bindings) -> Result:
        """Between two known dates. What has not happened has no distance: unknown until it happens."""
        start, end = self._timed(e.start, env), self._timed(e.end, env)
        if isinstance(start, Unknown) or isinstance(end, Unknown):
            return Unknown(missing_of(start, end))
        if isinstance(start, Never) or isinstance(end, Never):
            ahead = (side for side, value in ((e.start, start), (e.end, end)) if isinstance(value, Never))
            return Unknown(
                frozenset(name for side in ahead for name in self._fields_read(side)) or frozenset({"never"})
            )
        first, last = cast(date, start), cast(date, end)
        if isinstance(e.start, core.Today) or isinstance(e.end, core.Today):
            if e.unit == "years" and isinstance(e.end, core.Today):
                self.watch(periods.next_anniversary(first, last))
            else:
                self._watch_end(self.day.today)
        if e.unit == "days":
            return periods.elapsed_days(first, last)
        if e.unit == "years":
            return periods.elapsed_years(first, last)
        found = periods.elapsed_working_days(first, last, self.schedule)
        if isinstance(found, int):
            return found
        return Unknown(frozenset({f"calendar {found.year}"}), found.at_least, found.at_most)

    def _fields_read(self, e: core.Expr) -> Iterator[str]:
        """The fields that an expression stands on, through facts too, as `entity.field`."""
        for each in reach(e, self.book.facts):
            if isinstance(each, core.FieldOf) and isinstance(each.of.kind, Reference):
                yield f"{each.of.kind.entity}.{each.name}"

    # ── collections ──

    def _exists(self, e: core.Exists, env: Bindings) -> Truth:
        rows = self.rows(e.over, env)
        truths = [cast(Truth, self.value(e.where, {**env, e.variable: row})) for row in rows.members]
        return some([*truths, Unknown(rows.missing)] if rows.missing else truths)

    def _fold(self, e: core.Count | core.Sum | core.Extreme, env: Bindings) -> Result:
        rows = self.rows(e.over, env)
        chosen: list[tuple[Bindings, Truth]] = []
        for row in rows.members:
            inner = {**env, e.variable: row}
            chosen.append((inner, cast(Truth, self.value(e.where, inner))))
        if isinstance(e, core.Count):
            return _count([truth for _, truth in chosen], rows.missing)
        unknown = missing_of(rows, *(truth for _, truth in chosen))
        values = [self.value(e.value, inner) for inner, truth in chosen if truth is not False]
        unknown |= missing_of(*values)
        if unknown:
            return Unknown(unknown)
        return _extreme(e.end, values) if isinstance(e, core.Extreme) else _total(values)


def _determined(end: date | datetime | periods.Undetermined) -> Result:
    if isinstance(end, periods.Undetermined):
        return Unknown(frozenset({f"calendar {end.year}"}), end.at_least)
    return end


def _day(value: Result) -> Result:
    """The day of a moment; an unknown one has days for bounds; `never` stays `never`."""
    if not isinstance(value, Unknown):
        return value.date() if isinstance(value, datetime) else value
    low, high = (day_of(bound) if isinstance(bound, date) else None for bound in (value.low, value.high))
    return low if low is not None and low == high else Unknown(value.missing, low, high)


def _count(truths: list[Truth], missing: frozenset[str]) -> Result:
    sure = sum(truth is True for truth in truths)
    unknown = missing | missing_of(*truths)
    if not unknown:
        return sure
    most = None if missing else sure + sum(isinstance(truth, Unknown) for truth in truths)
    return Unknown(unknown, sure, most)


def _total(values: list[Result]) -> Result:
    total: Result = 0
    for value in values:
        total = calculate("+", total, value)
    return total


def _extreme(end: Literal["earliest", "latest"], values: list[Result]) -> Result:
    """Of those that happened; unknown if one is unknown."""
    if unknown := missing_of(*values):
        return Unknown(unknown)
    happened = cast("list[date]", [value for value in values if not isinstance(value, Never)])
    if not happened:
        return NEVER
    return min(happened) if end == "earliest" else max(happened)


def known(value: Result) -> Value | None:
    """The value, or None where it is unknown."""
    return None if isinstance(value, Unknown) else value
