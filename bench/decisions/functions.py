"""Both decisions as plain Python functions, one for each rule, as somebody would write them by hand.

They read the same mappings as our engine. Days that depend on the day of the decision alone are computed once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bench.decisions.cases import Facts
from bench.decisions.peer import Peer, Said
from bench.decisions.written import last_over
from interpreter.schedule import Schedule

Line = Any
Guard = Callable[[Line, int], bool]
"""Whether a rule is broken by a line, whose holder has so many live cards."""
NEVER = date.max
NOTICE, SUSPENSION = timedelta(30), timedelta(60)


def renewal(today: date, calendar: Schedule) -> Peer:
    """The thirteen rules as guards."""
    live = _live_on(today)
    rules = (*_of_lines(today, calendar), *_of_use(today, calendar, live), *_of_cards(live))
    named = [(rule.__name__, rule) for rule in rules]

    def decide(facts: Facts) -> Said:
        line = facts["line"]
        cards = sum([live(card) for card in line["cards"]])
        reasons = [name for name, broken in named if broken(line, cards)]
        return not reasons, reasons

    return Peer(_as_given, decide)


def _live_on(today: date) -> Callable[[Line], bool]:
    def live(row: Line) -> bool:
        return row.get("activated_on", NEVER) <= today < row.get("ended_on", NEVER)

    return live


def _of_lines(today: date, calendar: Schedule) -> tuple[Guard, ...]:
    """A line found unregistered, suspended, ended; one that was given out and never verified."""
    ten_days = date.fromordinal(last_over(10, "days", calendar, today))
    fifteen_days = date.fromordinal(last_over(15, "days", calendar, today))
    ninety_days = date.fromordinal(last_over(90, "days", calendar, today))

    def window(line: Line, cards: int) -> bool:
        return line.get("found_on", NEVER) <= ten_days and line.get("notified_on", NEVER) > today

    def suspension(line: Line, cards: int) -> bool:
        suspended = line.get("suspended_on", NEVER)
        if suspended > today or line["stop_ground"] != "unregistered":
            return False
        notified = line.get("notified_on")
        return notified is None or suspended <= notified + NOTICE

    def ending(line: Line, cards: int) -> bool:
        ended = line.get("ended_on", NEVER)
        if ended > today:
            return False
        suspended = line.get("suspended_on")
        return suspended is None or ended <= suspended + SUSPENSION

    def refund(line: Line, cards: int) -> bool:
        overdue = line.get("ended_on", NEVER) <= fifteen_days and line.get("refunded_on", NEVER) > today
        return overdue and line["balance"] > 0

    def verified(line: Line, cards: int) -> bool:
        return (
            line.get("activated_on", NEVER) <= ninety_days
            and line.get("ended_on", NEVER) > today
            and line.get("verified_on", NEVER) > today
        )

    return window, suspension, ending, refund, verified


def _of_use(today: date, calendar: Schedule, live: Callable[[Line], bool]) -> tuple[Guard, ...]:
    """A line in use: stopped, paid for, sent messages, complained about."""
    fifteen_days = date.fromordinal(last_over(15, "days", calendar, today))
    three_months = date.fromordinal(last_over(3, "months", calendar, today))

    def no_ground(line: Line, cards: int) -> bool:
        stopped = line.get("suspended_on", NEVER) <= today and line["stop_ground"] == "no_ground"
        return stopped and line["balance"] > 0

    def payment(line: Line, cards: int) -> bool:
        return line.get("arrears_since", NEVER) <= three_months and line.get("paid_on", NEVER) > today

    def consent(line: Line, cards: int) -> bool:
        messaged = line.get("messaged_on", NEVER)
        return messaged <= today and line.get("consented_on", NEVER) > messaged

    def withdrawal(line: Line, cards: int) -> bool:
        messaged = line.get("messaged_on", NEVER)
        return messaged <= today and line.get("withdrawn_on", NEVER) <= messaged

    def frequency(line: Line, cards: int) -> bool:
        return line["messages_month"] > 4 and live(line)

    def answer(line: Line, cards: int) -> bool:
        return line.get("complained_on", NEVER) <= fifteen_days and line.get("answered_on", NEVER) > today

    return no_ground, payment, consent, withdrawal, frequency, answer


def _of_cards(live: Callable[[Line], bool]) -> tuple[Guard, ...]:
    """How many cards somebody has, and where more of them may be had."""

    def cap(line: Line, cards: int) -> bool:
        return cards > 5 and live(line)

    def own_store(line: Line, cards: int) -> bool:
        return cards >= 5 and line["channel"] != "own_store" and live(line)

    return cap, own_store


def termination(today: date, calendar: Schedule) -> Peer:
    """`terminate` of cn-telecom."""
    reminded = date.fromordinal(last_over(10, "days", calendar, today))
    suspended = date.fromordinal(last_over(90, "days", calendar, today))

    def is_reminded(line: Line) -> bool:
        return any(each.get("sent_on", NEVER) <= reminded for each in line["reminders"])

    def is_unregistered(line: Line) -> bool:
        return bool(line.get("registered_on", NEVER) > today)

    def too_early(line: Line) -> bool:
        return bool(line.get("suspended_on", NEVER) > suspended)

    def not_reminded(line: Line) -> bool:
        return not is_reminded(line)

    def second_set_time(line: Line) -> bool:
        stopped = line.get("suspended_on", NEVER)
        if stopped > today or not is_unregistered(line):
            return False
        second = [each for each in line["reminders"] if stopped <= each.get("sent_on", NEVER) <= today]
        times = [each["set_until"] for each in second if "set_until" in each]
        return bool(times) and not any(until < today for until in times)

    def closure(line: Line) -> bool:
        is_open = (
            line.get("terminated_on", NEVER) >= today
            and line.get("cancelled_on", NEVER) >= today
            and line.get("arrears_terminated_on", NEVER) >= today
        )
        return is_open and is_unregistered(line) and is_reminded(line) and not too_early(line)

    prohibited: list[tuple[str, Callable[[Line], bool]]] = [
        ("termination", too_early), ("notice", not_reminded), ("second_set_time", second_set_time),
    ]  # fmt: skip

    def decide(facts: Facts) -> Said:
        line = facts["line"]
        reasons = [name for name, broken in prohibited if broken(line)]
        if reasons:
            return False, reasons
        return (True, ["closure"]) if closure(line) else (False, [])

    return Peer(_as_given, decide)


def _as_given(facts: Facts) -> Facts:
    return facts
