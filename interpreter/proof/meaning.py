"""Expressions as formulas: what `interpreter/expressions.py` computes for single facts, for all facts at once.

Every method stands beside the one of that name there. What is not known by its name but by its bounds alone (a count
with unknown rows) has the same bounds; which fields are missing is not asked, for the reference tells it of a witness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import Literal, Self, cast

import z3

from dsl import core
from dsl.kinds import Collection, Instant, Reference, YesNo
from interpreter import periods
from interpreter.proof.almanac import Almanac
from interpreter.proof.leaves import NEVER, NEVER_AT, Day, Leaves, Reached, Result, day_of, selected
from interpreter.proof.logic import (
    FALSE,
    MICROSECONDS,
    NEVER_DAY,
    TRUE,
    Bound,
    Formula,
    Term,
    Truth,
    Value,
    both,
    compare,
    either,
    every,
    given,
    negate,
    opposite,
    some,
    truth,
    where,
)
from interpreter.proof.rows import Many, Row, Rows

Bindings = Mapping[str, Reached]


class Meaning(Leaves):
    """The expressions of one book about rows that may be anything, on a day that may be any."""

    def __init__(self, book: core.Book, rows: Rows, day: Day, almanac: Almanac | None = None) -> None:
        super().__init__(book, rows, day)
        self.almanac = almanac or Almanac(periods.schedule_of(book.calendar))
        self._facts: dict[tuple[int, str, tuple[int, ...]], Result] = {}

    def on(self, day: Day) -> Self:
        """The same on another day."""
        other = type(self)(self.book, self.rows, day, self.almanac)
        other._facts = self._facts
        return other

    def of(self, book: core.Book) -> Self:
        """The same by another book with the same vocabulary."""
        return type(self)(book, self.rows, self.day, self.almanac)

    # ── expressions ──

    def truth(self, e: core.Expr, row: Row) -> Truth:
        """A condition on the row."""
        return self._true(e, {row.entity.name: Reached(TRUE, row)})

    def _true(self, e: core.Expr, env: Bindings) -> Truth:
        found = self.value(e, env)
        assert isinstance(found, Truth)
        return found

    def term(self, e: core.Expr, env: Bindings) -> Value:
        """The value of an expression that is no truth."""
        found = self.value(e, env)
        assert isinstance(found, Value)
        return found

    def value(self, e: core.Expr, env: Bindings) -> Result:
        """The value of any expression but a row or a collection."""
        match e:
            case core.Constant(value, kind):
                return self.constant(value, kind)
            case core.FieldOf(of, name):
                return self.field(self.row(of, env), name)
            case core.FactOf(of, name):
                return self._fact(self.row(of, env), name)
            case core.Compare(op, left, right):
                return self._compare(op, left, right, env)
            case core.All(terms):
                return every(self._true(term, env) for term in terms)
            case core.Any(terms):
                return some(self._true(term, env) for term in terms)
            case core.Not(term):
                return negate(self._true(term, env))
            case core.Figure(name, on):
                return self._figure(name, on, env)
            case core.Today():
                return Value(TRUE, self.day.today)
            case core.Now():
                return self.day.now
            case core.PeriodEnd(duration, unit, start):
                return self.almanac.period_end(self.term(start, env), self.term(duration, env), unit)
            case core.Shift(start, duration, unit, sign):
                return self.almanac.shift(self.term(start, env), self.term(duration, env), unit, sign)
            case core.Arithmetic(op, left, right):
                return self._calculate(op, self.term(left, env), self.term(right, env))
            case core.Elapsed():
                return self._elapsed(e, env)
            case core.DayOf(term):
                return day_of(self.term(term, env))
            case core.IsKnown(term):
                return truth(self._is_known(term, env))
            case core.Exists():
                return self._exists(e, env)
            case core.Count() | core.Sum() | core.Extreme():
                return self._fold(e, env)
            case core.Pick(end, terms):
                found = [(TRUE, self.term(term, env)) for term in terms]
                return self._extreme(end, found, both(*(value.known for _, value in found)), e.kind)
            case core.Variable() | core.Follow():
                raise ValueError("a row has no value: two of them are compared by `_compare`")

    def _compare(self, op: core.Comparator, left: core.Expr, right: core.Expr, env: Bindings) -> Truth:
        if isinstance(left.kind, Reference):
            one, two = self.row(left, env), self.row(right, env)
            same = truth(TRUE if one.row is two.row else FALSE)
            return where(both(one.known, two.known), same if op == "=" else negate(same))
        if isinstance(left.kind, YesNo):
            a, b = self._true(left, env), self._true(right, env)
            same = Truth(either(both(a.yes, b.yes), both(a.no, b.no)), either(both(a.yes, b.no), both(a.no, b.yes)))
            return same if op == "=" else negate(same)
        return compare(op, self.term(left, env), self.term(right, env))

    def _calculate(self, op: str, left: Value, right: Value) -> Value:
        a, b = left.term, right.term
        found = a + b if op == "+" else a - b if op == "-" else a * b
        return Value(both(left.known, right.known), found)

    def _elapsed(self, e: core.Elapsed, env: Bindings) -> Value:
        """Between two days. What has not happened has no distance."""
        start, end = day_of(self.term(e.start, env)), day_of(self.term(e.end, env))
        happened = both(start.term != NEVER_DAY, end.term != NEVER_DAY)
        sure, found = both(start.known, end.known, happened), self.almanac.elapsed(start.term, end.term, e.unit)
        low, high = (bound and replace(bound, has=sure) for bound in (found.low, found.high))
        return replace(found, known=both(sure, found.known), low=low, high=high)

    def _is_known(self, e: core.Expr, env: Bindings) -> Formula:
        if isinstance(e.kind, Collection):
            assert isinstance(e, core.Follow)
            reached = self.row(e.of, env)
            return both(reached.known, self.rows.many(reached.row, e.name).whole)
        if isinstance(e.kind, Reference):
            return self.row(e, env).known
        return self.value(e, env).known

    # ── rows ──

    def row(self, e: core.Expr, env: Bindings) -> Reached:
        """The row an expression of kind Reference stands for."""
        if isinstance(e, core.Variable):
            return env[e.name]
        assert isinstance(e, core.Follow)  # the checker gives no other
        of = self.row(e.of, env)
        one = self.rows.one(of.row, e.name)
        return Reached(both(of.known, one.known), one.row)

    def _members(self, e: core.Expr, env: Bindings) -> tuple[Many, Formula]:
        """The rows an expression of kind Collection stands for, and where these are all."""
        assert isinstance(e, core.Follow)  # the checker gives no other
        of = self.row(e.of, env)
        many = self.rows.many(of.row, e.name)
        return many, both(of.known, many.whole)

    def _chosen(
        self, over: core.Expr, variable: str, condition: core.Expr, env: Bindings
    ) -> tuple[list[tuple[Formula, Bindings, Truth]], Formula]:
        """Each row with whether it is there and whether it satisfies the condition; and where these are all."""
        many, whole = self._members(over, env)
        of = self.row(cast(core.Follow, over).of, env).known
        chosen: list[tuple[Formula, Bindings, Truth]] = []
        for row in many.members:
            inner = {**env, variable: Reached(TRUE, row)}
            chosen.append((both(of, row.present), inner, self._true(condition, inner)))
        return chosen, whole

    def _exists(self, e: core.Exists, env: Bindings) -> Truth:
        chosen, whole = self._chosen(e.over, e.variable, e.where, env)
        yes = either(*(both(there, found.yes) for there, _, found in chosen))
        no = both(whole, *(either(opposite(there), found.no) for there, _, found in chosen))
        return Truth(yes, no)

    def _fold(self, e: core.Count | core.Sum | core.Extreme, env: Bindings) -> Value:
        chosen, whole = self._chosen(e.over, e.variable, e.where, env)
        if isinstance(e, core.Count):
            return _count([(there, found) for there, _, found in chosen], whole)
        values = [(there, found, self.term(e.value, inner)) for there, inner, found in chosen]
        known = both(
            whole, *(either(opposite(there), found.no, both(found.yes, value.known)) for there, found, value in values)
        )
        happened = [(both(there, found.yes), value) for there, found, value in values]
        if isinstance(e, core.Extreme):
            return self._extreme(e.end, happened, known, e.kind)
        nothing: Term = z3.IntVal(0) if not values or values[0][2].term.is_int() else z3.RealVal(0)
        return Value(
            known, reduce(lambda total, each: total + given(each[0], each[1].term, nothing), happened, nothing)
        )

    def _extreme(
        self, end: Literal["earliest", "latest"], values: list[tuple[Formula, Value]], known: Formula, kind: object
    ) -> Value:
        """Of those that happened; `never` where none did."""
        found = NEVER_AT if isinstance(kind, Instant) else NEVER
        for there, value in values:
            is_never = found.term == (NEVER_DAY * MICROSECONDS if isinstance(kind, Instant) else NEVER_DAY)
            happened = value.term != (NEVER_DAY * MICROSECONDS if isinstance(kind, Instant) else NEVER_DAY)
            further = value.term < found.term if end == "earliest" else either(is_never, value.term > found.term)
            takes = both(there, happened, further)
            day = None if value.day is None or found.day is None else given(takes, value.day, found.day)
            found = Value(TRUE, given(takes, value.term, found.term), day)
        return replace(found, known=known)

    # ── facts, figures ──

    def _fact(self, reached: Reached, name: str) -> Result:
        key = id(reached.row), name, self.day.name
        if key not in self._facts:
            self._facts[key] = self._derived(self.book.facts[reached.row.entity.name, name], reached.row)
        found = self._facts[key]
        if z3.is_true(reached.known):
            return found
        if isinstance(found, Truth):
            return where(reached.known, found)
        low, high = (bound and replace(bound, has=both(reached.known, bound.has)) for bound in (found.low, found.high))
        return replace(found, known=both(reached.known, found.known), low=low, high=high)

    def _derived(self, fact: core.Fact, row: Row) -> Result:
        """The first exception that holds, else the body; unknown becomes what is presumed."""
        env = {row.entity.name: Reached(TRUE, row)}
        value = self.value(fact.body, env)
        for branch in reversed(fact.exceptions):
            value = selected(self._true(branch.when, env), self.value(branch.value, env), value)
        if fact.presumed:
            value = selected(truth(value.known), value, self.value(fact.presumed.value, env))
        return value

    def _figure(self, name: str, on: core.Expr | None, env: Bindings) -> Result:
        if on is None:
            if self.day.law is None:
                return self.unknown(name)
            return self.figure(name, Value(TRUE, self.day.law))
        return self.figure(name, day_of(self.term(on, env)))


def _count(found: list[tuple[Formula, Truth]], whole: Formula) -> Value:
    one, zero = z3.IntVal(1), z3.IntVal(0)
    sure = reduce(lambda total, each: total + given(both(each[0], each[1].yes), one, zero), found, zero)
    most = reduce(lambda total, each: total + given(both(each[0], opposite(each[1].no)), one, zero), found, zero)
    known = both(whole, *(either(opposite(there), each.known) for there, each in found))
    return Value(known, sure, None, Bound(TRUE, sure), Bound(whole, most))
