"""Which day is a working day: official, mended, or not known; and counting along such days."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import chinese_calendar  # type: ignore[import-untyped]  # it ships no types
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.core import CalendarSpec, Words
from interpreter.schedule import Schedule, Uncounted, Undetermined, schedule_of

ROOT = Path(__file__).parents[2]
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)

# The notice for 2006 (of 2005-12-16) took this Saturday for the New Year's rest; the library has missed it.
MISSED = date(2005, 12, 31)
OFFICIAL = Schedule("cn-civil-code", (FIRST, LAST), work=frozenset({MISSED}))
# Known in three pieces: an island of corrections, three years of the library, an island that straddles a new year.
ISLANDS = Schedule(
    "cn-civil-code",
    (date(2015, 3, 10), date(2018, 3, 10)),
    rest=frozenset({date(2015, 1, 2), date(2018, 12, 31), date(2019, 1, 1)}),
    work=frozenset({date(2015, 1, 1), date(2015, 1, 3), date(2019, 1, 2)}),
)
LESS = [
    Schedule("cn-civil-code", covered)
    for covered in [(FIRST, date(2016, 2, 8)), (date(2016, 2, 8), LAST), (date(2016, 2, 6), date(2016, 2, 14))]
]
near_islands = st.dates(date(2014, 12, 1), date(2019, 2, 1))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def walk(schedule: Schedule, start: date, count: int, step: timedelta) -> date | None:
    """The `count`-th working day from `start`, one day at a time; None where an unknown day comes first."""
    day = start
    while count:
        day += step
        working = schedule.is_working_day(day)
        if working is None:
            return None
        count -= working
    return day


# ── the official schedule ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_covered_day_is_what_the_library_itself_answers() -> None:
    schedule = Schedule("cn-civil-code", (FIRST, LAST))
    assert [day for day in days(FIRST, LAST) if schedule.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_a_second_library_disagrees_on_one_day_only() -> None:
    """On 2005-12-31 it is right: see `MISSED`, which a rulebook mends by `work`."""
    other = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1))
    library_alone = Schedule("cn-civil-code", (FIRST, LAST))
    differing = [day for day in days(FIRST, LAST) if library_alone.is_working_day(day) != other.is_working_day(day)]
    assert differing == [MISSED]
    assert OFFICIAL.is_working_day(MISSED)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1), date(2027, 2, 6), date.min, date.max])
def test_a_day_outside_what_is_covered_is_not_known(day: date) -> None:
    assert OFFICIAL.is_working_day(day) is None
    assert OFFICIAL.rest_name(day) is None
    assert OFFICIAL.make_up_name(day) is None


def test_covering_more_than_the_library_knows_does_not_make_it_known() -> None:
    boastful = Schedule("cn-civil-code", (date.min, date.max))
    assert boastful.is_working_day(date(2026, 12, 31)) is True
    assert boastful.is_working_day(date(1999, 6, 1)) is None
    assert boastful.is_working_day(date(9999, 12, 31)) is None


def test_the_library_knowing_more_than_is_covered_does_not_make_it_known() -> None:
    assert ISLANDS.is_working_day(date(2018, 3, 9)) is True
    assert ISLANDS.is_working_day(date(2018, 3, 11)) is None


@given(st.dates(date(2003, 1, 1), date(2028, 12, 31)), st.dates(date(2003, 1, 1), date(2028, 12, 31)))
def test_nothing_is_known_outside_whatever_years_are_covered_in_part(first: date, last: date) -> None:
    first, last = sorted((first, last))
    known = Schedule("plain", (first, last)).known_days
    assert all(first.toordinal() <= day <= last.toordinal() for day in known)
    whole = Schedule("plain", (date(2003, 1, 1), date(2028, 12, 31)))
    assert set(known) == {day for day in whole.known_days if first.toordinal() <= day <= last.toordinal()}


def test_corrections_hold_within_and_beyond_what_is_covered() -> None:
    tuesday, saturday, later = date(2026, 3, 3), date(2026, 3, 7), date(2027, 1, 4)
    mended = Schedule("plain", (FIRST, LAST), rest=frozenset({tuesday}), work=frozenset({saturday, later}))
    assert [mended.is_working_day(day) for day in (tuesday, saturday, later)] == [False, True, True]
    assert mended.rest_name(tuesday) == Words("休息日", "rest day")
    assert mended.make_up_name(saturday) == Words("调休上班日", "make-up workday")
    assert mended.make_up_name(later) is None  # a Monday like any other


def test_the_same_calendar_gives_the_same_schedule() -> None:
    def spec(law: Literal["cn-civil-code", "plain"]) -> CalendarSpec:
        return CalendarSpec(law, (FIRST, LAST), work=frozenset({MISSED}))

    assert schedule_of(spec("cn-civil-code")) is schedule_of(spec("cn-civil-code"))
    assert schedule_of(spec("cn-civil-code")) == OFFICIAL
    assert schedule_of(spec("plain")).law == "plain"


def test_the_library_is_not_imported_before_a_holiday_matters() -> None:
    probe = (
        "import sys; from datetime import date; from interpreter.periods import Schedule, end_of_period;"
        "end_of_period(date(2026, 1, 17), 30, 'days', Schedule('plain', (date(2004, 1, 1), date(2026, 12, 31))));"
        "sys.exit('chinese_calendar' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", probe], cwd=ROOT).returncode == 0


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 2, 16), "春节", "Spring Festival"),
        (date(2026, 2, 21), "春节", "Spring Festival"),  # a Saturday within the holiday
        (date(2026, 3, 21), "周末", "weekend"),
        (date(2015, 9, 4), "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日", "Anti-Fascist 70th Day"),
    ],
)
def test_a_rest_day_says_why(day: date, zh: str, en: str) -> None:
    assert OFFICIAL.rest_name(day) == Words(zh, en)
    assert OFFICIAL.make_up_name(day) is None


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 2, 14), "春节调休上班日", "make-up workday for Spring Festival"),
        (date(2026, 9, 20), "国庆节调休上班日", "make-up workday for National Day"),
        (MISSED, "调休上班日", "make-up workday"),
    ],
)
def test_a_make_up_workday_says_for_which_holiday(day: date, zh: str, en: str) -> None:
    assert OFFICIAL.make_up_name(day) == Words(zh, en)
    assert OFFICIAL.rest_name(day) is None


def test_each_day_is_an_ordinary_working_day_a_rest_day_or_a_make_up_workday() -> None:
    for day in days(FIRST, LAST):
        assert (OFFICIAL.rest_name(day) is not None) is (OFFICIAL.is_working_day(day) is False)
        assert (OFFICIAL.make_up_name(day) is None) or OFFICIAL.is_working_day(day)
    first, last = date(2026, 2, 13), date(2026, 2, 28)
    assert [day.day for day, _ in OFFICIAL.rest_days(first, last)] == list(range(15, 24))
    assert [day.day for day, _ in OFFICIAL.make_up_days(first, last)] == [14, 28]


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(near_islands, st.integers(1, 40))
def test_counting_forward_is_walking_forward(start: date, count: int) -> None:
    found = ISLANDS.after(start, count)
    assert (None if isinstance(found, Undetermined) else found) == walk(ISLANDS, start, count, DAY)
    assert ISLANDS.on_or_after(start) == ISLANDS.after(start - DAY, 1)


@given(near_islands, st.integers(1, 40))
def test_counting_back_is_walking_back(start: date, count: int) -> None:
    found = ISLANDS.before(start, count)
    assert (None if isinstance(found, Undetermined) else found) == walk(ISLANDS, start, count, -DAY)


@given(near_islands, near_islands)
def test_a_number_of_working_days_is_what_counting_each_gives(a: date, b: date) -> None:
    first, last = sorted((a, b))
    answers = [ISLANDS.is_working_day(day) for day in days(first + DAY, last)]
    found = ISLANDS.count(first, last)
    if None not in answers:
        assert found == answers.count(True)
    else:
        assert isinstance(found, Uncounted)
        assert (found.at_least, found.at_most) == (answers.count(True), answers.count(True) + answers.count(None))
        assert found.year == (first + DAY * (1 + answers.index(None))).year


@given(near_islands, st.integers(1, 60))
def test_what_more_schedules_make_known_was_never_excluded_before(start: date, count: int) -> None:
    """`OFFICIAL` says more than a schedule that ends earlier: it settles that one's bounds and changes no answer."""
    for less in LESS:
        known, full = less.after(start, count), OFFICIAL.after(start, count)
        assert isinstance(full, date)
        assert known.at_least <= full if isinstance(known, Undetermined) else known == full
        until = start + DAY * count
        some, every = less.count(start, until), OFFICIAL.count(start, until)
        assert isinstance(every, int)
        assert some.at_least <= every <= some.at_most if isinstance(some, Uncounted) else some == every


