"""Scenarios against the book they test: facts that do not fit the vocabulary, expectations that can never be met.

A checked book → diagnostics, each at the fact or the word that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic, listed, unknown
from dsl.kinds import Instant
from dsl.literal import UNKNOWN_WORDS, Misread, read_literal
from dsl.messages.kinds import kind_example, kind_words
from dsl.register import Register
from dsl.source import NOWHERE, Span
from dsl.targets import Targets
from interpreter import penalties
from interpreter.facts import from_mapping
from interpreter.messages import MEASURES, NAMES, STANDINGS
from interpreter.told import Told, told

VERDICTS = ("permitted", "denied", "undetermined")
ACTS = ("compliant", "breach", "undetermined", "not_applicable")
DUTIES = ("compliant", "breach", "late", "pending", "not_applicable", "displaced", "undetermined")
GUARDS = ("holds", "does_not_hold", "undetermined")
INVARIANTS = ("holds", "violated", "undetermined")


def misfits(book: core.Book, cases: Iterable[Told] | None = None) -> Iterator[Diagnostic]:
    """What of the scenarios does not fit the book; `cases` are its scenarios with their facts, if these are read."""
    answers = _Answers(book)
    for case in told(book) if cases is None else cases:
        if case.problems:
            yield from _facts(book, case.scenario, case.problems)
        for wanted in case.scenario.expect:
            yield from answers.problems(wanted)


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _facts(book: core.Book, scenario: core.Scenario, problems: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    if changed := _changed_places(book, scenario, problems):
        problems = problems[:1]
    for problem in problems:
        words = Words(problem.message("zh"), problem.message("en"))
        blanks: dict[str, str | Words] = {"where": _path(problem) or "facts", "problem": changed or words}
        if not changed and problem.hint("en"):
            blanks["mend"] = Words(problem.hint("zh") or "", problem.hint("en") or "")
        yield Diagnostic("RB602", _place(scenario, problem), blanks)


def _path(problem: Diagnostic) -> str:
    return problem.span.file.removeprefix("facts").removeprefix(": ")


def _place(scenario: core.Scenario, problem: Diagnostic) -> Span:
    """Where a fact stands: its value, or the key of the row in which something is missing."""
    path = _path(problem)
    while path and path not in scenario.places:
        path = path.rpartition(".")[0]
    key, value = scenario.places.get(path, (scenario.span, scenario.span))
    return key if problem.code in ("SN207", "SN209") else value


def _changed_places(book: core.Book, scenario: core.Scenario, problems: Sequence[Diagnostic]) -> Words | None:
    """Two values that would both be right in each other's place are one mistake."""
    paths = [_path(each) for each in problems if each.code == "SN204"]
    if len(problems) != 2 or len(paths) != 2 or paths[0].rpartition(".")[0] != paths[1].rpartition(".")[0]:
        return None
    facts = deepcopy(scenario.facts)
    row: Any = _at(facts, paths[0].rpartition(".")[0])
    first, second = (path.rpartition(".")[2] for path in paths)
    row[first], row[second] = row[second], row[first]
    if from_mapping(book, facts)[2]:
        return None
    return Words(f"与“{second}”的值互换了位置", f"its value and that of `{second}` have changed places")


def _at(facts: object, path: str) -> object:
    """What stands at a path: `line.reminders[0]`."""
    here: Any = facts
    for step in path.replace("]", "").replace("[", ".").split("."):
        here = here[int(step)] if isinstance(here, list) else here[step]
    return here


# ── expectations ─────────────────────────────────────────────────────────────────────────────────────────────────────


