"""Hashes of all rows beside those of a run of before → rows that are as they were, rows that may be otherwise.

A row is kept if one with the same hashes was judged. The others are looked at again, and with them what has the key of
such a row, since of several rows with one key the first counts, and what refers to a key that is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dsl import core
from interpreter.columns.connection import Connection, literal
from interpreter.columns.ties import references
from interpreter.daily.links import tied
from interpreter.daily.prints import Print, Printing
from interpreter.daily.remembered import Previous


@dataclass
class Changes:
    """What became of the rows of each entity; `numbers` are those of the entities, which end the names of tables.

    `now0` has the hashes of all rows. Most are the same as those remembered of the same place; `other0` has the `rid`
    of those that are not, and of what `was` in such a place. `moved0` has rows that were in another place, `unsure0`
    the `rid` of all that are left. `alike0` has those of them of which others see what they saw, if only they are
    accepted, or rejected, as they were (`judged`): `rid` and what it `was`. `touched0` has the hashes of the ties of
    the rest, and of rows that are gone.
    """

    connection: Connection
    vocabulary: core.Vocabulary
    printing: Printing
    previous: Previous
    numbers: Mapping[str, int] = field(default_factory=dict)

    def compare(self, prints: Mapping[str, Print]) -> None:
        """Makes the tables of all entities."""
        self.numbers = {entity: number for number, entity in enumerate(prints)}
        for entity, found in prints.items():
            is_alike = self.previous.forms.get(entity) == found.form
            self._place(entity, found, is_alike)
            self._move(entity, is_alike)
        for entity in prints:
            self._doubt(entity)
            self._touch(entity)

    def distrust(self) -> None:
        """Takes no row for alike any more."""
        for entity, n in self.numbers.items():
            self.create(f"alike{n}", f"FROM alike{n} WHERE FALSE")
            self._touch(entity)

    def _place(self, entity: str, found: Print, is_alike: bool) -> None:
        """Compares what is in the same place."""
        n = self.numbers[entity]
        self.connection.execute(f"SET VARIABLE was{n} = ?", [literal(self.previous.kept.rows(entity))])
        self.create(f"now{n}", found.query)
        same = "coalesce(rid = was AND h = was_h AND g0 = was_g AND judged, FALSE)" if is_alike else "FALSE"
        was = f"SELECT rid AS was, h AS was_h, g0 AS was_g, judged FROM {self.was(entity)}"
        self.create(f"other{n}", f"SELECT rid, was FROM now{n} POSITIONAL JOIN ({was}) AS remembered WHERE NOT {same}")

    def _move(self, entity: str, is_alike: bool) -> None:
        """Rows that were in another place, if no other has their hashes; rows that are fresh; keys that are gone."""
        n, alike = self.numbers[entity], "TRUE" if is_alike else "FALSE"
        self.create(f"lost{n}", f"FROM {self.was(entity)} WHERE rid IS NULL OR rid IN (SELECT was FROM other{n})")
        others = f"(SELECT rid, h, v, g0 FROM now{n} SEMI JOIN other{n} USING (rid)) AS others"
        alone = f"SELECT any_value(rid) AS rid, h, g0 FROM {others} GROUP BY h, g0 HAVING count(*) = 1"
        was = f"(FROM lost{n} WHERE judged) AS was"
        self.create(
            f"moved{n}",
            f"SELECT alone.rid, was.rid AS was, until, c FROM ({alone}) AS alone JOIN {was} USING (h, g0)"
            f" WHERE {alike}",
        )
        self.create(f"fresh{n}", f"SELECT rid, h, v, g0 FROM {others} ANTI JOIN moved{n} USING (rid)")
        self.create(f"alike{n}", f"SELECT * FROM ({self._alike(n, was)}) AS alike WHERE {alike}")
        back = f"(SELECT g0 FROM now{n} SEMI JOIN lost{n} USING (g0)) AS back"
        self.create(f"gone{n}", f"SELECT DISTINCT g0 FROM lost{n} ANTI JOIN {back} USING (g0) WHERE g0 IS NOT NULL")

    def _alike(self, number: int, was: str) -> str:
        """The query of fresh rows, and of such as have the key of one, of which others see what they saw."""
        fresh = f"fresh{number}"
        return (
            f"SELECT {fresh}.rid, was.rid AS was, TRUE AS judged FROM {fresh} JOIN {was} USING (g0, v) UNION ALL"
            f" SELECT {fresh}.rid, NULL, FALSE FROM {fresh} SEMI JOIN (FROM lost{number} WHERE NOT judged) AS refused"
            f" USING (h) UNION ALL"
            f" SELECT rid, NULL, TRUE FROM now{number} SEMI JOIN {fresh} USING (g0)"
            f" ANTI JOIN (SELECT rid FROM {fresh}) AS fresh USING (rid)"
        )

    def _doubt(self, entity: str) -> None:
        n = self.numbers[entity]
        parts = [f"SELECT rid FROM fresh{n}", f"SELECT rid FROM now{n} SEMI JOIN fresh{n} USING (g0)"]
        for relation in references(self.vocabulary, self.numbers):
            if relation.entity == entity:
                ours, _ = tied(self.vocabulary, relation)
                gone = f"gone{self.numbers[relation.to]}"
                parts.append(f"SELECT rid FROM now{n} WHERE {self.printing.tie(entity, ours)} IN (FROM {gone})")
        self.create(f"unsure{n}", " UNION ".join(parts))

    def _touch(self, entity: str) -> None:
        n, ties = self.numbers[entity], self.ties(entity)
        known = f"(SELECT was FROM moved{n} UNION ALL SELECT was FROM alike{n}) AS known"
        self.create(
            f"touched{n}",
            f"SELECT {ties} FROM lost{n} ANTI JOIN {known} ON known.was = lost{n}.rid WHERE judged UNION ALL"
            f" SELECT {ties} FROM now{n} SEMI JOIN unsure{n} USING (rid) ANTI JOIN alike{n} USING (rid)",
        )

    # ── what was made ──

    def ties(self, entity: str) -> str:
        """The columns of the ties of an entity."""
        return ", ".join(self.printing.columns(entity))

    def ended(self, entity: str, on: date) -> str:
        """The query of kept rows of which an outcome has come to its end: `rid`."""
        n, ended = self.numbers[entity], f"until < {on.toordinal()}"
        return (
            f"SELECT rid FROM (SELECT rid FROM {self.was(entity)} WHERE {ended}) AS ended"
            f" ANTI JOIN (SELECT was AS rid FROM other{n}) AS others USING (rid)"
            f" UNION ALL SELECT rid FROM moved{n} WHERE {ended}"
        )

    def kept(self, entity: str, but: str) -> str:
        """The query of the rows that are as they were, but for those of a table: `rid`, `was`, `until`, `c`."""
        n = self.numbers[entity]
        left_out = f"(SELECT was AS rid FROM other{n} UNION ALL SELECT rid FROM {but}) AS left_out"
        return (
            f"SELECT rid, rid AS was, until, c FROM (FROM {self.was(entity)} WHERE judged) AS was"
            f" ANTI JOIN {left_out} USING (rid)"
            f" UNION ALL SELECT rid, was, until, c FROM moved{n} ANTI JOIN {but} USING (rid)"
        )

    def was(self, entity: str) -> str:
        """`FROM` what was remembered of an entity."""
        return f"read_parquet(getvariable('was{self.numbers[entity]}'))"

    def create(self, table: str, query: str) -> None:
        """Makes a table, in place of one of that name."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")