def test_where_a_count_leaves_the_known_years_it_says_how_early_it_could_end() -> None:
    assert OFFICIAL.after(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert OFFICIAL.after(date(2026, 12, 30), 2) == Undetermined(2027, date(2027, 1, 1))
    assert OFFICIAL.after(date(2026, 12, 30), 9) == Undetermined(2027, date(2027, 1, 8))
    assert OFFICIAL.after(date(2030, 6, 1), 3) == Undetermined(2030, date(2030, 6, 4))
    assert OFFICIAL.before(date(2004, 1, 5), 2) == Undetermined(2003, date.min)


@pytest.mark.parametrize("count", [10_000_000, 10**30])
def test_a_huge_count_stops_where_the_known_days_do(count: int) -> None:
    assert OFFICIAL.after(date(2026, 12, 1), count) == Undetermined(2027, date.max)
    assert OFFICIAL.before(date(2026, 12, 1), count) == Undetermined(2003, date.min)


def test_nothing_overflows_at_the_ends_of_time() -> None:
    edges = Schedule("cn-civil-code", (FIRST, LAST), rest=frozenset({date.min, date.max}))
    assert edges.on_or_after(date.max) == Undetermined(9999, date.max)
    assert edges.after(date.max, 1) == Undetermined(9999, date.max)
    assert edges.before(date.min, 1) == Undetermined(1, date.min)
    assert edges.on_or_after(date.min) == Undetermined(1, date(1, 1, 2))
    working = sum(edges.is_working_day(day) is True for day in days(FIRST, LAST))
    unknown = (date.max - date.min).days - (LAST - FIRST + DAY).days - 1  # `date.max` is known
    assert edges.count(date.min, date.max) == Uncounted(1, working, working + unknown)
