"""Outcomes and verdicts of the evaluator → whole answers: contested or settled, and what a breach may bring."""

from __future__ import annotations

from dataclasses import replace

from dsl import core
from interpreter.evaluate import Evaluator
from interpreter.facts import Row
from interpreter.outcomes import Outcome, Verdict
from interpreter.sanctions import Sanctioner
from interpreter.standing import Standings


class Completer:
    """Completes the answers of one book; what it finds out about the book is found once."""

    def __init__(self, book: core.Book) -> None:
        self.standings = Standings(book)
        self.sanctioner = Sanctioner(book)

    def outcome(
        self, evaluator: Evaluator, target: core.Rule | core.Action, row: Row, given: Outcome | None = None
    ) -> Outcome:
        """The outcome of a duty or of a recorded action; `given`, where the evaluator has been asked already."""
        if isinstance(target, core.Action):
            outcome = given or evaluator.judge_act(target, row)
            standing = self.standings.of_act(evaluator, target, row, outcome)
            return replace(outcome, standing=standing, sanctions=self.sanctioner.of_act(target, outcome, row))
        outcome = given or evaluator.judge(target, row)
        standing = self.standings.of_duty(evaluator, target, row, outcome)
        if outcome.due is None and outcome.name in ("breach", "late"):  # by the law of today
            for day in self.sanctioner.turns:
                evaluator.watch(day)
        return replace(outcome, standing=standing, sanctions=self.sanctioner.of_duty(outcome, evaluator.day.today))

    def verdict(self, evaluator: Evaluator, action: core.Action, row: Row, verdict: Verdict) -> Verdict:
        """A verdict of the evaluator, completed."""
        standing = self.standings.of_verdict(evaluator, action, row, verdict)
        sanctions = self.sanctioner.of_verdict(action, verdict, evaluator.day.today, row)
        return replace(verdict, standing=standing, sanctions=sanctions)
