"""A snapshot's raw records → typed rows and how they hang together; what is rejected and why.

Every record is read or rejected, and the counts add up: read = judged + rejected. A reason names the column and what is
wrong with it, never the value. A collection holds the rows whose keys are known and equal: a row whose own key is
unknown belongs to none. What a rejected row would have said is not taken into account; it is listed instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path

from dsl import core
from dsl.core import Language, Words
from dsl.literal import Misread
from dsl.messages.kinds import kind_words
from dsl.messages.snapshot import REASONS, SNAPSHOT
from dsl.record import dataclass
from dsl.source import nearest
from interpreter.delimited import shown
from interpreter.facts import Given, Row, World, member_names, read_given
from interpreter.mask import mask
from interpreter.progress import Progress, untold
from interpreter.tables import Problem, Record, Refused, find_tables, read_table
from interpreter.values import Rows, Unknown

Key = tuple[object, ...]
_ABSENT = Unknown(frozenset())


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that is not judged: where it stands, a stable code, and what fills the blanks of its reason."""

    entity: str
    file: str
    line: int
    code: str
    detail: Mapping[str, str | Words]

    def reason(self, lang: Language) -> str:
        """Why, in words; no value of a cell is in it."""
        said = {key: value.say(lang) if isinstance(value, Words) else mask(value) for key, value in self.detail.items()}
        return SNAPSHOT[self.code].say(lang).format_map(said)


class SnapshotError(ValueError):
    """A file of the snapshot that cannot be used at all: judging without it would mislead."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(self.lines("en")))

    def lines(self, lang: Language) -> list[str]:
        """One line for each file: its place, the code, what is wrong."""
        return [f"{p.file}: [{p.code}] {mask(self._said(p, lang))}" for p in self.problems]

    def _said(self, problem: Problem, lang: Language) -> str:
        detail = {key: REASONS[value].say(lang) if value in REASONS else value for key, value in problem.detail.items()}
        return SNAPSHOT[problem.code].say(lang).format_map(detail)


@dataclass
class Snapshot:
    """What was read: the world of its rows, what was rejected, how many records each table had, stray files."""

    world: SnapshotWorld
    rejects: list[Reject] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    strays: list[Problem] = field(default_factory=list)


class SnapshotWorld(World):
    """Rows related by the equality of their keys, as the vocabulary's relations say."""

    def __init__(self, vocabulary: core.Vocabulary) -> None:
        super().__init__(vocabulary)
        self.present: set[str] = set()
        self.refused: dict[str, set[object]] = {name: set() for name in vocabulary.entities}
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[Key, list[Row]]] = {}

    def follow(self, row: Row, name: str) -> Row | Rows | Unknown:
        """What a relation reaches; unknown where our side of the key is, or where the snapshot has no such table."""
        relation = self.vocabulary.entities[row.entity].relations[name]
        ours = tuple(self.field(row, mine) for mine, _ in relation.on)
        if relation.to not in self.present or any(isinstance(each, Unknown) for each in ours):
            return self._unlinked(row, name)
        theirs = tuple(their for _, their in relation.on)
        found = self.index(relation.to, theirs).get(ours, ())
        if relation.many:
            return Rows(tuple(found))
        return found[0] if len(found) == 1 else self._unlinked(row, name)

    def index(self, entity: str, fields: tuple[str, ...]) -> dict[Key, list[Row]]:
        """The rows of an entity by the known values of some of its fields."""
        if (entity, fields) not in self._indexes:
            rows: dict[Key, list[Row]] = {}
            for row in self.tables[entity]:
                key = tuple(self.field(row, name) for name in fields)
                if not any(isinstance(part, Unknown) for part in key):
                    rows.setdefault(key, []).append(row)
            self._indexes[entity, fields] = rows
        return self._indexes[entity, fields]


def read_snapshot(book: core.Book, folder: Path, progress: Progress = untold) -> Snapshot:
    """Every table of the folder. Raises SnapshotError where a file cannot be used."""
    tables, problems = place_tables(book.vocabulary, folder)
    snapshot = Snapshot(SnapshotWorld(book.vocabulary), strays=problems)
    for entity, files in tables.items():
        _Table(book, book.vocabulary.entities[entity], snapshot).fill(files, folder, progress)
    _drop_dangling(book.vocabulary, snapshot)
    return snapshot


def place_tables(vocabulary: core.Vocabulary, folder: Path) -> tuple[dict[str, list[Path]], list[Problem]]:
    """The files of each entity's table, and stray files. Raises SnapshotError where the folder cannot be used."""
    stems = {name: (name, entity.names.zh) for name, entity in vocabulary.entities.items()}
    tables, problems = find_tables(folder, stems)
    fatal = [_of_folder(problem, folder) for problem in problems if problem.code != "SN006"]
    if fatal or not tables:
        raise SnapshotError(fatal or problems or [Problem(str(folder), "SN012")])
    return tables, problems


def _of_folder(problem: Problem, folder: Path) -> Problem:
    """A problem of the folder itself, under the name by which it was asked for."""
    return replace(problem, file=str(folder)) if problem.file == "." else problem


