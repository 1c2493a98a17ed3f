"""What compiled functions call says what the reference says of the same values."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from dsl import core
from dsl.kinds import NEVER
from interpreter.decide.runtime import Bounds, Held, compare_held, held, is_known, selected
from interpreter.values import Unknown, choose, compare

NUMBERS = (0, 1, 2, None)
DAYS = (date(2018, 3, 1), date(2018, 3, 2), NEVER, None)
OPS: tuple[core.Comparator, ...] = ("=", "!=", "<", "<=", ">", ">=")


def unknown(value: Held) -> object:
    """A held value as the reference has it."""
    if isinstance(value, Bounds):
        return Unknown(frozenset({"x"}), value.low, value.high)
    return Unknown(frozenset({"x"})) if value is None else value


@pytest.mark.parametrize("values", [NUMBERS, DAYS], ids=["numbers", "days"])
@pytest.mark.parametrize("op", OPS)
def test_any_two_values_compare_as_by_the_reference(op: core.Comparator, values: tuple[Held, ...]) -> None:
    bounds = [Bounds(low, high) for low, high in product(values, values) if (low, high) != (None, None)]
    for left, right in product([*values, *bounds], repeat=2):
        wanted = compare(op, unknown(left), unknown(right))  # type: ignore[arg-type]  # values of both kinds
        assert compare_held(op, left, right) is (None if isinstance(wanted, Unknown) else wanted), (left, op, right)


def test_a_choice_is_made_as_by_the_reference() -> None:
    values = (1, 2, None, Bounds(1, 2))
    for condition, then, otherwise in product((True, False, None), values, values):
        wanted = choose(unknown(condition), unknown(then), unknown(otherwise))  # type: ignore[arg-type]  # as above
        found = selected(condition, then, otherwise)
        assert is_known(found) == (not isinstance(wanted, Unknown))
        assert not is_known(found) or found == wanted


def test_what_is_unknown_is_none_unless_something_is_known_of_it() -> None:
    assert held(Unknown(frozenset({"x"}))) is None
    between = held(Unknown(frozenset({"x"}), 1, None))
    assert (between.low, between.high) == (1, None)
    assert (held(NEVER), held(0), held(False)) == (NEVER, 0, False)
