"""Chance → whole snapshots: a table for each entity, with all that a table can have wrong; and what the reference says.

A snapshot is data: rows as mappings of columns to typed values, None, or the word `unknown`. It can be written in any
form that is read. Any engine is compared by `outcomes`: what it says of every subject, in the order of the reference.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal as Exact
from pathlib import Path
from typing import Any, Literal

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, YesNo
from interpreter.audit import audit
from interpreter.run import Run
from tests.agree.chance import Chance, text_of

Row = dict[str, Any]
Form = Literal["parquet", "jsonl", "csv"]
FORMS: tuple[Form, ...] = ("parquet", "jsonl", "csv")


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows by entity; an entity that has no table at all is not among them."""

    rows: Mapping[str, list[Row]]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.rows.values()))


@dataclass
class Tabling:
    """How a snapshot is made up: how much is unknown, how many rows, how many of them with something wrong.

    Keys begin after `after`, so that snapshots can be laid side by side. Where nothing is `spoken`, what is unknown is
    an empty cell, never the word for it, and a column has the type of its kind.
    """

    chance: Chance
    day: date
    unknowns: float = 0.2
    most: int = 9
    faults: float = 0.05
    after: int = 0
    spoken: bool = True

    def tables(self) -> Tables:
        """A table for each entity; now and then one has no rows, or there is no such table."""
        entities = self.chance.book.vocabulary.entities
        made = {name: self._table(entity) for name, entity in entities.items()}
        gone = [name for name in made if self.chance.one_in(8)]
        kept = {name: rows for name, rows in made.items() if name not in gone}
        return Tables(kept or made)

    def _table(self, entity: core.Entity) -> list[Row]:
        count = 0 if self.chance.one_in(9) else self.chance.random.randrange(1, self.most + 1)
        rows = [self._row(entity, self.after + number) for number in range(1, count + 1)]
        self.chance.random.shuffle(rows)
        return rows

    def _row(self, entity: core.Entity, number: int) -> Row:
        row: Row = {}
        for name, declared in entity.fields.items():
            if name == entity.key:
                row[name] = self._key(declared, entity.name, number)
            elif name in _joining(self.chance.book.vocabulary, entity):
                row[name] = self._joined(declared, entity)
            else:
                row[name] = self._value(declared)
        return row

    def _key(self, declared: core.Field, stem: str, number: int) -> object:
        """Its own; now and then that of another row, or none: such rows are rejected."""
        if self.chance.share(self.faults):
            again = _named(declared.kind, stem, max(self.after + 1, number - 1))
            return self.chance.random.choice((None, self._unknown(), again))
        return _named(declared.kind, stem, number)

    def _joined(self, declared: core.Field, entity: core.Entity) -> object:
        """The key of a row that may be there; few, so that collections have several rows; now and then of none."""
        if declared.absent != "refused" and self.chance.share(self.unknowns / 2):
            return self.chance.random.choice((None, self._unknown()))
        target = next((r.to for r in entity.relations.values() if r.on[0][0] == declared.name and not r.many), "shared")
        dangles = self.chance.share(self.faults)
        number = 99 if dangles else self.chance.random.choice((1, 1, 2, 3))
        return _named(declared.kind, target, self.after + number)

    def _value(self, declared: core.Field) -> object:
        if declared.absent == "refused":
            is_fault = self.chance.share(self.faults / 3)
            return None if is_fault else self.chance.value(declared.kind, self.day)
        if self.chance.share(self.unknowns):
            word = self._unknown()
            return word if declared.absent == "never" else self.chance.random.choice((None, word))
        if declared.absent == "never" and self.chance.share(0.25):
            return None
        return self.chance.value(declared.kind, self.day)

    def _unknown(self) -> str | None:
        return "unknown" if self.spoken else None


