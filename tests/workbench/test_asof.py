"""`guiju show --on DAY` reads as the law stood on that day: what was not law then says so or is left out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbench.running import guiju


def shown(*words: str) -> Any:
    return guiju("show", *words, "--format", "json").data


def test_the_day_is_told_with_the_book_and_only_when_it_is_asked_for() -> None:
    assert shown("--on", "2016-06-01")["on"] == "2016-06-01"
    assert "on" not in shown()
    assert "截至：2016-06-01" in guiju("show", "--on", "2016-06-01", "--lang", "zh").out


@pytest.mark.parametrize(
    ("day", "in_force", "not_in_force"),
    [
        ("2013-09-01", {"registration/identity", "sms/decision"}, {"registration/counter_terrorism", "cards/cap"}),
        ("2016-06-01", {"cards/own_hall", "registration/counter_terrorism"}, {"cards/cap", "sms/civil_code"}),
        ("2016-10-01", {"cards/cap", "complaints/answer"}, {"cards/own_hall", "registration/live_video"}),
        ("2026-06-01", {"registration/cybersecurity_amended", "sms/civil_code"}, {"registration/cybersecurity"}),
    ],
)
def test_the_rules_of_a_day(day: str, in_force: set[str], not_in_force: set[str]) -> None:
    rules = set(shown("--on", day)["rules"])
    assert in_force <= rules
    assert rules.isdisjoint(not_in_force)


def test_a_rule_that_a_switch_keeps_off_is_not_among_those_in_force() -> None:
    found = shown("--on", "2016-10-01")
    assert "cards/total_cap" not in found["rules"]
    assert found["switched off"]["cards/total_cap"] == "total_cap_applies"
    assert "cards/total_cap" not in shown("--on", "2016-06-01")["switched off"]  # and not yet in force at all
    assert "  cards/total_cap：启用总上限" in guiju("show", "--on", "2016-10-01", "--lang", "zh").out


def test_of_the_grounds_of_a_rule_those_come_first_that_are_law_on_the_day() -> None:
    first, second = shown("cards/cap", "--on", "2016-10-01")["sources"]
    assert "not in force" not in first
    assert second.endswith("(not in force before 2016-11-07)")
    assert shown("cards/cap", "--on", "2016-11-07")["sources"][1].endswith("[B: a page that quotes it]")
    assert "此日尚未施行" in guiju("show", "cards/cap", "--on", "2016-10-01", "--lang", "zh").out
    (gone,) = shown("registration/cybersecurity", "--on", "2026-06-01")["sources"]
    assert gone.endswith("(no longer in force after 2025-12-31)")


def test_a_rule_cites_the_number_of_the_day() -> None:
    before = shown("arrears/suspension", "--on", "2013-09-01")["sources"]
    after = shown("arrears/suspension", "--on", "2016-06-01")["sources"]
    assert [("art 35" in each, "art 34" in each) for each in (before[0], after[0])] == [(True, False), (False, True)]


def test_an_article_says_where_it_stands_on_the_day() -> None:
    assert shown("csl")["articles"]["24"].endswith("(from 2026-01-01: Cybersecurity Law, as amended in 2025, art 26)")
    assert shown("csl", "--on", "2026-06-01")["articles"]["24"].endswith(
        "(on this day: Cybersecurity Law, as amended in 2025, art 26)"
    )
    (on_2013, on_2016) = (
        shown("telecom-regs", "--on", day)["articles"]["34(2)"] for day in ("2013-09-01", "2016-06-01")
    )
    assert on_2013.endswith("art 35(2))")
    assert "on this day" not in on_2016


def test_a_source_says_whether_it_is_in_force_and_which_rules_stand_on_it_then() -> None:
    assert shown("csl", "--on", "2016-06-01")["in force"] is False
    assert shown("csl", "--on", "2018-06-01")["in force"] is True
    assert "in force" not in shown("csl")
    assert "rules" not in shown("csl", "--on", "2016-06-01")
    assert "施行中：否" in guiju("show", "csl", "--on", "2026-06-01", "--lang", "zh").out


def test_a_figure_without_a_value_on_the_day_says_when_it_has_one() -> None:
    before = shown("cards_cap", "--on", "2016-06-01")
    assert before["in force"] is False
    assert [each["from"] for each in before["values"]] == ["2016-09-23"]
    assert "in force" not in shown("cards_cap", "--on", "2016-09-23")
    assert shown("cards/cap", "--on", "2016-06-01")["figures"]["cards_cap"] == "— (5 from 2016-09-23)"
    assert "cards_cap：—（2016-09-23 起为 5）" in guiju("show", "cards/cap", "--on", "2016-06-01", "--lang", "zh").out
    after = shown("cards/own_hall", "--on", "2016-10-01")["figures"]["own_hall_threshold"]
    assert after == "— (5 until 2016-09-22)"


def test_of_several_values_that_of_the_day_is_shown() -> None:
    values = {
        day: shown("clause_consent_counts", "--on", day)["values"] for day in ("2016-06-01", "2022-06-01", "2026-06-01")
    }
    assert [(len(each), each[0]["value"]) for each in values.values()] == [(1, "yes"), (1, "no"), (1, "no")]
    assert len(shown("clause_consent_counts")["values"]) == 3


def test_a_note_is_in_the_readers_language_alone() -> None:
    assert "memory" in shown("complaints/personal_data")["note"]
    assert "凭记忆" not in shown("complaints/personal_data")["note"]
