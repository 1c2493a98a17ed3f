"""How dates come about in the shipped book: from which fields, by which steps; and where that is not told."""

from __future__ import annotations

from datetime import date

from dsl import core
from dsl.kinds import Reference
from interpreter.daily.turns import Step
from interpreter.daily.ways import MANY, Reckoning, Spot, Way, union
from tests.books import telecom

BOOK = telecom().book
ALL = Reckoning(BOOK, frozenset(BOOK.vocabulary.entities))


def deadline(path: str) -> tuple[core.Deadline, dict[str, tuple[str, ...] | None]]:
    """A deadline of the book, and its subject as the row at the top."""
    rule = BOOK.rules[path]
    assert isinstance(rule.norm, core.Deadline)
    return rule.norm, {rule.subject: ()}


def test_a_due_date_comes_by_its_period_from_where_it_starts() -> None:
    norm, env = deadline("complaints/appeal_decision")
    starts = ALL.of(norm.due.start, env, None)
    amounts = ALL.amounts(norm.due.duration)
    assert starts
    assert amounts
    assert ALL.of(norm.due, env, None) == frozenset(
        Way(way.origin, (*way.steps, Step("end", amount, norm.due.unit))) for way in starts for amount in amounts
    )


def test_today_is_that_of_the_act_where_one_is_asked_about() -> None:
    act = Spot((), "suspended_on")
    assert ALL.of(core.Today(), {}, None) == frozenset({Way(None)})
    assert ALL.of(core.Today(), {}, act) == frozenset({Way(act)})


def test_there_is_no_way_through_a_table_that_is_not_there() -> None:
    for entity in BOOK.vocabulary.entities.values():
        for relation in entity.relations.values():
            subject = core.Variable(entity.name, Reference(entity.name))
            follow = core.Follow(subject, relation.name, Reference(relation.to))
            assert Reckoning(BOOK, {entity.name}).path(follow, {entity.name: ()}) == (
                (relation.name,) if relation.to == entity.name else None
            )
            assert ALL.path(follow, {entity.name: ("x",)}) == ("x", relation.name)


def test_more_ways_than_are_followed_are_none() -> None:
    known = frozenset({Way(date(2016, 1, 1))})
    assert union([known, known]) == known
    assert union([known, None]) is None
    many = [frozenset({Way(date.fromordinal(day))}) for day in range(1, MANY + 3)]
    assert union(many[:MANY]) is not None
    assert union(many) is None
