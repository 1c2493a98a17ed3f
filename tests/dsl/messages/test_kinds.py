"""Kinds in words: as the book names them, and with an example that is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl import kinds
from dsl.literal import read_literal
from dsl.messages.kinds import UNIT_WORDS, condition_example, kind_example, kind_words
from tests.dsl.folders import book, codes, loaded

WRITTEN: list[kinds.Kind] = [
    *(
        kinds.YesNo(),
        kinds.Integer(),
        kinds.Decimal(),
        kinds.Money("CNY"),
        kinds.Money("USD"),
        kinds.Date(),
        kinds.Instant(),
    ),
    *(kinds.Duration(unit) for unit in kinds.UNITS),
    kinds.OneOf("province"),
]


@pytest.mark.parametrize("kind", [*WRITTEN, kinds.Text(), kinds.Reference("line"), kinds.Collection("line")], ids=str)
def test_every_kind_has_words_in_both_languages(kind: kinds.Kind, tmp_path: Path) -> None:
    for words in (kind_words(kind), kind_words(kind, book(tmp_path).vocabulary)):
        assert words.zh
        assert words.en
        assert words.zh != words.en


def test_entities_and_enumerations_are_called_as_the_book_calls_them(tmp_path: Path) -> None:
    vocabulary = book(tmp_path).vocabulary
    assert kind_words(kinds.Collection("line"), vocabulary).zh == "若干“号卡”"
    assert kind_words(kinds.Reference("line"), vocabulary).en == "one `line`"
    assert kind_words(kinds.OneOf("province"), vocabulary).zh == "枚举“省份”的值"
    assert kind_words(kinds.OneOf("province")).en == "a value of `province`"


def test_an_unknown_kind_is_said_to_be_unknown() -> None:
    assert kind_words(None).en == "unknown"


def test_every_unit_has_words() -> None:
    assert set(UNIT_WORDS) == set(kinds.UNITS)


@pytest.mark.parametrize("kind", WRITTEN, ids=str)
def test_an_example_of_a_kind_is_one(kind: kinds.Kind, tmp_path: Path) -> None:
    vocabulary = book(tmp_path).vocabulary
    example = kind_example(kind, vocabulary)
    for text in (*example.zh.split("、"), *example.en.replace("`", "").split(", ")):
        read_literal(kind, text, vocabulary.enumerations, "Asia/Shanghai")


CONDITIONS: list[tuple[str, kinds.Kind]] = [
    ("号卡.开通日", kinds.Date()), ("号卡.询问时刻", kinds.Instant()), ("号卡.大小", kinds.Integer()), ("号卡.费率", kinds.Decimal()),
    ("号卡.欠款", kinds.Money("CNY")), ("号卡.外币欠款", kinds.Money("USD")), ("通知期", kinds.Duration("days")),
    ("号卡.省份", kinds.OneOf("province")), ("号卡.通话", kinds.Collection("call")), ("号卡.编号", kinds.Text()),
    ("号卡.机主", kinds.Reference("holder")),
]  # fmt: skip


@pytest.mark.parametrize(("value", "kind"), CONDITIONS, ids=str)
def test_the_example_of_a_condition_is_one(value: str, kind: kinds.Kind, tmp_path: Path) -> None:
    example = condition_example(kind, book(tmp_path).vocabulary)
    for lang, text in (("zh", example.zh), ("en", example.en.strip("`"))):
        written = text.replace("…", value, 1).replace("…", "是")
        rules = f"fact line.x: yes and ({written})"
        assert codes(loaded(tmp_path / lang, {"rules/more.rules": rules})) == [], written
