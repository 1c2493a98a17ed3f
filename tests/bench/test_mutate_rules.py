"""Who notices a small change of a book, and how the figures and what lives are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.changes import changes
from bench.mutants import NO_REASON
from bench.mutate_rules import Measured, listed, measured, reasons, section, table, told
from bench.noticed import Witnesses
from bench.traced import touched
from dsl.load import load_book
from tests.books import FACT, rule, small_book, telecom

RULES = FACT + rule("must not lend\n    when line.size >= 3")
SCENARIOS = """
- name: {zh: 三, en: Three}
  basis: law art 1
  on: 2020-01-01
  facts: {line: {id: L1, size: 3}}
  expect: {a/rule: holds}
"""
TWO = """
- name: {zh: 二, en: Two}
  basis: law art 1
  on: 2020-01-01
  facts: {line: {id: L1, size: 2}}
  expect: {lend: permitted}
"""


def found(folder: Path, scenarios: str) -> Measured:
    """The changes of the only rule of a small book with these scenarios."""
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / "all.yaml").write_text(scenarios, encoding="utf-8")
    return measured(small_book(folder, RULES), ["a/rule"])


def noticed(found: Measured) -> dict[str, str]:
    return {each.change.said: each.by for each in found.tried}


def test_a_scenario_notices_what_changes_its_answer_and_nothing_else(tmp_path: Path) -> None:
    assert noticed(found(tmp_path, SCENARIOS)) == {
        "the rule → left out": "scenario Three",
        "when line.size >= 3 → left out": "",
        "when: line.size >= 3 → line.size > 3": "scenario Three",
        "when: line.size >= 3 → line.size >= 4": "scenario Three",
        "when: line.size >= 3 → line.size >= 2": "",
    }
    assert found(tmp_path, SCENARIOS + TWO).share == 1


def test_only_scenarios_that_come_by_a_change_are_asked_and_those_that_name_it_first(tmp_path: Path) -> None:
    witnesses = Witnesses(found(tmp_path, TWO + SCENARIOS).book)
    reached = {each.about: [s.name.en for s in witnesses.reach(each)] for each in changes(witnesses.book)}
    assert reached["a/rule"] == ["Three", "Two"]
    assert reached["notice"] == reached["line.open"] == []
    tighter = next(each for each in changes(witnesses.book) if each.said == "when: line.size >= 3 → line.size >= 2")
    assert witnesses.noticed(tighter) == "scenario Two"
    assert [each.name.en for each in witnesses.reach(tighter)] == ["Two", "Three"]  # the last to notice comes first


def test_a_scenario_that_fails_teaches_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected verdict denied, came permitted"):
        found(tmp_path, TWO.replace("permitted", "denied"))


LATER = """
- name: {zh: 后, en: Later}
  basis: law art 1
  on: 2019-12-20
  facts: {line: {id: L1, told_on: 2019-12-16}}
  expect: {close: {verdict: denied, earliest: 2020-01-07}}
"""


def test_what_a_scenario_comes_by_on_the_way_to_its_earliest_day_counts(tmp_path: Path) -> None:
    """The second value of the figure begins after the day that the scenario is asked on."""
    small_book(
        tmp_path, FACT + rule("may close\n    when notice has passed since line.told_on and today >= 2020-01-01")
    )
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "all.yaml").write_text(LATER, encoding="utf-8")
    book = load_book(tmp_path).book
    assert book
    keys = touched(book, book.scenarios[0])
    assert {("value", ("notice", 0)), ("value", ("notice", 1)), ("action", "close"), ("rule", "a/rule")} <= keys
    assert {kind for kind, _ in touched(telecom().book, telecom().book.scenarios[0])} >= {"node", "rule", "conditions"}


def test_an_invariant_on_made_up_facts_notices_what_no_scenario_does(tmp_path: Path) -> None:
    safe = RULES + (
        'invariant big "big"\n    for each line where today >= 2010-01-01\n    never permitted lend\n'
        "        unless line.size < 3\n"
    )
    book = small_book(tmp_path, safe)
    witnesses = Witnesses(book)
    by = {each.said: witnesses.noticed(each) for each in changes(book) if each.about == "a/rule"}
    assert by["when: line.size >= 3 → line.size >= 4"] == "invariant big"
    assert by["when: line.size >= 3 → line.size >= 2"] == ""  # which is only stricter


def test_the_check_of_the_book_notices_a_rule_older_than_its_source(tmp_path: Path) -> None:
    small_book(tmp_path, FACT + rule("from 2010-01-01\n    may close\n    when notice has passed since line.told_on"))
    book = load_book(tmp_path).book
    assert book
    witnesses = Witnesses(book)
    by = {each.said: witnesses.noticed(each) for each in changes(book) if each.about == "notice"}
    assert by["from 2010-01-01 → 2010-01-02"].startswith("check ")  # a day on which the rule has no figure
    assert by["from 2010-01-01: → 2009-12-31".replace(":", "")].startswith("check ")  # nor the figure a source


def test_the_list_has_a_scenario_for_each_change_that_lives(tmp_path: Path) -> None:
    measured_ = found(tmp_path, SCENARIOS)
    printed = "\n".join(listed(measured_, load_book(tmp_path).sources))
    assert "# a/rule" in printed
    assert "rules/all.rules:8: literal: `when: line.size >= 3 → line.size >= 2`" in printed
    assert 'name: {zh: "a/rule：号卡.大小 达到 3", en: "a/rule: line.size >= 3"}' in printed
    assert "facts: {line: {id: L1, size: 2}}" in printed
    assert "expect: {a/rule: does_not_hold}  # changed: holds" in printed


def test_a_reason_is_kept_by_rule_and_change(tmp_path: Path) -> None:
    alive = found(tmp_path, SCENARIOS)
    first = section(alive, {})
    assert first.count(NO_REASON) == 2
    change = alive.alive[1]
    known = reasons(first.replace(NO_REASON, "Because\n  it is so.", 2).replace("Because\n  it is so.", NO_REASON, 1))
    assert known == {("a/rule", told(change)): "Because it is so."}
    again = section(alive, known)
    assert again.count(NO_REASON) == 1
    assert reasons(again) == known


def test_the_table_adds_up(tmp_path: Path) -> None:
    rows = table(found(tmp_path, SCENARIOS)).splitlines()
    assert rows[-1] == "| **all** | 5 | 3 | 0 | 0 | 2 | 60.0% |"
    assert "| literal | 2 | 1 | 0 | 0 | 1 | 50.0% |" in rows
