"""A staged snapshot is the one that the reference reading gives: every cell, every reject, every count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dsl import core
from dsl.kinds import NEVER, Date
from interpreter.columns.connection import Connection, connect, spilling
from interpreter.columns.staging import Staged, stage
from interpreter.snapshot import Snapshot, read_snapshot
from interpreter.values import Unknown
from tests.books import small_book
from tests.interpreter.test_snapshot import FORMS, RULES


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Connection]:
    with spilling(tmp_path) as folder, connect("1GB", 2, folder, "1GB") as connection:
        yield connection


def everything(book: core.Book) -> dict[str, list[str]]:
    return {entity.name: list(entity.fields) for entity in book.vocabulary.entities.values()}


def unstaged(field: core.Field, cell: object) -> object:
    """A staged cell as the reference has it; None is unknown."""
    if cell is None or not isinstance(cell, int) or isinstance(cell, bool):
        return cell
    match field.kind:
        case Date():
            return NEVER if cell == 1_000_000_000 else date.fromordinal(cell)
        case _ if type(field.kind).__name__ == "Instant":
            return NEVER if cell == 2**62 else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=cell)
        case _:
            return cell


def assert_same(connection: Connection, book: core.Book, staged: Staged, reference: Snapshot) -> None:
    assert dict(staged.read) == reference.read
    assert staged.rejects == reference.rejects
    assert staged.strays == reference.strays
    for entity, table in staged.tables.items():
        fields = book.vocabulary.entities[entity].fields
        rows = reference.world.tables[entity]
        assert staged.judged[entity] == len(rows)
        columns = ", ".join(f"f{number}" for number, _ in enumerate(fields))
        found = connection.execute(f"SELECT rid, {columns} FROM {table} ORDER BY rid").fetchall()
        for row, (_, *cells) in zip(rows, found, strict=True):
            for field, cell in zip(fields.values(), cells, strict=True):
                value = reference.world.field(row, field.name)
                assert unstaged(field, cell) == (None if isinstance(value, Unknown) else value), (row.place, field.name)
        places = staged.places(connection, entity, [rid for rid, *_ in found])
        assert places == [row.place for row in rows]


@pytest.mark.parametrize("write", FORMS, ids=lambda form: form.__name__)
def test_every_form_is_staged_as_the_reference_reads_it(
    write: object, book: core.Book, engine: Connection, tmp_path: Path
) -> None:
    assert callable(write)
    folder = tmp_path / "snapshot"
    folder.mkdir()
    write(folder, book)
    assert_same(engine, book, stage(engine, book, folder, everything(book)), read_snapshot(book, folder))
