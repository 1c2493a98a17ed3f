"""Typed columns: whatever Parquet or JSON can hold is staged as the reference reads it, or left to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import core
from tests.books import VOCABULARY, small_book
from tests.interpreter.columns.same import compare
from tests.interpreter.forms import JUNK, RULES

WIDE = VOCABULARY.replace(
    "      size:",
    "      rate:       {zh: 费率, kind: decimal, absent: unknown}\n"
    "      must_on:    {zh: 必填日, kind: date, absent: refused}\n      size:",
    1,
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    """A date that may not be absent, and a decimal that is no money."""
    return small_book(tmp_path_factory.mktemp("strict"), RULES, WIDE)


TEXTS = st.one_of(
    JUNK,
    st.sampled_from(
        [
            "2018-01-02", "2018-1-2", "20180102", "2018年1月2日", "2018-02-30", "0000-01-01",
            "10000-01-01", "infinity", "2018-01-02 00:00:00", "2018-01-02 10:00:00",
            "2018-01-02T10:00:00", "2018-01-02 10:00:00.5", "never", "2018-01-02 24:00:00",
            "2018-01-02T10:00:00Z", "2018-01-02 10:00+08:00", "1986-05-04 02:30:00", "从未",
            "1990-09-16 00:30:00", "9999-12-31 23:59:59", "0001-01-01 00:00:00",
            "1900-12-31 23:54:17", "未知", "UNKNOWN", "Un\u212anown", " unknown ", "12.50", "-0",
            "+7", "0012", "1,234.5", "￥3", "3元", "3 USD", "5%", "2‰", "1e3", "123456789012345678",
            "12345678901234567890", "9" * 38, "0." + "1" * 30, "１２", "yes", "否", "True", "t",
            "guangdong", "广东", "北京 ", "10 days", "10天", "5 months", "999999999", "1000000000",
            "\u3000", " a ", "a b", "e\u0301", "é", "\uf900", "张三", "张 三", "\ud7a3", "\u1100\u1161",
            "L1", "l1", "\u00a0x", "x\u0085", "\x1cx",
        ]
    ),
)  # fmt: skip
WHOLE = st.one_of(st.sampled_from([0, 1, -1, 10**9, 10**9 + 1]), st.integers(-(2**63), 2**63 - 1))
MOMENTS = st.one_of(
    st.datetimes(),
    st.datetimes(datetime(1985, 1, 1), datetime(1992, 1, 1)),  # noqa: DTZ001 - years in which Shanghai's clock was turned
    st.datetimes().map(lambda moment: moment.replace(hour=0, minute=0, second=0, microsecond=0)),
)
LAST, FIRST = 253402300799999999, -62135596800000000
"""The first and the last microsecond that Python has."""
EDGES = [2**63 - 1, -(2**63) + 1, LAST, LAST + 1, FIRST, FIRST - 1]
TYPES: Mapping[str, tuple[pa.DataType, st.SearchStrategy[object]]] = {
    "text": (pa.string(), TEXTS),
    "large": (pa.large_string(), TEXTS),
    "dictionary": (pa.dictionary(pa.int8(), pa.string()), TEXTS),
    "bool": (pa.bool_(), st.booleans()),
    "int8": (pa.int8(), st.integers(-128, 127)),
    "int64": (pa.int64(), WHOLE),
    "uint64": (pa.uint64(), st.integers(0, 2**64 - 1)),
    "decimal": (pa.decimal128(12, 2), st.decimals(-(10**9), 10**9, places=2)),
    "wide": (pa.decimal128(38, 10), st.decimals(-(10**27), 10**27, places=10)),
    "float": (pa.float32(), st.floats(width=32)),
    "double": (pa.float64(), st.one_of(st.floats(), st.integers(-1000, 1000).map(float))),
    "date": (pa.date32(), st.one_of(st.dates(), st.integers(-(2**31), 2**31 - 1))),
    "us": (pa.timestamp("us"), MOMENTS),
    "ms": (pa.timestamp("ms"), MOMENTS.map(lambda moment: moment.replace(microsecond=0))),
    "s": (pa.timestamp("s"), st.integers(-(10**12), 10**12)),
    "ns": (pa.timestamp("ns"), st.integers(-(2**62), 2**62)),
    "utc": (pa.timestamp("us", "UTC"), MOMENTS.map(lambda moment: moment.replace(tzinfo=UTC))),
    "edge": (pa.timestamp("us"), st.sampled_from(EDGES)),
    "time": (pa.time64("us"), st.integers(0, 86399999999)),
    "binary": (pa.binary(), st.binary(max_size=3)),
    "list": (pa.list_(pa.int8()), st.lists(st.integers(0, 3), max_size=2)),
    "null": (pa.null(), st.none()),
}  # fmt: skip
FIELDS = [
    "id",
    "holder_id",
    "opened_on",
    "born_on",
    "asked_at",
    "province",
    "good",
    "size",
    "owed",
    "wait",
    "rate",
    "must_on",
]


def cells(data: st.DataObject, kind: str, count: int) -> pa.Array:
    data_type, values = TYPES[kind]
    return pa.array([data.draw(st.one_of(st.none(), values)) for _ in range(count)], data_type)


@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=20)
@given(data=st.data())
def test_a_column_of_any_type_is_staged_as_the_reference_reads_it(
    kind: str, data: st.DataObject, strict: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    count = data.draw(st.integers(1, 5))
    field = data.draw(st.sampled_from(FIELDS))
    table = {"id": pa.array([f"L{n}" for n in range(count)]), "must_on": pa.array([date(2018, 1, 2)] * count)}
    table[field] = cells(data, kind, count)
    pq.write_table(pa.table(table), folder / "line.parquet")
    compare(strict, folder, tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_no_number_is_staged_as_the_reference_reads_it(
    field: str, strict: core.Book, tmp_path: Path
) -> None:  # with a sign the engine cuts its text off: "-na" and a NUL
    numbers = [float("nan"), -float("nan"), 1.0, None]
    table = {"id": pa.array([f"L{n}" for n in range(4)]), "must_on": pa.array([date(2018, 1, 2)] * 4)}
    table[field] = pa.array(numbers, pa.float64())
    (tmp_path / "snapshot").mkdir()
    pq.write_table(pa.table(table), tmp_path / "snapshot" / "line.parquet")
    compare(strict, tmp_path / "snapshot", tmp_path)


@settings(max_examples=20)
@given(data=st.data())
def test_a_table_of_columns_of_any_types_in_parts_is_staged_as_the_reference_reads_it(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    names = st.sampled_from(
        [*book.vocabulary.entities["line"].fields, "编号", "holder", "odd", "file_row_number", " id", "A", "a"]
    )
    for entity in ("line", "holder"):
        (folder / entity).mkdir()
        keys = [f"{entity[0].upper()}{n}" for n in range(9)]
        for part in range(data.draw(st.integers(1, 3))):
            count = data.draw(st.integers(0, 4))
            chosen = data.draw(st.sampled_from([[], [], ["same"]])) or data.draw(
                st.lists(names, max_size=3, unique=True)
            )
            table = {"id": pa.array([data.draw(st.sampled_from(keys)) for _ in range(count)], pa.string())}
            if entity == "line":
                table["holder_id"] = pa.array(
                    [data.draw(st.sampled_from(["H0", "H1", "H2", None])) for _ in range(count)], pa.string()
                )
                table |= {
                    name: cells(data, data.draw(st.sampled_from(list(TYPES))), count)
                    for name in chosen
                    if name != "same"
                }
            pq.write_table(pa.table(table), folder / entity / f"{part}.parquet")
    compare(book, folder, tmp_path_factory.mktemp("home"))


JSON = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-3, 12),
    st.integers(-(2**70), 2**70),
    st.decimals(-100, 100, places=2).map(float),
    st.floats(),
    st.none(),
    st.just([]),
)


@settings(max_examples=20)
@given(data=st.data())
def test_objects_of_any_members_are_staged_as_the_reference_reads_them(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    names = st.sampled_from([*book.vocabulary.entities["line"].fields, "编号", "odd"])
    rows: list[dict[str, object]] = []
    for n in range(data.draw(st.integers(1, 6))):
        row: dict[str, object] = {"id": f"L{n}"} if data.draw(st.integers(0, 9)) else {}
        for name in data.draw(st.lists(names, max_size=3, unique=True)):
            row[name] = data.draw(JSON)
        rows.append(row)
    lines = [json.dumps(row, ensure_ascii=data.draw(st.booleans())) for row in rows]
    (folder / "line.jsonl").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    compare(book, folder, tmp_path_factory.mktemp("home"))


def test_a_number_beyond_all_types_is_left_to_the_reference_though_its_row_is_rejected(
    book: core.Book, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshot"
    folder.mkdir()
    (folder / "line.jsonl").write_text('{"id": "L1"}\n{"size": 9.223372036854776e+18}\n', encoding="utf-8")
    assert compare(book, folder, tmp_path) == "unheld"


def test_moments_in_an_hour_that_the_clock_shows_twice_are_left_to_the_reference(
    book: core.Book, tmp_path: Path
) -> None:
    """It orders them by the clock, which no count of microseconds does."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    moments = [datetime(1990, 9, 15, 16, 30, tzinfo=UTC), datetime(2018, 1, 2, tzinfo=UTC)]
    pq.write_table(pa.table({"id": ["L1", "L2"], "asked_at": moments}), folder / "line.parquet")
    assert compare(book, folder, tmp_path) == "unheld"


def test_the_last_day_is_a_day_and_the_last_moment_is_left_to_the_reference(book: core.Book, tmp_path: Path) -> None:
    """Databases write 9999-12-31 for what never ends."""
    last = datetime(9999, 12, 31)  # noqa: DTZ001 - Parquet has moments without a zone
    for name, values, came in (
        ("closed_on", [last, None], "same"),
        ("born_on", [last, datetime(1, 1, 1)], "same"),  # noqa: DTZ001
        ("asked_at", [last, None], "unheld"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        pq.write_table(
            pa.table({"id": ["L1", "L2"], name: pa.array(values, pa.timestamp("us"))}), folder / "line.parquet"
        )
        assert compare(book, folder, tmp_path) == came


def test_what_is_beyond_64_bits_or_38_digits_is_left_to_the_reference(book: core.Book, tmp_path: Path) -> None:
    for name, text in (("size", str(2**63)), ("owed", "1" + "0" * 20 + "." + "1" * 20)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "line.csv").write_text(f"id,{name}\nL1,{text}\n")
        assert compare(book, folder, tmp_path) == "unheld"
        assert Decimal(text)
