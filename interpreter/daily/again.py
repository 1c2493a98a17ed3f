"""A staged snapshot and a run of before → the subjects that have to be judged again, and tables for these alone.

A subject is kept if one of the same key was there, if all that it reaches has the same hash, and if none of its
outcomes has come to its end. The tables have the other subjects and every row that these reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from interpreter.columns.connection import Connection, literal
from interpreter.columns.counting import Tables
from interpreter.daily.grounds import Grounds
from interpreter.daily.remembered import SUBJECT, Previous
from interpreter.daily.tree import Forest
from interpreter.daily.ways import Trail


@dataclass(frozen=True, slots=True)
class Few:
    """As `judging.Tables`, with few rows; `subjects` are the tables of those to be judged, of which `judged` counts."""

    tables: Mapping[str, str]
    read: Mapping[str, int]
    judged: Mapping[str, int]
    scales: Mapping[tuple[str, str], int]
    subjects: Mapping[str, str]


@dataclass
class Again:
    """What a previous run does not answer for. Tables: `kept0` … have `rid` and what it `was`; `again0` … `rid`."""

    connection: Connection
    forest: Forest
    staged: Tables
    previous: Previous
    _rids: dict[str, list[str]] = field(default_factory=dict)
    """By entity, tables of the rows that are needed."""

    def few(self) -> Few:
        """The subjects to be judged, with all that they reach."""
        for number, tree in enumerate(self.forest.trees):
            self._compare(number, tree)
            self._reach(tree, (), f"again{number}", f"reach{number}")
        tables = {entity: self._thinned(entity, number) for number, entity in enumerate(self.staged.tables)}
        subjects, judged = {}, dict.fromkeys(self.staged.tables, 0)
        for number, tree in enumerate(self.forest.trees):
            subjects[tree.entity] = f"asked{number}"
            self._create(f"asked{number}", f"FROM {tables[tree.entity]} SEMI JOIN again{number} USING (rid)")
            judged[tree.entity] = self._count(f"again{number}")
        return Few(tables, self.staged.read, judged, self.staged.scales, subjects)

    def _compare(self, number: int, tree: Grounds) -> None:
        """The tables `hashed`, `kept` and `again` of a tree."""
        on = self.forest.on.toordinal()
        query = self.forest.query(tree, self.staged.tables, hashed=True, turned=False)
        self._create(
            f"hashed{number}", f"SELECT * EXCLUDE (until) FROM ({hashes(query)})", {"salt": self.previous.salt}
        )
        known = f"SELECT rid, key, content, until FROM read_parquet($file) WHERE kind = {SUBJECT} AND a = {number}"
        self._create(
            f"kept{number}",
            f"SELECT now.*, was.rid AS was, was.until FROM hashed{number} AS now JOIN ({known}) AS was"
            f" USING (key, content) WHERE was.until IS NULL OR was.until >= {on}",
            {"file": literal(self.previous.file)},
        )
        self._create(f"again{number}", f"SELECT rid FROM hashed{number} ANTI JOIN kept{number} USING (rid)")

    def _reach(self, tree: Grounds, trail: Trail, rids: str, name: str) -> None:
        """Notes the rows of a node, and of those below it, that some rows reach."""
        entity = tree.of(trail)
        self._rids.setdefault(entity.name, []).append(rids)
        columns = {place: f"f{number}" for number, place in enumerate(entity.fields)}
        for number, (below, relation) in enumerate(tree.below(trail)):
            other = tree.of(below)
            theirs = {place: f"f{n}" for n, place in enumerate(other.fields)}
            on = " AND ".join(f"o.{columns[a]} = t.{theirs[b]}" for a, b in relation.on)
            ours = ", ".join({columns[a] for a, _ in relation.on})
            asking = f"SELECT {ours} FROM {self.staged.tables[entity.name]} SEMI JOIN {rids} USING (rid)"
            table = self.staged.tables[other.name]
            self._create(f"{name}_{number}", f"SELECT t.rid FROM {table} AS t SEMI JOIN ({asking}) AS o ON {on}")
            self._reach(tree, below, f"{name}_{number}", f"{name}_{number}")

    def _thinned(self, entity: str, number: int) -> str:
        """The table of the needed rows of an entity."""
        rids = self._rids.get(entity)
        some = " UNION ".join(f"SELECT rid FROM {each}" for each in rids) if rids else "SELECT 0 AS rid WHERE FALSE"
        self._create(f"few{number}", f"FROM {self.staged.tables[entity]} SEMI JOIN ({some}) AS s USING (rid)")
        return f"few{number}"

    def _create(self, table: str, query: str, bound: Mapping[str, str] | None = None) -> None:
        self.connection.execute(f"CREATE TEMP TABLE {table} AS {query}", dict(bound or {}))

    def _count(self, table: str) -> int:
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def hashes(rows: str, until: str = "NULL") -> str:
    """The query of subjects with `key` and `content`, hashed with the key `$salt`, out of a query of `Forest`.

    The key is in the content too, hashed otherwise: strangers are taken for each other where 128 bits are the same.
    """
    key = "$salt || CAST(j0 AS VARCHAR)"
    return f"SELECT rid, {until} AS until, hash({key}) AS key, hash({key}, h) AS content FROM ({rows}) AS stood"
