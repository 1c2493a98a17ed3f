"""Plain arithmetic on days and moments: plus and minus, which no law moves, and what lies between two days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dsl.kinds import Unit
from interpreter.periods import (
    Uncounted,
    Undetermined,
    elapsed_days,
    elapsed_working_days,
    elapsed_years,
    next_anniversary,
    shift,
)
from tests.interpreter.laws import DAY, LAW, SHANGHAI, any_day, at, covered_days

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
