"""`guiju show`: the rulebook read back as of a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import FACT, rule, small_book
from tests.workbench.running import guiju, refused


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small sound book."""
    small_book(tmp_path, FACT + rule("may close\n    when notice has passed since line.told_on"))
    return tmp_path


def test_the_whole_book_in_short() -> None:
    done = guiju("show", "--format", "json")
    assert (done.status, done.err) == (0, "")
    parts = {"book", "edition", "rules", "switched off", "parameters", "actions", "invariants", "sources"}
    assert set(done.data) == parts
    assert done.data["rules"]["grace/termination"] == "No termination before the suspension has run out"
    assert done.data["parameters"]["cards_cap"] == "5"
    text = guiju("show", "--lang", "zh").out
    assert "停机期满方可销号" in text
    assert "号卡上限：5" in text


def test_a_day_shows_what_was_in_force_on_it() -> None:
    before = guiju("show", "--on", "2016-09-22", "--format", "json").data
    after = guiju("show", "--on", "2016-09-23", "--format", "json").data
    assert "cards/cap" not in before["rules"]
    assert "cards/cap" in after["rules"]
    assert "cards/own_hall" in before["rules"]
    assert "cards/own_hall" not in after["rules"]
    assert "cards_cap" not in before["parameters"]
    assert "afl" not in after["sources"]


def test_one_rule_with_its_grounds_its_time_and_its_words() -> None:
    shown = guiju("show", "grace/termination", "--on", "2016-01-01", "--format", "json").data
    assert shown["rule"] == "grace/termination"
    assert (shown["from"], shown["in force"], shown["standing"]) == ("2015-12-30", True, "contested")
    assert shown["norm"] == "must not terminate"
    assert shown["unless"] == "suspension_period has passed since line.suspended_on"
    assert shown["text"].startswith("rules/grace.rules:")
    assert "art 3" in shown["sources"][0]
    assert shown["figures"] == {"suspension_period": "90 days"}
    assert guiju("show", "grace/termination", "--on", "2015-12-29", "--format", "json").data["in force"] is False


def test_a_rule_is_shown_with_the_meaning_of_the_facts_it_stands_on() -> None:
    shown = guiju("show", "sms/consent", "--on", "2016-01-01", "--format", "json").data
    assert shown["unless"] == "message.consented"
    assert shown["facts"]["message.consented"].startswith("at least one of message.consents satisfies")
    assert shown["facts"]["message.consented"].endswith("where unknown (Provisions on Short Message Services, art 18)")
    assert "clause_consent_counts" in shown["figures"]
    text = guiju("show", "cards/cap", "--lang", "zh").out
    assert "  入网申请.明确已达上限：" in text
    assert "  号卡.在网：号卡.入网日 不晚于 今日" in text


def test_a_contested_value_of_a_figure_is_shown_to_be_one() -> None:
    before, after = (
        guiju("show", "clause_consent_counts", "--on", day, "--format", "json").data["values"][0]
        for day in ("2020-12-31", "2024-07-01")
    )
    assert (before["standing"], after.get("standing")) == ("contested", None)


def test_a_source_is_shown_with_what_its_articles_threaten_or_why_no_rule_stands_on_them() -> None:
    shown = guiju("show", "telecom-regs", "--format", "json").data["articles"]
    assert shown["74"]["sanctions"][3] == "if correction is refused: fine, 10000 to 100000 CNY"
    assert guiju("show", "apl", "--format", "json").data["articles"]["29"]["untranslated"].startswith("applied by")
    text = guiju("show", "行政处罚法", "--lang", "zh").out
    assert "    未译成规则的原因：由解释器适用" in text
    assert "    处罚：\n      - 责令改正\n" in guiju("show", "telecom-regs", "--lang", "zh").out


@pytest.mark.parametrize("name", ["grace/termination", "宽限/销号"])
def test_a_rule_is_found_by_either_of_its_names_and_said_in_either_language(name: str) -> None:
    text = guiju("show", name, "--lang", "zh").out
    assert "除非：自 号卡.停机日 起已满 停机期限" in text
    assert "不得 销号" in text


def test_a_figure_with_all_its_dated_values_and_confidence() -> None:
    shown = guiju("show", "clause_consent_counts", "--format", "json").data
    assert [value["value"] for value in shown["values"]] == ["yes", "no", "no"]
    assert [value["confidence"] for value in shown["values"]] == ["C", "I", "A"]
    assert shown["values"][0]["until"] == "2020-12-31"
    one = guiju("show", "条款同意有效", "--on", "2022-01-01", "--format", "json").data
    assert [value["from"] for value in one["values"]] == ["2021-01-01"]


def test_a_source_with_the_rules_that_stand_on_it() -> None:
    shown = guiju("show", "gd-2015", "--format", "json").data
    assert shown["rank"] == "local_regulation"
    assert "grace/termination" in shown["rules"]
    assert guiju("show", "粤实名决定", "--format", "json").data == shown


def test_another_book_by_folder(book: Path) -> None:
    assert guiju("show", book, "--format", "json").data["book"] == "A small rulebook"
    assert guiju("show", book, "a/rule", "--format", "json").data["norm"] == "may close"
    assert (
        guiju("show", book, "notice", "--on", "2021-01-01", "--format", "json").data["values"][0]["value"] == "20 days"
    )


def test_what_there_is_not_is_refused_with_the_nearest_name() -> None:
    refused(guiju("show", "grace/terminaton"), "`grace/terminaton`", "perhaps `grace/termination`")
    refused(guiju("show", "号卡上线", "--lang", "zh"), "没有名为“号卡上线”")
    refused(guiju("show", "cn-telecom", "cards_cap", "more"), "at most")
    refused(guiju("show", "no-such-book", "cards_cap"), "no-such-book")
