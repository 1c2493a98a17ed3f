"""A column of a file as the engine has it → the SQL of its staged value, and of the cells that Python has to judge.

In this SQL `{}` stands for the column's generated name. A cell whose type is that of the field is converted in SQL and
checked where its type holds more than the field may. Any other goes by its text: what one pattern in SQL surely
recognises is converted there, and each remaining *distinct* text is read once by Python's own reader.

Staged types: yes/no BOOLEAN · one of a list, text VARCHAR · integer, duration BIGINT · decimal, money
DECIMAL(38, scale) · date INTEGER, the day's ordinal · instant BIGINT, microseconds since 1970 in UTC. NULL is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, Text, YesNo
from dsl.literal import MAX_AMOUNT
from interpreter.tables import typed

NEVER_DAY = 1_000_000_000
NEVER_MOMENT = 2**62
LARGEST = 2**63 - 1
DIGITS = 38

_INTEGER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")
_DECIMAL = re.compile(r"DECIMAL\(([0-9]+),([0-9]+)\)")
_DAY = "CAST(({} - DATE '0001-01-01') + 1 AS INTEGER)"
_DAYS = "DATE '0001-01-01' AND DATE '9999-12-31'"


@dataclass(frozen=True, slots=True)
class Direct:
    """Converted in SQL. `odd` is where Python has to judge the row, `unheld` where no staged type holds the value."""

    value: str
    odd: str = ""
    unheld: str = ""
    before: int = 0
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Texted:
    """Read by its text. Where `is_plain`, the value is `plain`; else `cell` makes of the text what the reader gives."""

    text: str
    is_plain: str
    plain: str
    cell: Callable[[str], object]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Of a type that holds no single values: whatever is there refuses its row."""


Cell = Direct | Texted | Refused


def staged_type(kind: Kind, scale: int = 0) -> str:
    """The SQL type of a field."""
    match kind:
        case YesNo():
            return "BOOLEAN"
        case Integer() | Duration() | Instant():
            return "BIGINT"
        case Decimal() | Money():
            return f"DECIMAL({DIGITS}, {scale})"
        case Date():
            return "INTEGER"
        case _:
            return "VARCHAR"


def absent(kind: Kind, absence: str) -> str:
    """The staged value of an empty cell, as SQL."""
    if absence != "never":
        return "NULL"
    return str(NEVER_DAY if isinstance(kind, Date) else NEVER_MOMENT)


def cell_of(kind: Kind, type_name: str) -> Cell:
    """How a column of the engine's type `type_name` is read as a field of `kind`."""
    return _direct(kind, type_name) or _texted(kind, type_name)


def _direct(kind: Kind, type_name: str) -> Direct | None:
    number = _DECIMAL.fullmatch(type_name)
    match kind:
        case YesNo() if type_name == "BOOLEAN":
            return Direct("{}")
        case Integer() if _INTEGER.fullmatch(type_name):
            large = type_name in ("UBIGINT", "HUGEINT", "UHUGEINT")
            beyond = f"{{}} NOT BETWEEN -{LARGEST} AND {LARGEST}" if large else ""
            return Direct("CAST({} AS BIGINT)", unheld=beyond)
        case Duration() if _INTEGER.fullmatch(type_name):
            return Direct("CAST({} AS BIGINT)", odd=f"{{}} NOT BETWEEN 0 AND {MAX_AMOUNT}")
        case Decimal() | Money() if number or _INTEGER.fullmatch(type_name):
            return (
                Direct("{}", before=int(number[1]) - int(number[2]), scale=int(number[2]))
                if number
                else Direct("{}", before=39 if "HUGE" in type_name else 20)
            )
        case Date() if type_name == "DATE":
            return Direct(_DAY, odd=f"{{}} NOT BETWEEN {_DAYS}")
        case Text() if _INTEGER.fullmatch(type_name):
            return Direct("CAST({} AS VARCHAR)")
        case Instant() if type_name == "TIMESTAMP WITH TIME ZONE":
            return Direct(
                "epoch_us({})",
                odd="{} NOT BETWEEN TIMESTAMPTZ '0002-01-01 00:00:00+00' AND TIMESTAMPTZ '9998-12-31 00:00:00+00'",
            )
        case _:
            return None


def _texted(kind: Kind, type_name: str) -> Texted | Refused:
    text, code, turn = typed(type_name)
    if code == "SN112":
        return Refused()
    is_text = type_name in ("VARCHAR", "JSON")
    is_plain, plain = _PLAIN.get(type(kind), ("", "")) if is_text else ("", "")
    return Texted(text, is_plain, plain, turn or _same, code)


def _same(text: str) -> object:
    return text


_PLAIN: dict[type, tuple[str, str]] = {
    Text: (
        "strlen({0}) = length({0}) AND {0} >= '!' AND right({0}, 1) > ' ' AND NOT contains({0}, chr(0))"
        " AND NOT (strlen({0}) = 7 AND lower({0}) = 'unknown')",
        "{0}",
    ),
    Date: (
        "strlen({0}) = 10 AND {0} >= '0001' AND CAST(TRY_CAST({0} AS DATE) AS VARCHAR) IS NOT DISTINCT FROM {0}",
        _DAY.format("TRY_CAST({0} AS DATE)"),
    ),
}
