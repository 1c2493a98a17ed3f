"""A snapshot's folder → typed tables in the embedded engine, with exactly the rejects of `interpreter.snapshot`.

SQL finds the rows that may be wrong, and Python's own reader, which is the specification, judges those and no others.
Parquet is not copied: its table is a view. Pages of a column that neither a rule nor a check needs are not read, so
damage in them is not seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Protocol

from dsl import core
from interpreter.columns.connection import Connection
from interpreter.columns.sheets import Sheet, Unheld
from interpreter.columns.ties import drop_dangling, drop_repeated
from interpreter.progress import Progress, untold
from interpreter.snapshot import Reject, place_tables
from interpreter.tables import Problem, shown_path

__all__ = ["Sparing", "Staged", "Unheld", "stage"]


@dataclass(frozen=True, slots=True)
class Staged:
    """What was staged: which table holds which entity, the counts, the rejects in the reference reading's order.

    `tables` names the judged rows of each entity: `rid`, increasing in reading order, and `f0`, `f1`, … for the needed
    ones of its fields in order. `scales` tells the decimals' and money's places after the point.
    """

    tables: Mapping[str, str]
    read: Mapping[str, int]
    judged: Mapping[str, int]
    rejects: list[Reject]
    strays: list[Problem]
    scales: Mapping[tuple[str, str], int]
    full: Mapping[str, Collection[str]]
    """The staged fields that surely have a value in every row, by entity."""
    files: Sequence[Path]
    """What the tables still read from; see `connection.lock_down`."""
    folder: Path
    sheets: Mapping[str, Sheet] = field(repr=False)

    def places(self, connection: Connection, entity: str, rids: Sequence[int]) -> list[str]:
        """Where each of some rows stands, as `Row.place` says it: `line/a.csv:12`."""
        spots = self.sheets[entity].spots(connection, rids)
        return [f"{shown_path(path.relative_to(self.folder))}:{line}" for path, line in spots]


class Sparing(Protocol):
    """Knows of most rows what becomes of them, so that they need not be staged."""

    def whole(self, sheets: Mapping[str, Sheet]) -> Collection[str]:
        """The entities of which all rows are to be staged, and first."""

    def some(self, sheets: Mapping[str, Sheet]) -> Mapping[str, str]:
        """For the other entities, tables with such rows of their files as are to be staged."""

    def unsure(self, entity: str) -> str:
        """The table of the rows that may refer to what is not there."""

    def holds(self, sheets: Mapping[str, Sheet]) -> bool:
        """Whether enough was staged, now that it is known what is rejected; else it is asked anew, and gives more."""


def stage(
    connection: Connection,
    book: core.Book,
    folder: Path,
    needed: Mapping[str, Collection[str]],
    progress: Progress = untold,
    sparing: Sparing | None = None,
) -> Staged:
    """Every table of the folder, with the `needed` fields by entity, the key, and what relations join by.

    With `sparing` the tables have some rows only, but all that is counted and rejected is that of all rows.

    Raises SnapshotError where a file cannot be used, Unheld where a value fits no staged type.
    """
    found, strays = place_tables(book.vocabulary, folder)
    joins = joined(book.vocabulary, found)
    fields = {entity: {*needed.get(entity, ()), *joins[entity]} for entity in found}
    numbers = count()
    while True:
        sheets = {
            entity: Sheet(book, book.vocabulary.entities[entity], next(numbers), folder, files, fields[entity])
            for entity, files in found.items()
        }
        rejects = _staged(connection, book.vocabulary, sheets, progress, sparing)
        if sparing is None or sparing.holds(sheets):
            break
    return Staged(
        {entity: sheet.table for entity, sheet in sheets.items()},
        {entity: sheet.count for entity, sheet in sheets.items()},
        {entity: sheet.count - len(sheet.dropped) for entity, sheet in sheets.items()},
        rejects,
        strays,
        {(entity, name): scale for entity, sheet in sheets.items() for name, scale in sheet.scales.items()},
        {entity: sheet.full(connection) for entity, sheet in sheets.items()},
        [path for sheet in sheets.values() for path in sheet.still_read()],
        folder,
        sheets,
    )


def _staged(
    connection: Connection,
    vocabulary: core.Vocabulary,
    sheets: Mapping[str, Sheet],
    progress: Progress,
    sparing: Sparing | None,
) -> list[Reject]:
    """Reads all sheets, and rejects what is not to be judged."""
    first = sparing.whole(sheets) if sparing else sheets
    read = _read(connection, [(sheets[entity], None) for entity in first], progress, 0)
    if sparing:
        some = sparing.some(sheets)
        _read(connection, [(sheets[entity], table) for entity, table in some.items()], progress, read)
    rejects = [reject for sheet in sheets.values() for reject in sheet.rejects()]
    return rejects + drop_dangling(connection, vocabulary, sheets, sparing.unsure if sparing else None)


def _read(connection: Connection, sheets: Iterable[tuple[Sheet, str | None]], progress: Progress, before: int) -> int:
    """Reads sheets, some of them from tables of some of their rows; how many records there have been so far."""
    for sheet, some in sheets:
        sheet.read(connection, partial(_tell, progress, before), some)
        before += sheet.count
        drop_repeated(connection, sheet)
    return before


def _tell(progress: Progress, before: int, count: int) -> None:
    progress("reading", before + count, 0)


def joined(vocabulary: core.Vocabulary, found: Collection[str]) -> dict[str, set[str]]:
    """The key of each table, and the fields by which relations between the tables join."""
    joined = {entity: {vocabulary.entities[entity].key} for entity in found}
    for entity in found:
        for relation in vocabulary.entities[entity].relations.values():
            if relation.to in found:
                joined[entity] |= {ours for ours, _ in relation.on}
                joined[relation.to] |= {theirs for _, theirs in relation.on}
    return joined
