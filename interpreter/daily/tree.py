"""What outcomes stand on → SQL of the embedded engine: for each subject the days on which time alone may change them.

Each node of a tree of `grounds` is one reading of a table, to which its children are joined, gathered by the fields of
the relation where they may be many: of their turns the first one counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dsl import core
from dsl.kinds import Decimal, Instant, Money
from interpreter.columns import zones
from interpreter.columns.connection import Connection
from interpreter.columns.dialects import EPOCH
from interpreter.columns.judging import Lasting, Lasts
from interpreter.daily.grounds import Class, Grounds
from interpreter.daily.turns import LAST, Turn, following, since
from interpreter.daily.ways import Trail
from interpreter.periods import schedule_of

TURNED = "turned"
"""The table of turns: for the atom `n` and the start `s` the first turn `u` after the day asked."""
Atom = tuple[str, str, frozenset[Turn]]
"""An entity, a field, and the turns that come of a day in it."""


class Forest:
    """The trees of one audit, over tables of the embedded engine."""

    def __init__(self, connection: Connection, book: core.Book, trees: Sequence[Grounds], on: date) -> None:
        self.connection = connection
        self.book = book
        self.trees = trees
        self.on = on
        self.schedule = schedule_of(book.calendar)
        self.atoms: dict[Atom, int] = {}
        self.first: dict[tuple[str, str], int] = {}
        """By entity and field the first start from which on a turn after the day asked is possible."""

    # ── turns ──

    def turn(self, trees: Sequence[Grounds], tables: Mapping[str, str], subjects: Mapping[str, str]) -> None:
        """Makes the table of turns for the days that are in some tables, of the subjects in those of them."""
        self.atoms.clear()
        self.first.clear()
        asked: dict[Atom, str] = {}
        for tree in trees:
            for (spot, _), turns in tree.turns.items():
                name = tree.of(spot.path).name
                table = tables[name] if spot.path else subjects.get(name, tables[name])
                if asked.setdefault((name, spot.field, turns), table) != table:
                    asked[name, spot.field, turns] = tables[name]
        spots: dict[tuple[str, str], dict[str, set[frozenset[Turn]]]] = {}
        for (name, day, turns), table in asked.items():
            spots.setdefault((name, table), {}).setdefault(day, set()).add(turns)
        self._give([row for (name, table), fields in spots.items() for row in self._turned(name, fields, table)])

    def _turned(
        self, entity: str, fields: Mapping[str, set[frozenset[Turn]]], table: str
    ) -> Iterator[tuple[int, int, int]]:
        """Numbers the atoms of an entity, and gives their turns."""
        on, declared = self.on.toordinal(), self.book.vocabulary.entities[entity]
        first = {name: {turns: since(turns, on, self.schedule) for turns in atoms} for name, atoms in fields.items()}
        for name, starts in first.items():
            self.first[entity, name] = min(*starts.values(), self.first.get((entity, name), LAST))
        days = ", ".join(f"{self._day(declared, name)} AS d{n}" for n, name in enumerate(fields))
        told = ", ".join(
            f"list(DISTINCT d{n}) FILTER (WHERE d{n} BETWEEN {self.first[entity, name]} AND {LAST})"
            for n, name in enumerate(fields)
        )
        ((*found,),) = self.connection.execute(f"SELECT {told} FROM (SELECT {days} FROM {table})").fetchall()
        for name, known in zip(fields, found, strict=True):
            for turns, earliest in first[name].items():
                rows = [
                    (start, turn)
                    for start in sorted(known or ())
                    if start >= earliest and (turn := following(turns, start, on, self.schedule))
                ]
                number = self.atoms[entity, name, turns] = len(self.atoms) if rows else -1
                yield from ((number, start, turn) for start, turn in rows)

    def _give(self, rows: Sequence[tuple[int, int, int]]) -> None:
        import pyarrow as pa

        columns = [pa.array([row[place] for row in rows], pa.int32()) for place in range(3)]
        self.connection.register("given", pa.table(columns, ["n", "s", "u"]))
        self.create(TURNED, "FROM given")
        self.connection.unregister("given")

    def _day(self, entity: core.Entity, name: str, of: str = "") -> str:
        """SQL of the day of a field, as an ordinal; of moments before the first start another one before it."""
        cell = of + column(entity, name)
        if not isinstance(entity.fields[name].kind, Instant):
            return cell
        first, *others = zones.offsets_since(self.book.zone, self.first[entity.name, name])
        later = [f"WHEN {cell} >= {each.since} THEN {each.ahead}" for each in reversed(others)]
        ahead = f"CASE {' '.join(later)} ELSE {first.ahead} END" if later else str(first.ahead)
        return f"(({cell} + ({ahead}) + {(EPOCH - 1) * zones.A_DAY}) // {zones.A_DAY} + 1)"

    # ── tables ──

    def stand(self, tables: Mapping[str, str], subjects: Mapping[str, str]) -> Lasts:
        """Makes a table of the subjects of each tree, `stood0` …, and tells by it until when outcomes last.

        `subjects` are the tables of those that are asked about, where not all are.
        """
        self.turn(self.trees, tables, subjects)
        lasting: dict[str, Lasting] = {}
        for number, tree in enumerate(self.trees):
            query = self.query(tree, tables, subjects)
            self.create(stood(number), query)
            until = {name: self.until(tree, [name]) for name in tree.footings}
            lasting[tree.entity] = Lasting(stood(number), until)
        return lambda question, _: lasting[question.entity]

    def create(self, table: str, query: str) -> None:
        """Makes a table, in place of one of that name."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")

    def until(self, tree: Grounds, names: Collection[str]) -> str:
        """SQL of the last day on which the outcomes of some targets stay what they are, NULL where no day ends them."""
        turns = [f"z{n}" for n, each in enumerate(tree.classes) if not each.isdisjoint(names)]
        turns += [str(day) for name in names if (day := tree.common(name, self.on)) is not None]
        return f"(least({', '.join(turns)}) - 1)" if turns else "CAST(NULL AS INTEGER)"

    # ── queries ──

    def query(
        self, tree: Grounds, tables: Mapping[str, str], subjects: Mapping[str, str] | None = None,
        listed: Mapping[str, str] | None = None,
    ) -> str:  # fmt: skip
        """The query of the subjects: `rid`, and for each class a turn `z0` …, NULL where there is none.

        `subjects` are the tables of those that are asked about, where not all are. With `listed`, by target SQL of
        whether its outcome is, a turn is asked for only where one of the outcomes that it may end is listed.
        """
        node = self._node(tree, (), [], _Asked(tables, subjects or {}, listed or {}))
        absent = [n for n, each in enumerate(tree.classes) if each not in node.classes]
        nothing = "".join(f", CAST(NULL AS INTEGER) AS z{n}" for n in absent)
        return f"SELECT *{nothing} FROM ({node.sql}) AS whole"

    def _node(self, tree: Grounds, path: Trail, by: Sequence[str], asked: _Asked) -> _Node:
        """The rows of a node, with the fields asked `by` as `j0` …."""
        entity = tree.of(path)
        joins = []
        turns: dict[Class, list[str]] = {}
        for n, (below, relation) in enumerate(tree.below(path)):
            child = self._gathered(tree, below, relation, asked)
            if not child.classes:
                continue
            on = [f"t.{column(entity, ours)} = c{n}.j{place}" for place, (ours, _) in enumerate(relation.on)]
            joins.append(f"LEFT JOIN ({child.sql}) AS c{n} ON {' AND '.join(on)}")
            for each in child.classes:
                turns.setdefault(each, []).append(f"c{n}.z{tree.classes.index(each)}")
        for (spot, each), known in tree.turns.items():
            if spot.path == path and (number := self.atoms[entity.name, spot.field, known]) >= 0:
                alias, day = f"x{len(joins)}", self._day(entity, spot.field, "t.")
                joins.append(
                    f"LEFT JOIN (SELECT s, u FROM {TURNED} WHERE n = {number}) AS {alias} ON {alias}.s = {day}"
                )
                turns.setdefault(each, []).append(f"{alias}.u")
        told = ["t.rid", *(f"t.{column(entity, name)} AS j{place}" for place, name in enumerate(by))]
        told += [f"least({', '.join(found)}) AS z{tree.classes.index(each)}" for each, found in turns.items()]
        rows = self._rows(tree, path, asked)
        return _Node(f"SELECT {', '.join(told)} FROM {rows} AS t {' '.join(joins)}", [*turns])

    def _rows(self, tree: Grounds, path: Trail, asked: _Asked) -> str:
        """The table of the rows of a node: where not all subjects are asked about, those that these lead to.

        And a few more, where hashes happen to be the same: several fields compared one by one take much longer. Equal
        numbers have two hashes where their places after the point differ.
        """
        table = asked.tables[tree.of(path).name]
        if tree.entity not in asked.subjects:
            return table
        if not path:
            return asked.subjects[tree.entity]
        above, relation = self._above(tree, path, asked), tree.of(path[:-1]).relations[path[-1]]
        if any(isinstance(tree.of(path).fields[name].kind, Decimal | Money) for _, name in relation.on):
            return table
        ours = ", ".join(column(tree.of(path[:-1]), name) for name, _ in relation.on)
        theirs = ", ".join(column(tree.of(path), name) for _, name in relation.on)
        return f"(FROM {table} WHERE hash({theirs}) IN (SELECT hash({ours}) FROM {above}))"

    def _above(self, tree: Grounds, path: Trail, asked: _Asked) -> str:
        """The table of the rows that lead to those of a node; of the subjects those that are asked for turns there."""
        rows = self._rows(tree, path[:-1], asked)
        if path[:-1] or not asked.listed:
            return rows
        names = {name for spot, each in tree.turns if spot.path[:1] == path for name in each}
        return f"(FROM {rows} WHERE {' OR '.join(asked.listed[name] for name in sorted(names)) or 'FALSE'})"

    def _gathered(self, tree: Grounds, path: Trail, relation: core.Relation, asked: _Asked) -> _Node:
        """A child, with one row for each combination of the fields by which it is joined."""
        theirs = [name for _, name in relation.on]
        node = self._node(tree, path, theirs, asked)
        columns = [f"j{place}" for place, _ in enumerate(theirs)]
        turns = [f"z{tree.classes.index(each)}" for each in node.classes]
        if theirs == [tree.of(path).key]:
            return _Node(f"SELECT {', '.join([*columns, *turns])} FROM ({node.sql}) AS b", node.classes)
        told = [*columns, *(f"min({each}) AS {each}" for each in turns)]
        known = " AND ".join(f"{each} IS NOT NULL" for each in columns)
        groups = f"FROM ({node.sql}) AS b WHERE {known} GROUP BY {', '.join(columns)}"
        return _Node(f"SELECT {', '.join(told)} {groups}", node.classes)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The tables by entity, those of the subjects, and what tells which outcomes are listed."""

    tables: Mapping[str, str]
    subjects: Mapping[str, str]
    listed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Node:
    """A query, and the classes of whose turns it has columns."""

    sql: str
    classes: list[Class]


def stood(number: int) -> str:
    """The table of the subjects of a tree: `rid`, the turns `z0` …."""
    return f"stood{number}"


def column(entity: core.Entity, name: str) -> str:
    """The staged column of a field."""
    return f"f{list(entity.fields).index(name)}"
