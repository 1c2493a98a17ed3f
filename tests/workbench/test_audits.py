"""`guiju audit`: the shape of its answer, its status, what it writes and leaves behind; the door of `guiju sample`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest

from interpreter.columns import session
from interpreter.evaluate import OUTCOMES
from tests.books import telecom
from tests.workbench.running import guiju, refused

ON = ("--on", "2016-07-20")
LINES = """id,activated_on,suspended_on,terminated_on,holder_id
L1,2014-05-01,2016-04-12,2016-07-11,H1
L2,2014-05-01,2016-04-12,2016-07-12,H1
L3,2014-05-01,,,
13800138000,2014-05-01,2016-04-12,,H1
L5,soon,,,H1
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """Terminated a day too early, in time, not at all; a telling key; a row that cannot be read."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    (folder / "line.csv").write_text(LINES, encoding="utf-8")
    reminders = "id,line_id,sent_on\n" + "".join(
        f"R{n},{key},2016-03-30\n" for n, key in enumerate(("L1", "L2", "13800138000"))
    )
    (folder / "reminder.csv").write_text(reminders, encoding="utf-8")
    (folder / "机主.csv").write_text("编号,类别\nH1,个人\n", encoding="utf-8")
    return folder


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_json_has_the_shape_of_the_contract(snapshot: Path, engine: str) -> None:
    done = guiju("audit", snapshot, *ON, "--format", "json", "--engine", engine)
    assert (done.status, done.err) == (0, "")
    assert set(done.data) == {"on", "book", "engine", "rows", "outcomes", "seconds", "receipt"}
    assert set(done.data["book"]) == {"name", "edition", "hash"}
    assert (done.data["on"], done.data["engine"]) == ("2016-07-20", engine)
    assert done.data["rows"] == {
        "line": {"read": 5, "judged": 4, "rejected": 1},
        "holder": {"read": 1, "judged": 1, "rejected": 0},
        "reminder": {"read": 3, "judged": 3, "rejected": 0},
    }
    book = telecom().book
    duties = {path for path, rule in book.rules.items() if rule.is_duty}
    recorded = {name for name, action in book.vocabulary.actions.items() if action.recorded_by}
    assert set(done.data["outcomes"]) == duties | recorded
    assert all(set(counts) == set(OUTCOMES) for counts in done.data["outcomes"].values())
    assert done.data["outcomes"]["terminate"] | {"not_applicable": 0} == dict.fromkeys(OUTCOMES, 0) | {
        "compliant": 1,
        "breach": 1,
    }


def test_the_outcomes_of_each_rule_add_up_to_the_judged_rows_of_its_subject(snapshot: Path) -> None:
    shown = guiju("audit", snapshot, *ON, "--format", "json").data
    book = telecom().book
    for name, counts in shown["outcomes"].items():
        subject = book.rules[name].subject if name in book.rules else book.vocabulary.actions[name].on
        assert sum(counts.values()) == shown["rows"].get(subject, {"judged": 0})["judged"], name


def test_out_holds_findings_rejects_and_the_run(snapshot: Path, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    done = guiju("audit", snapshot, *ON, "--out", out, "--format", "json")
    assert files(out) == {".remembered", "findings.parquet", "receipt.json", "rejects.parquet", "run.json"}
    assert json.loads((out / "run.json").read_text(encoding="utf-8")) == done.data
    assert done.data["out"] == str(out)
    findings = pq.read_table(out / "findings.parquet")
    assert findings.column_names == [
        "rule",
        "subject",
        "outcome",
        "due",
        "by",
        "missing",
        "edition",
        "standing",
        "highest",
        "until",
    ]
    rows = [row for row in findings.to_pylist() if row["rule"] == "terminate"]
    assert [(row["subject"], row["outcome"], row["by"]) for row in rows] == [("L1", "breach", ["grace/termination"])]
    assert {row["outcome"] for row in findings.to_pylist()}.isdisjoint({"compliant", "not_applicable"})
    rejects = pq.read_table(out / "rejects.parquet")
    assert rejects.column_names == ["entity", "file", "line", "code", "reason"]
    assert rejects.to_pylist() == [
        {
            "entity": "line",
            "file": "line.csv",
            "line": 6,
            "code": "SN301",
            "reason": "column “activated_on”: the value is not a date",
        }
    ]


def test_all_lists_every_outcome_of_every_rule(snapshot: Path, tmp_path: Path) -> None:
    done = guiju("audit", snapshot, *ON, "--out", tmp_path / "out", "--all", "--format", "json")
    findings = pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()
    assert len(findings) == sum(sum(counts.values()) for counts in done.data["outcomes"].values())


def test_what_is_written_and_said_has_no_telling_key(snapshot: Path, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        done = guiju("audit", snapshot, *ON, "--out", tmp_path / "out", "--all", "--lang", lang)
        written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
        assert b"13800138000" not in written + done.out.encode() + done.err.encode()
        subjects = pq.read_table(tmp_path / "out" / "findings.parquet").column("subject").to_pylist()
        assert "line.csv:5" in subjects


def test_a_rule_chooses_what_is_judged_in_either_language(snapshot: Path) -> None:
    for name in ("grace/second_reminder", "宽限/再次催告"):
        shown = guiju("audit", snapshot, *ON, "--rule", name, "--rule", "销号", "--format", "json").data
        assert list(shown["outcomes"]) == ["grace/second_reminder", "terminate"]
    refused(guiju("audit", snapshot, *ON, "--rule", "terminat"), "`terminat`", "perhaps `terminate`")
    refused(guiju("audit", snapshot, *ON, "--rule", "grace/closure"), "no duty or recorded action `grace/closure`")


def test_only_fail_on_breach_makes_a_breach_a_finding(snapshot: Path) -> None:
    assert guiju("audit", snapshot, *ON).status == 0
    assert guiju("audit", snapshot, *ON, "--fail-on", "breach").status == 1
    assert guiju("audit", snapshot, *ON, "--fail-on", "breach", "--rule", "release").status == 0
    assert guiju("audit", snapshot, "--on", "2016-07-10", "--fail-on", "breach", "--rule", "terminate").status == 0


def test_text_has_a_table_by_rule_one_by_table_and_the_rejects(snapshot: Path) -> None:
    out = guiju("audit", snapshot, *ON).out
    assert "grace/second_reminder" in out
    assert "line.csv:6 [SN301] column “activated_on”: the value is not a date" in out
    assert "2016-07-20 · cn-telecom" in out
    zh = guiju("audit", snapshot, *ON, "--lang", "zh").out
    assert "审计结果" in zh
    assert "号卡" in zh
    assert "line.csv:6 [SN301] “入网日”列的值不是" in zh


def test_a_stray_file_is_told_on_stderr_unless_quiet(snapshot: Path) -> None:
    (snapshot / "notes.xlsx").write_bytes(b"")
    done = guiju("audit", snapshot, *ON, "--format", "json")
    assert done.err == "not a table of the vocabulary, ignored: notes.xlsx\n"
    assert done.data["rows"]["line"]["read"] == 5
    assert guiju("audit", snapshot, *ON, "--format", "json", "-q").err == ""


def test_a_snapshot_is_asked_about_on_a_day(snapshot: Path) -> None:
    refused(guiju("audit", snapshot, "--on", "2016-07-20T10:00"), "on a day")
    refused(guiju("audit", snapshot), "--on")


def test_a_place_that_cannot_be_written_is_found_out_before_the_work(snapshot: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    refused(guiju("audit", snapshot, *ON, "--out", file), "file")
    refused(guiju("audit", snapshot, *ON, "--out", file / "below"), "below")
    assert files(tmp_path) == {"snapshot", "file"}


def test_nothing_is_left_in_the_snapshot_or_beside_the_findings(snapshot: Path, tmp_path: Path) -> None:
    before = files(snapshot)
    for _ in range(2):
        guiju("audit", snapshot, *ON, "--out", tmp_path / "out")
    assert files(snapshot) == before
    assert files(tmp_path / "out") == {".remembered", "findings.parquet", "receipt.json", "rejects.parquet", "run.json"}


def test_another_book_judges_its_own_vocabulary(tmp_path: Path) -> None:
    from tests.books import FACT, rule, small_book

    small_book(tmp_path, FACT + rule("must line.good"))
    folder = tmp_path / "snapshot"
    folder.mkdir()
    (folder / "line.jsonl").write_text(
        '{"id": "L1", "good": true}\n{"id": "L2", "good": false}\n{"id": "L3"}\n', encoding="utf-8"
    )
    shown = guiju(
        "audit", folder, "--book", tmp_path, "--on", "2018-01-01", "--rule", "a/rule", "--format", "json"
    ).data
    assert {name: n for name, n in shown["outcomes"]["a/rule"].items() if n} == {
        "compliant": 1,
        "breach": 1,
        "undetermined": 1,
    }


# ── sample ──


def test_a_sample_is_made_of_tables_and_tells_so_on_stderr(tmp_path: Path) -> None:
    done = guiju("sample", tmp_path / "s", "--lines", "20", "--format", "csv", "--lang", "zh")
    assert (done.status, done.out) == (0, "")
    assert "已生成" in done.err
    assert "line.csv" in files(tmp_path / "s")
    assert guiju("sample", tmp_path / "q", "--lines", "20", "-q").err == ""
    assert guiju("audit", tmp_path / "s", "--on", "2026-11-20", "--format", "json").data["rows"]["line"]["read"] == 20


def test_a_sample_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    refused(guiju("sample", tmp_path / "s", "--lines", "0"), "--lines")
    refused(guiju("sample", tmp_path / "s"), "--lines")
    refused(guiju("sample", tmp_path / "s", "--lines", "many"), "--lines")
    refused(guiju("sample", tmp_path / "s", "--lines", "5", "--format", "json"), "parquet")


def test_what_spark_lacks_on_this_machine_is_told(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Java there is a line of words in the language asked for and the status of work that cannot be done."""
    monkeypatch.setattr(session, "_java", lambda: None)
    monkeypatch.setitem(sys.modules, "pyspark", ModuleType("pyspark"))
    said = refused(guiju("audit", snapshot, *ON, "--engine", "spark", "--lang", "en"))
    assert "Java 17 or newer" in said
    monkeypatch.setattr(session, "_java", lambda: 11)
    assert "Java 11 太旧" in refused(guiju("audit", snapshot, *ON, "--engine", "spark", "--lang", "zh"))
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert "pip install 'guiju[spark]'" in refused(guiju("audit", snapshot, *ON, "--engine", "spark", "--lang", "en"))


def test_only_the_embedded_engine_takes_a_run_up_again(snapshot: Path, tmp_path: Path) -> None:
    said = refused(
        guiju("audit", snapshot, *ON, "--engine", "reference", "--resume", "--out", tmp_path / "out", "--lang", "en")
    )
    assert "--engine duckdb" in said
