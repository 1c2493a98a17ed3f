"""An edition altered at random is never accepted; and the alterations are worth their name."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from bench.alterations import DAMAGE, FORGERY, Sample, alterations, is_accepted, key, table
from dsl.edition import Manifest
from tests.dsl.editions import FILES, who

NUMBER = 300
SAMPLE = Sample(Manifest("sample", "1"), FILES, key(1), key(2))


def test_of_so_many_alterations_none_is_accepted() -> None:
    """Other ones in each run; where one is accepted, the seed that is shown gives it again."""
    seed = Random().randrange(10**9)
    tried: Counter[str] = Counter()
    for kind, data, keys in alterations(SAMPLE, Random(seed), NUMBER):
        tried[kind] += 1
        assert not is_accepted(data, keys), f"seed {seed}: {kind}, the {tried.total()}th"
    assert tried.total() == NUMBER
    assert set(tried) == {*DAMAGE, *FORGERY}


@pytest.mark.parametrize("kind", FORGERY)
def test_what_is_forged_is_told_by_the_key_alone(kind: str) -> None:
    """Those that leave no wrong signature pass where no key is required: they are made as well as a forger can."""
    random = Random(1)
    made = [FORGERY[kind](SAMPLE, random) for _ in range(40)]
    passed = sum(is_accepted(each, ()) for each in made if each != SAMPLE.signed())
    assert bool(passed) == (kind in ("signature stripped", "signed by another key"))


def test_what_was_published_is_accepted() -> None:
    assert is_accepted(SAMPLE.plain(), ())
    assert is_accepted(SAMPLE.signed(), ())
    assert is_accepted(SAMPLE.signed(), (SAMPLE.ours.public,))
    assert SAMPLE.ours.public == who(1).public
    assert not is_accepted(SAMPLE.plain(), (SAMPLE.ours.public,))


@pytest.mark.parametrize("kind", DAMAGE)
def test_each_alteration_is_another(kind: str) -> None:
    random, signed = Random(3), SAMPLE.signed()
    assert len({DAMAGE[kind](signed, random) for _ in range(50)}) > 30


def test_the_table_counts_what_was_accepted() -> None:
    said = table({"cut off": 1200, "a byte changed": 5}, {"cut off": 2}, 3.4)
    assert "| cut off | 1,200 | 2 |" in said
    assert "| a byte changed | 5 | 0 |" in said
    assert "All: 1,205 alterations, 2 accepted, 3 s of the processor." in said
