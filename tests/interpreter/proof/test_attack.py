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
"""Cases against each invariant; a campaign tries 10,000."""
BOOK = telecom().book
SAMPLER = Sampler(BOOK)


@pytest.mark.parametrize("name", BOOK.invariants)
def test_no_random_case_breaks_what_is_proved(name: str) -> None:
    (proof,) = invariants(BOOK, [name], Terms(date(2026, 11, 20), seconds=60))
    assert proof.answer == "proved"

    @settings(max_examples=ATTACKS)
    @given(SAMPLER.cases(BOOK.invariants[name].subject, days=SAMPLER.days()))
    def attacked(case: tuple[dict[str, object], date]) -> None:
        facts, day = case
        world, row, _ = from_mapping(BOOK, facts)
        assert row is not None
        assert Evaluator(BOOK, world, Day.of(day, BOOK.zone)).keeps(BOOK.invariants[name], row) is not False

    attacked()
