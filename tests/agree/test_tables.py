"""Snapshots made up for the comparison of engines: the same in every form, with something of everything in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.agree.pairs import made_up, snapshot_of
from tests.agree.tables import FORMS, Form, reference, write
from tests.books import telecom


def test_they_hold_rows_of_every_fate_and_outcomes_of_every_name(tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    rejects: Counter[str] = Counter()
    for seed in range(4):
        tables, day = snapshot_of(telecom().book, seed)
        told, run = reference(telecom().book, write(telecom().book, tables, tmp_path / str(seed)), day)
        outcomes.update(each.outcome for each in told)
        rejects.update(each.code for each in run.rejected)
        assert sum(counts["read"] for counts in run.rows.values()) == tables.size
    assert {"compliant", "breach", "pending", "late", "not_applicable", "undetermined"} <= set(outcomes)
    assert {"SN302", "SN303", "SN304"} <= set(rejects)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form: Form, tmp_path: Path) -> None:
    for seed in range(3):
        book = made_up(seed)
        tables, day = snapshot_of(book, seed)
        told, _ = reference(book, write(book, tables, tmp_path / f"{seed}"), day)
        again, _ = reference(book, write(book, tables, tmp_path / f"{seed}-{form}", form), day)
        assert told == again
