"""A breach and its day → what the law of that day threatens, on whom, on which condition; and the highest fine.

An act is judged by the law of its own day (Administrative Penalty Law art 37): an article speaks only while its source
is in force, under the number that it has on that day. One act bears one fine (art 29): of several the one whose upper
bound is highest, of those the one whose lower bound is; one without an upper bound is above all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal as Exact
from typing import Literal

from dsl import core
from dsl.articles import is_part, of_day
from dsl.record import dataclass
from interpreter.facts import Row
from interpreter.outcomes import DEFAULT, Outcome, Verdict
from interpreter.values import day_of

Stage = Literal["at_once", "refused", "serious"]
STAGES: dict[Stage, tuple[core.Condition, ...]] = {
    "at_once": ("always", "minor", "optional"),
    "refused": ("always", "minor", "optional", "refused", "refused_or_serious"),
    "serious": ("always", "optional", "serious", "refused_or_serious"),
}
"""How far a case has got → the conditions that are then met: a case is either minor or serious."""


@dataclass(frozen=True, slots=True)
class Threat:
    """What may follow a breach: the sanction, its article of the day, who bears it (None: not said), by which rules."""

    sanction: core.Sanction
    cited: core.Citation
    bearer: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest fine that one party may have to bear at one stage of a case."""

    stage: Stage
    bearer: str | None
    threat: Threat


@dataclass(frozen=True, slots=True)
class Sanctions:
    """All that a breach of this day may bring: by article, each once; `gains` are the illegal gains where known."""

    day: date
    threats: tuple[Threat, ...] = ()
    gains: Exact | None = None

    @property
    def highest(self) -> tuple[Highest, ...]:
        """For each party the highest fine at once, and, where another is, that on refusal and in serious cases."""
        return tuple(each for bearer in self._bearers() for each in self._stages(bearer))

    def _bearers(self) -> Iterable[str | None]:
        return dict.fromkeys(each.bearer for each in self.threats)

    def _stages(self, bearer: str | None) -> Iterator[Highest]:
        at_once: Threat | None = None
        for stage, conditions in STAGES.items():
            mine = [each for each in self.threats if each.bearer == bearer and each.sanction.when in conditions]
            found = highest(mine)
            if found and found is not at_once:
                yield Highest(stage, bearer, found)
            at_once = found if stage == "at_once" else at_once


def highest(threats: Iterable[Threat]) -> Threat | None:
    """The one with the highest fine, the first of several; None where no fine has an amount.

    What follows only where no other law sets a penalty gives way to the fines of others.
    """
    fines = [each for each in threats if each.sanction.measure == "fine" and each.sanction.amount.is_told]
    first = [each for each in fines if not each.sanction.subsidiary]
    return max(first or fines, key=lambda each: _height(each.sanction.amount), default=None)


def _height(amount: core.Amount) -> tuple[int, Exact, Exact]:
    """By the upper bound, then the lower; multiples of gains that are not known cannot be compared and come last."""
    least = amount.least or Exact(0)
    if amount.multiples:
        return -1, amount.multiples[1], least
    return (1, Exact(0), least) if amount.most is None else (0, amount.most, least)


# ── of an answer ──


