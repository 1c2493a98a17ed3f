"""Rules of books of which one imports the other → those that contradict each other while neither has priority.

Within one book its author weighs rules against each other. What another book says of the same matter (two deadlines
for one event, a permission of what is forbidden) has to be settled in words: by `overrides`, or by conditions that
cannot hold together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from itertools import combinations

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.layer import Layer
from dsl.lint.truth import MOST_TERMS, Test, Truth, decided, joined
from dsl.nodes import as_map, place_of
from dsl.resolve import Names
from dsl.source import Span

_OTHER = Words("另一条规则在此", "the other rule is here")


def problems(layer: Layer, rules: Mapping[str, core.Rule], names: Names) -> Iterator[Diagnostic]:
    """Each pair of rules of two books that meet in this one, are about one matter, and may both apply."""
    if not layer.below:
        return
    meeting = _Meeting(layer, rules, names.texts)
    truth = Truth(names.vocabulary.enumerations)
    for matter in _matters(rules).values():
        for one, other in combinations(matter, 2):
            if meeting.is_here(one, other) and _clash(one, other) and not _disjoint(one, other, truth):
                yield _told(one, other, meeting, names)


def _matters(rules: Mapping[str, core.Rule]) -> dict[Hashable, list[core.Rule]]:
    """Rules by what they are about: an event and from when it is due, or an action."""
    found: dict[Hashable, list[core.Rule]] = defaultdict(list)
    for rule in rules.values():
        match rule.norm:
            case core.Deadline(event, due):
                found[rule.subject, event, due.start].append(rule)
            case core.Prohibition(action) | core.Permission(action):
                found[action].append(rule)
    return found


def _clash(one: core.Rule, other: core.Rule) -> bool:
    """Whether the two say different things, are in force together, and neither overrides the other."""
    if isinstance(one.norm, core.Prohibition | core.Permission) and type(one.norm) is type(other.norm):
        return False
    first = max(one.since or date.min, other.since or date.min)
    together = first <= min(one.until or date.max, other.until or date.max)
    return together and other.path not in one.overrides and one.path not in other.overrides


class _Meeting:
    """Which book each rule is of, and where two of them meet first."""

    def __init__(self, layer: Layer, rules: Mapping[str, core.Rule], texts: Mapping[str, tuple[str, ...]]) -> None:
        self.layer = layer
        self.rules = rules
        self.texts = texts
        self.books = {name: each for each in layer.below for name in each.reading.texts}

    def of(self, rule: core.Rule) -> Layer:
        """The book that a rule is of; of one that was amended, that in which it was first written."""
        first = self.rules.get(self.texts.get(rule.path, (rule.path,))[0], rule)
        return self.books.get(first.span.file, self.layer)

    def _written(self, rule: core.Rule) -> Layer:
        return self.books.get(rule.span.file, self.layer)

    def is_here(self, one: core.Rule, other: core.Rule) -> bool:
        """Whether two rules are of two books that no imported book knows both: there it was told already."""
        pair = self.of(one), self.of(other)
        if self._written(one) is self._written(other):
            return False  # one author has weighed both
        known = any(all(book is each or book in each.below for book in pair) for each in self.layer.below)
        return pair[0] is not pair[1] and not known

    def place(self, one: core.Rule, other: core.Rule) -> tuple[Span, tuple[core.Rule, ...]]:
        """Where to tell of it, and the rules to be shown beside: at the book's own rule, or where it imports both."""
        own = next((each for each in (other, one) if self.of(each) is self.layer), None)
        if own is not None:
            return own.span, tuple(each for each in (one, other) if each is not own)
        manifest = as_map(self.layer.yaml["rulebook"])
        return place_of(manifest.get("imports"), manifest.span), (one, other)


def _told(one: core.Rule, other: core.Rule, meeting: _Meeting, names: Names) -> Diagnostic:
    span, shown = meeting.place(one, other)
    own = one if shown == (other,) else other
    rest = other if own is one else one
    blanks: dict[str, str | Words] = {"name": names.spoken(own.path), "other": names.spoken(rest.path)}
    related = tuple((each.span, _OTHER) for each in shown)
    if isinstance(own.norm, core.Deadline):
        return Diagnostic("RB417", span, blanks, related)
    return Diagnostic("RB418", span, {**blanks, "action": _action(own, names)}, related)


def _action(rule: core.Rule, names: Names) -> Words:
    assert isinstance(rule.norm, core.Prohibition | core.Permission)
    return names.vocabulary.actions[rule.norm.action].names


# ── conditions that exclude each other ───────────────────────────────────────────────────────────────────────────────


def _disjoint(one: core.Rule, other: core.Rule, truth: Truth) -> bool:
    """Whether it can be seen from the form of their conditions that no row has both."""
    about: dict[Hashable, list[Test]] = defaultdict(list)
    for rule in (one, other):
        for term in _terms(rule.conditions):
            test = truth.test(term)
            if test and decided(test) is False:
                return True
            if test:
                about[test.about].append(test)
    return any(decided(joined("and", tests[:MOST_TERMS])) is False for tests in about.values())


def _terms(e: core.Expr) -> Iterator[core.Expr]:
    """What all has to hold for a condition to hold."""
    match e:
        case core.All(terms):
            for term in terms:
                yield from _terms(term)
        case core.Not(core.Any(terms)):
            for term in terms:
                yield from _terms(core.Not(term))
        case core.Not(core.Not(term)):
            yield from _terms(term)
        case _:
            yield e
