"""A snapshot and a run of before → the subjects that have to be judged again, and tables for these alone.

A subject is kept if it is as it was, if nothing that it reaches is otherwise, and if none of its outcomes has come to
its end. The tables have the other subjects and every row that these reach. Of large files of Parquet only the rows that
are needed are staged at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dsl import core
from interpreter.columns.connection import Connection
from interpreter.columns.sheets import Sheet
from interpreter.columns.sources import Source
from interpreter.columns.staging import Staged
from interpreter.columns.ties import references
from interpreter.daily.changes import Changes
from interpreter.daily.grounds import Grounds
from interpreter.daily.links import tied
from interpreter.daily.prints import Print
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
    """What a run of before does not answer for, found while a snapshot is staged: `whole`, then `some`, then `few`.

    Tables: `again0` … have the `rid` of the subjects of each tree that are judged again, `need0` … the rows of each
    entity that are needed.
    """

    changes: Changes
    trees: Sequence[Grounds]
    on: date
    prints: dict[str, Print] = field(default_factory=dict)
    large: dict[str, Source] = field(default_factory=dict)
    _odd: set[str] = field(default_factory=set)
    """Entities with a key in their files that is read as another text."""

    @property
    def connection(self) -> Connection:
        """The engine."""
        return self.changes.connection

    @property
    def vocabulary(self) -> core.Vocabulary:
        """Of the book."""
        return self.changes.vocabulary

    # ── what has to be looked at ──

    def whole(self, sheets: Mapping[str, Sheet]) -> list[str]:
        """The entities whose rows are all to be staged: the others are in files as they were, whatever the rows."""
        self.large.clear()
        for entity, sheet in sheets.items():
            source = sheet.source(self.connection) if entity not in self._odd else None
            found = self.changes.printing.raw(sheet, source)
            if source and found and self.changes.previous.forms.get(entity) == found.form:
                self.large[entity], self.prints[entity] = source, found
        return [entity for entity in sheets if entity not in self.large]

    def some(self, sheets: Mapping[str, Sheet]) -> dict[str, str]:
        """Of the other entities, tables of those rows of the files that are needed: the rest has been staged."""
        for entity, sheet in sheets.items():
            if entity not in self.large:
                self.prints[entity] = self.changes.printing.typed(sheet)
        if self.changes.numbers:  # some rows that seemed alike were rejected
            self.changes.distrust()
        else:
            self.changes.compare({entity: self.prints[entity] for entity in sheets})
        needed: dict[str, list[str]] = {entity: [f"SELECT rid FROM unsure{self._number(entity)}"] for entity in sheets}
        for number, tree in enumerate(self.trees):
            self._choose(number, tree)
            self._reach(tree, (), f"again{number}", needed)
        for relation in references(self.vocabulary, sheets):
            needed[relation.to].append(self._led(relation, f"unsure{self._number(relation.entity)}"))
        for entity, queries in needed.items():
            self.changes.create(f"need{self._number(entity)}", " UNION ".join(queries))
        return {entity: self._take(entity, source) for entity, source in self.large.items()}

    def unsure(self, entity: str) -> str:
        """The table of the rows that may have to be rejected, others being what they are."""
        return f"unsure{self._number(entity)}"

    def holds(self, sheets: Mapping[str, Sheet]) -> bool:
        """Whether files could be gone by as they are, and rows were accepted, or rejected, as it was taken for."""
        odd = {entity for entity in self.large if not sheets[entity].is_itself(self.changes.printing.tying(entity))}
        if odd:
            self._odd |= odd
            self.changes.numbers = {}
            return False
        wrong = " UNION ALL ".join(
            f"SELECT rid FROM alike{self._number(entity)} WHERE judged = (rid IN (FROM {sheet.out}))"
            for entity, sheet in sheets.items()
        )
        return not self.connection.execute(f"SELECT 1 FROM ({wrong}) AS wrong LIMIT 1").fetchall()

    def hashes(self, entity: str) -> str:
        """The table of the hashes of all rows."""
        return f"now{self._number(entity)}"

    def stay(self, number: int) -> str:
        """The query of the subjects of a tree that are not judged again: `rid`, `was`, `until`, the hash `c`."""
        return self.changes.kept(self.trees[number].entity, f"again{number}")

    def few(self, staged: Staged) -> Few:
        """The subjects to be judged, with all they reach."""
        tables = {entity: f"few{self._number(entity)}" for entity in staged.tables}
        for entity, table in tables.items():
            self.changes.create(table, f"FROM {staged.tables[entity]} SEMI JOIN need{self._number(entity)} USING (rid)")
        subjects, judged = {}, dict.fromkeys(staged.tables, 0)
        for number, tree in enumerate(self.trees):
            subjects[tree.entity] = f"asked{number}"
            self.changes.create(f"asked{number}", f"FROM {tables[tree.entity]} SEMI JOIN again{number} USING (rid)")
            ((count,),) = self.connection.execute(f"SELECT count(*) FROM asked{number}").fetchall()
            judged[tree.entity] = int(count)
        return Few(tables, staged.read, judged, staged.scales, subjects)

    # ── upwards: whom it concerns ──

    def _choose(self, number: int, tree: Grounds) -> None:
        """The table `again` of a tree."""
        n, concerned = self._number(tree.entity), " OR ".join(self._concerned(tree, ())) or "FALSE"
        self.changes.create(
            f"again{number}",
            f"SELECT rid FROM unsure{n} UNION {self.changes.ended(tree.entity, self.on)}"
            f" UNION SELECT rid FROM now{n} WHERE {concerned}",
        )

    def _concerned(self, tree: Grounds, trail: Trail) -> list[str]:
        """What tells that a row of a node reaches a row that is, or was, otherwise, each as SQL."""
        entity = tree.of(trail).name
        return [
            f"{self._tie(entity, tied(self.vocabulary, relation)[0])} IN ({self._otherwise(tree, below, relation)})"
            for below, relation in tree.below(trail)
        ]

    def _otherwise(self, tree: Grounds, trail: Trail, relation: core.Relation) -> str:
        """The query of the hashes by which a relation leads to rows that are otherwise or reach such."""
        entity, (_, theirs) = tree.of(trail).name, tied(self.vocabulary, relation)
        n, tie = self._number(entity), self._tie(entity, theirs)
        query = f"SELECT {tie} FROM touched{n} WHERE {tie} IS NOT NULL"
        if concerned := self._concerned(tree, trail):
            query += f" UNION SELECT {tie} FROM now{n} WHERE {tie} IS NOT NULL AND ({' OR '.join(concerned)})"
        return query

    # ── downwards: what is needed ──

    def _reach(self, tree: Grounds, trail: Trail, rids: str, needed: dict[str, list[str]]) -> None:
        """Notes the rows of a node, and of those below it, that some rows reach."""
        needed[tree.of(trail).name].append(f"SELECT rid FROM {rids}")
        for number, (below, relation) in enumerate(tree.below(trail)):
            self.changes.create(f"{rids}_{number}", self._led(relation, rids))
            self._reach(tree, below, f"{rids}_{number}", needed)

    def _led(self, relation: core.Relation, rids: str) -> str:
        """The query of the rows to which a relation leads some rows."""
        ours, theirs = tied(self.vocabulary, relation)
        asking = f"SELECT {self._tie(relation.entity, ours)} AS g FROM now{self._number(relation.entity)}"
        return (
            f"SELECT rid FROM now{self._number(relation.to)} SEMI JOIN ({asking} SEMI JOIN {rids} USING (rid)) AS led"
            f" ON led.g = {self._tie(relation.to, theirs)}"
        )

    def _take(self, entity: str, source: Source) -> str:
        """The table of the needed rows of files, as they are in them."""
        n = self._number(entity)
        cells = ", ".join(f"c{place}" for place, _ in enumerate(source.shape.names))
        rows = f"(SELECT {source.rid} AS rid, {cells} FROM {source.sql}) AS whole"
        self.changes.create(f"raw{n}", f"FROM {rows} SEMI JOIN need{n} USING (rid)")
        return f"raw{n}"

    def _tie(self, entity: str, tie: Sequence[str]) -> str:
        return self.changes.printing.tie(entity, tuple(tie))

    def _number(self, entity: str) -> int:
        return self.changes.numbers[entity]
