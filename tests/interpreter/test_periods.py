"""Ends of periods: the clocks of the facts table, and the properties that hold of all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsl.kinds import Unit
from interpreter.periods import Schedule, Undetermined, end_of_period, reckon, shift
from tests.interpreter.laws import (
    CALENDAR_UNITS,
    COVERED,
    DAY,
    LAW,
    PLAIN,
    SHANGHAI,
    any_day,
    at,
    bound,
    calendar_units,
    covered_days,
    lawful_units,
    moments,
)

# ── the clocks of the facts table ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        pytest.param("2026-01-17", 30, "days", "2026-02-24", id="D1: the eve of Spring Festival, after the rest"),
        pytest.param("2026-02-25", 60, "days", "2026-04-27", id="D2: a Sunday, so Monday"),
        pytest.param("2025-11-30", 90, "days", "2026-02-28", id="D9: a Saturday, but a make-up workday"),
        pytest.param("2016-03-30", 10, "days", "2016-04-11", id="D11: a Saturday, so Monday"),
        pytest.param("2016-04-12", 90, "days", "2016-07-11", id="D12: a working day"),
        pytest.param("2026-02-02", 15, "days", "2026-02-24", id="F1: within Spring Festival"),
        pytest.param("2026-01-30", 15, "days", "2026-02-14", id="F2: a Saturday, but a make-up workday"),
        pytest.param("2026-03-06", 15, "days", "2026-03-23", id="F4: a Saturday, so Monday"),
        pytest.param("2016-01-24", 15, "days", "2016-02-14", id="F6: moved to a Sunday that is a make-up workday"),
        pytest.param("2020-01-16", 15, "days", "2020-02-03", id="F7: the rest that was extended in 2020"),
        pytest.param("2026-02-11", 5, "working days", "2026-02-25", id="F12: Henan"),
        pytest.param("2026-02-11", 15, "working days", "2026-03-10", id="F12: Chongqing"),
        pytest.param("2026-02-12", 5, "working days", "2026-02-26", id="E14: forwarding, 14 February counts"),
        pytest.param("2026-02-26", 15, "working days", "2026-03-18", id="E14: reporting, 28 February counts"),
        pytest.param("2025-09-30", 5, "months", "2026-02-28", id="E12: no corresponding day"),
        pytest.param("2024-02-29", 2, "years", "2026-02-28", id="A16: no 29 February"),
    ],
)
def test_a_period_ends_as_the_facts_table_says(start: str, amount: int, unit: Unit, end: str) -> None:
    assert end_of_period(at(start), amount, unit, LAW) == at(end)


def test_c4_twenty_four_hours_run_through_the_sunday() -> None:
    notice = datetime(2021, 6, 20, 18, tzinfo=SHANGHAI)
    assert end_of_period(notice, 24, "hours", LAW) == datetime(2021, 6, 21, 18, tzinfo=SHANGHAI)


def test_f11_a_year_without_official_schedule_is_never_guessed() -> None:
    assert end_of_period(at("2027-01-22"), 15, "days", LAW) == Undetermined(2027, at("2027-02-06"))
    assert end_of_period(at("2027-01-22"), 15, "days", PLAIN) == at("2027-02-06")


@pytest.mark.parametrize("unit", CALENDAR_UNITS)
def test_a_period_of_no_length_ends_on_its_start_day_moved_like_any_other(unit: Unit) -> None:
    assert end_of_period(at("2026-02-25"), 0, unit, LAW) == at("2026-02-25")
    assert end_of_period(at("2026-02-15"), 0, unit, LAW) == at("2026-02-24")
    assert end_of_period(at("2026-02-15"), 0, unit, PLAIN) == at("2026-02-15")


def test_a_move_that_runs_out_of_the_known_days_ends_no_earlier_than_they_do() -> None:
    until_the_eve = Schedule("cn-civil-code", (COVERED[0], at("2026-02-16")))
    assert end_of_period(at("2026-02-12"), 3, "days", until_the_eve) == Undetermined(2026, at("2026-02-17"))


def test_a_period_from_a_moment_ends_on_a_day_since_its_whole_last_day_counts() -> None:
    late = datetime(2026, 1, 17, 23, 30, tzinfo=SHANGHAI)
    assert end_of_period(late, 30, "days", LAW) == at("2026-02-24")
    for unit in CALENDAR_UNITS:
        assert end_of_period(late, 0, unit, PLAIN) == at("2026-01-17")


# ── what holds of every period ───────────────────────────────────────────────────────────────────────────────────────


@given(any_day, st.integers(0, 40), lawful_units)
def test_no_end_is_earlier_than_the_plain_length(start: date, amount: int, unit: Unit) -> None:
    end = bound(end_of_period(start, amount, unit, LAW))
    assert end >= start + amount * DAY
    assert end >= bound(end_of_period(start, amount, unit, PLAIN))


@given(covered_days, st.integers(0, 3), lawful_units)
@example(at("2016-01-24"), 0, "days")
def test_a_covered_end_is_a_working_day_and_every_day_stepped_over_is_not(start: date, amount: int, unit: Unit) -> None:
    reckoning = reckon(start, amount, unit, LAW)
    assert isinstance(reckoning.end, date)
    assert LAW.is_working_day(reckoning.end) is True
    assert [LAW.is_working_day(day) for day, _ in reckoning.shifted] == [False] * len(reckoning.shifted)
    if unit != "working days":
        day = reckoning.plain_end
        for stepped_over, name in reckoning.shifted:
            assert (stepped_over, name) == (day, LAW.rest_name(stepped_over))
            day = stepped_over + DAY
        assert day == reckoning.end


def test_an_end_may_be_a_weekend_day_only_if_it_is_a_make_up_workday() -> None:
    starts = (date(2016, 1, 1) + n * DAY for n in range(366))
    ends = {end for start in starts if isinstance(end := end_of_period(start, 15, "days", LAW), date)}
    assert {end for end in ends if end.weekday() >= 5} == {
        day for day, _ in LAW.make_up_days(at("2016-01-16"), at("2017-01-15"))
    }


@given(any_day, st.integers(0, 60), st.integers(0, 60), lawful_units)
def test_a_longer_period_does_not_end_earlier(start: date, a: int, b: int, unit: Unit) -> None:
    shorter, longer = sorted((a, b))
    ends = [bound(end_of_period(start, amount, unit, LAW)) for amount in (shorter, longer)]
    assert ends == sorted(ends)


@given(any_day, st.integers(0, 40), st.integers(0, 60), lawful_units)
def test_a_later_start_does_not_end_earlier(start: date, later: int, amount: int, unit: Unit) -> None:
    ends = [bound(end_of_period(day, amount, unit, LAW)) for day in (start, start + later * DAY)]
    assert ends == sorted(ends)


@given(any_day, st.integers(0, 400), calendar_units)
def test_the_plain_law_moves_nothing(start: date, amount: int, unit: Unit) -> None:
    assert end_of_period(start, amount, unit, PLAIN) == shift(start, amount, unit, 1, LAW)
    assert reckon(start, amount, unit, PLAIN).shifted == ()


@given(any_day, st.integers(0, 4000), lawful_units)
def test_the_grounds_are_those_of_the_very_end(start: date, amount: int, unit: Unit) -> None:
    for schedule in (LAW, PLAIN):
        assert reckon(start, amount, unit, schedule).end == end_of_period(start, amount, unit, schedule)


@given(any_day, st.integers(1, 400))
def test_working_days_do_not_depend_on_the_law_that_moves_ends(start: date, amount: int) -> None:
    assert end_of_period(start, amount, "working days", PLAIN) == end_of_period(start, amount, "working days", LAW)


# ── hours ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(moments, st.integers(0, 2000))
def test_hours_are_never_moved_and_never_undetermined(start: datetime, amount: int) -> None:
    end = end_of_period(start, amount, "hours", LAW)
    assert isinstance(end, datetime)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=amount)
    assert end.tzinfo is start.tzinfo


def test_hours_that_end_on_a_make_up_workday_have_nothing_to_explain() -> None:
    """They would end on any day: that people work on this Saturday is no ground of theirs."""
    reckoning = reckon(datetime(2026, 2, 13, 18, tzinfo=SHANGHAI), 24, "hours", LAW)
    assert (reckoning.shifted, reckoning.made_up) == ((), ())


def test_hours_are_real_ones_where_a_zone_changes_its_clocks() -> None:
    before = datetime(2026, 3, 28, 18, tzinfo=ZoneInfo("Europe/Berlin"))
    assert shift(before, 24, "hours", 1, LAW) == datetime(2026, 3, 29, 19, tzinfo=ZoneInfo("Europe/Berlin"))
    assert shift(before, 1, "days", 1, LAW) == datetime(2026, 3, 29, 18, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("start", [at("2026-01-01"), datetime(2026, 1, 1)])  # noqa: DTZ001 - what must be refused
def test_hours_need_a_moment_with_a_zone(start: date) -> None:
    with pytest.raises(TypeError, match="aware moment"):
        shift(start, 24, "hours", 1, LAW)


# ── the ends of time ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("amount", [10**7, 10**9, 10**30])
@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_a_period_beyond_the_year_9999_ends_on_the_last_possible_day(unit: Unit, amount: int) -> None:
    assert end_of_period(at("2026-01-31"), amount, unit, PLAIN) == date.max
    assert end_of_period(at("2026-01-31"), amount, unit, LAW) == Undetermined(9999, date.max)
    assert shift(at("2026-01-31"), amount, unit, -1, LAW) == date.min


@pytest.mark.parametrize("law", [LAW, PLAIN])
def test_ten_million_working_days_are_not_walked(law: Schedule) -> None:
    assert end_of_period(at("2026-01-31"), 10**7, "working days", law) == Undetermined(2027, date.max)
    assert reckon(at("2026-01-31"), 10**7, "working days", law).shifted == ()


@pytest.mark.parametrize("hours", [10**9, 10**30])
def test_hours_beyond_all_time_end_at_its_last_moment(hours: int) -> None:
    moment = datetime(2026, 1, 31, 18, tzinfo=SHANGHAI)
    assert end_of_period(moment, hours, "hours", LAW) == datetime.max.replace(tzinfo=SHANGHAI)
    assert shift(moment, hours, "hours", -1, LAW) == datetime.min.replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("offset", [-5, 8])
def test_hours_close_to_the_ends_of_time_are_exact(offset: int) -> None:
    """Where a moment has no counterpart in UTC, which lies before the first or after the last day."""
    zone = timezone(timedelta(hours=offset))
    first, last = datetime.min.replace(tzinfo=zone), datetime.max.replace(tzinfo=zone)
    assert (shift(first, 0, "hours", 1, LAW), shift(first, 1, "hours", -1, LAW)) == (first, first)
    assert (shift(last, 0, "hours", 1, LAW), shift(last, 1, "hours", 1, LAW)) == (last, last)
    assert shift(datetime(1, 1, 1, tzinfo=zone), 30, "hours", 1, LAW) == datetime(1, 1, 2, 6, tzinfo=zone)
    assert shift(datetime(9999, 12, 31, 22, tzinfo=zone), 1, "hours", 1, LAW) == datetime(9999, 12, 31, 23, tzinfo=zone)
