"""One entity's files → one table or view of typed rows, and the records that are rejected, each judged by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from dsl import core
from dsl.core import Words
from dsl.kinds import Decimal, Money
from interpreter.columns import loaded
from interpreter.columns.cells import Direct, staged_type
from interpreter.columns.connection import Connection, EngineError, ended
from interpreter.columns.glances import Glance, Hints, glance_at
from interpreter.columns.loaded import Loaded
from interpreter.columns.scanned import Scanned, Wanted, full, rows_of, scan, suspects
from interpreter.columns.sources import (
    Run,
    Shape,
    Source,
    filled,
    parquet_shape,
    parquet_source,
    some_source,
    varied,
)
from interpreter.columns.values import Size, Unheld, arrow, hold
from interpreter.snapshot import Reject
from interpreter.tables import read_places, shown_path
from interpreter.values import Unknown

__all__ = ["Sheet", "Unheld"]

LARGE = 100_000
"""From so many rows on a glance at keys is worth its while."""


class _Scan:
    """Parquet files of one shape, read where they lie."""

    def __init__(self, run: Run, scanned: Scanned, files: str) -> None:
        self.run = run
        self.sizes = scanned.sizes
        self._scanned, self._files = scanned, files
        self._scales: Mapping[str, int] = {}

    def settle(self, _: Connection, scales: Mapping[str, int]) -> None:
        """Fixes the scales of decimals."""
        self._scales = scales

    def select(self) -> str:
        """The query of its rows, those that are rejected among them."""
        return rows_of(self._scanned, self._scales)

    def glance(self, name: str) -> Glance | None:
        """What was seen of a field of plain texts."""
        column = self._scanned.columns.get(name)
        glance = self._scanned.hints.glances.get(column[0].title) if column else None
        return glance if glance and glance.is_plain else None

    def key_rows(self, key: str) -> tuple[str, str, str]:
        """As `Sheet.key_rows`; a whole number is compared as it is in the file, which is sooner done."""
        made, cell = self._scanned.columns[key]
        source = self._scanned.source
        if isinstance(cell, Direct):
            return source.sql, source.rid, made.name
        return f"({self.select()})", "rid", self._scanned.wanted.column(key)

    def is_itself(self, name: str) -> bool:
        """Whether each text of a field is staged as it is in the files."""
        made, _ = self._scanned.columns.get(name, (None, None))
        return made is None or not made.meanings

    def full(self, connection: Connection) -> set[str]:
        """The fields that have a value in every row, as far as it can be told without reading them."""
        return full(self._scanned, filled(connection, self._files))

    def spots(self, _: Connection, rids: Sequence[int]) -> dict[int, tuple[Path, int]]:
        """The file and the row, from 1, of some of its rows."""
        found = {rid: self.run.place(rid) for rid in rids}
        return {rid: (path, place + 1) for rid, (path, place) in found.items()}


class Sheet:
    """The staged table of one entity. `number` makes its names in the engine unique."""

    def __init__(
        self,
        book: core.Book,
        entity: core.Entity,
        number: int,
        folder: Path,
        files: Sequence[Path],
        needed: Iterable[str],
    ) -> None:
        self.entity = entity
        self.table, self.refused, self.out = f"e{number}", f"r{number}", f"x{number}"
        self.scales: dict[str, int] = {}
        self.dropped: set[int] = set()
        self._number, self._folder, self._files = number, folder, files
        self._wanted = Wanted.of(book, entity, needed)
        self._shapes: list[tuple[Path, Shape | None, int]] | None = None
        self._pieces: list[_Scan | Loaded] = []
        self._rejects: dict[int, Reject] = {}
        key = entity.fields[entity.key]
        if key.absent != "refused" or isinstance(key.kind, Decimal | Money):
            raise Unheld(entity.name, key.name)  # the reference tells such keys apart by how they are written

    @property
    def count(self) -> int:
        """How many records its files have."""
        return sum(piece.run.count for piece in self._pieces)

    @property
    def fields(self) -> Sequence[core.Field]:
        """Those that are staged."""
        return self._wanted.fields

    @property
    def members(self) -> Mapping[str, object]:
        """What a column may be called, and the field that it then is."""
        return self._wanted.sieve.members

    @property
    def whole(self) -> str:
        """The query of all rows that were read, of those too which `out` lists."""
        return " UNION ALL ".join(piece.select() for piece in self._pieces)

    def column(self, name: str) -> str:
        """The staged column of a field."""
        return self._wanted.column(name)

    def rejects(self) -> list[Reject]:
        """The records rejected so far, in reading order."""
        return [self._rejects[rid] for rid in sorted(self._rejects)]

    def still_read(self) -> Iterator[Path]:
        """The files from which the table is read each time."""
        return (path for piece in self._pieces if isinstance(piece, _Scan) for path in piece.run.files)

    def glance(self, name: str) -> Glance | None:
        """What is surely known of all texts of a field, if they are the staged values and all rows are judged."""
        return self._pieces[0].glance(name) if len(self._pieces) == 1 and not self.dropped else None

    def full(self, connection: Connection) -> set[str]:
        """The staged fields that surely have a value in every row."""
        return set.intersection(*(piece.full(connection) for piece in self._pieces)) if self._pieces else set()

    def is_itself(self, names: Iterable[str]) -> bool:
        """Whether the texts of some fields are surely staged as they are in one run of Parquet files."""
        pieces = self._pieces
        return len(pieces) == 1 and isinstance(pieces[0], _Scan) and all(pieces[0].is_itself(name) for name in names)

    def behind(self) -> Collection[str] | None:
        """The only texts of the key that may be there twice; None where that is not known."""
        glance = self._pieces[0].glance(self.entity.key) if len(self._pieces) == 1 else None
        return glance.behind if glance else None

    def key_rows(self) -> tuple[str, str, str]:
        """Where to look for keys that are there twice: FROM what, the SQL of `rid`, and of the key or what makes it."""
        if len(self._pieces) == 1 and isinstance(self._pieces[0], _Scan) and not self.dropped:
            return self._pieces[0].key_rows(self.entity.key)
        return self.table, "rid", self.column(self.entity.key)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def read(
        self, connection: Connection, tell: Callable[[int], None] = lambda _: None, some: str | None = None
    ) -> None:
        """Reads all files; afterwards the table holds the records that are well in themselves.

        `tell` is told now and then how many records have been read. Of files that are one `source` only `some` rows are
        looked through, if a table of these is given: `rid` and their columns.
        """
        key = self.entity.fields[self.entity.key]
        connection.execute(f"CREATE TABLE {self.refused} (k {staged_type(key.kind)})")
        connection.execute(f"CREATE TABLE {self.out} (rid BIGINT)")
        for shape, files in groupby(self._shaped(connection), key=lambda each: each[1]):
            paths, _, counts = zip(*files, strict=True)
            run = Run(self.count, paths, counts)
            is_small = run.count < loaded.FEW
            if shape is None or is_small or not self._scan(connection, run, shape, some):
                self._load(connection, paths, tell)
            tell(self.count)
        self._scale()
        for piece in self._pieces:
            piece.settle(connection, self.scales)
        self._show(connection)

    def source(self, connection: Connection) -> Source | None:
        """All its files, if they are large and of one shape."""
        shaped = self._shaped(connection)
        paths, shapes, counts = zip(*shaped, strict=True)
        if shapes[0] is None or len(set(shapes)) > 1 or sum(counts) < loaded.FEW:
            return None
        return parquet_source(connection, f"s{self._number}_0", Run(0, paths, counts), shapes[0])

    def _shaped(self, connection: Connection) -> list[tuple[Path, Shape | None, int]]:
        if self._shapes is None:
            self._shapes = [(path, *parquet_shape(connection, path)) for path in self._files]
        return self._shapes

    def _scan(self, connection: Connection, run: Run, shape: Shape, some: str | None) -> bool:
        """Reads some Parquet files of one shape by columns; False where that does not do."""
        name = f"{self._number}_{len(self._pieces)}"
        source = parquet_source(connection, f"s{name}", run, shape)
        hints = Hints() if some else self._hints(connection, run, shape, f"s{name}")
        try:
            scanned = scan(connection, some_source(some, shape) if some else source, name, self._wanted, hints)
            if scanned is None:
                return False
            found = suspects(connection, scanned)
        except EngineError as error:
            if some or ended(error):
                raise
            return False  # the reference reading finds what is wrong with which file
        self._pieces.append(_Scan(run, scanned, f"s{name}"))
        self._judge(connection, run, found, scanned.doubted)
        return True

    def _hints(self, connection: Connection, run: Run, shape: Shape, variable: str) -> Hints:
        """What a glance at the texts of large files shows."""
        if run.count < LARGE:
            return Hints()
        texts = self._wanted.texts(shape)
        different = varied(connection, variable)
        own = {ours for relation in self.entity.relations.values() if not relation.many for ours, _ in relation.on}
        joined = {name for name, member in texts if member.name in {self.entity.key, *own}}
        looked = {name for name, member in texts if member in self._wanted.fields and "." not in name}
        few = {name for name, _ in texts if name not in different}
        return Hints(glance_at(run.files, sorted(looked & different), joined), few)

    def _judge(self, connection: Connection, run: Run, rids: Sequence[int], doubted: Collection[int] | None) -> None:
        """Judges some rows of Parquet files as the reference reading does, by the columns that are doubted."""
        found: dict[int, Reject] = {}
        keys: set[object] = set()
        for path, some in groupby(rids, key=lambda rid: run.place(rid)[0]):
            places = {run.place(rid)[1]: rid for rid in some}
            for record in read_places(connection, path, self._folder, list(places), doubted):
                values = self._wanted.sieve.values(record)
                if isinstance(values, Reject):
                    found[places[record.line - 1]] = values
                    keys |= self._wanted.sieve.keys(record)
                else:
                    self._wanted.probe(values)
        self._rejects |= found
        self._refuse(connection, keys)
        self._drop(connection, found)

    def _load(self, connection: Connection, paths: Sequence[Path], tell: Callable[[int], None]) -> None:
        """Reads some files into a table."""
        piece = Loaded(connection, f"l{self._number}_{len(self._pieces)}", self.count, self._wanted)
        self._pieces.append(piece)
        for path in paths:
            piece.add(connection, path, self._folder, tell)
        self._rejects |= piece.rejects
        self.dropped |= set(piece.rejects)
        self._refuse(connection, piece.keys)

    def _refuse(self, connection: Connection, keys: Iterable[object]) -> None:
        """Notes keys to which others may refer although their rows are rejected."""
        key = self.entity.fields[self.entity.key]
        held = [hold(key, each) for each in keys if not isinstance(each, Unknown)]
        if held:
            connection.from_arrow(arrow({"k": (staged_type(key.kind), held)})).insert_into(self.refused)

    def _scale(self) -> None:
        for each in self._wanted.fields:
            if isinstance(each.kind, Decimal | Money):
                size = Size.most(piece.sizes.get(each.name, Size()) for piece in self._pieces)
                self.scales[each.name] = size.scale_of(each)

    def _show(self, connection: Connection) -> None:
        whole = self.whole
        if self.dropped:
            whole = f"SELECT * FROM ({whole}) AS w WHERE NOT EXISTS (FROM {self.out} AS x WHERE x.rid = w.rid)"
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
            self._drop(connection, rids)
            self._show(connection)

    def _drop(self, connection: Connection, rids: Iterable[int]) -> None:
        connection.from_arrow(arrow({"rid": ("BIGINT", list(rids))})).insert_into(self.out)
        self.dropped |= set(rids)

    def _file(self, path: Path) -> str:
        return shown_path(path.relative_to(self._folder))

    def spots(self, connection: Connection, rids: Sequence[int]) -> list[tuple[Path, int]]:
        """The file and the line (of Parquet: the row, from 1) of some rows, in their order."""
        found: dict[int, tuple[Path, int]] = {}
        for piece in self._pieces:
            run = piece.run
            within = sorted({rid for rid in rids if run.start <= rid < run.start + run.count})
            found |= piece.spots(connection, within) if within else {}
        return [found[rid] for rid in rids]
