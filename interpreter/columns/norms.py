"""Norms of core → outcomes as terms: the columnar meaning of `interpreter.evaluate`, case by case.

An outcome is a mark (`marks`). What explains it is made only when asked for: by whom a duty is
displaced or an act forbidden, and what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from dsl import core
from interpreter.columns.frames import Frame
from interpreter.columns.lower import Lowering
from interpreter.columns.marks import MARKS
from interpreter.columns.meaning import Moment
from interpreter.columns.results import Missing, Result, compare, every, missing_of, negate, nothing, some
from interpreter.columns.rows import RowAt
from interpreter.columns.terms import (
    FALSE,
    TRUE,
    UNSURE,
    Literal,
    Term,
    at_most,
    both,
    case,
    coalesce,
    decided,
    either,
    is_null,
    names,
    negated,
    null,
    union,
    whole,
)
from interpreter.outcomes import DEFAULT, OUTCOMES, OutcomeName

CODES: dict[OutcomeName, Literal] = {name: whole(mark) for name, mark in MARKS.items()}
COMPLIANT, BREACH, LATE, PENDING, NOT_APPLICABLE, DISPLACED, UNDETERMINED = (CODES[name] for name in OUTCOMES)


@dataclass(frozen=True, slots=True)
class Judged:
    """`outcome` is a number; `due` a day or a moment, NULL where there is none; `by` rules with their conditions."""

    outcome: Term
    due: Term | None = None
    missing: Missing = nothing
    by: tuple[tuple[str, Term], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom and when: a row of a frame, on a day."""

    frame: Frame = field(compare=False)
    row: RowAt
    on: Moment

    def at(self, **changes: Term | None) -> Asked:
        """The same row on another day."""
        return replace(self, on=replace(self.on, **changes))  # type: ignore[arg-type]  # the fields of Moment


