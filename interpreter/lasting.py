"""An outcome of a subject → with `until`, the last day on which it stays what it is if nothing in the facts changes.

The evaluator notes the days on which an answer may change, as it does for the day from which an action is permitted.
Those are tried one after another until one of them gives another answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from dsl import core
from interpreter.complete import Completer
from interpreter.evaluate import HORIZON, Evaluator
from interpreter.facts import Row
from interpreter.outcomes import Day, Outcome
from interpreter.penalties import brief

STEPS = 1000
"""Days that are tried at most: beyond them the last one that was tried is told, though the outcome may last longer."""


class Lasting:
    """Asks the outcomes of one book how long they last."""

    def __init__(self, completer: Completer) -> None:
        self.completer = completer
        self._later: dict[date, Evaluator] = {}

    def outcome(self, evaluator: Evaluator, target: core.Rule | core.Action, row: Row) -> Outcome:
        """The whole outcome of a duty or of a recorded act; the evaluator's day is also that of its facts."""
        outcome, change = self._asked(evaluator, target, row)
        return replace(outcome, until=self._until(evaluator, target, row, outcome, change))

    def forget(self, beyond: int) -> None:
        """Drops the facts remembered of later days, where those of one are more than so many."""
        for later in self._later.values():
            later.forget(beyond // len(self._later))

    def _asked(self, evaluator: Evaluator, target: core.Rule | core.Action, row: Row) -> tuple[Outcome, date | None]:
        return evaluator.change_of(lambda: self.completer.outcome(evaluator, target, row))

    def _until(
        self, evaluator: Evaluator, target: core.Rule | core.Action, row: Row, outcome: Outcome, change: date | None
    ) -> date | None:
        for _ in range(STEPS):
            if change is None or change.year > evaluator.day.today.year + HORIZON:
                return None
            again, following = self._asked(self._at(evaluator, change), target, row)
            if told(again) != told(outcome):
                break
            change = following
        return change - timedelta(days=1) if change else None

    def _at(self, evaluator: Evaluator, day: date) -> Evaluator:
        """The same question on a later day, of facts that are as of then."""
        later = self._later.get(day)
        if later is None or later.world is not evaluator.world:
            later = self._later[day] = evaluator.at(Day(day, None, day, day))
        return later


def told(outcome: Outcome) -> tuple[object, ...]:
    """What is shown of an outcome: the sanctions of a breach without a period are those of each day anew."""
    highest = [brief(each) for each in outcome.sanctions.highest] if outcome.sanctions else []
    return outcome.name, outcome.due, outcome.by, outcome.missing, outcome.standing, highest
