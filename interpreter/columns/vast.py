"""Parquet files of one entity → typed rows read by Spark, where every column is of a type that can be read as it is.

What `scanned` does with the embedded engine, this does with few passes over everything: one that looks whether anything
is odd at all, one for the distinct texts that only Python understands. Rows that Python has to judge are few, and are
read here one by one; no other row comes here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal as Exact
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import core
from dsl.core import Words
from dsl.kinds import Decimal, Money, Text
from interpreter.columns.cells import absent
from interpreter.columns.cells import staged_type as carried_type
from interpreter.columns.connection import Connection
from interpreter.columns.meanings import Reader
from interpreter.columns.natives import PLAIN, Cell, cell_of, spark_type, staged_type
from interpreter.columns.session import Distributed
from interpreter.columns.sources import Run, Shape
from interpreter.columns.values import Size, Unheld, arrow, hold
from interpreter.columns.wording import hidden_place
from interpreter.snapshot import Reject, Sieve
from interpreter.tables import read_places, shown_path
from interpreter.values import Unknown

if TYPE_CHECKING:
    import pyarrow

MOST = 100_000
"""So many odd rows, or distinct texts that Python has to read, are few."""

_PATH = re.compile(r"[\w ./=+,()@~-]+")
"""Paths in which nothing means anything to Spark's file system."""


@dataclass(slots=True)
class _Column:
    """A column that is a field. `meanings` is the table of its odd texts, if they need one."""

    field: core.Field
    name: str
    cell: Cell | None
    kind: str
    is_needed: bool
    odd: str = ""
    meanings: str = ""
    is_same: bool = False

    @property
    def is_looked_at(self) -> bool:
        """Whether its texts have to be understood: else all that can be wrong with one is a NUL in it."""
        return self.cell is None and (
            self.is_needed or self.field.absent == "refused" or not isinstance(self.field.kind, Text)
        )


class Unfit(Exception):
    """These files are for the other way of reading."""


