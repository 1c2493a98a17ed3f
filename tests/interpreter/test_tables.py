"""Which files make which table, and that every code has its words."""

from __future__ import annotations

import ast
import gzip
import os
import re
import unicodedata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsl.messages.snapshot import SNAPSHOT
from interpreter.tables import Problem, Record, find_tables, read_table
from tests.interpreter.reading import rows

ROOT = Path(__file__).parent.parent.parent
STEMS = {"line": ("line", "号卡"), "holder": ("holder", "机主")}


def found(folder: Path) -> tuple[dict[str, list[str]], list[Problem]]:
    placed, problems = find_tables(folder, STEMS)
    return {
        entity: [file.relative_to(folder).as_posix() for file in files] for entity, files in placed.items()
    }, problems


def write(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return folder


# ── which files make which table ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "line.parquet",
        "line.csv",
        "line.csv.gz",
        "line.jsonl",
        "line.jsonl.gz",
        "line.ndjson",
        "line.ndjson.gz",
        "line.CSV",
        "line.Csv.GZ",
        "line.PARQUET",
        "号卡.csv",
    ],
)
def test_a_table_is_a_file_with_a_known_name_and_form(tmp_path: Path, name: str) -> None:
    assert found(write(tmp_path, name)) == ({"line": [name]}, [])


def test_a_name_is_the_same_composed_and_decomposed(tmp_path: Path) -> None:
    write(tmp_path, unicodedata.normalize("NFD", "ligne\u00e9.csv"))
    for form in ("NFC", "NFD"):
        placed, problems = find_tables(tmp_path, {"line": [unicodedata.normalize(form, "ligne\u00e9")]})
        assert (list(placed), problems) == (["line"], [])


def test_tables_come_in_the_callers_order_and_parts_in_order_of_name(tmp_path: Path) -> None:
    parts = ["号卡/a.ndjson.gz", "号卡/b.csv", "号卡/c.parquet"]
    write(tmp_path, "holder.csv", *reversed(parts))
    placed, problems = found(tmp_path)
    assert (list(placed.items()), problems) == ([("line", parts), ("holder", ["holder.csv"])], [])


def test_notes_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ".hidden", ".git/config", "README", "readme.csv", "run.json", "faults.JSON", "line.csv")
    write(tmp_path, "holder/a.csv", "holder/_SUCCESS", "holder/.a.csv.crc", "holder/README.md", "holder/manifest.json")
    assert found(tmp_path) == ({"line": ["line.csv"], "holder": ["holder/a.csv"]}, [])


def test_what_is_no_table_is_named(tmp_path: Path) -> None:
    write(tmp_path, "lines.csv", "notes.txt", "out/line.csv", "Line.csv")
    assert found(tmp_path) == ({}, [Problem(n, "SN006") for n in ("Line.csv", "lines.csv", "notes.txt", "out")])


@pytest.mark.parametrize(
    "name", ["line.xlsx", "line.json", "line", "line.csv.zip", "line.parquet.gz", "号卡.txt", "line.parquet/a.parquet"]
)
def test_a_table_in_a_form_that_is_not_read_is_named(tmp_path: Path, name: str) -> None:
    assert found(write(tmp_path, name)) == ({}, [Problem(name.partition("/")[0], "SN011")])


@pytest.mark.parametrize("names", [("line.csv", "line.parquet"), ("line.csv", "号卡.csv"), ("line/a.csv", "line.csv")])
def test_a_table_with_two_sources_is_not_read(tmp_path: Path, names: tuple[str, ...]) -> None:
    write(tmp_path, *names, "holder.csv")
    first, second = sorted(name.partition("/")[0] for name in names)
    assert found(tmp_path) == ({"holder": ["holder.csv"]}, [Problem(first, "SN005", {"files": f"{first}, {second}"})])


def test_a_folder_of_parts_with_something_else_in_it_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, "line/a.csv", "line/b.xlsx", "line/month=1/c.csv")
    wanted = [Problem("line/b.xlsx", "SN011"), Problem("line/month=1", "SN011")]
    assert found(tmp_path) == ({}, wanted)


def test_an_empty_folder_is_no_empty_table(tmp_path: Path) -> None:
    write(tmp_path, "line/_SUCCESS")
    assert found(tmp_path) == ({}, [Problem("line", "SN012")])


def test_a_snapshot_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "line.csv")
    assert found(tmp_path / "line.csv") == ({}, [Problem(".", "SN013")])
    assert found(tmp_path / "none") == ({}, [Problem(".", "SN001", {"reason": "No such file or directory"})])


def test_a_pipe_is_not_waited_for_and_a_dead_link_is_found_on_opening(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "line.csv")
    (tmp_path / "holder.parquet").symlink_to(tmp_path / "none")
    assert found(tmp_path) == ({"holder": ["holder.parquet"]}, [Problem("line.csv", "SN011")])
    wanted = [Problem("holder.parquet", "SN001", {"reason": "No such file or directory"})]
    assert rows(tmp_path / "holder.parquet") == wanted


def test_a_name_that_is_no_text_can_still_be_printed(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff.csv")
    write(tmp_path, f"line/{name}", name)
    placed, problems = find_tables(tmp_path, STEMS)
    assert problems == [Problem("a?.csv", "SN006")]
    assert rows(placed["line"][0], tmp_path) == [Problem("line/a?.csv", "SN003")]


def test_every_form_is_read_and_names_its_part(tmp_path: Path) -> None:
    (tmp_path / "line").mkdir()
    (tmp_path / "line" / "a.CSV").write_text("id\nL1\n")
    (tmp_path / "line" / "b.csv.gz").write_bytes(gzip.compress(b"id\nL2\n"))
    (tmp_path / "line" / "c.jsonl").write_text('{"id": "L3"}')
    (tmp_path / "line" / "d.ndjson.gz").write_bytes(gzip.compress(b'{"id": "L4"}'))
    pq.write_table(pa.table({"id": ["L5"]}), tmp_path / "line" / "e.parquet")
    placed, problems = find_tables(tmp_path, STEMS)
    assert not problems
    read = [row for file in placed["line"] for row in read_table(file, tmp_path)]
    assert read == [
        Record("line/a.CSV", 2, {"id": "L1"}),
        Record("line/b.csv.gz", 2, {"id": "L2"}),
        Record("line/c.jsonl", 1, {"id": "L3"}),
        Record("line/d.ndjson.gz", 1, {"id": "L4"}),
        Record("line/e.parquet", 1, {"id": "L5"}),
    ]
    assert rows(tmp_path / "line.xlsx") == [Problem("line.xlsx", "SN011")]


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_code_has_its_words_and_every_word_its_code() -> None:
    used = set()
    for name in ("tables", "delimited", "encoding", "snapshot", "receipts/digest"):
        tree = ast.parse((ROOT / "interpreter" / f"{name}.py").read_text(encoding="utf-8"))
        texts = (
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        used |= {text for text in texts if re.fullmatch("SN[0-9]{3}", text)}
    assert used == set(SNAPSHOT)


@pytest.mark.parametrize("code", SNAPSHOT)
def test_both_languages_fill_the_same_blanks(code: str) -> None:
    words = SNAPSHOT[code]
    blanks = [set(re.findall(r"\{(\w+)\}", text)) for text in (words.zh, words.en)]
    assert all((words.zh, words.en))
    assert blanks[0] == blanks[1]
    assert blanks[0] <= {
        "reason",
        "first",
        "second",
        "files",
        "column",
        "columns",
        "cells",
        "limit",
        "kind",
        "meant",
        "target",
    }
