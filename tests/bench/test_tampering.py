"""A receipt or a log altered at random is never accepted; and the alterations are worth their name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from bench.alterations import DAMAGE
from bench.forging import AGAIN, FORGERY, OURS, is_read, of_receipts, receipts
from bench.rewriting import OUTSIDE, REWRITING, SHORTER, entries, filed, is_sound, of_logs, shortened
from bench.tampering import check, table

NUMBER = 130


def test_of_so_many_receipts_none_is_accepted() -> None:
    """Other ones in each run; where one is accepted, the seed that is shown gives it again."""
    seed = Random().randrange(10**9)
    tried: Counter[str] = Counter()
    for kind, taken in of_receipts(Random(seed), NUMBER):
        tried[kind] += 1
        assert not taken, f"seed {seed}: {kind}, the {tried.total()}th"
    assert set(tried) == {*DAMAGE, *FORGERY, AGAIN}


def test_of_so_many_logs_none_is_accepted(tmp_path: Path) -> None:
    seed = Random().randrange(10**9)
    tried: Counter[str] = Counter()
    for kind, taken in of_logs(Random(seed), NUMBER, tmp_path):
        tried[kind] += 1
        assert not taken, f"seed {seed}: {kind}, the {tried.total()}th"
    assert set(tried) == {*DAMAGE, *REWRITING, SHORTER, OUTSIDE}


def test_what_was_issued_and_written_is_accepted(tmp_path: Path) -> None:
    check(tmp_path)


@pytest.mark.parametrize("kind", FORGERY)
def test_a_forged_receipt_is_told_by_the_key_alone(kind: str) -> None:
    """Those that leave no wrong signature pass where no key is required: they are made as well as a forger can."""
    random = Random(1)
    passed = sum(is_read(FORGERY[kind](each, random), []) for each in receipts() for _ in range(15))
    assert bool(passed) == (kind in ("signature stripped", "signed by another key"))


@pytest.mark.parametrize("kind", REWRITING)
def test_a_log_that_a_forger_wrote_is_told_by_the_key_alone(kind: str, tmp_path: Path) -> None:
    """But for the one who mends nothing, they are sound without it: so they are told by the key and by nothing else."""
    random = Random(2)
    for _ in range(5):
        data = filed(REWRITING[kind](random), tmp_path)
        assert is_sound(data, tmp_path) == ("no hash mended" not in kind)
        assert not is_sound(data, tmp_path, OURS)


def test_a_log_that_was_shortened_is_told_by_the_head_alone(tmp_path: Path) -> None:
    data = filed(shortened(Random(3)), tmp_path)
    assert is_sound(data, tmp_path, OURS)
    assert not is_sound(data, tmp_path, OURS, entries()[-1].hash)


def test_the_table_counts_what_was_accepted() -> None:
    said = table("log", [("cut off", False)] * 1200 + [("cut off", True), ("a byte changed", False)], 3.4)
    assert "| alteration of a log | tried | accepted |" in said
    assert "| cut off | 1,201 | 1 |" in said
    assert "All: 1,202 alterations, 1 accepted, 3 s of the processor." in said
