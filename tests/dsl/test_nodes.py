"""What the readers of declarations share: texts, words, dates, kinds, names that clash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dsl.core import Enumeration, Words
from dsl.diagnose import Diagnostic
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Text, YesNo
from dsl.nodes import (
    EMPTY,
    KINDS,
    as_map,
    bilingual,
    clashes,
    date_of,
    kind_at,
    kind_of,
    moment,
    place_of,
    same_words,
    text_of,
    unread,
    words,
)
from dsl.read import read
from dsl.source import Source, Span
from dsl.syntax import Node, Scalar

ENUMERATIONS = {"province": Enumeration("province", Words("省份", "province"), {})}


def node(text: str) -> Node:
    found, problems = read(Source("a.yaml", text))
    assert found
    assert not problems
    return found


def test_a_node_of_another_shape_reads_as_empty() -> None:
    assert as_map(node("[a]")) == as_map(None) == EMPTY
    assert text_of(node("{a: b}"), "x") == text_of(None, "x") == "x"
    assert text_of(node("a"), "x") == "a"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{zh: 甲, en: x}", Words("甲", "x")),
        ("甲 x", Words("甲 x", "")),
        ("x", Words("", "x")),
        ("{en: x}", Words("", "x")),
    ],
)
def test_words_come_by_language(text: str, said: Words) -> None:
    assert words(node(text)) == said


def test_titles_are_told_apart_by_their_script_in_any_order() -> None:
    assert bilingual(("One", "一")) == bilingual(("一", "One", "二", "Two")) == Words("一", "One")
    assert bilingual(()) == Words("", "")


def test_a_word_that_is_missing_in_one_language_is_said_in_the_other() -> None:
    assert Words("", "x").say("zh") == "x"
    assert Words("甲", "").say("en") == "甲"


def test_a_date_that_is_none_is_told_at_its_place() -> None:
    problems: list[Diagnostic] = []
    assert date_of(node("2016-02-29"), problems) == date(2016, 2, 29)
    assert date_of(None, problems) is None
    assert not problems
    assert date_of(node("2026-02-30"), problems) is None
    assert [each.code for each in problems] == ["RB137"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("yes/no", YesNo()), ("integer", Integer()), ("decimal", Decimal()), ("text", Text()), ("date", Date()), ("instant", Instant()),
     ("money CNY", Money("CNY")), ("days", Duration("days")), ("working days", Duration("working days")), ("province", OneOf("province")),
     ("是/否", YesNo()), ("整数", Integer()), ("小数", Decimal()), ("文字", Text()), ("日期", Date()), ("时刻", Instant()),
     ("金额 元", Money("CNY")), ("金额 USD", Money("USD")), ("日", Duration("days")), ("工作日", Duration("working days")), ("省份", OneOf("province")),
     ("money", None), ("金额", None), ("money cny", None), ("Date", None), ("city", None), ("", None)],
)  # fmt: skip
def test_a_kind_is_known_by_its_name(text: str, kind: Kind | None) -> None:
    assert kind_of(text, ENUMERATIONS) == kind


def test_an_unknown_kind_is_told_with_the_known_ones() -> None:
    problems: list[Diagnostic] = []
    assert kind_at(node("provinec"), ENUMERATIONS, frozenset(), problems) is None
    (told,) = problems
    assert (told.code, told.detail["suggestion"]) == ("RB209", "province")
    assert "working days" in told.message("en")


@dataclass(frozen=True)
class Named:
    names: Words
    span: Span


def test_two_declarations_that_claim_one_name_clash_once_whichever_name_it_is() -> None:
    def clashing(*named: Words) -> list[tuple[int, object]]:
        declared = [Named(words, Span("a", number, number)) for number, words in enumerate(named)]
        return [(each.span.start, each.detail["name"]) for each in clashes(declared, lambda one: one.names)]

    assert clashing(Words("甲", "a"), Words("乙", "b")) == []
    assert clashing(Words("甲", "a"), Words("甲", "b")) == [(1, "甲")]
    assert clashing(Words("甲", "a"), Words("甲", "a")) == [(1, "a")]
    assert clashing(Words("甲", "a"), Words("a", "b")) == [(1, "a")]
    assert clashing(Words("", "a"), Words("", "b")) == []
    assert clashing(Words("甲", "a"), Words("甲", "b"), Words("甲", "c")) == [(1, "甲"), (2, "甲")]


def test_a_name_that_is_the_same_in_both_languages_clashes_with_nothing() -> None:
    assert list(clashes([Named(Words("VoLTE", "VoLTE"), Span("a", 0, 0))], lambda one: one.names)) == []


def test_entries_with_the_same_chinese_are_told_at_the_second() -> None:
    (told,) = same_words(node("{a: 甲, b: 乙, c: 甲}"))
    assert (told.code, told.span.start, told.related[0][0].start) == ("RB210", 16, 4)


def test_what_was_written_and_not_kept_is_known_by_all_its_names() -> None:
    text = "{a: {zh: 甲}, b: {zh: 乙, inverse: c, inverse_zh: 丙}}"
    assert set(unread(node(text), {"a"})) == {"b", "乙", "c", "丙"}
    assert set(unread(None, ())) == set()


def test_a_place_is_that_of_the_node_or_of_what_holds_it() -> None:
    here = Span("a", 1, 2)
    assert place_of(None, here) == here
    assert place_of(Scalar("x", span=Span("a", 5, 6)), here) == Span("a", 5, 6)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2016-07-12", date(2016, 7, 12)), ("2021-06-21T18:00", datetime(2021, 6, 21, 18, tzinfo=ZoneInfo("Asia/Shanghai"))),
     ("2016-13-01", None), ("never", None), ("", None), ("2021-06-21T25:00", None)],
)  # fmt: skip
def test_a_moment_is_a_day_or_an_instant_of_the_books_zone(text: str, value: object) -> None:
    assert moment(text, "Asia/Shanghai") == value


def test_every_name_that_a_kind_can_have_is_understood() -> None:
    for each in KINDS:
        assert kind_of(each.zh, {}) == kind_of(each.en, {}) is not None
