"""The law register: sources with their time in force, and citations looked up by either name."""

from __future__ import annotations

from datetime import date

import pytest

from dsl.core import Citation, Words
from dsl.diagnose import Diagnostic
from dsl.read import read
from dsl.register import Register, sources
from dsl.source import NOWHERE, Source
from dsl.syntax import Node

TEXT = """\
act:
  zh: 法
  title: {zh: 样例法, en: The act}
  issuer: {zh: 某机关, en: Somebody}
  number: 第1号
  rank: law
  in_force: {from: 2010-01-01, until: 2019-12-31}
  status: 有效
  articles:
    3: {zh: 三, en: Three, confidence: A}
    18(1): {zh: 十八一, confidence: U}
  items:
    4: {en: Four, confidence: B}
note:
  zh: 通知
  title: {zh: 通知, en: A notice}
  rank: normative_document
"""


def node(text: str) -> Node:
    found, problems = read(Source("sources.yaml", text))
    assert found
    assert not problems
    return found


def register(text: str = TEXT, broken: frozenset[str] = frozenset()) -> Register:
    problems: list[Diagnostic] = []
    found = Register(sources(node(text), problems), broken)
    assert not problems
    return found


def test_a_source_is_read_with_all_that_is_written_of_it() -> None:
    act = register().sources["act"]
    assert (act.id, act.names, act.title) == ("act", Words("法", "act"), Words("样例法", "The act"))
    assert (act.issuer, act.number, act.rank, act.status) == (Words("某机关", "Somebody"), "第1号", "law", "有效")
    assert (act.since, act.until) == (date(2010, 1, 1), date(2019, 12, 31))
    assert act.articles["3"].summary == Words("三", "Three")
    assert act.articles["18(1)"].confidence == "U"
    assert act.items["4"].summary == Words("", "Four")


def test_a_source_may_leave_most_of_it_out() -> None:
    notice = register().sources["note"]
    assert (notice.since, notice.until, dict(notice.articles)) == (None, None, {})


def test_no_file_is_an_empty_register() -> None:
    assert sources(None, []) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXT.replace("from: 2010-01-01", "from: 2010-02-30"), "RB137"),
        (TEXT.replace("until: 2019-12-31", "until: 2009-12-31"), "RB405"),
    ],
)
def test_a_source_whose_time_in_force_is_wrong_is_left_out_and_told_once(text: str, code: str) -> None:
    """Were it kept without its dates, every rule that cites it would be in force at the wrong time."""
    problems: list[Diagnostic] = []
    assert list(sources(node(text), problems)) == ["note"]
    assert [each.code for each in problems] == [code]


def test_two_sources_of_one_chinese_name_clash() -> None:
    problems: list[Diagnostic] = []
    sources(node(TEXT.replace("zh: 通知\n", "zh: 法\n", 1)), problems)
    assert [each.code for each in problems] == ["RB210"]


MOVED = TEXT.replace(
    "3: {zh: 三, en: Three, confidence: A}", "3: {zh: 三, confidence: A, renumbered: {to: TO, on: 2015-01-01}}"
)


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("18(1)", Citation("act", "18(1)")),
        ("note", Citation("note")),
        ("通知", Citation("note")),
        ("法 第四项", Citation("act", "4", True)),
    ],
)
def test_an_article_may_stand_elsewhere_from_some_day_on(to: str, found: Citation) -> None:
    act = register(MOVED.replace("TO", to)).sources["act"]
    moved = act.articles["3"].renumbered
    assert moved
    assert (moved.to, moved.on) == (found, date(2015, 1, 1))
    assert [each.renumbered for each in (act.articles["18(1)"], act.items["4"])] == [None, None]


def test_an_item_that_is_renumbered_by_a_number_alone_stays_an_item() -> None:
    text = TEXT.replace(
        "4: {en: Four, confidence: B}",
        "4: {en: Four, confidence: B, renumbered: {to: 5, on: 2015-01-01}}\n    5: {en: Five, confidence: B}",
    )
    moved = register(text).sources["act"].items["4"].renumbered
    assert moved
    assert moved.to == Citation("act", "5", True)


