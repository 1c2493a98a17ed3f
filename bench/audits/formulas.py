"""The thirteen rules as OpenFisca has them: lines are persons, holders groups, each rule a variable of one day.

OpenFisca is vectorised: a formula is NumPy over all lines. It has no unknown and no date that never comes, so formulas
keep both by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit, Period
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

NEVER = np.datetime64("9999-12-31")
ALWAYS = "0001-01-01"
NO, YES, BREACH, LATE, PENDING, OPEN = range(6)
Array = Any  # NumPy's arrays of dates, numbers and truths: OpenFisca is not typed
FIGURES = {
    "notice_window": {ALWAYS: 10}, "notice_period": {ALWAYS: 30}, "suspension_period": {ALWAYS: 60},
    "refund_window": {ALWAYS: 15}, "verification_window": {ALWAYS: 90}, "arrears_period": {ALWAYS: 3},
    "message_cap": {ALWAYS: 4}, "answer_window": {ALWAYS: 30, "2026-01-01": 15}, "cards_cap": {ALWAYS: 5},
    "own_store_threshold": {ALWAYS: 5},
}  # fmt: skip
DATED = (
    "activated_on", "verified_on", "found_on", "notified_on", "suspended_on", "ended_on", "refunded_on",
    "arrears_since", "paid_on", "messaged_on", "consented_on", "withdrawn_on", "complained_on", "answered_on",
)  # fmt: skip
DUES = {0: "notice_due", 3: "refund_due", 4: "verification_due", 6: "payment_due", 10: "answer_due"}

LINE = build_entity("line", "lines", "A telephone line", is_person=True)
HOARD = build_entity(
    "hoard", "hoards", "The lines of one holder with one carrier in one province",
    roles=[{"key": "card", "plural": "cards", "label": "Cards"}],
)  # fmt: skip


class Channel(Enum):
    """Where a line was verified."""

    unknown = "unknown"
    own_store = "own_store"
    agent_shop = "agent_shop"
    online = "online"


class Ground(Enum):
    """Why a line was stopped."""

    unknown = "unknown"
    no_ground = "no_ground"
    unregistered = "unregistered"
    arrears = "arrears"
    own_request = "own_request"


LISTS: dict[str, Any] = {"channel": Channel, "stop_ground": Ground}


def given(name: str, kind: type, default: object, entity: object = LINE, **more: object) -> type[Variable]:
    """A variable that is put in."""
    shape = {"value_type": kind, "entity": entity, "definition_period": DateUnit.DAY, "default_value": default}
    return type(name, (Variable,), shape | {"label": name} | more)


def derived(kind: type, entity: object = LINE) -> Callable[[Callable[..., Array]], type[Variable]]:
    """A variable that is computed by the decorated formula."""

    def made(formula: Callable[..., Array]) -> type[Variable]:
        default: object = date(9999, 12, 31) if kind is date else kind()
        return given(formula.__name__, kind, default, entity, formula=formula)

    return made


def today(period: Period) -> Array:
    """The day of the audit."""
    return np.datetime64(str(period.start))


def date_of(line: Any, name: str, period: Period) -> Array:
    """A day, or never where it has not come yet."""
    day = line(name, period)
    return np.where(day <= today(period), day, NEVER)


def timely(line: Any, period: Period, start: str, done: str, due: Array) -> Array:
    """The outcome of a duty with a deadline."""
    event = date_of(line, done, period)
    undone = np.where(due < today(period), BREACH, PENDING)
    met = np.where(event <= due, YES, np.where(event < NEVER, LATE, undone))
    return np.where(date_of(line, start, period) == NEVER, NO, met)


def state(applies: Array, holds: Array) -> Array:
    """The outcome of a duty on a state."""
    return np.where(applies, np.where(holds, YES, BREACH), NO)


def after(day: Array, days: Array) -> Array:
    """The last day of a period of days; never where it never starts."""
    return np.where(day == NEVER, NEVER, day + np.asarray(days, dtype="timedelta64[D]"))


def months_after(day: Array, months: int) -> Array:
    """The corresponding day, or the last of its month."""
    month = day.astype("datetime64[M]")
    last = (month + months + 1).astype("datetime64[D]") - 1
    ends = np.minimum((month + months).astype("datetime64[D]") + (day - month.astype("datetime64[D]")), last)
    return np.where(day == NEVER, NEVER, ends)


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@derived(bool)
def live(line: Any, period: Period) -> Array:
    """In service today."""
    return (date_of(line, "activated_on", period) < NEVER) & (date_of(line, "ended_on", period) == NEVER)


@derived(int, HOARD)
def live_cards(hoard: Any, period: Period) -> Array:
    """How many are."""
    return hoard.sum(hoard.members("live", period))


@derived(date)
def notice_due(line: Any, period: Period, parameters: Any) -> Array:
    """The last day for the notice."""
    return after(date_of(line, "found_on", period), parameters(period).notice_window)


@derived(date)
def refund_due(line: Any, period: Period, parameters: Any) -> Array:
    """The last day for the refund."""
    return after(date_of(line, "ended_on", period), parameters(period).refund_window)


@derived(date)
def verification_due(line: Any, period: Period, parameters: Any) -> Array:
    """The last day for the registration."""
    return after(date_of(line, "activated_on", period), parameters(period).verification_window)


@derived(date)
def payment_due(line: Any, period: Period, parameters: Any) -> Array:
    """The last day for the payment."""
    return months_after(date_of(line, "arrears_since", period), int(parameters(period).arrears_period))


@derived(date)
def answer_due(line: Any, period: Period, parameters: Any) -> Array:
    """The last day for the answer, by the figure of the day of the complaint."""
    day = date_of(line, "complained_on", period)
    windows = (parameters("2025-12-31").answer_window, parameters("2026-01-01").answer_window)
    return after(day, np.where(day < np.datetime64("2026-01-01"), *windows))


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@derived(int)
def rule_0(line: Any, period: Period) -> Array:
    """Notice within days of the finding."""
    return timely(line, period, "found_on", "notified_on", line("notice_due", period))


@derived(int)
def rule_1(line: Any, period: Period, parameters: Any) -> Array:
    """Suspension only after the full notice."""
    suspended, ground = date_of(line, "suspended_on", period), line("stop_ground", period)
    full = suspended > after(date_of(line, "notified_on", period), parameters(period).notice_period)
    known = state((suspended < NEVER) & (ground == Ground.unregistered), full)
    return np.where((suspended < NEVER) & (ground == Ground.unknown), OPEN, known)


@derived(int)
def rule_2(line: Any, period: Period, parameters: Any) -> Array:
    """The end only after the full suspension."""
    ended = date_of(line, "ended_on", period)
    suspended = date_of(line, "suspended_on", period)
    return state(ended < NEVER, ended > after(suspended, parameters(period).suspension_period))


@derived(int)
def rule_3(line: Any, period: Period) -> Array:
    """A refund in time after the end."""
    balance = line("balance", period)
    outcome = timely(line, period, "ended_on", "refunded_on", line("refund_due", period))
    return np.where((outcome == NO) | (balance <= 0), NO, np.where(np.isnan(balance), OPEN, outcome))


@derived(int)
def rule_4(line: Any, period: Period) -> Array:
    """A live line is registered by its deadline."""
    undone = np.where(line("verification_due", period) < today(period), BREACH, PENDING)
    return np.where(line("live", period), np.where(date_of(line, "verified_on", period) < NEVER, YES, undone), NO)


@derived(int)
def rule_5(line: Any, period: Period) -> Array:
    """No stop with a balance and without a ground."""
    balance, ground = line("balance", period), line("stop_ground", period)
    stopped = (date_of(line, "suspended_on", period) < NEVER) & ~(balance <= 0)
    unknown = stopped & (np.isnan(balance) | (ground == Ground.unknown))
    return np.where(unknown, OPEN, state(stopped, ground != Ground.no_ground))


@derived(int)
def rule_6(line: Any, period: Period) -> Array:
    """Arrears are paid within three months."""
    return timely(line, period, "arrears_since", "paid_on", line("payment_due", period))


@derived(int)
def rule_7(line: Any, period: Period) -> Array:
    """No message without consent."""
    messaged = date_of(line, "messaged_on", period)
    return state(messaged < NEVER, date_of(line, "consented_on", period) <= messaged)


@derived(int)
def rule_8(line: Any, period: Period) -> Array:
    """No message after consent was withdrawn."""
    messaged = date_of(line, "messaged_on", period)
    return state(messaged < NEVER, date_of(line, "withdrawn_on", period) > messaged)


@derived(int)
def rule_9(line: Any, period: Period, parameters: Any) -> Array:
    """Not too often in a month."""
    sent = line("messages_month", period)
    known = state(line("live", period), sent <= parameters(period).message_cap)
    return np.where(line("live", period) & (sent < 0), OPEN, known)


@derived(int)
def rule_10(line: Any, period: Period) -> Array:
    """A complaint is answered in time."""
    return timely(line, period, "complained_on", "answered_on", line("answer_due", period))


@derived(int)
def rule_11(line: Any, period: Period, parameters: Any) -> Array:
    """At most five live cards of a holder."""
    cards = line.hoard("live_cards", period)
    known = state(line("live", period), cards <= parameters(period).cards_cap)
    return np.where(line("live", period) & line("stranger", period), OPEN, known)


@derived(int)
def rule_12(line: Any, period: Period, parameters: Any) -> Array:
    """From the fifth card on verified in an own store."""
    stranger, channel = line("stranger", period), line("channel", period)
    many = line.hoard("live_cards", period) >= parameters(period).own_store_threshold
    applies = line("live", period) & (many | stranger)
    unknown = applies & (stranger | (channel == Channel.unknown))
    return np.where(unknown, OPEN, state(applies, channel == Channel.own_store))


def system() -> TaxBenefitSystem:
    """The thirteen rules, their figures, and what they read."""
    made = TaxBenefitSystem([LINE, HOARD])
    never = date(9999, 12, 31)
    inputs = [given(name, date, never) for name in DATED]
    inputs += [given("balance", float, float("nan")), given("messages_month", int, -1), given("stranger", bool, False)]
    inputs += [given(name, Enum, lists.unknown, possible_values=lists) for name, lists in LISTS.items()]
    facts = [live, live_cards, notice_due, refund_due, verification_due, payment_due, answer_due]
    rules = [
        rule_0, rule_1, rule_2, rule_3, rule_4, rule_5, rule_6, rule_7, rule_8, rule_9, rule_10, rule_11, rule_12,
    ]  # fmt: skip
    made.add_variables(*inputs, *facts, *rules)
    made.parameters = ParameterNode("", data={name: {"values": values} for name, values in FIGURES.items()})
    return made
