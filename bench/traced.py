"""A book's scenarios → for each, what of the book its answers come by: nodes, rules, facts, figures, actions.

A change of what a scenario does not come by cannot change its answers, since the reference meaning is deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from bench.changes import Key
from dsl import core
from dsl.assume import assume
from interpreter.ask import Case, Interpreter
from interpreter.coverage import Coverage, Recorder
from interpreter.evaluate import Day, Evaluator, Outcome, Verdict
from interpreter.expressions import Bindings
from interpreter.facts import Row
from interpreter.scenarios import check
from interpreter.values import Result, Truth


@dataclass
class Trace(Coverage):
    """The branches reached, and all that was come by."""

    touched: set[Key] = field(default_factory=set)


class Tracer(Recorder):
    """The reference evaluator, noting what it comes by in a coverage that is a `Trace`."""

    def _note(self, kind: str, what: object) -> None:
        cast(Trace, self.coverage).touched.add((kind, what))

    def at(self, day: Day) -> Tracer:
        """Another day's notes go into the same trace."""
        return Tracer(self.book, self.world, day, self.coverage)

    def value(self, e: core.Expr, env: Bindings) -> Result:
        """As the reference evaluator."""
        self._note("node", id(e))
        return super().value(e, env)

    def derive(self, fact: core.Fact, row: Row) -> Result:
        """As the reference evaluator."""
        self._note("fact", (fact.entity, fact.name))
        return super().derive(fact, row)

    def figure(self, name: str, day: date) -> Result:
        """As the reference evaluator."""
        self._note("figure", name)
        for place, dated in enumerate(self.book.parameters[name].values):
            if core.is_during(dated, day):
                self._note("value", (name, place))
        return super().figure(name, day)

    def in_force(self, rule: core.Rule) -> bool:
        """As the reference evaluator."""
        self._note("rule", rule.path)
        return super().in_force(rule)

    def applies(self, rule: core.Rule, row: Row) -> Truth:
        """As the reference evaluator."""
        self._note("conditions", rule.path)
        return super().applies(rule, row)

    def judge(self, rule: core.Rule, row: Row) -> Outcome:
        """As the reference evaluator."""
        self._note("conditions", rule.path)
        self._note("rule", rule.path)
        return super().judge(rule, row)

    def decide(self, action: core.Action, row: Row) -> Verdict:
        """As the reference evaluator."""
        self._note("action", action.name)
        for rule in self.book.guards[action.name]:
            self._note("rule", rule.path)
        return super().decide(action, row)


class Tracing(Interpreter):
    """An interpreter whose every answer goes into one trace: the search for the earliest day, too."""

    def __init__(self, book: core.Book, trace: Trace) -> None:
        super().__init__(book, {})
        self.trace = trace

    def assuming(self, figures: Mapping[str, str]) -> Tracing:
        """The same book with these figures, traced too."""
        return Tracing(assume(self.book, figures), self.trace) if figures else self

    def evaluator(self, case: Case, on: date | datetime, asof: date | None = None) -> Evaluator:
        """The reference meaning, traced."""
        return Tracer(self.book, case.world, Day.of(on, self.book.zone, asof), self.trace)


def touched(book: core.Book, scenario: core.Scenario) -> frozenset[Key]:
    """What a scenario comes by. Raises where it does not come out as it says: then nothing can be learnt from it."""
    trace = Trace()
    checked = check(Tracing(book, trace), scenario, trace, Tracer)
    if not checked.ok:
        raise ValueError("; ".join(each.en for each in checked.failures))
    return frozenset(trace.touched)
