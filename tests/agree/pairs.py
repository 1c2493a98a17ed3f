"""A seed and a size → a book made up, and a question of it: the same for the same seed, for tests and for campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from dsl import core
from tests.agree.chance import Chance
from tests.agree.nested import Facts, Nesting
from tests.agree.same import Compared, Difference
from tests.agree.tables import Row, Tables, Tabling
from tests.generating.books import book
from tests.generating.outline import seeded
from tests.generating.test_books import load


@dataclass(frozen=True, slots=True)
class Size:
    """How large a book is: facts, rules, levels of its expressions."""

    facts: int = 3
    rules: int = 4
    depth: int = 2


def made_up(seed: int, size: Size = Size()) -> core.Book:  # frozen
    """The book of a seed."""
    found = load(book(seeded(seed), size.facts, size.rules, size.depth)).book
    assert found is not None
    return found


def asked(of: core.Book, seed: int) -> tuple[Chance, Compared, date]:
    """A day or a moment on which a book is asked, now and then about facts of another day."""
    chance = Chance(of, seed)
    day = chance.day()
    moment = datetime.combine(day, chance.random.choice((time(0), time(8, 30), time(23, 59, 59))))
    asof = chance.near_day(day) if chance.share(0.3) else None
    return chance, Compared(of, moment if chance.share(0.4) else day, asof), day


def facts_about(chance: Chance, day: date, entity: str) -> Facts:
    """Nested facts: mostly well-formed, sometimes all as text, sometimes with something wrong in them."""
    faults = 0.1 if chance.one_in(8) else 0.0
    return Nesting(chance, day, 0.0 if chance.one_in(3) else 0.2, faults, chance.one_in(3)).facts(entity)


def differences(of: core.Book, seed: int, many: int = 4) -> Iterator[tuple[Facts, Difference]]:
    """So many subjects, each asked everything: where the compiled meaning differs from the reference."""
    chance, compared, day = asked(of, seed)
    entities = list(of.vocabulary.entities)
    for _ in range(many):
        facts = facts_about(chance, day, chance.random.choice(entities))
        for each in compared.differences(facts, 5 if chance.one_in(4) else 0):
            yield facts, each


def snapshot_of(of: core.Book, seed: int) -> tuple[Tables, date]:
    """A snapshot and the day of its audit."""
    chance = Chance(of, seed)
    day = chance.day()
    return Tabling(chance, day, most=Random(seed).choice((2, 5, 12))).tables(), day


APART = 100
"""Numbers of keys between snapshots laid side by side: more than any of them has rows, or points to."""


def side_by_side(of: core.Book, seed: int, numbers: range) -> tuple[Tables, date]:
    """Snapshots of one book and one day as one: no row of one is joined to a row of another.

    Each is the same whichever others lie beside it. Half of them, by seed, have columns with types.
    """
    day = Chance(of, seed).day()
    rows: dict[str, list[Row]] = {}
    for number in numbers:
        chance = Chance(of, seed * 100_003 + number, far=False)
        most = chance.random.choice((2, 12, 90))
        tabling = Tabling(chance, day, most=most, after=number * APART, spoken=seed % 2 == 0)
        for entity, more in tabling.tables().rows.items():
            rows.setdefault(entity, []).extend(more)
    return Tables(rows), day
