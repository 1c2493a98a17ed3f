"""A snapshot through a rulebook: acts by the law of their day, and counts that add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from interpreter.audit import audit, targets
from interpreter.evaluate import OUTCOMES
from interpreter.judging import SILENT
from interpreter.run import Run
from tests.agree.until import difference
from tests.books import FACT, rule, small_book, telecom

Judge = Callable[..., Run]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """`judge(rules, on, line=CSV, …)`: the run of a snapshot of these tables, all outcomes listed.

    It is the run of the reference; the embedded engine is asked the same and has to find the same.
    """

    def run(rules: str, on: date, **tables: str) -> Run:
        for name in ("book", "snapshot"):
            (tmp_path / name).mkdir(exist_ok=True)
        book = small_book(tmp_path / "book", rules)
        for entity, text in tables.items():
            (tmp_path / "snapshot" / f"{entity}.csv").write_text(text, encoding="utf-8")
        run = audit(book, tmp_path / "snapshot", on, everything=True, engine="reference")
        other = audit(book, tmp_path / "snapshot", on, everything=True, engine="duckdb")
        assert other.engine == "duckdb"
        assert difference(run.findings, other.findings, on) == ""
        assert (other.rows, other.outcomes, other.rejected) == (run.rows, run.outcomes, run.rejected)
        return run

    return run


def outcomes(run: Run, name: str) -> dict[str, str]:
    return {finding.subject: finding.outcome.name for finding in run.listed if finding.rule == name}


CLOSE = rule("may close\n    when notice has passed since line.told_on", clauses="from 2018-01-01")


def test_an_act_is_judged_by_the_figures_of_its_own_day(judge: Judge) -> None:
    """The notice is 10 days until 2019 and 20 days from 2020: a longer notice does not reach back."""
    lines = """id,told_on,closed_on
A,2019-12-01,2019-12-15
B,2019-12-25,2020-01-09
C,2020-01-02,2020-02-03
D,2020-01-02,
"""
    expected = {"A": "compliant", "B": "breach", "C": "compliant", "D": "not_applicable"}
    for on in (date(2020, 3, 1), date(2026, 11, 20)):
        assert outcomes(judge(CLOSE, on, line=lines), "close") == expected


def test_an_act_is_judged_by_the_rules_of_its_own_day(judge: Judge) -> None:
    """Before 2018 no rule permits it, and the default speaks; a permission of later does not heal it."""
    run = judge(
        CLOSE, date(2020, 3, 1), line="id,told_on,closed_on\nA,2017-01-01,2017-12-31\nB,2017-01-01,2018-01-01\n"
    )
    assert outcomes(run, "close") == {"A": "breach", "B": "compliant"}
    assert [finding.outcome.by for finding in run.listed if finding.rule == "close"] == [("default",), ()]


def test_an_act_is_judged_by_the_facts_of_its_own_day(judge: Judge) -> None:
    """What was told after the act, or will have been told, was not told then."""
    rules = rule("may close\n    when line.told_on <= today")
    lines = "id,told_on,closed_on\nA,2018-01-05,2018-01-04\nB,2018-01-05,2018-01-05\nC,,2018-01-05\n"
    assert outcomes(judge(rules, date(2020, 1, 1), line=lines), "close") == {
        "A": "breach",
        "B": "compliant",
        "C": "breach",
    }


def test_a_state_of_today_is_unknown_of_the_day_of_an_act(judge: Judge) -> None:
    """A current field is known as of the snapshot's day only."""
    rules = rule("may close\n    when line.status")
    lines = "id,status,closed_on\nA,yes,2018-01-04\nB,yes,2018-01-05\n"
    run = judge(rules, date(2018, 1, 5), line=lines)
    assert outcomes(run, "close") == {"A": "undetermined", "B": "compliant"}
    assert [f.outcome.missing for f in run.listed if f.subject == "A" and f.rule == "close"] == [("line.status",)]


def test_an_act_of_after_the_day_asked_about_has_not_been_done(judge: Judge) -> None:
    run = judge(CLOSE, date(2018, 1, 4), line="id,told_on,closed_on\nA,2018-01-01,2018-01-05\n")
    assert outcomes(run, "close") == {"A": "not_applicable"}


def test_a_moment_of_an_act_is_judged_at_that_moment(judge: Judge) -> None:
    rules = rule("must not stop\n    unless line.asked_at <= now")
    lines = "id,asked_at,stopped_at\nA,2018-01-05 10:00,2018-01-05 09:59\nB,2018-01-05 10:00,2018-01-05 10:00\n"
    assert outcomes(judge(rules, date(2018, 2, 1), line=lines), "stop") == {"A": "breach", "B": "compliant"}


