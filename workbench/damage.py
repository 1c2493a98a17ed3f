"""Malformed rows for a sample: what an export can get wrong, the code that a reader must give, and where it stands.

A malformed row is an extra one to which nothing refers, so that refusing it changes no other row's outcome. CSV can
carry all kinds; Parquet those whose cells still have the column's type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Literal

from dsl.record import dataclass

_NOT_UTF8 = b"\xff".decode("ascii", "surrogateescape")
_GB18030 = "运营商甲".encode("gb18030").decode("ascii", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind: cells as text (bytes that are no text as lone surrogates), and how many cells too many or too few."""

    code: str
    cells: Mapping[str, str] = field(default_factory=dict)
    width: Literal[-1, 0, 1] = 0
    parquet: bool = False


@dataclass(frozen=True, slots=True)
class Malformed:
    """A malformed row as it was written: its table, file and line (Parquet: row), and the code it must be given."""

    entity: str
    file: str
    line: int
    code: str


# The first of a table's kinds becomes its first record and the last its last. An open quote reaches over fifty lines,
# and a further quote within them would close it: so a table has one at most, and no other quote soon after it.
KINDS: Mapping[str, Sequence[Damage]] = {
    "line": (
        Damage("SN101", width=-1),
        Damage("SN301", {"activated_on": "2023-02-30"}),
        Damage("SN301", {"province": "atlantis"}, parquet=True),
        Damage("SN105", {"carrier": "运营商\0甲"}, parquet=True),
        Damage("SN303", {"id": "first"}, parquet=True),
        Damage("SN304", {"holder_id": "H99999999"}, parquet=True),
        Damage("SN102", {"carrier": '"运营商甲'}),
    ),
    "holder": (
        Damage("SN103", {"id_number": _NOT_UTF8}),
        Damage("SN302", {"id": ""}, parquet=True),
        Damage("SN301", {"born_on": "31/12/1980"}),
    ),
    "application": (
        Damage("SN108", {"carrier": '运营"商甲'}),
        Damage("SN103", {"carrier": _GB18030}),
        Damage("SN301", {"id_check": "probably"}, parquet=True),
        Damage("SN101", width=1),
        Damage("SN109", {"carrier": '"运营商甲"等'}),
    ),
    "message": (
        Damage("SN102", {"sender_id": '"S007'}),
        Damage("SN304", {"line_id": "L99999999"}, parquet=True),
        Damage("SN301", {"sent_at": "2024-05-01 25:00:00"}),
    ),
    "reminder": (
        Damage("SN301", {"sent_on": "tomorrow"}),
        Damage("SN304", {"line_id": "L99999999"}, parquet=True),
        Damage("SN303", {"id": "first"}, parquet=True),
    ),
    "complaint": (Damage("SN301", {"about": "weather"}, parquet=True), Damage("SN301", {"received_on": "2025-13-01"})),
}


def kinds(table: str, form: str, copies: int) -> list[Damage]:
    """The malformed rows of a table, in the order in which they stand."""
    return [each for each in KINDS.get(table, ()) if form == "csv" or each.parquet] * copies


def places(count: int, rows: int) -> list[int]:
    """Before which of `rows` rows each of `count` malformed ones stands: from before the first to after the last."""
    return [rows * i // max(1, count - 1) for i in range(count)]


def cells_of(damage: Damage, own_key: str, first_key: str) -> dict[str, str]:
    """The cells of a malformed row; its key is its own, or, to be had twice, that of the table's first row.

    Readers refuse the later of two rows with one key: so such a kind never comes first in its table.
    """
    cells = {"id": own_key, **damage.cells}
    return cells | {"id": first_key} if cells["id"] == "first" else cells


def as_line(damage: Damage, cells: Mapping[str, str], columns: Sequence[str]) -> bytes:
    """A line of CSV, with its damage."""
    texts = [cells.get(column, "") for column in columns]
    texts = texts[:-1] if damage.width < 0 else [*texts, ""] if damage.width > 0 else texts
    return ",".join(texts).encode("utf-8", "surrogateescape") + b"\n"


def insert(path: Path, lines: Sequence[tuple[int, bytes]]) -> None:
    """Puts lines into a CSV file, each before the record of its place (0 is the first after the header)."""
    part = path.with_name(path.name + ".part")
    with path.open("rb") as whole, part.open("wb") as mended:
        mended.writelines(_merged(iter(whole), lines))
    part.replace(path)


def _merged(records: Iterator[bytes], lines: Sequence[tuple[int, bytes]]) -> Iterator[bytes]:
    yield next(records)
    at = 0
    for place, line in lines:
        for _ in range(place - at):
            yield next(records)
        at = place
        yield line
    yield from records
