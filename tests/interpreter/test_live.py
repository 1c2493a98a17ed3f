"""A live PostgreSQL is audited as its tables in files would be; nothing of it stays, and no password is ever told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dsl import core
from interpreter.ask import Interpreter
from interpreter.audit import audit
from interpreter.columns import on_duckdb
from interpreter.live import Unread, fetched, is_live, shown
from interpreter.parts import FOLDER, OtherRun
from interpreter.run import Run
from tests.books import FACT, rule, small_book
from tests.server import PASSWORD, Server
from tests.workbench.running import guiju, refused

ON = date(2018, 1, 1)
NORMS = {
    "good": "line.good",
    "small": "line.owed <= 12.35 CNY",
    "calls": "some call in line.calls satisfies call.fee > 1 CNY",
}
RULES = FACT + "".join(rule(f"must {norm}", path=f"a/{name}") for name, norm in NORMS.items())
LINES = """id,good,owed,size,asked_at,opened_on,province
L10,yes,12.345,3,2017-05-01T08:30:00+08:00,2016-02-29,guangdong
L9,no,0.10,,,,
L8,,12.350,7,,2015-01-01,北京
13800138000,no,99999999999999.99,1,2017-12-31T23:59:59+08:00,2017-12-31,
L7,yes,1,2,,,nowhere
"""
CALLS = "id,line_id,fee\nC1,L10,1.50\nC2,L9,\nC3,nobody,2\n"
TABLES = (
    "CREATE TABLE own.line (id text PRIMARY KEY, good boolean, owed numeric, size smallint, asked_at timestamptz,"
    " opened_on date, province varchar(20))",
    'CREATE TABLE own."通话" ("编号" text, line_id char(6), fee numeric(10, 2))',
    "CREATE TABLE own.notes (id int)",
)


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The tables, in a schema of their own; the address leads there."""
    postgres.run("CREATE SCHEMA own", *TABLES)
    postgres.run(*_inserts("own.line", LINES), *_inserts('own."通话"', CALLS))
    yield postgres.address(options="&options=-csearch_path%3Down")
    postgres.run("DROP SCHEMA own CASCADE")


def _inserts(table: str, text: str) -> Iterator[str]:
    for row in list(csv.reader(io.StringIO(text)))[1:]:
        yield f"INSERT INTO {table} VALUES ({', '.join(repr(cell) if cell else 'NULL' for cell in row)})"


@pytest.fixture
def book(tmp_path: Path) -> core.Book:
    (tmp_path / "book").mkdir()
    return small_book(tmp_path / "book", RULES)


def files(folder: Path) -> Path:
    """The same rows as CSV, in the order of their keys."""
    folder.mkdir()
    for name, text in (("line", LINES), ("通话", CALLS.replace("id,line_id", "编号,line_id"))):
        head, *rows = text.splitlines()
        (folder / f"{name}.csv").write_text("\n".join([head, *sorted(rows)]) + "\n", encoding="utf-8")
    return folder


def told(run: Run) -> tuple[object, ...]:
    rejects = [(each.entity, each.code) for each in run.rejected]
    return run.rows, run.outcomes, run.findings.drop_columns("subject").to_pylist(), rejects


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_it_is_judged_as_its_tables_in_files_are(database: str, book: core.Book, tmp_path: Path, engine: str) -> None:
    asked = {"everything": True, "engine": engine}
    live = audit(book, database, ON, **asked)  # type: ignore[arg-type]  # options by their names
    kept = audit(book, files(tmp_path / "files"), ON, **asked)  # type: ignore[arg-type]
    assert live.engine == engine
    assert told(live) == told(kept)
    assert live.strays == ["notes"]
    subjects = live.findings.column("subject").to_pylist()
    assert {"line.parquet:1", "L10"} <= set(subjects)  # the first in order is a telephone number
    assert live.rows["line"] == {"read": 5, "judged": 4, "rejected": 1}


