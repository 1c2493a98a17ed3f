"""A staged table, or Parquet files that nobody has looked through yet → the query of hashes of its rows.

Rows of large Parquet files are hashed cell by cell as they are written, by which reading them is all that it costs:
what was accepted the day before is accepted again if not a bit of it has changed. Of other tables the typed rows are
hashed, which have to be staged first. Hashes have 64 bits and are made with a random key.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dsl import core
from dsl.kinds import Decimal, Kind, Money, Text
from interpreter.columns.sheets import Sheet
from interpreter.columns.sources import Source
from interpreter.daily.links import Tie


@dataclass(frozen=True, slots=True)
class Print:
    """The query of the rows of an entity: `rid`, hashes `h` of all that is in a row, `v` of what others see of it.

    And of its ties `g0`, `g1`, …. Two prints can be compared where their `form` is the same; hashes of ties always can.
    """

    query: str
    form: str


@dataclass(frozen=True, slots=True)
class Printing:
    """Makes prints: with the ties of each entity, what others see of its rows, a key of 32 hexadecimal digits."""

    ties: Mapping[str, Sequence[Tie]]
    seen: Mapping[str, Collection[str]]
    key: str

    def tie(self, entity: str, tie: Tie) -> str:
        """The column of a tie."""
        return f"g{self.ties[entity].index(tie)}"

    def columns(self, entity: str) -> list[str]:
        """The columns of all ties of an entity."""
        return [f"g{n}" for n, _ in enumerate(self.ties[entity])]

    def tying(self, entity: str) -> set[str]:
        """The fields in its ties."""
        return {name for tie in self.ties[entity] for name in tie}

    def raw(self, sheet: Sheet, source: Source | None) -> Print | None:
        """Of files that have one shape; None where one of the fields that tie rows is no text in them."""
        tying = self.tying(sheet.entity.name)
        columns = _columns(sheet, source, tying) if source else None
        if source is None or columns is None:
            return None
        cells = {name: columns.get(name, "CAST(NULL AS VARCHAR)") for name in tying}
        told = {f"c{place}" for place, _ in enumerate(source.shape.names)}
        seen = {columns[name] for name in self.seen.get(sheet.entity.name, ()) if name in columns}
        form = json.dumps(["raw", source.shape.names, source.shape.kinds], ensure_ascii=False)
        return Print(self._query(sheet, source.rid, seen, told - seen, cells, source.sql), form)

    def typed(self, sheet: Sheet) -> Print:
        """Of rows that are staged, or would be if they were not rejected."""
        fields = sheet.entity.fields
        names = [each.name for each in sheet.fields]
        told = {sheet.column(name) for name in names}
        seen = {sheet.column(name) for name in self.seen.get(sheet.entity.name, ()) if name in names}
        cells = {name: _text(fields[name].kind, sheet.column(name)) for name in self.tying(sheet.entity.name)}
        form = json.dumps(["typed", names, [sheet.scales.get(name, 0) for name in names]])
        return Print(self._query(sheet, "rid", seen, told - seen, cells, f"({sheet.whole}) AS staged"), form)

    def refused(self, sheet: Sheet) -> str:
        """The query of the hashes of keys to which others may refer although their rows are rejected."""
        kind = sheet.entity.fields[sheet.entity.key].kind
        return f"SELECT {self._hash([_text(kind, 'k')])} AS g0 FROM {sheet.refused}"

    def _query(
        self, sheet: Sheet, rid: str, seen: Collection[str], told: Collection[str], cells: Mapping[str, str], rows: str
    ) -> str:
        ties = [
            f"{self._hash([cells[name] for name in tie])} AS g{n}" for n, tie in enumerate(self.ties[sheet.entity.name])
        ]
        key, rest = f"xor(hash({cells[sheet.entity.key]}), {self._half(1)})", sorted(told)
        of_others = f"hash({', '.join([key, *sorted(seen)])}) AS v"
        return (
            f"SELECT rid, hash({', '.join(['v', *rest])}) AS h, v, {', '.join(self.columns(sheet.entity.name))}"
            f" FROM (SELECT {', '.join([f'{rid} AS rid', of_others, *rest, *ties])} FROM {rows}) AS printed"
        )

    def _hash(self, cells: Sequence[str]) -> str:
        """Of what ties rows; NULL, which ties none, where a part of it is."""
        known = " AND ".join(f"{cell} IS NOT NULL" for cell in cells)
        return f"CASE WHEN {known} THEN hash(xor(hash({', '.join(cells)}), {self._half(0)})) END"

    def _half(self, half: int) -> str:
        return f"CAST({int(self.key[16 * half : 16 * half + 16], 16)} AS UBIGINT)"


def _columns(sheet: Sheet, source: Source, tying: Collection[str]) -> dict[str, str] | None:
    """By field the columns of files, of those that tie rows; None where these are not texts, or stand there twice."""
    found: dict[str, str] = {}
    kinds = {}
    for place, title in enumerate(source.shape.names):
        member = sheet.members.get(title.strip())
        if isinstance(member, core.Field):
            if member.name in found:
                return None
            found[member.name], kinds[member.name] = f"c{place}", source.shape.kinds[place]
    for name in tying:
        if not isinstance(sheet.entity.fields[name].kind, Text) or kinds.get(name, "VARCHAR") != "VARCHAR":
            return None
    return found


def _text(kind: Kind, cell: str) -> str:
    """What joins as text: equal numbers may have different places after the point."""
    text = f"CAST({cell} AS VARCHAR)"
    return f"rtrim({text}, '0.')" if isinstance(kind, Decimal | Money) else text
