"""Constants, fields, figures → values: the leaves of expressions as formulas, on a day that may be any.

`meaning.py` puts them together. What has not happened by that day is `never`, what is not known on it is unknown, as in
`interpreter/expressions.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal as Exact
from typing import cast

import z3

from dsl import core
from dsl.kinds import Instant, Never, YesNo
from dsl.record import dataclass
from interpreter.proof.logic import (
    FALSE,
    MICROSECONDS,
    NEVER_DAY,
    TRUE,
    UNKNOWN,
    Bound,
    Formula,
    Term,
    Truth,
    Value,
    both,
    choose,
    choose_truth,
    either,
    given,
    opposite,
    truth,
    where,
)
from interpreter.proof.rows import Row, Rows

Result = Value | Truth
NEVER = Value(TRUE, z3.IntVal(NEVER_DAY))
"""`never` where a day stands."""
NEVER_AT = Value(TRUE, z3.IntVal(NEVER_DAY * MICROSECONDS), z3.IntVal(NEVER_DAY))
"""`never` where a moment stands."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The row that an expression stands for, where that is known."""

    known: Formula
    row: Row


@dataclass(frozen=True, slots=True)
class Day:
    """As `interpreter.outcomes.Day`: the moment is known only where one was asked for; the law's day may not be."""

    today: Term
    now: Value
    law: Term | None
    asof: Term

    @property
    def name(self) -> tuple[int, ...]:
        """What tells it from others."""
        terms = self.today, self.now.known, self.now.term, self.law, self.asof
        return tuple(-1 if term is None else term.get_id() for term in terms)


class Leaves:
    """Constants, fields and figures of one book, on a day that may be any."""

    def __init__(self, book: core.Book, rows: Rows, day: Day) -> None:
        self.book = book
        self.rows = rows
        self.day = day

    # ── constants ──

    def constant(self, value: object, kind: object) -> Result:
        """The truth or the term of a constant of a kind; a word is its place in its enumeration or among the texts."""
        match value:
            case bool():
                return truth(TRUE if value else FALSE)
            case Never():
                return NEVER_AT if isinstance(kind, Instant) else NEVER
            case int():
                return Value(TRUE, z3.IntVal(value))
            case Exact():
                return Value(TRUE, z3.RealVal(str(value)))
            case datetime():
                clock = (value.hour * 3600 + value.minute * 60 + value.second) * 1_000_000 + value.microsecond
                return Value(TRUE, z3.IntVal(value.toordinal() * MICROSECONDS + clock), z3.IntVal(value.toordinal()))
            case date():
                return Value(TRUE, z3.IntVal(value.toordinal()))
            case str():
                return Value(TRUE, z3.IntVal(self._word(value, kind)))
        raise ValueError(f"no kind has the constant {value!r}")

    def _word(self, value: str, kind: object) -> int:
        enumeration = getattr(kind, "enumeration", None)
        if enumeration is not None:
            return list(self.book.vocabulary.enumerations[enumeration].values).index(value)
        return self.rows.texts.setdefault(value, len(self.rows.texts))

    # ── fields ──

    def field(self, reached: Reached, name: str) -> Result:
        """A current field is unknown before the day of the facts; an event after today has not happened."""
        value = self.rows.field(reached.row, name)
        known = reached.known
        tense = reached.row.entity.fields[name].tense
        if tense == "current" and not self.day.today.eq(self.day.asof):
            known = both(known, self.day.today >= self.day.asof)
        if isinstance(value, Truth):
            return where(known, value)
        if tense == "dated":
            value = self.happened(value)
        return replace(value, known=both(known, value.known))

    def happened(self, value: Value) -> Value:
        """An event; one that lies after today, or after now, has not happened."""
        ahead = self.is_ahead(value)
        never = NEVER if value.day is None else NEVER_AT
        assert never.day is not None or value.day is None
        day = None if value.day is None or never.day is None else given(ahead, never.day, value.day)
        return replace(value, term=given(ahead, never.term, value.term), day=day)

    def is_ahead(self, value: Value) -> Formula:
        """Whether an event lies after today, or, where the moment is known, after now."""
        if value.day is None:
            return cast(Formula, value.term > self.day.today)
        now = self.day.now
        later = value.term > now.term
        return either(both(now.known, later), both(opposite(now.known), value.day > self.day.today))

    # ── figures ──

    def figure(self, name: str, day: Value) -> Result:
        """A parameter's value on a day; unknown on a day for which it has none. One that is free may be anything."""
        if name in self.rows.free:
            return self.rows.figure(self.book.parameters[name])
        found: Result = self.unknown(name)
        for dated in reversed(self.book.parameters[name].values):
            since, until = (dated.since or date.min).toordinal(), (dated.until or date.max).toordinal()
            within = both(day.known, day.term >= since, day.term <= until)
            value = self.constant(dated.value, self.book.parameters[name].kind)
            found = selected(truth(within), value, found)
        return found

    def unknown(self, name: str) -> Result:
        """An unknown value of a parameter's kind, without bounds."""
        kind = self.book.parameters[name].kind
        if isinstance(kind, YesNo):
            return UNKNOWN
        value = self.constant(self.book.parameters[name].values[0].value, kind)
        assert isinstance(value, Value)
        return replace(value, known=FALSE)


def selected(condition: Truth, then: Result, otherwise: Result) -> Result:
    """Of two truths or two values, one or the other, as the condition says."""
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        return choose_truth(condition, then, otherwise)
    assert isinstance(then, Value)
    assert isinstance(otherwise, Value)
    return choose(condition, then, otherwise)


def day_of(value: Value) -> Value:
    """The day of a moment; an unknown one has days for bounds, and is known where these are one day."""
    if value.day is None:
        return value
    low, high = (bound and Bound(bound.has, cast(Term, bound.day)) for bound in (value.low, value.high))
    if low is None or high is None:
        return Value(value.known, value.day, None, low, high)
    same = both(low.has, high.has, low.term == high.term)
    return Value(either(value.known, same), given(value.known, value.day, low.term), None, low, high)
