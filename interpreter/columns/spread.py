"""A snapshot's folder → typed tables in Spark, with exactly the rejects of `interpreter.snapshot`.

Large tables of Parquet are read by Spark itself, wherever it runs. All others are staged here by the embedded engine
and brought over: small ones, text files, and Parquet of which only Python's reader can tell what it means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsl import core
from dsl.core import Words
from interpreter.columns.connection import Connection
from interpreter.columns.session import Distributed
from interpreter.columns.sheets import Sheet
from interpreter.columns.sources import Run, Shape, parquet_shape
from interpreter.columns.staging import joined
from interpreter.columns.ties import drop_dangling, drop_repeated, references, reject_dangling
from interpreter.columns.vast import Unfit, Vast
from interpreter.columns.wording import hidden_place
from interpreter.mask import is_personal
from interpreter.snapshot import Reject, place_tables
from interpreter.tables import Problem, shown_path


@dataclass(frozen=True, slots=True)
class Spread:
    """As `staging.Staged`; each table has also a `place`, where it can be needed: `line/a.parquet:12`."""

    tables: Mapping[str, str]
    read: Mapping[str, int]
    judged: Mapping[str, int]
    rejects: list[Reject]
    strays: list[Problem]
    scales: Mapping[tuple[str, str], int]


def spread(
    engine: Distributed,
    connection: Connection,
    book: core.Book,
    folder: Path,
    needed: Mapping[str, Collection[str]],
    small: int,
) -> Spread:
    """Every table of the folder; those of at most `small` rows are brought over.

    Raises SnapshotError where a file cannot be used, Unheld where a value fits no staged type.
    """
    found, strays = place_tables(book.vocabulary, folder)
    joins = joined(book.vocabulary, found)
    tables: dict[str, Vast | Brought] = {}
    for number, (entity, files) in enumerate(found.items()):
        reading = _Reading(engine, connection, book, book.vocabulary.entities[entity], str(number), folder)
        tables[entity] = reading.table(files, {*needed.get(entity, ()), *joins[entity]}, small)
        tables[entity].drop_repeated()
    rejects = [reject for table in tables.values() for reject in table.rejects()]
    rejects += _drop_dangling(engine, connection, book.vocabulary, tables)
    return Spread(
        {entity: table.table for entity, table in tables.items()},
        {entity: table.count for entity, table in tables.items()},
        {entity: table.count - len(table.dropped) for entity, table in tables.items()},
        rejects,
        strays,
        {(entity, name): scale for entity, table in tables.items() for name, scale in table.scales.items()},
    )


def _drop_dangling(
    engine: Distributed, connection: Connection, vocabulary: core.Vocabulary, tables: Mapping[str, Vast | Brought]
) -> list[Reject]:
    """Rejects rows that refer to a row which no table holds. What was staged here is brought over on the way."""
    brought = {entity: table for entity, table in tables.items() if isinstance(table, Brought)}
    if len(brought) == len(tables):
        rejects = drop_dangling(connection, vocabulary, {entity: table.sheet for entity, table in brought.items()})
        for table in brought.values():
            table.bring()
        return rejects
    for table in brought.values():
        table.bring()
    dangling = [(each, _dangling(engine, each, tables)) for each in references(vocabulary, tables)]
    return reject_dangling(vocabulary, tables, dangling)


def _dangling(engine: Distributed, relation: core.Relation, tables: Mapping[str, Vast | Brought]) -> list[int]:
    ((ours, theirs),) = relation.on
    mine, other = tables[relation.entity], tables[relation.to]
    named = mine.column(ours)
    rows = engine.rows(
        f"SELECT m.rid FROM {mine.table} AS m LEFT ANTI JOIN {other.table} AS o ON o.{other.column(theirs)} = m.{named}"
        f" LEFT ANTI JOIN {other.refused} AS r ON r.k = m.{named} WHERE m.{named} IS NOT NULL ORDER BY m.rid"
    )
    return [int(rid) for (rid,) in rows]


@dataclass(frozen=True, slots=True)
class _Reading:
    engine: Distributed
    connection: Connection
    book: core.Book
    entity: core.Entity
    number: str
    folder: Path

    def table(self, files: Sequence[Path], needed: Collection[str], small: int) -> Vast | Brought:
        scanned = self._shape(files)
        sheet = Sheet(self.book, self.entity, int(self.number), self.folder, files, needed)
        if scanned and scanned[0].count > small:
            try:
                return Vast(
                    self.engine, self.connection, self.book, self.entity, self.number, self.folder, needed, *scanned
                )
            except Unfit:
                pass
        return Brought(self.engine, self.connection, self.folder, sheet)

    def _shape(self, files: Sequence[Path]) -> tuple[Run, Shape] | None:
        """The files as Parquet of one shape; None where they are not."""
        told = [parquet_shape(self.connection, path) for path in files]
        shape = told[0][0]
        if shape is None or any(each != shape for each, _ in told):
            return None
        return Run(0, files, [count for _, count in told]), shape


class Brought:
    """The staged table of one entity, brought over from the embedded engine."""

    def __init__(self, engine: Distributed, connection: Connection, folder: Path, sheet: Sheet) -> None:
        self.entity, self.table, self.refused = sheet.entity, sheet.table, sheet.refused
        self._engine, self._connection, self._folder, self.sheet = engine, connection, folder, sheet
        sheet.read(connection)

    @property
    def count(self) -> int:
        """How many records its files have."""
        return self.sheet.count

    @property
    def dropped(self) -> set[int]:
        """The records that are rejected."""
        return self.sheet.dropped

    @property
    def scales(self) -> Mapping[str, int]:
        """The places after the point of decimals and money."""
        return self.sheet.scales

    def column(self, name: str) -> str:
        """The staged column of a field."""
        return self.sheet.column(name)

    def rejects(self) -> list[Reject]:
        """The records rejected so far, in reading order."""
        return self.sheet.rejects()

    def drop_repeated(self) -> None:
        """Rejects every row whose key an earlier row has that is well in itself."""
        drop_repeated(self._connection, self.sheet)

    def bring(self) -> None:
        """Makes the table in Spark, of the rows that are not rejected."""
        import pyarrow as pa

        self._engine.give(self.refused, self._connection.sql(f"FROM {self.refused}").to_arrow_table())
        rows = self._connection.sql(f"FROM {self.table} ORDER BY rid").to_arrow_table()
        places: Sequence[str | None] = [None] * rows.num_rows
        if self._may_be_personal():
            places = self._places(rows.column("rid").to_pylist())
        self._engine.give(self.table, rows.append_column("place", pa.array(places, pa.string())))

    def _may_be_personal(self) -> bool:
        """Whether some key may be a telephone or an identity number."""
        key = self.column(self.entity.key)
        query = f"SELECT DISTINCT CAST({key} AS VARCHAR) AS k FROM {self.table} WHERE length(k) >= 10"
        return any(is_personal(text) for (text,) in self._connection.execute(query).fetchall())

    def _places(self, rids: Sequence[int]) -> list[str]:
        spots = self.sheet.spots(self._connection, rids)
        return [hidden_place(f"{shown_path(path.relative_to(self._folder))}:{line}") for path, line in spots]

    def rejected(self, rids: Sequence[int], code: str, **detail: Words) -> list[Reject]:
        """What is listed of some rows that are rejected."""
        return self.sheet.rejected(self._connection, rids, code, **detail)

    def drop(self, rids: Collection[int]) -> None:
        """Takes rows out of the table."""
        if rids:
            self.sheet.drop(self._connection, rids)
            self.bring()
