"""A change that nobody notices → a scenario that would: made-up facts on which the two books differ, made small."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from bench.changes import Change, changes
from bench.nearby import Case, When, nearby, shifted
from bench.noticed import Witnesses, cases
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
    """Looks for facts that tell a book from a changed one: near its scenarios first, then anywhere."""

    def __init__(self, witnesses: Witnesses, many: int = 60, near: int = 8) -> None:
        self.book = witnesses.book
        self.witnesses = witnesses
        self.sampler = Sampler(self.book)
        self.many, self.near = many, near
        self._made: dict[str, list[Case]] = {}
        both = zip(changes(self.book), changes(self.book, "zh"), strict=True)
        self._chinese = {(each.about, each.kind, each.said): zh.said for each, zh in both}

    def of(self, change: Change) -> str:
        """The scenario, as it is written in a file of scenarios; nothing where no facts were found."""
        new, touched = change.made(), self._touched(change)
        for facts, day in self._asked(change, touched):
            if self._differ(new, facts, day, touched):
                small = self._smaller(new, facts, day, touched)
                found = self._differ(new, small, day, touched)
                assert found
                return self._scenario(small, day, found, change)
        return ""

    def _asked(self, change: Change, touched: frozenset[str]) -> Iterator[Case]:
        """Facts near those of the scenarios that come by the change, and made-up ones; on the days it speaks of too."""
        turns = [date.fromisoformat(day) for day in _DAYS.findall(change.said)]
        around = sorted({day + timedelta(n) for day in turns for n in (-1, 0, 1)})
        for scenario in self._scenarios(change)[: self.near]:
            on = scenario.on
            for day in around:
                yield shifted(scenario.facts, day - (on.date() if isinstance(on, datetime) else on)), day
                yield dict(scenario.facts), day
            if change.kind != "day in force":
                (name, *_) = scenario.facts
                entity = next(e.name for e in self.book.vocabulary.entities.values() if name in (e.name, e.names.zh))
                yield from nearby(self.book, scenario.facts, on, self.sampler.reads(entity))
        for entity in self._subjects(touched):
            if entity not in self._made:
                self._made[entity] = [*cases(self.sampler, entity, self.many, 0)]
            for facts, drawn in self._made[entity]:
                yield from ((facts, each) for each in (around if change.kind == "day in force" else (drawn, *around)))

    def _scenarios(self, change: Change) -> list[core.Scenario]:
        """Those that come by the change, and those about the same rules."""
        reached = self.witnesses.reach(change)
        about = [each for each in self.book.scenarios if any(_speaks(wanted, change) for wanted in each.expect)]
        return [*reached, *(each for each in about if each not in reached)]

    def _touched(self, change: Change) -> frozenset[str]:
        """The rules and the actions whose answers may be touched by the change."""
        rules = [rule for rule in self.book.rules.values() if self._stands(rule, change)]
        norms = [rule.norm for rule in rules]
        actions = {norm.action for norm in norms if isinstance(norm, core.Prohibition | core.Permission)}
        return frozenset({*(rule.path for rule in rules), *actions, change.about})

    def _stands(self, rule: core.Rule, change: Change) -> bool:
        """Whether a rule is what was changed, cites it, reads it, or gives way to it."""
        named = (rule.path, *rule.overrides, *(each.source for each in rule.sources))
        over = [each.path for each in self.book.overriders[rule.path]]
        return change.about in (*named, *over) or self._reads(rule, change.about)

    def _subjects(self, touched: frozenset[str]) -> list[str]:
        """The entities of these rules and actions."""
        rules = [rule.subject for path, rule in self.book.rules.items() if path in touched]
        actions = [action.on for name, action in self.book.vocabulary.actions.items() if name in touched]
        return list(dict.fromkeys([*rules, *actions]))

    def _reads(self, rule: core.Rule, about: str) -> bool:
        """Whether a rule stands on the figure or the fact of that name."""
        for part in conditions(rule):
            for each in reach(part, self.book.facts):
                if isinstance(each, core.Figure | core.FactOf) and about.rpartition(".")[2] == each.name:
                    return True
        return False

    def _differ(self, new: core.Book, facts: Facts, day: When, touched: frozenset[str]) -> tuple[Answer, Answer] | None:
        """The first answer that differs, in the old book and in the new one, both of them settled."""
        pairs = zip(answers(self.book, facts, day, touched), answers(new, facts, day, touched), strict=True)
        return next((pair for pair in pairs if pair[0] != pair[1] and "undetermined" not in str(pair)), None)

    def _smaller(self, new: core.Book, facts: Facts, day: When, touched: frozenset[str]) -> Facts:
        """The same facts without what the difference does not need."""
        while smaller := next((each for each in shrunk(facts) if self._differ(new, each, day, touched)), None):
            facts = smaller
        return facts

    def _scenario(self, facts: Facts, day: When, found: tuple[Answer, Answer], change: Change) -> str:
        (name, wanted), (_, came) = found
        rule = self.book.rules.get(name)
        title = rule.title if rule else core.Words(name, name)
        first = rule.sources[0] if rule else None
        basis = f"{first.source} {'item' if first.item else 'art'} {first.article}" if first else name
        _, _, zh = self._chinese[change.about, change.kind, change.said].partition(" → ")[0].rpartition(": ")
        _, _, en = change.said.partition(" → ")[0].rpartition(": ")
        names = core.Words(f"{title.zh or name}：{zh}", f"{title.en or name}: {en}")
        lines = [
            f"- name: {{zh: {quoted(names.zh)}, en: {quoted(names.en)}}}",
            f"  basis: {basis}",
            f"  on: {day}",
            f"  facts: {flow(facts)}",
            f"  expect: {{{name}: {wanted}}}  # changed: {came}",
        ]
        return "\n".join(lines)


def _speaks(wanted: core.Expectation, change: Change) -> bool:
    return change.about in (wanted.target, wanted.wanted.get("because", ""))


def answers(book: core.Book, facts: Facts, day: When, names: Collection[str]) -> list[Answer]:
    """What these rules and actions say about the subject; nothing where the facts do not fit the book."""
    world, row, _ = from_mapping(book, facts)
    if row is None:
        return []
    evaluator = Evaluator(book, world, Day.of(day, book.zone))
    found: list[Answer] = []
    for rule in (each for each in book.rules.values() if each.path in names and each.subject == row.entity):
        if rule.is_duty:
            outcome = evaluator.judge(rule, row)
            due = f", due: {str(outcome.due)[:16].replace(' ', 'T')}" if outcome.due else ""
            found.append((rule.path, f"{{outcome: {outcome.name}{due}}}" if due else outcome.name))
        else:
            holds = evaluator.holds(rule, row)
            said = "undetermined" if isinstance(holds, Unknown) else "holds" if holds else "does_not_hold"
            found.append((rule.path, said))
    for action in (each for each in book.vocabulary.actions.values() if each.on == row.entity and each.name in names):
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


def quoted(text: str) -> str:
    """A text in quotation marks, on one line."""
    return '"' + " ".join(text.split()).replace('"', "'") + '"'


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
