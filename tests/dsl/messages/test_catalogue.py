"""The catalogue: every code in both languages, with the same blanks, and in a tone that is the same throughout."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import dsl
from dsl.core import Words
from dsl.messages.catalogue import CATALOGUE
from dsl.source import is_chinese

HOUSE = Path(dsl.__file__).resolve().parent.parent
_SECOND_PERSON = re.compile(r"\b(you|your|please|sorry|oops)\b|[你您]", re.IGNORECASE)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_is_said_in_both_languages_with_the_same_blanks(code: str) -> None:
    entry = CATALOGUE[code]
    for words in (entry.text, entry.hint):
        if words is not None:
            assert words.zh
            assert words.en
            assert blanks(words.zh) == blanks(words.en)


@pytest.mark.parametrize("code", CATALOGUE)
def test_chinese_is_chinese_and_english_is_english(code: str) -> None:
    entry = CATALOGUE[code]
    for words in filter(None, (entry.text, entry.hint)):
        assert is_chinese(words.zh) or blanks(words.zh) or words.zh.isascii() is False
        assert not is_chinese(words.en)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_speaks_of_the_thing_and_not_to_the_reader(code: str) -> None:
    """No second person, no apology, no full stop; it begins small, as the end of `error[RB…]`."""
    entry = CATALOGUE[code]
    for words in filter(None, (entry.text, entry.hint)):
        assert not _SECOND_PERSON.search(words.en + words.zh)
        assert not words.en.endswith(".")
        assert not words.zh.endswith("。")
        assert not words.en[:1].isupper() or words.en.startswith(("YAML", "{"))


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_is_two_letters_and_three_digits(code: str) -> None:
    assert re.fullmatch(r"(RB|SN|ED|RC)[0-9]{3}", code)


def test_every_code_that_the_house_says_is_in_the_catalogue_and_the_other_way_round() -> None:
    said: set[str] = set()
    for folder in ("dsl", "interpreter", "workbench"):
        for file in (HOUSE / folder).rglob("*.py"):
            if "messages" not in file.parts:
                said |= set(re.findall(r'"(RB[0-9]{3})"', file.read_text(encoding="utf-8")))
    assert said == {code for code in CATALOGUE if code.startswith("RB")}


def test_codes_come_in_order() -> None:
    listed = [code for code in CATALOGUE if code.startswith("RB")]
    assert listed == sorted(listed)


def test_levels_are_error_and_warning() -> None:
    assert {entry.level for entry in CATALOGUE.values()} == {"error", "warning"}


def test_words_say_the_other_language_where_one_is_missing() -> None:
    assert Words("甲").say("en") == "甲"
    assert Words(en="x").say("zh") == "x"
