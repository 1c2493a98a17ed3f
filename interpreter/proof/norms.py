"""Rules as formulas: what `interpreter/evaluate.py` judges for single facts, for all facts at once."""

from __future__ import annotations

from datetime import date

from dsl import core
from interpreter.proof.logic import NO, TRUE, YES, Truth, both, every, negate, some, truth
from interpreter.proof.meaning import Meaning
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
