"""Values of the columnar meaning: a term that is NULL where the value is unknown, its bounds there, what is missing.

The rules are those of `interpreter.values`, written over terms. What is missing is asked for only where it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dsl.core import Comparator
from interpreter.columns.terms import (
    NOTHING,
    TRUE,
    UNSURE,
    Literal,
    Term,
    at_most,
    both,
    call,
    case,
    coalesce,
    either,
    equal,
    is_null,
    less,
    names,
    negated,
    null,
    union,
)

Missing = Callable[[], Term]
"""The list of what is missing, for rows where the value is unknown."""


def nothing() -> Term:
    """Nothing is missing."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class Result:
    """`low` and `high` bound an unknown value; NULL (or None) is no bound. They mean nothing where it is known."""

    value: Term
    missing: Missing = nothing
    low: Term | None = None
    high: Term | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether something may be known of it where it is unknown."""
        return self.low is not None or self.high is not None

    @property
    def least(self) -> Term:
        """The value, or its lower bound."""
        return self.value if self.low is None else coalesce(self.value, self.low)

    @property
    def most(self) -> Term:
        """The value, or its upper bound."""
        return self.value if self.high is None else coalesce(self.value, self.high)


def known(term: Term) -> Result:
    """A value that is never unknown."""
    return Result(term)


def lacking(name: str, term: Term) -> Result:
    """A value that is missing under a name where it is unknown."""
    return Result(term, lambda: names(name))


def missing_of(*results: Result) -> Term:
    """What would settle all of these: nothing for those that are known."""
    return union(*(case((is_null(each.value), each.missing()), otherwise=NOTHING) for each in results if _lacks(each)))


def _lacks(result: Result) -> bool:
    return result.value.nullable


def either_missing(results: Iterable[Result]) -> Missing:
    """As `missing_of`, when it is asked."""
    kept = tuple(results)
    return lambda: missing_of(*kept)


def negate(result: Result) -> Result:
    """Kleene's not."""
    return Result(negated(result.value), result.missing)


def every(results: Iterable[Result]) -> Result:
    """Kleene's and."""
    kept = tuple(results)
    return Result(both(*(each.value for each in kept)), either_missing(kept))


def some(results: Iterable[Result]) -> Result:
    """Kleene's or."""
    kept = tuple(results)
    return Result(either(*(each.value for each in kept)), either_missing(kept))


def choose(condition: Result, then: Result, otherwise: Result) -> Result:
    """`then` if the condition holds; where that is unknown, a value only if both ways give the same."""
    holds = condition.value
    fails = negated(holds)
    same = equal(then.value, otherwise.value)
    unsure = null(then.value.type)
    value = case((holds, then.value), (fails, otherwise.value), (same, then.value), otherwise=unsure)
    low, high = (
        None if a is None and b is None else case((holds, a or unsure), (fails, b or unsure), otherwise=unsure)
        for a, b in ((then.low, otherwise.low), (then.high, otherwise.high))
    )

    def missing() -> Term:
        unsettled = missing_of(condition, then, otherwise)
        return case((holds, missing_of(then)), (fails, missing_of(otherwise)), otherwise=unsettled)

    return Result(value, missing, low, high)


def compare(op: Comparator, left: Result, right: Result) -> Result:
    """A comparison, decided by bounds where a value is unknown."""
    missing = either_missing((left, right))
    match op:
        case ">":
            return compare("<", right, left)
        case ">=":
            return compare("<=", right, left)
        case "!=":
            return Result(negated(_equal(left, right)), missing)
        case "=":
            return Result(_equal(left, right), missing)
        case "<":
            return Result(_below(left, right, strict=True), missing)
        case "<=":
            return Result(_below(left, right, strict=False), missing)


def _below(left: Result, right: Result, strict: bool) -> Term:
    """True where the most of the left is below the least of the right; False where its least is not below the most."""
    if not (left.is_bounded or right.is_bounded):
        return less(left.value, right.value) if strict else at_most(left.value, right.value)
    if strict:
        surely, surely_not = less(left.most, right.least), at_most(right.most, left.least)
    else:
        surely, surely_not = at_most(left.most, right.least), less(right.most, left.least)
    return case((surely, TRUE), (surely_not, negated(TRUE)), otherwise=UNSURE)


def _equal(left: Result, right: Result) -> Term:
    plain = equal(left.value, right.value)
    if not (left.is_bounded or right.is_bounded):
        return plain
    apart = either(less(left.most, right.least), less(right.most, left.least))
    return case((plain, TRUE), (apart, negated(TRUE)), otherwise=UNSURE)


def calculate(op: str, left: Result, right: Result, kind: str) -> Result:
    """Exact `+`, `-`, `*`; unknown if one of the two is."""
    a, b = left.value, right.value
    if isinstance(a, Literal) and isinstance(b, Literal) and isinstance(a.value, int) and isinstance(b.value, int):
        value: Term = Literal(_folded(op, a.value, b.value), "whole")
    else:
        value = call(op, kind, _wider(a), _wider(b))  # type: ignore[arg-type]  # an operator; a type of numbers
    return Result(value, either_missing((left, right)))


def _folded(op: str, a: int, b: int) -> int:
    return a + b if op == "+" else a - b if op == "-" else a * b


def _wider(term: Term) -> Term:
    """A whole number in a type that holds what comes of it."""
    return call("wider", "whole", term) if term.type == "whole" and not isinstance(term, Literal) else term
