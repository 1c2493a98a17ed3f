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
    is_known,
    is_null,
    less,
    minus,
    names,
    negated,
    null,
    plus,
    union,
)

Missing = Callable[[], Term]
"""The list of what is missing, for rows where the value is unknown."""


def nothing() -> Term:
    """Nothing is missing."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class Cell:
    """`low` and `high` bound an unknown value; NULL (or None) is no bound. They mean nothing where it is known."""

    value: Term
    missing: Missing = nothing
    low: Term | None = None
    high: Term | None = None

    @property
    def least(self) -> Term:
        """The value, or its lower bound."""
        return self.value if self.low is None else coalesce(self.value, self.low)

    @property
    def most(self) -> Term:
        """The value, or its upper bound."""
        return self.value if self.high is None else coalesce(self.value, self.high)


def known(term: Term) -> Cell:
    """A value that is never unknown."""
    return Cell(term)


def lacking(name: str, term: Term) -> Cell:
    """A value that is missing under a name where it is unknown."""
    return Cell(term, lambda: names(name))


def missing_of(*cells: Cell) -> Term:
    """What would settle all of these: nothing for those that are known."""
    return union(*(case((is_null(each.value), each.missing()), otherwise=NOTHING) for each in cells if _lacks(each)))


def _lacks(cell: Cell) -> bool:
    return cell.value.nullable


def either_missing(cells: Iterable[Cell]) -> Missing:
    """As `missing_of`, when it is asked."""
    kept = tuple(cells)
    return lambda: missing_of(*kept)


def negate(cell: Cell) -> Cell:
    """Kleene's not."""
    return Cell(negated(cell.value), cell.missing)


def every(cells: Iterable[Cell]) -> Cell:
    """Kleene's and."""
    kept = tuple(cells)
    return Cell(both(*(each.value for each in kept)), either_missing(kept))


def some(cells: Iterable[Cell]) -> Cell:
    """Kleene's or."""
    kept = tuple(cells)
    return Cell(either(*(each.value for each in kept)), either_missing(kept))


def choose(condition: Cell, then: Cell, otherwise: Cell) -> Cell:
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

    return Cell(value, missing, low, high)


def compare(op: Comparator, left: Cell, right: Cell) -> Cell:
    """A comparison, decided by bounds where a value is unknown."""
    missing = either_missing((left, right))
    match op:
        case ">":
            return compare("<", right, left)
        case ">=":
            return compare("<=", right, left)
        case "!=":
            return Cell(negated(_equal(left, right)), missing)
        case "=":
            return Cell(_equal(left, right), missing)
        case "<":
            return Cell(_below(left, right, strict=True), missing)
        case "<=":
            return Cell(_below(left, right, strict=False), missing)


def _is_bounded(*cells: Cell) -> bool:
    return any(bound is not None for each in cells for bound in (each.low, each.high))


def _below(left: Cell, right: Cell, strict: bool) -> Term:
    """True where the most of the left is below the least of the right; False where its least is not below the most."""
    if not _is_bounded(left, right):
        return less(left.value, right.value) if strict else at_most(left.value, right.value)
    if strict:
        surely, surely_not = less(left.most, right.least), at_most(right.most, left.least)
    else:
        surely, surely_not = at_most(left.most, right.least), less(right.most, left.least)
    return case((surely, TRUE), (surely_not, negated(TRUE)), otherwise=UNSURE)


def _equal(left: Cell, right: Cell) -> Term:
    plain = equal(left.value, right.value)
    if not _is_bounded(left, right):
        return plain
    apart = either(less(left.most, right.least), less(right.most, left.least))
    return case((plain, TRUE), (apart, negated(TRUE)), otherwise=UNSURE)


def calculate(op: str, left: Cell, right: Cell, kind: str) -> Cell:
    """Exact `+`, `-`, `*`; unknown if one of the two is."""
    a, b = left.value, right.value
    if isinstance(a, Literal) and isinstance(b, Literal) and isinstance(a.value, int) and isinstance(b.value, int):
        value: Term = Literal(_folded(op, a.value, b.value), "whole")
    else:
        value = call(op, kind, _wider(a), _wider(b))  # type: ignore[arg-type]  # an operator; a type of numbers
    return Cell(value, either_missing((left, right)))


def _folded(op: str, a: int, b: int) -> int:
    return a + b if op == "+" else a - b if op == "-" else a * b


def _wider(term: Term) -> Term:
    """A whole number in a type that holds what comes of it."""
    return call("wider", "whole", term) if term.type == "whole" and not isinstance(term, Literal) else term


__all__ = [
    "Cell", "Missing", "calculate", "choose", "compare", "either_missing", "every", "is_known", "known", "lacking", "minus", "missing_of",
    "negate", "nothing", "plus", "some",
]  # fmt: skip
