"""Promise 10: the order of rows, the language of spelling and other people's rows change nothing."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from dsl import core
from dsl.kinds import Text
from dsl.load import load_book
from interpreter.evaluate import Day, Evaluator
from interpreter.facts import Row
from interpreter.snapshot import SnapshotWorld
from tests.books import telecom_evaluator
from tests.properties.asking import BOOK, SAMPLER, SUBJECTS, Answer, answers, in_chinese, shuffled
from tests.properties.oracle import Case
from tests.properties.promise import chances, promise, reached
from tests.properties.tables import flattened
from tests.properties.written import FOLDER
from tests.workbench.running import guiju

cases = st.sampled_from(SUBJECTS).flatmap(SAMPLER.cases)


@cache
def in_the_other_spelling() -> core.Book:
    """The shipped book, its rules and its files of data turned into Chinese by the formatter."""
    with TemporaryDirectory() as name:
        folder = Path(name) / FOLDER.name
        shutil.copytree(FOLDER, folder)
        assert guiju("fmt", folder, "--lang", "zh").status == 0
        assert "适用于每个" in (folder / "rules" / "grace.rules").read_text(encoding="utf-8")
        found = load_book(folder).book
    assert found is not None
    return found


def is_many(value: Any) -> bool:
    """Whether there is more than one row somewhere in nested facts."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (isinstance(value, list) and len(value) > 1) or any(is_many(each) for each in inside)


@promise(10, cases, chances, rows_in_another_order=0.05)
def test_10_the_order_of_rows_and_the_language_of_spelling_change_nothing(case: Case, chance: Random) -> None:
    facts, day = case
    told = answers(*telecom_evaluator(facts, day))
    reached("rows_in_another_order", is_many(facts))
    assert answers(*telecom_evaluator(shuffled(facts, chance), day)) == told
    assert answers(*telecom_evaluator(in_chinese(shuffled(facts, chance)), day, in_the_other_spelling())) == told


APART = {
    pair
    for entity in BOOK.vocabulary.entities.values()
    for pair in (
        (entity.name, entity.key),
        *((entity.name, ours) for relation in entity.relations.values() for ours, _ in relation.on),
        *((relation.to, theirs) for relation in entity.relations.values() for _, theirs in relation.on),
    )
}
"""Keys, and the fields by which rows are joined from either side."""


def strangers(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The same rows as those of other people: no key and no joined field is like one of ours."""

    def renamed(row: Row) -> Row:
        fields = BOOK.vocabulary.entities[row.entity].fields
        apart = {
            name: f"other-{value}" if (row.entity, name) in APART and isinstance(fields[name].kind, Text) else value
            for name, value in row.values.items()
        }
        return Row(row.entity, f"other-{row.key}", apart)

    return {entity: [renamed(row) for row in of] for entity, of in rows.items()}


def told_among(rows: dict[str, list[Row]], subject: Row, day: date) -> dict[str, Answer]:
    """All answers about one row of these tables."""
    world = SnapshotWorld(BOOK.vocabulary)
    world.present |= set(BOOK.vocabulary.entities)
    world.tables = rows
    return answers(Evaluator(BOOK, world, Day.of(day, BOOK.zone)), subject)


@promise(10, cases, cases, chances, of_the_same_kind=0.05)
def test_10_unrelated_subscribers_change_nothing(case: Case, other: Case, chance: Random) -> None:
    """In tables, where rows hang together by their keys alone: ours with those of others among them, in any order."""
    (facts, day), (theirs, _) = case, other
    asked, row = telecom_evaluator(facts, day)
    unrelated, _ = telecom_evaluator(theirs, day)
    ours, foreign = flattened(asked.world), strangers(flattened(unrelated.world))
    subject = next(each for each in ours[row.entity] if each.key == row.key)
    mixed = {entity: [*ours[entity], *foreign[entity]] for entity in ours}
    for rows in mixed.values():
        chance.shuffle(rows)
    reached("of_the_same_kind", bool(foreign[row.entity]))
    assert told_among(mixed, subject, day) == told_among(ours, subject, day)