class Sanctioner:
    """Finds the sanctions of one book's breaches; what is asked again for the same rules and day is remembered."""

    def __init__(self, book: core.Book) -> None:
        self.book = book
        self._found: dict[tuple[tuple[str, ...], date, Exact | None], Sanctions] = {}
        self.turns = frozenset(_turns(book))
        """The days on which what is threatened may change."""

    def of_duty(self, outcome: Outcome, on: date) -> Sanctions | None:
        """Of a duty not done, or done late: from the end of its period on; without one, on the day asked."""
        if outcome.name not in ("breach", "late"):
            return None
        return self.threatened((outcome.rule,), _after(outcome.due) if outcome.due else on)

    def of_act(self, action: core.Action, outcome: Outcome, row: Row) -> Sanctions | None:
        """Of a recorded act, on the day it was done."""
        done = row.values.get(action.recorded_by or "")
        if outcome.name != "breach" or not isinstance(done, date):
            return None
        broken = self.permissions(action, day_of(done)) if outcome.by == (DEFAULT,) else outcome.by
        return self.threatened(broken, day_of(done), _gains(action, row))

    def of_verdict(self, action: core.Action, verdict: Verdict, on: date, row: Row) -> Sanctions | None:
        """Of an act that is denied, if it were done on that day all the same."""
        if verdict.name != "denied":
            return None
        broken = tuple(said.rule for said in verdict.because if said.effect == "prohibits" and said.holds)
        return self.threatened(broken or self.permissions(action, on), on, _gains(action, row))

    def permissions(self, action: core.Action, day: date) -> tuple[str, ...]:
        """The permissions of an action on a day: the penalty that they cite is for whoever acts without one."""
        guards = (rule for rule in self.book.guards[action.name] if isinstance(rule.norm, core.Permission))
        return tuple(rule.path for rule in guards if core.is_during(rule, day))

    def threatened(self, rules: tuple[str, ...], day: date, gains: Exact | None = None) -> Sanctions:
        """What the penalties of these rules threaten on a day, each once."""
        asked = (rules, day, gains)
        if asked not in self._found:
            self._found[asked] = Sanctions(day, tuple(self._threats(rules, day, gains)), gains)
        return self._found[asked]

    def _threats(self, rules: tuple[str, ...], day: date, gains: Exact | None) -> Iterator[Threat]:
        by: dict[tuple[core.Citation, core.Sanction, str | None], list[str]] = {}
        for rule in (self.book.rules[path] for path in rules):
            for place, sanction in self._of_rule(rule, day):
                if gains is None or _is_meant(sanction.amount, gains):
                    key = (place, _computed(sanction, gains), sanction.on or rule.binds)
                    by.setdefault(key, []).append(rule.path)
        for (place, sanction, bearer), paths in by.items():
            yield Threat(sanction, place, bearer, tuple(dict.fromkeys(paths)))

    def _of_rule(self, rule: core.Rule, day: date) -> Iterator[tuple[core.Citation, core.Sanction]]:
        """The sanctions of the articles that a rule cites as its penalty, as far as they are law on that day."""
        for written in rule.penalty:
            cited = of_day(written, self.book.sources, day)
            law = self.book.sources[cited.source]
            if core.is_during(law, day):
                yield from _told(law, cited)


def _turns(book: core.Book) -> Iterator[date]:
    for law in book.sources.values():
        if law.since:
            yield law.since
        if law.until and law.until < date.max:
            yield law.until + timedelta(days=1)
        yield from (article.renumbered.on for _, article in law.places() if article.renumbered)


def _told(law: core.LawSource, cited: core.Citation) -> Iterator[tuple[core.Citation, core.Sanction]]:
    """The sanctions of the article cited and of its paragraphs; where they say none, those of the article it is of."""
    telling = [each for each in law.places() if each[0].item == cited.item and each[1].sanctions]
    within = [each for each in telling if is_part(each[0].article, cited.article)]
    around = [each for each in telling if is_part(cited.article, each[0].article)]
    for place, article in within or around[-1:]:
        yield from ((place, sanction) for sanction in article.sanctions)


def _after(due: date | datetime) -> date:
    """The first day of a breach: the day after a last day, the day in which a last moment lies."""
    last = day_of(due)
    return last if isinstance(due, datetime) or last == date.max else last + timedelta(days=1)


# ── gains ──


def _gains(action: core.Action, row: Row) -> Exact | None:
    """What the act brought in, where the vocabulary says which field tells it and the field is known."""
    value = row.values.get(action.gains) if action.gains else None
    return value if isinstance(value, Exact) else None


def _is_meant(amount: core.Amount, gains: Exact) -> bool:
    """Whether these gains are among those for which a fine is meant; gains below nothing are none at all."""
    if amount.gains_below == 0:
        return gains == 0
    above = amount.gains_from is None or gains >= amount.gains_from
    return above and (amount.gains_below is None or gains < amount.gains_below)


def _computed(sanction: core.Sanction, gains: Exact | None) -> core.Sanction:
    """A fine in multiples as an amount, where the gains are known."""
    amount = sanction.amount
    if gains is None or amount.multiples is None:
        return sanction
    low, high = amount.multiples
    return replace(sanction, amount=replace(amount, least=low * gains, most=high * gains, multiples=None))
