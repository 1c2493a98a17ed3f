"""What a receipt speaks of is computed again: equal by every engine, or told what is another one."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from interpreter.ask import Interpreter
from interpreter.receipts import replay
from interpreter.receipts.form import Receipt, read
from tests.books import FACT, rule, small_book, telecom
from tests.interpreter.receipts.issued import FACTS, KEY, ON, OTHER, PHONE, audited, book, decided, forged, snapshot

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from tests.server import Server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("replay") / "s")


@pytest.fixture(scope="module")
def receipt(folder: Path) -> Receipt:
    return audited(folder, everything=True)


def matters(done: replay.Replay) -> list[tuple[str, str]]:
    return [(each.matter, each.what) for each in (*done.others, *done.answers, *done.differing)]


# ── audits ──


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
@pytest.mark.parametrize(
    "options", [{}, {"everything": True}, {"only": ["terminate", "grace/second_reminder"]}], ids=str
)
def test_an_audit_comes_out_equal_by_either_engine_whichever_made_it(
    folder: Path, engine: Any, options: dict[str, Any]
) -> None:
    for maker in ("duckdb", "reference"):
        receipt = audited(folder, engine=maker, **options)
        done = replay.of_audit(read(receipt.bytes()), book(), folder, engine)
        assert done.is_equal
        assert matters(done) == ([] if engine == maker else [("engine", "")])
        assert replay.of_audit(receipt, book(), folder).is_equal


def test_an_audit_comes_out_equal_by_spark(spark: SparkSession, folder: Path) -> None:
    """Of an act and a duty: to plan all rules takes Spark half a minute."""
    receipt = audited(folder, only=["terminate", "complaints/answer"])
    done = replay.of_audit(receipt, book(), folder, "spark")
    assert done.is_equal
    assert matters(done) == [("engine", "")]


def test_it_says_which_part_is_another_is_missing_or_new(folder: Path, receipt: Receipt, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    with (other / "line.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    (other / "reminder" / "1.csv").unlink()
    (other / "reminder" / "2.csv").write_text("id,line_id,sent_on\n", encoding="utf-8")
    done = replay.of_audit(receipt, book(), other)
    assert not done.is_equal
    assert matters(done) == [("part", "line.csv"), ("part", "reminder/1.csv"), ("part", "reminder/2.csv")]
    assert [bool(each.named) for each in done.others] == [True, True, False]
    assert [bool(each.found) for each in done.others] == [True, False, True]


def test_another_book_is_not_asked(folder: Path, receipt: Receipt) -> None:
    assert matters(replay.of_audit(receipt, Interpreter.load("cn-guangdong"), folder)) == [
        ("book", "name"),
        ("book", "hash"),
    ]
    named = Interpreter(replace(telecom().book, edition="2027.01"), telecom().sources)
    assert matters(replay.of_audit(receipt, named, folder)) == [("book", "edition")]


def test_another_calendar_and_another_version_are_told_of_and_computed_with(folder: Path, receipt: Receipt) -> None:
    calendar = {**receipt.data["calendar"], "sha256": "0" * 64}
    engine = {"name": "duckdb", "version": "1.5.5"}
    other = read(forged(receipt, calendar=calendar, engine=engine, guiju="0.0.9"))
    done = replay.of_audit(other, book(), folder)
    assert done.is_equal
    assert matters(done) == [("calendar", ""), ("engine", ""), ("guiju", "")]


def test_a_forged_answer_comes_out_otherwise(folder: Path, receipt: Receipt) -> None:
    """The hash of the receipt is right; what it claims is not what is computed."""
    answer = receipt.data["answer"]
    counts = {**answer["outcomes"], "terminate": {**answer["outcomes"]["terminate"], "breach": 0}}
    gone = {name: each for name, each in counts.items() if name != "suspend"}
    for changed, what in (
        ({"outcomes": counts}, [("answer", "outcomes.terminate.breach")]),
        ({"outcomes": gone}, [("answer", "outcomes.terminate.breach"), ("answer", "outcomes.suspend")]),
        ({"findings": {**answer["findings"], "sha256": "0" * 64}}, [("answer", "findings.sha256")]),
        ({"rejects": {**answer["rejects"], "count": 0}}, [("answer", "rejects.count")]),
    ):
        done = replay.of_audit(read(forged(receipt, answer={**answer, **changed})), book(), folder)
        assert not done.is_equal
        assert sorted(matters(done)) == sorted(what)


def test_a_rule_that_the_book_does_not_judge_is_told(folder: Path, receipt: Receipt) -> None:
    asked = {**receipt.data["asked"], "rules": ["no/such"]}
    assert not replay.of_audit(read(forged(receipt, asked=asked)), book(), folder).is_equal


def test_files_that_lie_beside_the_receipt_are_looked_at(folder: Path, tmp_path: Path) -> None:
    receipt = audited(folder, out=tmp_path / "out")
    assert replay.of_audit(receipt, book(), folder, beside=tmp_path / "out").is_equal
    assert replay.of_audit(receipt, book(), folder, beside=tmp_path).is_equal
    file = tmp_path / "out" / "findings.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"2")
    assert matters(replay.of_audit(receipt, book(), folder, beside=tmp_path / "out")) == [("file", "findings.parquet")]


def test_a_receipt_leads_to_no_file_elsewhere(folder: Path, tmp_path: Path) -> None:
    receipt = audited(folder, out=tmp_path / "out")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    named = {"sha256": "0" * 64, "size": 6}
    for name in ("../secret", str(tmp_path / "secret"), "a/../../secret"):
        strange = {**receipt.data["answer"], "files": {name: named}}
        assert replay.of_audit(read(forged(receipt, answer=strange)), book(), folder, beside=tmp_path / "out").is_equal


def test_an_audit_of_a_live_database_comes_out_equal_while_its_rows_are_the_same(postgres: Server) -> None:
    """Another row is another part: its tables are hashed as they were fetched."""
    postgres.run(
        "CREATE SCHEMA receipts", "CREATE TABLE receipts.line (id text PRIMARY KEY, activated_on date)",
        "INSERT INTO receipts.line VALUES ('L1', '2014-05-01'), ('13800138000', NULL)",
    )  # fmt: skip
    try:
        address = postgres.address(options="&options=-csearch_path%3Dreceipts")
        receipt = book().audit(address, date(2016, 7, 20)).receipt
        assert receipt is not None
        assert PHONE.encode() not in receipt.bytes()
        for engine in ("duckdb", "reference"):
            assert replay.of_audit(read(receipt.bytes()), book(), address, engine).is_equal
        postgres.run("UPDATE receipts.line SET activated_on = '2014-05-02' WHERE id = 'L1'")
        done = replay.of_audit(receipt, book(), address)
        assert matters(done) == [("part", "line.parquet")]
    finally:
        postgres.run("DROP SCHEMA receipts CASCADE")


def test_a_run_that_went_by_the_day_before_has_the_receipt_of_a_full_one(folder: Path, tmp_path: Path) -> None:
    audited(folder, out=tmp_path / "first")
    again = audited(folder, out=tmp_path / "again", since=tmp_path / "first")
    assert again == audited(folder, out=tmp_path / "whole")


def test_what_the_reference_judged_for_the_engine_comes_out_equal(tmp_path: Path) -> None:
    """A value that the embedded engine cannot hold is judged by the reference, which the receipt then names."""
    (tmp_path / "book").mkdir()
    small = Interpreter(small_book(tmp_path / "book", FACT + rule("must line.size > 3")), {})
    (tmp_path / "line.csv").write_text("id,size\nL1,99999999999999999999999\nL2,2\n", encoding="utf-8")
    found = small.audit(tmp_path, date(2018, 1, 1)).receipt
    assert found is not None
    assert found.data["engine"]["name"] == "reference"
    assert replay.of_audit(found, small, tmp_path).is_equal
    assert replay.of_audit(found, small, tmp_path, "duckdb").is_equal


# ── decisions ──


@pytest.mark.parametrize("engine", [None, "reference", "compiled"])
@pytest.mark.parametrize("on", [ON, date(2016, 7, 12), datetime.fromisoformat("2016-07-11T23:30:00+00:00")], ids=str)
def test_a_decision_comes_out_equal_by_either_meaning(engine: str | None, on: date) -> None:
    receipt = read(decided(on=on).bytes())
    assert replay.of_decision(receipt, book(), FACTS, KEY, engine).is_equal


def test_a_compiled_decision_has_a_receipt_too() -> None:
    answer = book().decision("terminate", ON)(FACTS)
    assert answer.name == "denied"
    assert answer.earliest == date(2016, 7, 12)  # asked before: the facts have been read by then
    receipt = book().complete(answer).receipt(KEY)
    assert receipt.data["engine"]["name"] == "compiled"
    assert receipt.data["answer"] == decided().data["answer"]
    assert replay.of_decision(receipt, book(), FACTS, KEY, "reference").is_equal


def test_other_facts_or_another_key_are_told_and_nothing_is_decided() -> None:
    other = {"line": {**FACTS["line"], "msisdn": PHONE[:-1] + "1"}}
    assert matters(replay.of_decision(decided(), book(), other, KEY)) == [("facts", "")]
    assert matters(replay.of_decision(decided(), book(), FACTS, OTHER)) == [("key", "")]


def test_a_forged_verdict_comes_out_otherwise() -> None:
    forgery = read(
        forged(decided(), answer={**decided().data["answer"], "verdict": "permitted", "earliest": "2016-07-01"})
    )
    done = replay.of_decision(forgery, book(), FACTS, KEY)
    assert matters(done) == [("answer", "earliest"), ("answer", "verdict")]


def test_a_verdict_on_rows_of_a_snapshot_has_no_receipt(folder: Path) -> None:
    case = book().find(folder, "line", "L1")
    action = book().action("terminate")
    assert case is not None
    assert action is not None
    with pytest.raises(ValueError, match="no receipt"):
        book().verdict(action, case, ON).receipt(KEY)
