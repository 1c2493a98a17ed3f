"""What the fuzzer found stays green: each input of the committed corpus, and each that once broke a promise, again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dsl.diagnose import Diagnostic
from dsl.source import Source, Span
from tests.dsl.folders import SOUND
from tests.fuzz.seeds import CORPUS, FILES, LONGEST, SAMPLE, dictionary, seeds, words
from tests.fuzz.targets import TARGETS, book_with, decoded, drawable, in_time

FINDINGS = CORPUS.with_name("findings")
"""Inputs that broke a promise once, by target, each named by what it broke; nothing minimises them away."""


def inputs(target: str) -> Iterator[Path]:
    for folder in (CORPUS, FINDINGS):
        yield from sorted((folder / target).glob("*"))


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """The grammar and the schemas are read once, before anything is timed."""
    for name, text in SOUND.items():
        book_with(name, text)


@pytest.mark.parametrize("target", TARGETS)
def test_every_input_that_was_kept_keeps_the_promises(target: str) -> None:
    for file in inputs(target):
        try:
            TARGETS[target](decoded(file.read_bytes()))
        except Exception as broken:
            broken.add_note(f"the input is {file.parent.name}/{file.name}")
            raise


@pytest.mark.parametrize("target", TARGETS)
def test_every_seed_keeps_the_promises(target: str) -> None:
    for data in seeds(target):
        TARGETS[target](decoded(data))


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_has_a_corpus_of_modest_size(target: str) -> None:
    sizes = [file.stat().st_size for file in (CORPUS / target).glob("*")]
    assert 20 <= len(sizes) <= 500
    assert max(sizes) <= LONGEST
    assert sum(sizes) < 400_000


def test_no_corpus_is_left_of_a_target_that_is_gone() -> None:
    assert {file.name for folder in (CORPUS, FINDINGS) for file in folder.glob("*")} <= set(TARGETS)


@pytest.mark.parametrize("name", SAMPLE)
def test_the_sample_is_sound_as_the_targets_read_it(name: str) -> None:
    found = book_with(name, SAMPLE[name])
    assert found.book
    assert found.diagnostics == ()


@pytest.mark.parametrize("target", FILES)
def test_the_dictionary_names_each_word_once_in_bytes(target: str) -> None:
    lines = dictionary(target).splitlines()
    assert len(set(lines)) == len(lines) > 50
    assert all(line.isascii() and line[0] == line[-1] == '"' for line in lines)
    assert "停机期满" not in words(target), "its words are those of the language and of the sample"


def test_a_target_sees_a_place_outside_of_the_text() -> None:
    sources = {"a.rules": Source("a.rules", "rule")}
    drawable([Diagnostic("RB107", Span("a.rules", 0, 4), {"name": "a"})], sources)
    with pytest.raises(AssertionError, match="RB107 points to"):
        drawable([Diagnostic("RB107", Span("a.rules", 0, 5), {"name": "a"})], sources)
    with pytest.raises(KeyError):
        drawable([Diagnostic("RB107", Span("b.rules", 0, 0), {"name": "a"})], sources)


def test_a_target_sees_what_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.targets.SECONDS", 0)
    with pytest.raises(AssertionError, match=r"took 0\.\d s"), in_time():
        sum(range(1000))
