"""Sanctions in words: amounts, conditions and parties in both languages; what scenarios and findings say in short."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as Exact
from typing import get_args

import pytest

from dsl import core
from dsl.core import Amount, Sanction, Words
from dsl.schema import document
from interpreter import penalties
from interpreter.messages import CONDITIONS, MEASURES, STAGES
from interpreter.phrase import Speaker
from interpreter.sanctions import STAGES as STAGED
from interpreter.sanctions import Stage
from tests.books import telecom

LOW, HIGH = Exact(10000), Exact("30000.50")


@pytest.mark.parametrize(
    ("amount", "zh", "en", "short"),
    [
        (Amount(LOW, HIGH), "10000 元以上 30000.5 元以下", "10000 to 30000.5 CNY", "10000–30000.5 CNY"),
        (Amount(None, HIGH), "30000.5 元以下", "up to 30000.5 CNY", "up to 30000.5 CNY"),
        (Amount(LOW), "10000 元以上", "at least 10000 CNY", "at least 10000 CNY"),
        (Amount(LOW, LOW, "USD"), "10000 USD以上 10000 USD以下", "10000 to 10000 USD", "10000–10000 USD"),
        (
            Amount(multiples=(Exact(1), Exact(10)), gains_from=LOW),
            "违法所得 1 倍以上 10 倍以下（违法所得 10000 元以上的）",
            "1 to 10 times the illegal gains (for gains of 10000 CNY or more)",
            "1–10 times",
        ),
        (
            Amount(None, HIGH, gains_from=Exact(5), gains_below=LOW),
            "30000.5 元以下（违法所得 5 元以上、不足 10000 元的）",
            "up to 30000.5 CNY (for gains of 5 CNY or more and below 10000 CNY)",
            "up to 30000.5 CNY",
        ),
        (
            Amount(None, HIGH, gains_below=Exact(0)),
            "30000.5 元以下（没有违法所得的）",
            "up to 30000.5 CNY (where there are no gains)",
            "up to 30000.5 CNY",
        ),
    ],
)
def test_an_amount_is_told_with_the_gains_it_is_meant_for(amount: Amount, zh: str, en: str, short: str) -> None:
    assert (penalties.amount(amount, "zh"), penalties.amount(amount, "en")) == (zh, en)
    assert penalties.short(amount) == short


@pytest.mark.parametrize(
    ("sanction", "zh", "en"),
    [
        (Sanction("order", "always", None, Amount(), Words()), "责令改正", "order to correct"),
        (
            Sanction("fine", "refused", "staff", Amount(LOW), Words()),
            "拒不改正的，罚款：10000 元以上（责任人员）",
            "if correction is refused: fine, at least 10000 CNY (staff)",
        ),
        (
            Sanction("fine", "optional", None, Amount(), Words("未定数额", "no amount is set")),
            "可以并处罚款（未定数额）",
            "may be added: fine (no amount is set)",
        ),
        (
            Sanction("fine", "serious", None, Amount(LOW), Words("按年", "a year"), subsidiary=True),
            "情节严重的，罚款：10000 元以上；以其他法律、法规未规定处罚为限；按年",
            "in serious cases: fine, at least 10000 CNY; only where no other law sets a penalty; a year",
        ),
    ],
)
def test_a_sanction_is_told_with_its_condition_and_who_bears_it(sanction: Sanction, zh: str, en: str) -> None:
    told = {lang: penalties.sanction(sanction, Speaker(telecom().book, lang)) for lang in ("zh", "en")}
    assert told == {"zh": zh, "en": en}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10000–30000 CNY", "10000–30000 CNY"),
        ("10000-30000 元", "10000–30000 CNY"),
        ("10000 to 30000.5 CNY", "10000–30000.5 CNY"),
        ("1万至3万元", None),
        ("10000至30000元", "10000–30000 CNY"),
        ("up to 30000 CNY", "up to 30000 CNY"),
        ("不超过 30000 元", "up to 30000 CNY"),
        ("at least 500000 USD", "at least 500000 USD"),
        ("不少于500000元", "at least 500000 CNY"),
        ("1–10 倍", "1–10 times"),
        ("30000 CNY", None),
        ("up to 3 times", None),
        ("much", None),
        ("", None),
    ],
)
def test_an_amount_may_be_written_in_several_ways(text: str, meant: str | None) -> None:
    assert penalties.meant(text) == meant


@pytest.mark.parametrize(
    "text", ["afl art 39", "反电信网络诈骗法 第39条", "反电信网络诈骗法 第三十九条", " afl art 39 "]
)
def test_an_article_may_be_cited_in_either_language(text: str) -> None:
    assert penalties.article(text, telecom().book) == "afl art 39"


def test_what_can_be_expected_where_there_is_no_breach_is_nothing() -> None:
    assert set(penalties.aspects(None).values()) == {""}
    assert penalties.data(None) == {}


def test_a_finding_says_the_highest_fines_in_short() -> None:
    facts = {"application": {"id": "A1", "id_check": "not_shown"}}
    found = telecom().decide("activate", facts, date(2016, 6, 1)).sanctions
    assert found
    assert [penalties.brief(each) for each in found.highest][:2] == [
        "order-25 art 17 on operator: 10000 to 30000 CNY",
        "ctl art 86 if refused on operator: 200000 to 500000 CNY",
    ]


def test_every_measure_condition_and_stage_has_its_words() -> None:
    assert set(get_args(core.Measure)) == set(MEASURES)
    assert set(get_args(core.Condition)) == set(CONDITIONS)
    assert set(get_args(Stage)) == set(STAGES) == set(STAGED)
    assert {name for name, words in (MEASURES | CONDITIONS | STAGES).items() if not (words.zh and words.en)} == {
        "always"
    }


@pytest.mark.parametrize("part", ["articles", "items"])
def test_the_schema_knows_these_measures_and_conditions(part: str) -> None:
    source = document("sources")["additionalProperties"]["properties"]
    keys = source[part]["additionalProperties"]["properties"]["sanctions"]["items"]["properties"]
    assert (set(keys["measure"]["enum"]), set(keys["when"]["enum"])) == (set(MEASURES), set(CONDITIONS))
