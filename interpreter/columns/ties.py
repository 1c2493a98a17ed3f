"""Staged rows against each other: keys that are there twice, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dsl import core
from dsl.core import Words
from interpreter.columns.connection import Connection
from interpreter.columns.sheets import Sheet
from interpreter.snapshot import Reject

_SAMPLE = 20_000
"""Where so many keys do not increase row by row, the others are not asked whether they do."""


def drop_repeated(connection: Connection, sheet: Sheet) -> None:
    """Rejects every row whose key an earlier row of the table has that is well in itself."""
    source, rid, key = sheet.key_rows()
    keyed = f"SELECT {rid} AS rid, {key} AS k FROM {source}"
    behind = sheet.behind()
    if behind is not None:
        chosen, bound = "k IN (SELECT unnest(CAST(? AS VARCHAR[])))", [list(behind)]
    elif _increases(connection, f"{keyed} LIMIT {_SAMPLE}") and (
        sheet.count <= _SAMPLE or _increases(connection, keyed)
    ):
        return
    else:  # the keys themselves are compared only where two have one hash
        crowded = f"SELECT hash(k) AS h FROM ({keyed}) AS keyed GROUP BY h HAVING count(*) > 1"
        chosen, bound = f"hash(k) IN ({crowded})", []
    if behind is None or behind:
        sheet.repeated(connection, _again(connection, f"SELECT * FROM ({keyed}) AS keyed WHERE {chosen}", bound))


def _increases(connection: Connection, keyed: str) -> bool:
    """Whether the keys increase row by row and are therefore distinct, which is seen in one quick pass."""
    fallen = connection.execute(
        f"WITH pairs AS (SELECT rid, k, lag(rid) OVER () AS before, lag(k) OVER () AS last FROM ({keyed}) AS keyed)"
        " SELECT 1 FROM pairs WHERE rid <= before OR k <= last LIMIT 1"
    ).fetchall()
    return not fallen


def _again(connection: Connection, keyed: str, bound: Sequence[object]) -> list[tuple[int, int]]:
    """Of some rows those whose key an earlier one has, each with the first that has it."""
    rows = connection.execute(
        f"SELECT rid, first FROM (SELECT rid, min(rid) OVER (PARTITION BY k) AS first FROM ({keyed}) AS few)"
        " AS gathered WHERE rid > first ORDER BY rid",
        bound,
    ).fetchall()
    return [(int(rid), int(first)) for rid, first in rows]


def drop_dangling(
    connection: Connection,
    vocabulary: core.Vocabulary,
    sheets: Mapping[str, Sheet],
    unsure: Callable[[str], str] | None = None,
) -> list[Reject]:
    """Rejects rows that refer to a row which no table holds; one that was itself rejected may be referred to.

    Where it is known of the others that they do not, `unsure` names the table of the rows of an entity that may.
    """
    dangling = [
        (relation, _dangling(connection, relation, sheets, unsure)) for relation in references(vocabulary, sheets)
    ]
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


def _dangling(
    connection: Connection, relation: core.Relation, sheets: Mapping[str, Sheet], unsure: Callable[[str], str] | None
) -> list[int]:
    ((ours, theirs),) = relation.on
    mine, other = sheets[relation.entity], sheets[relation.to]
    seen, all_ = mine.glance(ours), other.glance(theirs)
    if seen and all_ and all_.holds(seen):
        return []
    some = f"(FROM {mine.table} SEMI JOIN {unsure(relation.entity)} USING (rid))" if unsure else mine.table
    rows = connection.execute(
        f"SELECT rid FROM {some} AS m WHERE m.{mine.column(ours)} IS NOT NULL AND NOT EXISTS"
        f" (FROM {other.table} AS o WHERE o.{other.column(theirs)} = m.{mine.column(ours)})"
        f" AND NOT EXISTS (FROM {other.refused} AS r WHERE r.k = m.{mine.column(ours)}) ORDER BY rid"
    ).fetchall()
    return [int(rid) for (rid,) in rows]