def test_findings_are_a_table_in_the_order_of_rules_and_rows(judge: Judge) -> None:
    rules = (
        rule("must happen line.told_on within notice after line.opened_on", "b/rule")
        + rule("must happen line.answered_at within 24 hours after line.asked_at", "a/rule")
        + rule("must line.good", "c/rule")
    )
    lines = "id,opened_on,asked_at,good\nA,2018-02-20,,\nB,,2018-03-01 18:30,yes\n"
    table = judge(rules, date(2018, 3, 1), line=lines).findings
    assert table.column_names == [
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
    rows = [tuple(row.values())[:6] for row in table.to_pylist() if row["outcome"] not in SILENT]
    assert rows == [
        ("b/rule", "A", "pending", "2018-03-02", [], []),
        ("a/rule", "B", "pending", "2018-03-02T18:30+08:00", [], []),
        ("c/rule", "A", "undetermined", None, [], ["line.good"]),
    ]
    assert set(table.column("edition").to_pylist()) == {"1"}


def test_a_finding_says_whether_it_is_contested(judge: Judge) -> None:
    rules = rule("must line.good", clauses="standing contested") + rule("must line.fair", "b/rule")
    table = judge(rules, date(2018, 3, 1), line="id,good,fair\nA,no,no\nB,,no\n").findings
    listed = [row for row in table.to_pylist() if row["outcome"] not in SILENT]
    rows = {(row["rule"], row["subject"]): (row["outcome"], row["standing"]) for row in listed}
    assert rows == {
        ("a/rule", "A"): ("breach", "contested"),
        ("a/rule", "B"): ("undetermined", "contested"),
        ("b/rule", "A"): ("breach", "settled"),
        ("b/rule", "B"): ("breach", "settled"),
    }


def test_a_finding_says_the_highest_fines_that_it_may_bring(tmp_path: Path) -> None:
    (tmp_path / "stoppage.csv").write_text("id,ground,stopped_at\nS1,no_ground,2022-03-15 10:00\n", encoding="utf-8")
    found = telecom().audit(tmp_path, on=date(2022, 4, 1), only=["stop"]).findings.to_pylist()
    fine = "telecom-regs art 74 if refused on operator: 10000 to 100000 CNY"
    assert [(row["outcome"], row["standing"], row["highest"]) for row in found] == [("breach", "settled", [fine])]


def test_only_what_is_worth_a_look_is_listed_unless_all_is_asked_for(judge: Judge, tmp_path: Path) -> None:
    run = judge(rule("must line.good"), date(2018, 1, 1), line="id,good\nA,yes\nB,no\n")
    few = audit(run.book, tmp_path / "snapshot", date(2018, 1, 1), engine="reference")
    assert outcomes(few, "a/rule") == {"B": "breach"}
    assert few.outcomes == run.outcomes


def test_every_subject_of_every_duty_and_recorded_action_has_one_outcome(judge: Judge) -> None:
    run = judge(
        FACT + CLOSE + rule("must line.good", "b/rule"),
        date(2018, 1, 1),
        line="id,good\n" + "".join(f"L{n},yes\n" for n in range(50)),
    )
    assert set(run.outcomes) == {"b/rule", "close", "lend", "stop"}
    assert all(tuple(counts) == OUTCOMES and sum(counts.values()) == 50 for counts in run.outcomes.values())
    assert len(run.listed) == 50 * 4


def test_a_table_that_is_not_there_has_no_subjects(judge: Judge) -> None:
    run = judge(rule("must line.good"), date(2018, 1, 1), call="id\nC1\n")
    assert run.rows == {"call": {"read": 1, "judged": 1, "rejected": 0}}
    assert sum(run.outcomes["a/rule"].values()) == 0


def test_what_is_judged_can_be_chosen_and_must_be_known(judge: Judge) -> None:
    book = judge(CLOSE, date(2018, 1, 1), line="id\nA\n").book
    assert list(targets(book)) == ["close", "lend", "stop"]
    assert list(targets(book, ["stop"])) == ["stop"]
    with pytest.raises(KeyError):
        targets(book, ["renew"])


def test_progress_is_told_and_ends_at_the_total(judge: Judge, tmp_path: Path) -> None:
    run = judge(rule("must line.good"), date(2018, 1, 1), line="id\n" + "".join(f"L{n}\n" for n in range(2500)))
    seen: list[tuple[str, int, int]] = []
    audit(
        run.book, tmp_path / "snapshot", date(2018, 1, 1), engine="reference",
        progress=lambda stage, done, total: seen.append((stage, done, total)),
    )  # fmt: skip
    assert seen[:2] == [("reading", 1000, 0), ("reading", 2000, 0)]
    assert seen[2:] == [("judging", done, 2500) for done in (0, 1000, 2000, 2500)]


def test_a_rule_that_was_amended_is_named_with_all_its_texts(tmp_path: Path) -> None:
    text = rule("must line.good", path="a/owed")
    amended = text.replace("rule a/owed", "replace rule a/owed") + "    from 2020-01-01\n    transitional line.fair\n"
    book = small_book(tmp_path, FACT + text + amended)
    before, kept = "a/owed/before_2020_01_01", "a/owed/kept_2020_01_01"
    assert list(targets(book, ["a/owed"])) == [before, kept, "a/owed"]
    assert list(targets(book, [before])) == [before]
    with pytest.raises(KeyError):
        targets(book, ["a/other"])


def test_a_snapshot_is_judged_by_the_text_that_governs_each_row(judge: Judge) -> None:
    """A period that began before an amendment, one that began since, and a row that a transitional clause spares."""
    clauses = "must happen line.closed_on within {} days after line.told_on"
    text = rule(clauses.format(20), path="a/due")
    new = rule(clauses.format(5), path="a/due").replace("rule a/due", "replace rule a/due")
    amended = new + "    from 2020-01-01\n    transitional line.fair\n"
    lines = "id,told_on,fair\nL1,2019-12-31,no\nL2,2020-01-02,no\nL3,2020-01-02,yes\nL4,2020-01-02,\n"
    run = judge(FACT + text + amended, date(2020, 1, 15), line=lines)
    found = {
        (each["rule"].removeprefix("a/due"), each["subject"]): each["outcome"]
        for each in run.findings.to_pylist()
        if each["outcome"] != "not_applicable" and each["rule"].startswith("a/due")
    }
    assert found == {
        ("/before_2020_01_01", "L1"): "pending", ("", "L2"): "breach", ("/kept_2020_01_01", "L3"): "pending",
        ("", "L4"): "undetermined", ("/kept_2020_01_01", "L4"): "undetermined",
    }  # fmt: skip
