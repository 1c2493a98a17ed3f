"""A formula over facts that may be anything → facts for which it holds, that there are none, or that time ran out.

The solver proposes; what it assumed of the calendar is computed, and where it was wrong it is told the piece of the
calendar that it lacked, and asked again. That ends, for the days between which facts lie are finitely many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Any, Literal, cast

import z3

from dsl import core
from dsl.kinds import Date, Decimal, Instant, Integer, Money, OneOf, Text
from dsl.literal import zone
from interpreter.proof.logic import MICROSECONDS, NEVER_DAY, TRUE, Bound, Formula, Term, Truth, Value
from interpreter.proof.meaning import Day
from interpreter.proof.norms import Norms
from interpreter.proof.rows import HUNDREDTHS, LAST, Row, Rows

SINCE = date(2000, 1, 1)
"""The first day that is asked about where all are."""
Facts = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """Facts about one subject, nested, and the day or the moment on which they are asked about."""

    facts: Facts
    on: date | datetime


@dataclass(frozen=True)
class Answer:
    """Facts, if there are any; otherwise whether it is sure that there are none. How often the calendar was asked."""

    found: Found | None
    sure: bool
    seconds: float
    pieces: int = 0


@dataclass
class Question:
    """Facts of a book about one subject, on one day or on every day, with at most so many rows in each relation."""

    book: core.Book
    subject: str
    on: date | None = None
    most: int = 2
    texts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = Rows(self.book.vocabulary, self.texts, self.most)
        self.today = z3.Int("today")
        self.norms = Norms(self.book, self.rows, self._day())
        self.row = self.rows.subject(self.subject)

    def _day(self) -> Day:
        """Any day, with or without a moment."""
        clock, moment = z3.Int("clock"), z3.Bool("moment?")
        self.rows.laws += [clock >= 0, clock < MICROSECONDS]
        first, last = (self.on, self.on) if self.on else (SINCE, LAST)
        self.rows.laws += [self.today >= first.toordinal(), self.today <= last.toordinal()]
        start = self.today * MICROSECONDS
        low = Bound(TRUE, start, self.today)
        high = Bound(TRUE, start + (MICROSECONDS - 1), self.today)
        now = Value(moment, start + clock, self.today, low, high)
        return Day(self.today, now, self.today, self.today)

    def seek(self, goal: Formula, seconds: float) -> Answer:
        """Facts for which the formula holds."""
        began = monotonic()
        solver = z3.Solver()
        solver.add(*self.rows.laws, *self.norms.almanac.laws, goal)
        answer: Answer | None = None
        while answer is None:
            left = seconds - (monotonic() - began)
            answer = self._step(solver, left) if left > 0 else Answer(None, False, 0)
        return Answer(answer.found, answer.sure, monotonic() - began, self.norms.almanac.refined)

    def _step(self, solver: z3.Solver, seconds: float) -> Answer | None:
        """The answer, or None where the calendar had to be told more."""
        solver.set("timeout", max(1, int(seconds * 1000)))
        said = solver.check()
        if said != z3.sat:
            return Answer(None, said == z3.unsat, 0)
        model = solver.model()
        missing = list(self.norms.almanac.wrong(lambda term: _number(model, term)))
        if missing:
            solver.add(*missing)
            return None
        return Answer(_Reader(self, model).found(), False, 0)


def _number(model: z3.ModelRef, term: Term) -> int:
    return int(cast(Any, model.eval(term, model_completion=True)).as_long())


class _Reader:
    """An answer of the solver, read as facts."""

    def __init__(self, question: Question, model: z3.ModelRef) -> None:
        self.question = question
        self.model = model
        self.words = {number: word for word, number in question.texts.items()}

    def found(self) -> Found:
        """The subject and the day."""
        today = date.fromordinal(_number(self.model, self.question.today))
        on: date | datetime = today
        if self._holds(z3.Bool("moment?")):
            on = self._moment(today, _number(self.model, z3.Int("clock")))
        row = self.question.row
        return Found({row.entity.name: self._row(row, None)}, on)

    def _holds(self, term: Formula) -> bool:
        return z3.is_true(self.model.eval(term, model_completion=True))

    def _row(self, row: Row, above: Row | None) -> Facts:
        facts: Facts = {}
        for name, value in row.fields.items():
            declared = row.entity.fields[name]
            if not self._holds(value.known):
                if declared.absent == "never":
                    facts[name] = "unknown"
            elif (found := self._value(declared, value)) is not None:
                facts[name] = found
        facts.setdefault(row.entity.key, f"{row.entity.name}-{len(row.name)}-{id(row) % 997}")
        facts |= {name: self._row(one.row, row) for name, one in row.ones.items() if not one.is_back and self._holds(one.known)}
        for name, many in row.many.items():
            if len(many.members) > many.back and self._holds(many.whole):
                there = [each for each in many.members[many.back :] if self._holds(each.present)]
                facts[name] = [self._row(each, row) for each in there]
        return facts

    def _value(self, declared: core.Field, value: Value | Truth) -> object:
        if isinstance(value, Truth):
            return self._holds(value.yes)
        match declared.kind:
            case Decimal() | Money():
                from fractions import Fraction

                said = cast(Any, self.model.eval(value.term, model_completion=True))
                exact = Fraction(said.numerator_as_long(), said.denominator_as_long())
                return core.Exact(int(exact * HUNDREDTHS)).scaleb(-2)
        number = _number(self.model, value.term)
        match declared.kind:
            case Date():
                return None if number == NEVER_DAY else date.fromordinal(number)
            case Instant():
                day, clock = divmod(number, MICROSECONDS)
                return None if day == NEVER_DAY else self._moment(date.fromordinal(day), clock)
            case OneOf(enumeration):
                return list(self.question.book.vocabulary.enumerations[enumeration].values)[number]
            case Text():
                return self.words.get(number, f"text {number}")
            case Integer():
                return number
            case _:
                return number

    def _moment(self, day: date, clock: int) -> datetime:
        here = zone(self.question.book.zone)
        return datetime.combine(day, time(), here) + timedelta(microseconds=clock)


Sureness = Literal["proved", "refuted", "unknown"]
Iterator  # noqa: B018
