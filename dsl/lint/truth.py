"""A condition → whether it can be true, and can be false, by the kinds of its parts alone.

What asks about one thing only (`x > 5 and not x = 7`) is tried on a value from each region that its constants leave:
what it says of these it says of all. What compares two things is tried on less, equal and more. Where a value is
unknown the condition is unknown; what is called always true here is so wherever it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Context
from decimal import Decimal as Exact
from itertools import pairwise
from math import ceil, floor, inf
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Literal

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, Never, OneOf, Value, YesNo
from dsl.record import dataclass

_COMPARED: dict[core.Comparator, Callable[[Any, Any], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_MIRRORED: dict[core.Comparator, core.Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PRECISE, _HALF = Context(prec=100), Exact("0.5")  # a number has thirty digits at most
_ANY_OTHER = object()
"""A text that no condition names."""

MOST_TERMS = 100
"""Terms of one junction that are tried together: what is tried grows with their square."""

Domain = Literal["one of", "text", "whole", "whole or never", "from zero", "dense", "dense or never"]


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one thing: what that is (None where nothing is asked), the values it may have, and the condition.

    `points` are the values that the condition names, or all values there are (`one of`).
    """

    about: Hashable | None
    domain: Domain
    points: frozenset[object]
    holds: Callable[[object], bool]

    def results(self) -> set[bool]:
        """What comes out over all values."""
        if self.about is None:
            return {self.holds(None)}
        return {self.holds(value) for value in _values(self.domain, self.points)}


def decided(test: Test | None) -> bool | None:
    """Whether the condition is always true or always false; None where it is neither, or that is not known."""
    results = test.results() if test else set()
    return next(iter(results)) if len(results) == 1 else None


def joined(op: Literal["and", "or"], tests: Sequence[Test]) -> Test:
    """Conditions on the same thing as one."""
    whole = all if op == "and" else any
    holds = tuple(test.holds for test in tests)
    named = next((test for test in tests if test.about is not None), tests[0])
    points = frozenset().union(*(test.points for test in tests))
    return replace(named, points=points, holds=lambda value: whole(each(value) for each in holds))


def implied(given: Test, then: Test) -> bool:
    """Whether whatever satisfies the one satisfies the other; both are about the same thing."""
    return all(then.holds(value) for value in _values(given.domain, given.points | then.points) if given.holds(value))


class Truth:
    """Reads conditions as tests; it needs to know the values of enumerations."""

    def __init__(self, enumerations: Mapping[str, core.Enumeration]) -> None:
        self.enumerations = enumerations
        self._read: dict[int, tuple[core.Expr, Test | None]] = {}

    def test(self, e: core.Expr) -> Test | None:
        """The condition as a test of one thing; None where it is about more than one. Each is read once."""
        if id(e) not in self._read:
            self._read[id(e)] = e, self._test(e)  # the condition is kept with its test: its id is not given to another
        return self._read[id(e)][1]

    def _test(self, e: core.Expr) -> Test | None:
        match e:
            case core.Constant(bool() as value):
                return _constant(value)
            case core.Not(term):
                inner = self.test(term)
                return inner and replace(inner, holds=lambda value: not inner.holds(value))
            case core.All(terms):
                return self._junction("and", terms)
            case core.Any(terms):
                return self._junction("or", terms)
            case core.Compare(op, left, right):
                return self._comparison(op, left, right)
            case _ if isinstance(e.kind, YesNo):
                return Test(e, "one of", frozenset({True, False}), bool)
            case _:
                return None

    def _junction(self, op: Literal["and", "or"], terms: tuple[core.Expr, ...]) -> Test | None:
        tests = [test for term in terms[: MOST_TERMS + 1] if (test := self.test(term))]
        about = {test.about for test in tests} - {None}
        is_one = len(tests) == len(terms) <= MOST_TERMS and len(about) <= 1
        return joined(op, tests) if is_one else None

    def _comparison(self, op: core.Comparator, left: core.Expr, right: core.Expr) -> Test | None:
        match left, right:
            case core.Constant(a), core.Constant(b):
                return _constant(_COMPARED[op](_number(a), _number(b)))
            case core.Constant(a), _:
                return self._against(right, _MIRRORED.get(op, op), a)
            case _, core.Constant(b):
                return self._against(left, op, b)
            case _:
                return _pair(op, left, right)

    def _against(self, subject: core.Expr, op: core.Comparator, constant: Value) -> Test | None:
        value = _number(constant)
        domain = _domain(subject)
        points = frozenset(self._all(subject.kind) or (value,))
        return Test(subject, domain, points, lambda given: _COMPARED[op](given, value))

    def _all(self, kind: Kind) -> tuple[object, ...]:
        """All values that a kind has, where they are few."""
        if isinstance(kind, OneOf):
            return tuple(self.enumerations[kind.enumeration].values)
        return (True, False) if isinstance(kind, YesNo) else ()


def _constant(value: bool) -> Test:
    return Test(None, "one of", frozenset(), lambda _: value)


def _pair(op: core.Comparator, left: core.Expr, right: core.Expr) -> Test:
    """Two things compared: the difference between them is less than nothing, nothing, or more."""
    if left == right:
        return _constant(_COMPARED[op](0, 0))
    if hash(left) > hash(right):
        left, right, op = right, left, _MIRRORED.get(op, op)
    signs = frozenset({-1, 0, 1})
    return Test((left, right), "one of", signs, lambda sign: _COMPARED[op](sign, 0))


def _domain(subject: core.Expr) -> Domain:
    match subject.kind:
        case OneOf() | YesNo():
            return "one of"
        case Integer() if isinstance(subject, core.Count):
            return "from zero"
        case Integer() | Duration():
            return "whole"
        case Date():
            return "whole or never"
        case Decimal() | Money():
            return "dense"
        case Instant():
            return "dense or never"
        case _:
            return "text"


def _number(value: Value) -> object:
    """A constant as something that Python orders exactly; `never` is later than every date."""
    match value:
        case Never():
            return inf
        case datetime():
            return (value - _EPOCH) // _MICROSECOND
        case date():
            return value.toordinal()
        case bool() | str():
            return value
        case _:
            return Exact(value)


def _values(domain: Domain, points: frozenset[object]) -> list[object]:
    """A value from each region that the points leave, and the points."""
    numbers = sorted(point for point in points if isinstance(point, int | Exact) and domain != "one of")
    never: list[object] = [inf] if domain in ("whole or never", "dense or never") else []
    match domain:
        case "one of":
            return list(points)
        case "text":
            return [*points, _ANY_OTHER]
        case "dense" | "dense or never":
            between = [_PRECISE.multiply(_PRECISE.add(a, b), _HALF) for a, b in pairwise(numbers)]
            ends = [_PRECISE.subtract(numbers[0], 1), _PRECISE.add(numbers[-1], 1)] if numbers else [0]
            return [*numbers, *between, *ends, *never]
        case _:
            near = {whole + step for each in numbers for whole in (floor(each), ceil(each)) for step in (-1, 0, 1)}
            return [*(value for value in near | {0} if domain != "from zero" or value >= 0), *never]
