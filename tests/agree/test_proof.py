"""The formulas of the solver mean what the reference means: of books and facts made up, each truth of each rule."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import pytest

from dsl import core
from interpreter.evaluate import Evaluator
from interpreter.facts import Row as Given
from interpreter.facts import from_mapping
from interpreter.outcomes import Day
from interpreter.proof.logic import Formula, Truth, both, opposite
from interpreter.proof.meaning import Unencoded
from interpreter.proof.norms import Norms
from interpreter.proof.question import Question
from interpreter.proof.rows import Row
from interpreter.values import Truth as Said
from interpreter.values import Unknown
from tests.agree.chance import Chance
from tests.agree.fixing import Fixing, Unfit
from tests.agree.nested import Nesting
from tests.agree.pairs import Size, made_up
from tests.books import telecom

SEEDS = range(int(os.environ.get("AGREE_PROOFS", "12")))
"""Books made up. A long run sets more."""
MOST = 6
"""Rows that facts made up have in one relation, at most, and one more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A truth about one subject, by the formulas and by the reference."""

    name: str
    subject: str
    mine: Callable[[Norms, Row], Truth]
    theirs: Callable[[Evaluator, Given], Said]

    def confirm(self, name: str) -> Callable[[Evaluator, Given], bool]:
        """Whether the reference says yes, no, or neither."""
        return lambda evaluator, row: name_of(self.theirs(evaluator, row)) == name


def all_asked(book: core.Book) -> Iterator[Asked]:
    yield from map(_of_rule, book.rules.values())
    yield from map(_of_action, book.vocabulary.actions.values())
    yield from map(_of_invariant, book.invariants.values())


def _of_rule(rule: core.Rule) -> Asked:
    return Asked(rule.path, rule.subject, lambda n, row: n.holds(rule, row), lambda e, row: e.holds(rule, row))


def _of_action(action: core.Action) -> Asked:
    return Asked(action.name, action.on, lambda n, row: n.decide(action, row), lambda e, row: _verdict(e, action, row))


def _of_invariant(each: core.Invariant) -> Asked:
    return Asked(each.name, each.subject, lambda n, row: n.keeps(each, row), lambda e, row: e.keeps(each, row))


def _verdict(evaluator: Evaluator, action: core.Action, row: Given) -> Said:
    verdict = evaluator.decide(action, row)
    return Unknown(frozenset(verdict.missing)) if verdict.name == "undetermined" else verdict.name == "permitted"


def branch(found: Truth, name: str) -> Formula:
    """Where a truth is yes, no, or neither."""
    return {"yes": found.yes, "no": found.no, "unknown": both(opposite(found.yes), opposite(found.no))}[name]


def name_of(said: Said) -> str:
    return "unknown" if isinstance(said, Unknown) else "yes" if said else "no"


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_solver_finds_the_reference_says_too(seed: int) -> None:
    """Every truth of every rule, action and invariant; `seek` raises where the reference disagrees."""
    book = made_up(seed, Size(Random(seed).randrange(4), 3, 2))
    found = 0
    for asked in all_asked(book):
        for name in ("yes", "no", "unknown"):
            question = Question(book, asked.subject)
            try:
                goal = branch(asked.mine(question.norms, question.row), name)
            except Unencoded:
                continue
            answer = question.seek(goal, asked.confirm(name), 5)
            found += answer.found is not None
    assert found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_reference_says_of_facts_made_up_the_formulas_say(seed: int) -> None:
    """Of facts that are given the formula has the one truth that the reference has, and neither of the others."""
    book = made_up(seed, Size(Random(seed).randrange(4), 3, 2))
    compared = sum(compare(book, seed * 1000 + number, list(all_asked(book))) for number in range(6))
    assert compared


@pytest.mark.parametrize("seed", range(6))
def test_the_shipped_book_is_encoded_as_the_reference_judges_it(seed: int) -> None:
    book = telecom().book
    asked = Random(seed).sample(list(all_asked(book)), 20)
    assert compare(book, seed, asked)


def compare(book: core.Book, seed: int, every: list[Asked]) -> int:
    """How many truths were compared for one subject of each kind that is asked about."""
    chance = Chance(book, seed, far=False)
    day = chance.day()
    counted: Counter[str] = Counter()
    for asked in every:
        facts = Nesting(chance, day, 0.2).facts(asked.subject)
        world, given, problems = from_mapping(book, facts)
        if problems or given is None:
            continue
        evaluator = Evaluator(book, world, Day.of(day, book.zone))
        wanted = name_of(asked.theirs(evaluator, given))
        most = {f"{e.name}.{r.name}": MOST for e in book.vocabulary.entities.values() for r in e.relations.values()}
        question = Question(book, asked.subject, None, most)
        try:
            truth = asked.mine(question.norms, question.row)
            fixed = Fixing(question, world).whole(given, day)
        except (Unencoded, Unfit):
            continue
        for name in ("yes", "no", "unknown"):
            goal = both(fixed, branch(truth, name))
            answer = question.seek(goal, asked.confirm(name), 20)
            assert answer.sure, (asked.name, seed, name)
            assert (answer.found is not None) == (name == wanted), (asked.name, seed, name, wanted, facts)
        counted[wanted] += 1
    return counted.total()
