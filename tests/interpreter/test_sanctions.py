"""What a breach may bring: by the law of its day, under the number of the day; the highest fine of several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal as Exact
from pathlib import Path
from typing import Any

import pytest

from dsl import core
from interpreter import penalties
from interpreter.ask import Interpreter
from interpreter.sanctions import Sanctioner, Sanctions, Stage, Threat
from tests.books import FACT, SOURCES, VOCABULARY, small_book, telecom

LAWS = (
    SOURCES
    + """
    2:
      {zh: 二, en: Two, confidence: A, sanctions: [{measure: order}, {measure: fine, from: 10 CNY, to: 30 CNY}]}
    3:
      zh: 三
      en: Three
      confidence: A
      sanctions:
        - {measure: fine, from: 5 CNY, to: 50 CNY, when: refused}
        - {measure: fine, from: 40 CNY, when: serious}
        - {measure: fine, on: staff, to: 7 CNY, when: refused_or_serious}
    4:
      zh: 四
      en: Four
      confidence: A
      sanctions: [{measure: fine, to: 20 CNY, when: minor}, {measure: warning, when: optional}]
    5:
      zh: 五
      en: Five
      confidence: A
      sanctions:
        - {measure: confiscation}
        - {measure: fine, gains: [1, 10], gains_from: 100 CNY}
        - {measure: fine, to: 900 CNY, gains_below: 100 CNY}
        - {measure: fine, to: 800 CNY, gains: none}
    6:
      zh: 六
      en: Six
      confidence: A
      sanctions: [{measure: fine, to: 60 CNY}]
      renumbered: {to: new art 9, on: 2016-01-01}
    7: {zh: 七, en: Seven, confidence: A}
    7(1): {zh: 七之一, en: Seven one, confidence: A, sanctions: [{measure: fine, to: 71 CNY}]}
    7(2): {zh: 七之二, en: Seven two, confidence: A, sanctions: [{measure: fine, to: 72 CNY}]}
    8: {zh: 八, en: Eight, confidence: A, sanctions: [{measure: fine}]}
    10: {zh: 十, en: Ten, confidence: A, sanctions: [{measure: fine, to: 1000 CNY, subsidiary: yes}]}
    2(1): {zh: 二之一, en: Two one, confidence: A}
new:
  zh: 新法
  title: {zh: 新法, en: The new law}
  rank: law
  in_force: {from: 2016-01-01, until: 2019-12-31}
  articles:
    9: {zh: 九, en: Nine, confidence: A, sanctions: [{measure: fine, to: 90 CNY}]}