class Vast:
    """The rows of one entity; a `rid` counts the records in reading order, from 0, the rejected ones too.

    Raises Unfit, and Unheld where a value fits no staged type.
    """

    def __init__(
        self, engine: Distributed, connection: Connection, book: core.Book, entity: core.Entity, number: str,
        folder: Path, needed: Collection[str], run: Run,
        shape: Shape,
    ) -> None:  # fmt: skip
        self.entity = entity
        self.count = run.count
        self.table, self.refused = f"e{number}", f"r{number}"
        self.scales: dict[str, int] = {}
        self.dropped: set[int] = set()
        self._engine, self._number, self._folder, self._run, self._shape = engine, number, folder, run, shape
        self._sieve = Sieve(book, entity)
        self._book = book
        self._fields = [each for each in entity.fields.values() if each.name in needed]
        self._columns: dict[str, _Column] = {}
        self._rejects: dict[int, Reject] = {}
        self._refused: list[object] = []
        self._odd: list[str] = []
        self._sizes: dict[str, Size] = {}
        self._read(connection)

    def column(self, name: str) -> str:
        """The staged column of a field."""
        return f"f{list(self.entity.fields).index(name)}"

    def rejects(self) -> list[Reject]:
        """The records rejected so far, in reading order."""
        return [self._rejects[rid] for rid in sorted(self._rejects)]

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _read(self, connection: Connection) -> None:
        self._open()
        strange = list(self._know())
        self._look(strange)
        self._read_texts()
        self._scale()
        self._judge(connection)
        key = self.entity.fields[self.entity.key]
        held = [hold(key, each) for each in self._refused if not isinstance(each, Unknown)]
        self._engine.give(self.refused, arrow({"k": (carried_type(key.kind), held)}))
        self._show()

    def _open(self) -> None:
        """The view of the files, with the `rid` and the file of each record."""
        files, shape = self._run.files, self._shape
        if not all(_PATH.fullmatch(str(path)) for path in files) or "_metadata" in shape.names:
            raise Unfit
        if self._engine.scan(f"a{self._number}", files) != [spark_type(kind) for kind in shape.kinds]:
            raise Unfit
        self._engine.give(f"p{self._number}", self._files())
        self._engine.view(
            f"s{self._number}",
            f"SELECT p.first + a.row AS rid, p.shown || ':' || CAST(a.row + 1 AS STRING) AS place, a.*"
            f" FROM a{self._number} AS a JOIN p{self._number} AS p ON a.file = p.file",
        )

    def _files(self) -> pyarrow.Table:
        """The files by name, with the first `rid` of each, and how a place in it is shown."""
        import pyarrow as pa

        files = self._run.files
        shown = [hidden_place(self._file(path)) for path in files]
        return pa.table({
            "file": pa.array([path.name for path in files], pa.string()),
            "first": pa.array(self._run.starts(), pa.int64()), "shown": pa.array(shown, pa.string()),
        })  # fmt: skip

    def _know(self) -> Iterator[str]:
        """Tells the columns apart; gives the conditions under which one that nobody knows refuses its row."""
        for place, (title, kind) in enumerate(zip(self._shape.names, self._shape.kinds, strict=True)):
            member, column = self._sieve.members.get(title.strip()), f"c{place}"
            if not isinstance(member, core.Field):
                yield f"{column} IS NOT NULL" + (f" AND {column} <> ''" if kind == "VARCHAR" else "")
                continue
            cell = cell_of(member.kind, kind)
            if member.name in self._columns or (cell is None and kind != "VARCHAR"):
                raise Unfit
            self._columns[member.name] = _Column(member, column, cell, kind, member in self._fields)
        if any(required.name not in self._columns for required in self._sieve.required):
            raise Unfit  # every row is refused

    def _look(self, strange: Sequence[str]) -> None:
        """One pass: whether there is anything odd, and whether all records are there."""
        texts = [f"c{place}" for place, kind in enumerate(self._shape.kinds) if kind == "VARCHAR"]
        damaged = [f"NOT is_valid_utf8({column})" for column in texts]
        unheld = [c for c in self._columns.values() if c.cell and c.cell.unheld and c.is_needed]
        odd = [*strange, *self._suspicious()]
        asked = [*damaged, *(c.cell.unheld.format(c.name) for c in unheld if c.cell), *odd]
        told = ", ".join(f"bool_or(coalesce({each}, FALSE))" for each in asked)
        ((count, *found),) = self._engine.rows(f"SELECT count(*), {told or 'FALSE'} FROM s{self._number}")
        if count != self.count or any(found[: len(damaged)]):
            raise Unfit
        for column, is_beyond in zip(unheld, found[len(damaged) :], strict=False):
            if is_beyond:
                raise Unheld(self.entity.name, column.field.name)
        self._odd = [
            f"({each})" for each, is_there in zip(odd, found[len(asked) - len(odd) :], strict=False) if is_there
        ]
        for each in self._columns.values():
            if each.cell and each.cell.odd and f"({each.cell.odd.format(each.name)})" in self._odd:
                each.odd = each.cell.odd.format(each.name)

    def _suspicious(self) -> Iterator[str]:
        """Where Python has to judge a row."""
        for each in self._columns.values():
            if each.cell and each.cell.odd:
                yield each.cell.odd.format(each.name)
            if each.cell is None and not each.is_looked_at:
                yield f"contains({each.name}, chr(0))"
            if each.field.absent == "refused":
                yield f"{each.name} IS NULL"

    # ── texts ──

    def _read_texts(self) -> None:
        """One pass: the distinct texts that SQL does not surely understand, and what they mean."""
        looked = [each for each in self._columns.values() if each.is_looked_at]
        if not looked:
            return
        odd = ", ".join(
            f"named_struct('place', {place}, 'text', {_odd_text(each)})" for place, each in enumerate(looked)
        )
        rows = self._engine.rows(
            f"SELECT DISTINCT e.place, e.text FROM (SELECT explode(array({odd})) AS e FROM s{self._number}) AS x"
            f" WHERE e.text IS NOT NULL LIMIT {MOST + 1}"
        )
        if len(rows) > MOST:
            raise Unfit
        for place, each in enumerate(looked):
            self._understand(each, sorted(text for at, text in rows if at == place))

    def _understand(self, column: _Column, texts: Sequence[str]) -> None:
        field = column.field
        meanings = Reader(self._book, field).meanings(texts, str)
        for each in meanings if column.is_needed else ():
            self._measure(field, each.value)
        bad = any(each.is_bad for each in meanings)
        if not meanings or (not bad and all(each.text == each.value for each in meanings)):
            column.is_same = bool(meanings) and type(field.kind) not in PLAIN
            return
        column.meanings = f"m{self._number}_{column.name}"
        held = [hold(field, each.value) if column.is_needed and not each.is_bad else None for each in meanings]
        self._engine.give(column.meanings, arrow({
            "t": ("VARCHAR", [each.text for each in meanings]), "v": (carried_type(field.kind), held),
            "bad": ("BOOLEAN", [each.is_bad for each in meanings]),
        }))  # fmt: skip
        if bad:
            self._odd.append(f"coalesce({column.meanings}.bad, FALSE)")

    def _measure(self, field: core.Field, value: object) -> None:
        if isinstance(value, Exact):
            self._sizes[field.name] = Size.most((self._sizes.get(field.name, Size()), Size.of(value)))

    def _scale(self) -> None:
        for each in self._fields:
            if isinstance(each.kind, Decimal | Money):
                column = self._columns.get(each.name)
                size = self._sizes.get(each.name, Size())
                known = column.cell.size if column and column.cell else Size()
                self.scales[each.name] = Size.most((size, known)).scale_of(each)

    # ── rows that Python judges ──

    def _judge(self, connection: Connection) -> None:
        suspects = self._suspects()
        found: dict[int, Reject] = {}
        for path, rids in groupby(suspects, key=lambda rid: self._run.place(rid)[0]):
            places = {self._run.place(rid)[1]: rid for rid in rids}
            for record in read_places(connection, path, self._folder, list(places)):
                values = self._sieve.values(record)
                if isinstance(values, Reject):
                    found[places[record.line - 1]] = values
                    self._refused += self._sieve.keys(record)
                else:
                    self._hold(values)
        self._rejects |= found
        self.dropped |= set(found)

    def _hold(self, values: Mapping[str, object]) -> None:
        """What is odd and yet well, as a moment in the first year: raises Unheld where no staged type holds it."""
        for each in self._columns.values():
            if each.odd and each.is_needed and each.field.name in values:
                hold(each.field, values[each.field.name])

    def _suspects(self) -> list[int]:
        if not self._odd:
            return []
        source, odd = self._source(self._columns.values()), " OR ".join(self._odd)
        rows = self._engine.rows(f"SELECT rid FROM {source} WHERE {odd} ORDER BY rid LIMIT {MOST + 1}")
        if len(rows) > MOST:
            raise Unfit
        return [int(rid) for (rid,) in rows]

    # ── SQL ──

    def _source(self, columns: Iterable[_Column]) -> str:
        joins = [f" LEFT JOIN {m} ON {m}.t = {c.name}" for c in columns if (m := c.meanings)]
        return f"s{self._number}{''.join(joins)}"

    def _show(self) -> None:
        """The view of the rows that are not rejected."""
        used = [self._columns[each.name] for each in self._fields if each.name in self._columns]
        cells = "".join(f", {self._value(each)} AS {self.column(each.name)}" for each in self._fields)
        rows = f"SELECT rid, place{cells} FROM {self._source(used)}"
        if self.dropped:
            self._engine.give(f"x{self._number}", arrow({"rid": ("BIGINT", sorted(self.dropped))}))
            rows = f"SELECT w.* FROM ({rows}) AS w LEFT ANTI JOIN x{self._number} AS x ON x.rid = w.rid"
        self._engine.view(self.table, rows)

    def _value(self, field: core.Field) -> str:
        kind = staged_type(field.kind, self.scales.get(field.name, 0))
        empty = absent(field.kind, field.absent)
        column = self._columns.get(field.name)
        if column is None:
            return f"CAST({empty} AS {kind})"
        if column.cell:
            value = column.cell.value.format(column.name)
            value = f"CASE WHEN NOT ({column.odd}) THEN {value} END" if column.odd else value
        else:
            _, plain = PLAIN.get(type(field.kind), ("", ""))
            value = column.name if column.is_same else plain.format(column.name) or "NULL"
        value = f"CAST({value} AS {kind})"
        value = value if empty == "NULL" else f"coalesce({value}, {empty})"
        if column.meanings:
            read = f"CAST({column.meanings}.v AS {kind})"
            return f"CASE WHEN {column.meanings}.t IS NOT NULL THEN {read} ELSE {value} END"
        return value

    # ── rejecting further rows ───────────────────────────────────────────────────────────────────────────────────────

    def drop_repeated(self) -> None:
        """Rejects every row whose key an earlier row has that is well in itself."""
        key = self.column(self.entity.key)
        query = f"SELECT {key}, min(rid) AS first FROM {self.table} GROUP BY {key} HAVING count(*) > 1"
        rows = self._engine.rows(
            f"SELECT rid, first FROM {self.table} JOIN ({query}) AS twice USING ({key}) WHERE rid > first ORDER BY rid"
        )
        for rid, first in rows:
            path, line = self._spot(rid)
            at, number = self._spot(first)
            said = {"first": f"{self._file(at)}:{number}"}
            self._rejects[rid] = Reject(self.entity.name, self._file(path), line, "SN303", said)
        self.drop([rid for rid, _ in rows])

    def rejected(self, rids: Sequence[int], code: str, **detail: Words) -> list[Reject]:
        """What is listed of some rows that are rejected."""
        spots = [self._spot(rid) for rid in rids]
        return [Reject(self.entity.name, self._file(path), line, code, detail) for path, line in spots]

    def drop(self, rids: Collection[int]) -> None:
        """Takes rows out of the table."""
        if rids:
            self.dropped |= set(rids)
            self._show()

    def _spot(self, rid: int) -> tuple[Path, int]:
        path, place = self._run.place(rid)
        return path, place + 1

    def _file(self, path: Path) -> str:
        return shown_path(path.relative_to(self._folder))


def _odd_text(column: _Column) -> str:
    """The text, where it is not surely understood."""
    plain, _ = PLAIN.get(type(column.field.kind), ("", ""))
    return f"CASE WHEN ({plain.format(column.name)}) IS NOT TRUE THEN {column.name} END" if plain else column.name
