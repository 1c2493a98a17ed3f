"""A column of a Parquet file as Spark has it → the SQL of its staged value, and of the cells that Python has to judge.

`{}` stands for the column's generated name. Only columns are read so whose type is the field's own, or text of which
one pattern recognises most; see `cells`, which says the same of the embedded engine, and the staged types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, Text, YesNo
from dsl.literal import MAX_AMOUNT
from interpreter.columns.cells import DIGITS, LARGEST
from interpreter.columns.values import Size

_TYPES = {
    "BOOLEAN": "boolean", "TINYINT": "tinyint", "SMALLINT": "smallint", "INTEGER": "int", "BIGINT": "bigint",
    "UTINYINT": "smallint", "USMALLINT": "int", "UINTEGER": "bigint", "UBIGINT": "decimal(20,0)", "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "timestamp", "VARCHAR": "string",
}  # fmt: skip
"""The types of the embedded engine, which has looked at the files, and what Spark makes of the same columns."""
_DECIMAL = re.compile(r"DECIMAL\(([0-9]+),([0-9]+)\)")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_DAY = "(datediff({}, DATE '0001-01-01') + 1)"


@dataclass(frozen=True, slots=True)
class Cell:
    """How a column is read as a field: a value, where Python has to judge it, where no staged type holds it."""

    value: str
    odd: str = ""
    unheld: str = ""
    size: Size = Size()  # noqa: RUF009  # frozen


PLAIN: dict[type, tuple[str, str]] = {
    Text: (
        "octet_length({0}) = char_length({0}) AND {0} >= '!' AND right({0}, 1) > ' ' AND NOT contains({0}, chr(0))"
        " AND NOT (octet_length({0}) = 7 AND lower({0}) = 'unknown')",
        "{0}",
    ),
    Date: (
        "octet_length({0}) = 10 AND {0} >= '0001' AND CAST(TRY_CAST({0} AS DATE) AS STRING) IS NOT DISTINCT FROM {0}",
        _DAY.format("TRY_CAST({0} AS DATE)"),
    ),
}
"""Texts that SQL surely understands, and their values; see `cells`."""


def cell_of(kind: Kind, type_name: str) -> Cell | None:
    """How a column of the embedded engine's type is read as a field of `kind`; None where only its text tells."""
    number = _DECIMAL.fullmatch(type_name)
    match kind:
        case YesNo() if type_name == "BOOLEAN":
            return Cell("{}")
        case Integer() if type_name in _WHOLE:
            beyond = f"{{}} NOT BETWEEN -{LARGEST} AND {LARGEST}"
            return Cell("CAST({} AS BIGINT)", unheld=beyond if type_name == "UBIGINT" else "")
        case Duration() if type_name in _WHOLE:
            return Cell("CAST({} AS BIGINT)", odd=f"{{}} NOT BETWEEN 0 AND {MAX_AMOUNT}")
        case Decimal() | Money() if number:
            return Cell("{}", size=Size(int(number[1]) - int(number[2]), int(number[2])))
        case Decimal() | Money() if type_name in _WHOLE:
            return Cell("{}", size=Size(20))
        case Date() if type_name == "DATE":
            return Cell(_DAY, odd="{} NOT BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'")
        case Text() if type_name in _WHOLE:
            return Cell("CAST({} AS STRING)")
        case Instant() if type_name == "TIMESTAMP WITH TIME ZONE":
            first, last = "TIMESTAMP '0002-01-01 00:00:00Z'", "TIMESTAMP '9998-12-31 00:00:00Z'"
            return Cell("unix_micros({})", odd=f"{{}} NOT BETWEEN {first} AND {last}")
        case _:
            return None


def staged_type(kind: Kind, scale: int = 0) -> str:
    """The SQL type of a field."""
    match kind:
        case YesNo():
            return "BOOLEAN"
        case Integer() | Duration() | Instant():
            return "BIGINT"
        case Decimal() | Money():
            return f"DECIMAL({DIGITS},{scale})"
        case Date():
            return "INT"
        case _:
            return "STRING"


def spark_type(type_name: str) -> str:
    """Spark's type of a column that the embedded engine, which has looked at the file, calls so; "" for others."""
    number = _DECIMAL.fullmatch(type_name)
    return f"decimal({number[1]},{number[2]})" if number else _TYPES.get(type_name, "")
