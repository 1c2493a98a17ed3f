"""What an answer is: the day of the question, outcomes of duties, verdicts on actions. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from dsl import core
from dsl.literal import zone
from dsl.record import dataclass

if TYPE_CHECKING:
    from dsl.seal import Signer
    from interpreter.receipts.form import Receipt
    from interpreter.receipts.keys import Key
    from interpreter.sanctions import Sanctions

OutcomeName = Literal["compliant", "breach", "late", "pending", "not_applicable", "displaced", "undetermined"]
VerdictName = Literal["permitted", "denied", "undetermined"]
OUTCOMES: tuple[OutcomeName, ...] = (
    "compliant", "breach", "late", "pending", "not_applicable", "displaced", "undetermined",
)  # fmt: skip
DEMANDS = ("not_applicable", "displaced", "compliant", "pending", "undetermined", "late", "breach")
"""The outcomes of a duty, by how much they demand of whom it binds."""
Standing = Literal["settled", "contested"]
DEFAULT = "default"
"""Stands in `by` where an act was wrong because no rule permitted it."""


@dataclass(frozen=True, slots=True)
class Day:
    """When: the day asked for, its moment if that was given, the day of the law applied, the day of the facts.

    `law` is None where that day is not known: no figure has a value then.
    """

    today: date
    now: datetime | None
    law: date | None
    asof: date

    @staticmethod
    def of(on: date | datetime, zone_name: str, asof: date | None = None) -> Day:
        """The day of a question asked on a date or at a moment (a naive one being in the rulebook's zone)."""
        if not isinstance(on, datetime):
            return Day(on, None, on, asof or on)
        local = on.astimezone(zone(zone_name)) if on.tzinfo else on.replace(tzinfo=zone(zone_name))
        return Day(local.date(), local, local.date(), asof or local.date())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a duty (or a recorded action) comes to for one subject.

    `due` with a deadline, where it can be computed; `by` the rules that displace it, or that a recorded act broke;
    `missing` the fields that would settle it, for `undetermined`. Whoever asks through `ask.py` is told as well whether
    it is contested, and of a breach what the law of its day threatens. An audit tells `until` when it stays what it is
    if nothing in the facts changes: the last such day, None where no day ends it.
    """

    rule: str
    name: OutcomeName
    due: date | datetime | None = None
    by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    standing: Standing = "settled"
    sanctions: Sanctions | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one rule says of an action. `holds` is None where that is unknown; the default's rule is `default`."""

    rule: str
    effect: Literal["prohibits", "permits", "default denied", "default permitted"]
    holds: bool | None
    sources: tuple[core.Citation, ...]


@dataclass(frozen=True, slots=True)
class Posed:
    """What a verdict is about: the facts as they were given, the day or the moment, what decided."""

    book: core.Book
    facts: Mapping[str, object]
    on: date | datetime
    engine: Literal["reference", "compiled"] = "reference"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an action is permitted, by what rules, what is missing, and, if denied for now, from when it would be.

    `standing` and `sanctions` as with an outcome: if it is denied, what it would bring if it were done all the same.
    """

    action: str
    name: VerdictName
    because: tuple[Spoken, ...]
    missing: tuple[str, ...] = ()
    earliest: date | None = None
    standing: Standing = "settled"
    sanctions: Sanctions | None = None
    posed: Posed | None = field(default=None, compare=False, repr=False)
    """What was asked, where it was asked with facts as they were given."""

    def receipt(self, key: Key, signer: Signer | None = None) -> Receipt:
        """What was asked of what, and what came out; the facts as a hash made with the key (docs/receipts.md).

        The facts may not be changed before that. Raises ValueError where the verdict is of rows of a snapshot.
        """
        from interpreter.receipts.making import of_decision

        if self.posed is None:
            raise ValueError("a verdict on rows has no receipt: ask `decide` with the facts")
        posed = self.posed
        return of_decision(posed.book, self, posed.facts, posed.on, key, signer, posed.engine)
