"""Core in words: every construct of the language in Chinese and English, values as their kinds say, numbers masked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import core, kinds
from dsl.kinds import NEVER
from interpreter.facts import Row
from interpreter.mask import is_personal, mask
from interpreter.naming import CONFIDENCE
from interpreter.phrase import Speaker
from interpreter.values import Rows, Unknown
from tests.books import FACT, PARAMETERS, fact, small_book, telecom

SAID = [
    ("line.good", "号卡.良好", "line.good"),
    ("not line.good", "并非 号卡.良好", "not line.good"),
    ("line.good and line.fair", "号卡.良好 且 号卡.公平", "line.good and line.fair"),
    (
        "line.good or (line.fair and line.open)",
        "号卡.良好 或 （号卡.公平 且 号卡.在用）",
        "line.good or (line.fair and line.open)",
    ),
    ("line.size > 3", "号卡.大小 超过 3", "line.size > 3"),
    ("line.size >= cap", "号卡.大小 达到 上限", "line.size >= cap"),
    ("line.size < cap on 2019-01-01", "号卡.大小 少于 2019-01-01 的上限", "line.size < cap on 2019-01-01"),
    ("line.owed <= 12.50 CNY", "号卡.欠款 不超过 12.5 元", "line.owed <= 12.5 CNY"),
    ("line.province is guangdong", "号卡.省份 为 广东", "line.province is guangdong"),
    ("line.province is not beijing", "号卡.省份 不为 北京", "line.province is not beijing"),
    (
        "line.province is one of (guangdong, beijing)",
        "号卡.省份 属于（广东、北京）",
        "line.province is one of (guangdong, beijing)",
    ),
    (
        "line.province is not one of (guangdong, beijing)",
        "号卡.省份 不属于（广东、北京）",
        "line.province is not one of (guangdong, beijing)",
    ),
    ("line.size is known", "号卡.大小 已知", "line.size is known"),
    ("line.size is not known", "并非 （号卡.大小 已知）", "not (line.size is known)"),
    ("line.told_on is never", "号卡.告知日 尚未发生", "line.told_on is never"),
    ("line.told_on is not never", "号卡.告知日 已发生", "line.told_on is not never"),
    ("line.told_on <= today", "号卡.告知日 不晚于 今日", "line.told_on <= today"),
    ("line.told_on > line.opened_on", "号卡.告知日 晚于 号卡.开通日", "line.told_on > line.opened_on"),
    ("line.asked_at < now", "号卡.询问时刻 早于 此刻", "line.asked_at < now"),
    ("date of line.asked_at = today", "号卡.询问时刻 当日 为 今日", "date of line.asked_at is today"),
    ("notice has passed since line.told_on", "自 号卡.告知日 起已满 通知期", "notice has passed since line.told_on"),
    (
        "24 hours has passed since line.asked_at",
        "自 号卡.询问时刻 起已满 24 小时",
        "24 hours has passed since line.asked_at",
    ),
    (
        "15 working days after line.told_on < today",
        "（自 号卡.告知日 起 15 个工作日 届满之日） 早于 今日",
        "(15 working days after line.told_on) < today",
    ),
    ("line.told_on + 3 months < today", "（号卡.告知日 + 3 个月） 早于 今日", "(line.told_on + 3 months) < today"),
    (
        "years from line.born_on to today >= 16",
        "（自 号卡.出生日 至 今日 的周年数） 达到 16",
        "(years from line.born_on to today) >= 16",
    ),
    (
        "line.owed * (0.003 * days from line.told_on to today) > 1 CNY",
        "（号卡.欠款 × （0.003 × （自 号卡.告知日 至 今日 的日数））） 超过 1 元",
        "(line.owed * (0.003 * (days from line.told_on to today))) > 1 CNY",
    ),
    (
        "earliest of (line.told_on, line.closed_on) < today",
        "（号卡.告知日、号卡.关闭日 中最早者） 早于 今日",
        "(the earliest of (line.told_on, line.closed_on)) < today",
    ),
    (
        "some c in line.calls satisfies c.late and c.made_on < today",
        "号卡.通话 中至少一项满足“通话.夜间 且 通话.拨打日 早于 今日”",
        "at least one of line.calls satisfies “call.late and call.made_on < today”",
    ),
    (
        "every c in line.calls satisfies c.late",
        "号卡.通话 中每一项均满足“通话.夜间”",
        "each of line.calls satisfies “call.late”",
    ),
    (
        "none c in line.calls satisfies c.late",
        "号卡.通话 中没有一项满足“通话.夜间”",
        "none of line.calls satisfies “call.late”",
    ),
    (
        "(count of c in line.calls where c.late) > 5",
        "（号卡.通话 中满足“通话.夜间”的项数） 超过 5",
        "(the number of line.calls where “call.late”) > 5",
    ),
    ("(count of c in line.calls) > 5", "（号卡.通话 的项数） 超过 5", "(the number of line.calls) > 5"),
    (
        "(sum of c.fee for c in line.calls where c.late) > 5 CNY",
        "（号卡.通话 中满足“通话.夜间”的 通话.费用 合计） 超过 5 元",
        "(the sum of call.fee over line.calls where “call.late”) > 5 CNY",
    ),
    (
        "(latest of c.made_on for c in line.calls) < today",
        "（号卡.通话 的最晚 通话.拨打日） 早于 今日",
        "(the latest call.made_on over line.calls) < today",
    ),
    (
        "some l in line.holder.lines satisfies l.size < line.size",
        "号卡.机主.名下号卡 中至少一项满足“号卡 l.大小 少于 号卡.大小”",
        "at least one of line.holder.lines satisfies “line l.size < line.size”",
    ),
]


@pytest.mark.parametrize(("written", "zh", "en"), SAID, ids=[written for written, *_ in SAID])
def test_an_expression_is_said_in_either_language(written: str, zh: str, en: str, tmp_path: Path) -> None:
    book = small_book(tmp_path, FACT + fact(written))
    body = book.facts["line", "asked"].body
    assert Speaker(book, "zh").expression(body) == zh
    assert Speaker(book, "en").expression(body) == en


def test_every_expression_of_the_shipped_book_can_be_said() -> None:
    """And no name of one language slips into the other."""
    book = telecom().book
    zh, en = Speaker(book, "zh"), Speaker(book, "en")
    conditions = [e for r in book.rules.values() for e in (r.where, r.when, r.unless)]
    for e in (*conditions, *(each.body for each in book.facts.values())):
        chinese, english = zh.expression(e), en.expression(e)
        assert english.isascii() or "“" in english
        assert not any(f"{entity}." in chinese for entity in book.vocabulary.entities), chinese


CNY = kinds.Money("CNY")
VALUES = [
    (True, kinds.YesNo(), "是", "yes"),
    (False, kinds.YesNo(), "否", "no"),
    (12, kinds.Integer(), "12", "12"),
    (Decimal("1E+3"), kinds.Decimal(), "1000", "1000"),
    (Decimal("0.0030"), kinds.Decimal(), "0.003", "0.003"),
    (Decimal("-0"), kinds.Decimal(), "0", "0"),
    (Decimal("12.50"), CNY, "12.5 元", "12.5 CNY"),
    (Decimal("3"), kinds.Money("USD"), "3 USD", "3 USD"),
    (30, kinds.Duration("days"), "30 日", "30 days"),
    (1, kinds.Duration("days"), "1 日", "1 day"),
    (15, kinds.Duration("working days"), "15 个工作日", "15 working days"),
    (1, kinds.Duration("working days"), "1 个工作日", "1 working day"),
    ("guangdong", kinds.OneOf("province"), "广东", "guangdong"),
    ("文字", kinds.Text(), "“文字”", "“文字”"),
    ("13800138000", kinds.Text(), "“138****00”", "“138****00”"),
    (date(2016, 9, 23), kinds.Date(), "2016-09-23", "2016-09-23"),
    (datetime(2016, 9, 23, 18, tzinfo=UTC), kinds.Instant(), "2016-09-23 18:00", "2016-09-23 18:00"),
    (datetime(2016, 9, 23, 18, 0, 5, tzinfo=UTC), kinds.Instant(), "2016-09-23 18:00:05", "2016-09-23 18:00:05"),
    (NEVER, kinds.Date(), "从未", "never"),
    (Row("line", "L1"), kinds.Reference("line"), "号卡 L1", "line L1"),
    (Row("line", ""), kinds.Reference("line"), "号卡", "line"),
    (Rows((Row("line", "1"), Row("line", "2"))), kinds.Collection("line"), "2 行", "2 rows"),
    (Unknown(frozenset()), kinds.Integer(), "未知", "unknown"),
    (Unknown(frozenset({"line.size"})), kinds.Integer(), "未知（缺：号卡.大小）", "unknown (missing: line.size)"),
    (
        Unknown(frozenset({"notice"}), 6),
        kinds.Integer(),
        "未知，不小于 6（缺：通知期）",
        "unknown, 6 or more (missing: notice)",
    ),
    (
        Unknown(frozenset({"call.late"}), 6, 8),
        kinds.Integer(),
        "未知，在 6 至 8 之间（缺：通话.夜间）",
        "unknown, between 6 and 8 (missing: call.late)",
    ),
    (
        Unknown(frozenset({"calendar 2027"}), date(2027, 1, 4)),
        kinds.Date(),
        "未知，不早于 2027-01-04（缺：2027 年官方放假安排）",
        "unknown, 2027-01-04 or later (missing: the official schedule of 2027)",
    ),
    (
        Unknown(frozenset({"now"})),
        kinds.Instant(),
        "未知（缺：此刻（几点几分））",
        "unknown (missing: the time of day)",
    ),
    (Unknown(frozenset({"notice"})), kinds.Duration("days"), "未知（缺：通知期）", "unknown (missing: notice)"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "kind", "zh", "en"), VALUES)
def test_a_value_is_said_as_its_kind_says(value: object, kind: kinds.Kind, zh: str, en: str, tmp_path: Path) -> None:
    book = small_book(tmp_path)
    assert Speaker(book, "zh").value(value, kind) == zh
    assert Speaker(book, "en").value(value, kind) == en


@pytest.mark.parametrize(
    ("article", "item", "zh", "en"),
    [
        ("18", False, "《法》第18条", "The law, art 18"),
        ("18(2)", False, "《法》第18条第2款", "The law, art 18(2)"),
        ("18(2)(3)", False, "《法》第18条第2款第3项", "The law, art 18(2)(3)"),
        ("18-1", False, "《法》第18条之1", "The law, art 18-1"),
        ("4", True, "《法》第4项", "The law, item 4"),
        ("", False, "《法》", "The law"),
    ],
)
def test_a_place_in_the_law_is_cited_as_one_cites_it(
    article: str, item: bool, zh: str, en: str, tmp_path: Path
) -> None:
    book = small_book(tmp_path)
    cited = core.Citation("law", article, item)
    assert (Speaker(book, "zh").citation(cited), Speaker(book, "en").citation(cited)) == (zh, en)


def test_citations_of_one_source_share_its_title(tmp_path: Path) -> None:
    book = small_book(tmp_path)
    cited = (core.Citation("law", "6"), core.Citation("law", "10(2)"))
    assert Speaker(book, "zh").citations(cited) == "《法》第6条、第10条第2款"
    assert Speaker(book, "en").citations(cited) == "The law, art 6, art 10(2)"


def test_our_confidence_is_said_in_words(tmp_path: Path) -> None:
    book = small_book(tmp_path, parameters=PARAMETERS)
    zh, en = Speaker(book, "zh"), Speaker(book, "en")
    assert (zh.confidence("U"), en.confidence("U")) == (" [U：不确定]", " [U: uncertain]")
    assert (zh.confidence(""), en.confidence("")) == ("", "")
    used = {dated.confidence for figure in telecom().book.parameters.values() for dated in figure.values}
    assert used <= set(CONFIDENCE)


# ── numbers of people ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13800138000", "138****00"),
        ("电话13800138000。", "电话138****00。"),
        ("+8613800138000", "+86****00"),
        ("8613800138000", "861****00"),
        ("0086 138 0013 8000", "008****00"),
        ("138-0013-8000", "138****00"),
        ("１３８００１３８０００", "１３８****００"),
        ("11010119900307123X", "110****3X"),
        ("11010119900307123x", "110****3x"),
        ("110101 1990 0307 123X", "110****3X"),
        ("110101900307123", "110****23"),
        ("010-62351234", "010****34"),
        ("13800138000/13900139000", "138****00/139****00"),
        ("line_13800138000_a", "line_138****00_a"),
    ],
)
def test_a_number_of_a_person_is_cut_to_its_ends(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert is_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "L00000013",
        "2016-09-23",
        "2016-09-23 18:00:00",
        "2018010112345",
        "1234567890",
        "23800138000",
        "A-1",
        "",
        "99.50",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask(text) == text
    assert not is_personal(text)


@given(st.text(st.sampled_from("0123456789Xx+- 86１３a"), max_size=60))
def test_what_is_masked_once_needs_no_more(text: str) -> None:
    assert not is_personal(mask(text)) or mask(mask(text)) != mask(text)
    assert mask(text).count("****") >= int(is_personal(text))
