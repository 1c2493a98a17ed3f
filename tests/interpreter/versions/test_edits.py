"""Random edits of random books: who is treated alike, by the solver, is treated alike by the reference, too.

That a witness is one is asked of the reference wherever one is found (`question.py`), so that only the other side is
asked here: no facts made up near the boundaries of both books are treated otherwise where nobody should be.
"""

from __future__ import annotations

import os
from datetime import date
from random import Random

import pytest

from dsl import core
from interpreter.evaluate import Evaluator
from interpreter.facts import from_mapping
from interpreter.outcomes import Day
from interpreter.proof.between import of_name
from interpreter.proof.prove import Terms
from interpreter.versions.behaviour import behaviour
from tests.agree.chance import Chance
from tests.agree.nested import Nesting
from tests.agree.pairs import Size, made_up
from tests.interpreter.versions.claimed import is_claimed
from tests.interpreter.versions.edits import edited

EDITS = int(os.environ.get("EDITS", "30"))
CASES = int(os.environ.get("CASES", "60"))
"""Facts for each pair of books. A campaign tries more of both."""


@pytest.mark.parametrize("seed", range(EDITS))
def test_nobody_is_treated_otherwise_where_it_is_said_so(seed: int) -> None:
    old = made_up(seed, Size(Random(seed).randrange(4), 3, 2))
    new = edited(old, seed)
    found = list(behaviour(old, new, {p: p for p in old.rules}, Terms(date(2020, 6, 1), seconds=5)))
    assert [each.name for each in found if each.why == "disagreement"] == []
    alike = [each.name for each in found if each.relation == "equivalent"]
    for number in range(CASES):
        assert differ(old, new, alike, seed * 1000 + number) == []


def differ(old: core.Book, new: core.Book, names: list[str], seed: int) -> list[str]:
    """Which of these rules and actions treat facts made up otherwise."""
    chance = Chance(old if seed % 2 else new, seed)
    day = chance.day()
    found = []
    for name in names:
        before, after = (of_name(b, name) for b in (old, new))
        world, row, problems = from_mapping(new, Nesting(chance, day, 0.2).facts(after.subject))
        if row is None or problems or not is_claimed(new.vocabulary, row):
            continue
        asked = Day.of(day, old.zone)
        if before.theirs(Evaluator(old, world, asked), row) != after.theirs(Evaluator(new, world, asked), row):
            found.append(name)
    return found


def test_edits_are_told_and_what_is_only_said_otherwise_is_not() -> None:
    """Most edits treat somebody otherwise, some nobody: a test that always finds one answer would show nothing."""
    relations = set()
    for seed in range(30):
        old = made_up(seed, Size(2, 3, 2))
        treated = list(behaviour(old, edited(old, seed), {p: p for p in old.rules}, Terms(date(2020, 6, 1), seconds=5)))
        assert [each.name for each in treated if each.why == "disagreement"] == []
        relations |= {(each.relation, each.same) for each in treated}
    assert {("equivalent", True), ("equivalent", False), ("stricter", False), ("looser", False)} <= relations
