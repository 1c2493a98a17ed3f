"""CSV and JSON Lines as they are meant: every form and encoding of the same records is read as the same."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import string
import tempfile
from decimal import Decimal
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.delimited import Record, read_csv
from tests.interpreter.reading import brief, items


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "line.csv"


# ── well-formed CSV ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_record_names_its_file_its_line_and_its_columns(file: Path) -> None:
    assert items(file, "id,name\nL1,张三\n") == [Record("line", 2, {"id": "L1", "name": "张三"})]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_what_the_header_has_most_of_outside_quotes(file: Path, separator: str) -> None:
    others = ",;\t".replace(separator, "") * 5
    header = f'"a{others}"{separator}b{separator}c'
    assert brief(items(file, f"{header}\n1{separator}2{separator}3\n")) == [(2, "1", "2", "3")]


def test_the_body_has_no_say_in_the_separator(file: Path) -> None:
    assert brief(items(file, "id,name\na;b;c;d,e\n")) == [(2, "a;b;c;d", "e")]
    assert brief(items(file, "id\na,b\n")) == [(2, "SN101")]


def test_a_cell_without_a_character_is_none_quoted_or_not(file: Path) -> None:
    assert brief(items(file, 'a,b,c\n,"",  \n"""",,\n')) == [(2, None, None, "  "), (3, '"', None, None)]


def test_names_are_stripped_and_cells_are_not(file: Path) -> None:
    assert items(file, ' a , "b"\n'.replace(' "', '"') + " 1 , 2\n") == [Record("line", 2, {"a": " 1 ", "b": " 2"})]


def test_quoted_cells_hold_separators_quotes_and_line_breaks(file: Path) -> None:
    content = 'a,b\r\n"x,""y"" ","1\r\n2\n3\r4"\r\n5,6'
    assert brief(items(file, content)) == [(2, 'x,"y" ', "1\r\n2\n3\r4"), (6, "5", "6")]


def test_lines_are_physical_whatever_the_line_breaks(file: Path) -> None:
    content = "\n\r\n\ra,b\r1,2\n\n\r\n3,4\r\n\r5,6\r\n"
    assert brief(items(file, content)) == [(5, "1", "2"), (8, "3", "4"), (10, "5", "6")]


def test_a_blank_line_inside_quotes_is_content_and_white_space_is_no_blank_line(file: Path) -> None:
    assert brief(items(file, 'a\n"\n\n"\n\n \n')) == [(2, "\n\n"), (6, " ")]


def test_a_quoted_header_may_run_over_lines(file: Path) -> None:
    assert items(file, '"a\nb",c\n1,2\n') == [Record("line", 3, {"a\nb": "1", "c": "2"})]


def test_a_header_alone_is_a_table_without_records(file: Path) -> None:
    assert items(file, "a,b\n") == []
    assert items(file, "a,b") == []


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_all_encodings_give_the_same_records(file: Path, codec: str) -> None:
    content = '编号,姓名,地址\r\nL1,张三,"广东省,\r\n""深圳"""\r\nL2,𠮷野,\r\n'
    assert items(file, content.encode(codec)) == [
        Record("line", 2, {"编号": "L1", "姓名": "张三", "地址": '广东省,\r\n"深圳"'}),
        Record("line", 4, {"编号": "L2", "姓名": "𠮷野", "地址": None}),
    ]


CELLS = st.text(st.one_of(st.sampled_from(',;\t"\n\r ab张'), st.characters(codec="utf-8", exclude_characters="\0")))
TABLES = st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width)))
QUOTINGS = st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))


def row_of(cells: list[str], separator: str, quoting: int, end: str) -> str:
    """One record as the standard writer has it; it quotes both kinds of line breaks only where CRLF ends a line."""
    row = io.StringIO(newline="")
    csv.writer(row, delimiter=separator, quoting=quoting).writerow(cells)  # type: ignore[arg-type]  # one of its own
    return row.getvalue().removesuffix("\r\n") + end


@given(
    table=TABLES,
    quotings=st.lists(QUOTINGS, min_size=1),
    ends=st.lists(st.sampled_from(("\n", "\r\n", "\r")), min_size=1),
    separator=st.sampled_from(",;\t"),
    codec=st.sampled_from(("utf-8", "utf-8-sig", "utf-16")),
)
def test_whatever_the_standard_writer_writes_is_read_back(
    table: list[list[str]], quotings: list[int], ends: list[str], separator: str, codec: str
) -> None:
    width = len(table[0]) if table else 1
    separator = separator if width > 1 else ","  # a header of one column cannot tell another
    content = separator.join(f"c{place}" for place in range(width)) + "\n"
    lines = []
    for row, quoting, end in zip(table, cycle(quotings), cycle(ends), strict=False):
        lines.append(1 + len(re.findall("\r\n|\r|\n", content)))
        content += row_of(row, separator, quoting, end)
    with tempfile.TemporaryDirectory() as folder:
        read = items(Path(folder) / "line.csv", content.encode(codec))
    assert brief(read) == [(line, *(cell or None for cell in row)) for line, row in zip(lines, table, strict=True)]


def test_reading_can_stop_anywhere_and_leaves_nothing_open(file: Path) -> None:
    file.write_text("a,b\n" + "1,2\n" * 300_000)
    reading = read_csv(file, "line")
    assert brief([next(reading)]) == [(2, "1", "2")]
    del reading  # an unclosed file would warn, and warnings are errors


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return tmp_path / "line.jsonl"


def test_json_cells_keep_their_types_and_numbers_are_exact(lines: Path) -> None:
    content = (
        '{"a": "x", "b": 12345678901234567890, "c": 0.10, "d": true, "e": null, "f": 1e3}\n\n{}\r\n  \n{"姓名": ""}'
    )
    one, two, three = items(lines, codecs.BOM_UTF8 + content.encode())
    cells = {"a": "x", "b": 12345678901234567890, "c": Decimal("0.10"), "d": True, "e": None, "f": Decimal("1E+3")}
    assert one == Record("line", 1, cells)
    assert isinstance(one, Record)
    assert str(one.cells["c"]) == "0.10"
    assert (two, three) == (Record("line", 3, {}), Record("line", 5, {"姓名": ""}))


def test_an_empty_file_of_objects_has_no_records_and_needs_no_header(lines: Path) -> None:
    assert items(lines, "") == []


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(st.characters(codec="utf-8", exclude_characters="\0"))
)


@given(st.lists(st.dictionaries(st.text(string.ascii_letters + "张\n"), SCALARS)), st.booleans())
def test_whatever_the_standard_library_dumps_is_read_back(rows: list[dict[str, object]], ascii_only: bool) -> None:
    content = "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        read = items(Path(folder) / "line.jsonl", content)
    assert read == [Record("line", number, row) for number, row in enumerate(rows, 1)]
