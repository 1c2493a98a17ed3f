"""Tables to facts: every form and encoding of the same data is the same snapshot; what is rejected, and why."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import core
from dsl.messages.snapshot import SNAPSHOT
from interpreter.audit import audit
from interpreter.mask import is_personal
from interpreter.run import Run
from interpreter.snapshot import Snapshot, SnapshotError, read_snapshot
from tests.books import small_book
from tests.interpreter.forms import DATA, DAY, FORMS, HOLDERS, RULES, SHANGHAI, as_csv, chinese, gb18030, plain


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "snapshot"
    made.mkdir()
    return made


# ── the forms ────────────────────────────────────────────────────────────────────────────────────────────────────────


def told(run: Run) -> list[tuple[object, ...]]:
    """What a run found, in no order."""
    return sorted(
        (f.rule, f.subject, f.outcome.name, str(f.outcome.due), f.outcome.by, f.outcome.missing) for f in run.listed
    )


@pytest.mark.parametrize("write", FORMS, ids=lambda form: form.__name__)
def test_every_form_of_the_same_data_gives_the_same_outcomes(
    write: Callable[[Path, core.Book], None], book: core.Book, folder: Path, tmp_path: Path
) -> None:
    reference = tmp_path / "reference"
    reference.mkdir()
    plain(reference, book)
    write(folder, book)
    expected, run = (
        audit(book, reference, DAY, everything=True, engine="reference"),
        audit(book, folder, DAY, everything=True, engine="reference"),
    )
    assert [reject.reason("en") for reject in run.rejected] == []
    assert run.rows == expected.rows == {e: {"read": len(r), "judged": len(r), "rejected": 0} for e, r in DATA.items()}
    assert run.outcomes == expected.outcomes
    assert told(run) == told(expected)


def test_values_are_typed_as_the_vocabulary_says(book: core.Book, folder: Path) -> None:
    gb18030(folder, book)
    tables = read_snapshot(book, folder).world.tables
    rows = {row.key: row for row in tables["line"]}
    assert rows["L3"].values["owed"] == Decimal("12.50")
    assert rows["L4"].values["owed"] == Decimal("1234.56")
    assert rows["L4"].values["wait"] == 10
    assert rows["L3"].values["province"] == "guangdong"
    assert rows["L1"].values["good"] is True
    assert rows["L1"].values["opened_on"] == date(2018, 1, 2)
    assert rows["L5"].values["asked_at"] == datetime(2018, 1, 1, 9, 30, tzinfo=SHANGHAI)
    assert tables["holder"][0].values["kind"] == HOLDERS[0]["kind"]  # a comma, a quote and a line break in one cell


def test_a_row_is_placed_by_file_and_physical_line(book: core.Book, folder: Path) -> None:
    plain(folder, book)
    holders = read_snapshot(book, folder).world.tables["holder"]
    assert [row.place for row in holders] == ["holder.csv:2", "holder.csv:4"]  # the first takes two lines


@given(data=st.data())
def test_the_order_of_rows_and_parts_does_not_matter(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    runs = []
    for order in (lambda rows: rows, lambda rows: data.draw(st.permutations(rows))):
        folder = tmp_path_factory.mktemp("snapshot")
        for entity, rows in DATA.items():
            (folder / f"{entity}.csv").write_text(as_csv(order(rows), chinese), encoding="utf-8")
        runs.append(audit(book, folder, DAY, everything=True, engine="reference"))
    assert runs[0].outcomes == runs[1].outcomes
    assert told(runs[0]) == told(runs[1])


# ── how rows hang together ───────────────────────────────────────────────────────────────────────────────────────────


def of_csv(book: core.Book, folder: Path, **tables: str) -> Snapshot:
    for entity, text in tables.items():
        (folder / f"{entity}.csv").write_text(text, encoding="utf-8")
    return read_snapshot(book, folder)


def test_a_relation_without_its_table_is_unknown_and_one_without_rows_is_empty(book: core.Book, folder: Path) -> None:
    world = of_csv(book, folder, line="id\nL1\n").world
    (row,) = world.tables["line"]
    assert getattr(world.follow(row, "calls"), "missing") == {"line.calls"}  # noqa: B009 - a collection or a row
    world = of_csv(book, folder, line="id\nL1\n", call="id\n").world
    (row,) = world.tables["line"]
    assert getattr(world.follow(row, "calls"), "members") == ()  # noqa: B009


def test_two_unknown_holders_are_not_one_person(book: core.Book, folder: Path) -> None:
    """Rows whose key is unknown belong to nobody's collection."""
    snapshot = of_csv(book, folder, line="id,holder_id\nL1,\nL2,unknown\nL3,H1\n", holder="id\nH1\n")
    (holder,) = snapshot.world.tables["holder"]
    found = snapshot.world.follow(holder, "lines")
    assert [row.key for row in getattr(found, "members")] == ["L3"]  # noqa: B009
    assert snapshot.rejects == []


