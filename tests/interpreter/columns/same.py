"""A staged snapshot beside the reference reading of the same folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as Exact
from pathlib import Path

import pytest

from dsl import core
from dsl.kinds import NEVER, Date, Instant
from interpreter.columns import loaded, sheets
from interpreter.columns.clocks import is_doubtful
from interpreter.columns.connection import Connection, connect, spilling
from interpreter.columns.staging import Staged, Unheld, stage
from interpreter.columns.values import NEAR, Size
from interpreter.snapshot import Snapshot, SnapshotError, read_snapshot
from interpreter.values import Unknown

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@contextmanager
def engine(home: Path) -> Iterator[Connection]:
    with spilling(home) as folder, connect("1GB", 2, folder, "1GB") as connection:
        yield connection


def everything(book: core.Book) -> dict[str, list[str]]:
    return {entity.name: list(entity.fields) for entity in book.vocabulary.entities.values()}


def unstaged(field: core.Field, cell: object) -> object:
    """A staged cell as the reference has it; None is unknown."""
    if isinstance(cell, int) and isinstance(field.kind, Date):
        return NEVER if cell == 1_000_000_000 else date.fromordinal(cell)
    if isinstance(cell, int) and isinstance(field.kind, Instant):
        return NEVER if cell == 2**62 else EPOCH + timedelta(microseconds=cell)
    return cell


def assert_same(
    connection: Connection, book: core.Book, staged: Staged, reference: Snapshot, needed: Mapping[str, Collection[str]]
) -> None:
    """The counts, the rejects with all that is said of them, and every cell and place of the judged rows."""
    assert dict(staged.read) == reference.read
    assert staged.rejects == reference.rejects
    assert staged.strays == reference.strays
    for entity, table in staged.tables.items():
        fields = book.vocabulary.entities[entity].fields
        rows = reference.world.tables[entity]
        assert staged.judged[entity] == len(rows)
        wanted = [(f"f{place}", each) for place, each in enumerate(fields.values()) if each.name in needed[entity]]
        columns = "".join(f", {name}" for name, _ in wanted)
        found = connection.execute(f"SELECT rid{columns} FROM {table} ORDER BY rid").fetchall()
        for row, (_, *cells) in zip(rows, found, strict=True):
            for (_, field), cell in zip(wanted, cells, strict=True):
                value = reference.world.field(row, field.name)
                assert unstaged(field, cell) == (None if isinstance(value, Unknown) else value), (row.place, field.name)
        rids = [rid for rid, *_ in found]
        assert len(set(rids)) == len(rids)
        assert staged.places(connection, entity, rids) == [row.place for row in rows]


def compare(book: core.Book, folder: Path, home: Path, needed: Mapping[str, Collection[str]] | None = None) -> str:
    """Fails where staging differs from the reference; what came of both: `same`, `refused` or `unheld`.

    Staged twice: as few rows are, and as if they were many.
    """
    with pytest.MonkeyPatch.context() as patch:
        came = {_compare(book, folder, home, needed)}
        patch.setattr(loaded, "FEW", 0)
        patch.setattr(sheets, "LARGE", 0)
        came.add(_compare(book, folder, home, needed))
    assert len(came) == 1 or "unheld" in came, came
    return sorted(came)[-1]


def _compare(book: core.Book, folder: Path, home: Path, needed: Mapping[str, Collection[str]] | None) -> str:
    wanted = needed or everything(book)
    try:
        reference = read_snapshot(book, folder)
    except SnapshotError as error:
        problems = error.problems
    else:
        return _both(book, folder, home, wanted, reference)
    with engine(home) as connection, pytest.raises(SnapshotError) as own:
        stage(connection, book, folder, wanted)
    assert own.value.problems == problems
    return "refused"


def _both(book: core.Book, folder: Path, home: Path, wanted: Mapping[str, Collection[str]], reference: Snapshot) -> str:
    with engine(home) as connection:
        try:
            staged = stage(connection, book, folder, wanted)
        except Unheld as left:
            unheld = left
        else:
            assert_same(connection, book, staged, reference, wanted)
            return "same"
    is_rejected = any(each.entity == unheld.entity for each in reference.rejects)  # whose values nobody has kept
    assert is_rejected or any(_is_beyond(value) for value in _values(reference, unheld.entity, unheld.field)), unheld
    return "unheld"


def _values(reference: Snapshot, entity: str, field: str) -> list[object]:
    return [reference.world.field(row, field) for row in reference.world.tables[entity]]


def _is_beyond(value: object) -> bool:
    """Whether a value is one that staging may leave to the reference."""
    match value:
        case datetime():
            return is_doubtful(value) or not NEAR[0] <= value.year <= NEAR[1]
        case Exact():
            size = Size.of(value)
            return size.before > 18 or size.after > 18
        case int():
            return abs(value) >= 2**63
        case _:
            return False
