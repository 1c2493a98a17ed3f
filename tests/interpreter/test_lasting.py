"""`until` in the reference: what may end an outcome, by itself, on which day; and day by day on books made up."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from dsl import core
from interpreter.audit import targets
from interpreter.complete import Completer
from interpreter.evaluate import Evaluator
from interpreter.facts import Row, World, all_rows
from interpreter.lasting import STEPS, Lasting, told
from interpreter.outcomes import Day
from interpreter.snapshot import SnapshotError, read_snapshot
from tests.agree.pairs import Size, made_up, snapshot_of
from tests.agree.tables import write
from tests.books import telecom

PAIRS = int(os.environ.get("AGREE_PAIRS", "25"))
"""Books made up. A long run sets more."""
DAYS = 60
"""Days that are judged one by one."""


class Days:
    """A world judged on one day after another, each time from the beginning."""

    def __init__(self, book: core.Book, world: World, first: date) -> None:
        self.book = book
        self.world = world
        self.first = first

    def check(self, target: core.Rule | core.Action, row: Row, until: date | None) -> bool:
        """Whether an outcome ends at all; each of the next days, and those before its end, have it, the next has not.

        Where it never ends, a few days far ahead have it too.
        """
        wanted = self.told(target, row, self.first)
        ends = until or date.max
        ahead = [self.first + timedelta(n) for n in range(1, DAYS + 1)]
        far = [self.first + timedelta(n) for n in (100, 365, 366, 1000, 5000)]
        for day in [*ahead, *far] if until is None else [*ahead, *far, until - timedelta(1), until]:
            if self.first <= day <= ends:
                assert self.told(target, row, day) == wanted, day
        if until is not None and until < self.first + timedelta(STEPS):  # else it may be the last one tried
            assert self.told(target, row, until + timedelta(1)) != wanted
        return until is not None

    def told(self, target: core.Rule | core.Action, row: Row, day: date) -> object:
        """What is shown of the outcome on a day."""
        evaluator = Evaluator(self.book, self.world, Day.of(day, self.book.zone))
        return told(Completer(self.book).outcome(evaluator, target, row))


def checked(book: core.Book, folder: Path, day: date, rows: int = 8) -> list[bool]:
    """Compares `until` of some rows with the days one by one; which of them end."""
    try:
        world = read_snapshot(book, folder).world
    except SnapshotError:
        return []
    lasting, days = Lasting(Completer(book)), Days(book, world, day)
    found = []
    for row in [*all_rows(world)][:rows]:
        for target in targets(book).values():
            if row.entity == (target.on if isinstance(target, core.Action) else target.subject):
                until = lasting.outcome(Evaluator(book, world, Day.of(day, book.zone)), target, row).until
                found.append(days.check(target, row, until))
    return found


def test_until_is_the_last_day_on_books_made_up(tmp_path: Path) -> None:
    found: list[bool] = []
    for seed in range(PAIRS):
        book = made_up(seed, Size(6, 8, 3) if seed % 2 else Size())
        tables, day = snapshot_of(book, seed)
        found += checked(book, write(book, tables, tmp_path / str(seed)), day)
    assert sum(found) > PAIRS
    assert len(found) - sum(found) > PAIRS


@pytest.mark.parametrize("seed", range(2))
def test_until_is_the_last_day_on_the_shipped_book(tmp_path: Path, seed: int) -> None:
    tables, day = snapshot_of(telecom().book, seed)
    assert sum(checked(telecom().book, write(telecom().book, tables, tmp_path), day, rows=30)) > 3
