"""The Python door: a loaded rulebook that is asked for verdicts, outcomes, facts and audits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dsl import core
from dsl.diagnose import Diagnostic, draw
from dsl.load import load_book
from dsl.source import Sources
from interpreter.evaluate import DEFAULT, Day, Evaluator, Outcome, Verdict, earliest_permitted
from interpreter.facts import Row, World, from_mapping
from interpreter.values import Result, Truth


class RulebookError(ValueError):
    """A rulebook with errors was asked to be used; `diagnostics` says which."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], sources: Sources) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(draw(each, sources, "en") for each in diagnostics if each.level == "error"))


class FactsError(ValueError):
    """Facts that do not fit the vocabulary, or a name the book does not have. The message holds no value of a field."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(draw(each, {}, "en") for each in diagnostics))


@dataclass(frozen=True, slots=True)
class Case:
    """A subject with its world: what a question is asked about."""

    world: World
    row: Row


class Interpreter:
    """One checked rulebook, ready to be asked. It holds no state that an answer could change."""

    def __init__(self, book: core.Book, sources: Sources) -> None:
        self.book = book
        self.sources = sources

    @classmethod
    def load(cls, name: str | Path) -> Interpreter:
        """A folder or the name of a shipped book. Raises RulebookError where the book has errors."""
        loaded = load_book(name)
        if loaded.book is None:
            raise RulebookError(loaded.diagnostics, loaded.sources)
        return cls(loaded.book, loaded.sources)

    def case(self, facts: Mapping[str, object]) -> Case:
        """Facts as a nested mapping in names of either language → the subject. Raises FactsError."""
        world, row, problems = from_mapping(self.book, facts)
        if row is None:
            raise FactsError(problems)
        return Case(world, row)

    def evaluator(self, case: Case, on: date | datetime, asof: date | None = None) -> Evaluator:
        """The reference meaning on a day (or at a moment), over facts that are as of `asof` (that day if left out)."""
        return Evaluator(self.book, case.world, Day.of(on, self.book.zone, asof))

    def action(self, name: str) -> core.Action | None:
        """The action of that name, in either language."""
        return next((a for a in self.book.vocabulary.actions.values() if name in (a.name, a.names.zh)), None)

    def decide(self, action: str, facts: Mapping[str, object], on: date | datetime) -> Verdict:
        """May this be done to this subject on this day, and if not yet, from when? Raises FactsError."""
        case = self.case(facts)
        declared = self.action(action)
        if declared is None or case.row.entity != declared.on:
            raise FactsError((self._mismatch(action, declared, case),))
        evaluator = self.evaluator(case, on)
        verdict = evaluator.decide(declared, case.row)
        if verdict.name != "denied":
            return verdict
        earliest = earliest_permitted(evaluator, declared, case.row)
        return Verdict(verdict.action, verdict.name, verdict.because, verdict.missing, earliest)

    def _mismatch(self, name: str, action: core.Action | None, case: Case) -> Diagnostic:
        from dsl.diagnose import unknown
        from dsl.source import Span

        if action is None:
            return unknown("RB205", name, self.book.vocabulary.actions, Span("", 0, 0))
        return Diagnostic("RB410", Span("", 0, 0), {"name": action.name, "on": action.on, "entity": case.row.entity})

    def outcome(self, target: str, case: Case, on: date | datetime, asof: date | None = None) -> Outcome:
        """The outcome of a duty or of a recorded action, by its name."""
        evaluator = self.evaluator(case, on, asof)
        action = self.action(target)
        if action is not None:
            return evaluator.judge_act(action, case.row)
        return evaluator.judge(self.book.rules[target], case.row)

    def fact(self, name: str, case: Case, on: date | datetime) -> Result:
        """The value of a fact of the subject."""
        return self.evaluator(case, on).derive(self.book.facts[case.row.entity, name], case.row)

    def keeps(self, invariant: str, case: Case, on: date | datetime) -> Truth:
        """Whether an invariant holds for the subject."""
        return self.evaluator(case, on).keeps(self.book.invariants[invariant], case.row)


__all__ = ["DEFAULT", "Case", "FactsError", "Interpreter", "RulebookError"]
