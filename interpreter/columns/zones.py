"""Moments ↔ days of a time zone, as terms: the offsets of the zone are written out, the last one first.

A moment is microseconds since 1970 in UTC. Where a wall clock reads twice or never, it means what the standard library
means with `fold=0`: the offset that held before the clock was changed.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dsl.literal import zone
from interpreter.columns.terms import (
    NEVER_MOMENT,
    Literal,
    Term,
    at_most,
    call,
    case,
    equal,
    minus,
    never,
    plus,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_DAY = 86_400_000_000
"""Microseconds."""
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MARGIN = 3
"""Days: two clocks of one zone never differ by more than one, nor does one of them from UTC."""
_FIRST_YEAR, _LAST_YEAR = 1880, 2100


@dataclass(frozen=True, slots=True)
class Offset:
    """From the moment `since` (None: always before) a zone's clock is `ahead` of UTC; both in microseconds."""

    since: int | None
    ahead: int


@cache
def offsets(name: str) -> tuple[Offset, ...]:
    """The offsets of a zone from 1880 to 2100, in order; afterwards the last one is taken to hold."""
    here = zone(name)
    found = [Offset(None, _ahead(datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), here))]
    moment, end = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(_LAST_YEAR, 1, 1, tzinfo=UTC)
    while moment < end:
        following = moment + timedelta(days=7)  # no clock was ever changed and changed back within a week
        if _ahead(following, here) != found[-1].ahead:
            changed = _changed(moment, following, here)
            found.append(Offset(micros(changed), _ahead(changed, here)))
        moment = following
    return tuple(found)


def offsets_since(name: str, day: int) -> tuple[Offset, ...]:
    """Those that hold from a day on. By them any earlier moment lies on an earlier day, too, if not on its own."""
    moment = (day - _MARGIN - _EPOCH_DAY) * A_DAY
    known = offsets(name)
    over = sum(each.since is not None and each.since <= moment for each in known)
    return known[over:]


def is_settled(name: str) -> bool:
    """Whether the zone's clock is not changed any more, so that the offsets known are all there are."""
    last = offsets(name)[-1].since
    return last is None or last < micros(datetime(_LAST_YEAR - 50, 1, 1, tzinfo=UTC))


def _ahead(moment: datetime, here: ZoneInfo) -> int:
    offset = moment.astimezone(here).utcoffset()
    assert offset is not None  # a moment with a zone has one
    return offset // timedelta(microseconds=1)


def _changed(before: datetime, after: datetime, here: ZoneInfo) -> datetime:
    """The moment between the two at which the offset becomes that of the second."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0) if middle.microsecond else middle
        if middle in (before, after):
            break
        before, after = (before, middle) if _ahead(middle, here) == _ahead(after, here) else (middle, after)
    return after


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def start_of_day(ordinal: int, name: str) -> int:
    """The first moment of a day in a zone."""
    return micros(datetime.combine(date.fromordinal(ordinal), time(), zone(name)))


# ── as terms ──


def local(moment: Term, name: str) -> Term:
    """What the wall clock reads, in microseconds since 1970 by that clock."""
    known = offsets(name)
    branches = [
        (at_most(Literal(each.since, "moment"), moment), plus(moment, Literal(each.ahead, "moment")))
        for each in reversed(known)
        if each.since is not None
    ]
    return case(*branches, otherwise=plus(moment, Literal(known[0].ahead, "moment")))


def from_local(clock: Term, name: str) -> Term:
    """The moment at which the wall clock reads so."""
    known = offsets(name)
    branches = []
    for before, after in reversed(list(itertools.pairwise(known))):
        assert after.since is not None  # only the first has no beginning
        first = after.since + max(before.ahead, after.ahead)
        branches.append((at_most(Literal(first, "moment"), clock), minus(clock, Literal(after.ahead, "moment"))))
    return case(*branches, otherwise=minus(clock, Literal(known[0].ahead, "moment")))


def day_of_clock(clock: Term) -> Term:
    """The day of what a wall clock reads."""
    since_first = plus(clock, Literal((_EPOCH_DAY - 1) * A_DAY, "moment"))
    return plus(call("div", "day", since_first, Literal(A_DAY, "moment")), Literal(1, "day"))


def day_of(moment: Term, name: str) -> Term:
    """The day in the zone on which a moment lies; that of `never` is `never`."""
    if isinstance(moment, Literal):
        return _day_of_constant(moment, name)
    return case((equal(moment, never("moment")), never("day")), otherwise=day_of_clock(local(moment, name)))


def _day_of_constant(moment: Literal, name: str) -> Term:
    if moment.value is None:
        return Literal(None, "day")
    if moment.value == NEVER_MOMENT:
        return never("day")
    assert isinstance(moment.value, int)  # moments are numbers
    there = (EPOCH + timedelta(microseconds=moment.value)).astimezone(zone(name))
    return Literal(there.toordinal(), "day")


def midnight(day: Term) -> Term:
    """What the wall clock reads as a day begins."""
    return call("*", "moment", minus(call("wider", "moment", day), Literal(_EPOCH_DAY, "moment")),
                Literal(A_DAY, "moment"))  # fmt: skip
