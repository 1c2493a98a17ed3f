"""What a value can be: one frozen class per kind, compared by equality.

A kind is known for every expression before anything runs (`check/`). The run-time values behind each kind are
plain Python ones, listed in `VALUES` below, so that every meaning (reference, compiled, columns, proof) agrees on them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as Exact
from typing import Literal

from dsl.record import dataclass

Unit = Literal["days", "working days", "months", "years", "hours"]
UNITS: tuple[Unit, ...] = ("days", "working days", "months", "years", "hours")


@dataclass(frozen=True, slots=True)
class YesNo:
    """A truth; `bool` at run time."""


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number; `int` at run time."""


@dataclass(frozen=True, slots=True)
class Decimal:
    """An exact decimal; `decimal.Decimal` at run time, never a float."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are only compared for equality; `str`, NFC-normalised."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value of a declared enumeration; the value's English identifier (`str`) at run time."""

    enumeration: str


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of one currency; `decimal.Decimal` at run time, the currency being part of the kind."""

    currency: str


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the Gregorian calendar; `datetime.date`, or `NEVER`."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment; an aware `datetime.datetime` in the rulebook's zone, or `NEVER`."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number of one unit; `int` at run time. Different units are different kinds."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Reference:
    """One row of an entity (a to-one relation or a bound variable)."""

    entity: str


@dataclass(frozen=True, slots=True)
class Collection:
    """The rows of an entity that a to-many relation reaches."""

    entity: str


Kind = YesNo | Integer | Decimal | Text | OneOf | Money | Date | Instant | Duration | Reference | Collection
Numeric = Integer | Decimal | Money


@dataclass(frozen=True, slots=True)
class Never:
    """The date of an event that has not happened: later than every date. There is one instance, `NEVER`."""

    def __repr__(self) -> str:
        return "never"


NEVER = Never()
Value = bool | int | Exact | str | date | datetime | Never
"""A known run-time value. What is not known is `interpreter.values.Unknown`, which never occurs in a rulebook."""


def is_number(kind: Kind) -> bool:
    """Whether `+`, `-` and `<` make sense on two values of this very kind."""
    return isinstance(kind, Integer | Decimal | Money)


def is_ordered(kind: Kind) -> bool:
    """Whether `<` and `>=` make sense."""
    return is_number(kind) or isinstance(kind, Date | Instant | Duration)


def accepts(wanted: Kind, given: Kind) -> bool:
    """Whether a value of kind `given` may stand where `wanted` is asked: the same kind, or an integer for a decimal."""
    return wanted == given or (isinstance(wanted, Decimal) and isinstance(given, Integer))
