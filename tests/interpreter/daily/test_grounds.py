"""What targets stand on: all that the columnar meaning asks of tables is among it, for it alone is staged."""

from __future__ import annotations

import os
from datetime import date

import pytest

from dsl import core
from interpreter.audit import targets
from interpreter.columns.questions import Asker, grouped
from interpreter.columns.staging import joined
from interpreter.daily.grounds import grounds, needed, seen
from tests.agree.pairs import Size, made_up
from tests.books import telecom

BOOKS = int(os.environ.get("AGREE_PAIRS", "25"))


def asked(book: core.Book) -> dict[str, set[str]]:
    """The fields that an audit asks of each table: for outcomes, for words, in doubt."""
    wanted, present = targets(book, []), list(book.vocabulary.entities)
    asker, groups = Asker(book, present, date(2026, 11, 20)), grouped(wanted, present)
    asker.outcomes(groups)
    for group in groups:
        asker.words(group)
        asker.doubts(group)
    return {entity: {*asker.rows.read.get(entity, ()), *asker.listed.read.get(entity, ())} for entity in present}


@pytest.mark.parametrize("seed", [None, *range(BOOKS)])
def test_what_is_asked_of_tables_is_among_what_is_staged(seed: int | None) -> None:
    book = telecom().book if seed is None else made_up(seed, Size(6, 8, 3))
    present = list(book.vocabulary.entities)
    staged, ties = needed(grounds(book, present, targets(book, []))), joined(book.vocabulary, present)
    for entity, names in asked(book).items():
        assert names <= staged.get(entity, set()) | ties[entity]


def test_what_others_see_of_a_row_is_less_than_what_it_is_judged_by() -> None:
    """Applications of the holder of a line are judged by when it was suspended for arrears, not by what is owed."""
    book = telecom().book
    trees = grounds(book, list(book.vocabulary.entities), targets(book, []))
    assert {"carrier", "arrears_suspended_on"} <= seen(trees)["line"] < needed(trees)["line"]
    assert "amount_owed" not in seen(trees)["line"]
    assert seen(trees)["consent"] >= {"line_id", "sender_id"}, "by which messages lead to it"
