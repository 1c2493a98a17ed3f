"""A seed in, facts out: lines to be decided on, as mappings in the vocabulary's names; and the same in numbers.

Facts are what our engine and the hand-written functions are given: dates are dates, an amount is an exact decimal, what
never happened is left out. The other peers are given what suits them best, made beforehand: days as numbers, `NEVER`
for one that never comes, amounts in cents.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bench.snapshot import DAY

Facts = Mapping[str, Any]
NEVER = 4_000_000
"""A day after all others."""
GROUNDS = ("no_ground", "unregistered", "arrears", "own_request")
CHANNELS = ("own_store", "own_store", "own_store", "agent_shop", "online")


def renewals(count: int, seed: int, wild: bool = False) -> list[Facts]:
    """Lines to be renewed, most of them in order; if `wild`, full of breaches, borders and days still to come."""
    chance = random.Random(seed)
    return [{"line": _renewal(chance, wild)} for _ in range(count)]


def _renewal(chance: random.Random, wild: bool) -> Facts:
    day = _days(chance, wild)
    found, activated, messaged = day(0.1, 40), day(0.98, 900), day(0.3, 60)
    notified, suspended = day(0.9 if found else 0.1, 60), day(0.08, 90)
    line: dict[str, Any] = {
        "id": f"L{chance.randrange(10**8):08d}",
        "activated_on": activated,
        "verified_on": day(0.97, 900),
        "found_on": found,
        "notified_on": notified,
        "suspended_on": suspended,
        "ended_on": day(0.05, 120),
        "refunded_on": day(0.05, 40),
        "arrears_since": day(0.05, 130),
        "paid_on": day(0.9, 60),
        "messaged_on": messaged,
        "consented_on": day(0.97, 900) if wild or not messaged else messaged - timedelta(chance.randrange(400)),
        "withdrawn_on": day(0.05, 60),
        "complained_on": day(0.05, 30),
        "answered_on": day(0.9, 30),
        "stop_ground": chance.choice(GROUNDS),
        "balance": Decimal(chance.randrange(-20, 20000) if chance.random() > 0.1 else 0) / 100,
        "messages_month": chance.choice((0, 1, 2, 4, 5) if wild else (0, 0, 1, 2, 4)),
        "channel": chance.choice(CHANNELS),
        "cards": [
            _card(chance, wild, n) for n in range(chance.choice((4, 5, 6, 7) if wild else (1, 1, 1, 1, 2, 2, 3, 6)))
        ],
    }
    return {name: value for name, value in line.items() if value is not None}


def _card(chance: random.Random, wild: bool, number: int) -> Facts:
    day = _days(chance, wild)
    card = {"id": f"L{number:08d}", "activated_on": day(0.95, 900), "ended_on": day(0.1, 200)}
    return {name: value for name, value in card.items() if value is not None}


def _days(chance: random.Random, wild: bool) -> Callable[[float, int], date | None]:
    """Days of the past by their probability and how far back they may lie; if `wild`, near the borders and beyond."""

    def day(likely: float, back: int) -> date | None:
        if wild:
            near = chance.choice((0, 10, 15, 30, 60, 90, chance.randrange(back))) + chance.randrange(-2, 3)
            return DAY - timedelta(near) if chance.random() < (0.85 if likely > 0.5 else 0.3) else None
        return DAY - timedelta(chance.randrange(1, back)) if chance.random() < likely else None

    return day


def terminations(count: int, seed: int, wild: bool = False) -> list[Facts]:
    """Lines of cn-telecom to be terminated for want of registration."""
    chance = random.Random(seed)
    return [{"line": _termination(chance, wild)} for _ in range(count)]


def _termination(chance: random.Random, wild: bool) -> Facts:
    day = _days(chance, wild)
    line: dict[str, Any] = {
        "id": f"L{chance.randrange(10**8):08d}",
        "activated_on": day(0.98, 900),
        "registered_on": day(0.2, 60),
        "suspended_on": day(0.9, 200),
        "terminated_on": day(0.05, 60),
        "cancelled_on": day(0.05, 60),
        "arrears_terminated_on": day(0.05, 60),
        "reminders": [_reminder(chance, wild, number) for number in range(chance.choice((0, 1, 1, 2, 3)))],
    }
    return {name: value for name, value in line.items() if value is not None}


def _reminder(chance: random.Random, wild: bool, number: int) -> Facts:
    day = _days(chance, wild)
    sent = day(0.98, 250)
    until = sent + timedelta(chance.randrange(5, 40)) if sent and chance.random() < 0.5 else None
    reminder = {"id": f"R{number:08d}", "sent_on": sent, "set_until": until}
    return {name: value for name, value in reminder.items() if value is not None}


DATES = {
    "renewal": (
        "activated_on", "verified_on", "found_on", "notified_on", "suspended_on", "ended_on", "refunded_on",
        "arrears_since", "paid_on", "messaged_on", "consented_on", "withdrawn_on", "complained_on", "answered_on",
    ),
    "cards": ("activated_on", "ended_on"),
    "termination": (
        "activated_on", "registered_on", "suspended_on", "terminated_on", "cancelled_on", "arrears_terminated_on",
    ),
    "reminders": ("sent_on", "set_until"),
}  # fmt: skip
"""Of which row, which dates."""


def in_numbers(facts: Facts) -> dict[str, Any]:
    """The same line, as a peer without dates that never come likes it."""
    line = facts["line"]
    kind = "renewal" if "cards" in line else "termination"
    plain = {name: _plain(value) for name, value in line.items() if name not in DATES}
    plain |= _numbered(line, kind)
    for name in ("cards", "reminders"):
        if name in line:
            plain[name] = [_numbered(each, name) for each in line[name]]
    return plain


def _numbered(row: Facts, kind: str) -> dict[str, Any]:
    return {name: row[name].toordinal() if name in row else NEVER for name in DATES[kind]}


def _plain(value: object) -> object:
    return int(value * 100) if isinstance(value, Decimal) else value
