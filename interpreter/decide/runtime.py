"""What compiled functions call: comparison, periods and folds over values where None is unknown.

A known value is as everywhere (`NEVER` included); an unknown one is None, or `Bounds` where something is known of it.
What would settle it is not carried along: whoever asks for that is told by the reference evaluator.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from dsl import core
from dsl.kinds import NEVER, Never, Unit, Value
from interpreter import periods
from interpreter.values import Unknown, calculate, compare, day_of


class Bounds:
    """An unknown value that lies between two bounds; None is no bound. Not to be changed."""

    __slots__ = ("high", "low")

    def __init__(self, low: Value | None, high: Value | None) -> None:
        self.low = low
        self.high = high


Held = Any
"""A value as compiled functions hold it: a known one, None or `Bounds`."""


def held(result: object) -> Held:
    """A result of the reference evaluator, as compiled functions hold it."""
    if not isinstance(result, Unknown):
        return result
    return None if result.low is None and result.high is None else Bounds(result.low, result.high)


def compare_held(op: core.Comparator, left: Held, right: Held) -> bool | None:
    """The comparison of any two values of one kind, decided by bounds where one is not known."""
    if op in (">", ">="):
        return compare_held("<" if op == ">" else "<=", right, left)
    low, high = _bounds(left)
    least, most = _bounds(right)
    if op in ("=", "!="):
        if is_known(left) and is_known(right):
            return compare(op, left, right)  # type: ignore[return-value]  # known, so it is no `Unknown`
        apart = _is(high, "<", least) or _is(most, "<", low)
        return (op == "!=") if apart else None
    if _is(high, op, least):
        return True
    return False if _is(most, "<=" if op == "<" else "<", low) else None


def _bounds(value: Held) -> tuple[Held, Held]:
    return (value.low, value.high) if value.__class__ is Bounds else (value, value)


def _is(left: Held, op: core.Comparator, right: Held) -> bool:
    return left is not None and right is not None and compare(op, left, right) is True


def is_known(value: Held) -> bool:
    """Whether it is known."""
    return value is not None and not isinstance(value, Bounds)


def calculated(op: str, left: Held, right: Held) -> Held:
    """Exact arithmetic; unknown if one of the two is."""
    return calculate(op, left, right) if is_known(left) and is_known(right) else None


def selected(condition: bool | None, then: Held, otherwise: Held) -> Held:
    """`then` if the condition holds; where that is unknown, a value only if both ways give the same."""
    if condition is not None:
        return then if condition else otherwise
    return then if is_known(then) and is_known(otherwise) and then == otherwise else None


def day_held(value: Held) -> Held:
    """The day of a moment."""
    if isinstance(value, Bounds):
        low, high = (day_of(bound) if isinstance(bound, date) else None for bound in (value.low, value.high))
        return low if low is not None and low == high else Bounds(low, high)
    return value.date() if isinstance(value, datetime) else value


def picked(end: str, values: Iterable[Held]) -> Held:
    """The earliest or latest of those that happened; unknown if one is unknown."""
    found = list(values)
    if not all(map(is_known, found)):
        return None
    happened = [each for each in found if each is not NEVER]
    if not happened:
        return NEVER
    return min(happened) if end == "earliest" else max(happened)


class Calendar:
    """Periods by one schedule."""

    def __init__(self, schedule: periods.Schedule) -> None:
        self.schedule = schedule

    def end(self, start: Held, duration: Held, unit: Unit) -> Held:
        """The end of a period."""
        if not is_known(start) or not is_known(duration):
            return None
        if start is NEVER:
            return NEVER
        return _determined(periods.end_of_period(start, duration, unit, self.schedule))

    def shifted(self, start: Held, duration: Held, unit: Unit, sign: Literal[1, -1]) -> Held:
        """A date or moment moved by a duration."""
        if not is_known(start) or not is_known(duration):
            return None
        if start is NEVER:
            return NEVER
        return _determined(periods.shift(start, duration, unit, sign, self.schedule))

    def elapsed(self, start: Held, end: Held, unit: str) -> Held:
        """Full days, working days or years between two dates."""
        if not is_known(start) or not is_known(end) or isinstance(start, Never) or isinstance(end, Never):
            return None
        if unit == "days":
            return periods.elapsed_days(start, end)
        if unit == "years":
            return periods.elapsed_years(start, end)
        found = periods.elapsed_working_days(start, end, self.schedule)
        return found if isinstance(found, int) else Bounds(found.at_least, found.at_most)


def _determined(end: date | datetime | periods.Undetermined) -> Held:
    return Bounds(end.at_least, None) if isinstance(end, periods.Undetermined) else end


_MOST_KEPT = 50_000


class Ends(dict[date, Held]):
    """Start → end of the periods of one length, each counted once. Starts are days; no more than so many are kept."""

    def __init__(self, calendar: Calendar, duration: int, unit: Unit, sign: Literal[1, -1] | None = None) -> None:
        self.calendar = calendar
        self.duration = duration
        self.unit = unit
        self.sign = sign

    def __missing__(self, start: date) -> Held:
        """Counts it."""
        if self.sign is None:
            end = self.calendar.end(start, self.duration, self.unit)
        else:
            end = self.calendar.shifted(start, self.duration, self.unit, self.sign)
        if len(self) < _MOST_KEPT:
            self[start] = end
        return end


def figure_on(parameter: core.Parameter, day: Held) -> Value | None:
    """A parameter's value on a day; None where it has none, or the day is not known."""
    if not isinstance(day, date):
        return None
    for dated in parameter.values:
        if dated.since and dated.since > day:
            break
        if dated.until is None or day <= dated.until:
            return dated.value
    return None
