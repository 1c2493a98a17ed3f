"""`@dataclass(frozen=True, slots=True)` as the standard library has it, made in a quarter of the time.

A check of a book imports more than a hundred such classes, and the library compiles six methods for each, one by one,
which was more than a tenth of all the time of a check. Here `__init__` is compiled once for all classes of as many
fields; the other methods are the same functions for every class, over what reads its fields. What comes out is a
dataclass in every respect (a test compares the two); type checkers see the library's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import MISSING, FrozenInstanceError
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, /, **asked: bool) -> Any:
        """The decorator; what is not frozen, with slots, and of no other class is left to the library."""
        if asked == {"frozen": True, "slots": True}:
            return lambda cls: _made(cls) if _is_plain(cls) else dataclasses.dataclass(cls, **asked)
        return dataclasses.dataclass(cls, **asked)


def _is_plain(cls: type) -> bool:
    return cls.__bases__ == (object,) and not {"__post_init__", "__eq__", "__hash__"} & vars(cls).keys()


def _made(cls: Any) -> Any:
    dataclasses.dataclass(init=False, repr=False, eq=False)(cls)  # what is left: the fields are read
    cls.__dataclass_params__.frozen = True
    fields = dataclasses.fields(cls)
    names = tuple(each.name for each in fields)
    methods = {
        **_compared(tuple(each.name for each in fields if each.compare)),
        **_frozen(names),
        "__repr__": _repr([each.name for each in fields if each.repr]),
    }
    body = {name: value for name, value in vars(cls).items() if name not in (*names, "__dict__", "__weakref__")}
    made = type(cls)(cls.__name__, cls.__bases__, {**methods, **body, "__slots__": names})
    made.__init__ = _init(made, fields)
    made.__qualname__ = cls.__qualname__
    return made


def _init(cls: type, fields: Sequence[dataclasses.Field[Any]]) -> Callable[..., None]:
    """How an instance is made: one pattern for all classes of as many fields, under the names of the fields of this.

    Each slot is set by its own descriptor, which takes two thirds of the time of `object.__setattr__`.
    """
    known: dict[str, Any] = {f"set_{number}": vars(cls)[each.name].__set__ for number, each in enumerate(fields)}
    known |= {f"make_{number}": each.default_factory for number, each in enumerate(fields)}
    known["MISSING"] = MISSING
    code = _pattern(tuple(each.default_factory is not MISSING for each in fields))
    named = code.replace(co_varnames=("self", *(each.name for each in fields)))
    defaults = tuple(each.default for each in fields if not (each.default is each.default_factory is MISSING))
    made = FunctionType(named, known, "__init__", defaults)
    made.__annotations__ = {**{each.name: each.type for each in fields}, "return": None}
    return made


@cache
def _pattern(is_made: tuple[bool, ...]) -> CodeType:
    """`__init__` for so many fields, compiled; those that are made where they are not given, are made by a function."""
    names = ", ".join(["self", *(f"_{number}" for number, _ in enumerate(is_made))])
    lines = [f"def __init__({names}):", " pass"]
    for number, made in enumerate(is_made):
        value = f"make_{number}() if _{number} is MISSING else _{number}" if made else f"_{number}"
        lines.append(f" set_{number}(self, {value})")
    compiled: dict[str, Any] = {}
    exec("\n".join(lines), compiled)  # noqa: S102 - of numbers alone
    code: CodeType = compiled["__init__"].__code__
    return code


# ── the same for every class ──


def _compared(names: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
    """How an instance is compared and hashed: by the tuple of its fields."""
    if len(names) > 1:
        values: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
    else:  # of a single name `attrgetter` gives the value itself

        def values(of: Any) -> tuple[Any, ...]:
            return tuple(getattr(of, name) for name in names)

    def equal(self: object, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hashed}


def _frozen(names: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
    """What keeps an instance as it is, and lets it be copied all the same."""

    def state(self: object) -> list[object]:
        return [getattr(self, name) for name in names]

    def restore(self: object, state: list[object]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return {"__setattr__": _set, "__delattr__": _delete, "__getstate__": state, "__setstate__": restore}


def _set(self: object, name: str, _: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _repr(names: list[str]) -> Callable[[Any], str]:
    def said(self: object) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return recursive_repr()(said)