"""
)
_WORDS = VOCABULARY.replace("parties: {operator: 企业}", "parties: {operator: 企业, staff: 责任人员}").replace(
    "on: line, default: permitted, recorded_by: lent_on",
    "on: line, default: permitted, recorded_by: lent_on, gains: charged",
)
LINE: dict[str, object] = {"id": "L1"}


def book(folder: Path, *rules: str) -> core.Book:
    return small_book(folder, FACT + "\n".join(rules), _WORDS, sources=LAWS)


def rule(penalty: str, norm: str = "must not lend", path: str = "a/rule", more: str = "") -> str:
    return (
        f'rule {path} "{path}"\n    source law art 1\n    for each line\n    binds operator\n'
        f"    penalty {penalty}\n    {more}\n    {norm}\n"
    )


def threatened(folder: Path, penalty: str, day: str = "2018-03-01", gains: int | None = None) -> Sanctions:
    """What one prohibition with this penalty threatens."""
    found = Sanctioner(book(folder, rule(penalty)))
    return found.threatened(("a/rule",), date.fromisoformat(day), None if gains is None else Exact(gains))


def fines(found: Sanctions | None) -> dict[tuple[Stage, str | None], str]:
    """Stage and party → the highest fine, with its article."""
    assert found
    return {
        (each.stage, each.bearer): f"{penalties.cited(each.threat)}: {penalties.short(each.threat.sanction.amount)}"
        for each in found.highest
    }


# ── the highest fine ──


def test_of_several_fines_the_one_with_the_higher_upper_bound_is_the_highest(tmp_path: Path) -> None:
    assert fines(threatened(tmp_path, "law art 2, art 4")) == {("at_once", "operator"): "law art 2: 10–30 CNY"}


def test_a_fine_that_needs_a_refusal_is_none_at_once(tmp_path: Path) -> None:
    assert fines(threatened(tmp_path, "law art 3")) == {
        ("refused", "operator"): "law art 3: 5–50 CNY",
        ("serious", "operator"): "law art 3: at least 40 CNY",
        ("refused", "staff"): "law art 3: up to 7 CNY",
        ("serious", "staff"): "law art 3: up to 7 CNY",
    }


def test_what_applies_at_once_applies_after_a_refusal_too(tmp_path: Path) -> None:
    found = fines(threatened(tmp_path, "law art 3, art 5", gains=5))
    assert found["at_once", "operator"] == "law art 5: up to 900 CNY"
    assert ("refused", "operator") not in found


def test_the_fine_of_minor_cases_is_none_of_serious_ones(tmp_path: Path) -> None:
    found = threatened(tmp_path, "law art 4")
    assert fines(found) == {("at_once", "operator"): "law art 4: up to 20 CNY"}
    assert {each.sanction.measure for each in found.threats} == {"fine", "warning"}


def test_a_fine_without_an_amount_is_threatened_and_never_the_highest(tmp_path: Path) -> None:
    found = threatened(tmp_path, "law art 8")
    assert [each.sanction.measure for each in found.threats] == ["fine"]
    assert found.highest == ()


def test_of_two_fines_up_to_one_amount_the_one_with_the_higher_lower_bound_is_the_highest(tmp_path: Path) -> None:
    threats = threatened(tmp_path, "law art 2, art 4").threats
    even = [_up_to_30(each) for each in threats if each.sanction.measure == "fine"]
    for order in (even, even[::-1]):
        assert fines(Sanctions(date(2018, 3, 1), tuple(order))) == {("at_once", "operator"): "law art 2: 10–30 CNY"}


def _up_to_30(threat: Threat) -> Threat:
    amount = replace(threat.sanction.amount, most=Exact(30))
    return replace(threat, sanction=replace(threat.sanction, amount=amount))


def test_what_is_subsidiary_gives_way_to_the_fine_of_another_law(tmp_path: Path) -> None:
    alone, both = threatened(tmp_path, "law art 10"), threatened(tmp_path, "law art 10, art 2")
    assert fines(alone) == {("at_once", "operator"): "law art 10: up to 1000 CNY"}
    assert fines(both) == {("at_once", "operator"): "law art 2: 10–30 CNY"}
    assert len(both.threats) == 3, "it is threatened all the same"


# ── gains ──


@pytest.mark.parametrize(
    ("gains", "fine"),
    [(0, "up to 900 CNY"), (99, "up to 900 CNY"), (100, "100–1000 CNY"), (5000, "5000–50000 CNY")],
)
def test_known_gains_say_which_fine_is_meant(gains: int, fine: str, tmp_path: Path) -> None:
    found = threatened(tmp_path, "law art 5", gains=gains)
    assert fines(found) == {("at_once", "operator"): f"law art 5: {fine}"}
    assert any(each.sanction.amount.gains_below == 0 for each in found.threats) == (gains == 0)


def test_where_the_gains_are_not_known_every_fine_is_threatened_and_multiples_are_not_compared(tmp_path: Path) -> None:
    found = threatened(tmp_path, "law art 5")
    assert len(found.threats) == 4
    assert fines(found) == {("at_once", "operator"): "law art 5: up to 900 CNY"}


def test_what_an_act_brought_in_is_read_where_the_vocabulary_says(tmp_path: Path) -> None:
    small = Interpreter(book(tmp_path, rule("law art 5")), {})
    lent = {"line": {**LINE, "lent_on": "2018-01-05", "charged": "150 CNY"}}
    outcome = small.judge("lend", lent, date(2018, 3, 1)).outcome
    assert outcome
    assert fines(outcome.sanctions) == {("at_once", "operator"): "law art 5: 150–1500 CNY"}


# ── time ──


@pytest.mark.parametrize(
    ("written", "day", "cited"),
    [
        ("law art 6", "2015-12-31", "law art 6: up to 60 CNY"),
        ("law art 6", "2016-01-01", "new art 9: up to 90 CNY"),
        ("new art 9", "2015-12-31", "law art 6: up to 60 CNY"),
        ("new art 9", "2019-12-31", "new art 9: up to 90 CNY"),
    ],
)
def test_an_article_is_cited_by_the_number_of_the_day(written: str, day: str, cited: str, tmp_path: Path) -> None:
    assert fines(threatened(tmp_path, written, day)) == {("at_once", "operator"): cited}


@pytest.mark.parametrize(("written", "day"), [("new art 9", "2020-01-01"), ("law art 2", "2009-12-31")])
def test_an_article_out_of_force_threatens_nothing(written: str, day: str, tmp_path: Path) -> None:
    assert threatened(tmp_path, written, day).threats == ()


def test_a_permission_out_of_force_threatens_nothing(tmp_path: Path) -> None:
    may = rule("law art 2", "may close\n        when line.good", more="from 2018-03-01")
    small = Interpreter(book(tmp_path, may), {})
    before, after = (
        small.decide("close", {"line": {"good": "no"}}, date(2018, *day)).sanctions for day in ((2, 28), (3, 1))
    )
    assert before
    assert after
    assert (before.threats, len(after.threats)) == ((), 2)


def test_a_duty_whose_period_began_under_a_rule_is_punished_after_the_rule_has_ended(tmp_path: Path) -> None:
    told = rule("law art 2", "must happen line.told_on within notice after line.opened_on", more="until 2018-01-05")
    missed = outcome(tmp_path, told, "a/rule", {"opened_on": "2018-01-02"})
    assert (missed.name, missed.sanctions.day) == ("breach", date(2018, 1, 13))
    assert fines(missed.sanctions) == {("at_once", "operator"): "law art 2: 10–30 CNY"}


def test_a_deadline_in_hours_is_broken_from_the_moment_on(tmp_path: Path) -> None:
    served = rule("law art 2", "must happen line.answered_at within 24 hours after line.asked_at")
    missed = outcome(tmp_path, served, "a/rule", {"asked_at": "2018-01-02T10:00"})
    assert (missed.name, missed.sanctions.day) == ("breach", date(2018, 1, 3))


def test_numbers_that_lead_to_each_other_lead_nowhere(tmp_path: Path) -> None:
    circle = LAWS.replace("9: {zh: 九,", "9: {renumbered: {to: law art 6, on: 2017-01-01}, zh: 九,")
    found = Sanctioner(small_book(tmp_path, FACT + rule("law art 6"), _WORDS, sources=circle))
    assert found.threatened(("a/rule",), date(2018, 3, 1)).threats


# ── which article ──


def test_an_article_speaks_with_its_paragraphs_and_a_paragraph_with_its_article(tmp_path: Path) -> None:
    assert [penalties.cited(each) for each in threatened(tmp_path, "law art 7").threats] == [
        "law art 7(1)",
        "law art 7(2)",
    ]
    assert [penalties.cited(each) for each in threatened(tmp_path, "law art 7(2)").threats] == ["law art 7(2)"]
    assert {penalties.cited(each) for each in threatened(tmp_path, "law art 2(1)").threats} == {"law art 2"}


def test_what_two_rules_threaten_is_threatened_once(tmp_path: Path) -> None:
    two = Sanctioner(book(tmp_path, rule("law art 2"), rule("law art 2, art 4", path="b/rule")))
    found = two.threatened(("a/rule", "b/rule"), date(2018, 3, 1))
    assert [(each.sanction.measure, each.rules) for each in found.threats] == [
        ("order", ("a/rule", "b/rule")),
        ("fine", ("a/rule", "b/rule")),
        ("fine", ("b/rule",)),
        ("warning", ("b/rule",)),
    ]


# ── of which answer, on which day ──


def outcome(folder: Path, text: str, target: str, facts: Mapping[str, object], on: str = "2018-03-01") -> Any:
    small = Interpreter(book(folder, text), {})
    return small.judge(target, {"line": {**LINE, **facts}}, date.fromisoformat(on)).outcome


def test_only_a_breach_has_sanctions(tmp_path: Path) -> None:
    state = rule("law art 2", "must line.good")
    assert outcome(tmp_path, state, "a/rule", {"good": "no"}).sanctions.day == date(2018, 3, 1)
    assert outcome(tmp_path, state, "a/rule", {"good": "yes"}).sanctions is None
    assert outcome(tmp_path, state, "a/rule", {}).sanctions is None


def test_a_deadline_is_broken_on_the_day_after_its_last(tmp_path: Path) -> None:
    told = rule("law art 2", "must happen line.told_on within notice after line.opened_on")
    missed = {"opened_on": "2018-01-02"}
    assert outcome(tmp_path, told, "a/rule", missed).sanctions.day == date(2018, 1, 13)
    late = outcome(tmp_path, told, "a/rule", {**missed, "told_on": "2018-02-01"})
    assert (late.name, late.sanctions.day) == ("late", date(2018, 1, 13))


def test_an_act_is_punished_by_the_law_of_its_own_day(tmp_path: Path) -> None:
    lent = outcome(tmp_path, rule("new art 9, law art 2"), "lend", {"lent_on": "2019-12-31"}, "2026-01-01")
    assert (lent.name, lent.sanctions.day) == ("breach", date(2019, 12, 31))
    assert fines(lent.sanctions) == {("at_once", "operator"): "new art 9: up to 90 CNY"}
    later = outcome(tmp_path, rule("new art 9, law art 2"), "lend", {"lent_on": "2020-01-01"}, "2026-01-01")
    assert fines(later.sanctions) == {("at_once", "operator"): "law art 2: 10–30 CNY"}


def test_an_act_that_nothing_permits_is_punished_as_its_permissions_say(tmp_path: Path) -> None:
    text = rule("law art 2", "may close\n        when line.good")
    closed = outcome(tmp_path, text, "close", {"good": "no", "closed_on": "2018-01-05"})
    assert (closed.name, closed.by) == ("breach", ("default",))
    assert fines(closed.sanctions) == {("at_once", "operator"): "law art 2: 10–30 CNY"}


def test_a_denial_says_what_doing_it_would_bring(tmp_path: Path) -> None:
    small = Interpreter(book(tmp_path, rule("law art 2"), rule("law art 3", path="b/rule", more="from 2019-01-01")), {})
    assert fines(small.decide("lend", {"line": LINE}, date(2018, 3, 1)).sanctions) == {
        ("at_once", "operator"): "law art 2: 10–30 CNY"
    }
    assert small.decide("renew", {"line": LINE}, date(2018, 3, 1)).sanctions is None


# ── the shipped book: A17 ──

_TERROR = {"refused": "ctl art 86: 200000–500000 CNY", "serious": "ctl art 86: at least 500000 CNY"}


@pytest.mark.parametrize(
    ("day", "operator"),
    [
        ("2014-01-10", {"at_once": "order-25 art 17: 10000–30000 CNY"}),
        ("2016-06-01", {"at_once": "order-25 art 17: 10000–30000 CNY", **_TERROR}),
        ("2018-06-01", {"at_once": "order-25 art 17: 10000–30000 CNY", **_TERROR}),
        ("2023-03-01", {"at_once": "afl art 39: 50000–500000 CNY", **_TERROR}),
    ],
)
def test_a_card_without_identity_on_four_days(day: str, operator: dict[Stage, str]) -> None:
    facts = {"application": {"id": "A1", "channel": "agent_shop", "id_check": "not_shown", "activated_on": day}}
    found = telecom().judge("activate", facts, date(2026, 11, 20)).sanctions
    assert found
    assert {stage: said for (stage, who), said in fines(found).items() if who == "operator"} == operator


def test_a_renumbered_penalty_of_the_shipped_book() -> None:
    facts = {"application": {"id": "A1", "channel": "agent_shop", "id_check": "not_shown"}}
    for day, article in ((date(2025, 12, 31), "csl art 61"), (date(2026, 1, 1), "csl-2025 art 64")):
        found = telecom().decide("activate", facts, day).sanctions
        assert found
        assert {penalties.cited(each) for each in found.threats if each.cited.source.startswith("csl")} == {article}
