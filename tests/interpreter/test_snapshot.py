"""Tables to facts: every form and encoding of the same data is the same snapshot; each record is judged or rejected."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import core
from dsl.messages.snapshot import SNAPSHOT
from interpreter.ask import Interpreter
from interpreter.audit import audit
from interpreter.mask import is_personal
from interpreter.run import Run
from interpreter.snapshot import Snapshot, SnapshotError, read_snapshot
from tests.books import FACT, VOCABULARY, rule, small_book

LANGUAGES: tuple[core.Language, core.Language] = ("zh", "en")
SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = (
    FACT
    + rule("must line.good", "a/good")
    + rule("must line.owed <= line.charged", "b/paid")
    + rule("must happen line.told_on within notice after line.opened_on", "c/told")
    + rule("may close\n    when some c in line.calls satisfies c.late", "a/late")
    + rule("must line.province is guangdong and line.size > 3 and line.wait > 5 days", "b/more")
    + rule("must (count of l in line.holder.lines where l.open) <= 2", "c/many")
)
DAY = date(2018, 3, 1)
Cells = Mapping[str, object]
LINES: list[Cells] = [
    {"id": "L1", "holder_id": "H1", "opened_on": date(2018, 1, 2), "told_on": date(2018, 1, 9), "good": True},
    {"id": "L2", "holder_id": "H1", "opened_on": date(2018, 2, 3), "closed_on": date(2018, 2, 20), "good": False},
    {
        "id": "L3",
        "holder_id": "H2",
        "province": "guangdong",
        "size": 12,
        "owed": Decimal("12.50"),
        "charged": Decimal("12.5"),
    },
    {"id": "L4", "owed": Decimal("1234.56"), "charged": Decimal("1000"), "wait": 10, "size": -3, "province": "beijing"},
    {"id": "L5", "closed_on": date(2018, 2, 1), "asked_at": datetime(2018, 1, 1, 9, 30, tzinfo=SHANGHAI)},
]
HOLDERS: list[Cells] = [{"id": "H1", "kind": '一, "二"\n三'}, {"id": "H2", "kind": "个人"}]
CALLS: list[Cells] = [
    {"id": "C1", "line_id": "L2", "late": True, "fee": Decimal("0.1"), "rate": Decimal("0.003")},
    {"id": "C2", "line_id": "L5", "late": False, "made_on": date(2018, 2, 14)},
]
DATA: dict[str, list[Cells]] = {"line": LINES, "holder": HOLDERS, "call": CALLS}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "snapshot"
    made.mkdir()
    return made


# ── the forms ────────────────────────────────────────────────────────────────────────────────────────────────────────

Say = Callable[[object], str]


def iso(value: object) -> str:
    """A cell as an engineer's export writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def office(value: object) -> str:
    """A cell as an office program in Chinese writes it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, Decimal):
        return f"￥{value:,}" if value > Decimal("0.01") else f"{value.scaleb(3):f}‰"
    return {"guangdong": "广东", "beijing": "北京"}.get(str(value), iso(value))


def chinese(value: object) -> str:
    """Dates in characters, full-width digits."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    return office(value)


def midnight(value: object) -> str:
    """Dates as moments at midnight, as spreadsheets export them."""
    return f"{value} 00:00:00" if isinstance(value, date) and not isinstance(value, datetime) else iso(value)


