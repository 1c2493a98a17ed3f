"""A file's records, read and judged one by one by the reference reading → a table in the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dsl import core
from dsl.kinds import NEVER, Decimal, Money
from interpreter.columns.cells import staged_type
from interpreter.columns.connection import Connection
from interpreter.columns.values import Size, arrow, hold
from interpreter.facts import Given
from interpreter.snapshot import Reject, Sieve, SnapshotError
from interpreter.tables import Problem, Record, Refused, read_table

_BATCH = 20_000


class Loaded:
    """One file in a table of its own. `start` is its first record's `rid`."""

    def __init__(self, table: str, start: int, path: Path, fields: Sequence[core.Field]) -> None:
        self.start = start
        self.count = 0
        self.sizes: dict[str, Size] = {}
        self.is_settled = False
        self._table, self._path, self._fields = table, path, fields
        self._rows: list[tuple[int, int, Mapping[str, Given]]] = []

    def fill(self, connection: Connection, folder: Path, sieve: Sieve) -> tuple[dict[int, Reject], set[object]]:
        """Reads the file → the rejects by `rid`, and their keys. Raises SnapshotError where it cannot be used."""
        places = {name: number for number, name in enumerate(sieve.entity.fields)}
        self._columns = {each.name: f"f{places[each.name]}" for each in self._fields}
        types = ["rid BIGINT", "line BIGINT", *(f"{self._columns[f.name]} {_loose(f)}" for f in self._fields)]
        connection.execute(f"CREATE TABLE {self._table} ({', '.join(types)})")
        rejects: dict[int, Reject] = {}
        keys: set[object] = set()
        for record in self._records(folder):
            rid = self.start + self.count
            self.count += 1
            values = sieve.values(record)
            if isinstance(values, Reject):
                rejects[rid] = values
                keys |= sieve.keys(record)
            else:
                self._rows.append((rid, record.line, values))
                if len(self._rows) == _BATCH:
                    self._flush(connection)
        self._flush(connection)
        return rejects, keys

    def _records(self, folder: Path) -> Iterator[Record | Refused]:
        for record in read_table(self._path, folder):
            if isinstance(record, Problem):
                raise SnapshotError([record])
            yield record

    def _flush(self, connection: Connection) -> None:
        columns: dict[str, tuple[str, Sequence[object]]] = {
            "rid": ("BIGINT", [rid for rid, _, _ in self._rows]),
            "line": ("BIGINT", [line for _, line, _ in self._rows]),
        }
        for field in self._fields:
            empty = hold(field, NEVER) if field.absent == "never" else None
            cells = [hold(field, values[field.name]) if field.name in values else empty for _, _, values in self._rows]
            columns[self._columns[field.name]] = (staged_type(field.kind), cells)
            if isinstance(field.kind, Decimal | Money):
                self._measure(field, cells)
        if self._rows:
            connection.from_arrow(arrow(columns)).insert_into(self._table)
        self._rows.clear()

    def _measure(self, field: core.Field, cells: Sequence[object]) -> None:
        size = self.sizes.get(field.name, Size())
        for number in {cell for cell in cells if cell is not None}:
            size |= Size.of(number)  # type: ignore[arg-type]  # the field is one of decimals
        size.scale_of(field)
        self.sizes[field.name] = size

    def settle(self, connection: Connection, scales: Mapping[str, int]) -> None:
        """Fixes the scales of decimals."""
        for field in self._fields:
            if field.name in scales:
                kind = staged_type(field.kind, scales[field.name])
                connection.execute(f"ALTER TABLE {self._table} ALTER {self._columns[field.name]} TYPE {kind}")
        self.is_settled = True

    def select(self) -> str:
        """The query of its rows."""
        return f"SELECT rid, {', '.join(self._columns.values())} FROM {self._table}"

    def spots(self, connection: Connection, rids: Sequence[int]) -> dict[int, tuple[Path, int]]:
        """The file and the line of some of its rows."""
        rows = connection.execute(
            f"SELECT rid, line FROM {self._table} WHERE rid IN (SELECT unnest(CAST(? AS BIGINT[])))", [list(rids)]
        ).fetchall()
        return {int(rid): (self._path, int(line)) for rid, line in rows}


def _loose(field: core.Field) -> str:
    """The type while the file is read: the scale of decimals is known only at the end."""
    return "VARCHAR" if isinstance(field.kind, Decimal | Money) else staged_type(field.kind)
