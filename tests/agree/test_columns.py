"""The columnar meaning on the embedded engine beside the reference: random books, random snapshots, every finding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dsl import core
from interpreter.audit import audit
from interpreter.run import Run
from interpreter.snapshot import SnapshotError
from tests.agree.pairs import made_up, snapshot_of
from tests.agree.tables import write
from tests.agree.until import difference
from tests.books import telecom

PAIRS = int(os.environ.get("AGREE_PAIRS", "40"))
"""Books made up, each with a snapshot of its own. A long run sets more."""


def both(book: core.Book, folder: Path, day: object) -> tuple[Run, Run] | None:
    """The runs of the reference and of the embedded engine; None where the snapshot cannot be used."""
    try:
        wanted = audit(book, folder, day, everything=True, engine="reference")  # type: ignore[arg-type]  # a date
    except SnapshotError:
        return None
    return wanted, audit(book, folder, day, everything=True, engine="duckdb")  # type: ignore[arg-type]  # a date


def compare(wanted: Run, found: Run) -> int:
    """Everything that a run says is the same; how many outcomes were compared."""
    assert (found.rows, found.outcomes, found.rejected) == (wanted.rows, wanted.outcomes, wanted.rejected)
    assert difference(wanted.findings, found.findings, wanted.on) == ""
    return int(found.findings.num_rows)


def test_made_up_books_are_judged_alike(tmp_path: Path) -> None:
    """Few snapshots hold a value that is beyond the engine's types; then the reference computes, and says so."""
    compared = by_columns = 0
    for seed in range(PAIRS):
        book = made_up(seed)
        tables, day = snapshot_of(book, seed)
        runs = both(book, write(book, tables, tmp_path / str(seed)), day)
        if runs is not None:
            compared += compare(*runs)
            by_columns += runs[1].engine == "duckdb"
    assert by_columns > PAIRS * 0.7
    assert compared > PAIRS * 4


@pytest.mark.parametrize("seed", range(2))
def test_the_shipped_book_is_judged_alike(tmp_path: Path, seed: int) -> None:
    tables, day = snapshot_of(telecom().book, seed)
    runs = both(telecom().book, write(telecom().book, tables, tmp_path), day)
    assert runs is not None
    assert compare(*runs) > 100
    assert len({name for counts in runs[0].outcomes.values() for name, count in counts.items() if count}) > 4