class Norms:
    """The norms of one book. With `doubt`, what is contested is left open, as `interpreter.standing.Doubter` does."""

    def __init__(self, lowering: Lowering, doubt: bool = False) -> None:
        self.lowering = lowering
        self.book = lowering.book
        self.doubt = doubt
        self._held: dict[tuple[Frame, str, RowAt, Moment], Result] = {}

    # ── where a rule applies ──

    def in_force(self, rule: core.Rule, on: Moment) -> Term:
        """Whether the day of the law applied is in the rule's time."""
        day = on.law if on.law is not None else on.today
        since, until = _day(rule.since), _day(rule.until)
        return both(at_most(since, day) if since else TRUE, at_most(day, until) if until else TRUE)

    def applies(self, rule: core.Rule, asked: Asked) -> Result:
        """In force, and its conditions met."""
        in_force = self.in_force(rule, asked.on)
        if in_force == FALSE:
            return Result(FALSE)
        return self._let(asked, every([Result(in_force), *self._conditions(rule, asked)]))

    def _conditions(self, rule: core.Rule, asked: Asked) -> list[Result]:
        ask = self.lowering.truth
        where, when, unless = (ask(e, asked.row, asked.frame, asked.on) for e in (rule.where, rule.when, rule.unless))
        return [where, when, negate(unless)]

    def holds(self, rule: core.Rule, asked: Asked) -> Result:
        """Applies and is not displaced."""
        key = (asked.frame, rule.path, asked.row, asked.on)
        if key not in self._held:
            self._held[key] = self._let(asked, self._open(rule, self._holds(rule, asked)))
        return self._held[key]

    def _holds(self, rule: core.Rule, asked: Asked) -> Result:
        applies = self.applies(rule, asked)
        if applies.value == FALSE:
            return applies
        others = [self.holds(other, asked) for other in self.book.overriders[rule.path]]
        return every((applies, negate(_displaced(others))))

    def _open(self, rule: core.Rule, holds: Result) -> Result:
        """A contested rule that holds may as well not, where doubt is asked about."""
        if not (self.doubt and rule.standing == "contested"):
            return holds
        value = case((holds.value, UNSURE), otherwise=holds.value)
        return Result(value, lambda: case((holds.value, names(rule.path)), otherwise=missing_of(holds)))

    def _let(self, asked: Asked, result: Result) -> Result:
        return Result(asked.frame.let(result.value), result.missing)

    # ── duties ──

    def judge(self, rule: core.Rule, asked: Asked) -> Judged:
        """The outcome of a duty."""
        match rule.norm:
            case core.Deadline() as deadline:
                return self._finished(asked, self._judge_deadline(rule, deadline, asked))
            case core.Duty() as duty:
                if self.in_force(rule, asked.on) == FALSE:
                    return Judged(NOT_APPLICABLE)
                return self._finished(asked, self._screened(rule, asked, self._judge_state(duty, asked)))
            case core.Prohibition() | core.Permission():
                raise ValueError(f"{rule.path} is no duty")
            case other:
                assert_never(other)

    def _finished(self, asked: Asked, judged: Judged) -> Judged:
        """The due day computed once."""
        due = None if judged.due is None else asked.frame.let(judged.due)
        return replace(judged, due=due)

    def _screened(self, rule: core.Rule, asked: Asked, judged: Judged) -> Judged:
        """Not applicable, displaced, or undetermined for want of knowing that; else as judged."""
        applies = self.applies(rule, asked).value
        others = [(other.path, self.holds(other, asked)) for other in self.book.overriders[rule.path]]
        displaced = _displaced([result for _, result in others])
        rest = decided(displaced.value, DISPLACED, judged.outcome, UNDETERMINED)
        outcome = decided(applies, rest, NOT_APPLICABLE, UNDETERMINED)
        missing = _first(
            (is_null(applies), lambda: missing_of(self.applies(rule, asked))),
            (is_null(displaced.value), lambda: missing_of(*(result for _, result in others))),
            otherwise=judged.missing,
        )
        return Judged(outcome, judged.due, missing, tuple((path, result.value) for path, result in others))

    def _judge_state(self, duty: core.Duty, asked: Asked) -> Judged:
        state = self._let(asked, self.lowering.truth(duty.state, asked.row, asked.frame, asked.on))
        if duty.by is None:
            outcome = decided(state.value, COMPLIANT, BREACH, UNDETERMINED)
            return Judged(outcome, None, state.missing)
        by = self._result(duty.by, asked)
        rest = self._not_done(Result(asked.on.today), by)
        outcome = decided(state.value, COMPLIANT, rest.outcome, UNDETERMINED)
        missing = _first((is_null(state.value), lambda: missing_of(state)), otherwise=rest.missing)
        return Judged(outcome, by.value, missing)

    def _not_done(self, reached: Result, due: Result) -> Judged:
        """What was not done: overdue, or still pending."""
        passed = compare(">", reached, due)
        pending: Term = PENDING
        if due.is_bounded or reached.is_bounded:  # the answer is not known before the day is
            pending = case((is_null(due.value), UNDETERMINED), otherwise=PENDING)
        outcome = decided(passed.value, BREACH, pending, UNDETERMINED)
        missing = _first((is_null(passed.value), lambda: missing_of(passed)), otherwise=lambda: missing_of(due))
        return Judged(outcome, due.value, missing)

    def _judge_deadline(self, rule: core.Rule, deadline: core.Deadline, asked: Asked) -> Judged:
        """By the law in force on the day the period starts."""
        start = self._result(deadline.due.start, asked)
        if start.value == null(start.value.type):
            return self._unstarted(rule, start, asked)
        ahead = self.lowering.is_ahead(start.value, asked.frame, asked.on)  # as `never` does
        begun = self.lowering.spans.day_of(asked.frame, start.value)
        lawful = asked.at(law=begun)
        judged = self._screened(rule, lawful, self._judge_event(deadline, lawful))
        unstarted = self._unstarted(rule, start, asked)
        unknown = is_null(start.value)
        outcome = case((unknown, unstarted.outcome), (ahead, NOT_APPLICABLE), otherwise=judged.outcome)
        missing = _first((unknown, unstarted.missing), otherwise=judged.missing)
        return replace(judged, outcome=outcome, missing=missing)

    def _unstarted(self, rule: core.Rule, start: Result, asked: Asked) -> Judged:
        """Without the start the law of its day is not known: only a `no` without figures settles it."""
        if not start.value.nullable:
            return Judged(UNDETERMINED)
        conditions = every(self._conditions(rule, asked.at(law=None)))
        outcome = case((negated(conditions.value), NOT_APPLICABLE), otherwise=UNDETERMINED)
        return Judged(outcome, None, lambda: union(start.missing(), missing_of(conditions)))

    def _judge_event(self, deadline: core.Deadline, asked: Asked) -> Judged:
        due, event = self._result(deadline.due, asked), self._result(deadline.event, asked)
        open_ = self.lowering.is_ahead(event.value, asked.frame, asked.on)  # as `never` does
        met = compare("<=", event, due)
        reached = self.lowering.now(asked.on) if deadline.due.unit == "hours" else Result(asked.on.today)
        rest = self._not_done(reached, due)
        done = decided(met.value, COMPLIANT, LATE, UNDETERMINED)
        outcome = case((open_, rest.outcome), otherwise=done)
        if event.is_bounded:
            outcome = case((is_null(event.value), UNDETERMINED), otherwise=outcome)
        missing = _first(
            (is_null(event.value), lambda: union(missing_of(event), missing_of(due))),
            (open_, rest.missing),
            otherwise=lambda: missing_of(met),
        )
        return Judged(outcome, due.value, missing)

    def _result(self, e: core.Expr, asked: Asked) -> Result:
        result = self.lowering.value(e, {asked.row.entity: asked.row}, asked.frame, asked.on)
        low, high = (None if bound is None else asked.frame.let(bound) for bound in (result.low, result.high))
        return Result(asked.frame.let(result.value), result.missing, low, high)

    # ── actions ──

    def judge_act(self, action: core.Action, asked: Asked) -> Judged:
        """The outcome of a recorded action; `asked` is of a frame in which today is the day it was done."""
        guards = [(rule, self.holds(rule, asked)) for rule in self.book.guards[action.name]]
        prohibiting = [(rule, result) for rule, result in guards if isinstance(rule.norm, core.Prohibition)]
        permitted = Result(TRUE)
        if action.default == "denied":
            permitted = some([result for rule, result in guards if isinstance(rule.norm, core.Permission)])
        verdict = every((permitted, negate(some([result for _, result in prohibiting]))))
        outcome = case((is_null(verdict.value), UNDETERMINED), (verdict.value, COMPLIANT), otherwise=BREACH)
        broken = tuple((rule.path, result.value) for rule, result in prohibiting)
        silent = negated(coalesce(either(*(term for _, term in broken)), FALSE))
        return Judged(outcome, None, verdict.missing, (*broken, (DEFAULT, silent)))


def _displaced(others: Iterable[Result]) -> Result:
    return some(others)


def _day(day: date | None) -> Literal | None:
    return Literal(day.toordinal(), "day") if day else None


def _first(*branches: tuple[Term, Missing], otherwise: Missing) -> Missing:
    """What is missing by the first branch whose condition is true."""

    def missing() -> Term:
        told: list[tuple[Term, Term]] = [(condition, each()) for condition, each in branches if condition != FALSE]
        return case(*told, otherwise=otherwise())

    return missing
