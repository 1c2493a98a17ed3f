"""A run that goes by one of before beside a full one: random books, snapshots, changes and days; all that is said."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from dsl import core
from interpreter.audit import audit
from interpreter.columns import loaded
from interpreter.columns.staging import Staged
from interpreter.daily.again import Again, Few
from interpreter.run import Run
from interpreter.snapshot import SnapshotError
from tests.agree.pairs import Size, made_up, snapshot_of
from tests.agree.tables import Tables, write
from tests.books import telecom

PAIRS = int(os.environ.get("AGREE_PAIRS", "12"))
"""Books made up, each with a snapshot of its own, for tables of either size. A long run sets more."""


class Told(list[tuple[int, int, int]]):
    """Of each run that went by another one: how many subjects were judged again, out of how many; tables not staged."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    seen, few = Told(), Again.few

    def noted(again: Again, staged: Staged) -> Few:
        found = few(again, staged)
        whole = sum(staged.judged[each] for each in {tree.entity for tree in again.trees})
        seen.append((sum(found.judged.values()), whole, len(again.large)))
        return found

    monkeypatch.setattr(Again, "few", noted)
    return seen


def changed(tables: Tables, others: Tables, random: Random, share: float) -> Tables:
    """Rows changed, gone, new and in another order: what takes their place is of other tables."""
    made = {}
    for entity, rows in tables.rows.items():
        pool = others.rows.get(entity, rows)
        kept = [random.choice(pool) if pool and random.random() < share else row for row in rows]
        kept = [row for row in kept if random.random() > share / 4]
        kept += [row for row in pool if random.random() < share / 4]
        if random.random() < share:
            random.shuffle(kept)
        made[entity] = kept
    return Tables(made)


def assert_same(full: Run, since: Run, out: Path) -> None:
    assert since.stale is None
    assert (since.rows, since.outcomes, since.rejected) == (full.rows, full.outcomes, full.rejected)
    for name in ("findings.parquet", "rejects.parquet"):
        assert (out / "since" / name).read_bytes() == (out / "full" / name).read_bytes(), name
    shown = {key: value for key, value in since.data().items() if key != "seconds"}
    assert shown == {key: value for key, value in full.data().items() if key != "seconds"}


def assert_same_alone(alone: Run, full: Run, out: Path) -> None:
    """A run that keeps nothing for a next one looks only at what is listed to tell until when it lasts."""
    assert (alone.engine, alone.outcomes) == (full.engine, full.outcomes)
    assert (out / "alone" / "findings.parquet").read_bytes() == (out / "full" / "findings.parquet").read_bytes()


def days(book: core.Book, tables: Tables, others: Tables, day: date, folder: Path, random: Random, many: int) -> int:
    """So many days after the first: each goes by the one before; how many went."""
    everything = random.random() < 0.3
    before = audit(book, write(book, tables, folder / "0"), day, out=folder / "0-out" / "since", everything=everything)
    went = 0
    for number in range(1, many + 1):
        day += timedelta(random.choice((0, 1, 1, 2, 7, 40)))
        tables = changed(tables, others, random, random.choice((0.0, 0.1, 0.3)) if many > 1 else 0.2)
        snapshot, out = write(book, tables, folder / str(number)), folder / f"{number}-out"
        full = audit(book, snapshot, day, out=out / "full", everything=everything)
        gone_by = folder / f"{number - 1}-out" / "since"
        since = audit(book, snapshot, day, out=out / "since", since=gone_by, everything=everything)
        if number == 1:
            alone = audit(book, snapshot, day, out=out / "alone", keeps=False, everything=everything)
            assert_same_alone(alone, full, out)
        assert since.engine == full.engine
        if before.engine == full.engine == "duckdb":
            assert_same(full, since, out)
            went += 1
        before = full
    return went


@pytest.fixture(params=["by row", "by file"])
def is_large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether tables are taken for large ones, of which only such rows are staged as are needed."""
    if request.param == "by file":
        monkeypatch.setattr(loaded, "FEW", 0)
    return bool(request.param == "by file")


def test_books_made_up(tmp_path: Path, told: Told, is_large: bool) -> None:
    went = 0
    for seed in range(PAIRS):
        book = made_up(seed, Size(6, 8, 3) if seed % 2 else Size())
        (tables, day), (others, _) = snapshot_of(book, seed), snapshot_of(book, seed + 1000)
        try:
            went += days(book, tables, others, day, tmp_path / str(seed), Random(seed), 2)
        except SnapshotError:
            continue  # a column that is there twice, or no table at all
    again, whole, large = (sum(each) for each in zip(*told, strict=True))
    assert went > PAIRS
    assert (large > PAIRS) == is_large
    assert 0.1 < again / whole < 0.9


def test_the_shipped_book(tmp_path: Path, told: Told, is_large: bool) -> None:
    book = telecom().book
    (tables, day), (others, _) = snapshot_of(book, 3), snapshot_of(book, 1003)
    assert days(book, tables, others, day, tmp_path, Random(3), 1) == 1
    ((again, whole, large),) = told
    assert 0 < again < whole
    assert (large > 0) == is_large
