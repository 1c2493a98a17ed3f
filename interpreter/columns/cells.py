"""A field's kind and the engine's type of its column → how it is read: all in SQL, or by distinct texts.

In this SQL `{0}` stands for the column's generated name, or for its text. A cell whose type is that of the field
is converted in SQL, and checked where its type holds more than the field may. Any other goes by its text: what one
pattern surely recognises is converted in SQL, and each remaining *distinct* text is read once by Python's own reader.

Staged types: yes/no BOOLEAN · one of a list, text VARCHAR · integer, duration BIGINT · decimal, money
DECIMAL(38, scale) · date INTEGER, the day's ordinal · instant BIGINT, microseconds since 1970 in UTC. NULL is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal as Exact

from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, Text, YesNo
from dsl.literal import MAX_AMOUNT
from interpreter.columns.clocks import SECOND
from interpreter.columns.terms import NEVER_DAY, NEVER_MOMENT
from interpreter.tables import typed

LARGEST = 2**63 - 1
DIGITS = 38
TEXTS = ("VARCHAR", "JSON")
NUMBER = "NUMBER"
"""Not a type of the engine's: a column of texts, each a decimal as Python writes it."""


@dataclass(frozen=True, slots=True)
class Direct:
    """Converted in SQL. `odd` is where Python has to judge the row, `unheld` where no staged type holds the value.

    `before` and `after` count the digits that a decimal may have. `is_wall`: the instant is by the wall clock.
    """

    value: str
    odd: str = ""
    unheld: str = ""
    before: int = 0
    after: int = 0
    is_wall: bool = False


@dataclass(frozen=True, slots=True)
class Texted:
    """Read by its text. Where `is_plain`, the value is `plain`; else `cell` makes of the text what a reader gives."""

    text: str
    cell: Callable[[str], object]
    is_plain: str = ""
    plain: str = ""
    is_wall: bool = False


@dataclass(frozen=True, slots=True)
class Composite:
    """Of a type that holds no single values: whatever is there refuses its row."""


Cell = Direct | Texted | Composite


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


# ── all in SQL ───────────────────────────────────────────────────────────────────────────────────────────────────────

_INTEGER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")
_DECIMAL = re.compile(r"DECIMAL\(([0-9]+),([0-9]+)\)")
_DAY = 86400 * SECOND
_FIRST_DAY = 719163
"""The ordinal of 1970-01-01."""
_ORDINAL = "CAST({0} - DATE '0000-12-31' AS INTEGER)"
_NOT_A_DAY = "{0} NOT BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
_NO_TIME = "{0} NOT BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'"
_FAR = "{0} NOT BETWEEN TIMESTAMP '0002-01-01' AND TIMESTAMP '9998-12-31'"
"""So far off that it may lie outside the years that Python has, in one zone or another: it is rejected or not held."""


def _direct(kind: Kind, type_name: str) -> Direct | None:
    match kind:
        case YesNo() if type_name == "BOOLEAN":
            return Direct("{0}")
        case Integer() | Duration() | Text() if _INTEGER.fullmatch(type_name):
            return _whole(kind, type_name)
        case Decimal() | Money():
            return _number(type_name)
        case Date() if type_name == "DATE":
            return Direct(_ORDINAL, odd=_NOT_A_DAY)
        case Date() | Instant() if type_name in _MICROSECONDS:
            return _moment(kind, type_name)
        case _:
            return None


def _whole(kind: Kind, type_name: str) -> Direct:
    if isinstance(kind, Text):
        return Direct("CAST({0} AS VARCHAR)")
    if isinstance(kind, Duration):
        return Direct("CAST({0} AS BIGINT)", odd=f"{{0}} NOT BETWEEN 0 AND {MAX_AMOUNT}")
    is_large = type_name in ("UBIGINT", "HUGEINT", "UHUGEINT")
    return Direct("CAST({0} AS BIGINT)", unheld=f"{{0}} NOT BETWEEN -{LARGEST} AND {LARGEST}" if is_large else "")


def _number(type_name: str) -> Direct | None:
    if number := _DECIMAL.fullmatch(type_name):
        digits, after = int(number[1]), int(number[2])
        return Direct("{0}", before=digits - after, after=after)
    if _INTEGER.fullmatch(type_name):
        return Direct("{0}", before=39 if "HUGE" in type_name else 20)
    return None


