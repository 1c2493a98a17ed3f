"""The law register: sources, their articles and what these threaten, and the citation of a place in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal as Exact
from typing import Literal

from dsl.core.words import Words
from dsl.record import dataclass
from dsl.source import Span, placed

Confidence = Literal["A", "B", "C", "S0", "S1", "S2", "S3", "M", "I", "U"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the law register: `article` is "18" or "18(1)", `item` says whether it is an article or an item."""

    source: str
    article: str = ""
    item: bool = False
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Renumbered:
    """The day `on` which an article changed its number or its source, and `to` what place, seen from the other one."""

    to: Citation
    on: date


Measure = Literal["order", "warning", "notice", "fine", "confiscation", "closure", "licence", "detention", "civil"]
Condition = Literal["always", "minor", "refused", "serious", "refused_or_serious", "optional"]


@dataclass(frozen=True, slots=True)
class Amount:
    """What a fine comes to: between two bounds (None is open) of one currency, or some multiples of the illegal gains.

    `gains_from` and `gains_below` are the gains for which it is meant; where there are none to take, both are nought.
    """

    least: Exact | None = None
    most: Exact | None = None
    currency: str = "CNY"
    multiples: tuple[Exact, Exact] | None = None
    gains_from: Exact | None = None
    gains_below: Exact | None = None

    @property
    def is_told(self) -> bool:
        """Whether the article says how much."""
        return not (self.least is None and self.most is None and self.multiples is None)


@dataclass(frozen=True, slots=True)
class Sanction:
    """One thing that an article threatens: what, when, on whom (None: whom the rule binds), a fine with its amount."""

    measure: Measure
    when: Condition
    on: str | None
    amount: Amount
    note: Words
    subsidiary: bool = False
    """Whether it follows only where no other law sets a penalty."""
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Article:
    """Our own summary of one article or item, how sure we are of it, what it threatens, or why no rule stands on it."""

    number: str
    summary: Words
    confidence: str
    renumbered: Renumbered | None = None
    sanctions: tuple[Sanction, ...] = ()
    untranslated: Words | None = None
    formerly: Renumbered | None = None
    """What `renumbered` says, seen from the new place."""
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class LawSource:
    """An entry of the law register. `since` and `until` are the first and the last day in force."""

    id: str
    names: Words
    title: Words
    issuer: Words
    number: str
    rank: str
    since: date | None
    until: date | None
    status: str
    articles: Mapping[str, Article]
    items: Mapping[str, Article]
    span: Span = placed()

    def places(self) -> Iterator[tuple[Citation, Article]]:
        """Every article and item with the citation of it."""
        for item, registered in ((False, self.articles), (True, self.items)):
            for article in registered.values():
                yield Citation(self.id, article.number, item, article.span), article
