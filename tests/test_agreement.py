"""The campaign over engines: it counts what it compared, and tells which snapshot is judged otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench import agreement
from bench.agreement import Engine, Tally, name_of, stood, table, tried
from dsl import core
from interpreter.audit import audit
from interpreter.run import Run
from tests.agree.pairs import APART, made_up, side_by_side


@pytest.mark.parametrize("engine", ["duckdb", "compiled"])
def test_books_are_compared_and_counted(engine: Engine) -> None:
    found = tried(3, engine, 5)
    assert (found.tally.books, found.tally.pairs, found.different) == (1, 5, ())
    assert found.tally.outcomes > 20


def test_what_is_judged_otherwise_is_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that counts wrongly wherever the snapshot with the number 3 is among the others."""

    def wrong(book: core.Book, folder: Path, on: date, **asked: Any) -> Run:
        run = audit(book, folder, on, **asked)
        mine = [row["subject"].rpartition("-")[2] for row in run.findings.to_pylist()]
        if asked["engine"] == "reference" or not any(int(key) // APART == 3 for key in mine):
            return run
        return replace(run, rows={})

    monkeypatch.setattr(agreement, "audit", wrong)
    assert tried(3, "duckdb", 5).different == (3,)


def test_a_snapshot_is_the_same_whichever_lie_beside_it() -> None:
    book = made_up(5)
    one, _ = side_by_side(book, 5, range(2, 3))
    all_of_them, _ = side_by_side(book, 5, range(4))
    for entity, rows in one.rows.items():
        assert all(row in all_of_them.rows[entity] for row in rows)


def test_a_row_is_written_anew_and_the_others_stay() -> None:
    first = table("DuckDB 1", Tally(2, 200, 3000, 10))
    both = table(name_of("compiled"), Tally(1, 100, 1500), first)
    assert "| DuckDB 1 | 2 | 200 | 3,000 | 10 | 0 |" in both
    assert "| compiled decision | 1 | 100 | 1,500 | 0 | 0 |" in both
    assert table("DuckDB 1", Tally(4, 400, 6000), both).count("| DuckDB 1 |") == 1
    assert stood("DuckDB 1", both) == Tally(2, 200, 3000, 10)
    assert stood("Spark 4", both) == Tally()
