"""A day and what it is compared with → the days on which time alone may change an answer.

A turn is told by steps from a day on: ends of periods, shifts. It is reckoned by the very arithmetic of
`interpreter.periods`; where an end is not known for want of a schedule, the day before which it is not stands for it,
as in comparisons. Which days are turns does not depend on the day of the question: what lasts until a day lasts until
that day still when it is asked again later.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from dsl.kinds import Unit
from dsl.record import dataclass
from interpreter import periods
from interpreter.schedule import Schedule, day_at

LAST = date.max.toordinal()
_LENGTHS: dict[Unit, float] = {"hours": 1 / 24, "days": 1, "working days": 2, "months": 31, "years": 366}
_HOURS = (-1, 0, 1, 2)
"""A moment is known by its day here: so many days more or less may lie between it and another, clocks changed too."""


@dataclass(frozen=True, slots=True)
class Step:
    """From a day to the end of a period, or to a day that is so far away."""

    kind: Literal["end", "shift"]
    amount: int
    unit: Unit
    sign: Literal[1, -1] = 1


Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """The day to which steps lead, or the next one (`after`); with `seen`, the day on which today, so moved, is it.

    With `always` every day is a turn, where there is a start at all.
    """

    steps: Steps = ()
    after: tuple[int, ...] = (0,)
    seen: Steps = ()
    always: bool = False

    def days(self, start: int, schedule: Schedule) -> set[int]:
        """The days for a start, other than all days; they are ordinals."""
        if self.always:
            return set()
        ends = walked(start, self.steps, schedule)
        if not self.seen:
            return {end + more for end in ends for more in self.after}
        return {day for end in ends for day in _crossing(end, self.seen, schedule)}


def walked(start: int, steps: Steps, schedule: Schedule) -> set[int]:
    """Where steps lead from a day."""
    ends = {start}
    for step in steps:
        ends = {end for each in ends for end in _walked(each, step, schedule)}
    return ends


def _walked(start: int, step: Step, schedule: Schedule) -> Iterator[int]:
    if step.unit == "hours":
        days = step.sign * step.amount // 24
        yield from (max(1, min(start + days + more, LAST)) for more in _HOURS)
        return
    day = date.fromordinal(start)
    end = (
        periods.end_of_period(day, step.amount, step.unit, schedule)
        if step.kind == "end"
        else periods.shift(day, step.amount, step.unit, step.sign, schedule)
    )
    yield (end.at_least if isinstance(end, periods.Undetermined) else end).toordinal()


def _crossing(end: int, seen: Steps, schedule: Schedule) -> Iterator[int]:
    """The first days on which today, moved by steps that keep the order of days, is a day, and is after it."""
    reach = int(sum(step.amount * _LENGTHS[step.unit] for step in seen)) + 40 * len(seen)
    days = range(max(1, end - reach), min(LAST, end + reach) + 1)
    for goal in (end, end + 1):
        place = bisect_left(days, goal, key=lambda day: min(walked(day, seen, schedule)))
        if place < len(days):
            yield days[place]


def since(turns: Iterable[Turn], on: int, schedule: Schedule) -> int:
    """A start from which on turns after `on` are possible: none comes of an earlier one, for steps keep the order."""
    turns = tuple(turns)
    if any(turn.always for turn in turns):
        return 1
    start = on - 400
    while start > 1 and any(day > on for turn in turns for day in turn.days(start, schedule)):
        start = max(1, start - 1000)
    return start


def following(turns: Iterable[Turn], start: int, on: int, schedule: Schedule) -> int | None:
    """The first turn after the day `on`."""
    turns = tuple(turns)
    if any(turn.always for turn in turns):
        return on + 1 if on < LAST else None
    days = (day for turn in turns for day in turn.days(start, schedule))
    return min((day for day in days if on < day <= LAST), default=None)


def until(turn: int | None) -> date | None:
    """The last day before a turn; None where there is none."""
    return None if turn is None else day_at(turn - 1)
