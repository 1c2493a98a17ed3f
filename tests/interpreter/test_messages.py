"""The words of answers: both languages have each of them, and Chinese ones say different things differently."""

from __future__ import annotations

from typing import get_args

from dsl import core
from dsl.core import Words
from interpreter.messages import EFFECTS, LABELS, NAMES, TERMS
from interpreter.outcomes import OutcomeName, VerdictName
from tests.books import telecom


def test_every_word_is_there_in_both_languages() -> None:
    for table in (NAMES, EFFECTS, LABELS, TERMS):
        for name, words in table.items():
            assert isinstance(words, Words)
            assert words.zh, name
            assert words.en, name


def test_every_outcome_and_verdict_has_a_name_of_its_own() -> None:
    wanted = {*get_args(OutcomeName), *get_args(VerdictName)}
    assert wanted <= set(NAMES)
    for lang in ("zh", "en"):
        said = [NAMES[name].say("zh" if lang == "zh" else "en") for name in wanted]
        assert len(said) == len(set(said))


def test_every_word_a_rulebook_writes_as_an_identifier_is_translated() -> None:
    book = telecom().book
    written = {source.rank for source in book.sources.values()}
    written |= {rule.standing for rule in book.rules.values()} | {rule.severity for rule in book.rules.values()}
    assert {word for word in written if word} <= set(TERMS)


def test_every_effect_of_a_norm_has_its_words() -> None:
    guards = {type(rule.norm).__name__ for rule in telecom().book.rules.values() if not rule.is_duty}
    assert guards == {core.Prohibition.__name__, core.Permission.__name__}
    assert guards | {"default denied", "default permitted"} == set(EFFECTS)
