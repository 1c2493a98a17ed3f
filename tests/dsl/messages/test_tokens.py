"""What was expected, in words: short, in one language, the likeliest first."""

from __future__ import annotations

import pytest

from dsl.messages.tokens import SIGNS, TOKENS, keyword, said
from dsl.source import is_chinese

VALUE = {"NAME", "NUMBER", "DATE", "STRING", "KEYWORD", "INSTANT"}


@pytest.mark.parametrize(
    ("terminals", "zh", "en"),
    [
        ({"WHEN", "NAME"}, "名称、“当”", "a name, `when`"),
        ({"LPAR"}, "“(”", "`(`"),
        ({"UNTIL", "TO_ZH"}, "“至”", "`until`"),
        ({"WITHIN", "AT_ZH"}, "“在”", "`within`"),
        (VALUE | {"LPAR", "NOT", "QUANTITY", "SINCE_ZH"}, "一个值或条件", "a value or a condition"),
        ({"COMPARE", "IS", "IS_NOT", "AND"}, "比较、“且”", "a comparison, `and`"),
        ({"PLUS", "MINUS", "TIMES", "RPAR"}, "运算符、“)”", "an operator, `)`"),
        ({"$END"}, "语句结束", "the end of the statement"),
        (set(), "", ""),
    ],
)
def test_what_was_expected_is_said_in_one_language(terminals: set[str], zh: str, en: str) -> None:
    words = said(terminals)
    assert (words.zh, words.en) == (zh, en)


def test_a_long_list_is_cut_short() -> None:
    words = said(TOKENS)
    assert words.en.endswith("…")
    assert len(words.en.split(", ")) <= 7


def test_neither_language_has_words_of_the_other() -> None:
    words = said(name for name in TOKENS if name not in VALUE)
    assert not is_chinese(words.en)


@pytest.mark.parametrize(
    ("word", "zh"),
    [("when", "当"), ("for each", "适用于每个"), ("must / must not / may", "应当／不得／可以"), ("never permitted", "绝不许可"), ("severity", "严重度")],
)  # fmt: skip
def test_a_keyword_has_its_chinese_twin(word: str, zh: str) -> None:
    assert (keyword(word).zh, keyword(word).en) == (zh, word)


def test_every_keyword_has_a_spelling_in_each_language_or_a_twin_terminal() -> None:
    """A terminal that is written in one language only has another that says the same in the other."""
    twins = {
        "WITHIN": "INSIDE_ZH", "AFTER": "AFTER_ZH", "HAS_PASSED_SINCE": "HAS_PASSED_ZH", "DATE_OF": "DAY_ZH", "BETWEEN": "BETWEEN_ZH",
        "TO": "TO_ZH", "UNTIL": "TO_ZH",
    }  # fmt: skip
    for name, words in TOKENS.items():
        letters = [word for word in words if word[0].isalpha()]
        if letters and not any(is_chinese(word) for word in letters):
            assert twins.get(name) in TOKENS, name


def test_signs_of_other_languages_are_none_of_ours() -> None:
    assert not set(SIGNS) & {sign for words in TOKENS.values() for sign in words}
