"""Conditions that say nothing: always true, always false, said twice, two terms that exclude each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Literal

from dsl import core
from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.kinds import YesNo
from dsl.lint.matter import Matter
from dsl.lint.truth import MOST_TERMS, Test, Truth, decided, joined
from dsl.order import children
from dsl.source import NOWHERE

_FIRST = Words("另一项在此", "the other one is here")
_OF = {True: "RB741", False: "RB742"}


def conditions(matter: Matter) -> Iterator[Diagnostic]:
    """Every condition of the book that the kinds of its parts decide, each at the smallest part that is decided."""
    reader = _Reader(Truth(matter.book.vocabulary.enumerations))
    for rule in matter.book.rules.values():
        reader.norm(rule)
    for fact in matter.book.facts.values():
        reader.fact(fact)
    for invariant in matter.book.invariants.values():
        reader.condition(invariant.where)
        reader.condition(invariant.unless)
    yield from reader.found


class _Reader:
    """Walks conditions and keeps what it finds."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.found: list[Diagnostic] = []

    def norm(self, rule: core.Rule) -> None:
        """The conditions of a rule, and what it demands."""
        for each in (rule.where, rule.when, rule.unless):
            self.condition(each)
        match rule.norm:
            case core.Duty(state, by):
                self.condition(state)
                self._value(by)
            case core.Deadline(event, due):
                self._value(event)
                self._value(due)

    def fact(self, fact: core.Fact) -> None:
        """A fact's value and its branches. A truth alone is a value: `yes`, with exceptions to it."""
        for value in (fact.body, *(each.value for each in fact.exceptions)):
            self._given(value)
        for branch in fact.exceptions:
            self.condition(branch.when)
        if fact.presumed:
            self._given(fact.presumed.value)

    def _given(self, e: core.Expr) -> None:
        if not isinstance(e, core.Constant):
            self.condition(e) if isinstance(e.kind, YesNo) else self._value(e)

    def condition(self, e: core.Expr) -> bool:
        """Reports a condition that is decided, or the parts of it that are; whether there was anything to report."""
        told = len(self.found)
        match e:
            case core.Constant() if e.span == NOWHERE:
                pass  # what was not written
            case core.All(terms) | core.Any(terms):
                inside = [self.condition(term) for term in terms]
                if not any(inside):
                    self._junction(e)
            case core.Not(term):
                self.condition(term)
            case core.Compare() | core.Constant():
                self._decided(e)
                self._value(e)
            case _:
                self._value(e)
        return len(self.found) > told

    def _value(self, e: core.Expr | None) -> None:
        """The conditions inside a value: those by which rows are chosen. To ask for any row at all is no mistake."""
        for each in children(e):
            is_where = isinstance(e, core.Exists | core.Count | core.Sum | core.Extreme) and each is e.where
            if is_where and not isinstance(each, core.Constant):
                self.condition(each)
            else:
                self._value(each)

    def _decided(self, e: core.Expr) -> None:
        result = decided(self.truth.test(e))
        if result is not None:
            self.found.append(Diagnostic(_OF[result], e.span))

    # ── junctions ──

    def _junction(self, e: core.All | core.Any) -> None:
        """The terms of `and` or `or` against each other, once none of them is decided by itself."""
        terms = list(_flat(e, type(e)))
        seen: dict[core.Expr, core.Expr] = {}
        for term in terms:
            opposite = term.term if isinstance(term, core.Not) else core.Not(term)
            if term in seen:
                self.found.append(Diagnostic("RB743", term.span, {}, ((seen[term].span, _FIRST),)))
                return
            if opposite in seen:
                self._opposed(e, seen[opposite], term)
                return
            seen[term] = term
        if _is_list(terms):
            self._decided(e)
        else:
            any(self._clash(e, group) for group in self._groups(terms))

    def _groups(self, terms: list[core.Expr]) -> Iterator[list[tuple[core.Expr, Test]]]:
        """Terms about one thing, where there are several."""
        groups: dict[Hashable, list[tuple[core.Expr, Test]]] = defaultdict(list)
        for term in terms:
            if test := self.truth.test(term):
                groups[test.about].append((term, test))
        yield from (group for group in groups.values() if 1 < len(group) <= MOST_TERMS)

    def _clash(self, e: core.All | core.Any, group: list[tuple[core.Expr, Test]]) -> bool:
        """Whether the terms about one thing decide the junction; told at the first that does so with one before it."""
        op: Literal["and", "or"] = "and" if isinstance(e, core.All) else "or"
        for size in range(2, len(group) + 1):
            if decided(joined(op, [test for _, test in group[:size]])) is (op == "or"):
                last, test = group[size - 1]
                pairs = [one for one, first in group[: size - 1] if decided(joined(op, (first, test))) is (op == "or")]
                self._opposed(e, pairs[0] if pairs else group[0][0], last)
                return True
        return False

    def _opposed(self, e: core.All | core.Any, one: core.Expr, other: core.Expr) -> None:
        """Two terms that cannot both hold (`and`), or of which one always does (`or`)."""
        code = "RB744" if isinstance(e, core.All) else "RB745"
        self.found.append(Diagnostic(code, other.span, {}, ((one.span, _FIRST),)))


def _is_list(terms: list[core.Expr]) -> bool:
    """Whether the terms were written as the values of `one of`: each is then where its value stands."""
    return all(isinstance(term, core.Compare) and term.span == term.right.span for term in terms)


def _flat(e: core.Expr, kind: type[core.All | core.Any]) -> Iterator[core.Expr]:
    """The terms of a junction, those of one inside it that was put in parentheses too."""
    for term in e.terms if isinstance(e, core.All | core.Any) and isinstance(e, kind) else ():
        yield from _flat(term, kind) if isinstance(term, kind) else (term,)
