"""Rules → when they hold, as conditions; and the times of the law between which nothing that they read changes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from dsl import core
from dsl.order import conditions, reach
from interpreter.decide.emit import constant, either, when
from interpreter.decide.frame import Frame
from interpreter.decide.terms import Split, Term, every, negate
from interpreter.decide.translate import Translator

Statements = list[ast.stmt]


class Guards:
    """The conditions under which rules hold, on the day of the law for which a translator stands."""

    def __init__(self, translator: Translator, law: date | None) -> None:
        self.translator = translator
        self.book = translator.book
        self.law = law

    def in_force(self, rule: core.Rule) -> bool:
        """Whether it is law on that day."""
        return self.law is None or core.is_during(rule, self.law)

    def conditions(self, rule: core.Rule) -> list[Term]:
        """Where it applies: all of these."""
        truth = self.translator.truth
        unless = _either_of(rule.unless)
        return [*map(truth, _all_of(rule.where)), *map(truth, _all_of(rule.when)), *(negate(truth(e)) for e in unless)]

    def holds(self, rule: core.Rule) -> list[Term]:
        """Where it applies and is not displaced: all of these."""
        function = self.translator.function
        others = [every(self.holds(each), function) for each in self.overriders(rule)]
        return [*self.conditions(rule), *(negate(each) for each in others)]

    def overriders(self, rule: core.Rule) -> tuple[core.Rule, ...]:
        """Those that displace it where they hold."""
        return tuple(each for each in self.book.overriders[rule.path] if self.in_force(each))


def _all_of(e: core.Expr) -> Iterator[core.Expr]:
    """The terms of a conjunction, those of conjunctions in it among them."""
    if isinstance(e, core.All):
        for each in e.terms:
            yield from _all_of(each)
    else:
        yield e


def _either_of(e: core.Expr) -> Iterator[core.Expr]:
    """The terms of a disjunction."""
    if isinstance(e, core.Any):
        for each in e.terms:
            yield from _either_of(each)
    else:
        yield e


def three_ways(parts: Split, no: Statements, maybe: Statements, yes: Statements) -> Statements:
    """What to do where a conjunction is False, unknown, or True."""
    last = maybe if parts.always_open else [when(either(parts.maybe), maybe, yes)] if parts.maybe else yes
    return [when(either(parts.no), no, last)] if parts.no else last


def read_rules(frame: Frame, rules: Iterable[core.Rule]) -> None:
    """Takes in what the rules read, and those that override them."""
    for rule in rules:
        frame.read(rule.where, rule.when, rule.unless)
        read_rules(frame, frame.book.overriders[rule.path])


def with_overriders(book: core.Book, rules: Iterable[core.Rule]) -> Iterator[core.Rule]:
    """The rules, those that override them, and so on."""
    for rule in rules:
        yield rule
        yield from with_overriders(book, book.overriders[rule.path])


def turns(book: core.Book, rules: Iterable[core.Rule]) -> list[date]:
    """The days, in order, from which on a rule or a figure that it reads is another one, or none."""
    found: set[date] = set()
    for rule in with_overriders(book, rules):
        found.update(_turns(rule.since, rule.until))
        for each in reach(conditions(rule), book.facts):
            if isinstance(each, core.Figure) and each.on is None:
                for dated in book.parameters[each.name].values:
                    found.update(_turns(dated.since, dated.until))
    return sorted(found)


def _turns(since: date | None, until: date | None) -> Iterator[date]:
    if since is not None:
        yield since
    if until is not None and until < date.max:
        yield until + timedelta(days=1)


__all__ = ["Guards", "Statements", "constant", "read_rules", "three_ways", "turns", "with_overriders"]
