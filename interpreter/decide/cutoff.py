"""A period and a fixed day in, the starts from which it has ended by that day out: one comparison instead of a count.

The end of a period never moves back when its start moves on. So there is one last start whose period is over, at
least among days that all have an official schedule; what lies outside of these is asked of the calendar, day by day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dsl.kinds import Unit
from interpreter.decide.runtime import Calendar, compare_held

_DAY = timedelta(days=1)
_LONGEST: dict[Unit, float] = {"days": 1, "working days": 1.6, "months": 31, "years": 366}
_REST = 60
"""Days by which a period ends later than its length says: no run of rest days is as long."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Starts from `first` to the day before `until` are over; from `open_from` on they are not; ask of the others."""

    first: date
    until: date
    open_from: date


class Passed(dict[date, "bool | None"]):
    """Start → whether today is after (or at) the end of its period: exact for any start, each asked once."""

    def __init__(self, calendar: Calendar, duration: int, unit: Unit, op: Literal[">", ">="], today: date) -> None:
        self.calendar = calendar
        self.duration = duration
        self.unit = unit
        self.op = op
        self.today = today

    def __missing__(self, start: date) -> bool | None:
        """Asks the calendar."""
        passed = compare_held(self.op, self.today, self.calendar.end(start, self.duration, self.unit))
        if len(self) < 50_000:
            self[start] = passed
        return passed

    def cutoff(self) -> Cutoff:
        """Where the answer turns."""
        last = _clamped(self.today.toordinal() + 1)
        until = self._last_over(last)
        opened = _first(lambda day: self[day] is False, until, last)
        if until == date.min:
            return Cutoff(until, until, opened)
        return Cutoff(self._first_over(until), until, opened)

    def _last_over(self, last: date) -> date:
        """The day after the last start that is over, found from one that is certain; the first day where none is."""
        long_ago = _clamped(self.today.toordinal() - int(self.duration * _LONGEST[self.unit]) - _REST)
        if self[long_ago] is not True:
            return date.min
        return _first(lambda day: self[day] is not True, long_ago, last)

    def _first_over(self, until: date) -> date:
        """The first day from which all starts before `until` are over: as far back as schedules are known."""
        schedule = self.calendar.schedule
        if self.unit != "working days" and schedule.law == "plain":
            return date.min
        end = self.calendar.end(until - _DAY, self.duration, self.unit)
        return min(schedule.known_since(end), until)


def _first(holds: Callable[[date], bool], low: date, high: date) -> date:
    """The first day from `low` to `high` that holds, where all after it do; `high` where none does."""
    first, last = low.toordinal(), high.toordinal()
    while first < last:
        middle = (first + last) // 2
        if holds(date.fromordinal(middle)):
            last = middle
        else:
            first = middle + 1
    return date.fromordinal(last)


def _clamped(ordinal: int) -> date:
    return date.fromordinal(max(1, min(ordinal, date.max.toordinal())))
