"""`guiju audit --since`: what a run says that goes by one of before, when it does not, what is kept for the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from interpreter.daily.remembered import FILE
from tests.workbench.running import Done, guiju, refused

RULES = ("--rule", "terminate", "--rule", "grace/second_reminder")
LINES = """id,activated_on,suspended_on,terminated_on,holder_id
L1,2014-05-01,2016-04-12,2016-07-11,H1
L2,2014-05-01,2016-04-12,2016-07-12,H1
L3,2014-05-01,,,
13800138000,2014-05-01,2016-04-12,2016-05-01,H1
L5,soon,,,H1
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """Terminated too early, in time, not at all; a telling key with a breach; a row that cannot be read."""
    return write(tmp_path / "snapshot", LINES)


def write(folder: Path, lines: str) -> Path:
    folder.mkdir()
    (folder / "line.csv").write_text(lines, encoding="utf-8")
    reminders = "id,line_id,sent_on\n" + "".join(
        f"R{n},{key},2016-03-30\n" for n, key in enumerate(("L1", "L2", "13800138000"))
    )
    (folder / "reminder.csv").write_text(reminders, encoding="utf-8")
    (folder / "机主.csv").write_text("编号,类别\nH1,个人\n", encoding="utf-8")
    return folder


def audit(snapshot: Path, on: str, out: Path, *more: str | Path) -> Done:
    done = guiju("audit", snapshot, "--on", on, "--out", out, "--format", "json", *(more or RULES))
    assert done.status == 0, done.err
    return done


def told(out: Path) -> tuple[bytes, bytes, object]:
    """All that a run says, but how long it took and where it is."""
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    said = {key: value for key, value in run.items() if key not in ("seconds", "out")}
    return (out / "findings.parquet").read_bytes(), (out / "rejects.parquet").read_bytes(), said


def test_the_next_day_goes_by_the_day_before(snapshot: Path, tmp_path: Path) -> None:
    """A line more at the top moves all the others; one has changed; the place of the telling key is another one."""
    audit(snapshot, "2016-07-20", tmp_path / "first")
    changed = LINES.replace("L2,2014-05-01,2016-04-12,2016-07-12", "L2,2014-05-01,2016-04-12,2016-07-02")
    later = write(tmp_path / "later", changed.replace("L1,", "L0,2014-05-01,2016-04-12,2016-07-01,\nL1,"))
    audit(later, "2016-07-21", tmp_path / "full")
    done = audit(later, "2016-07-21", tmp_path / "since", *RULES, "--since", tmp_path / "first")
    assert done.err == ""
    assert told(tmp_path / "since") == told(tmp_path / "full")
    found = pq.read_table(tmp_path / "since" / "findings.parquet").to_pylist()
    subjects = [row["subject"] for row in found if row["rule"] == "terminate" and row["outcome"] == "breach"]
    assert subjects == ["L0", "L1", "L2", "line.csv:6"]


def test_a_run_may_go_by_what_is_in_its_own_folder(snapshot: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    audit(snapshot, "2016-07-20", out)
    audit(snapshot, "2016-07-21", tmp_path / "full")
    for _ in range(2):
        audit(snapshot, "2016-07-21", out, *RULES, "--since", out)
        assert told(out) == told(tmp_path / "full")


@pytest.mark.parametrize(
    ("lang", "said", "then"),
    [("en", "asked about other rules", "everything was judged"), ("zh", "问的是另一些规则", "已全部重新审计")],
)
def test_other_rules_are_told_of_and_all_is_judged(
    snapshot: Path, tmp_path: Path, lang: str, said: str, then: str
) -> None:
    audit(snapshot, "2016-07-20", tmp_path / "first")
    other = ("--rule", "terminate", "--lang", lang)
    audit(snapshot, "2016-07-20", tmp_path / "full", *other)
    done = audit(snapshot, "2016-07-20", tmp_path / "since", *other, "--since", tmp_path / "first")
    assert said in done.err
    assert then in done.err
    assert told(tmp_path / "since") == told(tmp_path / "full")


def test_what_cannot_be_gone_by_is_told_of(snapshot: Path, tmp_path: Path) -> None:
    """Nothing kept, damaged, other findings, another rulebook, another table, a later day."""
    first = tmp_path / "first"

    def said(on: str = "2016-07-20", *more: str | Path) -> str:
        return audit(snapshot, on, tmp_path / "since", *RULES, "--since", first, *more).err

    audit(snapshot, "2016-07-20", first, *RULES, "--engine", "reference")
    assert "holds no run" in said()
    audit(snapshot, "2016-07-20", first)
    audit(snapshot, "2016-07-20", first, *RULES, "--forget")
    assert not (first / FILE).exists()
    audit(snapshot, "2016-07-20", first)
    assert said() == ""
    assert "on a later day" in said("2016-07-19")
    assert "other rules" in said("2016-07-20", "--all")
    assert "another rulebook" in said("2016-07-20", "--book", "cn-henan")
    (snapshot / "bill.csv").write_text("id\n", encoding="utf-8")
    assert "other tables" in said()
    (snapshot / "bill.csv").unlink()
    for file in (first / FILE / "said.json", first / FILE / "rows-0.parquet"):
        kept = file.read_bytes()
        file.write_bytes(kept[: len(kept) // 2])
        assert "holds no run" in said()
        file.unlink()
        assert "holds no run" in said()
        file.write_bytes(b"[]")
        assert "holds no run" in said()
        file.write_bytes(kept)
    assert said() == ""
    (first / "findings.parquet").write_bytes(b"PAR1")
    assert "is not what that run wrote" in said()


def test_what_it_cannot_be_asked_with_is_refused(snapshot: Path, tmp_path: Path) -> None:
    asked = ("audit", snapshot, "--on", "2016-07-20", "--since", tmp_path)
    refused(guiju(*asked), "--since", "--out")
    refused(guiju(*asked, "--out", tmp_path / "out", "--resume"), "--resume")
    refused(guiju(*asked, "--out", tmp_path / "out", "--forget"), "--forget")
    refused(guiju(*asked, "--out", tmp_path / "out", "--engine", "reference"), "--engine duckdb")
    refused(guiju(*asked[:-1], tmp_path / "none", "--out", tmp_path / "out"), "there is no folder")
    refused(guiju(*asked[:-1], tmp_path / "none", "--out", tmp_path / "out", "--lang", "zh"), "没有名为")


def test_what_is_kept_tells_no_key_and_differs_from_run_to_run(snapshot: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        audit(snapshot, "2016-07-20", tmp_path / name)
    one, two = (tmp_path / name / FILE for name in ("one", "two"))
    assert not any(b"13800138000" in file.read_bytes() for file in one.iterdir())
    hashes = [
        {
            cell
            for file in sorted(folder.glob("rows-*"))
            for row in pq.read_table(file).to_pylist()
            for cell in hashes_in(row)
        }
        for folder in (one, two)
    ]
    assert len(hashes[0]) > 10
    assert hashes[0].isdisjoint(hashes[1])
    assert json.loads((one / "said.json").read_text(encoding="utf-8"))["on"] == "2016-07-20"


def hashes_in(row: Mapping[str, object]) -> list[object]:
    """What was hashed of a row and of what ties it to others."""
    return [cell for name, cell in row.items() if name[0] in "gh" and cell is not None]