def _joining(vocabulary: core.Vocabulary, entity: core.Entity) -> set[str]:
    """The fields by which its rows are joined to others."""
    return {ours for relation in entity.relations.values() for ours, _ in relation.on} - {entity.key}


def _named(kind: Kind, stem: str, number: int) -> object:
    return number if isinstance(kind, Integer) else f"{stem}-{number}"


# ── to files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def write(book: core.Book, tables: Tables, folder: Path, form: Form = "parquet") -> Path:
    """One file for each table. Parquet has typed columns where every value has its type, else text."""
    folder.mkdir(parents=True, exist_ok=True)
    put = {"parquet": _parquet, "jsonl": _json_lines, "csv": _csv}[form]
    for name, rows in tables.rows.items():
        put(book.vocabulary.entities[name], rows, folder / f"{name}.{form}")
    return folder


def _parquet(entity: core.Entity, rows: Iterable[Row], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(rows)
    columns, fields = [], []
    for name, declared in entity.fields.items():
        cells = [row[name] for row in rows]
        is_typed = not any(isinstance(cell, str) for cell in cells) and all(map(_fits, cells))
        kind = _arrow(declared.kind) if is_typed else pa.string()
        if kind == pa.string():
            cells = [None if cell is None else _text(cell, declared.kind) for cell in cells]
        columns.append(pa.array(cells, kind))
        fields.append(pa.field(name, kind))
    pq.write_table(pa.table(columns, schema=pa.schema(fields)), path)


def _fits(cell: object) -> bool:
    """Whether a typed column can hold it; a decimal of many digits stands as text."""
    return not isinstance(cell, Exact) or (abs(cell) < 10**20 and -9 <= int(cell.as_tuple().exponent) <= 20)


def _arrow(kind: Kind) -> Any:
    import pyarrow as pa

    match kind:
        case YesNo():
            return pa.bool_()
        case Integer() | Duration():
            return pa.int64()
        case Decimal() | Money():
            return pa.decimal128(38, 9)
        case Date():
            return pa.date32()
        case Instant():
            return pa.timestamp("us", "UTC")
        case _:
            return pa.string()


def _text(cell: object, kind: Kind) -> str:
    return cell if isinstance(cell, str) else text_of(cell, kind)


def _json_lines(entity: core.Entity, rows: Iterable[Row], path: Path) -> None:
    lines = []
    for row in rows:
        told = {name: cell if cell is None or isinstance(cell, bool | int) else _text(cell, entity.fields[name].kind)
                for name, cell in row.items()}  # fmt: skip
        lines.append(json.dumps({name: cell for name, cell in told.items() if cell is not None}, ensure_ascii=False))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _csv(entity: core.Entity, rows: Iterable[Row], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(entity.fields)
        for row in rows:
            writer.writerow(["" if row[n] is None else _text(row[n], f.kind) for n, f in entity.fields.items()])


# ── what the reference says ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Told:
    """What an engine says of one subject under one rule or of one recorded act; `due` as ISO text."""

    rule: str
    subject: str
    outcome: str
    due: str | None
    by: tuple[str, ...]
    missing: tuple[str, ...]


def told(run: Run) -> list[Told]:
    """Every outcome of a run that listed everything, in an order that does not depend on the engine's."""
    columns = run.findings.select(["rule", "subject", "outcome", "due", "by", "missing"]).to_pylist()
    found = [
        Told(r["rule"], r["subject"], r["outcome"], r["due"], tuple(r["by"]), tuple(r["missing"])) for r in columns
    ]
    return sorted(found, key=lambda each: (each.rule, each.subject))


def reference(book: core.Book, folder: Path, on: date) -> tuple[list[Told], Run]:
    """What the reference says of every subject of a folder, and its run, which counts rows and rejects."""
    run = audit(book, folder, on, everything=True, engine="reference")
    return told(run), run


__all__ = ["FORMS", "Form", "Row", "Tables", "Tabling", "Told", "datetime", "reference", "told", "write"]
