"""Kleene's three values, comparison by bounds and exact arithmetic: the laws, and the same answers by enumeration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.core import Comparator
from dsl.kinds import NEVER
from interpreter.values import (
    Result,
    Truth,
    Unknown,
    calculate,
    choose,
    compare,
    day_of,
    every,
    missing_of,
    negate,
    some,
)

OPERATORS: tuple[Comparator, ...] = ("=", "!=", "<", "<=", ">", ">=")
FLIPPED: dict[Comparator, Comparator] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE: dict[Comparator, Comparator] = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}

names = st.frozensets(st.sampled_from("abc"), min_size=1)
unknowns = names.map(Unknown)
truths = st.booleans() | unknowns
operators = st.sampled_from(OPERATORS)
dates = st.dates() | st.just(NEVER)
numbers = st.decimals(-(10**20), 10**20, places=6)


def same(a: Truth, b: Truth) -> bool:
    """The same truth; of two unknown ones, whatever they miss."""
    return isinstance(a, Unknown) and isinstance(b, Unknown) if isinstance(a, Unknown) else a is b


def resolutions(of: Iterable[Truth]) -> Iterable[tuple[bool, ...]]:
    """Every way in which unknown truths could turn out."""
    return product(*([False, True] if isinstance(each, Unknown) else [each] for each in of))


# ── Kleene ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(truths, max_size=5))
def test_and_and_or_are_known_just_when_the_unknown_cannot_matter(terms: list[Truth]) -> None:
    for told, outcomes in (
        (every(terms), {all(way) for way in resolutions(terms)}),
        (some(terms), {any(way) for way in resolutions(terms)}),
    ):
        assert isinstance(told, Unknown) if len(outcomes) > 1 else {told} == outcomes


@given(st.lists(truths, max_size=5))
def test_de_morgan(terms: list[Truth]) -> None:
    assert same(negate(every(terms)), some([negate(term) for term in terms]))
    assert same(negate(some(terms)), every([negate(term) for term in terms]))


@given(truths)
def test_negation_undoes_itself(term: Truth) -> None:
    assert negate(negate(term)) == term


@given(st.lists(truths, max_size=6).flatmap(lambda terms: st.tuples(st.just(terms), st.permutations(terms))))
def test_the_order_of_terms_does_not_matter_even_to_what_is_missing(both: tuple[list[Truth], list[Truth]]) -> None:
    assert every(both[0]) == every(both[1])
    assert some(both[0]) == some(both[1])


@given(st.lists(truths, max_size=3), st.lists(truths, max_size=3))
def test_grouping_does_not_matter(a: list[Truth], b: list[Truth]) -> None:
    assert every([every(a), every(b)]) == every(a + b)
    assert some([some(a), some(b)]) == some(a + b)


@given(truths, truths, truths)
def test_and_distributes_over_or(a: Truth, b: Truth, c: Truth) -> None:
    assert same(every([a, some([b, c])]), some([every([a, b]), every([a, c])]))


@given(st.lists(truths, max_size=5))
def test_what_is_missing_is_missing_somewhere(terms: list[Truth]) -> None:
    told = every(terms)
    if isinstance(told, Unknown):
        assert told.missing == missing_of(*terms) != frozenset()


def test_of_nothing_every_is_true_and_some_is_false() -> None:
    assert (every([]), some([])) == (True, False)


def test_a_decided_conjunction_asks_no_further() -> None:
    def terms() -> Iterable[Truth]:
        yield False
        raise AssertionError("asked all the same")

    assert every(terms()) is False


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(truths, st.integers(0, 1) | unknowns, st.integers(0, 1) | unknowns)
def test_a_choice_is_known_just_when_every_way_gives_the_same(condition: Truth, then: Result, other: Result) -> None:
    told = choose(condition, then, other)
    picked = [then if way else other for (way,) in resolutions([condition])]
    if any(isinstance(each, Unknown) for each in picked) or len(set(picked)) > 1:
        assert isinstance(told, Unknown)
        assert told.missing >= missing_of(*picked)
    else:
        assert [told] * len(picked) == picked


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def bounded(draw: st.DrawFn) -> tuple[Result, range]:
    """A whole number, or an unknown one within bounds, with all that it could be; an open side reaches far enough."""
    low, high = sorted((draw(st.integers(-4, 4)), draw(st.integers(-4, 4))))
    if draw(st.booleans()):
        return low, range(low, low + 1)
    has_low, has_high = draw(st.booleans()), draw(st.booleans())
    told = Unknown(frozenset("x"), low if has_low else None, high if has_high else None)
    return told, range(low if has_low else -20, (high if has_high else 20) + 1)


@given(operators, bounded(), bounded())
def test_bounds_decide_a_comparison_just_as_enumerating_does(
    op: Comparator, left: tuple[Result, range], right: tuple[Result, range]
) -> None:
    """Both sides vary freely. Left open is only whether two values are equal of which each could be but one."""
    told = compare(op, left[0], right[0])
    possible = {compare(op, a, b) for a in left[1] for b in right[1]}
    if len(possible) > 1:
        assert isinstance(told, Unknown)
    elif isinstance(told, Unknown):
        assert op in ("=", "!=")
        assert len(left[1]) == len(right[1]) == 1
    else:
        assert possible == {told}


@given(operators, dates | names.map(Unknown), dates)
def test_a_comparison_reads_the_same_from_both_sides_and_negated(op: Comparator, a: Result, b: Result) -> None:
    assert same(compare(op, a, b), compare(FLIPPED[op], b, a))
    assert same(compare(op, a, b), negate(compare(OPPOSITE[op], a, b)))


@given(dates, dates, dates)
def test_dates_are_in_one_order_with_never_at_its_end(a: Any, b: Any, c: Any) -> None:
    assert compare("<=", a, NEVER) is True
    assert compare("<", NEVER, a) is False
    assert sum([compare("<", a, b) is True, compare("=", a, b) is True, compare(">", a, b) is True]) == 1
    if compare("<=", a, b) is True and compare("<=", b, c) is True:
        assert compare("<=", a, c) is True


def test_the_moment_of_a_day_is_bounded_by_it() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = Unknown(frozenset({"now"}), datetime(2021, 6, 21, tzinfo=zone), datetime(2021, 6, 21, 23, 59, tzinfo=zone))
    assert compare(">=", now, datetime(2021, 6, 20, 18, tzinfo=zone)) is True
    assert compare(">=", now, datetime(2021, 6, 22, tzinfo=zone)) is False
    assert compare(">=", now, datetime(2021, 6, 21, 18, tzinfo=zone)) == Unknown(frozenset({"now"}))
    assert compare("<", now, NEVER) is True


@given(names, names)
def test_an_undecided_comparison_misses_what_both_sides_miss(a: frozenset[str], b: frozenset[str]) -> None:
    assert compare("<", Unknown(a), Unknown(b)) == Unknown(a | b)


# ── calculating ──────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.sampled_from("+-*"), numbers | st.integers(), numbers | st.integers())
def test_arithmetic_is_exact(op: str, a: Any, b: Any) -> None:
    x, y = Fraction(a), Fraction(b)
    found: Any = calculate(op, a, b)
    assert Fraction(found) == (x + y if op == "+" else x - y if op == "-" else x * y)
    assert isinstance(found, int) == (isinstance(a, int) and isinstance(b, int))


@given(st.sampled_from("+-*"), unknowns, numbers)
def test_what_is_reckoned_with_the_unknown_is_unknown(op: str, a: Unknown, b: Decimal) -> None:
    assert calculate(op, a, b) == calculate(op, b, a) == Unknown(a.missing)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC"])
def test_the_day_of_a_moment_is_that_of_its_own_clock(zone: str) -> None:
    assert day_of(datetime(2021, 6, 21, 23, 59, tzinfo=ZoneInfo(zone))) == day_of(date(2021, 6, 21))
