"""What outcomes stand on, beside the reference: no day ends an outcome that is not a turn; and single conditions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from dsl import core
from interpreter.audit import targets
from interpreter.complete import Completer
from interpreter.daily.footing import Footing, footing
from interpreter.daily.turns import following
from interpreter.evaluate import Evaluator
from interpreter.facts import Row, all_rows
from interpreter.lasting import STEPS, Lasting
from interpreter.outcomes import Day
from interpreter.periods import schedule_of
from interpreter.snapshot import SnapshotError, SnapshotWorld, read_snapshot
from interpreter.values import Rows, day_of
from tests.agree.pairs import Size, made_up, snapshot_of
from tests.agree.tables import write
from tests.books import telecom

PAIRS = int(os.environ.get("AGREE_PAIRS", "25"))
"""Books made up. A long run sets more."""


def reached(world: SnapshotWorld, row: Row, path: tuple[str, ...]) -> Iterator[Row]:
    """The rows that a path leads to."""
    if not path:
        yield row
        return
    followed = world.follow(row, path[0])
    for each in (followed,) if isinstance(followed, Row) else followed.members if isinstance(followed, Rows) else ():
        yield from reached(world, each, path[1:])


def until(book: core.Book, world: SnapshotWorld, found: Footing, row: Row, on: date) -> date | None:
    """The day before the first turn."""
    if found.daily:
        return on
    turns = [day.toordinal() for day in found.days if day > on]
    for spot, known in found.turns.items():
        for each in reached(world, row, spot.path):
            value = world.field(each, spot.field)
            if isinstance(value, date):
                turn = following(known, day_of(value).toordinal(), on.toordinal(), schedule_of(book.calendar))
                turns += [] if turn is None else [turn]
    return date.fromordinal(min(turns) - 1) if turns else None


def compared(book: core.Book, folder: Path, on: date, rows: int) -> list[tuple[date | None, date | None]]:
    """`until` by turns and by the reference: the former is never later, and on a day before it the same once more."""
    try:
        world = read_snapshot(book, folder).world
    except SnapshotError:
        return []
    lasting, asked, found = Lasting(Completer(book)), Evaluator(book, world, Day.of(on, book.zone)), []
    for target in targets(book).values():
        stands = footing(book, world.present, target)
        for row in [*all_rows(world)][:rows]:
            if row.entity == (target.on if isinstance(target, core.Action) else target.subject):
                ends, early = lasting.outcome(asked, target, row).until, until(book, world, stands, row, on)
                is_cut = ends == on + timedelta(STEPS)  # so many days were tried, and no more
                assert ends is None or is_cut or (early is not None and early <= ends), (target, row.key)
                if early and not stands.daily:
                    between = on + timedelta(Random(row.key).randrange((early - on).days + 1))
                    assert until(book, world, stands, row, between) == early
                found.append((early, ends))
    return found


def test_an_outcome_ends_on_a_turn_in_books_made_up(tmp_path: Path) -> None:
    found = []
    for seed in range(PAIRS):
        book = made_up(seed, Size(6, 8, 3) if seed % 2 else Size())
        tables, day = snapshot_of(book, seed)
        found += compared(book, write(book, tables, tmp_path / str(seed)), day, 12)
    assert sum(ends is not None for _, ends in found) > PAIRS
    assert sum(early is None for early, _ in found) > PAIRS


@pytest.mark.parametrize("seed", range(2))
def test_an_outcome_ends_on_a_turn_in_the_shipped_book(tmp_path: Path, seed: int) -> None:
    tables, day = snapshot_of(telecom().book, seed)
    found = compared(telecom().book, write(telecom().book, tables, tmp_path), day, 1000)
    assert sum(ends is not None for _, ends in found) > 3
    assert sum(early == ends for early, ends in found) > len(found) / 2