def test_nothing_of_it_stays(database: str, book: core.Book, tmp_path: Path) -> None:
    with fetched(database, book.vocabulary, tmp_path / "book") as live:
        assert {path.name for path in live.folder.iterdir()} == {"line.parquet", "通话.parquet"}
        assert live.folder.parent.parent.stat().st_mode & 0o777 == 0o700
        first = live.identity()
    assert not list((tmp_path / "book").glob("guiju-run-*"))
    with fetched(database, book.vocabulary, tmp_path / "book") as live:
        assert live.identity() == first


def test_the_order_is_that_of_the_keys_and_of_the_rows_where_keys_are_there_twice(
    postgres: Server, database: str, book: core.Book, tmp_path: Path
) -> None:
    postgres.run("INSERT INTO own.\"通话\" VALUES ('C1', 'L9', 7), ('C0', 'L9', 7), ('C1', 'L10', 1)")
    run = audit(book, database, ON)
    assert [(each.file, each.line, each.code) for each in run.rejected if each.code == "SN303"] == [
        ("通话.parquet", 3, "SN303"), ("通话.parquet", 4, "SN303"),
    ]  # fmt: skip


def test_what_is_no_day_or_number_is_rejected_and_not_misread(postgres: Server, database: str, book: core.Book) -> None:
    """The driver gives infinity as a day millions of years ago."""
    postgres.run(
        "INSERT INTO own.line (id, opened_on) VALUES ('X1', 'infinity'), ('X2', '-infinity'), ('X3', '0044-03-15 BC')",
        "INSERT INTO own.line (id, asked_at) VALUES ('X4', 'infinity'), ('X5', '-infinity')",
        "INSERT INTO own.line (id, owed) VALUES ('X6', 'NaN')",
    )
    for engine in ("duckdb", "reference"):
        run = audit(book, database, ON, engine=engine)
        assert run.rows["line"] == {"read": 11, "judged": 4, "rejected": 7}


def test_large_tables_are_read_by_columns_and_mean_the_same(postgres: Server, database: str, book: core.Book) -> None:
    postgres.run(
        "INSERT INTO own.line (id, good, owed, size, asked_at, opened_on) SELECT 'N' || n, n % 3 = 0, n / 100.0, n % 7,"
        " timestamptz '2017-01-01 00:00+08' + n * interval '1 hour', CASE n % 500 WHEN 1 THEN 'infinity'"
        " ELSE date '2016-01-01' + n % 700 END FROM generate_series(1, 5000) AS s(n)"
    )
    runs = [audit(book, database, ON, everything=True, engine=engine) for engine in ("duckdb", "reference")]
    assert runs[0].findings == runs[1].findings
    assert runs[0].rejects == runs[1].rejects
    assert runs[0].rows["line"] == {"read": 5005, "judged": 4994, "rejected": 11}


def test_a_run_is_taken_up_with_the_same_data_only(
    postgres: Server, database: str, book: core.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_duckdb, "PAUSE", 0.0)  # a part for each question

    def fail(stage: str, done: int, _: int) -> None:
        if stage == "judging" and done:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        audit(book, database, ON, out=out, progress=fail)
    assert list((out / FOLDER).glob("part-*.arrow"))
    seen: list[str] = []
    audit(book, database, ON, out=out, resume=True, progress=lambda stage, _, __: seen.append(stage))
    assert "resuming" in seen
    with pytest.raises(KeyboardInterrupt):
        audit(book, database, ON, out=out, progress=fail)
    postgres.run("UPDATE own.line SET good = true WHERE id = 'L9'")
    with pytest.raises(OtherRun):
        audit(book, database, ON, out=out, resume=True)


# ── what is told of an address ──


