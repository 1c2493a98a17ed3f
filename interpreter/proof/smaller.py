"""Facts that show something → fewer and plainer facts that show it too: as few rows, fields and odd values as can be.

No solver: what is left out or made plain is judged by the reference, and put back where the facts no longer show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal as Exact
from typing import Any

from dsl import core
from interpreter.proof.question import Confirm, Found, holds

Facts = dict[str, Any]
MOST = 2_000
"""Times that the reference is asked, at most."""


def smaller(book: core.Book, found: Found, confirm: Confirm, near: date) -> Found:
    """The facts made small; days lie as near to `near`, and amounts are as round, as they can be."""
    asked = 0
    is_done = False
    while not is_done and asked < MOST:
        is_done = True
        for other in _plainer(found, near):
            asked += 1
            if holds(book, other, confirm):
                found, is_done = other, False
                break
            if asked >= MOST:
                break
    return found


def _plainer(found: Found, near: date) -> Iterator[Found]:
    """Facts with one thing less, or one thing plainer; the large things first."""
    if isinstance(found.on, datetime):
        yield replace(found, on=found.on.date())
    for facts in _less(found.facts):
        yield replace(found, facts=facts)
    yield from _nearer(found, near)
    today = found.on.date() if isinstance(found.on, datetime) else found.on
    for facts in _rounder(found.facts, today):
        yield replace(found, facts=facts)


def _less(facts: Facts) -> Iterator[Facts]:
    """Without one entry; without one of its rows; with less in one of them. A key stays."""
    for name, value in facts.items():
        rest = {key: each for key, each in facts.items() if key != name}
        if isinstance(value, dict):
            if len(facts) > 1:
                yield rest
            yield from ({**facts, name: less} for less in _less(value))
        elif isinstance(value, list):
            yield rest
            yield from ({**facts, name: [*value[:n], *value[n + 1 :]]} for n in range(len(value)))
            for n, row in enumerate(value):
                yield from ({**facts, name: [*value[:n], less, *value[n + 1 :]]} for less in _less(row))
        elif len(facts) > 1:
            yield rest


def _nearer(found: Found, near: date) -> Iterator[Found]:
    """All days moved together, so that what matters between them stays, until the day asked about is near."""
    today = found.on.date() if isinstance(found.on, datetime) else found.on
    distance = (near - today).days
    while distance:
        for days in (distance, int(distance / 7) * 7):  # days of the week, too, where they matter
            try:
                if days:
                    yield replace(found, facts=_moved(found.facts, days), on=found.on + timedelta(days))
            except OverflowError:
                return
        distance = int(distance / 2)


def _moved(value: Any, days: int) -> Any:
    match value:
        case dict():
            return {name: _moved(each, days) for name, each in value.items()}
        case list():
            return [_moved(each, days) for each in value]
        case date():
            return value + timedelta(days)
        case _:
            return value


def _rounder(facts: Facts, today: date) -> Iterator[Facts]:
    """One amount or number replaced by a rounder one, one day or moment by one nearer to the day asked about."""
    for name, value in facts.items():
        match value:
            case dict():
                yield from ({**facts, name: each} for each in _rounder(value, today))
            case list():
                for n, row in enumerate(value):
                    yield from ({**facts, name: [*value[:n], each, *value[n + 1 :]]} for each in _rounder(row, today))
            case Exact():
                yield from ({**facts, name: each} for each in _round_amounts(value))
            case bool():
                pass
            case int():
                yield from ({**facts, name: each} for each in (0, 1, 10, 100) if each < abs(value))
            case datetime():
                if value.time() != time():
                    yield {**facts, name: value.replace(hour=0, minute=0, second=0, microsecond=0)}
                yield from ({**facts, name: value - timedelta(days)} for days in _further(value.date(), today))
            case date():
                yield from ({**facts, name: value - timedelta(days)} for days in _further(value, today))


def _round_amounts(value: Exact) -> Iterator[Exact]:
    for each in (Exact(0), Exact(1), Exact(10), Exact(100)):
        if abs(each) < abs(value):
            yield each if value > 0 else -each


def _further(day: date, today: date) -> Iterator[int]:
    """By how many days it may be moved towards the day asked about: all the way, half of it, and so on."""
    distance = (day - today).days
    while distance:
        yield distance
        distance = int(distance / 2)
