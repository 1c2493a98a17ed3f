"""Slips on the shipped book: they are single, reproducible, and nearly all told of once, at their line."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from dsl.shelf import SHIPPED
from tests.generating.books import book
from tests.generating.outline import seeded
from tests.nearly.chinese import in_chinese
from tests.nearly.pages import Edit, Library, library
from tests.nearly.sample import LEGAL, SAME, Judge, Sample, Slip, by_kind, of_rules, sample
from tests.nearly.slips import KINDS

EACH, SEED = 3, 11
"""A small sample, other than the one that `make mutations` measures."""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Library]:
    return library(SHIPPED / "cn-telecom"), library(in_chinese(tmp_path_factory.mktemp("chinese")))


@pytest.fixture(scope="module")
def found(books: tuple[Library, Library], tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return sample([Judge(tmp_path_factory.mktemp("judged"), book) for book in books], EACH, SEED)


def test_the_chinese_book_is_the_english_one(books: tuple[Library, Library]) -> None:
    english, chinese = books
    assert english.book.rules == chinese.book.rules
    assert english.pages["rules/grace.rules"].text != chinese.pages["rules/grace.rules"].text


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_slip_finds_places_in_its_files(kind: str, books: tuple[Library, Library]) -> None:
    for spelling in books:
        for page in spelling.pages.values():
            edits = list(KINDS[kind](page, spelling, Random(1)))
            assert edits or kind in ("bad indent", "unclosed quote", "wrong kind", "wrong date"), page.name
            for edit in edits:
                assert 0 <= edit.start <= edit.end <= len(page.text)
                assert page.text[edit.start : edit.end] != edit.new


def test_the_sample_has_as_many_of_each_kind(found: Sample) -> None:
    assert {kind: len(each) for kind, each in by_kind(found).items()} == dict.fromkeys(KINDS, EACH)
    assert {reason for _, reason in found.discarded} <= {LEGAL, SAME}


def test_nearly_all_are_told_of_once_at_their_line(found: Sample) -> None:
    missed = [
        (each.slip.page.name, each.slip.told, [error.code for error in each.errors])
        for each in found.judged
        if not each.hit
    ]
    assert found.share >= 0.9, missed  # of a small sample; of the measured one, docs/status.md says how many


def test_no_slip_goes_unnoticed_where_the_book_is_wrong_by_construction(found: Sample) -> None:
    assert all(each.errors for each in found.judged if each.slip.edit.certain)


@pytest.mark.parametrize("seed", [31, 32])
def test_books_that_were_made_up_fare_no_worse(seed: int, tmp_path: Path) -> None:
    """What was mended is not this book's: the first error of any is on the line, or beside it."""
    judge = Judge(tmp_path / "judged", library(book(seeded(seed), 3, 8).write(tmp_path / "made")))
    judged = of_rules(judge, 2, seed).judged
    assert all(each.is_beside for each in judged if each.slip.kind != "misspelt name")
    assert sum(each.hit for each in judged) >= len(judged) - 2


def test_a_sample_is_the_same_every_time(books: tuple[Library, Library], found: Sample, tmp_path: Path) -> None:
    """Of the kind that costs least."""
    again = sample([Judge(tmp_path / str(n), book) for n, book in enumerate(books)], EACH, SEED, "unclosed")
    assert [each.slip.told for each in again.judged] == [each.slip.told for each in by_kind(found)["unclosed quote"]]


def test_a_slip_knows_its_lines(books: tuple[Library, Library]) -> None:
    page = books[0].pages["rules/numbers.rules"]
    second, third = page.text.index("\n") + 1, page.text.index("\n", page.text.index("\n") + 1) + 1
    assert Slip("", page, Edit(second, second, "x")).lines == range(2, 3)
    assert Slip("", page, Edit(0, third, "a\nb\nc")).lines == range(1, 4)
    assert Slip("", page, Edit(second, third, "")).lines == range(1, 3)
