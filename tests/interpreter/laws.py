"""Two laws of how periods end, and the days, moments and units with which they are tried."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from dsl.kinds import Unit
from interpreter.periods import End, Schedule, Undetermined

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
