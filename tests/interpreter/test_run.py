"""What a run gave is written whole or not at all, the same bytes every time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dsl import core
from interpreter.audit import audit
from interpreter.run import Run
from tests.books import rule, small_book

WRITTEN = ["findings.parquet", "receipt.json", "rejects.parquet", "run.json"]


def audited(folder: Path, lines: str) -> Run:
    for name in ("book", "snapshot"):
        (folder / name).mkdir()
    book = small_book(folder / "book", rule("must line.good"))
    (folder / "snapshot" / "line.csv").write_text(lines, encoding="utf-8")
    return audit(book, folder / "snapshot", date(2018, 1, 1), everything=True, engine="reference")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return audited(tmp_path, "id,good\nA,yes\nB,no\nC,perhaps\n")


def test_the_same_run_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    again = audit(run.book, tmp_path / "snapshot", date(2018, 1, 1), everything=True)
    for made, name in ((run, "one"), (again, "two")):
        made.write(tmp_path / name)
    for file in ("findings.parquet", "rejects.parquet"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_writing_again_replaces_and_leaves_nothing_else(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run.write(out)
    run.listed = []
    run.write(out)
    assert sorted(path.name for path in out.iterdir()) == WRITTEN
    assert pq.read_table(out / "findings.parquet").num_rows == 0
    assert pq.read_table(out / "rejects.parquet").num_rows == 1


def test_what_cannot_be_written_whole_is_not_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk halfway: the file of the last run stays, and no part of the new one."""
    out = tmp_path / "out"
    run.write(out)
    before = (out / "findings.parquet").read_bytes()

    def fails(table: object, part: Path) -> None:
        part.write_bytes(b"PAR1 half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", fails)
    with pytest.raises(OSError, match="No space left"):
        run.write(out)
    assert sorted(path.name for path in out.iterdir()) == WRITTEN
    assert (out / "findings.parquet").read_bytes() == before


def test_a_run_without_findings_or_rejects_is_written_all_the_same(tmp_path: Path) -> None:
    audited(tmp_path, "id,good\n").write(tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "findings.parquet").column_names[0] == "rule"
    assert pq.read_table(tmp_path / "out" / "rejects.parquet").num_rows == 0


def test_rejects_are_told_in_the_language_of_the_run(run: Run, tmp_path: Path) -> None:
    zh = audit(run.book, tmp_path / "snapshot", date(2018, 1, 1), lang="zh")
    said = [each.rejects.column("reason").to_pylist()[0] for each in (run, zh)]
    assert said[0].startswith("column “good”: the value is not")
    assert said[1].startswith("“良好”列的值不是")


def test_the_book_is_named_by_edition_and_hash(run: Run) -> None:
    named = run.data()["book"]
    assert named == {"name": "small", "edition": "1", "hash": run.book.hash}
    assert isinstance(run.book, core.Book)
    assert len(run.book.hash) == 64
