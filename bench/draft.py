"""A change that nobody notices → a scenario that would: made-up facts on which the two books differ, made small."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bench.changes import Change
from bench.noticed import cases
from dsl import core
from dsl.order import conditions, reach
from interpreter.evaluate import Day, Evaluator
from interpreter.facts import from_mapping
from interpreter.lives import Facts
from interpreter.sampling import Sampler
from interpreter.values import Unknown

_DAYS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Answer = tuple[str, str]
"""A rule, an action or an invariant, and what came of it in the words of a scenario."""


class Drafts:
    """Looks for facts that tell a book from a changed one. The facts made up are the same for every change."""

    def __init__(self, book: core.Book, many: int = 400) -> None:
        self.book = book
        self.sampler = Sampler(book)
        self.many = many
        self._cases: dict[str, list[tuple[Facts, date]]] = {}

    def of(self, change: Change) -> str:
        """The scenario, as it is written in a file of scenarios; nothing where no facts were found."""
        new = change.made()
        for sure in (True, False):
            for entity in self._subjects(change):
                for facts, day in self._asked(entity, change):
                    if differ(self.book, new, facts, day, sure):
                        small = self._smaller(new, facts, day, sure)
                        found = differ(self.book, new, small, day, sure)
                        assert found
                        return self._scenario(small, day, found)
        return ""

    def _asked(self, entity: str, change: Change) -> Iterator[tuple[Facts, date]]:
        """The cases of an entity, on their own days; where a day is changed, on that day and those around it too."""
        if entity not in self._cases:
            self._cases[entity] = cases(self.sampler, entity, self.many, 0)
        turns = {date.fromisoformat(day) for day in _DAYS.findall(change.said)}
        around = sorted({day + timedelta(n) for day in turns for n in (-1, 0, 1)})
        for facts, day in self._cases[entity]:
            yield from ((facts, each) for each in (around if change.kind == "day in force" else (day, *around)))

    def _subjects(self, change: Change) -> list[str]:
        """The entities whose rules may be touched by the change."""
        action = self.book.vocabulary.actions.get(change.about)
        if action:
            return [action.on]
        touched = {
            rule.subject: None
            for rule in self.book.rules.values()
            if change.about in (rule.path, *(each.source for each in rule.sources)) or self._reads(rule, change.about)
        }
        return list(touched)

    def _reads(self, rule: core.Rule, about: str) -> bool:
        """Whether a rule stands on the figure or the fact of that name."""
        for part in conditions(rule):
            for each in reach(part, self.book.facts):
                if isinstance(each, core.Figure | core.FactOf) and about.rpartition(".")[2] == each.name:
                    return True
        return False

    def _smaller(self, new: core.Book, facts: Facts, day: date, sure: bool) -> Facts:
        """The same facts without what the difference does not need."""
        while smaller := next((each for each in shrunk(facts) if differ(self.book, new, each, day, sure)), None):
            facts = smaller
        return facts

    def _scenario(self, facts: Facts, day: date, found: tuple[Answer, Answer]) -> str:
        (name, wanted), (_, came) = found
        rule = self.book.rules.get(name)
        title = rule.title if rule else core.Words(name, name)
        first = rule.sources[0] if rule else None
        basis = f"{first.source} {'item' if first.item else 'art'} {first.article}" if first else name
        lines = [
            f"- name: {{zh: “{title.zh}”：, en: “{title.en}”: }}",
            f"  basis: {basis}",
            f"  on: {day}",
            f"  facts: {flow(facts)}",
            f"  expect: {{{name}: {wanted}}}  # changed: {came}",
        ]
        return "\n".join(lines)


def differ(old: core.Book, new: core.Book, facts: Facts, day: date, sure: bool) -> tuple[Answer, Answer] | None:
    """The first answer that differs, in the old book and in the new one; `sure`: and both are settled."""
    pairs = zip(answers(old, facts, day), answers(new, facts, day), strict=True)
    return next((pair for pair in pairs if pair[0] != pair[1] and not (sure and "undetermined" in str(pair))), None)


def answers(book: core.Book, facts: Facts, day: date) -> list[Answer]:
    """What every rule and every action about the subject says; nothing where the facts do not fit the book."""
    world, row, _ = from_mapping(book, facts)
    if row is None:
        return []
    evaluator = Evaluator(book, world, Day.of(day, book.zone))
    found: list[Answer] = []
    for rule in (each for each in book.rules.values() if each.subject == row.entity):
        if rule.is_duty:
            outcome = evaluator.judge(rule, row)
            due = f", due: {str(outcome.due)[:16].replace(' ', 'T')}" if outcome.due else ""
            found.append((rule.path, f"{{outcome: {outcome.name}{due}}}" if due else outcome.name))
        else:
            holds = evaluator.holds(rule, row)
            said = "undetermined" if isinstance(holds, Unknown) else "holds" if holds else "does_not_hold"
            found.append((rule.path, said))
    for action in (each for each in book.vocabulary.actions.values() if each.on == row.entity):
        found.append((action.name, evaluator.decide(action, row).name))
        if action.recorded_by:
            found.append((action.name, f"{{outcome: {evaluator.judge_act(action, row).name}}}"))
    return found


def shrunk(facts: Mapping[str, object]) -> Iterator[Facts]:
    """The facts without one of their parts, for each part."""
    for name, value in facts.items():
        rest = {key: each for key, each in facts.items() if key != name}
        if name != "id" and len(facts) > 1:
            yield rest
        if isinstance(value, dict):
            yield from ({**facts, name: inner} for inner in shrunk(value))
        elif isinstance(value, list):
            for place, each in enumerate(value):
                yield {**facts, name: [*value[:place], *value[place + 1 :]]}
                if isinstance(each, dict):
                    for inner in shrunk(each):
                        yield {**facts, name: [*value[:place], inner, *value[place + 1 :]]}


def flow(value: object) -> str:
    """Plain data as YAML on one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{name}: {flow(each)}" for name, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
