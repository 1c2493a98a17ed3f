"""Exact values, unknown ones with their bounds, `never`: Kleene's three values and comparison over them.

Known values are those of `dsl.kinds.Value`, rows and collections. `Unknown` names the fields that would settle it and
may carry bounds, by which a comparison can be decided all the same: six known live cards exceed five whatever the
seventh is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import date, datetime
from decimal import MAX_PREC, Context, Decimal, Inexact

from dsl.core import Comparator
from dsl.kinds import NEVER, Never, Value
from dsl.record import dataclass

EXACT = Context(prec=min(MAX_PREC, 100_000), traps=[Inexact])
"""Arithmetic that never rounds: an inexact result would raise, and + − × have none at this precision."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known. `missing` names what would settle it (`line.registered_on`, `calendar 2027`, `now`).

    `low` and `high` bound the value where that much is known; None is no bound.
    """

    missing: frozenset[str]
    low: Value | None = None
    high: Value | None = None


@dataclass(eq=False, slots=True)
class Row:
    """One subject. `values` holds what was given by field; two rows are the same only if they are one object."""

    entity: str
    key: str
    values: dict[str, Value | Unknown] = field(default_factory=dict, repr=False)
    links: dict[str, Row | Rows | Unknown] = field(default_factory=dict, repr=False)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a to-many relation reaches: the rows known, and, where these may not be all, what is missing."""

    members: tuple[Row, ...]
    missing: frozenset[str] = frozenset()


_LACKING = (Unknown, Rows)
Truth = bool | Unknown
Given = Value | Unknown
"""What a fact was given as."""
Result = Value | Unknown


def negate(truth: Truth) -> Truth:
    """Kleene's not."""
    return truth if isinstance(truth, Unknown) else not truth


def every(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: False as soon as one is False, then unknown if one is unknown, with all that is missing."""
    unknown: list[Unknown] = []
    for truth in truths:
        if truth is False:
            return False
        if isinstance(truth, Unknown):
            unknown.append(truth)
    return Unknown(missing_of(*unknown)) if unknown else True


def some(truths: Iterable[Truth]) -> Truth:
    """Kleene's or."""
    return negate(every(negate(truth) for truth in truths))


def choose(condition: Truth, then: Result, otherwise: Result) -> Result:
    """`then` if the condition holds; where that is unknown, a value only if both ways give the same."""
    if not isinstance(condition, Unknown):
        return then if condition else otherwise
    if not isinstance(then, Unknown) and then == otherwise:
        return then
    return Unknown(condition.missing | missing_of(then) | missing_of(otherwise))


def missing_of(*results: object) -> frozenset[str]:
    """What would settle all of these."""
    return frozenset().union(*(each.missing for each in results if isinstance(each, _LACKING)))


def compare(op: Comparator, left: Result, right: Result) -> Truth:
    """The comparison of two values of one kind, decided by bounds where a value is unknown."""
    if not isinstance(left, Unknown) and not isinstance(right, Unknown):
        return _known(op, left, right)
    decided = _bounded(op, left, right)
    return Unknown(missing_of(left, right)) if decided is None else decided


def _known(op: Comparator, left: Value, right: Value) -> bool:
    match op:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return _less(left, right)
        case "<=":
            return not _less(right, left)
        case ">":
            return _less(right, left)
        case ">=":
            return not _less(left, right)


def _less(left: Value, right: Value) -> bool:
    """`never` is later than every date, and not later than itself."""
    if isinstance(left, Never):
        return False
    return True if isinstance(right, Never) else left < right  # type: ignore[operator]  # the checker has seen one ordered kind


def _bounded(op: Comparator, left: Result, right: Result) -> bool | None:
    """What the bounds decide: True, False, or None."""
    match op:
        case ">":
            return _bounded("<", right, left)
        case ">=":
            return _bounded("<=", right, left)
        case "!=":
            equal = _bounded("=", left, right)
            return None if equal is None else not equal
        case "=":
            apart = _bounded("<", left, right) or _bounded("<", right, left)
            return False if apart else None
        case "<" | "<=":
            if _known_pair(_high(left), _low(right), op):
                return True
            opposite: Comparator = "<=" if op == "<" else "<"
            return False if _known_pair(_high(right), _low(left), opposite) else None


def _known_pair(left: Value | None, right: Value | None, op: Comparator) -> bool:
    return left is not None and right is not None and _known(op, left, right)


def _low(result: Result) -> Value | None:
    return result.low if isinstance(result, Unknown) else result


def _high(result: Result) -> Value | None:
    return result.high if isinstance(result, Unknown) else result


def calculate(op: str, left: Result, right: Result) -> Result:
    """Exact `+`, `-`, `*`; unknown if one of the two is."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return Unknown(missing_of(left, right))
    if isinstance(left, int) and isinstance(right, int):
        return left + right if op == "+" else left - right if op == "-" else left * right
    a, b = Decimal(left), Decimal(right)  # type: ignore[arg-type]  # the checker has seen two numbers
    return EXACT.add(a, b) if op == "+" else EXACT.subtract(a, b) if op == "-" else EXACT.multiply(a, b)


def day_of(value: date | datetime) -> date:
    """The date of a date or of an instant (which is kept in the rulebook's zone)."""
    return value.date() if isinstance(value, datetime) else value


__all__ = [
    "EXACT", "NEVER", "Given", "Result", "Row", "Rows", "Truth", "Unknown", "calculate", "choose", "compare", "day_of",
    "every", "missing_of", "negate", "some",
]  # fmt: skip
