"""A time zone over a span → SQL that turns its wall clock into UTC, and the hours in which its clock was turned.

Moments are microseconds since 1970, in UTC or by the wall clock. In an hour that the clock shows twice or never, the
reference orders moments by the wall clock, so such an hour is `doubtful`: what lies in it is not held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from dsl.literal import zone

SECOND = 1_000_000
_AROUND = 2 * 86400
_DECADE = 3653 * 86400
_FIRST, _LAST = -62_135_337_600, 253_401_955_200
"""Within the years that Python has, whatever the zone: 1 January 4th to 9999 December 28th."""
_LAWS = -3_800_000_000, 4_200_000_000
"""From 1849 to 2103 laws have set clocks, at times for some days only; outside they run on by a rule of seasons."""
_STEP = 86400
_STRIDE = 20 * 86400


@dataclass(frozen=True, slots=True)
class Change:
    """At the second `at` (UTC) the clock's distance from UTC changed, in seconds."""

    at: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Offsets:
    """How far a zone's clock is from UTC, in seconds: first `first`, then as the changes say."""

    first: int
    changes: tuple[Change, ...]

    def in_utc(self, wall: str) -> str:
        """SQL: a moment by the wall clock, in UTC. An hour shown twice is the first one."""
        if not self.changes:
            return f"({wall} - {self.first * SECOND})"
        steps = " ".join(
            f"WHEN {wall} < {(each.at + max(each.before, each.after)) * SECOND} THEN {each.before * SECOND}"
            for each in self.changes
        )
        return f"({wall} - CASE {steps} ELSE {self.changes[-1].after * SECOND} END)"

    def doubtful_wall(self, wall: str) -> str:
        """SQL: whether a moment by the wall clock lies in an hour that the clock shows twice or never."""
        spans = [
            (each.at + min(each.before, each.after), each.at + max(each.before, each.after)) for each in self.changes
        ]
        return _within(wall, spans)

    def doubtful(self, moment: str) -> str:
        """SQL: whether at a moment in UTC the clock shows what it shows twice."""
        spans = [
            (each.at - each.before + each.after, each.at + each.before - each.after)
            for each in self.changes
            if each.after < each.before
        ]
        return _within(moment, spans)


def _within(moment: str, spans: list[tuple[int, int]]) -> str:
    tests = [f"({moment} >= {low * SECOND} AND {moment} < {high * SECOND})" for low, high in spans]
    return " OR ".join(tests) or "false"


def offsets(name: str, low: int, high: int) -> Offsets:
    """The zone's clock over a span of moments, UTC or wall, and some days around it."""
    start, end = (low // SECOND - _AROUND) // _DECADE, (high // SECOND + _AROUND) // _DECADE + 1
    return _over(name, max(_FIRST, start * _DECADE), min(_LAST, end * _DECADE))


@cache
def _over(name: str, start: int, end: int) -> Offsets:
    changes: list[Change] = []
    at, distance = start, _distance(name, start)
    first = distance
    while at < end:
        to = min(end, at + (_STEP if _LAWS[0] <= at < _LAWS[1] else _STRIDE))
        following = _distance(name, to)
        if following != distance:
            changes.append(Change(_exactly(name, at, to), distance, following))
            distance = following
        at = to
    return Offsets(first, tuple(changes))


def _distance(name: str, second: int) -> int:
    shift = datetime.fromtimestamp(second, zone(name)).utcoffset()
    assert shift is not None, "the zone knows"
    return int(shift.total_seconds())


def _exactly(name: str, low: int, high: int) -> int:
    """The second between two at which the clock's distance has changed."""
    old = _distance(name, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _distance(name, middle) == old else (low, middle)
    return high


def is_doubtful(moment: datetime) -> bool:
    """Whether the clock shows a moment twice or never."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
