"""A snapshot judged by the embedded engine: staged, asked question by question, its findings put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl import core
from interpreter.columns.connection import Connection, connect, spilling
from interpreter.columns.dialects import DUCKDB
from interpreter.columns.judging import Judged, Judging, Progress, counted
from interpreter.columns.questions import Asker, Target, grouped
from interpreter.columns.staging import stage
from interpreter.columns.wording import Wording
from interpreter.snapshot import place_tables

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use: memory as the engine reads it, threads (0: all cores), where it spills and how much."""

    memory: str = "4GB"
    threads: int = 0
    temporary: Path | None = None
    spill: str = "100GB"


def judge(
    book: core.Book,
    folder: Path,
    on: date,
    wanted: Mapping[str, Target],
    everything: bool = False,
    progress: Progress | None = None,
    limits: Limits = Limits(),
) -> Judged:
    """Every subject of the targets wanted. Raises SnapshotError, and Unheld where a value is beyond the engine."""
    found, _ = place_tables(book.vocabulary, folder)
    asker = Asker(book, found, on)
    groups = grouped(wanted, found)
    questions = asker.outcomes(groups)
    with spilling(limits.temporary) as spill:
        connection = connect(limits.memory, limits.threads or _cores(), spill, limits.spill)
        try:
            staged = stage(connection, book, folder, asker.rows.read)
            engine = _Embedded(connection)
            outcomes = Judging(engine, asker, staged, everything).outcomes(wanted, questions, progress)
            places = partial(staged.places, connection)
            query = Wording(engine, book, staged.tables, on, wanted, places).query()
            table = connection.sql(query).to_arrow_table()
        finally:
            connection.close()
    return Judged(counted(staged), outcomes, staged.rejects, staged.strays, table)


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Embedded:
    """The embedded engine, for a judgement."""

    dialect = DUCKDB

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._spare_planning()

    def _spare_planning(self) -> None:
        """Without an optimizer that takes seconds to plan stages within stages, and gains nothing on them."""
        known = self.rows(f"SELECT name FROM duckdb_optimizers() WHERE name = '{_SLOW}'")
        if known:
            self.connection.execute(f"SET disabled_optimizers = '{_SLOW}'")

    def create(self, table: str, query: str, bound: Mapping[str, str] | None = None) -> None:
        """As `Engine.create`."""
        self.connection.execute(f"CREATE TEMP TABLE {table} AS {query}", dict(bound or {}))

    def give(self, table: str, rows: pyarrow.Table) -> None:
        """As `Engine.give`."""
        self.connection.register("given", rows)
        self.connection.execute(f"CREATE TEMP TABLE {table} AS FROM given")
        self.connection.unregister("given")

    def append(self, table: str, queries: Sequence[str]) -> None:
        """As `Engine.append`."""
        for query in queries:
            self.connection.execute(f"INSERT INTO {table} {query}")

    def drop(self, *tables: str) -> None:
        """As `Engine.drop`."""
        for table in tables:
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")

    def rows(self, query: str, bound: Mapping[str, str] | None = None) -> list[tuple[Any, ...]]:
        """As `Engine.rows`."""
        return self.connection.execute(query, dict(bound or {})).fetchall()


_SLOW = "partial_aggregate_pushdown"
