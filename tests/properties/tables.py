"""Rows of tables in memory → a world in which they hang together by their keys, as those of a snapshot do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dsl import core
from interpreter.facts import Row, World, all_rows, read_given
from interpreter.snapshot import SnapshotWorld

Table = Sequence[Mapping[str, Any]]


def world_of(book: core.Book, tables: Mapping[str, Table]) -> SnapshotWorld:
    """One row for each mapping; every table is there, most of them empty."""
    world = SnapshotWorld(book.vocabulary)
    world.present |= set(book.vocabulary.entities)
    for entity, rows in tables.items():
        declared = book.vocabulary.entities[entity]
        for given in rows:
            values = {name: read_given(book, declared.fields[name], raw) for name, raw in given.items()}
            world.tables[entity].append(Row(entity, str(given[declared.key]), values))
    return world


def flattened(world: World) -> dict[str, list[Row]]:
    """The rows of a world as those of tables: what they say of themselves, without what they were told to lead to."""
    rows: dict[str, list[Row]] = {entity: [] for entity in world.tables}
    for row in all_rows(world):
        rows[row.entity].append(Row(row.entity, row.key, dict(row.values), {}, row.place))
    return rows
