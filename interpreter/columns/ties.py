"""Staged rows against each other: keys that are there twice, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dsl import core
from dsl.core import Words
from interpreter.columns.connection import Connection
from interpreter.columns.sheets import Sheet
from interpreter.snapshot import Reject


def drop_repeated(connection: Connection, sheet: Sheet) -> None:
    """Rejects every row whose key an earlier row of the table has that is well in itself."""
    key = sheet.column(sheet.entity.key)
    glance = sheet.glance(sheet.entity.key)
    if (glance and glance.increases) or _are_distinct(connection, *sheet.key_rows()):
        return
    rows = connection.execute(
        f"WITH twice AS (SELECT {key}, min(rid) AS first FROM {sheet.table} GROUP BY {key} HAVING count(*) > 1)"
        f" SELECT rid, first FROM {sheet.table} JOIN twice USING ({key}) WHERE rid > first ORDER BY rid"
    ).fetchall()
    sheet.repeated(connection, rows)


def _are_distinct(connection: Connection, source: str, rid: str, key: str) -> bool:
    """Whether no two rows have one key. Keys that increase row by row are distinct; that is seen in one quick pass."""
    sorted_ = connection.execute(
        f"WITH pairs AS (SELECT rid, k, lag(rid) OVER () AS before, lag(k) OVER () AS last"
        f" FROM (SELECT {rid} AS rid, {key} AS k FROM {source}))"
        " SELECT count(*) = 0 FROM pairs WHERE rid <= before OR k <= last"
    ).fetchone()
    if sorted_ == (True,):
        return True
    return connection.execute(f"SELECT count(*) = count(DISTINCT hash({key})) FROM {source}").fetchone() == (True,)


def drop_dangling(connection: Connection, vocabulary: core.Vocabulary, sheets: Mapping[str, Sheet]) -> list[Reject]:
    """Rejects rows that refer to a row which no table holds; one that was itself rejected may be referred to."""
    dangling = [(relation, _dangling(connection, relation, sheets)) for relation in references(vocabulary, sheets)]
    return reject_dangling(vocabulary, {name: _Bound(connection, each) for name, each in sheets.items()}, dangling)


class Rejecting(Protocol):
    """A table of an entity, out of which rows can be taken."""

    @property
    def entity(self) -> core.Entity:
        """Whose rows it holds."""

    def rejected(self, rids: Sequence[int], code: str, **detail: Words) -> list[Reject]:
        """What is listed of some rows that are rejected."""

    def drop(self, rids: Collection[int]) -> None:
        """Takes rows out of the table."""


def reject_dangling(
    vocabulary: core.Vocabulary,
    tables: Mapping[str, Rejecting],
    dangling: Iterable[tuple[core.Relation, Sequence[int]]],
) -> list[Reject]:
    """Rejects the rows of each relation that lead nowhere; one row is told of once, by the first of its relations."""
    found: dict[str, dict[int, core.Relation]] = {entity: {} for entity in tables}
    rejects = []
    for relation, rids in dangling:
        table = tables[relation.entity]
        new = [rid for rid in rids if rid not in found[relation.entity]]
        found[relation.entity] |= dict.fromkeys(new, relation)
        column, target = table.entity.fields[relation.on[0][0]].names, vocabulary.entities[relation.to].names
        rejects += table.rejected(new, "SN304", column=column, target=target)
    for entity, rids_ in found.items():
        tables[entity].drop(rids_)
    return rejects


@dataclass(frozen=True, slots=True)
class _Bound:
    """A sheet with the connection that holds it."""

    connection: Connection
    sheet: Sheet

    @property
    def entity(self) -> core.Entity:
        return self.sheet.entity

    def rejected(self, rids: Sequence[int], code: str, **detail: Words) -> list[Reject]:
        return self.sheet.rejected(self.connection, rids, code, **detail)

    def drop(self, rids: Collection[int]) -> None:
        self.sheet.drop(self.connection, rids)


def references(vocabulary: core.Vocabulary, sheets: Collection[str]) -> Iterator[core.Relation]:
    """The relations that lead to one row by its key, between tables that the snapshot has."""
    for entity in vocabulary.entities.values():
        for relation in entity.relations.values():
            key = vocabulary.entities[relation.to].key
            present = relation.to in sheets and relation.entity in sheets
            if not relation.many and present and [their for _, their in relation.on] == [key]:
                yield relation


def _dangling(connection: Connection, relation: core.Relation, sheets: Mapping[str, Sheet]) -> list[int]:
    ((ours, theirs),) = relation.on
    mine, other = sheets[relation.entity], sheets[relation.to]
    seen, all_ = mine.glance(ours), other.glance(theirs)
    if seen and all_ and all_.holds(seen):
        return []
    rows = connection.execute(
        f"SELECT rid FROM {mine.table} AS m WHERE m.{mine.column(ours)} IS NOT NULL AND NOT EXISTS"
        f" (FROM {other.table} AS o WHERE o.{other.column(theirs)} = m.{mine.column(ours)})"
        f" AND NOT EXISTS (FROM {other.refused} AS r WHERE r.k = m.{mine.column(ours)}) ORDER BY rid"
    ).fetchall()
    return [int(rid) for (rid,) in rows]
