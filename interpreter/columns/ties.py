"""Staged rows against each other: keys that are there twice, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dsl import core
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
    found: dict[str, dict[int, core.Relation]] = {entity: {} for entity in sheets}
    rejects = []
    dangling = [(relation, _dangling(connection, relation, sheets)) for relation in _references(vocabulary, sheets)]
    for relation, rids in dangling:
        sheet = sheets[relation.entity]
        new = [rid for rid in rids if rid not in found[relation.entity]]
        found[relation.entity] |= dict.fromkeys(new, relation)
        column, target = sheet.entity.fields[relation.on[0][0]].names, vocabulary.entities[relation.to].names
        rejects += sheet.rejected(connection, new, "SN304", column=column, target=target)
    for entity, rids_ in found.items():
        sheets[entity].drop(connection, rids_)
    return rejects


def _references(vocabulary: core.Vocabulary, sheets: Mapping[str, Sheet]) -> Iterator[core.Relation]:
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
