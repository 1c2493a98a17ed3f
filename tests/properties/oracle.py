"""The law as these tests know it: periods by the official holidays alone, figures by heart, facts as they are written.

Nothing here asks the engine; where it and these few lines disagree, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar  # type: ignore[import-untyped]  # it ships no types

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
"""The days for which an official schedule of holidays is known."""
REMINDER, SUSPENSION = 10, 90
"""Days from the reminder to the suspension, and from there to the end of a line without registration (2015-12-30)."""
LADDER_SINCE = date(2015, 12, 30)
CAP, CAP_SINCE = 5, date(2016, 9, 23)
CONSENT_SINCE = date(2012, 12, 28)
REVERIFICATION_SINCE, LIFT_SINCE = date(2021, 6, 2), date(2022, 12, 1)
RESTORED_WITHIN = timedelta(hours=48)

Facts = dict[str, Any]
Case = tuple[Facts, date]


# ── periods ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def is_working_day(day: date) -> bool | None:
    """By the official schedule; None where none is known."""
    return chinese_calendar.is_workday(day) if FIRST <= day <= LAST else None


def rolled(day: date) -> date | None:
    """The day itself, or the first working day after it; None where that is not known."""
    while (working := is_working_day(day)) is False:
        day += DAY
    return day if working else None


def last_day(start: date, days: int) -> date | None:
    """The last day of a period of days: rest days at its end are stepped over."""
    return rolled(start + days * DAY)


def is_over(start: object, days: int, today: date) -> bool:
    """Whether the whole period after a day as written has certainly passed; not if that day is unknown or never."""
    day = day_of(start)
    if day is None or day > today:
        return False
    end = last_day(day, days)
    return end is not None and end < today


# ── facts as they are written ────────────────────────────────────────────────────────────────────────────────────────


def moment_of(told: object) -> datetime | None:
    """A moment as written, in the zone of the law; None if it is unknown or never."""
    if told in (None, "never", "unknown"):
        return None
    read = datetime.fromisoformat(str(told))
    return read.astimezone(SHANGHAI) if read.tzinfo else read.replace(tzinfo=SHANGHAI)


def day_of(told: object) -> date | None:
    """A day (or the day of a moment) as written; None if it is unknown or never."""
    if told in (None, "never", "unknown"):
        return None
    return date.fromisoformat(str(told)) if len(str(told)) == 10 else moment_of(told).date()  # type: ignore[union-attr]  # it is told


def rows_of(row: Mapping[str, Any], relation: str) -> list[Facts]:
    """The related rows that are known."""
    found = row.get(relation)
    return found if isinstance(found, list) else []


def reminded(line: Mapping[str, Any], today: date) -> bool:
    """Whether ten days since some reminder are over."""
    return any(is_over(each.get("sent_on"), REMINDER, today) for each in rows_of(line, "reminders"))


def full_notice(line: Mapping[str, Any], today: date) -> bool:
    """Ten days since some reminder and ninety since the suspension, each by the whole."""
    return reminded(line, today) and is_over(line.get("suspended_on"), SUSPENSION, today)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    return (first + n * DAY for n in range((last - first).days + 1))
