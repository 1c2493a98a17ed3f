"""A checked rulebook, and the calendar that it counts by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from dsl.core.law import LawSource
from dsl.core.norms import Change, Fact, Invariant, Parameter, Rule
from dsl.core.scenarios import Scenario
from dsl.core.vocabulary import Vocabulary
from dsl.core.words import Words
from dsl.record import dataclass


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """Which law counts periods, the years with an official schedule, and days that mend the library's schedule."""

    law: Literal["cn-civil-code", "plain"]
    covered: tuple[date, date]
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """A checked rulebook. Mappings keep the order in which things were declared."""

    name: str
    title: Words
    edition: str
    jurisdiction: str
    calendar: CalendarSpec
    zone: str
    vocabulary: Vocabulary
    sources: Mapping[str, LawSource]
    parameters: Mapping[str, Parameter]
    facts: Mapping[tuple[str, str], Fact]
    rules: Mapping[str, Rule]
    invariants: Mapping[str, Invariant]
    scenarios: tuple[Scenario, ...]
    hash: str
    overriders: Mapping[str, tuple[Rule, ...]]
    """Rule path → the rules that override it, in the order declared."""
    guards: Mapping[str, tuple[Rule, ...]]
    """Action → the prohibitions and permissions of it, in the order declared."""
    draft: bool = False
    """Whether it is no law yet: it says so itself, or a book that it imports does."""
    imported: frozenset[str] = frozenset()
    """The files that belong to imported books."""
    history: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    """Rule path → what amending acts did to it, in order of date."""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path of each text of a rule that was amended → those of all its texts, the older ones first, its own last."""
    revalued: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    """Figure → what amending acts did to it, in order of date."""

    def is_own(self, declared: Rule | Fact | Parameter) -> bool:
        """Whether something is declared by the book itself and not by one that it imports."""
        return declared.span.file not in self.imported

    def texts_of(self, path: str) -> tuple[Rule, ...]:
        """All texts of the rule of which this is the path of one, the older ones first and its own last."""
        return tuple(self.rules[each] for each in self.texts.get(path, (path,)) if each in self.rules)
