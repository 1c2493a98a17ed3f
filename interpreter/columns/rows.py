"""Rows in a frame: which columns they have, how relations lead from them to one row or to many.

A collection is judged in a frame of its own, grouped and joined back: by the key of the relation where what is asked of
its rows stands on nothing but them, else by the row that asks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, YesNo
from interpreter.columns.frames import Frame, Grouping, Namer, Table
from interpreter.columns.results import Result
from interpreter.columns.terms import (
    FALSE,
    NOTHING,
    TRUE,
    Column,
    Term,
    Type,
    both,
    case,
    equal,
    is_known,
    names,
    null,
    whole,
)


def type_of(kind: Kind) -> Type:
    """The type of a column of some kind."""
    match kind:
        case YesNo():
            return "truth"
        case Integer() | Duration():
            return "whole"
        case Decimal() | Money():
            return "exact"
        case Date():
            return "day"
        case Instant():
            return "moment"
        case _:
            return "text"


@dataclass(frozen=True, slots=True)
class RowAt:
    """One row for each row of a frame. Where `there` is false it is unknown, and `missing` says what would tell it."""

    entity: str
    table: Table | None
    there: Term = TRUE
    missing: Term = NOTHING

    @property
    def identity(self) -> Result:
        """The row as a value: two are the same if they are one."""
        if self.table is None:
            return Result(null("whole"), lambda: self.missing)
        return Result(case((self.there, self.table.rid), otherwise=null("whole")), lambda: self.missing)


@dataclass(frozen=True, slots=True)
class Many:
    """The rows a relation leads to: `whole` says whether they are known, `missing` what would tell them.

    `grouping` gathers them from `frame`, in which each is `row`; None where the snapshot has no such table.
    """

    whole: Term
    missing: Term
    grouping: Grouping | None
    frame: Frame
    row: RowAt


def subjects_of(entity: str) -> str:
    """The name of the table of the rows that are asked about."""
    return f"{entity}?"


class Rows:
    """The tables that a snapshot has; notes which of their fields are read.

    Where only a `few` rows ask, collections are gathered for them alone. The fields that `full` names, by table, have
    a value in every row.
    """

    def __init__(
        self, vocabulary: core.Vocabulary, present: Collection[str], namer: Namer, few: bool = False,
        full: Mapping[str, Collection[str]] | None = None,
    ) -> None:  # fmt: skip
        self.vocabulary = vocabulary
        self.present = present
        self.namer = namer
        self.few = few
        self.full = full or {}
        self.read: dict[str, set[str]] = {name: set() for name in present}

    def table(self, entity: str, nullable: bool = False) -> Table:
        """A new reading of an entity's table."""
        return Table(entity, self.namer, nullable)

    def subjects(self, entity: str) -> Table:
        """A new reading of the rows of an entity that are asked about."""
        return Table(subjects_of(entity), self.namer)

    def column(self, row: RowAt, name: str) -> Term:
        """A field as the snapshot has it; NULL where the row is unknown."""
        declared = self.vocabulary.entities[row.entity].fields[name]
        kind = type_of(declared.kind)
        if row.table is None:
            return null(kind)
        self.read[row.entity].add(name)
        is_full = declared.absent == "refused" or name in self.full.get(row.entity, ())
        return row.table.column(name, kind, not is_full or row.there != TRUE)

    def one(self, frame: Frame, row: RowAt, name: str) -> RowAt:
        """The row that a relation to one leads to."""
        relation = self.vocabulary.entities[row.entity].relations[name]
        if row.table is None or relation.to not in self.present:
            return RowAt(relation.to, None, FALSE, self._unlinked(row, relation))
        if (row.table, name) not in frame.followed:
            frame.followed[row.table, name] = self._joined(frame, row, relation)
        table = frame.followed[row.table, name]
        return RowAt(relation.to, table, is_known(table.rid), self._unlinked(row, relation))

    def _joined(self, frame: Frame, row: RowAt, relation: core.Relation) -> Table:
        """The table, joined by its key; by other fields only where one row alone has these values."""
        ours, theirs = self._keys(row, relation)
        table = self.table(relation.to, nullable=True)
        if theirs == [self.vocabulary.entities[relation.to].key]:
            frame.join("left", table, zip(ours, self._columns(table, relation.to, theirs), strict=True))
            return table
        inner = Frame(self.namer, self.table(relation.to))
        single = Grouping(inner, self._columns(inner.base, relation.to, theirs))
        frame.join("left", single, zip(ours, (key for key, _ in single.keys), strict=True))
        count, rid = single.add("count", TRUE, "whole"), single.add("max", inner.base.rid, "whole")
        frame.join(
            "left", table, [(frame.let(case((equal(count, whole(1)), rid), otherwise=null("whole"))), table.rid)]
        )
        return table

    def many(self, frame: Frame, row: RowAt, name: str, apart: bool) -> Many:
        """The rows that a relation to many leads to; `apart` where what is asked of them stands on them alone."""
        relation = self.vocabulary.entities[row.entity].relations[name]
        missing = self._unlinked(row, relation)
        if row.table is None or relation.to not in self.present:
            return Many(FALSE, missing, None, frame, RowAt(relation.to, None, FALSE, missing))
        ours, theirs = self._keys(row, relation)
        apart = apart and not self.few
        key = (row.table, name, apart)
        if key not in frame.gathered:
            frame.gathered[key] = self._gathered(frame, relation.to, ours, theirs, apart)
        grouping, table = frame.gathered[key]
        linked = both(*(is_known(each) for each in ours))
        return Many(linked, missing, grouping, grouping.frame, RowAt(relation.to, table))

    def _gathered(
        self, frame: Frame, entity: str, ours: list[Term], theirs: list[str], apart: bool
    ) -> tuple[Grouping, Table]:
        if apart:
            inner = Frame(self.namer, self.table(entity))
            grouping = Grouping(inner, self._columns(inner.base, entity, theirs))
            frame.join("left", grouping, zip(ours, (key for key, _ in grouping.keys), strict=True))
            return grouping, inner.base
        inner, asking = frame.copy(), list(frame.ids)
        table = self.table(entity)
        inner.join("inner", table, zip(ours, self._columns(table, entity, theirs), strict=True))
        grouping = Grouping(inner, asking)
        frame.join("left", grouping, zip(asking, (key for key, _ in grouping.keys), strict=True))
        return grouping, table

    def _keys(self, row: RowAt, relation: core.Relation) -> tuple[list[Term], list[str]]:
        return [self.column(row, ours) for ours, _ in relation.on], [theirs for _, theirs in relation.on]

    def _columns(self, table: Table, entity: str, fields: list[str]) -> list[Column]:
        declared = self.vocabulary.entities[entity].fields
        self.read[entity].update(fields)
        return [table.column(name, type_of(declared[name].kind)) for name in fields]

    def _unlinked(self, row: RowAt, relation: core.Relation) -> Term:
        return case((row.there, names(f"{row.entity}.{relation.name}")), otherwise=row.missing)
