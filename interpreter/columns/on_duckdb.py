"""A snapshot judged by the embedded engine: staged, asked question by question, its findings put into words."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl import core
from interpreter.columns.connection import (
    Connection,
    EngineError,
    OutOfMemory,
    OutOfRange,
    connect,
    lock_down,
    spilling,
)
from interpreter.columns.dialects import DUCKDB
from interpreter.columns.judging import Counts, Judged, Judging, Progress, counted
from interpreter.columns.questions import Asker, Question, Target, grouped
from interpreter.columns.staging import Unheld, stage
from interpreter.columns.wording import Wording
from interpreter.outcomes import OUTCOMES
from interpreter.parts import Parts, put
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where findings go as they are found: the parts of the run, and the file that is made of them in the end."""

    parts: Parts
    file: Path


def judge(
    book: core.Book,
    folder: Path,
    on: date,
    wanted: Mapping[str, Target],
    everything: bool = False,
    progress: Progress | None = None,
    limits: Limits = Limits(),
    place: Place | None = None,
) -> Judged:
    """Every subject of the targets wanted. Raises SnapshotError, and Unheld where a value is beyond the engine."""
    found, _ = place_tables(book.vocabulary, folder)
    groups = grouped(wanted, found)
    first = Asker(book, found, on)  # tells what is read: only then is it known what is in every row
    first.outcomes(groups)
    with spilling(limits.temporary) as spill:
        connection = connect(limits.memory, limits.threads or _cores(), spill, limits.spill)
        try:
            staged = stage(connection, book, folder, first.rows.read)
            asker = Asker(book, found, on, staged.full)
            questions = asker.outcomes(groups)
            engine = Embedded(connection)
            judging = Judging(engine, asker, staged, list(wanted), everything)
            lock_down(connection, staged.files)
            wording = Wording(engine, book, staged.tables, on, wanted, partial(staged.places, connection))
            run = _Run(connection, judging, wording, place)
            outcomes = run.all(questions, progress)
            table = run.findings()
        except OutOfMemory:
            raise
        except EngineError:  # a sum beyond its types, a damaged page: the reference finds what is to be said
            raise Unheld from None
        finally:
            connection.close()
    return Judged(counted(staged), outcomes, table, staged.rejects, staged.strays)


PAUSE = 2.0
"""So many seconds of work may be lost to a run that is killed, or what one question takes: then a part is written."""


@dataclass
class _Run:
    """The questions in their order; where there is a place for it, what is answered is kept, some at a time."""

    connection: Connection
    judging: Judging
    wording: Wording
    place: Place | None
    files: dict[str, Path] = field(default_factory=dict)
    """The part that each target is in."""

    def all(self, questions: Sequence[Question], progress: Progress | None) -> Counts:
        """Asks all; counts the outcomes of every target."""
        counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in self.judging.order}
        sizes = [self.judging.staged.judged[question.entity] for question in questions]
        number = 0
        while number < len(questions):
            told = self._answer(number, questions)
            counts |= {name: dict(each) for name, each in told.items()}
            while number < len(questions) and questions[number].targets.keys() <= told.keys():
                number += 1
                if progress:
                    progress(sum(sizes[:number]), sum(sizes))
        return counts

    def _answer(self, first: int, questions: Sequence[Question]) -> Mapping[str, Mapping[str, int]]:
        """What one question comes to, or some from it on, that are a part."""
        if self.place is None:
            return self.judging.ask(questions[first])
        part = self.place.parts.done(first) or self.place.parts.keep(first, self._ask(questions[first:]), self._write)
        self.judging.forget()
        self.files |= dict.fromkeys(part.counts, part.file)
        return part.counts

    def _ask(self, questions: Sequence[Question]) -> Counts:
        """Asks as many as there is time for before a part is to be written."""
        counts: Counts = {}
        end = time.monotonic() + PAUSE
        for question in questions:
            counts |= self.judging.ask(question)
            if time.monotonic() >= end:
                break
        return counts

    def _write(self, path: Path) -> None:
        from interpreter.columns.findings import keep

        keep(self.connection, self.wording.query(), path)

    def findings(self) -> pyarrow.Table | None:
        """All of them as a table; where there is a place for them, in its file and not here."""
        from interpreter.columns.findings import in_words, write

        if self.place is None:
            return in_words(self.connection.sql(self.wording.query()).to_arrow_table())
        files = {self.judging.order.index(name): file for name, file in self.files.items()}
        put(self.place.file, lambda path: write(files, path))
        return None


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Embedded:
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
        self._execute(f"CREATE TEMP TABLE {table} AS {query}", bound)

    def give(self, table: str, rows: pyarrow.Table) -> None:
        """As `Engine.give`."""
        self.connection.register("given", rows)
        self.connection.execute(f"CREATE TEMP TABLE {table} AS FROM given")
        self.connection.unregister("given")

    def append(self, table: str, queries: Sequence[str]) -> None:
        """As `Engine.append`."""
        for query in queries:
            self._execute(f"INSERT INTO {table} {query}")

    def drop(self, *tables: str) -> None:
        """As `Engine.drop`."""
        for table in tables:
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")

    def rows(self, query: str, bound: Mapping[str, str] | None = None) -> list[tuple[Any, ...]]:
        """As `Engine.rows`."""
        return self._execute(query, bound).fetchall()

    def _execute(self, query: str, bound: Mapping[str, str] | None = None) -> Connection:
        """Runs a query. Raises Unheld where a number is beyond its type."""
        try:
            return self.connection.execute(query, dict(bound or {}))
        except OutOfRange:
            raise Unheld from None


_SLOW = "partial_aggregate_pushdown"
