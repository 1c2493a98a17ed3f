"""Truths of three values and values that may be unknown, as formulas: what `interpreter/values.py` is for single facts.

A truth is two formulas, of which at most one holds. A value is a term, whether it is known, and bounds that hold where
it is not. Days are numbers (`date.toordinal`), moments microseconds of the local clock, `never` a number beyond them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import z3

from dsl.core import Comparator
from dsl.record import dataclass

Formula: TypeAlias = Any
"""A `z3.BoolRef`: the library ships no types."""
Term: TypeAlias = Any
"""A `z3.ArithRef`: a whole number, or an exact one."""

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)
MICROSECONDS = 86_400_000_000
"""Of a day."""
NEVER_DAY = 10_000_000
"""`never` among the days: later than the last of them, 3,652,059."""


def both(*terms: Formula) -> Formula:
    """And, without what is true anyway."""
    left = [term for term in terms if not z3.is_true(term)]
    if any(z3.is_false(term) for term in left):
        return FALSE
    return z3.And(*left) if len(left) > 1 else left[0] if left else TRUE


def either(*terms: Formula) -> Formula:
    """Or, without what is false anyway."""
    left = [term for term in terms if not z3.is_false(term)]
    if any(z3.is_true(term) for term in left):
        return TRUE
    return z3.Or(*left) if len(left) > 1 else left[0] if left else FALSE


def opposite(term: Formula) -> Formula:
    """Not."""
    return FALSE if z3.is_true(term) else TRUE if z3.is_false(term) else z3.Not(term)


def given(condition: Formula, then: Term, otherwise: Term) -> Term:
    """One term or the other."""
    if z3.is_true(condition) or then.eq(otherwise):
        return then
    return otherwise if z3.is_false(condition) else z3.If(condition, then, otherwise)


@dataclass(frozen=True, slots=True)
class Truth:
    """Where it holds, and where it does not; nowhere both, and unknown where neither."""

    yes: Formula
    no: Formula

    @property
    def known(self) -> Formula:
        """Where it is one of the two."""
        return either(self.yes, self.no)


YES, NO, UNKNOWN = Truth(TRUE, FALSE), Truth(FALSE, TRUE), Truth(FALSE, FALSE)


@dataclass(frozen=True, slots=True)
class Bound:
    """What an unknown value is not below, or not above, where there is such a bound; the day of it, of moments."""

    has: Formula
    term: Term
    day: Term | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an ordered kind, of an enumeration or a text; of a moment also its day. Bounds where not known."""

    known: Formula
    term: Term
    day: Term | None = None
    low: Bound | None = None
    high: Bound | None = None


def truth(term: Formula) -> Truth:
    """A truth that is known."""
    return Truth(term, opposite(term))


def where(known: Formula, found: Truth) -> Truth:
    """The truth where something is known, else unknown."""
    return Truth(both(known, found.yes), both(known, found.no))


def negate(of: Truth) -> Truth:
    """Kleene's not."""
    return Truth(of.no, of.yes)


def every(truths: Iterable[Truth]) -> Truth:
    """Kleene's and."""
    terms = list(truths)
    return Truth(both(*(each.yes for each in terms)), either(*(each.no for each in terms)))


def some(truths: Iterable[Truth]) -> Truth:
    """Kleene's or."""
    return negate(every(negate(each) for each in truths))


# ── choice ──


def choose_truth(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    """One or the other; where the condition is unknown, what both say."""
    unknown = opposite(condition.known)
    yes = either(
        both(condition.yes, then.yes), both(condition.no, otherwise.yes), both(unknown, then.yes, otherwise.yes)
    )
    no = either(both(condition.yes, then.no), both(condition.no, otherwise.no), both(unknown, then.no, otherwise.no))
    return Truth(yes, no)


def choose(condition: Truth, then: Value, otherwise: Value) -> Value:
    """One or the other; where the condition is unknown, the value only if both are the same."""
    same = both(opposite(condition.known), then.known, otherwise.known, then.term == otherwise.term)
    known = either(both(condition.yes, then.known), both(condition.no, otherwise.known), same)
    term = given(condition.no, otherwise.term, then.term)
    day = None
    if then.day is not None and otherwise.day is not None:
        day = given(condition.no, otherwise.day, then.day)
    return Value(
        known, term, day, _bound(condition, then.low, otherwise.low), _bound(condition, then.high, otherwise.high)
    )


def _bound(condition: Truth, then: Bound | None, otherwise: Bound | None) -> Bound | None:
    if then is None and otherwise is None:
        return None
    first, second = then or otherwise, otherwise or then
    assert first is not None
    assert second is not None
    has = either(
        both(condition.yes, then.has if then else FALSE), both(condition.no, otherwise.has if otherwise else FALSE)
    )
    day = None
    if first.day is not None and second.day is not None:
        day = given(condition.no, second.day, first.day)
    return Bound(has, given(condition.no, second.term, first.term), day)


def presumed(value: Value, instead: Value) -> Value:
    """The value, or what is presumed where it is unknown."""
    return choose(truth(value.known), value, instead)


# ── comparison ──


def compare(op: Comparator, left: Value, right: Value) -> Truth:
    """Two values of one kind, decided by their bounds where they are unknown."""
    match op:
        case ">":
            return compare("<", right, left)
        case ">=":
            return compare("<=", right, left)
        case "!=":
            return negate(compare("=", left, right))
        case "=":
            known = both(left.known, right.known)
            same = left.term == right.term
            apart = either(_below(left, right, strict=True), _below(right, left, strict=True))
            return Truth(both(known, same), either(both(known, opposite(same)), apart))
        case "<" | "<=":
            strict = op == "<"
            return Truth(_below(left, right, strict=strict), _below(right, left, strict=not strict))


def _below(left: Value, right: Value, *, strict: bool) -> Formula:
    """Where all that the one may be is below all that the other may be."""
    high, low = _outer(left, left.high), _outer(right, right.low)
    return both(high.has, low.has, high.term < low.term if strict else high.term <= low.term)


def _outer(value: Value, bound: Bound | None) -> Bound:
    if bound is None:
        return Bound(value.known, value.term)
    return Bound(either(value.known, bound.has), given(value.known, value.term, bound.term))
