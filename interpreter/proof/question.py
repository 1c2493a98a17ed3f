"""A formula over facts that may be anything → facts for which it holds, that there are none, or that time ran out.

The solver proposes and the reference decides: a proposal is read as facts and judged by `interpreter/evaluate.py`.
Where that says otherwise, the solver assumed something of the calendar that is not so; it is told the pieces of the
calendar that it lacked and asked again. That ends, for the days between which facts lie are finitely many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic
from typing import Any, cast

import z3

from dsl import core
from dsl.assume import assume
from interpreter.evaluate import Evaluator
from interpreter.facts import Row as Given
from interpreter.facts import from_mapping
from interpreter.outcomes import Day as Asked
from interpreter.proof.leaves import Day
from interpreter.proof.logic import MICROSECONDS, TRUE, Bound, Formula, Term, Value
from interpreter.proof.norms import Norms
from interpreter.proof.reading import Reader
from interpreter.proof.rows import LAST, Rows

SINCE = date(2000, 1, 1)
"""The first day that is asked about where all days are: that of the oldest law here."""
Facts = dict[str, Any]
Confirm = Callable[[Evaluator, Given], bool]
"""What the formula says, asked of the reference about one subject."""


class Disagreement(Exception):
    """The solver and the reference do not mean the same: a fault of this package. `found` is what they differ on."""

    def __init__(self, found: Found) -> None:
        super().__init__("the solver and the reference disagree")
        self.found = found


@dataclass(frozen=True)
class Found:
    """Facts about one subject, nested, and the day or the moment on which they are asked about."""

    facts: Facts
    on: date | datetime
    figures: Mapping[str, str] = field(default_factory=dict)
    """Figures that were left free, by name, with the value that they have in this case."""


@dataclass(frozen=True)
class Answer:
    """Facts, if any were found; else whether there surely are none. `pieces` of the calendar were told in between."""

    found: Found | None
    sure: bool
    seconds: float = 0.0
    pieces: int = 0


@dataclass
class Question:
    """Facts of a book about one subject, on one day or on every day.

    `most` has rows by relation (`holder.lines`); the figures that are `free` may be anything. Where `last` and `words`
    are given, no later day is asked about, and facts are those that this vocabulary has words for: values of lists come
    in its order, others after them.
    """

    book: core.Book
    subject: str
    on: date | None = None
    most: Mapping[str, int] = field(default_factory=dict)
    free: Collection[str] = ()
    last: date | None = None
    words: core.Vocabulary | None = None
    texts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = Rows(self.book.vocabulary, self.texts, self.most, self.free)
        self.today, self.clock, self.has_moment = z3.Int("today"), z3.Int("clock"), z3.Bool("moment?")
        self.norms = Norms(self.book, self.rows, self._day())
        self.row = self.rows.subject(self.subject)
        self.solver = z3.Solver()
        self._told: set[int] = set()

    def _day(self) -> Day:
        """Any day, with or without a moment."""
        first, last = (self.on, self.on) if self.on else (SINCE, LAST)
        self.rows.laws += [self.today >= first.toordinal(), self.today <= last.toordinal()]
        self.rows.laws += [self.today <= self.last.toordinal()] if self.last else []
        self.rows.laws += [self.clock >= 0, self.clock < MICROSECONDS]
        start = self.today * MICROSECONDS
        low, high = Bound(TRUE, start, self.today), Bound(TRUE, start + (MICROSECONDS - 1), self.today)
        now = Value(self.has_moment, start + self.clock, self.today, low, high)
        return Day(self.today, now, self.today, self.today)

    def suppose(self, condition: core.Expr) -> None:
        """Only facts of which this holds are looked for."""
        self.rows.laws.append(self.norms.truth(condition, self.row).yes)

    def seek(self, goal: Formula, confirm: Confirm, seconds: float = 30.0) -> Answer:
        """Facts for which the formula holds; asked again and again, it keeps what it was told of the calendar.

        Raises Disagreement.
        """
        began, pieces = monotonic(), self.norms.almanac.refined
        self._tell()
        self.solver.push()
        self.solver.add(goal)
        answer: Answer | None = None
        while answer is None:
            left = seconds - (monotonic() - began)
            answer = self._step(confirm, left) if left > 0 else Answer(None, sure=False)
        self.solver.pop()
        return Answer(answer.found, answer.sure, monotonic() - began, self.norms.almanac.refined - pieces)

    def _tell(self) -> None:
        """What holds of all facts and of the calendar, as far as it has been spoken of since the last time."""
        laws = [*self.rows.laws, *self.norms.almanac.laws]
        laws += self.rows.told_by(self.words) if self.words else ()
        self.solver.add(*(law for law in laws if law.get_id() not in self._told))
        self._told |= {law.get_id() for law in laws}

    def _step(self, confirm: Confirm, seconds: float) -> Answer | None:
        """The answer, or None where the solver had to be told more."""
        self.solver.set("timeout", max(1, int(seconds * 1000)))
        said = self.solver.check()
        if said != z3.sat:
            return Answer(None, sure=said == z3.unsat)
        model = self.solver.model()
        found = self._found(model)
        if holds(self.book, found, confirm):
            return Answer(found, sure=True)
        missing = list(self.norms.almanac.wrong(lambda term: _number(model, term)))
        if not missing:
            raise Disagreement(found)
        self.solver.add(*missing)
        return None

    def _found(self, model: z3.ModelRef) -> Found:
        reader = Reader(self.book, model, {number: word for word, number in self.texts.items()})
        on: date | datetime = date.fromordinal(_number(model, self.today))
        if reader.holds(self.has_moment):
            on = reader.moment(on, _number(model, self.clock))
        figures = {name: reader.figure(self.book.parameters[name], value) for name, value in self.rows.figures.items()}
        return Found({self.row.entity.name: reader.row(self.row)}, on, figures)


def holds(book: core.Book, found: Found, confirm: Confirm) -> bool:
    """Whether the reference says so of these facts."""
    book = assume(book, found.figures)
    world, row, _ = from_mapping(book, found.facts)
    return row is not None and confirm(Evaluator(book, world, Asked.of(found.on, book.zone)), row)


def _number(model: z3.ModelRef, term: Term) -> int:
    return int(cast(Any, model.eval(term, model_completion=True)).as_long())


__all__ = ["Answer", "Confirm", "Disagreement", "Found", "Question", "holds"]
