"""The house's dataclasses are the library's, but for the time that it takes to make them."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from dsl import core, kinds, record, syntax
from dsl.source import NOWHERE


def body(decorate: Callable[[type], type]) -> tuple[Any, Any, Any]:
    """Three classes: with defaults, with one field, with none."""

    class Several:
        """A class with every sort of field."""

        a: int
        b: str = "b"
        c: list[int] = field(default_factory=list)
        d: int = field(default=4, compare=False, repr=False)

        @property
        def twice(self) -> int:
            """A property."""
            return 2 * self.a

    class One:
        """A class with one field."""

        a: float

    class Nothing:
        """A class without fields."""

    return decorate(Several), decorate(One), decorate(Nothing)


OURS = body(record.dataclass(frozen=True, slots=True))
THEIRS = body(dataclasses.dataclass(frozen=True, slots=True))
NAN = float("nan")
CASES: list[tuple[int, tuple[Any, ...], dict[str, Any]]] = [
    (0, (1,), {}), (0, (1, "x", [2]), {"d": 5}), (0, (1,), {"c": [3]}), (0, (2,), {}), (1, (NAN,), {}), (1, (0.5,), {}), (2, (), {}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "args", "more"), CASES)
def test_instances_are_made_said_compared_and_hashed_as_the_library_has_it(
    number: int, args: tuple[object, ...], more: dict[str, Any]
) -> None:
    ours, theirs = OURS[number](*args, **more), THEIRS[number](*args, **more)
    assert repr(ours) == repr(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs) or NAN in args
    assert dataclasses.astuple(ours) == dataclasses.astuple(theirs)
    for other, args_too, more_too in CASES:
        same = ours == OURS[other](*args_too, **more_too)
        assert same == (theirs == THEIRS[other](*args_too, **more_too))
    if number:
        assert hash(ours) == hash(theirs)
    else:
        with pytest.raises(TypeError):
            hash(ours)
    assert ours != theirs


@pytest.mark.parametrize("number", range(3))
def test_the_classes_say_the_same_of_themselves(number: int) -> None:
    ours, theirs = OURS[number], THEIRS[number]
    for name in ("__slots__", "__match_args__", "__doc__", "__qualname__", "__module__"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert [vars(ours).keys() ^ vars(theirs).keys()] == [set()]
    assert [repr(each) for each in dataclasses.fields(ours)] == [repr(each) for each in dataclasses.fields(theirs)]
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)
    assert ours.__init__.__annotations__ == theirs.__init__.__annotations__


@pytest.mark.parametrize("made", [OURS, THEIRS])
def test_an_instance_stays_as_it_is(made: tuple[Any, Any, Any]) -> None:
    each = made[0](1)
    assert each.twice == 2
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'a'"):
        each.a = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'a'"):
        del each.a
    assert dataclasses.replace(each, a=2).a == 2
    assert copy.deepcopy(each) == each
    assert made[0](1).c is not each.c
    with pytest.raises(TypeError):
        made[0]()


def test_the_nodes_of_the_house_can_be_kept_and_taken_apart() -> None:
    word = syntax.Word("x", NOWHERE)
    assert pickle.loads(pickle.dumps(word)) == word
    match core.Words("甲", "a"), kinds.Money("CNY"):
        case core.Words(zh, en=en), kinds.Money(currency):
            assert (zh, en, currency) == ("甲", "a", "CNY")
        case _:
            pytest.fail("a node is not taken apart by its fields")


def test_what_is_not_frozen_or_inherits_is_left_to_the_library() -> None:
    @record.dataclass
    class Loose:
        """No slots, not frozen."""

        a: int = 1

    loose = Loose()
    loose.a = 2
    assert loose == Loose(2)

    parent: Any = OURS[1]

    @record.dataclass(frozen=True, slots=True)
    class Below(parent):  # type: ignore[misc]  # a class that is known at run time only
        """One more field."""

        b: int

    assert repr(Below(1.0, 2)).endswith("Below(a=1.0, b=2)")
