"""One question, the reference and the compiled meaning: where the two answer differently, what each of them says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from dsl import core
from interpreter.decide import decision, judging
from interpreter.evaluate import Day, Evaluator, Outcome, Verdict, earliest_permitted
from interpreter.facts import FactsError, from_mapping

Difference = tuple[str, object, object]


class Compared:
    """A book on one day: everything that can be asked about a subject, compiled once and asked of both meanings."""

    def __init__(self, book: core.Book, on: date | datetime, asof: date | None = None) -> None:
        self.book = book
        self.on = on
        self.asof = asof
        actions = book.vocabulary.actions
        self.decisions = {name: decision(book, each, on) for name, each in actions.items()}
        self.targets = {name: targets(book, name) for name in book.vocabulary.entities}
        self.judgements = {
            name: judging(book, found, on, asof) for name, found in self.targets.items() if found
        }

    def differences(self, facts: Mapping[str, Any], earliest: bool = False) -> Iterator[Difference]:
        """What is asked, what the reference says, what the compiled function says; facts that are refused among it."""
        world, row, problems = from_mapping(self.book, facts)
        (entity,) = facts
        if row is None:
            yield from self._refused(facts, entity, problems)
            return
        judged = Evaluator(self.book, world, Day.of(self.on, self.book.zone, self.asof))
        decided = Evaluator(self.book, world, Day.of(self.on, self.book.zone))
        if entity in self.judgements:
            wanted = tuple(outcome(judged, each, row) for each in self.targets[entity])
            for found in (self.judgements[entity].ask(facts), self.judgements[entity].rows(world, row)):
                for each, want, got in zip(self.targets[entity], wanted, found.outcomes, strict=True):
                    if want != got:
                        yield str(name_of(each)), want, got
        for name, action in self.book.vocabulary.actions.items():
            if action.on == entity:
                fresh = decided.at(decided.day)
                want_ = fresh.decide(action, row)
                for answer in (self.decisions[name].ask(facts), self.decisions[name].rows(world, row)):
                    got_ = Verdict(name, answer.verdict, answer.because, answer.missing)
                    if want_ != got_:
                        yield f"may {name}", want_, got_
                    if earliest and want_.name == "denied":
                        first = earliest_permitted(fresh, action, row, 50)
                        if answer.earliest_within(50) != first:
                            yield f"when {name}", first, answer.earliest_within(50)

    def _refused(self, facts: Mapping[str, Any], entity: str, problems: object) -> Iterator[Difference]:
        asked = [each.ask for each in self.decisions.values()] + [each.ask for each in self.judgements.values()]
        for ask in asked:
            try:
                found: object = ask(facts)
            except FactsError as error:
                found = error.diagnostics
            if found != problems:
                yield f"{entity}, refused", problems, found


def targets(book: core.Book, entity: str) -> list[core.Rule | core.Action]:
    """The duties and the recorded acts of an entity."""
    duties = [each for each in book.rules.values() if each.is_duty and each.subject == entity]
    return [*duties, *(each for each in book.vocabulary.actions.values() if each.recorded_by and each.on == entity)]


def name_of(target: core.Rule | core.Action) -> str:
    """A duty's path, or an action's name."""
    return target.path if isinstance(target, core.Rule) else target.name


def outcome(evaluator: Evaluator, target: core.Rule | core.Action, row: Any) -> Outcome:
    """What the reference says."""
    return evaluator.judge_act(target, row) if isinstance(target, core.Action) else evaluator.judge(target, row)
