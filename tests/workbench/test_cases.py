"""`guiju test`: the scenarios of a book, what failed and why, and what none of them reaches."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.books import FACT, rule, small_book
from tests.workbench.running import guiju, refused

SCENARIOS = """
- name: {zh: 通知期满可以关闭, en: Closed after the notice}
  basis: K1
  on: 2018-01-12
  facts: {line: {id: L1, told_on: 2018-01-01}}
  expect: {close: permitted}
- name: {zh: 通知期未满, en: Not before its end}
  basis: K2
  on: 2018-01-11
  facts: {line: {id: L1, told_on: 2018-01-01}}
  expect: {close: permitted, line.open: no}
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book with one scenario that holds and one that does not."""
    rules = rule("may close\n    when notice has passed since line.told_on") + rule("must line.good", "b/rule")
    small_book(tmp_path, FACT + rules)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "all.yaml").write_text(SCENARIOS, encoding="utf-8")
    return tmp_path


def test_a_failed_scenario_has_status_1_its_place_and_its_reason(book: Path) -> None:
    done = guiju("test", book)
    assert done.status == 1
    assert done.out.splitlines() == [
        "✗ Not before its end (scenarios/all.yaml:7)",
        "    close: expected verdict permitted, came denied",
        "1 passed, 1 failed",
    ]
    assert done.err == ""


def test_in_chinese_the_reason_is_chinese_too(book: Path) -> None:
    assert guiju("test", book, "--lang", "zh").out.splitlines() == [
        "✗ 通知期未满 (scenarios/all.yaml:7)",
        "    close：期望结论为“许可”，实为“不许可”",
        "通过 1，失败 1",
    ]


def test_json_has_the_shape_of_the_contract(book: Path) -> None:
    done = guiju("test", book, "--format", "json")
    assert (done.status, done.err) == (1, "")
    assert {"passed", "failed", "scenarios", "coverage"} <= set(done.data)
    assert (done.data["passed"], done.data["failed"]) == (1, 1)
    good, bad = done.data["scenarios"]
    assert good == {"name": "Closed after the notice", "file": "scenarios/all.yaml", "line": 2, "ok": True}
    assert set(bad) == {"name", "file", "line", "ok", "why"}
    assert "denied" in bad["why"]
    assert done.data["coverage"]["rules"] == 0.5
    assert 0 < done.data["coverage"]["branches"] < 1


def test_a_word_chooses_by_name_in_either_language_or_by_ground(book: Path) -> None:
    for word in ("after", "期满可以", "K1"):
        done = guiju("test", book, "-k", word, "--format", "json")
        assert (done.status, done.data["passed"], done.data["failed"]) == (0, 1, 0)
    none = guiju("test", book, "-k", "nothing like it")
    assert (none.status, none.out, none.err) == (0, "0 passed, 0 failed\n", "no scenario was run\n")


def test_coverage_names_what_no_scenario_reaches(book: Path) -> None:
    out = guiju("test", book, "--coverage").out
    assert "rules reached 50.0%" in out
    assert "  – b/rule: applies" in out
    assert "规则覆盖 50.0%" in guiju("test", book, "--coverage", "--lang", "zh").out


def test_junit_counts_cases_and_failures(book: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    assert guiju("test", book, "--junit", report).status == 1
    suite = Xml.parse(report).getroot()
    assert suite.attrib == {"name": "guiju", "tests": "2", "failures": "1"}
    assert [len(case.findall("failure")) for case in suite] == [0, 1]
    assert [case.attrib["line"] for case in suite] == ["2", "7"]
    refused(guiju("test", book, "--junit", tmp_path / "no" / "such" / "folder.xml"), "folder.xml")


@pytest.mark.parametrize(
    ("case", "zh", "en"),
    [
        (
            "{call: {made_on: 2018-01-01}}",
            "其对象是号卡，而事实说的是通话",
            "it is about line, the facts are about call",
        ),
        ("{line: {opened_on: soon}}", "此值不是日期", "this value is not a date"),
    ],
)
def test_facts_that_do_not_fit_are_a_failure_and_not_a_crash(book: Path, case: str, zh: str, en: str) -> None:
    text = f"- name: x\n  on: 2018-01-01\n  facts: {case}\n  expect: {{close: permitted, line.open: yes}}\n"
    (book / "scenarios" / "all.yaml").write_text(text, encoding="utf-8")
    for lang, said in (("zh", zh), ("en", en)):
        done = guiju("test", book, "--lang", lang)
        assert done.status == 1
        assert said in done.out


def test_the_outcome_of_an_action_that_is_not_recorded_cannot_be_expected(book: Path) -> None:
    text = "- name: x\n  on: 2018-01-01\n  facts: {line: {}}\n  expect: {renew: {outcome: breach}}\n"
    (book / "scenarios" / "all.yaml").write_text(text, encoding="utf-8")
    done = guiju("test", book)
    assert done.status == 1
    assert "renew: the action is not recorded, so it has no outcome" in done.out


def test_the_shipped_scenarios_pass_and_reach_nearly_every_rule() -> None:
    done = guiju("test", "--format", "json")
    assert (done.status, done.data["failed"]) == (0, 0)
    assert done.data["passed"] >= 45
    assert done.data["coverage"]["rules"] > 0.9


def test_there_must_be_a_book() -> None:
    refused(guiju("test", "no-such-book"), "no-such-book", "[RB101]")
