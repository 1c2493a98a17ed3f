"""The cases of a book, what is expected of each, and where that stands, which only a mistake is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date, datetime

from dsl.core.words import Words
from dsl.record import dataclass
from dsl.source import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a scenario and its parts stand in their file.

    `facts` has for each fact, by its path (`line.reminders[0].sent_on`), its key and its value, and for each figure
    the same (`figures.cap`); `expected`, by what something is expected of, the place of that name and of each word.
    """

    span: Span = NOWHERE
    facts: Mapping[str, tuple[Span, Span]] = field(default_factory=dict)
    expected: Mapping[str, tuple[Span, Mapping[str, Span]]] = field(default_factory=dict)


Whereabouts = Callable[[], Standing]
"""Finds out where a scenario stands: only what is wrong is asked that."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a scenario expects of one action, rule, invariant or fact: by name, its words and their places."""

    target: str
    wanted: Mapping[str, str]
    whereabouts: Whereabouts = field(default=Standing, compare=False, repr=False)

    @property
    def span(self) -> Span:
        """Where the name stands of which something is expected."""
        return self.whereabouts().expected[self.target][0]

    @property
    def places(self) -> Mapping[str, Span]:
        """Where each of its words stands."""
        return self.whereabouts().expected[self.target][1]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case: `facts` as nested mappings and lists of texts, asked on a date or at a moment.

    `figures` are the figures that the case sets, as written: on whatever day, they have this value in it.
    """

    name: Words
    on: date | datetime
    facts: Mapping[str, object]
    expect: tuple[Expectation, ...]
    basis: str
    figures: Mapping[str, str] = field(default_factory=dict)
    whereabouts: Whereabouts = field(default=Standing, compare=False, repr=False)

    @property
    def span(self) -> Span:
        """Where its name stands."""
        return self.whereabouts().span

    @property
    def places(self) -> Mapping[str, tuple[Span, Span]]:
        """Where each fact and each figure stands, its key and its value, by its path."""
        return self.whereabouts().facts
