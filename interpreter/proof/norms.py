"""Rules as formulas: what `interpreter/evaluate.py` judges for single facts, for all facts at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Self

from dsl import core
from dsl.kinds import YesNo
from interpreter.outcomes import OutcomeName
from interpreter.proof.leaves import Reached, day_of
from interpreter.proof.logic import (
    NEVER_DAY,
    NO,
    TRUE,
    YES,
    Formula,
    Truth,
    Value,
    both,
    compare,
    either,
    every,
    negate,
    opposite,
    some,
    truth,
)
from interpreter.proof.meaning import Meaning
from interpreter.proof.rows import Row

Outcomes = Mapping[OutcomeName, Formula]
"""Where a duty comes to what; a name that is not there it never comes to."""


class Norms(Meaning):
    """Judges a row by the rules of one book. Every method stands beside the one of that name in the reference."""

    def in_force(self, rule: core.Rule) -> Truth:
        """Whether the rule is in force on the day of the law applied."""
        day = self.day.today if self.day.law is None else self.day.law
        since = TRUE if rule.since is None else day >= rule.since.toordinal()
        until = TRUE if rule.until is None or rule.until == date.max else day <= rule.until.toordinal()
        return truth(both(since, until))

    def applies(self, rule: core.Rule, row: Row) -> Truth:
        """In force, and its conditions met; not asking whether another rule displaces it."""
        return every((self.in_force(rule), *self._conditions(rule, row)))

    def _conditions(self, rule: core.Rule, row: Row) -> tuple[Truth, ...]:
        return self.truth(rule.where, row), self.truth(rule.when, row), negate(self.truth(rule.unless, row))

    def holds(self, rule: core.Rule, row: Row) -> Truth:
        """Applies and is not displaced."""
        others = [self.holds(other, row) for other in self.book.overriders[rule.path]]
        displaced = some(others) if others else NO
        return every((self.applies(rule, row), negate(displaced)))

    def decide(self, action: core.Action, row: Row) -> Truth:
        """Whether the action is permitted: a prohibition that holds beats every permission."""
        guards = self.book.guards[action.name]
        prohibited = some(self.holds(rule, row) for rule in guards if isinstance(rule.norm, core.Prohibition))
        permitted = YES
        if action.default == "denied":
            permitted = some(self.holds(rule, row) for rule in guards if isinstance(rule.norm, core.Permission))
        return every((permitted, negate(prohibited)))

    def keeps(self, invariant: core.Invariant, row: Row) -> Truth:
        """Whether the invariant holds: its action is not permitted, or its excuse holds."""
        permitted = self.decide(self.book.vocabulary.actions[invariant.action], row)
        return some((negate(self.truth(invariant.where, row)), negate(permitted), self.truth(invariant.unless, row)))

    # ── duties ──

    def judge(self, rule: core.Rule, row: Row) -> Outcomes:
        """Where a duty comes to which outcome: for all facts and days exactly one of them."""
        match rule.norm:
            case core.Deadline() as deadline:
                return self._judge_deadline(rule, deadline, row)
            case core.Duty() as duty:
                return self._judged(rule, row, lambda norms: norms._judge_state(duty, row))
            case _:
                raise ValueError(f"{rule.path} is no duty")

    def _judge_deadline(self, rule: core.Rule, deadline: core.Deadline, row: Row) -> Outcomes:
        """By the law in force on the day the period starts."""
        start = self.term(deadline.due.start, {row.entity.name: Reached(TRUE, row)})
        begun = both(start.known, opposite(self.is_ahead(start)))
        lawful = self.on(replace(self.day, law=day_of(start).term))
        found = lawful._judged(rule, row, lambda norms: norms._judge_event(deadline, row))
        lawless = self.on(replace(self.day, law=None))
        no = every(lawless._conditions(rule, row)).no
        return _cases(
            (both(start.known, self.is_ahead(start)), {"not_applicable": TRUE}),
            (begun, found),
            (opposite(start.known), {"not_applicable": no, "undetermined": opposite(no)}),
        )

    def _judged(self, rule: core.Rule, row: Row, judged: Callable[[Self], Outcomes]) -> Outcomes:
        """Not applicable, displaced, or undetermined for want of knowing that; else what it is judged to be."""
        applies = self.applies(rule, row)
        others = [self.holds(other, row) for other in self.book.overriders[rule.path]]
        displaced = some(others) if others else NO
        return _cases(
            (applies.no, {"not_applicable": TRUE}),
            (opposite(applies.known), {"undetermined": TRUE}),
            (both(applies.yes, displaced.yes), {"displaced": TRUE}),
            (both(applies.yes, opposite(displaced.known)), {"undetermined": TRUE}),
            (both(applies.yes, displaced.no), judged(self)),
        )

    def _judge_state(self, duty: core.Duty, row: Row) -> Outcomes:
        state = self.truth(duty.state, row)
        if duty.by is None:
            not_done: Outcomes = {"breach": TRUE}
        else:
            by = self.term(duty.by, {row.entity.name: Reached(TRUE, row)})
            not_done = _not_done(compare(">", Value(TRUE, self.day.today), by), by)
        return _cases(
            (state.yes, {"compliant": TRUE}),
            (state.no, not_done),
            (opposite(state.known), {"undetermined": TRUE}),
        )

    def _judge_event(self, deadline: core.Deadline, row: Row) -> Outcomes:
        env = {row.entity.name: Reached(TRUE, row)}
        due, event = self.term(deadline.due, env), self.term(deadline.event, env)
        happened = both(event.known, opposite(self.is_ahead(event)))
        met = compare("<=", event, due)
        reached = self.day.now if deadline.due.unit == "hours" else Value(TRUE, self.day.today)
        return _cases(
            (opposite(event.known), {"undetermined": TRUE}),
            (happened, {"compliant": met.yes, "late": met.no, "undetermined": opposite(met.known)}),
            (both(event.known, self.is_ahead(event)), _not_done(compare(">", reached, due), due)),
        )

    # ── what the questions of `ask.py` stand on ──

    def falls_due(self, rule: core.Rule, deadline: core.Deadline, row: Row) -> Formula:
        """Where what has to happen has not happened and today is the last day for it."""
        env = {row.entity.name: Reached(TRUE, row)}
        start = day_of(self.term(deadline.due.start, env))
        begun = both(start.known, start.term <= self.day.today)
        lawful = self.on(replace(self.day, law=start.term))
        due, event = day_of(lawful.term(deadline.due, env)), day_of(lawful.term(deadline.event, env))
        pending = both(event.known, event.term == NEVER_DAY, due.known, due.term == self.day.today)
        return both(begun, lawful.holds(rule, row).yes, pending)

    def apart(self, one: core.Expr, other: core.Expr, row: Row) -> Formula:
        """Where two expressions of one kind have known values that differ."""
        if isinstance(one.kind, YesNo):
            a, b = self.truth(one, row), self.truth(other, row)
            return either(both(a.yes, b.no), both(a.no, b.yes))
        env = {row.entity.name: Reached(TRUE, row)}
        first, second = self.term(one, env), self.term(other, env)
        return both(first.known, second.known, first.term != second.term)


def _cases(*cases: tuple[Formula, Outcomes]) -> Outcomes:
    """The outcomes of each case where it is the case; the cases exclude each other."""
    names = dict.fromkeys(name for _, outcomes in cases for name in outcomes)
    return {name: either(*(both(there, found[name]) for there, found in cases if name in found)) for name in names}


def _not_done(passed: Truth, due: Value) -> Outcomes:
    """What was not done: overdue, or still pending until a day that is known."""
    unknown = either(opposite(passed.known), both(passed.no, opposite(due.known)))
    return {"breach": passed.yes, "pending": both(passed.no, due.known), "undetermined": unknown}
