"""The relational plan: scans, stages of joins and computed columns, groups. Data only; `frames` builds it.

Every column of a query has a name of its own, so that no part of the plan needs to say whose column it means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from interpreter.columns.terms import Column, Term

RID = "#rid"
"""The number of a row in its table, in place of a field's name."""


@dataclass(frozen=True, slots=True)
class Scan:
    """Some fields of a table (`RID` for the row's number), each under the name of its column."""

    table: str
    columns: tuple[tuple[str, Column], ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Rows of `right` whose columns equal the terms: `left` keeps rows without a partner, `inner` and `semi` do not.

    Of a left join no row has more than one partner. A `semi` join brings no columns.
    """

    kind: Literal["left", "inner", "semi"]
    right: Plan
    on: tuple[tuple[Term, Column], ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """The rows of `input` where `where` is true, joined, with columns computed from those of `input`."""

    input: Plan
    joins: tuple[Join, ...]
    defined: tuple[tuple[Column, Term], ...]
    where: Term


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A value for all rows of a group: NULLs count for nothing; `names` joins lists; `count` counts what is true."""

    op: Literal["max", "min", "sum", "count", "names"]
    term: Term


@dataclass(frozen=True, slots=True)
class Group:
    """One row for each combination of keys, none of which is NULL."""

    input: Plan
    keys: tuple[tuple[Column, Term], ...]
    aggregates: tuple[tuple[Column, Aggregate], ...]


@dataclass(frozen=True, slots=True)
class Select:
    """The terms, each under its column's name, and nothing else."""

    input: Plan
    columns: tuple[tuple[Column, Term], ...]


Plan = Scan | Stage | Group | Select
