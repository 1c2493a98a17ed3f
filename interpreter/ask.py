"""The Python door: a loaded rulebook that is asked for verdicts, outcomes, facts and audits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl import core
from dsl.assume import assume
from dsl.diagnose import Diagnostic, draw, few, unknown
from dsl.load import load_book
from dsl.record import dataclass
from dsl.source import NOWHERE, Sources
from interpreter.complete import Completer
from interpreter.evaluate import DEFAULT, Day, Evaluator, Outcome, Verdict, earliest_permitted
from interpreter.facts import FactsError, Row, World, from_mapping
from interpreter.outcomes import Posed
from interpreter.values import Result, Truth

if TYPE_CHECKING:
    from interpreter.decide import Answer, Decision
    from interpreter.explain import Line
    from interpreter.run import Run
    from interpreter.sanctions import Sanctions


class RulebookError(ValueError):
    """A rulebook with errors was asked to be used; `diagnostics` says which."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], sources: Sources) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(draw(each, sources, "en") for each in diagnostics if each.level == "error"))


@dataclass(frozen=True, slots=True)
class Case:
    """A subject with its world: what a question is asked about."""

    world: World
    row: Row


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came out for one subject, and why."""

    interpreter: Interpreter
    target: core.Rule | core.Action
    case: Case
    on: date | datetime

    @property
    def outcome(self) -> Outcome | None:
        """The outcome of a duty or of a recorded action; None for what has none: a guard, an action not recorded."""
        has_one = self.target.recorded_by if isinstance(self.target, core.Action) else self.target.is_duty
        return self.interpreter.outcome_of(self.target, self.case, self.on) if has_one else None

    @property
    def sanctions(self) -> Sanctions | None:
        """What a breach may bring, by the law of its day; None where there is no breach."""
        return self.outcome.sanctions if self.outcome else None

    @property
    def holds(self) -> bool | None:
        """Whether the rule applies to the subject and is not displaced; None where that is unknown."""
        if isinstance(self.target, core.Action):
            return None
        holds = self.interpreter.evaluator(self.case, self.on).holds(self.target, self.case.row)
        return holds if isinstance(holds, bool) else None

    def explain(self, lang: core.Language = "en") -> Line:
        """Why, as a tree of lines; `str()` of it is text."""
        from interpreter.explain import Explainer

        explainer = Explainer(self.interpreter.evaluator(self.case, self.on), lang)
        if isinstance(self.target, core.Action) and self.target.recorded_by:
            return explainer.act(self.target, self.case.row)
        if isinstance(self.target, core.Action):
            verdict = self.interpreter.verdict(self.target, self.case, self.on)
            return explainer.verdict(self.target, self.case.row, verdict)
        return (explainer.duty if self.target.is_duty else explainer.guard)(self.target, self.case.row)


class Interpreter:
    """One checked rulebook, ready to be asked. It holds no state that an answer could change."""

    def __init__(self, book: core.Book, sources: Sources) -> None:
        self.book = book
        self.sources = sources
        self.completer = Completer(book)

    @classmethod
    def load(cls, name: str | Path) -> Interpreter:
        """A folder, a shipped name, an edition or `BOOK@REVISION`. Raises RulebookError where the book has errors."""
        loaded = load_book(name)
        if loaded.book is None:
            raise RulebookError(loaded.diagnostics, loaded.sources)
        return cls(loaded.book, loaded.sources)

    def assuming(self, figures: Mapping[str, str]) -> Interpreter:
        """The same book with these figures, as a scenario sets them, on whatever day; itself where there are none."""
        return Interpreter(assume(self.book, figures), self.sources) if figures else self

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

    def rule(self, path: str) -> core.Rule | None:
        """The rule of that path, its segments in either language."""
        segments = {words.zh: name for name, words in self.book.vocabulary.words.items()}
        return self.book.rules.get("/".join(segments.get(part, part) for part in path.split("/")))

    def decide(self, action: str, facts: Mapping[str, object], on: date | datetime) -> Verdict:
        """May this be done to this subject on this day, and if not yet, from when? Raises FactsError.

        Who asks about many subjects on one day takes `decision`.
        """
        case = self.case(facts)
        declared = self.action(action)
        if declared is None or case.row.entity != declared.on:
            raise FactsError((self._mismatch(action, declared, case),))
        return replace(self.verdict(declared, case, on), posed=Posed(self.book, facts, on))

    def decision(self, action: str, on: date | datetime) -> Decision:
        """The same question for many subjects, compiled: facts → an `Answer` in microseconds. Raises FactsError.

        It has the verdict and the reasons of `decide` at once, `missing` and `earliest` when they are asked for, and
        `complete` makes the whole verdict of it. Compiling takes some hundredths of a second and is done once for each
        action and day, so that for a single subject `decide` is sooner done.
        """
        from interpreter.decide import compiled

        declared = self.action(action)
        if declared is None:
            raise FactsError((self._no_action(action),))
        return compiled(self.book, declared.name, on)

    def complete(self, answer: Answer) -> Verdict:
        """What `decide` says: the answer of a compiled decision with its standing and its sanctions."""
        world, row = answer.case
        whole, evaluator = answer.whole, answer.question.evaluator(world)
        verdict = self.completer.verdict(evaluator, answer.question.action, row, whole)
        given = getattr(answer, "given", None)
        return replace(verdict, posed=Posed(self.book, given, answer.question.on, "compiled") if given else None)

    def verdict(self, action: core.Action, case: Case, on: date | datetime) -> Verdict:
        """As `decide`, for a case already made: with the day from which it would be permitted, if denied for now."""
        evaluator = self.evaluator(case, on)
        verdict = self.completer.verdict(evaluator, action, case.row, evaluator.decide(action, case.row))
        if verdict.name != "denied":
            return verdict
        return replace(verdict, earliest=earliest_permitted(evaluator, action, case.row))

    def _mismatch(self, name: str, action: core.Action | None, case: Case) -> Diagnostic:
        if action is None:
            return self._no_action(name)
        return Diagnostic("RB410", NOWHERE, {"name": action.name, "on": action.on, "entity": case.row.entity})

    def _no_action(self, name: str) -> Diagnostic:
        actions = self.book.vocabulary.actions.values()
        known = {each for action in actions for each in (action.name, action.names.zh)}
        return unknown("RB205", name, known, NOWHERE, **few(action.names for action in actions))

    def judge(self, target: str, facts: Mapping[str, object], on: date | datetime) -> Judgement:
        """A duty, a guard (prohibition, permission) or a recorded action, for the subject given. Raises FactsError."""
        case = self.case(facts)
        rule, action = self.rule(target), self.action(target)
        declared = action.on if action else rule.subject if rule else None
        if declared is None:
            raise FactsError((unknown("RB207", target, self.book.rules, NOWHERE),))
        if declared != case.row.entity:
            detail = {"name": target, "on": declared, "entity": case.row.entity}
            raise FactsError((Diagnostic("RB410", NOWHERE, detail),))
        return Judgement(self, rule or action, case, on)  # type: ignore[arg-type]  # one of the two is there

    def audit(self, folder: str | Path, on: date, **options: Any) -> Run:
        """Every subject of a snapshot: a folder, or the address of a database (`postgresql://…`).

        Options, and what is raised, are those of `interpreter.audit.audit`.
        """
        from interpreter.audit import audit

        return audit(self.book, folder, on, **options)

    def find(self, folder: str | Path, entity: str, key: str) -> Case | None:
        """One row of a snapshot, by its key (or by the place that a finding gives)."""
        from interpreter.judging import label
        from interpreter.snapshot import read_snapshot

        world = read_snapshot(self.book, Path(folder)).world
        row = next((each for each in world.tables[entity] if key in (each.key, each.place, label(each))), None)
        return Case(world, row) if row else None

    def outcome(self, target: str, case: Case, on: date | datetime, asof: date | None = None) -> Outcome:
        """The outcome of a duty or of a recorded action, by its name."""
        return self.outcome_of(self.action(target) or self.book.rules[target], case, on, asof)

    def outcome_of(
        self, target: core.Rule | core.Action, case: Case, on: date | datetime, asof: date | None = None
    ) -> Outcome:
        """As `outcome`, for what has been looked up: with its standing and, of a breach, its sanctions."""
        return self.completer.outcome(self.evaluator(case, on, asof), target, case.row)

    def fact(self, name: str, case: Case, on: date | datetime) -> Result:
        """The value of a fact of the subject."""
        return self.evaluator(case, on).derive(self.book.facts[case.row.entity, name], case.row)

    def keeps(self, invariant: str, case: Case, on: date | datetime) -> Truth:
        """Whether an invariant holds for the subject."""
        return self.evaluator(case, on).keeps(self.book.invariants[invariant], case.row)


__all__ = ["DEFAULT", "Case", "FactsError", "Interpreter", "RulebookError"]
