"""Parquet: cells of their own types, exact; what is refused; damage, which is told and never raises."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from interpreter import tables
from interpreter.columns import connection
from interpreter.tables import Problem, Record, Refused, read_table
from tests.interpreter.reading import Item, rows

ROOT = Path(__file__).parent.parent.parent


def parquet(folder: Path, columns: Mapping[str, object], name: str = "line.parquet") -> Path:
    pq.write_table(pa.table(columns), folder / name)
    return folder / name


def column(folder: Path, values: list[object], kind: pa.DataType) -> list[Item]:
    return rows(parquet(folder, {"a": pa.array(values, kind)}))


NO_ZONE = datetime(2021, 6, 21, 18, 0, 0, 5000)  # noqa: DTZ001 - Parquet has moments without a zone
HONG_KONG = datetime(2021, 6, 21, 10, 0, 0, 123456, UTC)


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        (pa.bool_(), True, True),
        (pa.int8(), -1, -1),
        (pa.uint64(), 2**64 - 1, 2**64 - 1),
        (pa.int64(), -(2**63), -(2**63)),
        (pa.decimal128(18, 2), Decimal("1.10"), Decimal("1.10")),
        (pa.decimal128(38, 0), Decimal(10**37 + 1), Decimal(10**37 + 1)),
        (pa.float32(), 0.1, Decimal("0.1")),
        (pa.float64(), 0.1, Decimal("0.1")),
        (pa.float64(), 1e300, Decimal("1E+300")),
        (pa.string(), "张三", "张三"),
        (pa.string(), "", ""),
        (pa.large_string(), "𠮷", "𠮷"),
        (pa.dictionary(pa.int8(), pa.string()), "on", "on"),
        (pa.date32(), date(2024, 2, 29), date(2024, 2, 29)),
        (pa.date32(), date(1, 1, 1), date(1, 1, 1)),
        (pa.date32(), date(9999, 12, 31), date(9999, 12, 31)),
        (pa.timestamp("us"), NO_ZONE, NO_ZONE),
        (pa.timestamp("ms"), NO_ZONE, NO_ZONE),
        (pa.timestamp("ns"), 1_624_298_400_005_000_999, NO_ZONE),
        (pa.timestamp("us", "Asia/Hong_Kong"), HONG_KONG, HONG_KONG),
        (pa.time64("us"), 3_600_000_000, "01:00:00"),
    ],
    ids=str,
)
def test_a_parquet_cell_is_exact_and_of_its_own_type(
    tmp_path: Path, kind: pa.DataType, given: object, read: object
) -> None:
    one, none = column(tmp_path, [given, None], kind)
    assert (one, none) == (Record("line.parquet", 1, {"a": read}), Record("line.parquet", 2, {"a": None}))
    assert isinstance(one, Record)
    assert type(one.cells["a"]) is type(read)
    assert str(one.cells["a"]) == str(read)  # 1.10 and not 1.1; aware and not naive


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (pa.float64(), float("nan"), "SN111"),
        (pa.float32(), float("-inf"), "SN111"),
        (pa.date32(), 2**31 - 1, "SN111"),  # what the engine calls infinity
        (pa.date32(), 10_000_000, "SN111"),
        (pa.date32(), -800_000, "SN111"),
        (pa.timestamp("us"), 2**63 - 1, "SN111"),
        (pa.timestamp("s"), 253402300800, "SN111"),
        (pa.timestamp("us", "UTC"), 2**62, "SN111"),
        (pa.binary(), b"x", "SN112"),
        (pa.binary(3), b"xyz", "SN112"),
        (pa.list_(pa.int8()), [1], "SN112"),
        (pa.list_(pa.float64()), [1.0], "SN112"),
        (pa.list_(pa.timestamp("us")), [NO_ZONE], "SN112"),
        (pa.struct({"b": pa.int8()}), {"b": 1}, "SN112"),
        (pa.map_(pa.string(), pa.int8()), [("b", 1)], "SN112"),
    ],
    ids=str,
)
def test_a_value_that_no_type_holds_refuses_its_row_alone(
    tmp_path: Path, kind: pa.DataType, value: object, code: str
) -> None:
    one, two = column(tmp_path, [None, value], kind)
    assert one == Record("line.parquet", 1, {"a": None})
    assert two == Refused("line.parquet", 2, code, {"column": "a"})


def test_a_text_with_a_nul_refuses_its_row_alone(tmp_path: Path) -> None:
    file = parquet(tmp_path, {"a": ["x", "x\0", None], "b": [None, "y", "\0"], "c": [1, 2, 3]})
    first, *others = rows(file)
    assert first == Record("line.parquet", 1, {"a": "x", "b": None, "c": 1})
    assert others == [Refused("line.parquet", 2, "SN105"), Refused("line.parquet", 3, "SN105")]


def test_names_are_kept_as_written_and_never_run(tmp_path: Path) -> None:
    names = ["a", "A", 'x"); DROP TABLE t; --', "号码", "a_1", "select", "{}", "t.c0"]
    file = parquet(tmp_path, {name: [number] for number, name in enumerate(names)})
    assert rows(file) == [Record("line.parquet", 1, {name: number for number, name in enumerate(names)})]


def test_nested_columns_do_not_disturb_the_names_of_the_others(tmp_path: Path) -> None:
    deep = pa.struct({"a": pa.list_(pa.struct({"c": pa.int8()})), "b": pa.int8()})
    file = parquet(tmp_path, {"z": pa.array([None], deep), "a": [1], "y": pa.array([None], deep), "b": [2]})
    assert rows(file) == [Record("line.parquet", 1, {"z": None, "a": 1, "y": None, "b": 2})]


def test_two_columns_of_one_name_and_a_column_of_none_are_problems(tmp_path: Path) -> None:
    same = pa.table([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "b", "a"])
    pq.write_table(same, tmp_path / "line.parquet")
    assert rows(tmp_path / "line.parquet") == [Problem("line.parquet", "SN004", {"first": "1", "second": "3"})]
    file = parquet(tmp_path, {"a": [1], "": [2]})
    assert rows(file) == [Problem("line.parquet", "SN009", {"column": "2"})]


def test_a_table_without_rows_has_no_records(tmp_path: Path) -> None:
    assert column(tmp_path, [], pa.int8()) == []


def test_rows_are_numbered_in_the_order_of_the_file(tmp_path: Path) -> None:
    pq.write_table(pa.table({"n": list(range(1, 100_001))}), tmp_path / "line.parquet", row_group_size=1000)
    read = rows(tmp_path / "line.parquet")
    assert [(row.line, row.cells["n"]) for row in read if isinstance(row, Record)] == [
        (n, n) for n in range(1, 100_001)
    ]
    assert len(read) == 100_000


@pytest.mark.parametrize(
    "name", ["a*.parquet", "a?.parquet", "a[b].parquet", "**.parquet", "a'\"; --.parquet", "{a,b}.parquet"]
)
@pytest.mark.parametrize("folder", ["plain", "x=1[2]*"])
def test_a_file_name_is_no_pattern(tmp_path: Path, name: str, folder: str) -> None:
    (tmp_path / folder).mkdir()
    for other in ("ab.parquet", "a.parquet", "b.parquet"):
        parquet(tmp_path / folder, {"a": ["another"]}, other)
    assert rows(parquet(tmp_path / folder, {"a": ["this"]}, name)) == [Record(name, 1, {"a": "this"})]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1PAR1", b"id,name\nL1,x\n", b"\0" * 1000])
def test_what_is_no_parquet_is_a_problem(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "line.parquet").write_bytes(content)
    assert rows(tmp_path / "line.parquet") == [Problem("line.parquet", "SN002")]


def test_a_truncated_parquet_is_a_problem(tmp_path: Path) -> None:
    content = parquet(tmp_path, {"a": ["x" * 50] * 100}).read_bytes()
    for size in range(0, len(content), 37):
        (tmp_path / "line.parquet").write_bytes(content[:size])
        assert rows(tmp_path / "line.parquet") == [Problem("line.parquet", "SN002")]


def test_a_row_count_that_is_not_kept_is_damage(tmp_path: Path) -> None:
    file = parquet(tmp_path, {"a": list(range(500))})
    promised = {n: b"\x16" + bytes((n * 2 % 128 + 128, n * 2 // 128)) + b"\x19\x1c" for n in (500, 501)}  # Thrift
    content = file.read_bytes()
    assert content.count(promised[500]) == 1
    file.write_bytes(content.replace(promised[500], promised[501]))
    *read, problem = rows(file)
    assert len(read) == 500
    assert problem == Problem("line.parquet", "SN002")


def test_text_that_is_not_utf8_is_a_problem_that_does_not_quote_it(tmp_path: Path) -> None:
    file = parquet(tmp_path, {"a": ["secret-secret"] * 3})
    file.write_bytes(file.read_bytes().replace(b"secret-secret", b"secret-\xff\xffcret"))
    assert rows(file) == [Problem("line.parquet", "SN002")]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_parquet_never_raises_and_ends_in_its_problem(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    values = {"a": [f"L{n}" for n in range(500)], "b": [Decimal(n) for n in range(500)], "c": [[n] for n in range(500)]}
    content = bytearray(parquet(tmp_path, values).read_bytes())
    for _ in range(chance.choice((1, 3, 10))):
        content[-chance.randrange(1, chance.choice((200, 1500, len(content))))] = chance.randrange(256)
    (tmp_path / "line.parquet").write_bytes(content)
    read = rows(tmp_path / "line.parquet")
    assert all(isinstance(row, Record | Refused) for row in read[:-1])
    assert len(read) == 500 or isinstance(read[-1], Problem)


def test_what_takes_too_much_memory_is_a_problem_and_not_a_spill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_MEMORY", "4MB")
    monkeypatch.chdir(tmp_path)
    file = parquet(tmp_path, {"a": [f"{n:0900}" for n in range(20_000)]})
    assert rows(file)[-1] == Problem("line.parquet", "SN014", {"limit": "4MB"})
    assert os.listdir(tmp_path) == ["line.parquet"]


def test_no_extension_is_looked_for_and_the_connection_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    reader = connection.reader

    def spy(memory: str, threads: int) -> duckdb.DuckDBPyConnection:
        opened.append(reader(memory, threads))
        return opened[-1]

    monkeypatch.setattr(connection, "reader", spy)
    reading = read_table(parquet(tmp_path, {"a": [1, 2]}), tmp_path)
    next(reading)
    names = ("autoinstall_known_extensions", "autoload_known_extensions", "temp_directory", "threads", "memory_limit")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    assert opened[0].cursor().execute(f"SELECT {asked}").fetchone() == (False, False, "", 2, "953.6 MiB")
    del reading
    with pytest.raises(duckdb.ConnectionException):
        opened[0].execute("SELECT 1")


def test_files_are_read_in_turns_and_in_a_process_that_is_split_off(tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        parquet(folder, {"a": [f"{folder.name}{number}" for number in range(5_000)]})
    readings = [read_table(tmp_path / name / "line.parquet", tmp_path) for name in "ab"]
    in_turns = [[row.cells["a"] for row in some if isinstance(row, Record)] for some in zip(*readings, strict=True)]
    assert in_turns == [[f"a{number}", f"b{number}"] for number in range(5_000)]
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        assert pool.submit(count, tmp_path / "a" / "line.parquet").result(60) == 5_000


def count(file: Path) -> int:
    """The rows of a file."""
    return sum(isinstance(row, Record) for row in read_table(file, file.parent))


def test_the_engine_is_imported_for_parquet_only(tmp_path: Path) -> None:
    (tmp_path / "line.csv").write_text("id\nL1\n")
    probe = (
        "import sys; from pathlib import Path; from interpreter.tables import find_tables, read_table\n"
        "folder = Path(sys.argv[1]); files, _ = find_tables(folder, {'line': ['line']})\n"
        "print(len(list(read_table(files['line'][0], folder))), 'duckdb' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "False"]
