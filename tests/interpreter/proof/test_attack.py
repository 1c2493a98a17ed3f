"""What is proved is attacked: random cases near where the answers of the law turn, none of which may break it."""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import given, settings

from interpreter.evaluate import Day, Evaluator
from interpreter.facts import from_mapping
from interpreter.proof.prove import Terms, invariants
from interpreter.sampling import Sampler
from tests.books import telecom

ATTACKS = int(os.environ.get("ATTACKS", "60"))
"""Cases against each invariant; `make attack` tries 10,000."""
BOOK = telecom().book
SAMPLER = Sampler(BOOK)
SUBJECTS = sorted({each.subject for each in BOOK.invariants.values()})


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_random_case_breaks_what_is_proved(subject: str) -> None:
    """Each case is put to every invariant about its subject."""
    attacked = [each for each in BOOK.invariants.values() if each.subject == subject]
    proofs = invariants(BOOK, [each.name for each in attacked], Terms(date(2026, 11, 20), seconds=60))
    assert {each.answer for each in proofs} == {"proved"}

    @settings(max_examples=ATTACKS)
    @given(SAMPLER.cases(subject, days=SAMPLER.days()))
    def attack(case: tuple[dict[str, object], date]) -> None:
        facts, day = case
        world, row, _ = from_mapping(BOOK, facts)
        assert row is not None
        evaluator = Evaluator(BOOK, world, Day.of(day, BOOK.zone))
        assert [each.name for each in attacked if evaluator.keeps(each, row) is False] == []

    attack()
