"""Periods over columns of days, computed by the engine, beside the arithmetic of `interpreter.periods`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal as One

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.kinds import NEVER, Unit
from dsl.literal import zone
from interpreter import periods
from interpreter.columns.results import Result
from interpreter.columns.spans import Spans
from interpreter.columns.terms import NEVER_DAY, NEVER_MOMENT, Literal, null, whole
from interpreter.columns.zones import EPOCH, day_of, micros
from interpreter.schedule import Schedule
from tests.interpreter.columns.evaluated import Made

ZONE = "Asia/Shanghai"
SCHEDULES = {
    "official": Schedule("cn-civil-code", (date(2004, 1, 1), date(2026, 12, 31))),
    "plain": Schedule("plain", (date(2004, 1, 1), date(2026, 12, 31))),
    "broken": Schedule(
        "cn-civil-code",
        (date(2020, 1, 1), date(2020, 12, 31)),
        rest=frozenset({date(2021, 3, 1), date(2021, 3, 2)}),
        work=frozenset({date(2021, 3, 3), date(2022, 1, 1)}),
    ),
}
days = st.one_of(
    st.dates(date(2003, 11, 1), date(2027, 3, 1)),
    st.dates(date(2019, 12, 1), date(2022, 2, 1)),
    st.sampled_from((date.min, date.max, date(2024, 2, 29), date(2023, 8, 31), date(9999, 11, 30), date(1, 1, 31))),
    st.dates(),
)
amounts = st.one_of(st.integers(0, 40), st.integers(0, 400))
UNITS: tuple[Unit, ...] = ("days", "working days", "months", "years")
Ends = list[tuple[int | None, int | None]]


def told(end: date | datetime | periods.Undetermined) -> tuple[int | None, int | None]:
    """The ordinal of an end, or its lower bound."""
    if isinstance(end, periods.Undetermined):
        return None, end.at_least.toordinal()
    return end.toordinal(), None


def ends(found: Result, made: Made, spans: Spans) -> Ends:
    rows = made.rows(found.value, null("day") if found.low is None else found.low, spans=spans)
    return [(value, None if value is not None else low) for value, low in rows]  # type: ignore[misc]  # numbers


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
@settings(max_examples=6)
@given(rows=st.lists(st.tuples(days, amounts), min_size=40, max_size=80))
def test_periods_end_on_the_same_day(schedule: Schedule, unit: Unit, rows: list[tuple[date, int]]) -> None:
    made = Made(start=("day", [day.toordinal() for day, _ in rows]), amount=("whole", [amount for _, amount in rows]))
    spans = Spans(schedule, ZONE)
    start, amount = Result(made.columns["start"]), Result(made.columns["amount"])
    found = spans.period_end(made.frame, start, amount, unit)
    expected = [told(periods.end_of_period(day, amount, unit, schedule)) for day, amount in rows]
    assert ends(found, made, spans) == expected


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("sign", [1, -1])
@settings(max_examples=6)
@given(rows=st.lists(st.tuples(days, amounts), min_size=40, max_size=80))
def test_shifts_reach_the_same_day(unit: Unit, sign: One[1, -1], rows: list[tuple[date, int]]) -> None:
    schedule = SCHEDULES["broken" if len(rows) % 2 else "official"]
    made = Made(start=("day", [day.toordinal() for day, _ in rows]), amount=("whole", [amount for _, amount in rows]))
    spans = Spans(schedule, ZONE)
    start, amount = Result(made.columns["start"]), Result(made.columns["amount"])
    found = spans.shift(made.frame, start, amount, unit, sign)
    expected = [told(periods.shift(day, amount, unit, sign, schedule)) for day, amount in rows]
    assert ends(found, made, spans) == expected


@pytest.mark.parametrize("unit", UNITS)
def test_what_has_not_begun_has_no_end_and_what_is_not_known_no_value(unit: Unit) -> None:
    made = Made(start=("day", [NEVER_DAY, None, NEVER_DAY, 737000]), amount=("whole", [3, 3, None, None]))
    spans = Spans(SCHEDULES["official"], ZONE)
    found = spans.period_end(made.frame, Result(made.columns["start"]), Result(made.columns["amount"]), unit)
    assert ends(found, made, spans) == [(NEVER_DAY, None), (None, None), (None, None), (None, None)]


@pytest.mark.parametrize("unit", UNITS)
def test_a_constant_period_of_a_constant_day_is_computed_beforehand(unit: Unit) -> None:
    made, spans = Made(nothing=("day", [None])), Spans(SCHEDULES["official"], ZONE)
    for day in (date(2025, 1, 24), date(2026, 12, 20)):
        found = spans.period_end(made.frame, Result(Literal(day.toordinal(), "day")), Result(whole(10)), unit)
        assert isinstance(found.value, Literal)
        assert (found.value.value, found.low and found.low.value if isinstance(found.low, Literal) else None) == told(
            periods.end_of_period(day, 10, unit, spans.schedule)
        )


@settings(max_examples=6)
@given(rows=st.lists(st.tuples(days, days), min_size=40, max_size=80))
def test_years_and_working_days_between_two_days_are_the_same(rows: list[tuple[date, date]]) -> None:
    schedule = SCHEDULES["broken" if len(rows) % 2 else "official"]
    made = Made(a=("day", [a.toordinal() for a, _ in rows]), b=("day", [b.toordinal() for _, b in rows]))
    spans = Spans(schedule, ZONE)
    a, b = made.columns["a"], made.columns["b"]
    working, _ = spans.elapsed_working_days(made.frame, a, b)
    assert working.low is not None
    assert working.high is not None
    terms = (spans.elapsed_days(a, b), spans.elapsed_years(made.frame, a, b), working.value, working.low, working.high)
    for (first, last), (length, years, value, low, high) in zip(rows, made.rows(*terms, spans=spans), strict=True):
        assert (length, years) == (periods.elapsed_days(first, last), periods.elapsed_years(first, last))
        counted = periods.elapsed_working_days(first, last, schedule)
        if isinstance(counted, int):
            assert value == counted
        else:
            assert (value, low, high) == (None, counted.at_least, counted.at_most)


moments = st.one_of(
    st.integers(micros(datetime(1985, 1, 1, tzinfo=UTC)), micros(datetime(1992, 1, 1, tzinfo=UTC))),
    st.integers(micros(datetime(1900, 1, 1, tzinfo=UTC)), micros(datetime(2040, 1, 1, tzinfo=UTC))),
    st.integers(micros(datetime(1, 1, 2, tzinfo=UTC)), micros(datetime(9999, 12, 30, tzinfo=UTC))),
).map(lambda since: (EPOCH + timedelta(microseconds=since)).astimezone(zone(ZONE)))


@settings(max_examples=15)
@given(st.lists(moments, min_size=20, max_size=60))
def test_a_moment_lies_on_the_day_of_the_zones_clock(asked: list[datetime]) -> None:
    made = Made(at=("moment", [*map(micros, asked), NEVER_MOMENT, None]))
    found = [day for (day,) in made.rows(day_of(made.columns["at"], ZONE))]
    assert found == [*(moment.toordinal() for moment in asked), NEVER_DAY, None]


@settings(max_examples=15)
@given(st.lists(st.tuples(moments, st.integers(0, 500)), min_size=20, max_size=60), st.sampled_from((1, -1)))
def test_hours_are_real_hours(rows: list[tuple[datetime, int]], sign: One[1, -1]) -> None:
    made = Made(
        at=("moment", [micros(moment) for moment, _ in rows]), hours=("whole", [hours for _, hours in rows])
    )  # fmt: skip
    spans = Spans(SCHEDULES["official"], ZONE)
    found = spans.shift(made.frame, Result(made.columns["at"]), Result(made.columns["hours"]), "hours", sign)
    expected = [periods.shift(moment, hours, "hours", sign, spans.schedule) for moment, hours in rows]
    assert [value for (value,) in made.rows(found.value)] == [_micros(each) for each in expected]


def _micros(end: object) -> int:
    """Microseconds since 1970 of a moment of the wall clock, which UTC itself may not have."""
    assert isinstance(end, datetime)
    offset = end.utcoffset()
    assert offset is not None
    return (end.replace(tzinfo=UTC) - EPOCH - offset) // timedelta(microseconds=1)


@pytest.mark.parametrize("unit", ["days", "months", "years"])
@settings(max_examples=6)
@given(rows=st.lists(st.tuples(moments, st.integers(0, 90)), min_size=20, max_size=60))
def test_a_moment_keeps_its_time_of_day(unit: Unit, rows: list[tuple[datetime, int]]) -> None:
    """Also through the years in which the clocks were changed in summer."""
    made = Made(at=("moment", [micros(moment) for moment, _ in rows]), amount=("whole", [amount for _, amount in rows]))
    spans = Spans(SCHEDULES["official"], ZONE)
    signs: tuple[One[1, -1], ...] = (1, -1)
    for sign in signs:
        found = spans.shift(made.frame, Result(made.columns["at"]), Result(made.columns["amount"]), unit, sign)
        expected = [periods.shift(moment, amount, unit, sign, spans.schedule) for moment, amount in rows]
        assert [value for (value,) in made.rows(found.value)] == [_micros(each) for each in expected]


def test_never_is_the_last_of_all() -> None:
    assert date.max.toordinal() < NEVER_DAY
    assert NEVER is not None