def test_a_rejected_row_may_be_referred_to_and_an_absent_one_may_not(book: core.Book, folder: Path) -> None:
    snapshot = of_csv(
        book, folder, line="id,holder_id\nL1,H1\nL2,H2\nL3,H3\nL4,\n", holder="id,kind,id2\nH1,a,\nH2,b,x\n"
    )
    assert [(r.file, r.line, r.code) for r in snapshot.rejects] == [
        ("holder.csv", 3, "SN305"),
        ("line.csv", 4, "SN304"),
    ]
    assert [row.key for row in snapshot.world.tables["line"]] == ["L1", "L2", "L4"]


# ── what is rejected ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "code", "line", "said"),
    [
        ("id,opened_on\nL1,2018-02-30\n", "SN301", 2, "column “opened_on”: the value is not a date"),
        ("id,opened_on\nL1,43132\n", "SN301", 2, "not a date"),
        ("id,opened_on\nL1,02/03/2018\n", "SN301", 2, "not a date"),
        ("id,opened_on\nL1,2018-01-02 10:00\n", "SN301", 2, "not a date"),
        ("id,asked_at\nL1,2018-01-02\n", "SN301", 2, "not an instant"),
        ("id,asked_at\nL1,2018-01-02 24:00\n", "SN301", 2, "not an instant"),
        ("id,size\nL1,12.6\n", "SN301", 2, "not an integer"),
        ("id,size\nL1,1e3\n", "SN301", 2, "not an integer"),
        ("id,size\nL1,0x1F\n", "SN301", 2, "not an integer"),
        ("id,owed\nL1,12 USD\n", "SN301", 2, "not money in CNY"),
        ("id,owed\nL1,1_000\n", "SN301", 2, "not money in CNY"),
        ('id,owed\nL1,"12,34,5"\n', "SN301", 2, "not money in CNY"),
        ("id,owed\nL1,NaN\n", "SN301", 2, "not money in CNY"),
        ("id,good\nL1,maybe\n", "SN301", 2, "not yes/no"),
        ("id,province\nL1,Guangdong\n", "SN301", 2, "province"),
        ("id,wait\nL1,10 months\n", "SN301", 2, "a duration in days"),
        ("id,wait\nL1,-1\n", "SN301", 2, "a duration in days"),
        ("id,good\n,yes\n", "SN302", 2, "column “id” may not be absent"),
        ("id,good\nunknown,yes\n", "SN302", 2, "column “id” may not be absent"),
        ("id,good\nL1,yes\nL2,no\nL1,no\n", "SN303", 4, "the key is already in use, first at line.csv:2"),
        ("id,goood\nL1,yes\n", "SN305", 2, "no column “goood”; the nearest is: good"),
        ("id,编号\nL1,L1\n", "SN306", 2, "column “id” is there twice"),
        ("id,good\nL1\n", "SN101", 2, "1 cells, where the header has 2 columns"),
        ('id,good\n"L1,yes\n', "SN102", 2, "a quote is not closed"),
        ('id,good\nL"1,yes\n', "SN108", 2, "a quote inside a cell"),
        ('id,good\n"L1"x,yes\n', "SN109", 2, "after a closing quote"),
        ("id,good\nL\0,yes\n", "SN105", 2, "NUL"),
    ],
)
def test_a_record_is_rejected_by_file_line_and_code(
    text: str, code: str, line: int, said: str, book: core.Book, folder: Path
) -> None:
    snapshot = of_csv(book, folder, line=text)
    assert [(r.entity, r.file, r.line, r.code) for r in snapshot.rejects] == [("line", "line.csv", line, code)]
    assert said in snapshot.rejects[0].reason("en")
    assert snapshot.rejects[0].reason("zh") != snapshot.rejects[0].reason("en")
    assert snapshot.read["line"] == len(snapshot.world.tables["line"]) + 1


