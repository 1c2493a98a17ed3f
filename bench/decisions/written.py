"""The rules of both decisions as comparisons that four languages share, for one day.

A rule holds if all its comparisons do. `{…}` stands for what differs between languages (`in`: where the line's fields
are read; how cards are counted and reminders searched) and for days that depend on the day of the decision alone, which
are computed once, as anybody would: a period has passed from the days up to a certain one, whatever its month ends and
working days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bench.decisions.cases import NEVER
from dsl.kinds import Unit
from interpreter.periods import end_of_period
from interpreter.schedule import Schedule

PERIODS: dict[str, tuple[int, Unit]] = {
    "ten_days": (10, "days"), "fifteen_days": (15, "days"), "ninety_days": (90, "days"), "three_months": (3, "months"),
}  # fmt: skip
"""Of each, the last day from which it has passed stands in the rules."""
LIVE = ("{in}.activated_on <= {today}", "{in}.ended_on > {today}")
RENEWAL = {
    "window": ("{in}.found_on <= {ten_days}", "{in}.notified_on > {today}"),
    "suspension": (
        "{in}.suspended_on <= {today}",
        '{in}.stop_ground == "unregistered"',
        "{in}.suspended_on <= {in}.notified_on + 30",
    ),
    "ending": ("{in}.ended_on <= {today}", "{in}.ended_on <= {in}.suspended_on + 60"),
    "refund": ("{in}.balance > 0", "{in}.ended_on <= {fifteen_days}", "{in}.refunded_on > {today}"),
    "verified": (*LIVE, "{in}.activated_on <= {ninety_days}", "{in}.verified_on > {today}"),
    "no_ground": ("{in}.suspended_on <= {today}", "{in}.balance > 0", '{in}.stop_ground == "no_ground"'),
    "payment": ("{in}.arrears_since <= {three_months}", "{in}.paid_on > {today}"),
    "consent": ("{in}.messaged_on <= {today}", "{in}.consented_on > {in}.messaged_on"),
    "withdrawal": ("{in}.messaged_on <= {today}", "{in}.withdrawn_on <= {in}.messaged_on"),
    "frequency": (*LIVE, "{in}.messages_month > 4"),
    "answer": ("{in}.complained_on <= {fifteen_days}", "{in}.answered_on > {today}"),
    "cap": (*LIVE, "{live_cards} > 5"),
    "own_store": (*LIVE, '{in}.channel != "own_store"', "{live_cards} >= 5"),
}
"""All prohibit; where none does, renewing is permitted."""

PROHIBITED = {
    "termination": ("{in}.suspended_on > {ninety_days}",),
    "notice": ("{none_reminded}",),
    "second_set_time": ("{in}.registered_on > {today}", "{in}.suspended_on <= {today}", "{some_set}", "{none_over}"),
}
PERMITTED = {
    "closure": (
        "{in}.terminated_on >= {today}",
        "{in}.cancelled_on >= {today}",
        "{in}.arrears_terminated_on >= {today}",
        "{in}.registered_on > {today}",
        "{some_reminded}",
        "{in}.suspended_on <= {ninety_days}",
    ),
}
"""Terminating is permitted where this holds and nothing prohibits it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a decision, ready for one language: path → comparisons."""

    prohibited: dict[str, list[str]]
    permitted: dict[str, list[str]]
    words: dict[str, object]
    """What every blank stands for."""

    @property
    def names(self) -> list[str]:
        """Prohibitions, then permissions."""
        return [*self.prohibited, *self.permitted]

    def joined(self, word: str) -> list[str]:
        """Each rule as one condition, in the order of `names`."""
        return [f" {word} ".join(each) for each in (*self.prohibited.values(), *self.permitted.values())]


def renewal(today: date, calendar: Schedule, language: Mapping[str, str]) -> Rules:
    """The thirteen rules as guards."""
    words = _words(language, today, calendar)
    return Rules(_put(RENEWAL, words), {}, words)


def termination(today: date, calendar: Schedule, language: Mapping[str, str]) -> Rules:
    """What cn-telecom says of `terminate` since 2016."""
    words = _words(language, today, calendar)
    return Rules(_put(PROHIBITED, words), _put(PERMITTED, words), words)


def _words(language: Mapping[str, str], today: date, calendar: Schedule) -> dict[str, object]:
    """Days as numbers, and the language's own words, which may have blanks for days."""
    known: dict[str, object] = {"today": today.toordinal(), "never": NEVER}
    known |= {name: last_over(*period, calendar, today) for name, period in PERIODS.items()}
    return known | {name: text.format_map(known) for name, text in language.items()}


def _put(rules: Mapping[str, tuple[str, ...]], words: Mapping[str, object]) -> dict[str, list[str]]:
    return {name: [each.format_map(words) for each in all_of] for name, all_of in rules.items()}


def last_over(amount: int, unit: Unit, calendar: Schedule, today: date) -> int:
    """The last day from which a period has passed by today, as a number."""
    day = today
    while not _is_over(end_of_period(day, amount, unit, calendar), today):
        day -= timedelta(1)
    return day.toordinal()


def _is_over(end: object, today: date) -> bool:
    return isinstance(end, date) and end < today
