"""No row is lost: whatever kind of malformed row stands wherever in a table of parts, read = judged + rejected.

What is expected is counted by the test that wrote the rows, and not by any reader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsl import core
from interpreter.columns import loaded
from interpreter.columns.staging import stage
from interpreter.snapshot import read_snapshot
from tests.books import small_book
from tests.interpreter.columns.same import assert_same, engine, everything
from tests.interpreter.forms import RULES

PARTS = 4, 4
"""How many good rows each part has."""
PLACES = {"first": (0, 0), "middle": (0, 2), "before the border": (0, 4), "after the border": (1, 0), "last": (1, 4)}
"""Part, and before which of its rows the malformed one stands."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


def good(n: int) -> dict[str, object]:
    return {"id": f"L{n}", "holder_id": "H1", "opened_on": f"2018-01-{n + 1:02}", "size": n, "owed": "12.50"}


@dataclass(frozen=True)
class Kind:
    """A malformed row: the code it gets, the cells that differ from a good row, or how its line is written."""

    code: str
    cells: Mapping[str, object] = field(default_factory=dict)
    line: bytes = b""


COLUMNS = ["id", "holder_id", "opened_on", "asked_at", "province", "good", "size", "owed", "wait", "odd", "编号"]
CSV = {
    "a cell too few": Kind("SN101", line=b"X,H1,,,,,,,,"),
    "a cell too many": Kind("SN101", line=b"X,H1,,,,,,,,,,"),
    "nothing but a cell": Kind("SN101", line=b"X"),
    "an open quote": Kind("SN102", line=b'"X,H1,,,,,,,,,'),
    "an open quote at the end": Kind("SN102", line=b'X,H1,,,,,,,,,"'),
    "bytes that are no text": Kind("SN103", line=b"X\xff,H1,,,,,,,,,"),
    "another encoding": Kind("SN103", line="运营商甲".encode("gb18030") + b",H1,,,,,,,,,"),
    "a NUL": Kind("SN105", line=b"X\0,H1,,,,,,,,,"),
    "a line without end": Kind("SN107", line=b"X" * (1 << 20) + b",H1,,,,,,,,,"),
    "a quote in a cell": Kind("SN108", line=b'X"Y,H1,,,,,,,,,'),
    "text after a quote": Kind("SN109", line=b'"X"Y,H1,,,,,,,,,'),
    "no day": Kind("SN301", {"opened_on": "2018-02-30"}),
    "a day in another order": Kind("SN301", {"opened_on": "31/12/2018"}),
    "no moment": Kind("SN301", {"asked_at": "2018-01-02 25:00:00"}),
    "no integer": Kind("SN301", {"size": "12.6"}),
    "another currency": Kind("SN301", {"owed": "12 USD"}),
    "neither yes nor no": Kind("SN301", {"good": "maybe"}),
    "none of the list": Kind("SN301", {"province": "atlantis"}),
    "another unit": Kind("SN301", {"wait": "10 months"}),
    "no key": Kind("SN302", {"id": ""}),
    "an unknown key": Kind("SN302", {"id": "unknown"}),
    "a reference to nothing": Kind("SN304", {"holder_id": "H9"}),
    "a cell in an unknown column": Kind("SN305", {"odd": "x"}),
    "a column there twice": Kind("SN306", {"编号": "X"}),
}
JSON = {
    "no object": Kind("SN104", line=b"[1]"),
    "half an object": Kind("SN104", line=b'{"id": "X", "size"'),
    "no JSON": Kind("SN104", line=b"id: X"),
    "bytes that are no text": Kind("SN103", line=b'{"id": "X\xff"}'),
    "half a character": Kind("SN103", line=b'{"id": "X\\ud800"}'),
    "a NUL": Kind("SN105", line=b'{"id": "X\\u0000"}'),
    "a member twice": Kind("SN106", line=b'{"id": "X", "id": "Y"}'),
    "no number": Kind("SN111", line=b'{"id": "X", "size": NaN}'),
    "a huge number": Kind("SN111", line=b'{"id": "X", "owed": 1e999}'),
    "a list": Kind("SN112", {"holder_id": ["H1"]}),
    "an object in it": Kind("SN112", {"holder_id": {"id": "H1"}}),
    "a number for a day": Kind("SN301", {"opened_on": 43132}),
    "a truth for a number": Kind("SN301", {"size": True}),
    "a fraction": Kind("SN301", {"size": 1.5}),
    "no key": Kind("SN302", {"id": None}),
    "a reference to nothing": Kind("SN304", {"holder_id": "H9"}),
    "an unknown member": Kind("SN305", {"odd": 0}),
    "a member there twice": Kind("SN306", {"编号": "X"}),
}
TYPES = pa.schema(
    [
        ("id", pa.string()), ("holder_id", pa.string()), ("opened_on", pa.date32()), ("told_on", pa.timestamp("us")),
        ("asked_at", pa.timestamp("us")), ("province", pa.string()), ("good", pa.string()), ("size", pa.float64()),
        ("owed", pa.decimal128(12, 2)), ("wait", pa.int64()), ("status", pa.list_(pa.int8())), ("odd", pa.int8()),
        ("编号", pa.string()),
    ]
)  # fmt: skip
PARQUET = {
    "a NUL": Kind("SN105", {"holder_id": "H1\0"}),
    "a day of no calendar": Kind("SN111", {"opened_on": 2**31 - 1}),
    "a moment of no calendar": Kind("SN111", {"asked_at": 2**63 - 1}),
    "no number": Kind("SN111", {"size": float("nan")}),
    "a list": Kind("SN112", {"status": [1]}),
    "a moment for a day": Kind("SN301", {"told_on": 1}),
    "a fraction": Kind("SN301", {"size": 1.5}),
    "less than nothing": Kind("SN301", {"wait": -1}),
    "none of the list": Kind("SN301", {"province": "atlantis"}),
    "neither yes nor no": Kind("SN301", {"good": "maybe"}),
    "no key": Kind("SN302", {"id": None}),
    "an empty key": Kind("SN302", {"id": ""}),
    "a reference to nothing": Kind("SN304", {"holder_id": "H9"}),
    "a cell in an unknown column": Kind("SN305", {"odd": 0}),
    "a column there twice": Kind("SN306", {"编号": "X"}),
}
FORMS = {"csv": CSV, "jsonl": JSON, "parquet": PARQUET}