def test_every_code_has_its_words_in_both_languages() -> None:
    for code, words in SNAPSHOT.items():
        assert words.zh, code
        assert words.en, code
        assert set(re.findall(r"{\w+}", words.zh)) == set(re.findall(r"{\w+}", words.en)), code


def test_bytes_in_no_encoding_cost_only_their_own_record(book: core.Book, folder: Path) -> None:
    (folder / "holder.csv").write_bytes("id,kind\nH1,甲\nH2,".encode() + b"\xff\xfe\n" + "H3,丙\n".encode())
    snapshot = read_snapshot(book, folder)
    assert [(r.line, r.code) for r in snapshot.rejects] == [(3, "SN103")]
    assert [row.values["kind"] for row in snapshot.world.tables["holder"]] == ["甲", "丙"]


def test_of_a_file_without_a_header_no_name_is_repeated(book: core.Book, folder: Path) -> None:
    """The first row would be the names of the columns: a person's name must not be told as an unknown column."""
    snapshot = of_csv(book, folder, holder="H1,张三丰\nH2,李四\n")
    assert [(r.line, r.code, r.reason("en")) for r in snapshot.rejects] == [
        (2, "SN305", "the vocabulary has no column “#1”; the nearest is: —")
    ]
    snapshot = of_csv(book, folder, holder="id,\x1b[31m" + "x" * 80 + "13800138000\nH1,x\n")
    reason = snapshot.rejects[0].reason("en")
    assert reason.isprintable()
    assert not is_personal(reason)
    assert len(reason) < 160


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "[SN012]"),
        ({"README.md": b"", ".hidden": b""}, "[SN012]"),
        ({"other.csv": b"id\n1\n"}, "other.csv: [SN006]"),
        ({"line.csv": b"id\nL1\n", "line.parquet": b""}, "[SN005]"),
        ({"line.csv": b"id\nL1\n", "号卡.csv": b"id\nL1\n"}, "[SN005]"),
        ({"line.csv": b""}, "line.csv: [SN003]"),
        ({"line.csv": b"id,id\nL1,L1\n"}, "line.csv: [SN004]"),
        ({"line.csv": b"id,\nL1,\n"}, "line.csv: [SN009]"),
        ({"line.csv": b'id,"good\nL1,yes\n'}, "line.csv: [SN010]"),
        ({"line.csv": b"\x93\x00\xff\xfe\x00\n"}, "line.csv: [SN008]"),
        ({"line.csv.gz": b"not gzip at all"}, "line.csv.gz: [SN007]"),
        ({"line.csv.gz": gzip.compress(b"id\n" + b"L1\n" * 5000)[:-20]}, "line.csv.gz: [SN002]"),
        ({"line.parquet": b"PAR1"}, "line.parquet: [SN002]"),
        ({"line.xlsx": b"PK"}, "line.xlsx: [SN011]"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_audit_and_is_named(
    files: Mapping[str, bytes], said: str, book: core.Book, folder: Path
) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for lang in ("zh", "en"):
        with pytest.raises(SnapshotError) as caught:
            read_snapshot(book, folder)
        assert said in "\n".join(caught.value.lines("zh" if lang == "zh" else "en"))


def test_a_folder_that_is_none_is_named_as_it_was_asked_for(book: core.Book, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for name, code in (("nowhere", "SN001"), ("file", "SN013")):
        with pytest.raises(SnapshotError, match=re.escape(f"{tmp_path / name}: [{code}]")):
            read_snapshot(book, tmp_path / name)


def test_a_parquet_file_cut_short_is_damaged_wherever_it_is_cut(book: core.Book, folder: Path) -> None:
    whole = io.BytesIO()
    pq.write_table(pa.table({"id": [f"L{n}" for n in range(2000)]}), whole)
    data = whole.getvalue()
    for cut in (0, 3, 4, 8, len(data) // 2, len(data) - 8, len(data) - 1):
        (folder / "line.parquet").write_bytes(data[:cut])
        with pytest.raises(SnapshotError):
            read_snapshot(book, folder)