def columns(rows: Iterable[Cells]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(rows: list[Cells], say: Say = iso, names: Mapping[str, str] | None = None, **how: str) -> str:
    """The rows as CSV text; `names` gives other names to the columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=how.get("end", "\n"), delimiter=how.get("between", ","))
    heads = columns(rows)
    writer.writerow([(names or {}).get(head, head) for head in heads])
    writer.writerows([[say(row.get(head)) for head in heads] for row in rows])
    return out.getvalue()


def zh(book: core.Book, entity: str) -> dict[str, str]:
    return {name: field.names.zh for name, field in book.vocabulary.entities[entity].fields.items()}


def plain(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        (folder / f"{entity}.csv").write_text(as_csv(rows), encoding="utf-8")


def zipped(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        (folder / f"{entity}.csv.gz").write_bytes(gzip.compress(as_csv(rows).encode()))


def gb18030(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        name = book.vocabulary.entities[entity].names.zh
        text = as_csv(rows, office, zh(book, entity), end="\r\n")
        (folder / f"{name}.csv").write_bytes(text.encode("gb18030"))


def marked_utf8(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        text = as_csv(rows, chinese, zh(book, entity), end="\r\n", between=";")
        (folder / f"{entity}.CSV").write_bytes(b"\xef\xbb\xbf" + text.encode())


def utf16(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        (folder / f"{entity}.csv").write_bytes(as_csv(rows, midnight, end="\r\n", between="\t").encode("utf-16"))


def json_lines(folder: Path, book: core.Book) -> None:
    def say(value: object) -> object:
        return float(value) if isinstance(value, Decimal) else iso(value) if isinstance(value, date) else value

    for entity, rows in DATA.items():
        lines = (json.dumps({name: say(cell) for name, cell in row.items()}, ensure_ascii=False) for row in rows)
        (folder / f"{entity}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def parquet(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        table = {head: [row.get(head) for row in rows] for head in columns(rows)}
        pq.write_table(pa.table(table), folder / f"{entity}.parquet")


def parts(folder: Path, book: core.Book) -> None:
    """A folder for each table, one row in each part, in several forms, with the notes that engines leave."""
    for entity, rows in DATA.items():
        (folder / entity).mkdir()
        (folder / entity / "_SUCCESS").touch()
        for n, row in enumerate(rows):
            if n % 2:
                (folder / entity / f"part-{n}.csv").write_text(as_csv([row]), encoding="utf-8")
            else:
                pq.write_table(
                    pa.table({name: [cell] for name, cell in row.items()}), folder / entity / f"part-{n}.parquet"
                )


FORMS = [plain, zipped, gb18030, marked_utf8, utf16, json_lines, parquet, parts]


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


# ── whatever comes ───────────────────────────────────────────────────────────────────────────────────────────────────

PHONES = ("13800138000", "+8615912345678", "861391234-5678", "199 0000 0001", "１３８００１３８０００", "010-62351234")
IDENTITIES = ("11010119900307123X", "110101 19900307 1233", "110101900307123")
TELLING = st.sampled_from((*PHONES, *IDENTITIES))
JUNK = st.one_of(
    st.sampled_from(
        ["", '"', '""', "'", ",", ";", "\t", "\0", "unknown", "never", "L1", "H1", "2018-01-02", "是", "x" * 300]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8),
    TELLING,
)
BYTES = st.one_of(
    st.binary(min_size=1, max_size=6), st.sampled_from([b"\n", b"\r", b'"', b",", b"\xff", b"\x81\x30", b"\xc3"])
)


@given(data=st.data())
def test_read_is_judged_plus_rejected_whatever_is_done_to_the_cells(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Cells replaced, lines repeated, dropped, cut or glued together: no record is lost, and no telling number told."""
    folder = tmp_path_factory.mktemp("snapshot")
    for entity, rows in DATA.items():
        heads = columns(rows)
        lines = [[iso(row.get(head)) for head in heads] for row in rows]
        for _ in range(data.draw(st.integers(0, 3))):
            line = data.draw(st.sampled_from(lines))
            line[data.draw(st.integers(0, len(heads) - 1))] = data.draw(JUNK)
        for _ in range(data.draw(st.integers(0, 2))):
            lines.insert(data.draw(st.integers(0, len(lines))), data.draw(st.lists(JUNK, max_size=len(heads) + 1)))
        text = "\n".join(",".join(cells) for cells in [heads, *lines]) + data.draw(
            st.sampled_from(["", "\n", "\r\n", "\n\n"])
        )
        (folder / f"{entity}.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    check(book, folder)


@given(data=st.data())
def test_read_is_judged_plus_rejected_whatever_is_done_to_the_bytes(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    form = data.draw(st.sampled_from([plain, zipped, gb18030, utf16, json_lines, parquet]))
    form(folder, book)
    for path in sorted(folder.iterdir()):
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(0, 2))):
            at = data.draw(st.integers(0, len(content)))
            content[at : at + data.draw(st.integers(0, 4))] = data.draw(BYTES)
        path.write_bytes(bytes(content))
    check(book, folder)


def check(book: core.Book, folder: Path) -> None:
    """A snapshot adds up and tells no number, or is refused as a whole with a line for each file."""
    problem: SnapshotError | None = None
    try:
        run = audit(book, folder, DAY, everything=True, engine="reference")
    except SnapshotError as error:
        problem = error
    if problem is not None:
        assert all(re.match(r"[^:]+: \[SN0[0-9]{2}\] .", line) for line in problem.lines("en"))
        assert_silent(*problem.lines("en"), *problem.lines("zh"))
        return
    for entity, counts in run.rows.items():
        rejected = [reject for reject in run.rejected if reject.entity == entity]
        assert counts["read"] == counts["judged"] + counts["rejected"]
        assert counts["rejected"] == len(rejected)
        assert len({(reject.file, reject.line) for reject in rejected}) == len(rejected)
    for name, outcomes in run.outcomes.items():
        subject = book.rules[name].subject if name in book.rules else book.vocabulary.actions[name].on
        assert sum(outcomes.values()) == run.rows.get(subject, {"judged": 0})["judged"]
    said = [reject.reason(lang) for reject in run.rejected for lang in LANGUAGES]
    assert_silent(*said, *(finding.subject for finding in run.listed), *map(str, run.findings.to_pylist()))


def assert_silent(*texts: str) -> None:
    for text in texts:
        for number in (*PHONES, *IDENTITIES):
            assert number not in text
        assert not is_personal(text), text


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


# ── telling numbers ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [*PHONES, *IDENTITIES])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_telling_number_in_any_place_is_never_told(number: str, form: str, tmp_path: Path) -> None:
    """As a key, a reference, a personal field, a wrong value, a column's name, a repeated member, a torn record."""
    personal = VOCABULARY.replace(
        "      size:", "      phone:       {zh: 电话, kind: text, absent: unknown, personal: yes}\n      size:"
    )
    book_folder, folder = tmp_path / "book", tmp_path / "snapshot"
    book_folder.mkdir()
    folder.mkdir()
    rules = rule('must line.phone = "1"', "a/phone") + rule(f'must line.phone = "{number}"', "b/phone")
    book = small_book(book_folder, rules, personal)
    if form == "csv":
        rows = [
            f"{number},H1,{number},",
            f"L2,{number},{number},",
            f"L3,,,{number}",
            f"L4,,{number}",
            f'L5,"{number},,',
            f"{number},,,",
        ]
        (folder / "line.csv").write_text("\n".join(["id,holder_id,phone,size", *rows]) + "\n", encoding="utf-8")
        (folder / "holder.csv").write_text(f"id,{number}\nH1,x\n", encoding="utf-8")
    else:
        twice = json.dumps({"id": "L3", number: 1}, ensure_ascii=False)[:-1] + f', "{number}": 2}}'
        rows = [
            json.dumps(each, ensure_ascii=False)
            for each in ({"id": number, "phone": number}, {"id": "L2", "size": number})
        ]
        rows += [twice, json.dumps({"id": "L4", number: [number]}, ensure_ascii=False), f'{{"id": "{number}"']
        (folder / "line.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    run = audit(book, folder, DAY, everything=True, engine="reference")
    assert sum(counts["rejected"] for counts in run.rows.values()) >= 3
    reasons = [reject.reason(lang) for reject in run.rejected for lang in LANGUAGES]
    assert_silent(*reasons, *(finding.subject for finding in run.listed))
    run.write(tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes() if path.suffix == ".json" else str(pq.read_table(path).to_pylist()).encode()
        assert number.encode() not in content
    interpreter = Interpreter(book, {})
    for row in (finding.subject for finding in run.listed if finding.rule == "a/phone"):
        case = interpreter.find(folder, "line", row)
        assert case is not None
        for target in ("a/phone", "b/phone"):
            assert_silent(*(_explained(interpreter, target, case, lang) for lang in ("zh", "en")))


def _explained(interpreter: Interpreter, target: str, case: object, lang: str) -> str:
    from interpreter.ask import Case, Judgement

    assert isinstance(case, Case)
    return str(
        Judgement(interpreter, interpreter.book.rules[target], case, DAY).explain("zh" if lang == "zh" else "en")
    )
