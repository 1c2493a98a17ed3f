"""Damaged Parquet files: refused as the reference refuses them, wherever the damage lies in what is read."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsl import core
from interpreter.columns import loaded, sheets
from interpreter.columns.connection import EngineError
from interpreter.columns.staging import stage
from interpreter.snapshot import SnapshotError, read_snapshot
from tests.books import small_book
from tests.interpreter.columns.same import assert_same, compare, engine, everything
from tests.interpreter.forms import RULES


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


def write(path: Path, seed: int) -> bytearray:
    chance = random.Random(seed)
    table = {
        "id": [f"L{n:05}" for n in range(500)],
        "holder_id": [f"H{chance.randrange(99):02}" for _ in range(500)],
        "province": [chance.choice(["guangdong", "北京", None]) for _ in range(500)],
        "size": [chance.randrange(10**6) for _ in range(500)],
    }
    pq.write_table(pa.table(table), path, row_group_size=chance.choice([100, 500]), use_dictionary=bool(seed % 2))
    return bytearray(path.read_bytes())


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_refused_or_staged_as_the_reference_reads_it(
    seed: int, book: core.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damage in the pages of a number, which no check reads, shows when it is asked for, as an error of the engine."""
    monkeypatch.setattr(loaded, "FEW", 0)
    monkeypatch.setattr(sheets, "LARGE", 0)
    chance = random.Random(seed)
    folder = tmp_path / "snapshot"
    folder.mkdir()
    content = write(folder / "line.parquet", seed)
    for _ in range(chance.choice((1, 3, 10))):
        content[-chance.randrange(1, chance.choice((200, 1500, len(content))))] = chance.randrange(256)
    (folder / "line.parquet").write_bytes(content)
    try:
        reference = read_snapshot(book, folder)
        problems = []
    except SnapshotError as error:
        problems = error.problems
    with engine(tmp_path) as connection:
        try:
            staged = stage(connection, book, folder, everything(book))
            connection.execute(f"SELECT * FROM {staged.tables['line']}").fetchall()
        except SnapshotError as error:
            found = error.problems
        except EngineError:
            assert problems
            return
        else:
            found = []
            if not problems:
                assert_same(connection, book, staged, reference, everything(book))
        assert found == problems


@pytest.mark.parametrize("cut", [0, 3, 8, 1000, -8, -1])
def test_a_file_cut_short_is_refused(cut: int, book: core.Book, tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    folder.mkdir()
    content = write(folder / "line.parquet", 1)
    (folder / "line.parquet").write_bytes(content[:cut])
    assert compare(book, folder, tmp_path) == "refused"


def test_a_damaged_part_is_refused_and_named(book: core.Book, tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    (folder / "line").mkdir(parents=True)
    for part in range(3):
        content = write(folder / "line" / f"{part}.parquet", 1)
        if part == 1:
            (folder / "line" / "1.parquet").write_bytes(content[:-100])
    assert compare(book, folder, tmp_path) == "refused"
