"""Until when an answer stays what it is: the first later day on which something that was looked at may be otherwise.

It says nothing about the answer; `lasting.py` and the earliest day of a verdict step through the days noted here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from interpreter.outcomes import Day
from interpreter.values import Result, Unknown, day_of

Answer = TypeVar("Answer")


class Watching:
    """Notes days, while something is asked of one day."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.next_change: date | None = None

    def change_of(self, ask: Callable[[], Answer]) -> tuple[Answer, date | None]:
        """What is answered, and the first later day on which that answer may be another one; None where none is."""
        before, self.next_change = self.next_change, None
        answer = ask()
        change = self.next_change
        self.watch(before)
        return answer, change

    def watch(self, day: date | None) -> None:
        """Notes a later day on which some answer may change: what `earliest` and `until` step through."""
        if day and day > self.day.today and (self.next_change is None or day < self.next_change):
            self.next_change = day

    def _watch_end(self, last: date | None) -> None:
        """Notes the day after the last one on which something holds."""
        if last is not None and self.day.today <= last < date.max:
            self.watch(last + timedelta(days=1))

    def _watch_around(self, value: Result) -> None:
        """Notes the days on which a day, or the day of a moment, begins and is over."""
        bounds = (value.low, value.high) if isinstance(value, Unknown) else (value,)
        for bound in bounds:
            if isinstance(bound, date):
                day = day_of(bound)
                self.watch(day)
                self._watch_end(day)
