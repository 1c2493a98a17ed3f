"""One question, the reference and the compiled meaning: where the two answer differently, what each of them says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from dsl import core
from interpreter.decide import Answer, Compiled, Judged, Target, decision, judging
from interpreter.decide.judging import name_of
from interpreter.evaluate import Day, Evaluator, Outcome, Verdict, earliest_permitted
from interpreter.facts import FactsError, Row, World, all_rows, from_mapping

Difference = tuple[str, object, object]


class Compared:
    """A book on one day: everything that can be asked about a subject, compiled when it is asked first."""

    def __init__(self, book: core.Book, on: date | datetime, asof: date | None = None) -> None:
        self.book = book
        self.on = on
        self.asof = asof

    @cache  # noqa: B019  # lives as long as the test that made it
    def targets(self, entity: str) -> list[Target]:
        """The duties and the recorded acts of an entity."""
        return targets(self.book, entity)

    @cache  # noqa: B019  # as above
    def judging(self, entity: str) -> Compiled[Judged]:
        """All of them, compiled."""
        return judging(self.book, self.targets(entity), self.on, self.asof)

    @cache  # noqa: B019  # as above
    def decision(self, action: str) -> Compiled[Answer]:
        """The decision on an action, compiled."""
        return decision(self.book, self.book.vocabulary.actions[action], self.on)

    def actions(self, entity: str) -> list[core.Action]:
        """The actions on an entity."""
        return [each for each in self.book.vocabulary.actions.values() if each.on == entity]

    def differences(self, facts: Mapping[str, Any], steps: int = 0) -> Iterator[Difference]:
        """What is asked, what the reference says, what the compiled function says; facts that are refused among it.

        `steps`: how far the search for the earliest day of a denied action goes; 0 leaves it out.
        """
        world, row, problems = from_mapping(self.book, facts)
        (entity,) = facts
        if row is None:
            yield from self._refused(facts, entity, problems)
            return
        if self.targets(entity):
            yield from self._judged(facts, world, row)
        for action in self.actions(entity):
            yield from self._decided(action, facts, world, row, steps)

    def of_world(self, world: World) -> Iterator[Difference]:
        """The same for the duties and the recorded acts of every row of a snapshot."""
        evaluator = Evaluator(self.book, world, Day.of(self.on, self.book.zone, self.asof))
        for row in all_rows(world):
            asked = self.targets(row.entity)
            found = self.judging(row.entity).rows(world, row).outcomes if asked else ()
            for each, got in zip(asked, found, strict=True):
                if (want := outcome(evaluator, each, row)) != got:
                    yield f"{name_of(each)} {row.key}", want, got

    def _judged(self, facts: Mapping[str, Any], world: World, row: Row) -> Iterator[Difference]:
        evaluator = Evaluator(self.book, world, Day.of(self.on, self.book.zone, self.asof))
        asked = self.targets(row.entity)
        wanted = [outcome(evaluator, each, row) for each in asked]
        compiled = self.judging(row.entity)
        for found in (compiled.ask(facts), compiled.rows(world, row)):
            for each, want, got in zip(asked, wanted, found.outcomes, strict=True):
                if want != got:
                    yield name_of(each), want, got

    def _decided(
        self, action: core.Action, facts: Mapping[str, Any], world: World, row: Row, steps: int
    ) -> Iterator[Difference]:
        evaluator = Evaluator(self.book, world, Day.of(self.on, self.book.zone))
        wanted = evaluator.decide(action, row)
        compiled = self.decision(action.name)
        for answer in (compiled.ask(facts), compiled.rows(world, row)):
            found = Verdict(action.name, answer.verdict, answer.because, answer.missing)
            if wanted != found:
                yield f"may {action.name}", wanted, found
        if steps and wanted.name == "denied":
            first = earliest_permitted(evaluator, action, row, steps)
            if answer.earliest_within(steps) != first:
                yield f"when {action.name}", first, answer.earliest_within(steps)

    def _refused(self, facts: Mapping[str, Any], entity: str, problems: object) -> Iterator[Difference]:
        asked: list[Compiled[Any]] = [self.decision(each.name) for each in self.actions(entity)]
        asked += [self.judging(entity)] if self.targets(entity) else []
        for compiled in asked:
            try:
                found: object = compiled.ask(facts)
            except FactsError as error:
                found = error.diagnostics
            if found != problems:
                yield f"{entity}, refused", problems, found


def targets(book: core.Book, entity: str) -> list[Target]:
    """The duties and the recorded acts of an entity."""
    duties: list[Target] = [each for each in book.rules.values() if each.is_duty and each.subject == entity]
    return [*duties, *(each for each in book.vocabulary.actions.values() if each.recorded_by and each.on == entity)]


def outcome(evaluator: Evaluator, target: Target, row: Row) -> Outcome:
    """What the reference says."""
    return evaluator.judge_act(target, row) if isinstance(target, core.Action) else evaluator.judge(target, row)
