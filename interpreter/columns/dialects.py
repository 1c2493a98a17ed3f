"""How each engine spells what engines do not all spell alike: data only, in one table for each.

A spelling stands here only if it means the same in every engine for all values that a plan can have: what they are is
tried value by value in the tests. Where an engine would round, wrap or give NULL for what it cannot hold, it is opened
so that it fails instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interpreter.columns.terms import Op, Type

EPOCH = 719163
"""The ordinal of 1970-01-01."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine spells what they do not all spell alike; `{0}`, `{1}` stand for the arguments."""

    types: Mapping[Type, str]
    operations: Mapping[Op, str]
    wide: str
    """The type of whole numbers in arithmetic."""
    a_list: str
    empty_list: str
    flat: str
    """A list of lists as one list."""
    gathered: str
    """The lists of a group as one list."""
    parameter: str
    semi: str
    sorted_set: str
    """A list in order, each member once."""
    day_text: str
    """Days since 1970 as ISO text."""
    moment_text: str
    """Microseconds since 1970 as ISO text with minutes, by a clock that is not ahead."""
    quoted: str
    """A name that is a keyword."""
    personal: str
    """Whether a text has a personal number in it, by `:personal`, `:full` and `:half`; "" where Python has to tell."""
    matches: str
    """Whether a text has a part that a pattern describes."""


_SAME: Mapping[Op, str] = {
    "not": "(NOT {0})", "=": "({0} = {1})", "<": "({0} < {1})", "<=": "({0} <= {1})", "is null": "({0} IS NULL)",
    "coalesce": "coalesce({0}, {1})", "+": "({0} + {1})", "-": "({0} - {1})", "*": "({0} * {1})",
}  # fmt: skip

DUCKDB = Dialect(
    types={
        "truth": "BOOLEAN", "whole": "BIGINT", "exact": "DECIMAL(38,9)", "text": "VARCHAR", "day": "INTEGER",
        "moment": "BIGINT", "names": "VARCHAR[]",
    },
    operations={
        **_SAME,
        "div": "({0} // {1})",
        "date months": f"(CAST(DATE '1970-01-01' + CAST({{0}} - {EPOCH} AS INTEGER)"
        f" + to_months(CAST({{1}} AS INTEGER)) AS DATE) - DATE '1970-01-01' + {EPOCH})",
        "year of": f"year(DATE '1970-01-01' + CAST({{0}} - {EPOCH} AS INTEGER))",
        "calendar": f"['calendar ' || CAST(year(DATE '1970-01-01' + CAST({{0}} - {EPOCH} AS INTEGER)) AS VARCHAR)]",
    },
    wide="HUGEINT",
    a_list="[{}]",
    empty_list="CAST([] AS VARCHAR[])",
    flat="flatten([{}])",
    gathered="list_distinct(flatten(list({})))",
    parameter="${}",
    semi="SEMI JOIN",
    sorted_set="list_sort(list_distinct({0}))",
    day_text="strftime(DATE '1970-01-01' + ({0}), '%Y-%m-%d')",
    moment_text="strftime(make_timestamp({0}), '%Y-%m-%dT%H:%M')",
    quoted='"{}"',
    personal="",
    matches="regexp_matches({0}, {1})",
)  # fmt: skip

_SPARK_DATE = f"date_add(DATE '1970-01-01', CAST({{0}} - {EPOCH} AS INT))"

SPARK = Dialect(
    types={
        "truth": "BOOLEAN", "whole": "BIGINT", "exact": "DECIMAL(38,9)", "text": "STRING", "day": "INT",
        "moment": "BIGINT", "names": "ARRAY<STRING>",
    },
    operations={
        **_SAME,
        "div": "({0} div {1})",
        "date months": f"(datediff(add_months({_SPARK_DATE}, CAST({{1}} AS INT)), DATE '1970-01-01') + {EPOCH})",
        "year of": f"year({_SPARK_DATE})",
        "calendar": f"array('calendar ' || CAST(year({_SPARK_DATE}) AS STRING))",
    },
    wide="DECIMAL(38,0)",
    a_list="array({})",
    empty_list="CAST(array() AS ARRAY<STRING>)",
    flat="flatten(array({}))",
    gathered="array_distinct(flatten(collect_set({})))",
    parameter=":{}",
    semi="LEFT SEMI JOIN",
    sorted_set="array_sort(array_distinct({0}))",
    day_text="CAST(date_add(DATE '1970-01-01', {0}) AS STRING)",
    moment_text="date_format(timestamp_micros({0}), \"yyyy-MM-dd'T'HH:mm\")",
    quoted="`{}`",
    personal="(translate({0}, :full, :half) RLIKE :personal)",
    matches="({0} RLIKE {1})",
)  # fmt: skip
