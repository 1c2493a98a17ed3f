"""What ends an outcome, each by itself: the reference's last day, and the embedded engine's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from interpreter.audit import audit
from tests.books import rule, small_book

NOTICE = rule("must happen line.told_on within notice after line.opened_on")
SAME = "the same"
CASES = [
    ("a period is over", NOTICE, "opened_on=2018-02-20", "2018-02-25", "2018-03-02", SAME),
    ("nothing comes after it", NOTICE, "opened_on=2018-02-20", "2018-03-13", "", SAME),
    ("it would be over under a later law", NOTICE, "opened_on=2018-02-20", "2018-03-05", "", "2018-03-12"),
    ("an event dated ahead", NOTICE, "opened_on=2018-02-20,told_on=2018-03-10", "2018-03-05", "2018-03-09", SAME),
    ("a period starts", NOTICE, "opened_on=2018-02-20", "2018-02-01", "2018-02-19", SAME),
    ("a rule ends", rule("must line.good", clauses="until 2018-06-30"), "good=no", "2018-03-01", "2018-06-30", SAME),
    ("a rule begins", rule("must line.good", clauses="from 2018-06-01"), "good=no", "2018-03-01", "2018-05-31", SAME),
    ("a figure changes", rule("must line.size <= cap"), "size=3", "2018-03-01", "2019-12-31", SAME),
    ("a figure changes nothing", rule("must line.size <= cap"), "size=1", "2018-03-01", "", "2019-12-31"),
    (
        "a period has passed",
        rule("must line.good", clauses="when notice has passed since line.opened_on"),
        "good=no,opened_on=2018-02-20", "2018-02-25", "2018-03-02", SAME,
    ),
    (
        "beyond the calendar",
        rule("must line.good", clauses="when notice has passed since line.opened_on"),
        "good=no,opened_on=2026-12-25", "2027-01-06", "2027-01-14", SAME,
    ),
    (
        "so many years are full",
        rule("must line.good", clauses="when years from line.born_on to today >= 18"),
        "good=no,born_on=2000-05-05", "2018-03-01", "2018-05-04", SAME,
    ),
    (
        "days are counted",
        rule("must line.size > days from line.opened_on to today"),
        "size=9,opened_on=2018-02-20", "2018-02-25", "2018-02-28", "2018-02-25",
    ),
    (
        "hours within a day",
        rule("must happen line.answered_at within 24 hours after line.asked_at"),
        "asked_at=2018-03-01 10:00", "2018-03-01", "2018-03-01", SAME,
    ),
    (
        "what is current on the day of an act",
        rule("may close", clauses="when line.status"),
        "closed_on=2018-03-01,status=yes", "2018-03-01", "2018-03-01", SAME,
    ),
    ("an act on its own day", rule("may close"), "closed_on=2018-03-01", "2018-03-01", "", "2018-03-01"),
    ("an act of before", rule("may close"), "closed_on=2018-02-01", "2018-03-01", "", SAME),
    ("an act to come", rule("may close"), "closed_on=2018-03-09", "2018-03-01", "2018-03-08", SAME),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "facts", "on", "exact", "early"), [each[1:] for each in CASES], ids=[each[0] for each in CASES]
)
def test_an_outcome_lasts_until(tmp_path: Path, rules: str, facts: str, on: str, exact: str, early: str) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "snapshot").mkdir()
    book = small_book(tmp_path / "book", rules)
    given = dict(each.split("=") for each in facts.split(","))
    text = f"id,{','.join(given)}\nA,{','.join(given.values())}\n"
    (tmp_path / "snapshot" / "line.csv").write_text(text, encoding="utf-8")
    target = "close" if "close" in rules else "a/rule"
    for engine, wanted in (("reference", exact), ("duckdb", exact if early == SAME else early)):
        run = audit(book, tmp_path / "snapshot", date.fromisoformat(on), only=[target], everything=True, engine=engine)  # type: ignore[arg-type]  # one of the two
        (until,) = run.findings.column("until").to_pylist()
        assert until == (date.fromisoformat(wanted) if wanted else None), (engine, run.outcomes)