class Sieve:
    """Judges the records of one table, each by itself: its typed values, or the first thing that is wrong with it."""

    def __init__(self, book: core.Book, entity: core.Entity) -> None:
        self.book = book
        self.entity = entity
        self.members = member_names(entity)
        self.required = [each for each in entity.fields.values() if each.absent == "refused"]

    def values(self, record: Record | Refused) -> dict[str, Given] | Reject:
        """What was given by field; what was not given is left out."""
        if isinstance(record, Refused):
            return self.reject(record, record.code, **record.detail)
        values: dict[str, Given] = {}
        for column, cell in record.cells.items():
            if cell is not None and cell != "" and (found := self._cell(record, column, cell, values)):
                return found
        absent = next((each for each in self.required if isinstance(values.get(each.name, _ABSENT), Unknown)), None)
        return self.reject(record, "SN302", column=absent.names) if absent is not None else values

    def _cell(self, record: Record, column: str, cell: object, values: dict[str, Given]) -> Reject | None:
        """Adds the cell's value to `values`, or tells what is wrong."""
        member = self.members.get(column.strip())
        if not isinstance(member, core.Field):
            return self.reject(record, "SN305", **self._stranger(record, column))
        if member.name in values:
            return self.reject(record, "SN306", column=member.names)
        try:
            values[member.name] = read_given(self.book, member, cell)
        except Misread:
            kind = kind_words(member.kind, self.book.vocabulary)
            return self.reject(record, "SN301", column=member.names, kind=kind)
        return None

    def _stranger(self, record: Record, column: str) -> dict[str, str]:
        """What is said of a column that the vocabulary does not know.

        Where it knows none of them the file may lack its header, and the names would be the values of a first row.
        """
        fields = [name for name, each in self.members.items() if isinstance(each, core.Field)]
        if not any(name.strip() in fields for name in record.cells):
            return {"column": f"#{list(record.cells).index(column) + 1}", "meant": "—"}
        return {"column": shown(mask(column)), "meant": nearest(column, fields) or "—"}

    def reject(self, record: Record | Refused, code: str, **detail: str | Words) -> Reject:
        """What is listed of a record that is not judged."""
        return Reject(self.entity.name, record.file, record.line, code, detail)

    def keys(self, record: Record | Refused) -> set[object]:
        """The key of a record that is rejected, if it can be read: others may refer to it."""
        if isinstance(record, Refused):
            return set()
        key = self.entity.fields[self.entity.key]
        cells = [cell for column, cell in record.cells.items() if column.strip() in (key.name, key.names.zh) and cell]
        try:
            return {read_given(self.book, key, cell) for cell in cells}
        except Misread:
            return set()


_OFTEN = 1000
"""Rows after which is told how far the reading is."""


class _Table:
    """Fills one table of the world from its files."""

    def __init__(self, book: core.Book, entity: core.Entity, snapshot: Snapshot) -> None:
        self.entity = entity
        self.snapshot = snapshot
        self.sieve = Sieve(book, entity)
        self.first: dict[str, str] = {}

    def fill(self, files: list[Path], folder: Path, progress: Progress) -> None:
        """Reads all files of the table."""
        self.snapshot.world.present.add(self.entity.name)
        rows = self.snapshot.world.tables[self.entity.name]
        before, count = sum(self.snapshot.read.values()), 0
        for path in files:
            for record in read_table(path, folder):
                if isinstance(record, Problem):
                    raise SnapshotError([record])
                count += 1
                if count % _OFTEN == 0:
                    progress("reading", before + count, 0)
                row = self._row(record)
                if isinstance(row, Row):
                    rows.append(row)
                else:
                    self.snapshot.world.refused[self.entity.name] |= self.sieve.keys(record)
                    self.snapshot.rejects.append(row)
        self.snapshot.read[self.entity.name] = count

    def _row(self, record: Record | Refused) -> Row | Reject:
        values = self.sieve.values(record)
        if isinstance(values, Reject):
            return values
        key = str(values[self.entity.key])
        place = f"{record.file}:{record.line}"
        if key in self.first:
            return self.sieve.reject(record, "SN303", first=self.first[key])
        self.first[key] = place
        return Row(self.entity.name, key, values, place=place)


def _drop_dangling(vocabulary: core.Vocabulary, snapshot: Snapshot) -> None:
    """Rejects rows that refer to a row which no table holds; one that was itself rejected may be referred to."""
    world = snapshot.world
    found = [(row, relation) for relation in _references(vocabulary, world) for row in _dangling(world, relation)]
    dropped = {row for row, _ in found}
    for row, relation in found:
        file, _, line = row.place.rpartition(":")
        column = vocabulary.entities[row.entity].fields[relation.on[0][0]].names
        target = vocabulary.entities[relation.to].names
        if row in dropped:
            snapshot.rejects.append(Reject(row.entity, file, int(line), "SN304", {"column": column, "target": target}))
            dropped.discard(row)
    gone = {row for row, _ in found}
    for entity, rows in world.tables.items():
        if any(row.entity == entity for row in gone):
            world.tables[entity] = [row for row in rows if row not in gone]
    world._indexes.clear()


def _references(vocabulary: core.Vocabulary, world: SnapshotWorld) -> Iterator[core.Relation]:
    """The relations that lead to one row by its key, in a table that the snapshot has."""
    for entity in vocabulary.entities.values():
        for relation in entity.relations.values():
            key = vocabulary.entities[relation.to].key
            if not relation.many and relation.to in world.present and [their for _, their in relation.on] == [key]:
                yield relation


def _dangling(world: SnapshotWorld, relation: core.Relation) -> Iterator[Row]:
    (ours, theirs), *_ = relation.on
    keys = {key[0] for key in world.index(relation.to, (theirs,))} | world.refused[relation.to]
    for row in world.tables[relation.entity]:
        value = world.field(row, ours)
        if not isinstance(value, Unknown) and value not in keys:
            yield row
