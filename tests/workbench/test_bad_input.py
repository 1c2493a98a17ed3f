"""Bad input of all kinds: a located message in one line, status 2 and never a traceback. No telling number comes back.

Most are asked in this process; those that could end a process (depth, size, devices) are asked as one.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from interpreter.mask import is_personal
from tests.books import FACT, PARAMETERS, SOURCES, VOCABULARY, rule, small_book
from tests.workbench.running import facts_file, guiju, process, refused
from workbench.opening import MAX_FACTS

ON = ("--on", "2016-07-12")
PHONE = "13800138000"


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("", "facts.json:1:1: not JSON"),
        ("{", "facts.json:1:2: not JSON"),
        ('{"line": {"id": "L1",}}', "facts.json:1:22: not JSON"),
        ('{"line": {"id": "L1"}} {}', "facts.json:1:24: not JSON"),
        ("[1, 2]", "facts.json: not a JSON object"),
        ('"line"', "facts.json: not a JSON object"),
        ("null", "facts.json: not a JSON object"),
        ("{}", "facts.json: [SN201]"),
        ('{"line": {"id": "L1"}, "holder": {"id": "H1"}}', "facts.json: [SN201]"),
        ('{"lnie": {"id": "L1"}}', "perhaps `line`"),
        ('{"line": []}', "facts.json: line: [SN203]"),
        ('{"line": "L1"}', "facts.json: line: [SN203]"),
        ('{"line": {"suspendd_on": "2016-01-01"}}', "facts.json: line: [SN202]"),
        ('{"line": {"suspended_on": "soon"}}', "facts.json: line.suspended_on: [SN204] this value is not a date"),
        ('{"line": {"suspended_on": {"day": 1}}}', "facts.json: line.suspended_on: [SN204]"),
        ('{"line": {"suspended_on": [1]}}', "facts.json: line.suspended_on: [SN204]"),
        ('{"line": {"suspended_on": true}}', "facts.json: line.suspended_on: [SN204]"),
        ('{"line": {"suspended_on": 20160412.5}}', "facts.json: line.suspended_on: [SN204]"),
        ('{"line": {"amount_owed": NaN}}', "facts.json: line.amount_owed: [SN204]"),
        ('{"line": {"amount_owed": -Infinity}}', "facts.json: line.amount_owed: [SN204]"),
        ('{"line": {"amount_owed": "12 USD"}}', "facts.json: line.amount_owed: [SN204]"),
        ('{"line": {"amount_owed": 1e999999999}}', "facts.json: a number has too many digits"),
        ('{"line": {"amount_owed": 1e-999999999}}', "facts.json: a number has too many digits"),
        ('{"line": {"amount_owed": ' + "9" * 5000 + "}}", "facts.json: a number has too many digits"),
        ('{"line": {"reminders": {"id": "R1"}}}', "facts.json: line.reminders: [SN205]"),
        ('{"line": {"reminders": [1]}}', "facts.json: line.reminders[0]: [SN203]"),
        ('{"line": {"holder": {"id": "H1", "lines": [{"id": "L2", "kind": "moblie"}]}}}', "line.holder.lines[0].kind"),
        ('{"line": {"id": "L1", "id": "L2"}}', "facts.json: `id` is written twice in one object"),
        ('{"line": {"id": "L1"}, "line": {"id": "L1"}}', "facts.json: `line` is written twice in one object"),
        ('{"line": {"id": "L1", "kind": "iot", "holder": {"lines": [{"id": "L1", "kind": "mobile"}]}}}', "[SN206]"),
        ('{"line": {"a": 1, "b": 2, "c": 3}}', "(and 2 more)"),
    ],
)
def test_facts_that_are_none_are_refused_where_they_are_wrong(facts: str, said: str, tmp_path: Path) -> None:
    refused(guiju("decide", "terminate", *ON, "--facts", facts_file(tmp_path, facts)), said)
    zh = refused(
        guiju("explain", "terminate", *ON, "--facts", facts_file(tmp_path, facts), "--lang", "zh"), "facts.json"
    )
    assert any("\u4e00" <= char <= "\u9fff" for char in zh)


def test_facts_that_are_no_file_are_refused(tmp_path: Path) -> None:
    refused(guiju("decide", "terminate", *ON, "--facts", tmp_path / "nowhere.json"), "nowhere.json: No such file")
    refused(guiju("decide", "terminate", *ON, "--facts", tmp_path), "directory")
    refused(guiju("decide", "terminate", *ON, "--facts", ""), "--facts FILE is needed")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe{", '{"line": {"id": "号"}}'.encode("gb18030"), b'{"line": {"id": "\xc3"}}']
)
def test_facts_in_another_encoding_are_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_bytes(content)
    refused(guiju("decide", "terminate", *ON, "--facts", tmp_path / "facts.json"), "facts.json: not UTF-8 (from byte ")


@pytest.mark.parametrize(
    ("before", "after"), [("[", "]"), ('{"line":', "}"), ('{"line": {"holder": {"lines": [', "]}}}"), ("[", "")]
)
def test_facts_100_000_deep_are_refused(before: str, after: str, tmp_path: Path) -> None:
    facts = facts_file(tmp_path, before * 100_000 + "1" + after * 100_000)
    done = process("decide", "terminate", *ON, "--facts", facts)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == f"guiju: {facts}: nested too deep\n".encode()


def test_facts_that_stand_in_each_other_too_deep_are_refused(tmp_path: Path) -> None:
    facts: dict[str, object] = {"id": "L0"}
    for n in range(100):
        facts = {"id": f"L{n}", "holder": {"id": f"H{n}", "lines": [facts]}}
    refused(guiju("decide", "terminate", *ON, "--facts", facts_file(tmp_path, {"line": facts})), "[SN209]", "too deep")


def test_facts_that_are_too_large_are_refused_without_reading_them_all(tmp_path: Path) -> None:
    with (tmp_path / "facts.json").open("wb") as file:
        file.truncate(MAX_FACTS * 1000)  # sparse: it takes no place, but reading it whole would
    refused(guiju("decide", "terminate", *ON, "--facts", tmp_path / "facts.json"), "larger than 16000000 bytes")


@pytest.mark.parametrize(
    "facts",
    [
        {"line": {PHONE: 1}},
        {PHONE: {"id": "L1"}},
        {"line": {"id": PHONE, "suspended_on": PHONE}},
        {"line": {"id": PHONE, "msisdn": [PHONE]}},
        {"line": {"msisdn": PHONE, "holder": {"id_number": "11010119900307123X", "born_on": "11010119900307123X"}}},
        {"line": {"id": "L1", "reminders": [{"id": PHONE, "sent_on": PHONE}, {"id": PHONE, "sent_on": "2016-01-01"}]}},
    ],
)
def test_a_refusal_never_repeats_a_telling_number(facts: object, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        said = refused(guiju("decide", "terminate", *ON, "--lang", lang, "--facts", facts_file(tmp_path, facts)))
        assert not is_personal(said)


def test_half_a_character_is_an_answer_in_any_case(tmp_path: Path) -> None:
    """A lone surrogate is JSON, and can be in no output: it is shown as a question mark."""
    facts = facts_file(tmp_path, '{"line": {"id": "\\ud800", "carrier": "\\udfff"}}')
    for form in ("text", "json"):
        done = guiju("explain", "terminate", *ON, "--facts", facts, "--format", form)
        assert (done.status, done.err) == (0, "")
        assert "?" in done.out


# ── snapshots ────────────────────────────────────────────────────────────────────────────────────────────────────────

Write = Callable[[Path], object]


def parquet(folder: Path, keep: int | None = None) -> None:
    whole = io.BytesIO()
    pq.write_table(pa.table({"id": [f"L{n}" for n in range(500)]}), whole)
    (folder / "line.parquet").write_bytes(whole.getvalue()[:keep])


def both(folder: Path) -> None:
    parquet(folder)
    (folder / "line.csv").write_text("id\nL1\n", encoding="utf-8")


def part(folder: Path) -> None:
    (folder / "line").mkdir()
    (folder / "line" / "a.csv").write_text("id\nL1\n", encoding="utf-8")
    (folder / "line" / "b.xlsx").write_bytes(b"PK")


SNAPSHOTS: list[tuple[Write, str]] = [
    (lambda folder: None, "[SN012] the folder holds no data file"),
    (lambda folder: (folder / "subscribers.csv").write_bytes(b"id\n1\n"), "subscribers.csv: [SN006]"),
    (lambda folder: parquet(folder, 100), "line.parquet: [SN002] the file is truncated or damaged"),
    (lambda folder: parquet(folder, 0), "line.parquet: [SN002]"),
    (lambda folder: (folder / "line.csv.gz").write_bytes(b"garbage"), "line.csv.gz: [SN007]"),
    (lambda folder: (folder / "line.csv.gz").write_bytes(gzip.compress(b"id\n" * 9999)[:30]), "line.csv.gz: [SN002]"),
    (both, "line.csv: [SN005] one table has several sources: line.csv, line.parquet"),
    (part, "line/b.xlsx: [SN011]"),
    (lambda folder: (folder / "line").mkdir(), "line: [SN012]"),
    (lambda folder: (folder / "line.csv").write_bytes(b""), "line.csv: [SN003]"),
    (lambda folder: (folder / "line.csv").write_bytes(b"\x00\x01\x02\xff\n"), "line.csv: [SN008]"),
    (lambda folder: (folder / "line.csv").write_bytes(b"id,id\nL1,L1\n"), "line.csv: [SN004]"),
    (lambda folder: (folder / "line.csv").symlink_to(folder / "gone.csv"), "line.csv: [SN001]"),
    (lambda folder: (folder / "line.xlsx").write_bytes(b"PK"), "line.xlsx: [SN011]"),
]  # fmt: skip


@pytest.mark.parametrize(("write", "said"), SNAPSHOTS, ids=[said for _, said in SNAPSHOTS])
def test_a_snapshot_that_cannot_be_used_is_refused(write: Write, said: str, tmp_path: Path) -> None:
    write(tmp_path)
    refused(guiju("audit", tmp_path, *ON, "--out", tmp_path.parent / f"{tmp_path.name}-out"), said)
    refused(guiju("explain", "suspend", "L1", "--snapshot", tmp_path, *ON), said)


def test_a_snapshot_must_be_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "line.csv"
    file.write_bytes(b"id\nL1\n")
    refused(guiju("audit", tmp_path / "nowhere", *ON), f"{tmp_path / 'nowhere'}: [SN001] cannot be opened")
    refused(guiju("audit", file, *ON), f"{file}: [SN013]")
    refused(guiju("explain", "suspend", "L1", "--snapshot", file, *ON), "--snapshot")


def test_many_files_that_cannot_be_used_are_one_line_all_the_same(tmp_path: Path) -> None:
    for name in ("line", "holder", "reminder", "message", "consent"):
        (tmp_path / f"{name}.xlsx").write_bytes(b"PK")
    refused(guiju("audit", tmp_path, *ON), "[SN011]", "(and 2 more files)")


# ── books ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def book(tmp_path: Path) -> Path:
    small_book(tmp_path, FACT + rule("must line.good"))
    return tmp_path


DEEP = "(" * 100_000 + "line.good" + ")" * 100_000
BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
)
BOOKS = [
    ("rules/all.rules", rule("must line.godo"), "RB202"),
    ("rules/all.rules", rule("must line.opened_on > 3 CNY"), "RB3"),
    ("rules/all.rules", rule("must line.wait > 3 months"), "RB3"),
    ("rules/all.rules", 'fact line.a "甲":\n    line.b\nfact line.b "乙":\n    line.a\n', "RB212"),
    ("rules/all.rules", f'fact line.a "甲":\n    {DEEP}\n', "RB1"),
    ("rules/all.rules", f'fact line.a "甲":\n    {"not " * 100_000}line.good\n', "RB1"),
    ("rules/all.rules", 'rule a/rule "甲\n', "RB1"),
    ("rules/all.rules", "\udcff", "RB106"),
    ("parameters.yaml", PARAMETERS.replace("2019-12-31", "2020-06-30"), "RB406"),
    ("parameters.yaml", PARAMETERS.replace("10 days", "10 months"), "RB3"),
    ("parameters.yaml", PARAMETERS + PARAMETERS, "RB121"),
    ("parameters.yaml", "notice:\n\tzh: 通知期\n", "RB126"),
    ("parameters.yaml", "[" * 100_000, "RB104"),
    ("parameters.yaml", BOMB, "RB122"),
    ("parameters.yaml", "a: b\n---\nc: d\n", "RB125"),
    ("sources.yaml", SOURCES.replace("2010-01-01", "2010-02-30"), "RB137"),
    ("vocabulary.yaml", VOCABULARY.replace("kind: province", "kind: provinc", 1), "RB209"),
    ("vocabulary.yaml", "entities: &a {line: *a}\n", "RB122"),
]


@pytest.mark.parametrize(("file", "text", "code"), BOOKS, ids=[f"{code} {n}" for n, (_, _, code) in enumerate(BOOKS)])
def test_a_mistake_in_a_book_is_a_finding_of_check_and_stops_all_else(
    file: str, text: str, code: str, book: Path
) -> None:
    (book / file).write_bytes(text.encode("utf-8", "surrogateescape"))
    done = guiju("check", book, "--format", "json")
    assert (done.status, done.err) == (1, "")
    found = [each for each in done.data["diagnostics"] if each["code"].startswith(code)]
    assert found, done.data["diagnostics"]
    assert found[0]["file"] == file
    assert found[0]["line"] >= 1
    assert guiju("check", book).status == 1
    refused(guiju("test", book), "[RB", "guiju check")


def test_the_deepest_books_do_not_end_the_process(book: Path) -> None:
    """The C reader of YAML overflows its stack at 50,000 levels, and parsers recurse."""
    (book / "parameters.yaml").write_text("{a: " * 100_000, encoding="utf-8")
    (book / "rules" / "all.rules").write_text(f'fact line.a "甲":\n    {DEEP}\n', encoding="utf-8")
    done = process("check", book, "--format", "json")
    assert (done.returncode, done.stderr) == (1, b"")
    assert {"RB104"} <= {each["code"] for each in json.loads(done.stdout)["diagnostics"]}


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "line.csv").write_text("id\nL1\n", encoding="utf-8")
    (tmp_path / "file").write_bytes(b"")
    refused(guiju("audit", tmp_path, *ON, "--out", tmp_path / "file"), "--out")
    refused(guiju("audit", tmp_path, *ON, "--out", tmp_path / "file" / "below"), "below")
    refused(guiju("test", "--junit", tmp_path, "-k", "no such case"), "--junit")


def test_names_with_odd_characters_are_refused_and_drawn_safely(tmp_path: Path) -> None:
    """What a terminal would obey is not sent to it; a long name is no longer than its place."""
    for name in ("\x1b[2J", "a" * 10_000, "'; DROP TABLE line; --", "../../../etc/passwd", "\u202eabc"):
        for done in (guiju("show", name), guiju("explain", name), guiju("check", name), guiju("decide", name, *ON)):
            assert done.status == 2
            assert done.err.count("\n") == 1
            assert done.err[:-1].isprintable()
            assert len(done.err) < 1_100
            assert "internal error" not in done.err
