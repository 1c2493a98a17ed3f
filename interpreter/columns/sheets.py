"""One entity's files → one table or view of typed rows, and the records that are rejected, each judged by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from dsl import core
from dsl.core import Words
from dsl.kinds import Decimal, Money
from interpreter.columns.cells import staged_type
from interpreter.columns.connection import Connection, EngineError, OutOfMemory
from interpreter.columns.loaded import Loaded
from interpreter.columns.scanned import Scanned
from interpreter.columns.stretches import parquet_shape, parquet_stretch
from interpreter.columns.values import Size, Unheld, arrow, hold
from interpreter.snapshot import Reject, Sieve
from interpreter.tables import read_places, shown_path
from interpreter.values import Unknown

__all__ = ["Sheet", "Unheld"]


class Sheet:
    """The staged table of one entity. `number` makes its names in the engine unique."""

    def __init__(
        self,
        book: core.Book,
        entity: core.Entity,
        number: str,
        folder: Path,
        files: Sequence[Path],
        needed: Collection[str],
    ) -> None:
        self.entity = entity
        self.table, self.refused, self._dropped = f"e{number}", f"r{number}", f"x{number}"
        self.scales: dict[str, int] = {}
        self.dropped: set[int] = set()
        self._number, self.folder, self._files = number, folder, files
        self._sieve = Sieve(book, entity)
        self._fields = [each for each in entity.fields.values() if each.name in needed]
        self._pieces: list[Scanned | Loaded] = []
        self._rejects: dict[int, Reject] = {}
        key = entity.fields[entity.key]
        if key.absent != "refused" or isinstance(key.kind, Decimal | Money):
            raise Unheld(entity.name, key.name)  # the reference tells such keys apart by how they are written

    @property
    def count(self) -> int:
        """How many records its files have."""
        return sum(piece.count for piece in self._pieces)

    def column(self, name: str) -> str:
        """The staged column of a field."""
        return f"f{list(self.entity.fields).index(name)}"

    def rejects(self) -> list[Reject]:
        """The records rejected so far, in reading order."""
        return [self._rejects[rid] for rid in sorted(self._rejects)]

    def still_read(self) -> Iterator[Path]:
        """The files from which the table is read each time."""
        return (path for piece in self._pieces if isinstance(piece, Scanned) for path in piece.stretch.files)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def read(self, connection: Connection) -> None:
        """Reads all files; afterwards the table holds the records that are well in themselves."""
        key = self.entity.fields[self.entity.key]
        connection.execute(f"CREATE TABLE {self.refused} (k {staged_type(key.kind)})")
        connection.execute(f"CREATE TABLE {self._dropped} (rid BIGINT)")
        for shape, files in groupby(self._shapes(connection), key=lambda each: each[0]):
            paths, counts = zip(*((path, count) for _, path, count in files), strict=True)
            if shape is None or not self._scan(connection, paths, counts, shape):
                for path in paths:
                    self._load(connection, path)
        self._scale()
        for piece in self._pieces:
            piece.settle(connection, self.scales)
        self._show(connection)

    def _shapes(self, connection: Connection) -> Iterator[tuple[tuple[Sequence[str], Sequence[str]] | None, Path, int]]:
        for path in self._files:
            shape = parquet_shape(connection, path)
            yield (shape[:2], path, shape[2]) if shape else (None, path, 0)

    def _scan(
        self,
        connection: Connection,
        paths: Sequence[Path],
        counts: Sequence[int],
        shape: tuple[Sequence[str], Sequence[str]],
    ) -> bool:
        """Reads some Parquet files of one shape by columns; False where that does not do."""
        name = f"{self._number}_{len(self._pieces)}"
        stretch = parquet_stretch(connection, f"s{name}", paths, counts, self.count, shape)
        try:
            scanned = Scanned.of(connection, stretch, name, self._sieve, self._fields)
            if scanned is None:
                return False
            suspects = scanned.suspects(connection)
        except OutOfMemory:
            raise
        except EngineError:  # the reference reading tells what is wrong with which file
            return False
        self._pieces.append(scanned)
        self._judge(connection, scanned, suspects)
        return True

    def _judge(self, connection: Connection, scanned: Scanned, suspects: Sequence[int]) -> None:
        found: dict[int, Reject] = {}
        keys: set[object] = set()
        for path, rids in groupby(suspects, key=lambda rid: scanned.stretch.place(rid)[0]):
            places = {scanned.stretch.place(rid)[1]: rid for rid in rids}
            for record in read_places(connection, path, self.folder, list(places)):
                values = self._sieve.values(record)
                if isinstance(values, Reject):
                    found[places[record.line - 1]] = values
                    keys |= self._sieve.keys(record)
        self._note(connection, found, keys)

    def _load(self, connection: Connection, path: Path) -> None:
        """Reads a file record by record."""
        loaded = Loaded(f"l{self._number}_{len(self._pieces)}", self.count, path, self._fields)
        rejects, keys = loaded.fill(connection, self.folder, self._sieve)
        self._pieces.append(loaded)
        self._rejects |= rejects
        self._refuse(connection, keys)
        self.dropped |= set(rejects)

    def _note(self, connection: Connection, found: dict[int, Reject], keys: Iterable[object]) -> None:
        self._rejects |= found
        self._refuse(connection, keys)
        self.drop(connection, found)

    def _refuse(self, connection: Connection, keys: Iterable[object]) -> None:
        key = self.entity.fields[self.entity.key]
        held = [hold(key, each) for each in keys if not isinstance(each, Unknown)]
        if held:
            connection.from_arrow(arrow({"k": (staged_type(key.kind), held)})).insert_into(self.refused)

    def _scale(self) -> None:
        for each in self._fields:
            if isinstance(each.kind, Decimal | Money):
                size = Size()
                for piece in self._pieces:
                    size |= piece.sizes.get(each.name, Size())
                self.scales[each.name] = size.scale_of(each)

    def _show(self, connection: Connection) -> None:
        whole = " UNION ALL ".join(piece.select() for piece in self._pieces)
        if self.dropped:
            whole = f"SELECT * FROM ({whole}) AS w WHERE NOT EXISTS (FROM {self._dropped} AS x WHERE x.rid = w.rid)"
        connection.execute(f"CREATE OR REPLACE VIEW {self.table} AS {whole}")

    # ── rejecting further rows ───────────────────────────────────────────────────────────────────────────────────────

    def repeated(self, connection: Connection, rows: Sequence[tuple[int, int]]) -> None:
        """Rejects rows whose key another has: their `rid` and that of the first with it."""
        firsts = self.spots(connection, [first for _, first in rows])
        spots = self.spots(connection, [rid for rid, _ in rows])
        for (rid, _), (path, line), (first, at) in zip(rows, spots, firsts, strict=True):
            said = {"first": f"{self._file(first)}:{at}"}
            self._rejects[rid] = Reject(self.entity.name, self._file(path), line, "SN303", said)
        self.drop(connection, [rid for rid, _ in rows])

    def rejected(self, connection: Connection, rids: Sequence[int], code: str, **detail: Words) -> list[Reject]:
        """What is listed of some rows that are rejected."""
        spots = self.spots(connection, rids)
        return [Reject(self.entity.name, self._file(path), line, code, detail) for path, line in spots]

    def drop(self, connection: Connection, rids: Collection[int]) -> None:
        """Takes rows out of the table."""
        if rids:
            connection.from_arrow(arrow({"rid": ("BIGINT", list(rids))})).insert_into(self._dropped)
            self.dropped |= set(rids)
            if self._pieces[-1].is_settled:
                self._show(connection)

    def _file(self, path: Path) -> str:
        return shown_path(path.relative_to(self.folder))

    def spots(self, connection: Connection, rids: Sequence[int]) -> list[tuple[Path, int]]:
        """The file and the line (of Parquet: the row, from 1) of some rows, in their order."""
        found: dict[int, tuple[Path, int]] = {}
        for piece in self._pieces:
            within = sorted({rid for rid in rids if piece.start <= rid < piece.start + piece.count})
            found |= piece.spots(connection, within) if within else {}
        return [found[rid] for rid in rids]
