"""Periods end as two libraries of holidays say: every start of 2004–2026, 1–60 days, 1–30 working days, 1–24 months.

Each library is asked for every single day and no more; what a period is, is worked out here from its answers. Where the
engine and a library differ, the reason is written down:

* 2005-12-31, a Saturday, was worked by the notice for 2006: `holidays` knows, `chinesecalendar` has missed it. The
  shipped book follows the latter; a rulebook mends the day by `work`, and then agrees with the former in everything.
* An end beyond 2026 is not determined by the engine, whose book covers no more. `chinesecalendar` refuses to say
  likewise; `holidays` goes on, with no make-up days, and is wrong: it is not asked.

Before 2017-10-01 the General Principles (art 154, Opinion 198) put off an end on a Sunday or another statutory rest
day, and where rest days were shifted the real one counted: the same days as now, for Saturday is a rest day since 1995.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import chinese_calendar  # type: ignore[import-untyped]  # it ships no types
import holidays
import pytest

from dsl.kinds import Unit
from interpreter.periods import Schedule, end_of_period
from tests.books import telecom
from tests.properties.oracle import DAY, FIRST, LAST, days

MISSED = date(2005, 12, 31)
LENGTHS: dict[Unit, range] = {"days": range(1, 61), "working days": range(1, 31), "months": range(1, 25)}
STARTS = tuple(days(FIRST, LAST))
Library = Literal["chinesecalendar", "holidays"]
End = date | None
"""The last day of a period; None where it lies beyond what the library is asked for."""


@dataclass(frozen=True)
class Answers:
    """What a library says of each day: whether it is worked; the working days in order; the next one of each day."""

    worked: dict[date, bool]
    working: Sequence[date]
    following: dict[date, date]


@cache
def asked(library: Library) -> Answers:
    if library == "chinesecalendar":
        is_worked: Callable[[date], bool] = chinese_calendar.is_workday
    else:
        is_worked = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1)).is_working_day
    worked = {day: is_worked(day) for day in STARTS}
    following: dict[date, date] = {}
    last: date | None = None
    for day in reversed(STARTS):
        last = day if worked[day] else last
        if last is not None:
            following[day] = last
    return Answers(worked, [day for day in STARTS if worked[day]], following)


@cache
def month(first: date, later: int) -> tuple[date, int]:
    """The first day of the month so many months later, and how many days that has: found by stepping over months."""
    for _ in range(later):
        first = (first + timedelta(days=31)).replace(day=1)
    return first, ((first + timedelta(days=31)).replace(day=1) - first).days


def expected(start: date, amount: int, unit: Unit, by: Answers) -> End:
    """The last day by a library's answers alone."""
    if unit == "working days":
        place = bisect_right(by.working, start) + amount - 1
        return by.working[place] if place < len(by.working) else None
    if unit == "days":
        return by.following.get(start + amount * DAY)
    first, length = month(start.replace(day=1), amount)
    return by.following.get(first + (min(start.day, length) - 1) * DAY)


def found(start: date, amount: int, unit: Unit, schedule: Schedule) -> End:
    end = end_of_period(start, amount, unit, schedule)
    return end if isinstance(end, date) else None


def differing(schedule: Schedule, library: Library, unit: Unit) -> list[tuple[date, int, End, End]]:
    """The periods of one unit of which the engine and a library say something else."""
    by = asked(library)
    return [
        (start, amount, ours, theirs)
        for start in STARTS
        for amount in LENGTHS[unit]
        if (ours := found(start, amount, unit, schedule)) != (theirs := expected(start, amount, unit, by))
    ]


def of_the_book(*worked: date) -> Schedule:
    """The schedule of the shipped book, mended by days that are worked."""
    spec = telecom().book.calendar
    return Schedule(spec.law, spec.covered, spec.rest, spec.work | frozenset(worked))


UNITS = pytest.mark.parametrize("unit", LENGTHS)


@UNITS
def test_every_period_ends_as_chinesecalendar_says(unit: Unit) -> None:
    assert differing(of_the_book(), "chinesecalendar", unit) == []


@UNITS
def test_every_period_ends_as_holidays_says_once_the_missed_day_is_mended(unit: Unit) -> None:
    assert differing(of_the_book(MISSED), "holidays", unit) == []


@UNITS
def test_without_that_only_periods_around_it_differ_and_by_that_day_alone(unit: Unit) -> None:
    """Nearly a million periods; those named here are all there are."""
    differ = differing(of_the_book(), "holidays", unit)
    assert 0 < len(differ) < 1000
    for start, _, ours, theirs in differ:
        assert ours is not None
        assert theirs is not None
        assert theirs < ours
        assert start < MISSED <= theirs or unit == "working days"
        assert theirs == MISSED or (unit == "working days" and start < MISSED < ours)


def test_how_many_periods_there_are() -> None:
    assert len(STARTS) * sum(len(lengths) for lengths in LENGTHS.values()) == 957_714
