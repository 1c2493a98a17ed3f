"""What may stand for what, and what has an order."""

from __future__ import annotations

import copy
import pickle

import pytest

from dsl.kinds import (
    NEVER,
    Collection,
    Date,
    Decimal,
    Duration,
    Instant,
    Integer,
    Kind,
    Money,
    OneOf,
    Reference,
    Text,
    YesNo,
    accepts,
    is_number,
    is_ordered,
)

NUMBERS: list[Kind] = [Integer(), Decimal(), Money("CNY")]
ORDERED: list[Kind] = [*NUMBERS, Date(), Instant(), Duration("days")]
UNORDERED: list[Kind] = [YesNo(), Text(), OneOf("province"), Reference("line"), Collection("line")]


@pytest.mark.parametrize("kind", [*ORDERED, *UNORDERED], ids=str)
def test_numbers_are_counted_with_and_what_has_an_order_is_compared(kind: Kind) -> None:
    assert is_number(kind) == (kind in NUMBERS)
    assert is_ordered(kind) == (kind in ORDERED)
    assert accepts(kind, kind)


def test_an_integer_may_stand_for_a_decimal_and_nothing_else_for_anything() -> None:
    assert accepts(Decimal(), Integer())
    assert not accepts(Integer(), Decimal())
    pairs = [(a, b) for a in [*ORDERED, *UNORDERED] for b in [*ORDERED, *UNORDERED] if a != b]
    assert [pair for pair in pairs if accepts(*pair)] == [(Decimal(), Integer())]


def test_currencies_units_and_enumerations_are_kinds_of_their_own() -> None:
    assert not accepts(Money("CNY"), Money("USD"))
    assert not accepts(Duration("days"), Duration("working days"))
    assert not accepts(OneOf("a"), OneOf("b"))


def test_never_says_its_name_and_equals_only_itself() -> None:
    assert repr(NEVER) == "never"
    unlike: object = "never"
    assert unlike != NEVER
    assert copy.deepcopy(NEVER) == NEVER == pickle.loads(pickle.dumps(NEVER))
