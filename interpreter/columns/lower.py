"""Expressions of core → results over a frame: the columnar meaning of `interpreter.expressions`, case by case."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from dsl import core
from dsl.kinds import Instant, Kind, Never, Reference, Value
from interpreter.columns import zones
from interpreter.columns.frames import Frame
from interpreter.columns.meaning import Env, Moment, let
from interpreter.columns.results import Result, calculate, choose, every, known, negate, some
from interpreter.columns.rows import RowAt, type_of
from interpreter.columns.terms import (
    NOTHING,
    TRUE,
    Literal,
    Term,
    at_most,
    case,
    coalesce,
    either,
    equal,
    is_known,
    is_null,
    less,
    names,
    never,
    null,
)
from interpreter.columns.timing import Timing


class Lowering(Timing):
    """The expressions of one book, over the rows of one snapshot."""

    def value(self, e: core.Expr, env: Env, frame: Frame, on: Moment) -> Result:
        """The result of any expression but a collection."""
        match e:
            case core.Constant(value, kind):
                return known(self.constant(value, kind))
            case core.FieldOf(of, name):
                return self.field(self.row(of, env, frame), name, frame, on)
            case core.FactOf(of, name):
                return self.fact(self.row(of, env, frame), name, frame, on)
            case core.Compare(op, left, right):
                return self._compare(op, left, right, env, frame, on)
            case core.All(terms):
                return every([self.value(term, env, frame, on) for term in terms])
            case core.Any(terms):
                return some([self.value(term, env, frame, on) for term in terms])
            case core.Not(term):
                return negate(self.value(term, env, frame, on))
            case core.Figure(name, None):
                return self._lawful(name, on)
            case core.Figure(name, day):
                return self._figure(name, self.value(day, env, frame, on), on)  # type: ignore[arg-type]  # not None
            case core.Today():
                return known(on.today)
            case core.Now():
                return self.now(on)
            case core.PeriodEnd(duration, unit, start):
                begun, amount = self.value(start, env, frame, on), self.value(duration, env, frame, on)
                return self.spans.period_end(frame, let(frame, begun), let(frame, amount), unit)
            case core.Shift(start, duration, unit, sign):
                begun, amount = self.value(start, env, frame, on), self.value(duration, env, frame, on)
                return self.spans.shift(frame, let(frame, begun), let(frame, amount), unit, sign)
            case core.Arithmetic(op, left, right, kind):
                a, b = self.value(left, env, frame, on), self.value(right, env, frame, on)
                return calculate(op, a, b, type_of(kind))
            case core.Elapsed():
                return self._elapsed(e, env, frame, on)
            case core.DayOf(term):
                return self._day_of(self.value(term, env, frame, on), frame)
            case core.IsKnown(term):
                return known(self._is_known(term, env, frame, on))
            case core.Exists():
                return self._exists(e, env, frame, on)
            case core.Count():
                return self._count(e, env, frame, on)
            case core.Sum() | core.Extreme():
                return self._fold(e, env, frame, on)
            case core.Pick(end, terms):
                return self._pick(end, [self.value(term, env, frame, on) for term in terms], frame)
            case core.Variable() | core.Follow():
                return self.row(e, env, frame).identity

    def truth(self, e: core.Expr, row: RowAt, frame: Frame, on: Moment) -> Result:
        """A condition on the subject."""
        return self.value(e, {row.entity: row}, frame, on)

    def row(self, e: core.Expr, env: Env, frame: Frame) -> RowAt:
        """The row an expression of kind Reference stands for."""
        if isinstance(e, core.Variable):
            return env[e.name]
        assert isinstance(e, core.Follow)  # the checker gives no other
        return self.rows.one(frame, self.row(e.of, env, frame), e.name)

    def constant(self, value: Value, kind: Kind) -> Term:
        """A known value as a term."""
        match value:
            case Never():
                return never("moment" if isinstance(kind, Instant) else "day")
            case datetime():
                return Literal(zones.micros(value), "moment")
            case date():
                return Literal(value.toordinal(), "day")
            case int() if type_of(kind) == "exact" and not isinstance(value, bool):
                return Literal(Decimal(value), "exact")
            case _:
                return Literal(value, type_of(kind))

    # ── fields, facts, figures ──

    def field(self, row: RowAt, name: str, frame: Frame, on: Moment) -> Result:
        """A current field is unknown before the day of the facts; an event after today has not happened."""
        declared = self.book.vocabulary.entities[row.entity].fields[name]
        raw = self.rows.column(row, name)
        value = raw
        if declared.tense == "current":
            value = case((less(on.today, Literal(on.asof, "day")), null(raw.type)), otherwise=raw)
        elif declared.tense == "dated" and raw.type in ("day", "moment"):
            value = case((self.is_ahead(raw, frame, on), never(raw.type)), otherwise=raw)
        missing = case((row.there, names(f"{row.entity}.{name}")), otherwise=row.missing)
        if value != raw and isinstance(on.today, Literal) and raw.type == "day":
            frame.bound(frame.let(value), on.today)
        return Result(frame.let(value), lambda: missing)

    def is_ahead(self, value: Term, frame: Frame, on: Moment) -> Term:
        """Whether an event lies after today, or, where the moment is known, after now."""
        if value.type == "day":
            return less(on.today, value)
        if on.now is not None:
            return less(on.now, value)
        if isinstance(on.today, Literal) and isinstance(on.today.value, int):
            return at_most(Literal(zones.start_of_day(on.today.value + 1, self.zone), "moment"), value)
        return less(on.today, self.spans.day_of(frame, value))

    def fact(self, row: RowAt, name: str, frame: Frame, on: Moment) -> Result:
        """A derived field; where the row is unknown, so is it."""
        if row.table is None:
            return Result(null(type_of(self.book.facts[row.entity, name].kind)), lambda: row.missing)
        key = (row.table, name, on)
        if key not in frame.facts:
            derived = self.derive(self.book.facts[row.entity, name], row, frame, on)
            frame.facts[key] = let(frame, derived if row.there == TRUE else _if_there(row, derived))
        return frame.facts[key]

    def derive(self, fact: core.Fact, row: RowAt, frame: Frame, on: Moment) -> Result:
        """The first exception that holds, else the body; unknown becomes what is presumed."""
        env = {row.entity: row}
        result = self.value(fact.body, env, frame, on)
        for branch in reversed(fact.exceptions):
            when = let(frame, self.value(branch.when, env, frame, on))
            result = choose(when, self.value(branch.value, env, frame, on), let(frame, result))
        if fact.presumed is None:
            return result
        presumed = self.value(fact.presumed.value, env, frame, on)
        return Result(coalesce(result.value, presumed.value), presumed.missing, presumed.low, presumed.high)

    def _lawful(self, name: str, on: Moment) -> Result:
        """A figure of the day of the law applied; without that day it is not missing, for it will have a value."""
        if on.law is None:
            return Result(null(type_of(self.book.parameters[name].kind)))
        # Where the law's day is a column it is one on which something happened: for others the outcome is another.
        return Result(self._dated(name, on.law), lambda: names(name))

    def _figure(self, name: str, day: Result, on: Moment) -> Result:
        """The value on a day; unknown, and so named, on a day for which there is none."""
        value = self._dated(name, day.value)
        unsettled = either(is_null(day.value), equal(day.value, never("day")))
        value = case((unsettled, null(value.type)), otherwise=value)
        own = names(name) if on.law is not None else NOTHING
        return Result(value, lambda: case((is_null(day.value), day.missing()), otherwise=own))

    def _dated(self, name: str, day: Term) -> Term:
        """The value of a parameter on a day that is known."""
        parameter = self.book.parameters[name]
        unknown = null(type_of(parameter.kind))
        branches: list[tuple[Term, Term]] = []
        ended: date | None = None
        for dated in parameter.values:
            if dated.since and not (ended and dated.since.toordinal() == ended.toordinal() + 1):
                branches.append((less(day, _ordinal(dated.since)), unknown))
            ended = dated.until
            value = unknown if self.is_open(dated) else self.constant(dated.value, parameter.kind)
            if dated.until is None:
                return case(*branches, otherwise=value)
            branches.append((at_most(day, _ordinal(dated.until)), value))
        return case(*branches, otherwise=unknown)

    def is_open(self, dated: core.Dated) -> bool:
        """Whether a figure's value is left open; none is, but where doubt is asked about."""
        return False

    # ── time ──

    def _is_known(self, e: core.Expr, env: Env, frame: Frame, on: Moment) -> Term:
        if isinstance(e, core.Follow) and not isinstance(e.kind, Reference):
            return self.rows.many(frame, self.row(e.of, env, frame), e.name, apart=True).whole
        if isinstance(e, core.Follow | core.Variable):
            return self.row(e, env, frame).there
        return is_known(self.value(e, env, frame, on).value)

    # ── collections ──


def _ordinal(day: date) -> Literal:
    return Literal(day.toordinal(), "day")


def _if_there(row: RowAt, result: Result) -> Result:
    """What is derived of a row that may be unknown."""
    value, low, high = (
        None if term is None else case((row.there, term), otherwise=null(term.type))
        for term in (result.value, result.low, result.high)
    )
    assert value is not None  # a result has one
    return Result(value, lambda: case((row.there, result.missing()), otherwise=row.missing), low, high)