def test_an_address_is_told_without_what_is_secret() -> None:
    assert is_live("postgresql://h/d")
    assert is_live("postgres://h/d")
    assert not is_live("postgresql")
    assert not is_live(Path("postgresql://h/d"))
    assert shown("postgresql://u:secret@host:5433/base?password=secret") == "postgresql://host:5433/base"
    assert shown("postgresql://u:sec@ret@host/base") == "postgresql://host/base"
    assert shown("postgresql://u:secret@[::1]:5433/base") == "postgresql://[::1]:5433/base"
    assert shown("postgresql:///base?host=/run/socket") == "postgresql:///base"
    for unclear in (
        "u:secret@host:port/base",
        "u:12/secret@host/base",
        "u:12?secret@host/base",
        "u:12#secret@host/base",
    ):
        assert shown(f"postgresql://{unclear}") == "postgresql://…"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_password_reaches_what_is_said_or_written(
    postgres: Server, database: str, book: core.Book, tmp_path: Path, lang: str
) -> None:
    asked = ("--book", tmp_path / "book", "--on", "2018-01-01", "--lang", lang, "--out", tmp_path / "out")
    done = guiju("audit", database, *asked)
    assert done.status == 0, done.err
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    elsewhere = database.replace("%3Down", "%3Delsewhere")
    addresses = {
        postgres.address(password="wr0ng-secret"): ("the user or the password is wrong", "用户名或密码不对"),
        postgres.address("nowhere"): ("there is no such database", "没有这个数据库"),
        elsewhere: ("has no table of the vocabulary", "没有词汇表所说的表"),
        "postgresql://u:half@wr0ng-secret@nowhere.invalid/d": ("there is no such host", "找不到主机"),
        "postgresql://u:wr0ng-secret@localhost:1/d": ("refused", "被拒绝"),
        "postgresql://u:wr0ng-secret%zz@localhost/d": ("the address is not right", "地址有误"),
    }  # fmt: skip
    said = done.out + done.err
    for address, words in addresses.items():
        said += refused(guiju("audit", address, *asked), words[lang == "zh"])
    for secret in (PASSWORD, "p%40ss", "wr0ng-secret", "half@"):
        assert secret not in said
        assert secret.encode() not in written


def test_a_table_that_may_not_be_read_is_named(postgres: Server, database: str, book: core.Book) -> None:
    postgres.run("CREATE ROLE guest LOGIN PASSWORD 'guest'", "GRANT USAGE ON SCHEMA own TO guest")
    address = database.replace(database[len("postgresql://") : database.index("@")], "guest:guest")
    try:
        with pytest.raises(Unread, match="reading line is not permitted"):
            audit(book, address, ON)
    finally:
        postgres.run("REVOKE USAGE ON SCHEMA own FROM guest", "DROP ROLE guest")


def test_what_the_server_says_of_a_value_is_not_told(postgres: Server, database: str, book: core.Book) -> None:
    """A view that fails on its second row, and one that fails before its first."""
    postgres.run("CREATE VIEW own.holder AS SELECT CAST(id AS bigint)::text AS id FROM own.line ORDER BY id")
    with pytest.raises(Unread) as told:
        audit(book, database, ON)
    assert str(told.value).endswith(": reading holder failed")
    assert "L7" not in told.value.words.zh
    postgres.run("CREATE OR REPLACE VIEW own.holder AS SELECT pg_read_file('/nowhere/13800138000') AS id")
    with pytest.raises(Unread, match="reading holder failed") as told:
        audit(book, database, ON)
    assert "13800138000" not in str(told.value)


def test_without_the_driver_that_is_said(tmp_path: Path, book: core.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "adbc_driver_postgresql", None)
    asked = ("--book", tmp_path / "book", "--on", "2018-01-01")
    refused(guiju("audit", "postgresql://u:secret@h/d", *asked), "pip install 'guiju[postgres]'")
    refused(guiju("audit", "postgresql://h/d", *asked, "--engine", "spark"), "--engine spark reads files")
    with pytest.raises(Unread):
        Interpreter.load(tmp_path / "book").audit("postgresql://h/d", ON)
