"""Doubt: an answer is contested if it would be another one, were everything contested left open.

Left open means: a contested rule is taken to hold or not, where it holds; a contested figure has no known value. What a
contested duty itself comes to, where it applies, is contested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from dsl import core
from dsl.order import conditions, reach
from interpreter.evaluate import Evaluator
from interpreter.facts import Row
from interpreter.outcomes import Outcome, Standing, Verdict
from interpreter.values import Result, Truth, Unknown

Answer = TypeVar("Answer")
_MOST_DAYS = 100


class Doubter(Evaluator):
    """The reference evaluator, with everything contested left open."""

    def holds(self, rule: core.Rule, row: Row) -> Truth:
        """As the reference evaluator, but that a contested rule which holds may as well not."""
        holds = super().holds(rule, row)
        return Unknown(frozenset({rule.path})) if holds is True and rule.standing == "contested" else holds

    def figure(self, name: str, day: date) -> Result:
        """As the reference evaluator, but that a contested value is not known."""
        value = super().figure(name, day)
        return Unknown(frozenset({name})) if _is_open(self.book.parameters[name], day) else value


def _is_open(parameter: core.Parameter, day: date) -> bool:
    return any(each.standing == "contested" and core.is_during(each, day) for each in parameter.values)


class Standings:
    """Tells contested answers of one book from settled ones; what reaches nothing contested is not asked again."""

    def __init__(self, book: core.Book) -> None:
        self.book = book
        self._figures = {
            name for name, each in book.parameters.items() if any(v.standing == "contested" for v in each.values)
        }
        self._doubtful: dict[str, bool] = {}
        self._doubters: dict[date, Doubter] = {}

    def is_doubtful(self, target: core.Rule | core.Action) -> bool:
        """Whether the outcome of a duty or of a recorded act can hang on something contested."""
        if isinstance(target, core.Rule):
            return target.standing == "contested" or self._is_doubtful(target)
        return any(rule.standing == "contested" or self._is_doubtful(rule) for rule in self.book.guards[target.name])

    def of_duty(self, evaluator: Evaluator, rule: core.Rule, row: Row, outcome: Outcome) -> Standing:
        """Of the outcome of a duty."""
        if rule.standing == "contested" and outcome.name not in ("not_applicable", "displaced"):
            return "contested"
        if not self._is_doubtful(rule):
            return "settled"
        return _differs(outcome, self._doubted(evaluator, lambda doubter: doubter.judge(rule, row)))

    def of_act(self, evaluator: Evaluator, action: core.Action, row: Row, outcome: Outcome) -> Standing:
        """Of the outcome of a recorded act."""
        if outcome.name == "not_applicable" or not self._is_guarded_in_doubt(action, outcome):
            return "settled"
        return _differs(outcome, self._doubted(evaluator, lambda doubter: doubter.judge_act(action, row)))

    def of_verdict(self, evaluator: Evaluator, action: core.Action, row: Row, verdict: Verdict) -> Standing:
        """Of a verdict; the day from which it would be permitted is not looked at."""
        if not self._is_guarded_in_doubt(action, verdict):
            return "settled"
        again = self._doubted(evaluator, lambda doubter: doubter.decide(action, row))
        return "settled" if again.name == verdict.name else "contested"

    def _doubted(self, evaluator: Evaluator, ask: Callable[[Doubter], Answer]) -> Answer:
        """What is answered in doubt; the evaluator is told when that may change, as of what it answers itself."""
        doubter = self._doubter(evaluator)
        answer, change = doubter.change_of(lambda: ask(doubter))
        evaluator.watch(change)
        return answer

    def _doubter(self, evaluator: Evaluator) -> Doubter:
        """That of the same world and day; a few are kept, for an audit asks the same again and again."""
        day = evaluator.day
        kept = self._doubters.get(day.today)
        if kept is None or kept.world is not evaluator.world or kept.day != day:
            if len(self._doubters) >= _MOST_DAYS:
                self._doubters.clear()
            kept = self._doubters[day.today] = Doubter(self.book, evaluator.world, day)
        return kept

    # ── what reaches something contested ──

    def _is_guarded_in_doubt(self, action: core.Action, answer: Outcome | Verdict) -> bool:
        """Whether a guard is doubtful, or a contested one holds: those that do not hold change nothing."""
        guards = self.book.guards[action.name]
        silent = _silent(answer)
        return any(
            self._is_doubtful(rule) or (rule.standing == "contested" and rule.path not in silent) for rule in guards
        )

    def _is_doubtful(self, rule: core.Rule) -> bool:
        """Whether its conditions read a contested figure, or a rule that overrides it is contested or doubtful."""
        if rule.path not in self._doubtful:
            self._doubtful[rule.path] = self._reads_doubt(rule) or any(
                other.standing == "contested" or self._is_doubtful(other) for other in self.book.overriders[rule.path]
            )
        return self._doubtful[rule.path]

    def _reads_doubt(self, rule: core.Rule) -> bool:
        return bool(self._figures) and not self._figures.isdisjoint(_figures_of(rule, self.book))


def _figures_of(rule: core.Rule, book: core.Book) -> Iterator[str]:
    """The figures that a rule reads, through facts too."""
    return (each.name for each in reach(conditions(rule), book.facts) if isinstance(each, core.Figure))


def _silent(answer: Outcome | Verdict) -> frozenset[str]:
    """The rules that are known not to hold: of an outcome that is not told."""
    if isinstance(answer, Outcome):
        return frozenset()
    return frozenset(said.rule for said in answer.because if said.holds is not True)


def _differs(outcome: Outcome, again: Outcome) -> Standing:
    return "settled" if (outcome.name, outcome.due) == (again.name, again.due) else "contested"
