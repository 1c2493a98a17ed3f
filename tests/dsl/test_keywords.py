"""The table of words: each said in either language, each matched by its terminal alone as a whole word."""

from __future__ import annotations

import re

import pytest

from dsl.keywords import BY_NAME, TERMINALS, Terminal, definitions, pair_of


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda each: each.name)
def test_a_terminal_matches_its_words_and_no_longer_ones(terminal: Terminal) -> None:
    for word in terminal.spellings:
        assert re.fullmatch(terminal.pattern, word), word
        if word[0].isalpha():
            assert not re.match(terminal.pattern + r"\Z", word + "x")
            assert re.match(terminal.pattern, word + "1")


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda each: each.name)
def test_no_two_words_of_a_terminal_are_spelt_alike(terminal: Terminal) -> None:
    folded = [word.replace(" ", "") for word in terminal.spellings]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize(
    ("terminal", "written", "en", "zh"),
    [
        ("FOR_EACH", "for  each", "for each", "适用于每个"), ("FOR_EACH", "适用于 每个", "for each", "适用于每个"),
        ("UNIT", "天", "days", "日"), ("UNIT", "working day", "working days", "个工作日"), ("COMPARE", "达到", ">=", "不早于"),
        ("KEYWORD", "否", "no", "否"), ("IN_FORCE", "起施行", "起施行", "起施行"), ("WITHIN", "within", "within", "within"),
    ],
)  # fmt: skip
def test_a_word_is_known_however_it_is_written(terminal: str, written: str, en: str, zh: str) -> None:
    pair = pair_of(terminal, written)
    assert (pair.say("en"), pair.say("zh")) == (en, zh)


def test_the_grammar_gets_a_definition_of_each() -> None:
    defined = re.findall(r"^([A-Z_]+)\.([0-9]): /", definitions(), re.MULTILINE)
    assert [name for name, _ in defined] == list(BY_NAME)