_MICROSECONDS = {
    "TIMESTAMP": "epoch_us({0})",
    "TIMESTAMP_S": "epoch_us(CAST({0} AS TIMESTAMP))",
    "TIMESTAMP_MS": "epoch_us(CAST({0} AS TIMESTAMP))",
    "TIMESTAMP_NS": "((epoch_ns({0}) - ((epoch_ns({0}) % 1000) + 1000) % 1000) // 1000)",  # cut, not rounded
    "TIMESTAMP WITH TIME ZONE": "epoch_us({0})",
}


def _moment(kind: Kind, type_name: str) -> Direct:
    number = _MICROSECONDS[type_name]
    has_zone = type_name.endswith("ZONE")
    bounds = _FAR if isinstance(kind, Instant) else _NO_TIME
    beyond = bounds.replace("TIMESTAMP ", "TIMESTAMPTZ ") if has_zone else bounds
    if isinstance(kind, Instant):
        return Direct(number, odd=beyond, is_wall=not has_zone)
    midnight = f"CASE WHEN {beyond} THEN true ELSE {number} % {_DAY} <> 0 END"
    return Direct(f"CAST({number} // {_DAY} + {_FIRST_DAY} AS INTEGER)", odd=midnight)


# ── by texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _texted(kind: Kind, type_name: str) -> Texted | Composite:
    if type_name == NUMBER:
        return Texted("{}", Exact, *_patterns(kind, type_name))
    text, code, turn = typed(type_name)
    if code == "SN112":
        return Composite()
    if turn is None:  # what the driver gives as a value of its own type
        text = "{}" if type_name == "VARCHAR" else "CAST({} AS VARCHAR)"
        turn = _true if type_name == "BOOLEAN" else int if _INTEGER.fullmatch(type_name) else _same
    return Texted(text, turn, *_patterns(kind, type_name), is_wall=isinstance(kind, Instant))


def _same(text: str) -> object:
    return text


def _true(text: str) -> object:
    return text == "true"


# In no text of these characters does NFC change anything, nor does `str.strip` where no blank is at the ends.
_SAFE = "!-~一-龥、-】！-～"
_TEXT = (
    "CASE WHEN strlen({0}) = length({0}) THEN {0} >= '!' AND right({0}, 1) > ' ' AND NOT contains({0}, chr(0))"
    " AND NOT (strlen({0}) = 7 AND lower({0}) = 'unknown')"
    f" ELSE {{0}} <> '未知' AND regexp_full_match({{0}}, '[{_SAFE}]([ {_SAFE}]*[{_SAFE}])?') END"
)
_ISO_DAY = "strlen({0}) = 10 AND CAST(TRY_CAST({0} AS DATE) AS VARCHAR) IS NOT DISTINCT FROM {0}"
_ISO_MOMENT = (
    "strlen({0}) BETWEEN 19 AND 26"
    " AND CAST(TRY_CAST({0} AS TIMESTAMP) AS VARCHAR) IS NOT DISTINCT FROM replace({0}, 'T', ' ')"
    " AND {0} >= '0002' AND {0} < '9998'"
)
_DECIMALS = "regexp_full_match({0}, '-?[0-9]{{1,18}}(\\.[0-9]{{1,18}})?')"
_WHOLE_DOUBLE = "regexp_full_match({0}, '-?[0-9]{{1,15}}\\.0')"


def _patterns(kind: Kind, type_name: str) -> tuple[str, str]:
    """What surely is a value of the kind, as SQL, and the value; empty where each text is to be read by Python."""
    if type_name in TEXTS:
        return _of_texts(kind)
    match kind:
        case Decimal() | Money() if type_name in ("DOUBLE", "FLOAT", NUMBER):
            return _DECIMALS, "{0}"
        case Integer() if type_name in ("DOUBLE", "FLOAT"):
            return _WHOLE_DOUBLE, "TRY_CAST(TRY_CAST({0} AS DOUBLE) AS BIGINT)"
        case _:
            return "", ""


def _of_texts(kind: Kind) -> tuple[str, str]:
    match kind:
        case Text():
            return _TEXT, "{0}"
        case Integer():
            return "regexp_full_match({0}, '-?[0-9]{{1,18}}')", "TRY_CAST({0} AS BIGINT)"
        case Duration():
            return "regexp_full_match({0}, '[0-9]{{1,9}}')", "TRY_CAST({0} AS BIGINT)"
        case Decimal() | Money():
            return _DECIMALS, "{0}"
        case Date():
            return _ISO_DAY, _ORDINAL.format("TRY_CAST({0} AS DATE)")
        case Instant():
            return _ISO_MOMENT, "epoch_us(TRY_CAST({0} AS TIMESTAMP))"
        case _:
            return "", ""
