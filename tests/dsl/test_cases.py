"""rulebook.yaml → the calendar; scenarios → cases: facts as nested texts, what is expected by name."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dsl import core
from dsl.core import Words
from tests.dsl.folders import RULEBOOK, book, codes, drawn, loaded

CASE = "- name: x\n  on: 2016-03-01\n  facts: {line: {id: L1}}\n  expect: {close: denied}\n"


def calendar(folder: Path, written: str) -> core.CalendarSpec:
    text = RULEBOOK[: RULEBOOK.index("calendar:")] + f"calendar: {{{written}}}\n"
    return book(folder, {"rulebook.yaml": text}).calendar


def scenario(folder: Path, text: str) -> core.Scenario:
    (only,) = book(folder, {"scenarios/all.yaml": text}).scenarios
    return only


def test_the_calendar_names_its_law_the_years_it_knows_and_what_mends_them(tmp_path: Path) -> None:
    found = calendar(
        tmp_path, "law: cn-civil-code, covered: [2010-01-01, 2020-12-31], rest: [2016-02-08], work: [2016-02-06]"
    )
    assert found == core.CalendarSpec(
        "cn-civil-code",
        (date(2010, 1, 1), date(2020, 12, 31)),
        frozenset({date(2016, 2, 8)}),
        frozenset({date(2016, 2, 6)}),
    )


def test_a_calendar_of_which_no_years_are_named_takes_those_of_the_library(tmp_path: Path) -> None:
    assert calendar(tmp_path, "law: plain") == core.CalendarSpec("plain", (date(2004, 1, 1), date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("law: plain, covered: [2020-01-01, 2010-12-31]", "RB405"),
        ("law: plain, covered: [2020-02-30, 2020-12-31]", "RB137"),
        ("law: plain, rest: [2020-02-30]", "RB137"),
        ("law: roman", "RB133"),
        ("covered: [2010-01-01, 2020-12-31]", "RB131"),
    ],
)
def test_a_calendar_that_is_wrong_is_told_once(written: str, code: str, tmp_path: Path) -> None:
    text = RULEBOOK[: RULEBOOK.index("calendar:")] + f"calendar: {{{written}}}\n"
    assert codes(loaded(tmp_path, {"rulebook.yaml": text})) == [code]


def test_a_case_keeps_its_facts_as_the_texts_that_were_written(tmp_path: Path) -> None:
    text = """\
- name: {zh: 某例, en: A case}
  basis: D12
  on: 2016-03-01
  facts:
    line:
      id: L1
      size: 013800
      holder: {id: H1, lines: [{id: L1}, {id: L2, good: unknown}]}
      calls: []
  expect: {close: denied}
"""
    found = scenario(tmp_path, text)
    assert (found.name, found.basis, found.on) == (Words("某例", "A case"), "D12", date(2016, 3, 1))
    assert found.facts == {
        "line": {
            "id": "L1",
            "size": "013800",
            "holder": {"id": "H1", "lines": [{"id": "L1"}, {"id": "L2", "good": "unknown"}]},
            "calls": [],
        }
    }


def test_a_case_may_be_asked_at_a_moment_of_the_books_zone(tmp_path: Path) -> None:
    found = scenario(tmp_path, CASE.replace("2016-03-01", "2016-03-01T18:30"))
    assert found.on == datetime(2016, 3, 1, 18, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_what_is_expected_is_one_word_or_several_aspects(tmp_path: Path) -> None:
    text = CASE.replace(
        "{close: denied}",
        "{close: {verdict: denied, because: [grace/notice, default], earliest: 2016-07-12}, line.open: unknown}",
    )
    found = scenario(tmp_path, text)
    assert [(each.target, each.wanted) for each in found.expect] == [
        ("close", {"verdict": "denied", "because": "grace/notice, default", "earliest": "2016-07-12"}),
        ("line.open", {"": "unknown"}),
    ]


@pytest.mark.parametrize(
    "target", ["close", "关闭", "grace/notice", "宽限/通知", "no_silent_closing", "line.open", "号卡.在用", "line.在用"]
)
def test_what_is_expected_may_be_named_in_either_language(target: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, {"scenarios/all.yaml": CASE.replace("close", target)})
    assert not found.diagnostics, drawn(found)


@pytest.mark.parametrize("target", ["clsoe", "grace/notise", "line.opne", "holder.open", "line"])
def test_what_is_expected_of_nothing_is_told(target: str, tmp_path: Path) -> None:
    assert codes(loaded(tmp_path, {"scenarios/all.yaml": CASE.replace("close", target)})) == ["RB601"]


@pytest.mark.parametrize("moment", ["2016-02-30", "2016-03-01T25:00", "2016-03-01 18:00:61", "soon"])
def test_a_moment_that_is_none_is_told(moment: str, tmp_path: Path) -> None:
    assert codes(loaded(tmp_path, {"scenarios/all.yaml": CASE.replace("2016-03-01", moment)})) == ["RB137"]


def test_a_case_that_expects_something_of_what_is_wrong_is_not_blamed(tmp_path: Path) -> None:
    rules = """
fact line.sum: line.good + 1
rule a "某"
    source law art 1
    for each line
    must line.size
invariant never_so
    for each line
    never permitted clsoe
"""
    text = CASE.replace("{close: denied}", "{line.sum: yes, a: breach, never_so: holds}")
    found = loaded(tmp_path, {"rules/more.rules": rules, "scenarios/all.yaml": text})
    assert codes(found) == ["RB304", "RB301", "RB205"], drawn(found)


def test_one_wrong_case_leaves_the_others(tmp_path: Path) -> None:
    wrong = CASE.replace("  on: 2016-03-01\n", "")
    found = loaded(tmp_path, {"scenarios/all.yaml": CASE + "- 5\n" + wrong + CASE})
    assert codes(found) == ["RB132", "RB131"]
    assert found.scenarios == 2
