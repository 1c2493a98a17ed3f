"""A snapshot's folder → typed tables in the embedded engine, with exactly the rejects of `interpreter.snapshot`.

SQL finds the rows that may be wrong, and Python's own reader, which is the specification, judges those and no others.
Parquet is not copied: its table is a view. Pages of a column that neither a rule nor a check needs are not read, so
damage in them is not seen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from dsl import core
from interpreter.columns.connection import Connection
from interpreter.columns.sheets import Sheet, Unheld
from interpreter.columns.ties import drop_dangling, drop_repeated
from interpreter.progress import Progress, untold
from interpreter.snapshot import Reject, place_tables
from interpreter.tables import Problem, shown_path

__all__ = ["Staged", "Unheld", "stage"]


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
    _sheets: Mapping[str, Sheet] = field(repr=False)

    def places(self, connection: Connection, entity: str, rids: Sequence[int]) -> list[str]:
        """Where each of some rows stands, as `Row.place` says it: `line/a.csv:12`."""
        spots = self._sheets[entity].spots(connection, rids)
        return [f"{shown_path(path.relative_to(self.folder))}:{line}" for path, line in spots]


def stage(
    connection: Connection,
    book: core.Book,
    folder: Path,
    needed: Mapping[str, Collection[str]],
    progress: Progress = untold,
) -> Staged:
    """Every table of the folder, with the `needed` fields by entity, the key, and what relations join by.

    Raises SnapshotError where a file cannot be used, Unheld where a value fits no staged type.
    """
    found, strays = place_tables(book.vocabulary, folder)
    joins = joined(book.vocabulary, found)
    sheets = {
        entity: Sheet(
            book,
            book.vocabulary.entities[entity],
            number,
            folder,
            files,
            {*needed.get(entity, ()), *joins[entity]},
        )
        for number, (entity, files) in enumerate(found.items())
    }
    read = 0
    for sheet in sheets.values():
        sheet.read(connection, partial(_tell, progress, read))
        read += sheet.count
        drop_repeated(connection, sheet)
    rejects = [reject for sheet in sheets.values() for reject in sheet.rejects()]
    rejects += drop_dangling(connection, book.vocabulary, sheets)
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
