"""Files that the engine does not read by itself → a table in it, filled chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal as Exact
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import core
from dsl.kinds import NEVER, Decimal, Money
from interpreter.columns.cells import staged_type
from interpreter.columns.chunks import Batch, Chunk, batches
from interpreter.columns.connection import Connection
from interpreter.columns.glances import Glance, glance_over
from interpreter.columns.scanned import Wanted, rows_of, scan, suspects
from interpreter.columns.sources import Run, chunk_source
from interpreter.columns.values import Size, array, arrow, hold
from interpreter.delimited import Record, Refused
from interpreter.facts import Given
from interpreter.snapshot import Reject

if TYPE_CHECKING:
    import pyarrow

_CHUNK = "chunk"
FEW = 2000
"""Fewer records than these are sooner judged one by one than by columns."""


class Loaded:
    """Consecutive files in one table of the engine. `start` is the first record's `rid`."""

    def __init__(self, connection: Connection, table: str, start: int, wanted: Wanted) -> None:
        self.sizes: dict[str, Size] = {}
        self.rejects: dict[int, Reject] = {}
        self.keys: set[object] = set()
        """Of the records rejected."""
        self._run = Run(start, [], [])
        self._glances: dict[str, Glance] | None = None  # of fields that all rows so far had as texts
        self._has_rows = False
        self._table, self._wanted = table, wanted
        self._columns = {each.name: wanted.column(each.name) for each in wanted.fields}
        types = ["rid BIGINT", "line BIGINT", *(f"{self._columns[each.name]} {_loose(each)}" for each in wanted.fields)]
        connection.execute(f"CREATE TABLE {table} ({', '.join(types)})")

    @property
    def run(self) -> Run:
        """Its files, and how many records each has."""
        return self._run

    def glance(self, name: str) -> Glance | None:
        """What was seen of a field of plain texts."""
        glance = (self._glances or {}).get(name)
        return glance if glance and glance.is_plain else None

    def add(self, connection: Connection, path: Path, folder: Path, tell: Callable[[int], None]) -> None:
        """Reads one more file, and tells how far it is. Raises SnapshotError where it cannot be used."""
        start = self._run.start + self._run.count
        count = 0
        for batch in batches(path, folder, self._wanted.sieve, self._wanted.fields):
            self._take(connection, batch, start)
            count += batch.count
            tell(start + count)
        self._run = Run(self._run.start, [*self._run.files, path], [*self._run.counts, count])

    def _take(self, connection: Connection, batch: Batch, start: int) -> None:
        chunk = batch.chunk
        if chunk and (batch.count < FEW or not self._by_columns(connection, chunk, start)):
            self._one_by_one(connection, [(place, chunk.record(n)) for n, place in enumerate(chunk.places)], start)
        self._one_by_one(connection, batch.single, start)

    def _by_columns(self, connection: Connection, chunk: Chunk, start: int) -> bool:
        """Adds a chunk; False where it has to be judged record by record."""
        import pyarrow as pa

        rids = _moved(chunk.places, start)
        columns = [array("BIGINT", rids), array("BIGINT", chunk.lines), *chunk.columns]
        connection.register(_CHUNK, pa.table(columns, [f"x{place}" for place, _ in enumerate(columns)]))
        try:
            texts = {name: member.name for name, member in self._wanted.texts(chunk.shape)}
            hints = glance_over({name: chunk.column(name) for name in texts})
            scanned = scan(connection, chunk_source(_CHUNK, chunk.shape), self._table, self._wanted, hints)
            if scanned is None:
                return False
            places = {rid: n for n, rid in enumerate(rids)} if scanned.odd else {}
            self._see({texts[name]: chunk.column(name) for name in texts})
            found = suspects(connection, scanned)
            bad = [rid for rid in found if not self._accepts(rid, chunk.record(places[rid]))]
            self._measure(scanned.sizes)
            chosen = "WHERE rid NOT IN (SELECT unnest(CAST(? AS BIGINT[])))" if bad else ""
            connection.execute(
                f"INSERT INTO {self._table} SELECT * FROM ({rows_of(scanned, None, 't.line,')}) {chosen}",
                [bad] if bad else [],
            )
            for name in scanned.tables():
                connection.execute(f"DROP TABLE {name}")
        finally:
            connection.unregister(_CHUNK)
        return True

    def _see(self, texts: Mapping[str, pyarrow.Array]) -> None:
        """Keeps what is seen of fields over all chunks, as long as they all have them."""
        known = self._glances if self._has_rows else {name: Glance() for name in texts}
        self._glances = {name: glance for name, glance in (known or {}).items() if name in texts}
        self._has_rows = True
        for name, glance in self._glances.items():
            glance.see(texts[name])

    def _accepts(self, rid: int, record: Record) -> bool:
        values = self._judge(rid, record)
        if values is not None:
            self._wanted.probe(values)
        return values is not None

    def _judge(self, rid: int, record: Record | Refused) -> Mapping[str, Given] | None:
        """What a record gives, or None where it is rejected."""
        values = self._wanted.sieve.values(record)
        if not isinstance(values, Reject):
            return values
        self.rejects[rid] = values
        self.keys |= self._wanted.sieve.keys(record)
        return None

    def _one_by_one(self, connection: Connection, records: Sequence[tuple[int, Record | Refused]], start: int) -> None:
        judged = [(start + place, each.line, self._judge(start + place, each)) for place, each in records]
        rows = [(rid, line, values) for rid, line, values in judged if values is not None]
        columns: dict[str, tuple[str, Sequence[object]]] = {
            "rid": ("BIGINT", [rid for rid, _, _ in rows]),
            "line": ("BIGINT", [line for _, line, _ in rows]),
        }
        for field in self._wanted.fields:
            empty = hold(field, NEVER) if field.absent == "never" else None
            cells = [hold(field, values[field.name]) if field.name in values else empty for _, _, values in rows]
            columns[self._columns[field.name]] = (staged_type(field.kind), cells)
            if isinstance(field.kind, Decimal | Money):
                self._measure({field.name: Size.most(Size.of(each) for each in cells if isinstance(each, Exact))})
        if rows:
            self._glances, self._has_rows = None, True  # these were not seen
            connection.from_arrow(arrow(columns)).insert_into(self._table)

    def _measure(self, sizes: Mapping[str, Size]) -> None:
        for field in self._wanted.fields:
            if field.name in sizes:
                size = Size.most([self.sizes.get(field.name, Size()), sizes[field.name]])
                size.scale_of(field)
                self.sizes[field.name] = size

    def settle(self, connection: Connection, scales: Mapping[str, int]) -> None:
        """Fixes the scales of decimals."""
        for field in self._wanted.fields:
            if field.name in scales:
                kind = staged_type(field.kind, scales[field.name])
                connection.execute(f"ALTER TABLE {self._table} ALTER {self._columns[field.name]} TYPE {kind}")

    def full(self, connection: Connection) -> set[str]:
        """The fields that have a value in every row."""
        names = list(self._columns)
        counted = ", ".join(f"count({self._columns[name]}) = count(*)" for name in names)
        (told,) = connection.execute(f"SELECT {counted or 'true'} FROM {self._table}").fetchall()
        return {name for name, is_full in zip(names, told, strict=False) if is_full}

    def select(self) -> str:
        """The query of its rows."""
        return f"SELECT rid, {', '.join(self._columns.values())} FROM {self._table}"

    def spots(self, connection: Connection, rids: Sequence[int]) -> dict[int, tuple[Path, int]]:
        """The file and the line of some of its rows."""
        rows = connection.execute(
            f"SELECT rid, line FROM {self._table} WHERE rid IN (SELECT unnest(CAST(? AS BIGINT[])))", [list(rids)]
        ).fetchall()
        return {int(rid): (self._run.place(int(rid))[0], int(line)) for rid, line in rows}


def _moved(places: Sequence[int], start: int) -> Sequence[int]:
    if isinstance(places, range):
        return range(start + places.start, start + places.stop)
    return [start + place for place in places]


def _loose(field: core.Field) -> str:
    """The type while files are read: the scale of decimals is known only at the end."""
    return "VARCHAR" if isinstance(field.kind, Decimal | Money) else staged_type(field.kind)
