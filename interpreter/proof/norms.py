"""Rules as formulas: what `interpreter/evaluate.py` judges for single facts, for all facts at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dsl import core
from dsl.kinds import YesNo
from interpreter.proof.logic import NEVER_DAY, NO, TRUE, YES, Formula, Truth, both, either, every, negate, some, truth
from interpreter.proof.meaning import Meaning, Reached, day_of
from interpreter.proof.rows import Row


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
        conditions = self.truth(rule.where, row), self.truth(rule.when, row), negate(self.truth(rule.unless, row))
        return every((self.in_force(rule), *conditions))

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