class _Answers:
    """What can be answered in a book, and what of an expectation cannot. Places are asked only for what is wrong."""

    def __init__(self, book: core.Book) -> None:
        self.book = book
        self.targets = Targets(book)
        self.register = Register(book.sources, frozenset())
        actions = book.vocabulary.actions.values()
        self.actions = {name: each for each in actions for name in (each.name, each.names.zh)}

    def problems(self, wanted: core.Expectation) -> Iterator[Diagnostic]:
        """Words that no answer has, names that nothing has, days that are none."""
        found = {aspect: list(self._about(wanted, aspect, text)) for aspect, text in wanted.wanted.items()}
        wrong = [aspect for aspect, problems in found.items() if problems]
        if len(wrong) == 2 and self._changed_places(wanted, *wrong):
            first, second = (wanted.wanted[aspect] for aspect in wrong)
            yield Diagnostic("RB142", wanted.places[wrong[0]], {"first": first, "second": second})
            return
        for aspect in wrong:
            yield from found[aspect]

    def _changed_places(self, wanted: core.Expectation, a: str, b: str) -> bool:
        """Whether both of two values are right in each other's place."""
        values = wanted.wanted
        return not [*self._about(wanted, a, values[b]), *self._about(wanted, b, values[a])]

    def _about(self, wanted: core.Expectation, aspect: str, text: str) -> Iterator[Diagnostic]:
        if aspect in ("because", "by", "missing"):
            return  # these are names, looked up when the book was loaded
        if aspect == "standing":
            yield from self._word(wanted, aspect, text, STANDINGS)
        elif aspect in (*penalties.AMOUNTS, *penalties.ARTICLES, "measures"):
            for each in text.split(",") if text not in penalties.NONE else ():
                yield from self._sanction(wanted, aspect, each.strip())
        elif aspect in ("due", "earliest"):
            yield from self._day(wanted, aspect, text)
        elif fact := self.targets.fact(wanted.target):
            yield from self._value(wanted, aspect, text, fact)
        else:
            yield from self._answer(wanted, aspect, text)

    def _answer(self, wanted: core.Expectation, aspect: str, text: str) -> Iterator[Diagnostic]:
        can = self._answers(wanted.target, aspect)
        known = {name: each for each in can for name in (each, NAMES[each].zh)}
        if can and text not in known:
            words = listed(Words(NAMES[each].zh, each) for each in can)
            yield unknown("RB603", text, known, wanted.places[aspect], target=wanted.target, known=words)

    def _word(
        self, wanted: core.Expectation, aspect: str, text: str, known: Mapping[str, Words]
    ) -> Iterator[Diagnostic]:
        """A word of a closed list, in either language."""
        words = {name: each for each, both in known.items() for name in (each, both.zh)}
        if text not in words:
            can = listed(Words(both.zh, each) for each, both in known.items())
            yield unknown("RB603", text, words, wanted.places[aspect], target=wanted.target, known=can)

    def _sanction(self, wanted: core.Expectation, aspect: str, text: str) -> Iterator[Diagnostic]:
        """An amount that is none, a source or an article that is not registered, a measure that there is not."""
        if aspect == "measures":
            yield from self._word(wanted, aspect, text, MEASURES)
        elif aspect in penalties.AMOUNTS:
            if penalties.meant(text) is None:
                said, example = (
                    Words("罚款的数额", "an amount of a fine"),
                    Words("10000–30000 元、不超过 30000 元", "`10000–30000 CNY`, `up to 30000 CNY`"),
                )
                blanks: dict[str, str | Words] = {"text": text[:60], "kind": said, "example": example}
                yield Diagnostic("RB310", wanted.places[aspect], blanks)
        elif self.register.look_up(text, NOWHERE):
            yield from self.register.look_up(text, wanted.places[aspect])

    def _answers(self, target: str, aspect: str) -> tuple[str, ...]:
        """All that the target can answer; nothing where it is not known here what the target is."""
        if action := self.actions.get(target):
            acts = ACTS if action.recorded_by and aspect != "verdict" else ()
            return tuple(dict.fromkeys((*(VERDICTS if aspect != "outcome" else ()), *acts)))
        path = self.targets.path(target)
        if rule := self.book.rules.get(path):
            return DUTIES if rule.is_duty else GUARDS
        return INVARIANTS if path in self.book.invariants else ()

    def _value(self, wanted: core.Expectation, aspect: str, text: str, fact: core.Fact) -> Iterator[Diagnostic]:
        vocabulary = self.book.vocabulary
        if text in UNKNOWN_WORDS:
            return
        try:
            read_literal(fact.kind, text, vocabulary.enumerations, self.book.zone)
        except Misread:
            kind, example = kind_words(fact.kind, vocabulary), kind_example(fact.kind, vocabulary)
            yield Diagnostic("RB310", wanted.places[aspect], {"text": text[:60], "kind": kind, "example": example})

    def _day(self, wanted: core.Expectation, aspect: str, text: str) -> Iterator[Diagnostic]:
        try:
            read_literal(Instant(), text if "T" in text or ":" in text else f"{text}T00:00", {}, self.book.zone)
        except Misread:
            yield Diagnostic("RB137", wanted.places[aspect], {"name": text[:60]})
