"""What a run that goes by another one looks at again: of large files little is staged, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from interpreter.audit import audit
from interpreter.columns import loaded
from interpreter.columns.staging import Staged
from interpreter.daily.again import Again, Few
from interpreter.daily.remembered import FILE
from interpreter.run import Run
from tests.agree.test_since import assert_same
from tests.books import telecom

Table = Sequence[Mapping[str, object]]
ON = date(2026, 11, 20)
RULES = ("arrears/late_fee", "cards/stock")
"""By what is owed on a line; by the lines of its holder."""
LINES: Table = [
    {"id": f"L{n}", "holder_id": f"H{n // 3}", "carrier": "mobile", "activated_on": "2014-05-01",
     "suspended_on": "2016-04-12", "terminated_on": "2016-08-01" if n == 11 else None, "amount_owed": "0.5"}
    for n in range(12)
]  # fmt: skip
HOLDERS: Table = [{"id": f"H{n}", "kind": "individual", "born_on": "1980-01-01"} for n in range(4)]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, int]]:
    """How many subjects were judged again, each time that rows were staged; tables count as large ones."""
    monkeypatch.setattr(loaded, "FEW", 0)
    seen: list[Mapping[str, int]] = []
    few, holds = Again.few, Again.holds

    def noted(again: Again, staged: Staged) -> Few:
        found = few(again, staged)
        seen.append(found.judged)
        return found

    def failing(again: Again, sheets: Mapping[str, object]) -> bool:
        if not holds(again, sheets):  # type: ignore[arg-type]  # what it was given
            seen.append({})
            return False
        return True

    monkeypatch.setattr(Again, "few", noted)
    monkeypatch.setattr(Again, "holds", failing)
    return seen


def write(folder: Path, lines: Table, holders: Table = HOLDERS) -> Path:
    folder.mkdir()
    for name, rows in (("line", lines), ("holder", holders)):
        pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), folder / f"{name}.parquet")
    return folder


def with_(rows: Table, number: int, **cells: object) -> Table:
    """The rows, with other cells in one of them."""
    return [{**row, **cells} if n == number else row for n, row in enumerate(rows)]


def both(tmp_path: Path, lines: Table, holders: Table = HOLDERS, first: tuple[Table, Table] = (LINES, HOLDERS)) -> Run:
    """The day after, by the day before and in full; all that they say is the same."""
    book = telecom().book
    audit(book, write(tmp_path / "0", *first), ON, only=RULES, out=tmp_path / "before")
    later = write(tmp_path / "1", lines, holders)
    full = audit(book, later, ON, only=RULES, out=tmp_path / "full")
    since = audit(book, later, ON, only=RULES, out=tmp_path / "since", since=tmp_path / "before")
    assert_same(full, since, tmp_path)
    return since


def test_nothing_is_judged_where_nothing_changed(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    both(tmp_path, LINES)
    assert judged == [{"line": 0, "holder": 0}]


def test_rows_in_another_order_are_the_same_rows(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    both(tmp_path, LINES[::-1], HOLDERS[::-1])
    assert judged == [{"line": 0, "holder": 0}]


def test_what_others_do_not_see_concerns_one_subject(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    both(tmp_path, with_(LINES, 4, amount_owed="0.75"))
    assert judged == [{"line": 1, "holder": 0}]


def test_what_others_see_concerns_all_who_reach_it(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    """A line is counted among those of its holder."""
    both(tmp_path, with_(LINES, 4, terminated_on="2016-05-01"))
    assert judged == [{"line": 3, "holder": 0}]


def test_a_row_that_is_rejected_now_is_seen_no_more(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    """Its number alone has changed, which others do not see; but it is not counted any more."""
    run = both(tmp_path, with_(LINES, 4, amount_owed="much"))
    assert [reject.code for reject in run.rejected] == ["SN301"]
    assert judged == [{}, {"line": 2, "holder": 0}]


def test_what_was_rejected_and_is_again_concerns_nobody(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    """A holder that cannot be read, of which three lines are; one line twice, and one that refers to nothing."""
    holders = with_(HOLDERS, 1, kind="somebody")
    lines = [*LINES, LINES[0], {**LINES[0], "id": "L20", "holder_id": "H9"}]
    run = both(tmp_path, lines, holders, first=(lines, holders))
    assert sorted(reject.code for reject in run.rejected) == ["SN301", "SN303", "SN304"]
    assert judged == [{"line": 1, "holder": 0}]


def test_what_was_rejected_and_is_not_any_more_is_seen(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    lines = [*LINES, {**LINES[4], "id": "L20", "holder_id": "H4"}]
    both(tmp_path, lines, [*HOLDERS, {**HOLDERS[0], "id": "H4"}], first=(lines, HOLDERS))
    assert judged == [{}, {"line": 1, "holder": 0}]


def test_who_refers_to_what_is_gone_is_rejected(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    run = both(tmp_path, LINES, HOLDERS[:3])
    assert [reject.code for reject in run.rejected] == ["SN304"] * 3
    assert judged[0]["line"] == 0


@pytest.mark.parametrize("few", [0, 2000])
def test_who_referred_to_what_was_rejected_itself_is_rejected_once_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """A line of which there is no holder may be referred to, until it is gone."""
    monkeypatch.setattr(loaded, "FEW", few)
    book, astray = telecom().book, {**LINES[0], "id": "L20", "holder_id": "H9"}
    for name, lines in (("0", [*LINES, astray]), ("1", LINES)):
        folder = write(tmp_path / name, lines)
        reminders = [{"id": "R1", "line_id": "L20", "sent_on": "2016-03-30"}]
        pq.write_table(pa.Table.from_pylist(reminders), folder / "reminder.parquet")
    before = audit(book, tmp_path / "0", ON, only=RULES, out=tmp_path / "before")
    assert [(reject.entity, reject.code) for reject in before.rejected] == [("line", "SN304")]
    full = audit(book, tmp_path / "1", ON, only=RULES, out=tmp_path / "full")
    since = audit(book, tmp_path / "1", ON, only=RULES, out=tmp_path / "since", since=tmp_path / "before")
    assert [(reject.entity, reject.code) for reject in since.rejected] == [("reminder", "SN304")]
    assert_same(full, since, tmp_path)


def test_of_two_with_one_key_the_first_counts(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    """The new row comes first, and the one that was there is rejected."""
    run = both(tmp_path, [{**LINES[4], "terminated_on": "2016-05-01"}, *LINES])
    assert [reject.code for reject in run.rejected] == ["SN303"]
    assert judged[-1]["line"] == 3


def test_a_row_that_stands_there_twice_is_rejected_once(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    run = both(tmp_path, [*LINES, LINES[4]])
    assert [reject.code for reject in run.rejected] == ["SN303"]
    assert judged[-1]["line"] >= 1


def test_where_no_rule_is_of_a_table_nobody_is_judged(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    book = telecom().book
    (write(tmp_path / "0", LINES) / "line.parquet").unlink()
    audit(book, tmp_path / "0", ON, only=RULES, out=tmp_path / "before")
    full = audit(book, tmp_path / "0", ON, only=RULES, out=tmp_path / "full")
    since = audit(book, tmp_path / "0", ON, only=RULES, out=tmp_path / "since", since=tmp_path / "before")
    assert_same(full, since, tmp_path)
    assert judged == [{"holder": 0}]


def test_a_table_that_has_become_large_is_compared_by_its_file_from_then_on(
    tmp_path: Path, judged: list[Mapping[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    book, folder = telecom().book, write(tmp_path / "snapshot", LINES)
    for day, few in enumerate((2000, 0, 0, 2000)):
        monkeypatch.setattr(loaded, "FEW", few)  # which changes in stead of the table
        since = {"since": tmp_path / str(day - 1)} if day else {}
        run = audit(book, folder, ON, only=RULES, out=tmp_path / str(day), **since)  # type: ignore[arg-type]  # a path
        assert run.stale is None
        forms = json.loads((tmp_path / str(day) / FILE / "said.json").read_text(encoding="utf-8"))["forms"]
        assert json.loads(forms["line"])[0] == ("typed" if few else "raw")
        findings = [pq.read_table(tmp_path / name / "findings.parquet") for name in ("0", str(day))]
        assert findings[0].equals(findings[1])
    nobody, all_ = {"line": 0, "holder": 0}, {"line": 12, "holder": 0}
    assert judged == [nobody, nobody, all_]


def test_another_column_has_all_rows_looked_at(tmp_path: Path, judged: list[Mapping[str, int]]) -> None:
    both(tmp_path, [{**row, "msisdn": "1"} for row in LINES])
    assert judged == [{"line": 12, "holder": 0}]


@pytest.mark.parametrize("key", ["Ｈ1", " H1", "未知", "unknown"])
def test_keys_that_may_be_written_otherwise(tmp_path: Path, judged: list[Mapping[str, int]], key: str) -> None:
    """They are no longer compared as they are in the file: a key that is read as another one is that one."""
    both(tmp_path, with_(LINES, 7, holder_id=key))
    later = with_(LINES, 8, holder_id=key, terminated_on="2016-05-01")
    folder = tmp_path / "again"
    folder.mkdir()
    both(folder, later, first=(with_(LINES, 8, holder_id=key), HOLDERS))
