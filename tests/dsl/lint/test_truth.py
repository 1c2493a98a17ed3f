"""What the kinds of a condition's parts decide, against trying every value there is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal as Exact
from typing import Any, cast, get_args

from hypothesis import given
from hypothesis import strategies as st

from dsl import core, kinds
from dsl.core import Enumeration, Words
from dsl.kinds import NEVER, Kind, Never, Value
from dsl.lint.beaten import implies
from dsl.lint.truth import MOST_TERMS, Truth, decided, implied
from dsl.lint.truth import Test as Condition

TRUTH = Truth({"province": Enumeration("province", Words(), {name: Words() for name in "abc"})})
LINE = core.Variable("line", kinds.Reference("line"))
OPERATORS: tuple[core.Comparator, ...] = get_args(core.Comparator)
ZONE = timezone(timedelta(hours=8))


def thing(kind: Kind, name: str = "x") -> core.Expr:
    return core.FieldOf(LINE, name, kind)


def days(first: int, last: int) -> tuple[Value, ...]:
    return tuple(date(2020, 1, 10) + timedelta(n) for n in range(first, last))


def moments(first: int, last: int) -> tuple[Value, ...]:
    return tuple(datetime(2020, 1, 10, tzinfo=ZONE) + timedelta(minutes=n) for n in range(first, last))


KINDS: tuple[tuple[Kind, tuple[Value, ...], tuple[Value, ...]], ...] = (
    # kind, constants in conditions, all values that can make a difference to them
    (kinds.Integer(), (0, 1, 2, 3), tuple(range(-3, 7))),
    (kinds.Duration("days"), (0, 1, 2, 3), tuple(range(-3, 7))),
    (kinds.Decimal(), tuple(map(Exact, range(4))), tuple(Exact(n) / 2 for n in range(-3, 10))),
    (kinds.Money("CNY"), tuple(map(Exact, range(4))), tuple(Exact(n) / 2 for n in range(-3, 10))),
    (kinds.Date(), (*days(0, 4), NEVER), (*days(-3, 8), NEVER)),
    (kinds.Instant(), (*moments(0, 8)[::2], NEVER), (*moments(-3, 12), NEVER)),
    (kinds.OneOf("province"), ("a", "b", "c"), ("a", "b", "c")),
    (kinds.YesNo(), (True, False), (True, False)),
    (kinds.Text(), ("a", "b"), ("a", "b", "something else")),
)


def _comparison(parts: tuple[core.Comparator, tuple[core.Expr, core.Expr]]) -> core.Expr:
    op, (left, right) = parts
    return core.Compare(op, left, right)


@st.composite
def conditions(draw: st.DrawFn) -> tuple[core.Expr, tuple[Value, ...]]:
    """A condition on one thing, and all values of that."""
    kind, constants, values = draw(st.sampled_from(KINDS))
    operators = OPERATORS if kinds.is_ordered(kind) else ("=", "!=")
    constant = st.builds(core.Constant, st.sampled_from(constants), st.just(kind))
    sides = st.tuples(st.just(thing(kind)), constant) | st.tuples(constant, st.just(thing(kind)))
    comparison = st.tuples(st.sampled_from(operators), sides).map(_comparison)
    leaves: st.SearchStrategy[core.Expr] = comparison
    if isinstance(kind, kinds.YesNo):
        leaves = comparison | st.just(thing(kind))
    return draw(st.recursive(leaves, _larger, max_leaves=6)), values


def _larger(inner: st.SearchStrategy[core.Expr]) -> st.SearchStrategy[core.Expr]:
    terms: st.SearchStrategy[tuple[core.Expr, ...]] = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return inner.map(core.Not) | terms.map(core.All) | terms.map(core.Any)


def holds(e: core.Expr, value: Value) -> bool:
    """The condition, asked of a value: an oracle of its own."""
    match e:
        case core.Not(term):
            return not holds(term, value)
        case core.All(terms):
            return all(holds(term, value) for term in terms)
        case core.Any(terms):
            return any(holds(term, value) for term in terms)
        case core.Compare(op, left, right):
            a, b = (each.value if isinstance(each, core.Constant) else value for each in (left, right))
            return _compared(op, a, b)
        case _:
            return bool(value)


def _compared(op: str, a: Any, b: Any) -> bool:
    late_a, late_b = isinstance(a, Never), isinstance(b, Never)
    if op in ("=", "!="):
        return (a == b) is (op == "=")
    less = (not late_a and (late_b or a < b), not late_b and (late_a or b < a))
    return {"<": less[0], ">": less[1], "<=": not less[1], ">=": not less[0]}[op]


def tried(e: core.Expr, values: Iterable[Value]) -> bool | None:
    came = {holds(e, value) for value in values}
    return came.pop() if len(came) == 1 else None


def read(e: core.Expr) -> Condition:
    found = TRUTH.test(e)
    assert found
    return found


@given(conditions())
def test_a_condition_is_decided_just_as_trying_every_value_does(case: tuple[core.Expr, tuple[Value, ...]]) -> None:
    condition, values = case
    assert decided(read(condition)) == tried(condition, values)


@given(conditions(), st.data())
def test_what_is_called_implied_is_so_for_every_value(
    case: tuple[core.Expr, tuple[Value, ...]], data: st.DataObject
) -> None:
    one, values = case
    other, _ = data.draw(conditions().filter(lambda drawn: drawn[1] == values))
    wanted = all(holds(other, value) for value in values if holds(one, value))
    if read(one).about == read(other).about:
        assert implied(read(one), read(other)) == wanted
    if implies(one, other, TRUTH):
        assert wanted


def compared(op: str, left: core.Expr, right: core.Expr) -> core.Expr:
    return core.Compare(cast(core.Comparator, op), left, right)


def test_two_things_are_less_equal_or_more() -> None:
    x, y = thing(kinds.Date()), thing(kinds.Date(), "y")
    for op in OPERATORS:
        opposite = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}[op]
        both = (compared(op, x, y), compared(opposite, x, y))
        assert decided(TRUTH.test(core.All(both))) is False
        assert decided(TRUTH.test(core.Any(both))) is True
        turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
        assert decided(TRUTH.test(core.All((compared(turned, y, x), compared(opposite, x, y))))) is False
    assert decided(TRUTH.test(core.All((compared("<=", x, y), compared("<=", y, x))))) is None


def test_a_thing_is_neither_before_nor_after_itself() -> None:
    x = thing(kinds.Date())
    assert [decided(TRUTH.test(compared(op, x, x))) for op in ("=", "<=", ">=")] == [True] * 3
    assert [decided(TRUTH.test(compared(op, x, x))) for op in ("!=", "<", ">")] == [False] * 3


def test_a_count_is_never_less_than_nothing() -> None:
    rows = core.Follow(LINE, "calls", kinds.Collection("call"))
    count, zero = core.Count("c", rows, core.YES), core.Constant(0, kinds.Integer())
    assert decided(TRUTH.test(compared(">=", count, zero))) is True
    assert decided(TRUTH.test(compared("<", count, zero))) is False
    assert decided(TRUTH.test(compared(">", count, zero))) is None
    assert decided(TRUTH.test(compared(">=", thing(kinds.Integer()), zero))) is None


def test_what_is_about_two_things_is_not_decided() -> None:
    good, status = thing(kinds.YesNo(), "good"), thing(kinds.YesNo(), "status")
    assert TRUTH.test(core.All((good, status))) is None
    assert decided(None) is None
    assert implies(core.All((good, status)), good, TRUTH)
    assert implies(good, core.Any((good, status)), TRUTH)
    assert implies(core.Any((core.All((good, status)), status)), status, TRUTH)
    assert not implies(good, core.All((good, status)), TRUTH)
    assert not implies(core.Any((good, status)), good, TRUTH)
    assert implies(good, core.YES, TRUTH)


def test_a_junction_of_very_many_terms_is_left_alone() -> None:
    x = thing(kinds.Integer())
    terms = tuple(compared("!=", x, core.Constant(n, kinds.Integer())) for n in range(MOST_TERMS + 1))
    assert TRUTH.test(core.Any(terms)) is None
    assert decided(TRUTH.test(core.Any(terms[:-1]))) is True
    assert not implies(core.All(terms), terms[0], TRUTH)
    assert implies(core.All(terms), core.All(terms), TRUTH)
