"""A period's end against a known day, told by its start alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dsl.core import Comparator
from dsl.kinds import NEVER, Unit
from interpreter import periods
from interpreter.columns import cutoffs
from interpreter.columns.terms import FIRST_DAY, LAST_DAY, NEVER_DAY, Literal, day
from interpreter.schedule import Schedule
from interpreter.values import Result, Unknown, compare

OFFICIAL = Schedule("cn-civil-code", (date(2004, 1, 1), date(2026, 12, 31)))
PLAIN = Schedule("plain", (date(2004, 1, 1), date(2026, 12, 31)))
SHORT = Schedule("cn-civil-code", (date(2020, 1, 1), date(2020, 3, 31)))
NONE = Schedule("cn-civil-code", (date(1990, 1, 1), date(1990, 2, 1)))
BROKEN = Schedule("cn-civil-code", (date(2020, 1, 1), date(2020, 3, 31)), rest=frozenset({date(2021, 5, 1)}))

amounts = st.one_of(st.integers(0, 90), st.sampled_from((0, 1, 400, 5000)))
units: st.SearchStrategy[Unit] = st.sampled_from(("days", "working days", "months", "years"))
ops: st.SearchStrategy[Comparator] = st.sampled_from(("<", "<=", ">", ">="))
todays = st.dates(date(2002, 1, 1), date(2029, 1, 1))
starts = st.one_of(
    st.integers(FIRST_DAY, LAST_DAY),
    st.dates(date(2002, 1, 1), date(2029, 1, 1)).map(date.toordinal),
    st.sampled_from((FIRST_DAY, LAST_DAY)),
)


def expected(op: Comparator, start: int, amount: int, unit: Unit, today: date, schedule: Schedule) -> bool | None:
    end = periods.end_of_period(date.fromordinal(start), amount, unit, schedule)
    value: Result = Unknown(frozenset(), end.at_least) if isinstance(end, periods.Undetermined) else end
    said = compare(op, value, today)
    return None if isinstance(said, Unknown) else said


@given(ops, amounts, units, todays, st.sampled_from((OFFICIAL, PLAIN, SHORT, NONE)), st.lists(starts, min_size=1))
def test_the_runs_say_what_the_arithmetic_of_periods_says(
    op: Comparator, amount: int, unit: Unit, today: date, schedule: Schedule, asked: list[int]
) -> None:
    runs = cutoffs.runs(op, amount, unit, today, schedule)
    assert runs is not None
    near = [start + step for start, _ in runs for step in (-1, 0, 1) if FIRST_DAY <= start + step <= LAST_DAY]
    for start in (*asked, *near):
        term = cutoffs.term(day(start), runs)
        assert isinstance(term, Literal)
        assert term.value == expected(op, start, amount, unit, today, schedule), start


@given(ops, amounts, units, todays)
def test_what_never_began_never_ends(op: Comparator, amount: int, unit: Unit, today: date) -> None:
    runs = cutoffs.runs(op, amount, unit, today, OFFICIAL)
    assert runs is not None
    term = cutoffs.term(day(NEVER_DAY), runs)
    assert isinstance(term, Literal)
    assert term.value == compare(op, NEVER, today)


def test_equality_and_a_schedule_with_gaps_are_left_to_the_engine() -> None:
    today = date(2020, 2, 1)
    assert cutoffs.runs("=", 5, "days", today, OFFICIAL) is None
    assert cutoffs.runs("<", 5, "days", today, BROKEN) is None


def test_an_unknown_start_has_no_answer() -> None:
    runs = cutoffs.runs("<", 5, "days", date(2020, 2, 1), OFFICIAL)
    assert runs is not None
    assert cutoffs.term(Literal(None, "day"), runs) == Literal(None, "truth")


def test_few_runs_are_all_that_is_compared() -> None:
    """Before the known years, in them up to the cut-off, after it, and `never`."""
    runs = cutoffs.runs("<", 30, "days", date(2026, 7, 12), OFFICIAL)
    assert runs is not None
    assert [answer for _, answer in runs] == [None, True, False, False]
    end = periods.end_of_period(date.fromordinal(runs[2][0]) - timedelta(1), 30, "days", OFFICIAL)
    assert isinstance(end, date)
    assert end < date(2026, 7, 12)
