"""`END OF A PERIOD compared with a known day`, for a period of constant length: at which starts the answer changes.

The end of a period is never earlier for a later start, so that the answers form few runs of starts; the starts at which
they change are found by bisection with the very arithmetic of `interpreter.periods`. What is left for the engine is to
compare a column with constants.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from dsl.core import Comparator
from dsl.kinds import NEVER, Unit
from interpreter import periods
from interpreter.columns.terms import FIRST_DAY, LAST_DAY, NEVER_DAY, UNSURE, Literal, Term, case, day, less, truth
from interpreter.schedule import Schedule
from interpreter.values import Result, Unknown, compare

Answer = bool | None
Run = tuple[int, Answer]
"""The first start of a run, and the answer for it and all starts up to the next run."""


End = Callable[[int], Result]


@lru_cache(maxsize=4096)
def runs(op: Comparator, amount: int, unit: Unit, today: date, schedule: Schedule) -> tuple[Run, ...] | None:
    """The answers of `end op today` by start, the last run being that of `never`; None where it has to be computed.

    It has to be for `=` and `!=`, and where the known days of the schedule have gaps between them.
    """
    known = schedule.known_days
    if op in ("=", "!=") or (known and len(known) != known[-1] - known[0] + 1):
        return None

    def end(start: int) -> Result:
        found = periods.end_of_period(date.fromordinal(start), amount, unit, schedule)
        return Unknown(frozenset(), found.at_least) if isinstance(found, periods.Undetermined) else found

    def answer(start: int) -> Answer:
        return _answer(op, end(start), today)

    found: list[Run] = []
    for first, last in _stretches(end, _inside(amount, unit, schedule)):
        for run in _changes(answer, first, last):
            if not found or run[1] != found[-1][1]:
                found.append(run)
    return (*found, (NEVER_DAY, _answer(op, NEVER, today)))


def _answer(op: Comparator, end: Result, today: date) -> Answer:
    said = compare(op, end, today)
    return None if isinstance(said, Unknown) else said


def _inside(amount: int, unit: Unit, schedule: Schedule) -> int:
    """A start whose period ends amid the known days, if there is one."""
    known = schedule.known_days
    if not known:
        return FIRST_DAY
    start = periods.shift(date.fromordinal(known[len(known) // 2]), amount, unit, -1, schedule)
    return known[0] if isinstance(start, periods.Undetermined) else start.toordinal()


def _stretches(end: End, inside: int) -> Iterator[tuple[int, int]]:
    """The starts whose ends are known, and those before and after them: in each the answer changes once at most."""
    if isinstance(end(inside), Unknown):
        yield FIRST_DAY, LAST_DAY
        return
    first = _first(lambda start: not isinstance(end(start), Unknown), FIRST_DAY, inside)
    after = _first(lambda start: isinstance(end(start), Unknown), inside, LAST_DAY + 1)
    if first > FIRST_DAY:
        yield FIRST_DAY, first - 1
    yield first, after - 1
    if after <= LAST_DAY:
        yield after, LAST_DAY


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first start that satisfies a condition which, once it holds, goes on to; `high` if none before does."""
    return bisect_left(range(low, high), True, key=holds) + low


def _changes(answer: Callable[[int], Answer], first: int, last: int) -> Iterator[Run]:
    head = answer(first)
    yield first, head
    changed = _first(lambda start: answer(start) != head, first, last + 1)
    if changed <= last:
        yield changed, answer(changed)


def term(start: Term, found: tuple[Run, ...]) -> Term:
    """The answer for a column of starts; unknown where the start is."""
    branches = [(less(start, day(following[0])), _said(run[1])) for run, following in itertools.pairwise(found)]
    known = case(*branches, otherwise=_said(found[-1][1]))
    return case((less(start, day(NEVER_DAY + 1)), known), otherwise=UNSURE)


def _said(answer: Answer) -> Literal:
    return UNSURE if answer is None else truth(answer)
