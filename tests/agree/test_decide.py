"""The compiled decision says what the reference says: of any book, on any day, about any facts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import core
from dsl.load import load_book
from interpreter.sampling import Sampler
from interpreter.snapshot import read_snapshot
from tests.agree.pairs import Size, differences, made_up, snapshot_of
from tests.agree.same import Compared, Difference
from tests.agree.tables import write
from tests.books import telecom

MANY = int(os.environ.get("GUIJU_AGREE", "1"))
"""A campaign: so many times as many examples."""
SHIPPED = ("cn-chongqing", "cn-gansu", "cn-guangdong", "cn-henan", "cn-messages-draft-2020", "cn-telecom")

seeds = st.integers(0, 2**32)
sizes = st.builds(Size, st.integers(0, 5), st.integers(1, 5), st.integers(1, 3))


@settings(max_examples=20 * MANY)
@given(seeds, sizes)
def test_of_books_made_up(seed: int, size: Size) -> None:
    assert not list(differences(made_up(seed, size), seed))


@settings(max_examples=6 * MANY)
@given(seeds, sizes)
def test_of_snapshots_of_books_made_up(seed: int, size: Size) -> None:
    assert not list(snapshot_differences(made_up(seed, size), seed))


def test_of_snapshots_of_the_shipped_book() -> None:
    for seed in Random().sample(range(2**32), 2 * MANY):
        assert not list(snapshot_differences(telecom().book, seed)), seed


def snapshot_differences(book: core.Book, seed: int) -> Iterator[Difference]:
    """Every row of a snapshot, judged by the reference and compiled."""
    tables, day = snapshot_of(book, seed)
    with TemporaryDirectory() as folder:
        world = read_snapshot(book, write(book, tables, Path(folder), "jsonl")).world
    yield from Compared(book, day).of_world(world)


def shipped(name: str) -> core.Book:
    book = telecom().book if name == "cn-telecom" else load_book(name).book
    assert book is not None
    return book


@pytest.mark.parametrize("name", SHIPPED)
def test_of_shipped_books_about_anything_at_all(name: str) -> None:
    book = shipped(name)

    @settings(max_examples=2 * MANY)
    @given(seeds)
    def agrees(seed: int) -> None:
        assert not list(differences(book, seed, 5))

    agrees()


@pytest.mark.parametrize("name", SHIPPED)
def test_of_shipped_books_about_what_they_read(name: str) -> None:
    book = shipped(name)
    sampler, days = Sampler(book), Sampler(book).days()
    subjects = sorted({rule.subject for rule in book.rules.values()})
    kept: dict[object, Compared] = {}
    few = days.filter(lambda day: day in kept or len(kept) < 1 + MANY)

    @settings(max_examples=8 * MANY)
    @given(st.sampled_from(subjects).flatmap(lambda subject: sampler.cases(subject, days=few)))
    def agrees(case: tuple[dict[str, object], object]) -> None:
        facts, day = case
        compared = kept.setdefault(day, Compared(book, day))  # type: ignore[arg-type]  # a date
        assert not list(compared.differences(facts))

    agrees()