@pytest.mark.parametrize(("to", "code"), [("9", "RB501"), ("nowhere art 9", "RB206"), ("act § 9", "RB502")])
def test_where_an_article_is_said_to_stand_has_to_be_registered(to: str, code: str) -> None:
    problems: list[Diagnostic] = []
    found = sources(node(MOVED.replace("TO", to)), problems)
    assert [each.code for each in problems] == [code]
    assert found["act"].articles["3"].renumbered is None


def test_a_day_of_renumbering_is_a_day_of_the_calendar() -> None:
    problems: list[Diagnostic] = []
    sources(node(MOVED.replace("TO", "18(1)").replace("2015-01-01", "2015-02-30")), problems)
    assert [each.code for each in problems] == ["RB137"]


def test_of_a_source_that_is_left_out_it_is_not_told_that_it_is_not_there() -> None:
    problems: list[Diagnostic] = []
    text = MOVED.replace("TO", "note").replace(
        "rank: normative_document", "rank: normative_document\n  in_force: {from: 2010-02-30}"
    )
    sources(node(text), problems)
    assert [each.code for each in problems] == ["RB137"]
    problems.clear()
    sources(node(MOVED.replace("TO", "gone art 1")), problems, frozenset({"gone"}))
    assert not problems


@pytest.mark.parametrize(
    ("source", "article", "item", "found"),
    [
        ("act", "3", False, Citation("act", "3")),
        ("法", "18(1)", False, Citation("act", "18(1)")),
        ("法", "4", True, Citation("act", "4", True)),
        ("通知", "", False, Citation("note")),
    ],
)
def test_a_citation_is_found_by_either_name(source: str, article: str, item: bool, found: Citation) -> None:
    problems: list[Diagnostic] = []
    assert register().cite(source, article, item, NOWHERE, problems) == found
    assert not problems


@pytest.mark.parametrize(
    ("source", "article", "item", "code", "said"),
    [
        ("atc", "3", False, "RB206", "`atc`"),
        ("act", "4", False, "RB501", "art 4"),
        ("act", "3", True, "RB501", "item 3"),
        ("act", "18", False, "RB501", "3, 18(1)"),
        ("note", "1", False, "RB501", "—"),
    ],
)
def test_what_is_not_registered_is_told_with_what_is(
    source: str, article: str, item: bool, code: str, said: str
) -> None:
    problems: list[Diagnostic] = []
    assert register().cite(source, article, item, NOWHERE, problems) is None
    (told,) = problems
    assert told.code == code
    assert said in told.message("en")


def test_an_article_is_told_in_the_words_of_the_law() -> None:
    problems: list[Diagnostic] = []
    register().cite("act", "18(2)(3)", False, NOWHERE, problems)
    register().cite("act", "7", True, NOWHERE, problems)
    assert "第18条第2款第3项" in problems[0].message("zh")
    assert "第7项" in problems[1].message("zh")


def test_a_source_that_was_told_of_already_is_not_told_of_again() -> None:
    problems: list[Diagnostic] = []
    assert register(broken=frozenset({"gone"})).cite("gone", "3", False, NOWHERE, problems) is None
    assert not problems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("act art 3", [Citation("act", "3")]),
        ("法 第3条", [Citation("act", "3")]),
        ("法 第十八条第一款", [Citation("act", "18(1)")]),
        ("act item 4", [Citation("act", "4", True)]),
        ("note", [Citation("note")]),
        ("[act art 3, 通知]", [Citation("act", "3"), Citation("note")]),
    ],
)
def test_citations_in_yaml_are_read_in_both_languages(text: str, found: list[Citation]) -> None:
    problems: list[Diagnostic] = []
    assert list(register().cite_texts(node(text), problems)) == found
    assert not problems


@pytest.mark.parametrize("text", ["act § 3", "act 3", "act article", "act 第三章"])
def test_what_is_no_citation_is_told(text: str) -> None:
    problems: list[Diagnostic] = []
    assert register().cite_texts(node(text), problems) == ()
    assert [each.code for each in problems] == ["RB502"]
