"""Hashes say what is in a file, a table or a calendar, and nothing of how it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.audit import audit
from interpreter.receipts import digest
from interpreter.receipts.digest import Hashing, files, hashing, of_calendar, of_table
from interpreter.receipts.making import FINDINGS, _batches
from interpreter.snapshot import SnapshotError
from tests.books import telecom
from tests.interpreter.receipts.issued import PHONE, snapshot

TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=4)), max_size=8)
TABLES = st.lists(
    st.tuples(
        st.one_of(st.none(), st.text(max_size=4)),
        st.one_of(st.none(), st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=3)),
        st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
    ),
    max_size=9,
)
Rows = list[tuple[Any, ...]]
NAMES = ("a", "b", "n")


def table(rows: Rows) -> pa.Table:
    columns = [list(each) for each in zip(*rows, strict=True)] or [[], [], []]
    types = (pa.string(), pa.list_(pa.string()), pa.int64())
    return pa.table([pa.array(c, t) for c, t in zip(columns, types, strict=True)], names=list(NAMES))


@given(TABLES, st.integers(1, 4), st.integers(0, 3))
def test_it_does_not_matter_how_a_table_is_cut(rows: Rows, size: int, more: int) -> None:
    whole = of_table(table(rows).to_batches(), NAMES)
    assert whole["count"] == len(rows)
    assert of_table(table(rows).to_batches(max_chunksize=size), NAMES) == whole
    longer = table([*rows[:0], *[("x", ["y"], 1)] * more, *rows]).slice(more)
    assert of_table(longer.to_batches(max_chunksize=size), NAMES) == whole


@given(TABLES, TABLES)
def test_two_tables_have_one_hash_only_if_they_are_equal(one: Rows, other: Rows) -> None:
    same = of_table(table(one).to_batches(), NAMES) == of_table(table(other).to_batches(), NAMES)
    assert same == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([("", [], 0)], [(None, [], 0)]),
        ([("a", None, 0)], [("a", [], 0)]),
        ([("a", [None], 0)], [("a", [""], 0)]),
        ([("ab", [], 0), ("c", [], 0)], [("a", [], 0), ("bc", [], 0)]),
        ([("a", ["x", "y"], 0), ("a", [], 0)], [("a", ["x"], 0), ("a", ["y"], 0)]),
        ([("a", [], None)], [("a", [], 0)]),
    ],
)
def test_what_looks_alike_is_told_apart(one: Rows, other: Rows) -> None:
    assert of_table(table(one).to_batches(), NAMES) != of_table(table(other).to_batches(), NAMES)


def test_findings_are_read_piece_by_piece_and_are_those_of_the_table(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "s")
    kept = audit(telecom().book, folder, date(2016, 7, 20), out=tmp_path / "out", everything=True)
    held = audit(telecom().book, folder, date(2016, 7, 20), everything=True)
    assert kept.file is not None
    assert of_table(_batches(kept), FINDINGS) == of_table(_batches(held), FINDINGS)


# ── files ──


def test_the_parts_are_the_files_of_the_tables_by_name_with_their_hashes(tmp_path: Path) -> None:
    folder = snapshot(tmp_path)
    (folder / "notes.txt").write_text("no table", encoding="utf-8")
    with hashing(folder, files(telecom().book, folder)) as found:
        parts = found.parts()
    assert [part.name for part in parts] == ["holder.csv", "line.csv", "reminder/0.csv", "reminder/1.csv"]
    for part in parts:
        data = (folder / part.name).read_bytes()
        assert (part.size, part.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_a_telephone_number_in_a_files_name_is_cut_down(tmp_path: Path) -> None:
    (tmp_path / "line").mkdir()
    (tmp_path / "line" / f"{PHONE}.csv").write_text("id\nL1\n", encoding="utf-8")
    with hashing(tmp_path, files(telecom().book, tmp_path)) as found:
        assert [part.name for part in found.parts()] == ["line/138****00.csv"]


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
@pytest.mark.parametrize("how", ["written to", "replaced", "removed"])
def test_a_snapshot_that_is_changed_while_it_is_audited_has_no_receipt(tmp_path: Path, engine: str, how: str) -> None:
    folder = snapshot(tmp_path)
    file = folder / "line.csv"

    def change(stage: str, done: int, total: int) -> None:
        if stage != "judging" or done:
            return
        if how == "written to":
            with file.open("a", encoding="utf-8") as more:
                more.write("L9,2014-05-01,,,H1\n")
        file.unlink(missing_ok=how == "removed") if how != "written to" else None
        if how == "replaced":
            file.write_text("id\nL1\n", encoding="utf-8")

    with pytest.raises(SnapshotError, match=r"line\.csv: \[SN015\]"):
        audit(telecom().book, folder, date(2016, 7, 20), engine=engine, progress=change)  # type: ignore[arg-type]


def test_nothing_goes_on_once_an_audit_was_ended(tmp_path: Path) -> None:
    """However large the files are: the thread is stopped within a piece."""
    large = tmp_path / "line.parquet"
    with large.open("wb") as file:
        file.truncate(1 << 40)
    found = Hashing(tmp_path, [large])
    assert found._thread.is_alive()
    found.stop()
    assert not found._thread.is_alive()


def test_a_file_of_many_pieces_has_the_hash_of_all_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "_PIECE", 3)
    (tmp_path / "line.csv").write_bytes(b"0123456789")
    with hashing(tmp_path, [tmp_path / "line.csv"]) as found:
        assert found.parts()[0].sha256 == hashlib.sha256(b"0123456789").hexdigest()


# ── calendars ──


def test_a_calendar_has_another_hash_where_any_day_or_the_law_is_another() -> None:
    spec = telecom().book.calendar
    others = [
        replace(spec, law="plain"), replace(spec, rest=frozenset({date(2016, 7, 12)})),
        replace(spec, work=frozenset({date(2016, 7, 16)})),
        replace(spec, covered=(spec.covered[0], date(2025, 12, 31))),
    ]  # fmt: skip
    assert len({of_calendar(each)["sha256"] for each in (spec, *others)}) == 5
