"""A period that has passed or not is told by where its start lies, exactly as the calendar tells it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsl.kinds import Unit
from interpreter.decide.cutoff import Cutoff, Passed
from interpreter.decide.runtime import Calendar, compare_held
from interpreter.periods import Schedule

COVERED = date(2014, 1, 1), date(2018, 12, 31)
SCHEDULES = {
    "civil": Schedule("cn-civil-code", COVERED),
    "plain": Schedule("plain", COVERED),
    "an unknown day in its midst is known": Schedule("cn-civil-code", COVERED, work=frozenset({date(2019, 3, 6)})),
    "a rest day before the first known": Schedule("cn-civil-code", COVERED, rest=frozenset({date(2013, 12, 30)})),
}
UNITS: tuple[Unit, ...] = ("days", "working days", "months", "years")
Op = Literal[">", ">="]
days = st.dates(date(2013, 6, 1), date(2020, 6, 1))


def by_cutoff(cutoff: Cutoff, passed: Passed, start: date) -> bool | None:
    """What compiled functions do."""
    if cutoff.first <= start < cutoff.until:
        return True
    return False if start >= cutoff.open_from else passed[start]


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=list(SCHEDULES))
@given(st.sampled_from(UNITS), st.integers(0, 40), st.sampled_from((">", ">=")), days, st.integers(0, 1500))
@example("days", 30, ">", date(2016, 2, 29), 31)
@example("working days", 7, ">", date(2019, 1, 3), 12)
@example("months", 1, ">=", date(2016, 2, 29), 31)
def test_a_start_is_told_as_the_calendar_tells_it(
    schedule: Schedule, unit: Unit, length: int, op: Op, today: date, back: int
) -> None:
    calendar = Calendar(schedule)
    passed = Passed(calendar, length, unit, op, today)
    cutoff = passed.cutoff()
    around = {today - timedelta(back), cutoff.first, cutoff.until, cutoff.open_from, today, today + timedelta(1)}
    for day in {each + timedelta(n) for each in around if each.year > 1 for n in (-1, 0, 1)}:
        exact = compare_held(op, today, calendar.end(day, length, unit))
        assert by_cutoff(cutoff, passed, day) is exact, day


def test_most_starts_cost_one_comparison() -> None:
    cutoff = Passed(Calendar(SCHEDULES["civil"]), 30, "days", ">", date(2016, 7, 12)).cutoff()
    assert cutoff == Cutoff(date(2014, 1, 1), date(2016, 6, 12), date(2016, 6, 12))
    cutoff = Passed(Calendar(SCHEDULES["plain"]), 30, "days", ">", date(2016, 7, 12)).cutoff()
    assert cutoff == Cutoff(date.min, date(2016, 6, 12), date(2016, 6, 12))