def as_csv(kind: Kind | None, cells: Mapping[str, object]) -> bytes:
    if kind and kind.line:
        return kind.line + b"\n"
    return ",".join(str(cells.get(column, "")) for column in COLUMNS).encode() + b"\n"


def as_json(kind: Kind | None, cells: Mapping[str, object]) -> bytes:
    return (kind.line if kind and kind.line else json.dumps(cells, ensure_ascii=False).encode()) + b"\n"


def write(path: Path, form: str, rows: list[tuple[Kind | None, Mapping[str, object]]]) -> None:
    if form == "parquet":
        cells = [{**row, "owed": None} for _, row in rows]
        days = [each["opened_on"] if isinstance(each["opened_on"], int) else 17_532 for each in cells]
        columns = [
            pa.array(days if name == "opened_on" else [each.get(name) for each in cells], TYPES.field(name).type)
            for name in TYPES.names
        ]
        pq.write_table(pa.table(columns, schema=TYPES), path)
    elif form == "csv":
        path.write_bytes(",".join(COLUMNS).encode() + b"\n" + b"".join(as_csv(kind, row) for kind, row in rows))
    else:
        path.write_bytes(b"".join(as_json(kind, row) for kind, row in rows))


def lay(folder: Path, form: str, kind: Kind, part: int, before: int) -> None:
    """Two parts of good rows, and the malformed one in its place; and the holder that they refer to."""
    (folder / "line").mkdir(parents=True)
    (folder / "holder.csv").write_text("id\nH1\n")
    number = 0
    for index, count in enumerate(PARTS):
        rows: list[tuple[Kind | None, Mapping[str, object]]] = [(None, good(number + n)) for n in range(count)]
        number += count
        if index == part:
            rows.insert(before, (kind, {**good(8), "id": "X", **kind.cells}))
        write(folder / "line" / f"{index}.{form}", form, rows)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("form", "name"), [(form, name) for form, kinds in FORMS.items() for name in kinds])
def test_every_row_is_judged_or_rejected_wherever_a_malformed_one_stands(
    form: str, name: str, place: str, book: core.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded, "FEW", 0)  # by columns, few as they are
    kind, (part, before) = FORMS[form][name], PLACES[place]
    lay(tmp_path / "snapshot", form, kind, part, before)
    with engine(tmp_path) as connection:
        staged = stage(connection, book, tmp_path / "snapshot", everything(book))
        line = before + (2 if form == "csv" else 1)
        assert [(each.file, each.line, each.code) for each in staged.rejects] == [
            (f"line/{part}.{form}", line, kind.code)
        ]
        assert (staged.read["line"], staged.judged["line"]) == (sum(PARTS) + 1, sum(PARTS))
        keys = connection.execute(f"SELECT f0 FROM {staged.tables['line']} ORDER BY rid").fetchall()
        assert keys == [(f"L{n}",) for n in range(sum(PARTS))]
        assert_same(connection, book, staged, read_snapshot(book, tmp_path / "snapshot"), everything(book))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES)
def test_of_two_rows_with_one_key_the_first_is_judged(
    form: str, place: str, book: core.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded, "FEW", 0)
    part, before = PLACES[place]
    lay(tmp_path / "snapshot", form, Kind("SN303", {"id": "L5"}), part, before)
    with engine(tmp_path) as connection:
        staged = stage(connection, book, tmp_path / "snapshot", everything(book))
        assert [each.code for each in staged.rejects] == ["SN303"]
        assert (staged.read["line"], staged.judged["line"]) == (sum(PARTS) + 1, sum(PARTS))
        assert_same(connection, book, staged, read_snapshot(book, tmp_path / "snapshot"), everything(book))
