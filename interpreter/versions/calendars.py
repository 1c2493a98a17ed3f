"""Two books whose calendars differ → both by one calendar, where the one only goes on from the other.

What is known without the further days is the same with them; only what was not known can be another answer.
"""

from __future__ import annotations

from dataclasses import replace

from dsl import core
from dsl.order import conditions, reach


def goes_on(a: core.CalendarSpec, b: core.CalendarSpec) -> bool:
    """Whether the second has the days of the first as they are there, and perhaps more."""
    first, last = a.covered
    mended = [{day for day in some if first <= day <= last} for some in (a.rest, b.rest, a.work, b.work)]
    is_longer = b.covered[0] <= first and last <= b.covered[1]
    return a.law == b.law and is_longer and mended[0] == mended[1] and mended[2] == mended[3]


def by_shorter(old: core.Book, new: core.Book) -> tuple[core.Book, core.Book] | None:
    """Both by the calendar that the other one goes on from; None where neither does."""
    if goes_on(old.calendar, new.calendar):
        return old, replace(new, calendar=old.calendar)
    if goes_on(new.calendar, old.calendar):
        return replace(old, calendar=new.calendar), new
    return None


def asks_what_is_known(book: core.Book) -> bool:
    """Whether it is asked of something that was computed whether it is known: with more days it may be."""
    parts = (*book.facts.values(), *(conditions(rule) for rule in book.rules.values()))
    nodes = (node for part in parts for node in reach(part, book.facts))
    return any(isinstance(node, core.IsKnown) and not isinstance(node.term, core.FieldOf) for node in nodes)
