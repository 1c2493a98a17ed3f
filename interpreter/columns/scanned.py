"""Parquet files of one shape, read by columns: SQL for their staged values, and the rows that Python has to judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal as Exact
from pathlib import Path

from dsl import core
from dsl.kinds import Decimal, Money, Text
from interpreter.columns.cells import Direct, Refused, Texted, absent, cell_of, staged_type
from interpreter.columns.connection import Connection
from interpreter.columns.meanings import meaning
from interpreter.columns.stretches import Stretch
from interpreter.columns.values import Size, Unheld, arrow, hold
from interpreter.snapshot import Sieve

_TEXTS = ("VARCHAR", "JSON")


@dataclass(slots=True)
class _Column:
    """How a field is read. `odd` is where a row is judged by Python; `meanings` is the table of odd texts, if any."""

    field: core.Field
    name: str
    cell: Direct | Texted | Refused
    odd: str = ""
    meanings: str = ""


@dataclass(slots=True)
class Scanned:
    """A stretch as typed columns."""

    stretch: Stretch
    name: str
    sieve: Sieve
    fields: Sequence[core.Field]
    columns: dict[str, _Column] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    is_settled: bool = False
    scales: Mapping[str, int] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """The first `rid`."""
        return self.stretch.start

    @property
    def count(self) -> int:
        """How many records it has."""
        return self.stretch.count

    @classmethod
    def of(
        cls, connection: Connection, stretch: Stretch, name: str, sieve: Sieve, fields: Sequence[core.Field]
    ) -> Scanned | None:
        """The stretch, its columns looked through; None where a field has two columns."""
        scanned = cls(stretch, name, sieve, fields)
        for place, (title, kind) in enumerate(zip(stretch.names, stretch.kinds, strict=True)):
            member = sieve.members.get(title.strip())
            column = f"c{place}"
            if not isinstance(member, core.Field):
                scanned._strange(connection, column, kind)
            elif member.name in scanned.columns:
                return None
            else:
                scanned._known(connection, member, column, kind)
        for required in sieve.required:
            if required.name not in scanned.columns:
                scanned.odd.append("true")
            else:
                scanned._check(connection, f"{scanned.columns[required.name].name} IS NULL")
        return scanned

    # ── looking through ──────────────────────────────────────────────────────────────────────────────────────────────

    def _strange(self, connection: Connection, column: str, kind: str) -> None:
        """A column that the vocabulary does not know: whatever is in it refuses its row."""
        self._check(
            connection, f"{column} IS NOT NULL AND {column} <> ''" if kind in _TEXTS else f"{column} IS NOT NULL"
        )

    def _known(self, connection: Connection, member: core.Field, column: str, kind: str) -> None:
        cell = cell_of(member.kind, kind)
        made = self.columns[member.name] = _Column(member, column, cell)
        is_needed = member in self.fields
        match cell:
            case Refused():
                self._check(connection, f"{column} IS NOT NULL")
            case Direct():
                if cell.odd and self._check(connection, cell.odd.format(column)):
                    made.odd = cell.odd.format(column)
                if cell.unheld and is_needed and self._is_any(connection, cell.unheld.format(column)):
                    raise Unheld(member.entity, member.name)
                self.sizes[member.name] = Size(cell.before, cell.scale)
            case Texted() if (
                kind in _TEXTS and isinstance(member.kind, Text) and not is_needed and member.absent != "refused"
            ):
                self._check(connection, f"contains({column}, chr(0))")
            case Texted():
                self._read_texts(connection, made, kind in _TEXTS, is_needed)

    def _is_any(self, connection: Connection, condition: str) -> bool:
        query = f"SELECT 1 FROM {self.stretch.source} WHERE {condition} LIMIT 1"
        return bool(connection.execute(query).fetchall())

    def _check(self, connection: Connection, condition: str) -> bool:
        """Whether some row meets the condition; if so, such rows are for Python to judge."""
        found = self._is_any(connection, condition)
        if found:
            self.odd.append(f"({condition})")
        return found

    def _read_texts(self, connection: Connection, made: _Column, is_text: bool, is_needed: bool) -> None:
        """Reads each distinct text that SQL does not surely understand, and makes the table of what they mean."""
        cell, member = made.cell, made.field
        assert isinstance(cell, Texted)
        text = cell.text.format(made.name)
        plain = f"AND ({cell.is_plain.format(text)}) IS NOT TRUE" if cell.is_plain else ""
        texts = connection.execute(
            f"SELECT DISTINCT {text} FROM {self.stretch.source} WHERE {made.name} IS NOT NULL {plain}"
        ).fetchall()
        meanings = [(str(each), *meaning(self.sieve.book, member, cell, str(each), is_text)) for (each,) in texts]
        bad = any(is_bad for _, _, is_bad in meanings)
        if is_needed:
            self._keep_sizes(member, [value for _, value, _ in meanings])
        if not meanings or (not bad and all(each == value for each, value, _ in meanings)):
            made.meanings = "" if not meanings or cell.is_plain else "same"
            return
        made.meanings = f"m{self.name}_{made.name}"
        kind = staged_type(member.kind)
        held = [hold(member, value) if is_needed else None for _, value, _ in meanings]
        table = arrow(
            {
                "t": ("VARCHAR", [each for each, _, _ in meanings]),
                "v": (kind, held),
                "bad": ("BOOLEAN", [is_bad for _, _, is_bad in meanings]),
            }
        )
        connection.from_arrow(table).create(made.meanings)
        if bad:
            self.odd.append(f"{made.meanings}.bad")

    def _keep_sizes(self, member: core.Field, values: Sequence[object]) -> None:
        size = self.sizes.get(member.name, Size())
        for value in values:
            if isinstance(value, Exact):
                size |= Size.of(value)
        self.sizes[member.name] = size

    # ── SQL ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def suspects(self, connection: Connection) -> list[int]:
        """The rows that Python has to judge."""
        if not self.odd:
            return []
        source, odd = self._joined(self.columns.values()), " OR ".join(self.odd)
        query = f"SELECT {self.stretch.rid} AS rid FROM {source} WHERE {odd} ORDER BY rid"
        return [int(rid) for (rid,) in connection.execute(query).fetchall()]

    def settle(self, connection: Connection, scales: Mapping[str, int]) -> None:
        """Fixes the scales of decimals."""
        self.scales = scales
        self.is_settled = True

    def select(self) -> str:
        """The query of its rows, those that are rejected among them."""
        places = {name: number for number, name in enumerate(self.sieve.entity.fields)}
        cells = [f"{self._value(each)} AS f{places[each.name]}" for each in self.fields]
        used = [self.columns[each.name] for each in self.fields if each.name in self.columns]
        return f"SELECT {self.stretch.rid} AS rid, {', '.join(cells)} FROM {self._joined(used)}"

    def _joined(self, columns: Iterable[_Column]) -> str:
        """The source with what the odd texts of some columns mean."""
        joins = [
            f" LEFT JOIN {each.meanings} ON {each.meanings}.t = {each.cell.text.format(each.name)}"
            for each in columns
            if isinstance(each.cell, Texted) and each.meanings not in ("", "same")
        ]
        return self.stretch.source + "".join(joins)

    def _value(self, member: core.Field) -> str:
        kind, empty = staged_type(member.kind, self.scales.get(member.name, 0)), absent(member.kind, member.absent)
        made = self.columns.get(member.name)
        match made.cell if made else None:
            case Direct(value) as cell:
                assert made
                value = value.format(made.name)
                value = f"CASE WHEN NOT ({made.odd}) THEN {value} END" if made.odd else value
            case Texted() as cell:
                assert made
                value = self._text_value(made, cell)
            case _:
                return f"CAST({empty} AS {kind})"
        value = f"CAST({value} AS {kind})" if isinstance(member.kind, Decimal | Money) else value
        value = value if empty == "NULL" else f"coalesce({value}, {empty})"
        if made.meanings not in ("", "same"):
            return f"CASE WHEN {made.meanings}.t IS NOT NULL THEN CAST({made.meanings}.v AS {kind}) ELSE {value} END"
        return value

    def _text_value(self, made: _Column, cell: Texted) -> str:
        text = cell.text.format(made.name)
        if made.meanings == "same":
            return text
        return cell.plain.format(text) if cell.plain else f"CAST(NULL AS {staged_type(made.field.kind)})"

    def spots(self, connection: Connection, rids: Sequence[int]) -> dict[int, tuple[Path, int]]:
        """The file and the row, from 1, of some of its rows."""
        found = {rid: self.stretch.place(rid) for rid in rids}
        return {rid: (path, place + 1) for rid, (path, place) in found.items()}
