"""A snapshot judged by the embedded engine: staged, asked question by question, its findings put into words."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl import core
from interpreter.columns.connection import (
    Connection,
    EngineError,
    OutOfRange,
    connect,
    ended,
    heeding,
    lock_down,
    spilling,
)
from interpreter.columns.dialects import DUCKDB
from interpreter.columns.judging import Counts, Judged, Judging, counted
from interpreter.columns.measure import measure
from interpreter.columns.questions import Asker, Question, Target, grouped
from interpreter.columns.staging import Unheld, stage
from interpreter.columns.wording import Wording
from interpreter.limits import USUAL, Limits
from interpreter.outcomes import OUTCOMES
from interpreter.parts import Part, Parts, put
from interpreter.progress import Progress, untold
from interpreter.snapshot import place_tables

if TYPE_CHECKING:
    import pyarrow


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
    progress: Progress = untold,
    limits: Limits = USUAL,
    place: Place | None = None,
    profile: bool = False,
) -> Judged:
    """Every subject of the targets wanted; with `profile` also what that cost, which takes several times as long.

    Raises SnapshotError; Unheld where a value is beyond the engine; Ended for want of memory or room.
    """
    found, _ = place_tables(book.vocabulary, folder)
    asker = Asker(book, found, on)
    questions = asker.outcomes(grouped(wanted, found))
    with spilling(limits.temporary) as spill, _opened(limits, spill) as connection:
        began = time.perf_counter()
        staged = stage(connection, book, folder, asker.rows.read, progress)
        engine = Embedded(connection)
        judging = Judging(engine, asker, staged, list(wanted), everything)
        lock_down(connection, staged.files, [place.parts.folder] if place else [])
        wording = Wording(engine, book, staged.tables, on, wanted, partial(staged.places, connection))
        run = _Run(connection, judging, wording, place, progress)
        reading = time.perf_counter() - began
        outcomes = run.all(questions)
        table = run.findings(questions)
        costs = measure(judging, questions, reading, run.writing) if profile else None
    return Judged(counted(staged), outcomes, table, staged.rejects, staged.strays, costs)


@contextmanager
def _opened(limits: Limits, spill: Path) -> Iterator[Connection]:
    """The engine, whose errors become ours."""
    connection = connect(limits.memory, limits.threads or _cores(), spill, limits.spill)
    try:
        with heeding(connection):
            yield connection
    except EngineError as error:  # a sum beyond its types, a damaged page: the reference finds what is to be said
        raise ended(error) or Unheld from None
    finally:
        connection.close()


@dataclass
class _Run:
    """The questions in their order, each kept as soon as it is answered, where there is a place for that."""

    connection: Connection
    judging: Judging
    wording: Wording
    place: Place | None
    progress: Progress
    files: list[Path] = field(default_factory=list)
    writing: float = 0.0
    """Seconds that went into words and files."""

    def all(self, questions: Sequence[Question]) -> Counts:
        """Asks all; counts the outcomes of every target."""
        counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in self.judging.order}
        sizes = [self.judging.staged.judged[question.entity] for question in questions]
        for number, question in enumerate(questions):
            part = self.place.parts.done(number) if self.place else None
            self.progress("resuming" if part else "judging", sum(sizes[:number]), sum(sizes))
            for name, told in self._answer(number, question, part).items():
                counts[name] = dict(told)
        self.progress("judging", sum(sizes), sum(sizes))
        return counts

    def _answer(self, number: int, question: Question, part: Part | None) -> Mapping[str, Mapping[str, int]]:
        """The counts of a question, from the part that was kept of it if there is one."""
        if self.place is None:
            return self.judging.ask(question)
        if part is None:
            counts = self.judging.ask(question)
            part = self.place.parts.keep(number, counts, self._write)
            self.judging.forget()
        self.files.append(part.file)
        return part.counts

    def _write(self, path: Path) -> None:
        began = time.perf_counter()
        self.connection.sql(self.wording.query()).write_parquet(str(path))
        self.writing += time.perf_counter() - began

    def findings(self, questions: Sequence[Question]) -> pyarrow.Table | None:
        """All of them as a table; where there is a place for them, in its file and not here."""
        self.progress("writing", 0, 0)
        began = time.perf_counter()
        table = self._gathered(questions)
        self.writing += time.perf_counter() - began
        return table

    def _gathered(self, questions: Sequence[Question]) -> pyarrow.Table | None:
        from interpreter.columns.findings import in_words, write

        if self.place is None:
            return in_words(self.connection.sql(self.wording.query()).to_arrow_table())
        order = self.judging.order
        files = {
            order.index(name): file
            for file, question in zip(self.files, questions, strict=True)
            for name in question.targets
        }
        put(self.place.file, lambda path: write(self.connection, files, path))
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
