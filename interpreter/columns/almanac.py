"""A schedule of working days → tables that a plan joins: of days, and of working days by their place.

`days` holds each day from the one before the first known day to the one after the last; what is true of days beyond
them is a rule and needs no table. It has

* `day`, an ordinal; `on`, the day itself or the next working day, NULL where that is not known, and then
* `low`, the day before which it certainly is not, and `gap`, the unknown day for want of which it is not known;
* `seen`, how many working days lie up to and with the day; `passed`, how many of the days up to it are known;
* `next_gap` and `last_gap`, the first unknown day after it and the last one before it;
* `found`, how many working days lie before `next_gap`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from interpreter.schedule import Schedule, Undetermined, day_at

DAYS = "days"
WORKING = "working"
DAY_COLUMNS = ("day", "on", "low", "gap", "seen", "passed", "next_gap", "last_gap", "found")
WORKING_COLUMNS = ("place", "day")


@dataclass(frozen=True)
class Almanac:
    """The tables of one schedule; `first` and `last` are the ordinals of the days in `days`."""

    schedule: Schedule

    @property
    def first(self) -> int:
        """The day before the first known one."""
        return self.schedule.known_days[0] - 1 if self.schedule.known_days else 1

    @property
    def last(self) -> int:
        """The day after the last known one."""
        return self.schedule.known_days[-1] + 1 if self.schedule.known_days else 1

    @property
    def total(self) -> int:
        """How many working days are known."""
        return len(self.schedule.working_days)

    @property
    def is_unbroken(self) -> bool:
        """Whether every day between the first and the last known one is known."""
        return len(self.schedule.known_days) == self.last - self.first - 1

    def days(self) -> Iterator[tuple[int | None, ...]]:
        """The rows of `days`."""
        known, working = self.schedule.known_days, self.schedule.working_days
        for ordinal in range(self.first, self.last + 1):
            later = self.schedule.on_or_after(date.fromordinal(ordinal))
            gap = self.schedule.unknown_after(ordinal)
            on, low, missing = (
                (later.toordinal(), None, None) if isinstance(later, date) else self._missing(later, ordinal)
            )
            yield (
                ordinal, on, low, missing, bisect_right(working, ordinal), bisect_right(known, ordinal), gap,
                self.schedule.unknown_before(ordinal), bisect_left(working, gap),
            )  # fmt: skip

    def _missing(self, later: Undetermined, ordinal: int) -> tuple[None, int, int]:
        return None, later.at_least.toordinal(), self.schedule.unknown_after(ordinal - 1)

    def working(self) -> Iterator[tuple[int, int]]:
        """The rows of `working`: the n-th working day, from 0 on."""
        return enumerate(self.schedule.working_days)


__all__ = ["DAYS", "DAY_COLUMNS", "WORKING", "WORKING_COLUMNS", "Almanac", "day_at"]
