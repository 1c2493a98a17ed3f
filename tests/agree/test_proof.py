"""The formulas of the solver mean what the reference means: of books and facts made up, each truth of each rule."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

import pytest

from dsl import core
from interpreter.evaluate import Evaluator
from interpreter.facts import Row as Given
from interpreter.facts import from_mapping
from interpreter.outcomes import OUTCOMES, Day
from interpreter.proof.logic import FALSE, Formula, Truth, both, opposite
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
    """Something about one subject that is answered by a name: where each holds, and which one the reference says."""

    name: str
    subject: str
    mine: Callable[[Norms, Row], Mapping[str, Formula]]
    theirs: Callable[[Evaluator, Given], str]

    def confirm(self, name: str) -> Callable[[Evaluator, Given], bool]:
        return lambda evaluator, row: self.theirs(evaluator, row) == name


def all_asked(book: core.Book) -> Iterator[Asked]:
    yield from map(_of_rule, book.rules.values())
    yield from (_of_duty(rule) for rule in book.rules.values() if rule.is_duty)
    yield from map(_of_action, book.vocabulary.actions.values())
    yield from map(_of_invariant, book.invariants.values())


def _of_rule(rule: core.Rule) -> Asked:
    return Asked(
        rule.path, rule.subject, lambda n, row: _names(n.holds(rule, row)), lambda e, row: _name(e.holds(rule, row))
    )


def _of_duty(rule: core.Rule) -> Asked:
    """Every outcome that there is: those that the formulas leave out must never come."""

    def mine(norms: Norms, row: Row) -> Mapping[str, Formula]:
        found = norms.judge(rule, row)
        return {name: found.get(name, FALSE) for name in OUTCOMES}

    return Asked(f"outcome of {rule.path}", rule.subject, mine, lambda e, row: e.judge(rule, row).name)


def _of_action(action: core.Action) -> Asked:
    def mine(norms: Norms, row: Row) -> Mapping[str, Formula]:
        found = _names(norms.decide(action, row))
        return {"permitted": found["yes"], "denied": found["no"], "undetermined": found["unknown"]}

    return Asked(action.name, action.on, mine, lambda e, row: e.decide(action, row).name)


def _of_invariant(each: core.Invariant) -> Asked:
    return Asked(
        each.name, each.subject, lambda n, row: _names(n.keeps(each, row)), lambda e, row: _name(e.keeps(each, row))
    )


def _names(found: Truth) -> Mapping[str, Formula]:
    return {"yes": found.yes, "no": found.no, "unknown": both(opposite(found.yes), opposite(found.no))}


def _name(said: Said) -> str:
    return "unknown" if isinstance(said, Unknown) else "yes" if said else "no"


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_solver_finds_the_reference_says_too(seed: int) -> None:
    """Every answer to every rule, duty, action and invariant; `seek` raises where the reference disagrees."""
    book = made_up(seed, Size(Random(seed).randrange(4), 3, 2))
    found = 0
    for asked in all_asked(book):
        question = Question(book, asked.subject)
        for name, goal in asked.mine(question.norms, question.row).items():
            found += question.seek(goal, asked.confirm(name), 5).found is not None
    assert found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_reference_says_of_facts_made_up_the_formulas_say(seed: int) -> None:
    """Of facts that are given the formulas have the one answer that the reference has, and no other."""
    book = made_up(seed, Size(Random(seed).randrange(4), 3, 2))
    compared = sum(compare(book, seed * 1000 + number, list(all_asked(book))) for number in range(6))
    assert compared


@pytest.mark.parametrize("seed", range(6))
def test_the_shipped_book_is_encoded_as_the_reference_judges_it(seed: int) -> None:
    book = telecom().book
    asked = Random(seed).sample(list(all_asked(book)), 20)
    assert compare(book, seed, asked)


def compare(book: core.Book, seed: int, every: list[Asked]) -> int:
    """How many answers were compared."""
    chance = Chance(book, seed, far=False)
    day = chance.day()
    most = {f"{e.name}.{r.name}": MOST for e in book.vocabulary.entities.values() for r in e.relations.values()}
    compared = 0
    for asked in every:
        facts = Nesting(chance, day, 0.2).facts(asked.subject)
        world, given, problems = from_mapping(book, facts)
        if problems or given is None:
            continue
        wanted = asked.theirs(Evaluator(book, world, Day.of(day, book.zone)), given)
        question = Question(book, asked.subject, None, most)
        answers = asked.mine(question.norms, question.row)
        try:
            fixed = Fixing(question, world).whole(given, day)
        except Unfit:
            continue
        for name, goal in answers.items():
            answer = question.seek(both(fixed, goal), asked.confirm(name), 20)
            assert answer.sure, (asked.name, seed, name)
            assert (answer.found is not None) == (name == wanted), (asked.name, seed, name, wanted, facts)
        compared += 1
    return compared
