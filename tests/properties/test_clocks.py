"""Promise 3: a period of days, months or years never ends on a rest day, and never before its plain length is over."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from functools import cache

from hypothesis import strategies as st

from dsl import core
from interpreter.periods import end_of_period, schedule_of
from interpreter.sampling import Sampler
from tests.books import telecom, telecom_evaluator
from tests.properties.oracle import DAY, FIRST, LAST, Case, day_of, days, is_working_day, rolled
from tests.properties.promise import promise, reached

BOOK = telecom().book
SCHEDULE = schedule_of(BOOK.calendar)
MADE_UP = [day for day in days(FIRST, LAST) if day.weekday() >= 5 and is_working_day(day)]
"""Weekend days on which people work."""


def corresponding(start: date, months: int) -> date:
    """The same day so many months later; where that month has none, its last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def plain_end(start: date, amount: int, unit: str) -> date:
    """Its end, if no day were a day of rest."""
    if unit == "days":
        return start + amount * DAY
    return corresponding(start, amount * (12 if unit == "years" else 1))


anywhere = st.tuples(st.dates(FIRST, LAST), st.integers(1, 60), st.sampled_from(["days", "days", "months", "years"]))
to_a_made_up_day = st.builds(
    lambda end, amount: (max(end - amount * DAY, FIRST), amount, "days"), st.sampled_from(MADE_UP), st.integers(1, 60)
)


@promise(3, anywhere | anywhere | to_a_made_up_day, put_off=0.05, made_up=0.05, not_known=0.03)
def test_3_no_period_ends_on_a_rest_day_or_before_its_plain_length(period: tuple[date, int, str]) -> None:
    start, amount, unit = period
    plain = plain_end(start, amount, unit)
    end = end_of_period(start, amount, unit, SCHEDULE)  # type: ignore[arg-type]  # one of the units
    if not isinstance(end, date):  # no schedule is known for the day that it would end on: it is not guessed
        reached("not_known")
        assert rolled(plain) is None
        assert end.at_least >= plain
        return
    reached("put_off", end > plain)
    reached("made_up", end.weekday() >= 5)
    assert end >= plain
    assert is_working_day(end) is True
    assert end == rolled(plain)


# ── as duties tell it ────────────────────────────────────────────────────────────────────────────────────────────────

CLOCKS = {
    path: rule.norm
    for path, rule in BOOK.rules.items()
    if isinstance(rule.norm, core.Deadline) and rule.norm.due.unit in ("days", "months", "years")
}
known_years = st.dates(date(2016, 9, 1), LAST)


@cache
def running(path: str) -> st.SearchStrategy[tuple[str, Case]]:
    """Subjects of a duty with a deadline, on days for which a schedule is known."""
    return st.tuples(st.just(path), Sampler(BOOK, [path]).cases(BOOK.rules[path].subject, 0.02, days=known_years))


clocked = st.sampled_from(sorted(CLOCKS)).flatmap(running)


@promise(3, clocked, due=0.02)
def test_3_no_duty_is_due_on_a_rest_day_or_before_its_plain_length(case: tuple[str, Case]) -> None:
    path, (facts, day) = case
    asked, row = telecom_evaluator(facts, day)
    due = asked.judge(BOOK.rules[path], row).due
    if reached("due", due is not None and not isinstance(due, datetime)):
        start = day_of(asked.value(CLOCKS[path].due.start, {row.entity: row}))
        length = asked.on(law=start).value(CLOCKS[path].due.duration, {row.entity: row})
        assert start is not None
        assert isinstance(length, int)
        assert due == rolled(plain_end(start, length, CLOCKS[path].due.unit))
