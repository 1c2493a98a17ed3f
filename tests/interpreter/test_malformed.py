"""CSV and JSON Lines that are malformed: what is refused, and that nothing is lost in between."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.delimited import QUOTED_LINES, QUOTED_SIZE, Problem, Record, Refused, read_csv, read_json_lines
from interpreter.encoding import LONGEST
from tests.interpreter.reading import brief, items


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "line.csv"


# ── CSV that is not well formed ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("record", "code", "detail"),
    [
        ("1,2,3", "SN101", {"cells": "3", "columns": "2"}),
        ("1", "SN101", {"cells": "1", "columns": "2"}),
        ('"1","2","3"', "SN101", {"cells": "3", "columns": "2"}),
        ('1,"2', "SN102", {}),
        ('"1,2', "SN102", {}),
        ('"', "SN102", {}),
        ('1,""2""', "SN109", {}),
        ('1,"2"x', "SN109", {}),
        ('1,"2" ', "SN109", {}),
        ('1,2"x', "SN108", {}),
        ('1, "2"', "SN108", {}),
        ('1,5"', "SN108", {}),
        ("1,\0", "SN105", {}),
        ('"1","\0"', "SN105", {}),
        ("1," + "x" * LONGEST, "SN107", {"limit": str(LONGEST)}),
        ('1,"' + "x" * LONGEST + '"', "SN107", {"limit": str(LONGEST)}),
    ],
)
def test_a_malformed_record_is_refused_alone(file: Path, record: str, code: str, detail: Mapping[str, str]) -> None:
    first, refused, last = items(file, f"a,b\nx,y\n{record}\nv,w\n")
    assert brief([first, last]) == [(2, "x", "y"), (4, "v", "w")]
    assert refused == Refused("line", 3, code, detail)


def test_bad_bytes_refuse_their_record_alone(file: Path) -> None:
    content = "编号,姓名\nL1,张三\n".encode() + b'L2,\xff\nL3,"\xe5\n\xe5"\n' + "L4,李四\n".encode()
    assert brief(items(file, content)) == [(2, "L1", "张三"), (3, "SN103"), (4, "SN103"), (6, "L4", "李四")]


def test_a_quote_closed_by_the_next_ones_opening_hides_no_record(file: Path) -> None:
    content = 'a,b\n1,"x\n2,"y,z"\n3,"w"\n'
    assert brief(items(file, content)) == [(2, "SN109"), (3, "2", "y,z"), (4, "3", "w")]


def test_two_unclosed_quotes_that_seem_to_make_a_cell_hide_no_record(file: Path) -> None:
    content = 'a,b\n1,"x\n2,y\n3,"\n4,z\n'  # read as one record, 1 | x 2,y 3, is what it says: nothing tells them apart
    assert brief(items(file, content)) == [(2, "1", "x\n2,y\n3,"), (5, "4", "z")]
    content = 'a,b\n1,"x\n2,y\n3,",4\n5,z\n'  # here the number of cells does
    assert brief(items(file, content)) == [(2, "SN101"), (3, "2", "y"), (4, "SN102"), (5, "5", "z")]


@pytest.mark.parametrize(
    "cell",
    [
        "\n" * (QUOTED_LINES - 1),
        "x\n" * (QUOTED_LINES - 1),
        "\n" + "x" * (QUOTED_SIZE - 2),
        "x" * (LONGEST - 10),
        "x" * 200_000 + "\n",
    ],
)
def test_a_long_quoted_cell_is_read(file: Path, cell: str) -> None:
    (record,) = items(file, f'a,b\n1,"{cell}"\n')
    assert isinstance(record, Record)
    assert record.cells["b"] == cell


@pytest.mark.parametrize("cell", ["\n" * QUOTED_LINES, "\n" + "x" * QUOTED_SIZE])
def test_a_quote_that_reaches_too_far_counts_as_unclosed(file: Path, cell: str) -> None:
    first, *_, last = items(file, f'a,b\n1,"{cell}"\n2,y\n')
    assert (first, last) == (Refused("line", 2, "SN102"), Record("line", 3 + cell.count("\n"), {"a": "2", "b": "y"}))


FAULTS = {
    "SN101": "X{},a",
    "SN102": 'X{},"a,b',
    "SN103": "X{},\udcff,b",
    "SN105": "X{},\0,b",
    "SN108": 'X{},a"b,c',
    "SN109": 'X{},"a" b,c',
}


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("places", [[0], [500], [999], [0, 1, 500, 520, 998, 999], [*range(0, 1000, 7)]])
@pytest.mark.parametrize("row", ["L{},张三,{}", '"L{}","张三","{}"', 'L{},"a,b",{}', 'L{},"x\ny",{}'])
@pytest.mark.parametrize("zipped", [False, True])
def test_faults_first_middle_and_last_are_counted_and_nothing_else_is_lost(
    tmp_path: Path, code: str, places: list[int], row: str, zipped: bool
) -> None:
    written = [FAULTS[code].format(n) if n in set(places) else row.format(n, n) for n in range(1000)]
    content = "\n".join(["编号,姓名,号", *written]).encode("utf-8", "surrogateescape")
    file = tmp_path / ("line.csv.gz" if zipped else "line.csv")
    read = items(file, gzip.compress(content) if zipped else content)
    good = [f"L{n}" for n in range(1000) if n not in set(places)]
    assert [item.cells["编号"] for item in read if isinstance(item, Record)] == good
    refused = [item for item in read if isinstance(item, Refused)]
    starts = [2 + sum(each.count("\n") + 1 for each in written[:n]) for n in places]
    assert [item.line for item in refused] == starts
    assert len(read) == 1000


BODIES = st.lists(st.sampled_from(["a", ",", '"', "\n", "\r\n", "\r", '","', '"\n"', "b,c\n"])).map("".join)


@given(BODIES)
def test_every_line_that_is_not_blank_belongs_to_a_record_or_is_refused(body: str) -> None:
    """Whatever the quotes: the lines between one item's end and the next one's start are blank."""
    with tempfile.TemporaryDirectory() as folder:
        read = items(Path(folder) / "line.csv", "a,b\n" + body)
    lines = ["", *io.StringIO("a,b\n" + body, newline="").readlines()]
    accounted = {1}
    for item in read:
        assert not isinstance(item, Problem)
        cells = item.cells.values() if isinstance(item, Record) else ()
        breaks = sum(len(re.findall("\r\n|\r|\n", str(cell))) for cell in cells)
        span = set(range(item.line, item.line + 1 + breaks))
        assert not span & accounted
        assert item.line > max(accounted)
        accounted |= span
    left = set(range(1, len(lines))) - accounted
    assert all(not lines[number].strip("\r\n") for number in left)


@given(st.binary(max_size=300), st.sampled_from(["line.csv", "line.jsonl", "line.csv.gz", "line.jsonl.gz"]))
def test_no_bytes_raise(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kept in (content, b"a,b\n" + content, gzip.compress(b"a,b\n" + content)[:-5]):
            items(Path(folder) / name, kept)


# ── files that are no CSV ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        (b"", "SN003", {}),
        (b"\n\r\n\n", "SN003", {}),
        (codecs.BOM_UTF8, "SN003", {}),
        (b"a,b,a\n1,2,3\n", "SN004", {"first": "1", "second": "3"}),
        (b"L1,13900000000,13900000000\n", "SN004", {"first": "2", "second": "3"}),
        (b"a,,b\n", "SN009", {"column": "2"}),
        (b"a,b,\n", "SN009", {"column": "3"}),
        (b'a,"b\n1,2\n', "SN010", {}),
        (b'a,b"\n1,2\n', "SN010", {}),
        (b"a" * (LONGEST + 1), "SN010", {}),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "SN008", {}),
        (b"PAR1\x15\x04\x15\xe0", "SN008", {}),
        (b'\x89\xff"\x00\xfe"a\n', "SN008", {}),
        (b"a,b\xff\n1,2\n", "SN008", {}),
        ("a,b\n1,2\n".encode("utf-16-le"), "SN008", {}),
        ("a,b\n1,2\n".encode("utf-32"), "SN008", {}),
    ],
)
def test_a_file_without_a_good_header_is_one_problem(
    file: Path, content: bytes, code: str, detail: Mapping[str, str]
) -> None:
    assert items(file, content) == [Problem("line", code, detail)]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    wanted = [Problem("line", "SN001", {"reason": "No such file or directory"})]
    assert list(read_csv(tmp_path / "line.csv", "line")) == wanted
    assert list(read_json_lines(tmp_path / "line.jsonl", "line")) == wanted


def test_of_a_truncated_gzip_the_records_before_the_damage_are_read_and_the_cut_one_is_refused(tmp_path: Path) -> None:
    rows = [f"L{n},{n * 7919 % 10007}" for n in range(20_000)]
    content = gzip.compress("\n".join(["id,n", *rows]).encode())
    *records, cut, problem = items(tmp_path / "line.csv.gz", content[:20_000])
    assert len(records) > 1000
    assert brief(records) == [(n + 2, *row.split(",")) for n, row in enumerate(rows[: len(records)])]
    assert cut == Refused("line", len(records) + 2, "SN110")
    assert problem == Problem("line", "SN002")


def test_a_gzip_that_breaks_off_inside_the_header_is_only_a_problem(tmp_path: Path) -> None:
    content = gzip.compress(b"id,name\n")
    assert items(tmp_path / "line.csv.gz", content[:14]) == [Problem("line", "SN002")]
    assert items(tmp_path / "line.csv.gz", b"id,name\n") == [Problem("line", "SN007")]


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return tmp_path / "line.jsonl"


@pytest.mark.parametrize(
    ("line", "code", "detail"),
    [
        ("[]", "SN104", {}),
        ("1", "SN104", {}),
        ("null", "SN104", {}),
        ('{"a": 1', "SN104", {}),
        ('{"a": 1} {"a": 2}', "SN104", {}),
        ("{'a': 1}", "SN104", {}),
        ('{"a": 01}', "SN104", {}),
        ('{"a": "\t"}', "SN104", {}),
        ("[" * 100_000, "SN104", {}),
        ('{"a":' * 100_000, "SN104", {}),
        ('{"a": ' + "9" * 10_000 + "}", "SN104", {}),
        ('{"a": "\0"}', "SN105", {}),
        ('{"a": "\\u0000"}', "SN105", {}),
        ('{"a": "\\ud800"}', "SN103", {}),
        ('{"\\udcff": 1}', "SN103", {}),
        ('{"a": 1, "b": 2, "a": 1}', "SN106", {"column": "a"}),
        ('{"a": {"c": 1, "c": 2}}', "SN106", {"column": "c"}),
        ('{"a": "' + "x" * LONGEST + '"}', "SN107", {"limit": str(LONGEST)}),
        ('{"a": NaN}', "SN111", {"column": "a"}),
        ('{"a": -Infinity}', "SN111", {"column": "a"}),
        ('{"a": 1e999999999}', "SN111", {"column": "a"}),
        ('{"a": 1E-401}', "SN111", {"column": "a"}),
        ('{"a": [1]}', "SN112", {"column": "a"}),
        ('{"b": 1, "a": {}}', "SN112", {"column": "a"}),
        ('{"' + "k\\u200b" * 100 + '": {}}', "SN112", {"column": "k\ufffd" * 30}),
    ],
)
def test_a_malformed_object_is_refused_alone(lines: Path, line: str, code: str, detail: Mapping[str, str]) -> None:
    first, refused, last = items(lines, f'{{"a": 1}}\n{line}\n{{"a": 2}}\n')
    assert brief([first, last]) == [(1, 1), (3, 2)]
    assert refused == Refused("line", 2, code, detail)


def test_bad_bytes_refuse_their_object_alone(lines: Path) -> None:
    content = '{"a": "张"}\n'.encode() + b'{"a": "\xff"}\n{"a": 1}\n'
    assert brief(items(lines, content)) == [(1, "张"), (2, "SN103"), (3, 1)]


def test_a_truncated_gzip_of_objects_ends_in_a_problem(tmp_path: Path) -> None:
    written = "".join(json.dumps({"id": n, "n": n * 7919 % 10007}) + "\n" for n in range(20_000))
    *records, cut, problem = items(tmp_path / "line.jsonl.gz", gzip.compress(written.encode())[:20_000])
    assert brief(records) == [(n + 1, n, n * 7919 % 10007) for n in range(len(records))]
    assert brief([cut, problem]) == [(len(records) + 1, "SN110"), ("SN002",)]
