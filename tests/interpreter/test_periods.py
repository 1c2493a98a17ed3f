"""Ends of periods: the clocks of the facts table, the properties that hold of all of them, and their words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dsl.core import Language, Words
from dsl.kinds import Unit
from interpreter.periods import (
    End,
    Schedule,
    Uncounted,
    Undetermined,
    elapsed_days,
    elapsed_working_days,
    elapsed_years,
    end_of_period,
    next_anniversary,
    reckon,
    say,
    shift,
)

DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
COVERED = (date(2004, 1, 1), date(2026, 12, 31))
LAW = Schedule("cn-civil-code", COVERED, work=frozenset({date(2005, 12, 31)}))
PLAIN = Schedule("plain", COVERED, LAW.rest, LAW.work)

CALENDAR_UNITS: tuple[Unit, ...] = ("days", "working days", "months", "years")
lawful_units = st.sampled_from(CALENDAR_UNITS)
calendar_units = st.sampled_from(("days", "months", "years"))
covered_days = st.dates(date(2004, 1, 1), date(2022, 12, 31))
any_day = st.dates(date(1990, 1, 1), date(2040, 12, 31))
moments = st.datetimes(datetime(1980, 1, 1), datetime(2040, 1, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001 - zoned by `timezones`


def at(text: str) -> date:
    return date.fromisoformat(text)


def bound(end: End) -> date:
    """The end, or the day that it is not before."""
    return end.at_least if isinstance(end, Undetermined) else end


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


# ── plain plus and minus ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "amount", "unit", "sign", "end"),
    [
        ("2026-01-17", 30, "days", 1, "2026-02-16"),
        ("2026-02-16", 30, "days", -1, "2026-01-17"),
        ("2026-01-31", 1, "months", 1, "2026-02-28"),
        ("2024-03-31", 1, "months", -1, "2024-02-29"),
        ("2026-01-15", 13, "months", -1, "2024-12-15"),
        ("2024-02-29", 1, "years", 1, "2025-02-28"),
        ("2024-02-29", 4, "years", -1, "2020-02-29"),
        ("2026-02-12", 5, "working days", 1, "2026-02-26"),
        ("2026-02-26", 5, "working days", -1, "2026-02-12"),
        ("2026-02-15", 0, "working days", 1, "2026-02-15"),
        ("2026-02-15", 1, "working days", -1, "2026-02-14"),
        ("0002-03-15", 1, "years", -1, "0001-03-15"),
        ("9998-03-15", 1, "years", 1, "9999-03-15"),
        ("9999-12-15", 1, "months", 1, "9999-12-31"),
        ("0001-01-15", 1, "months", -1, "0001-01-01"),
    ],
)
def test_plus_and_minus_clamp_to_the_month_and_move_nothing(
    start: str, amount: int, unit: Unit, sign: Literal[1, -1], end: str
) -> None:
    assert shift(at(start), amount, unit, sign, LAW) == at(end)


def test_a_moment_keeps_its_time_of_day() -> None:
    moment = datetime(2026, 1, 31, 18, 30, tzinfo=SHANGHAI)
    assert shift(moment, 1, "months", 1, LAW) == datetime(2026, 2, 28, 18, 30, tzinfo=SHANGHAI)
    assert shift(moment, 1, "working days", 1, LAW) == datetime(2026, 2, 2, 18, 30, tzinfo=SHANGHAI)
    assert shift(moment, 1, "years", -1, LAW) == datetime(2025, 1, 31, 18, 30, tzinfo=SHANGHAI)
    second_half_past_two = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    assert shift(second_half_past_two, 1, "days", 1, LAW).fold == 0  # type: ignore[union-attr]  # it is a moment
    assert shift(moment, 300, "working days", 1, LAW) == Undetermined(2027, at("2027-03-14"))


@given(covered_days, st.integers(1, 300))
def test_going_back_as_many_working_days_returns_to_a_working_day(start: date, amount: int) -> None:
    assume(LAW.is_working_day(start))
    there = shift(start, amount, "working days", 1, LAW)
    assert isinstance(there, date)
    assert shift(there, amount, "working days", -1, LAW) == start
    assert elapsed_working_days(start, there, LAW) == amount


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


# ── between two days ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("a", "b", "years"),
    [
        ("2000-03-15", "2018-03-14", 17),
        ("2000-03-15", "2018-03-15", 18),
        ("2018-03-15", "2000-03-15", -18),
        ("2024-02-29", "2025-02-27", 0),
        ("2024-02-29", "2025-02-28", 1),
        ("2024-02-29", "2028-02-28", 3),
        ("2025-02-28", "2024-02-29", -1),
        ("0001-01-01", "9999-12-31", 9998),
    ],
)
def test_full_years(a: str, b: str, years: int) -> None:
    assert elapsed_years(at(a), at(b)) == years


@given(any_day, any_day)
def test_elapsed_time_is_mirrored(a: date, b: date) -> None:
    assert elapsed_days(a, b) == -elapsed_days(b, a) == (b - a).days
    assert elapsed_years(a, b) == -elapsed_years(b, a)
    there, back = elapsed_working_days(a, b, LAW), elapsed_working_days(b, a, LAW)
    if isinstance(there, Uncounted):
        assert back == Uncounted(there.year, -there.at_most, -there.at_least)
    else:
        assert back == -there


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        ("2026-02-12", "2026-02-12", 0),
        ("2026-02-12", "2026-02-26", 5),
        ("2026-02-26", "2026-02-12", -5),
        ("2026-02-14", "2026-02-23", 0),  # the make-up workday it starts from is not counted
        ("2026-12-30", "2027-01-03", Uncounted(2027, 1, 4)),
        ("2027-01-03", "2026-12-30", Uncounted(2027, -4, -1)),
        ("2003-12-31", "2004-01-05", 2),
    ],
)
def test_working_days_between_two_days(a: str, b: str, count: int | Uncounted) -> None:
    assert elapsed_working_days(at(a), at(b), LAW) == count


near_leap_days = st.sampled_from([date(year, 2, 28) + n * DAY for year in range(2019, 2026) for n in (-1, 0, 1, 2)])


@given(near_leap_days | any_day, near_leap_days | any_day)
@example(at("2023-02-28"), at("2020-02-29"))
@example(at("2024-02-29"), at("2023-02-28"))
def test_the_next_anniversary_is_the_first_day_with_another_number_of_years(a: date, today: date) -> None:
    day = today + DAY
    while elapsed_years(a, day) == elapsed_years(a, today):
        day += DAY
    assert next_anniversary(a, today) == day


def test_the_last_anniversary_is_the_last_possible_day() -> None:
    assert next_anniversary(at("2000-06-15"), at("9999-07-01")) == date.max
    assert next_anniversary(at("9999-06-15"), at("9999-07-01")) == date.max


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SENTENCES = [
    pytest.param(
        ("2026-01-17", 30, "days"),
        "30 days after 2026-01-17 is 2026-02-16, in the Spring Festival rest, so 2026-02-24",
        "自 2026-01-17 起满 30 日为 2026-02-16，正值春节放假，顺延至 2026-02-24",
        id="D1: a holiday",
    ),
    pytest.param(
        ("2026-03-06", 15, "days"),
        "15 days after 2026-03-06 is 2026-03-21, on a weekend, so 2026-03-23",
        "自 2026-03-06 起满 15 日为 2026-03-21，正值周末，顺延至 2026-03-23",
        id="F4: a weekend",
    ),
    pytest.param(
        ("2016-04-12", 90, "days"),
        "90 days after 2016-04-12 is 2016-07-11",
        "自 2016-04-12 起满 90 日为 2016-07-11",
        id="D12: nothing to explain",
    ),
    pytest.param(
        ("2016-04-12", 3, "months"),
        "3 months after 2016-04-12 is 2016-07-12",
        "自 2016-04-12 起满 3 个月为 2016-07-12",
        id="the corresponding day: nothing to explain",
    ),
    pytest.param(
        ("2026-01-30", 15, "days"),
        "15 days after 2026-01-30 is 2026-02-14, a Saturday but a make-up workday for Spring Festival, so not put off",
        "自 2026-01-30 起满 15 日为 2026-02-14，虽为周六，但系春节调休上班日，不顺延",
        id="F2: a make-up workday",
    ),
    pytest.param(
        ("2016-01-24", 15, "days"),
        "15 days after 2016-01-24 is 2016-02-08, in the Spring Festival rest, so 2016-02-14, "
        "a make-up workday for Spring Festival",
        "自 2016-01-24 起满 15 日为 2016-02-08，正值春节放假，顺延至 2016-02-14（春节调休上班日）",
        id="F6: moved to a make-up workday",
    ),
    pytest.param(
        ("2023-09-28", 1, "days"),
        "1 day after 2023-09-28 is 2023-09-29, in the Mid-autumn Festival rest, then in the National Day rest, "
        "so 2023-10-07, a make-up workday for National Day",
        "自 2023-09-28 起满 1 日为 2023-09-29，正值中秋放假，又逢国庆节放假，顺延至 2023-10-07（国庆节调休上班日）",
        id="two holidays in a row",
    ),
    pytest.param(
        ("2025-09-30", 5, "months"),
        "5 months after 2025-09-30 is 2026-02-28 (that month has no day 30), "
        "a Saturday but a make-up workday for Spring Festival, so not put off",
        "自 2025-09-30 起满 5 个月为 2026-02-28（该月无 30 日），虽为周六，但系春节调休上班日，不顺延",
        id="E12: no corresponding day",
    ),
    pytest.param(
        ("2024-02-29", 1, "years"),
        "1 year after 2024-02-29 is 2025-02-28 (that month has no day 29)",
        "自 2024-02-29 起满 1 年为 2025-02-28（该月无 29 日）",
        id="no 29 February",
    ),
    pytest.param(
        ("2026-02-12", 5, "working days"),
        "5 working days after 2026-02-12 is 2026-02-26, counting the make-up workday 2026-02-14, "
        "leaving out the Spring Festival rest",
        "自 2026-02-12 起满 5 个工作日为 2026-02-26，计入调休上班日 2026-02-14，扣除春节放假",
        id="E14: working days around a holiday",
    ),
    pytest.param(
        ("2026-01-01", 60, "working days"),
        "60 working days after 2026-01-01 is 2026-04-01, counting the make-up workdays 2026-01-04, 2026-02-14 and "
        "2026-02-28, leaving out the New Year's Day and Spring Festival rests",
        "自 2026-01-01 起满 60 个工作日为 2026-04-01，计入调休上班日 2026-01-04、2026-02-14、2026-02-28，"
        "扣除元旦、春节放假",
        id="three make-up workdays, two holidays",
    ),
    pytest.param(
        ("2026-01-01", 80, "working days"),
        "80 working days after 2026-01-01 is 2026-04-30, counting the make-up workdays 2026-01-04, 2026-02-14 and "
        "2026-02-28, leaving out the New Year's Day, Spring Festival and Tomb-sweeping Day rests",
        "自 2026-01-01 起满 80 个工作日为 2026-04-30，计入调休上班日 2026-01-04、2026-02-14、2026-02-28，"
        "扣除元旦、春节、清明放假",
        id="as many as are named",
    ),
    pytest.param(
        ("2004-01-05", 2500, "working days"),
        "2500 working days after 2004-01-05 is 2013-12-30, counting 71 make-up workdays, "
        "leaving out 261 days of holiday rest",
        "自 2004-01-05 起满 2500 个工作日为 2013-12-30，计入 71 个调休上班日，扣除 261 天放假",
        id="too many to name",
    ),
    pytest.param(
        ("2026-02-14", 1, "working days"),
        "1 working day after 2026-02-14 is 2026-02-24, leaving out the Spring Festival rest",
        "自 2026-02-14 起满 1 个工作日为 2026-02-24，扣除春节放假",
        id="the make-up workday it starts from is not counted",
    ),
    pytest.param(
        ("2026-03-09", 1, "working days"),
        "1 working day after 2026-03-09 is 2026-03-10",
        "自 2026-03-09 起满 1 个工作日为 2026-03-10",
        id="an ordinary working day",
    ),
    pytest.param(
        ("2027-01-22", 15, "days"),
        "15 days after 2027-01-22 is 2027-02-06, but no official holiday schedule is known for 2027: "
        "2027-02-06 or later",
        "自 2027-01-22 起满 15 日为 2027-02-06，但尚无 2027 年放假安排，只知不早于 2027-02-06",
        id="F11: no schedule",
    ),
    pytest.param(
        ("2026-12-30", 3, "working days"),
        "3 working days after 2026-12-30 cannot be counted, as no official holiday schedule is known for 2027: "
        "2027-01-02 or later",
        "自 2026-12-30 起满 3 个工作日无从计算，因尚无 2027 年放假安排，只知不早于 2027-01-02",
        id="working days without schedule",
    ),
]


@pytest.mark.parametrize(("period", "en", "zh"), SENTENCES)
def test_a_deadline_explains_itself(period: tuple[str, int, Unit], en: str, zh: str) -> None:
    start, amount, unit = period
    reckoning = reckon(at(start), amount, unit, LAW)
    assert (say(reckoning, "en"), say(reckoning, "zh")) == (en, zh)


def test_a_period_cut_off_by_the_end_of_time_does_not_blame_its_month() -> None:
    reckoning = reckon(at("2026-01-15"), 10**9, "months", PLAIN)
    assert say(reckoning, "en") == "1000000000 months after 2026-01-15 is 9999-12-31"


def test_hours_explain_themselves_by_the_clock() -> None:
    reckoning = reckon(datetime(2021, 6, 20, 18, tzinfo=SHANGHAI), 24, "hours", LAW)
    assert say(reckoning, "en") == "24 hours after 2021-06-20 18:00 is 2021-06-21 18:00"
    assert say(reckoning, "zh") == "自 2021-06-20 18:00 起满 24 小时为 2021-06-21 18:00"
    exact = reckon(datetime(2021, 6, 20, 18, 0, 5, tzinfo=SHANGHAI), 1, "hours", LAW)
    assert say(exact, "en") == "1 hour after 2021-06-20 18:00:05 is 2021-06-20 19:00:05"


def test_mended_days_explain_themselves_without_a_holiday() -> None:
    mended = Schedule("cn-civil-code", COVERED, rest=frozenset({at("2026-03-20")}))
    assert say(reckon(at("2026-03-05"), 15, "days", mended), "en") == (
        "15 days after 2026-03-05 is 2026-03-20, on a rest day, then on a weekend, so 2026-03-23"
    )
    by_working_days = reckon(at("2026-03-19"), 1, "working days", mended)
    assert say(by_working_days, "zh") == "自 2026-03-19 起满 1 个工作日为 2026-03-23，扣除 1 天放假"
    assert say(by_working_days, "en") == (
        "1 working day after 2026-03-19 is 2026-03-23, leaving out 1 day of holiday rest"
    )


def test_a_move_out_of_the_known_days_explains_how_far_it_got() -> None:
    until_the_eve = Schedule("cn-civil-code", (COVERED[0], at("2026-02-16")))
    reckoning = reckon(at("2026-02-12"), 3, "days", until_the_eve)
    festival = Words("春节", "Spring Festival")
    assert reckoning.shifted == ((at("2026-02-15"), festival), (at("2026-02-16"), festival))
    assert say(reckoning, "en") == (
        "3 days after 2026-02-12 is 2026-02-15, in the Spring Festival rest, "
        "but no official holiday schedule is known for 2026: 2026-02-17 or later"
    )


@given(any_day, st.integers(0, 300), lawful_units, st.sampled_from(("zh", "en")), st.sampled_from((LAW, PLAIN)))
def test_every_sentence_names_its_dates(start: date, amount: int, unit: Unit, lang: Language, law: Schedule) -> None:
    reckoning = reckon(start, amount, unit, law)
    said = say(reckoning, lang)
    wanted = [start, bound(reckoning.plain_end), bound(reckoning.end)]
    assert [day for day in wanted if day.isoformat() not in said] == []
    assert str(amount) in said
    assert "{" not in said
