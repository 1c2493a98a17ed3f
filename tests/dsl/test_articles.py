"""One number for an article, however it is cited, and back to how statutes write it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import syntax as s
from dsl.articles import article_number, article_text, chinese, chinese_number, is_article, numbered
from dsl.parse import parse
from dsl.source import Source
from tests.books import telecom


def cited(text: str) -> tuple[s.Cite, ...]:
    """The citations of a rule that says only this."""
    (rule,), _, problems = parse(Source("a.rules", f"rule a\n    source {text}"))
    assert not problems
    assert isinstance(rule, s.Rule)
    (clause,) = rule.clauses
    assert isinstance(clause, s.Cited)
    return clause.cites


@pytest.mark.parametrize(
    ("text", "number"),
    [("art 3", "3"), ("article 18(1)", "18(1)"), ("art. 22-1", "22-1"), ("art 18(1)(2)", "18(1)(2)"), ("第3条", "3"),
     ("第三十四条", "34"), ("第一百零二条", "102"), ("第二百条", "200"), ("第十条", "10"), ("第二十二条之一", "22-1"),
     ("第18条第1款", "18(1)"), ("第十八条第一款", "18(1)"), ("第18条第1款第2项", "18(1)(2)"), ("第十八条第（二）项", "18(2)"),
     ("第１８条", "18")],
)  # fmt: skip
def test_an_article_has_one_number_however_it_is_cited(text: str, number: str) -> None:
    assert article_number(text.translate({code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)})) == (number, False)
    assert cited(f"a {text}") == (s.Cite(s.Word("a"), number, False),)


@pytest.mark.parametrize("text", ["第1八条", "第八1条", "第18条第1二款", "第18条第一2项"])
def test_a_number_is_in_one_kind_of_digits(text: str) -> None:
    """What mixes them is no number of an article, and the parser says so in its place."""
    assert not is_article(text)
    _, _, problems = parse(Source("a.rules", f"规则 甲\n    依据 乙 {text}\n"))
    assert [each.code for each in problems] == ["RB110"]


def test_an_item_is_no_article() -> None:
    assert article_number("item 4") == article_number("第四项") == ("4", True)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (18, "十八"), (20, "二十"), (34, "三十四"), (100, "一百"), (102, "一百零二"), (110, "一百一十"),
     (111, "一百一十一"), (260, "二百六十"), (1000, "一千"), (1003, "一千零三"), (1030, "一千零三十"), (1033, "一千零三十三"),
     (1260, "一千二百六十"), (9999, "九千九百九十九")],
)  # fmt: skip
def test_numbers_are_written_as_statutes_do(number: int, text: str) -> None:
    assert chinese(number) == text


@given(st.integers(1, 9999))
def test_every_chinese_numeral_is_read_back(number: int) -> None:
    assert chinese_number(chinese(number)) == number
    if 10 <= number < 20:
        assert chinese_number("一" + chinese(number)) == number


@given(st.integers(1, 2000), st.lists(st.integers(1, 20), max_size=3), st.integers(0, 12), st.booleans())
def test_an_article_is_the_same_in_either_language(main: int, parts: list[int], sub: int, item: bool) -> None:
    number = f"{main}{f'-{sub}' if sub else ''}{''.join(f'({part})' for part in parts)}"
    for lang in ("zh", "en"):
        assert article_number(article_text(number, item, lang)) == (number, item)


@pytest.mark.parametrize("text", ["第三条的", "第三条 x", "art x", "article", "第条", "item 4 x", "3"])
def test_what_is_no_article_is_known_before_it_is_read(text: str) -> None:
    assert not is_article(text)


@given(st.integers(1, 2000), st.lists(st.integers(1, 20), max_size=2), st.booleans())
def test_what_is_written_is_an_article(main: int, parts: list[int], item: bool) -> None:
    number = f"{main}{''.join(f'({part})' for part in parts)}"
    assert all(is_article(article_text(number, item, lang)) for lang in ("zh", "en"))


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2000, 9, 25), "35(2)"), (date(2014, 7, 28), "35(2)"), (date(2014, 7, 29), "34(2)"), (date(2026, 1, 1), "34(2)")],
)  # fmt: skip
def test_a_renumbered_article_is_cited_by_its_number_of_the_day(day: date, number: str) -> None:
    """Arrears: article 35 of the text of 2000, article 34 since the revision of 2014-07-29."""
    book = telecom().book
    cited = book.rules["arrears/suspension"].sources
    assert [each.article for each in numbered(cited, book.sources, day)] == [number]
    assert numbered(cited, book.sources, None) == cited


def test_what_was_not_renumbered_stays_as_it_is_cited() -> None:
    book = telecom().book
    for path in ("complaints/prior_complaint", "cards/cap"):
        cited = book.rules[path].sources
        assert numbered(cited, book.sources, date(2026, 1, 1)) == cited
