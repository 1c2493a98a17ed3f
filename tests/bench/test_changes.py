"""Every small change of a book is made, each once, and is what it says."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal as Exact
from pathlib import Path

import pytest

from bench.changes import KINDS, Change, changes
from bench.variants import moved
from dsl import core
from dsl.kinds import Duration, Integer, Money
from interpreter.evaluate import Day, Evaluator
from interpreter.facts import from_mapping
from interpreter.values import Truth
from tests.books import FACT, VOCABULARY, rule, small_book, telecom


def of(folder: Path, rules: str, about: str) -> list[Change]:
    """The changes of one rule, fact or figure of a small book."""
    return [each for each in changes(small_book(folder, rules)) if each.about == about]


def said(found: list[Change], kind: str) -> list[str]:
    return [each.said for each in found if each.kind == kind]


def test_a_figure_goes_by_one_each_way_and_the_days_between_two_values_move_for_both(tmp_path: Path) -> None:
    found = of(tmp_path, FACT, "notice")
    assert said(found, "figure") == [
        "from 2010-01-01 until 2019-12-31: 10 days → 11 days",
        "from 2010-01-01 until 2019-12-31: 10 days → 9 days",
        "from 2020-01-01: 20 days → 21 days",
        "from 2020-01-01: 20 days → 19 days",
    ]
    later = next(each for each in found if each.said == "from 2020-01-01 → 2020-01-02").made()
    assert [str(each.since) for each in later.parameters["notice"].values] == ["2010-01-01", "2020-01-02"]
    assert str(later.parameters["notice"].values[0].until) == "2020-01-01"


def test_values_are_moved_by_one_in_their_last_place() -> None:
    assert list(moved(Exact("0.003"), Money("CNY"))) == [Exact("0.004"), Exact("0.002")]
    assert list(moved(0, Integer())) == [1, -1]
    assert list(moved(0, Duration("hours"))) == [1]
    assert list(moved(True, Integer())) == [False]
    assert list(moved("guangdong", Integer())) == []


CONDITION = "must not lend\n    when line.size >= 3 and (line.good or not line.fair)"


def test_a_condition_is_changed_in_each_of_its_parts(tmp_path: Path) -> None:
    found = of(tmp_path, FACT + rule(CONDITION), "a/rule")
    assert Counter(each.kind for each in found) == {
        "rule left out": 1, "when left out": 1, "comparison": 1, "literal": 2, "and ↔ or": 2, "term left out": 4,
        "not left out": 1,
    }  # fmt: skip
    assert said(found, "comparison") == ["when: line.size >= 3 → line.size > 3"]
    assert said(found, "literal") == ["when: line.size >= 3 → line.size >= 4", "when: line.size >= 3 → line.size >= 2"]


QUANTIFIED = "must not lend\n    when {} c in line.calls satisfies c.late"


@pytest.mark.parametrize(
    ("quantity", "kind", "after"),
    [("some", "some ↔ every", "each of"), ("every", "some ↔ every", "at least one of"), ("none", "not left out", "at")],
)
def test_a_quantity_becomes_another(tmp_path: Path, quantity: str, kind: str, after: str) -> None:
    found = of(tmp_path, FACT + rule(QUANTIFIED.format(quantity)), "a/rule")
    assert Counter(each.kind for each in found) == {"rule left out": 1, "when left out": 1, kind: 1}
    (changed,) = said(found, kind)
    assert changed.split(" → ")[1].startswith(after)


def test_a_rule_without_days_of_its_own_begins_with_its_source_which_is_changed_instead(tmp_path: Path) -> None:
    book = small_book(tmp_path, FACT + rule("may lend"))
    days = [each for each in changes(book) if each.kind == "day in force" and each.about in ("law", "a/rule")]
    assert [(each.about, each.said) for each in days] == [
        ("law", "from 2010-01-01 → 2009-12-31"),
        ("law", "from 2010-01-01 → 2010-01-02"),
    ]
    earlier = days[0].made()
    assert str(earlier.rules["a/rule"].since) == str(earlier.sources["law"].since) == "2009-12-31"
    own = small_book(tmp_path, FACT + rule("from 2015-01-01\n    may lend"))
    assert said([each for each in changes(own) if each.about == "a/rule"], "day in force") == [
        "from 2015-01-01 → 2014-12-31",
        "from 2015-01-01 → 2015-01-02",
    ]


def test_what_refers_to_a_changed_rule_refers_to_its_change(tmp_path: Path) -> None:
    book = small_book(tmp_path, FACT + rule("must not lend\n    when line.good"))
    without = next(each for each in changes(book) if each.kind == "when left out").made()
    assert without.guards["lend"] == (without.rules["a/rule"],)
    assert _applies(book, "no") is False
    assert _applies(without, "no") is True


def _applies(book: core.Book, good: str) -> Truth:
    world, row, _ = from_mapping(book, {"line": {"id": "L", "good": good}})
    assert row
    day = book.parameters["notice"].values[1].since
    assert day
    return Evaluator(book, world, Day(day, None, day, day)).applies(book.rules["a/rule"], row)


def test_an_action_that_is_permitted_becomes_denied_where_no_rule_speaks(tmp_path: Path) -> None:
    found = [each for each in changes(small_book(tmp_path)) if each.kind == "default turned"]
    assert {each.about for each in found} == {"close", "lend", "stop", "renew"}
    turned = next(each for each in found if each.about == "lend").made()
    assert turned.vocabulary.actions["lend"].default == "denied"
    assert VOCABULARY.count("default: denied") == 1


def test_every_change_of_the_shipped_book_is_one_and_is_of_a_known_kind() -> None:
    book = telecom().book
    found = list(changes(book))
    assert {each.kind for each in found} <= set(KINDS)
    assert [each.said for each in found if each.made() == book] == []
