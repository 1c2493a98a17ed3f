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
    literal,
    lock_down,
    spilling,
)
from interpreter.columns.counting import Counts, Tables, counted
from interpreter.columns.dialects import DUCKDB
from interpreter.columns.judging import MARKED, Judged, Judging
from interpreter.columns.measure import measure
from interpreter.columns.questions import Asker, Question, Target, grouped
from interpreter.columns.staging import Unheld, stage
from interpreter.columns.wording import Places, Wording
from interpreter.daily.again import Again
from interpreter.daily.changes import Changes
from interpreter.daily.grounds import grounds, needed, seen
from interpreter.daily.keeping import Keeping, Merging, write_all
from interpreter.daily.late import Late
from interpreter.daily.links import ties
from interpreter.daily.prints import Printing
from interpreter.daily.remembered import Asked, failed, forget, new_key, previous
from interpreter.daily.tree import Forest
from interpreter.limits import USUAL, Limits
from interpreter.outcomes import OUTCOMES
from interpreter.parts import Part, Parts, put
from interpreter.progress import Progress, untold
from interpreter.snapshot import place_tables

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True, slots=True)
class Place:
    """Where findings go as they are found: the parts of the run, and the file that is made of them in the end.

    `keeps` says whether what the next run can go by is kept beside it.
    """

    parts: Parts
    file: Path
    keeps: bool = True


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
    since: Path | None = None,
) -> Judged:
    """Every subject of the targets wanted; with `profile` also what that cost, which takes several times as long.

    With a place, what the next run can go by may be kept beside the findings. With `since`, the folder of such a run,
    only what that one does not answer for is judged again; raises Stale where it cannot be gone by. Raises
    SnapshotError; Unheld where a value is beyond the engine; Ended for want of memory or room.
    """
    found, _ = place_tables(book.vocabulary, folder)
    groups = grouped(wanted, found)
    trees = grounds(book, found, wanted)
    asked = Asked.of(book, wanted, everything, found)
    with spilling(limits.temporary) as spill, _opened(limits, spill, since) as connection:
        began = time.perf_counter()
        gone_by = previous(since, asked, on) if since else None
        printing = Printing(ties(book.vocabulary, found), seen(trees), gone_by.key if gone_by else new_key())
        again = Again(Changes(connection, book.vocabulary, printing, gone_by), trees, on) if gone_by else None
        staged = stage(connection, book, folder, needed(trees), progress, again)
        asker = Asker(book, found, on, staged.full)
        questions = asker.outcomes(groups)
        forest = Forest(connection, book, trees, on)
        some = again.few(staged) if again else None
        keeps = place is not None and place.keeps
        subjects = some.subjects if some else {}
        tables = (some or staged).tables
        lasts = forest.stand(tables, subjects) if keeps or everything or some else Late(forest, tables)
        judging = Judging(Embedded(connection), asker, some or staged, list(wanted), everything, subjects, lasts, keeps)
        files = [*staged.files, *(gone_by.files() if gone_by else ())]
        lock_down(connection, files, [place.parts.folder] if place else [])
        places = partial(staged.places, connection)
        wording = Wording(judging.engine, book, staged.tables, on, wanted, places)
        keeping = Keeping(connection, forest, asked, on, printing, staged.sheets, again)
        run = _Run(connection, judging, wording, staged, place, keeping, progress)
        reading = time.perf_counter() - began
        outcomes = run.again(questions, again, places) if again else run.all(questions)
        table = None if again else run.findings(questions)
        costs = measure(judging, questions, reading, run.writing) if profile else None
    return Judged(counted(staged), outcomes, table, staged.rejects, staged.strays, costs)


@contextmanager
def _opened(limits: Limits, spill: Path, since: Path | None) -> Iterator[Connection]:
    """The engine, whose errors become ours."""
    connection = connect(limits.memory, limits.threads or _cores(), spill, limits.spill)
    try:
        with heeding(connection):
            yield connection
    except EngineError as error:  # a sum beyond its types, a damaged page: the reference finds what is to be said
        raise ended(error) or (failed() if since else Unheld()) from None
    finally:
        connection.close()


PAUSE = 2.0
"""So many seconds of work may be lost to a run that is killed, or what one question takes: then a part is written."""


@dataclass
class _Run:
    """The questions in their order; where there is a place for it, what is answered is kept, some at a time."""

    connection: Connection
    judging: Judging
    wording: Wording
    staged: Tables
    place: Place | None
    keeping: Keeping
    progress: Progress
    files: dict[str, Path] = field(default_factory=dict)
    """The part that each target is in."""
    writing: float = 0.0
    """Seconds that went into words and files."""

    def all(self, questions: Sequence[Question]) -> Counts:
        """Asks all; counts the outcomes of every target."""
        counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in self.judging.order}
        sizes = [self.judging.staged.judged[question.entity] for question in questions]
        number = 0
        while number < len(questions):
            told = self._answer(number, questions, sizes)
            counts |= {name: dict(each) for name, each in told.items()}
            while number < len(questions) and questions[number].targets.keys() <= told.keys():
                number += 1
        self.progress("judging", sum(sizes), sum(sizes))
        return counts

    def _answer(
        self, first: int, questions: Sequence[Question], sizes: Sequence[int]
    ) -> Mapping[str, Mapping[str, int]]:
        """What one question comes to, or some from it on, that are a part."""
        part = self._done(first, questions)
        self.progress("resuming" if part else "judging", sum(sizes[:first]), sum(sizes))
        if self.place is None:
            return self.judging.ask(questions[first])
        part = part or self.place.parts.keep(first, self._ask(first, questions, sizes), self._write)
        self.judging.forget()
        self.files |= dict.fromkeys(part.counts, part.file)
        return part.counts

    def _done(self, first: int, questions: Sequence[Question]) -> Part | None:
        """A part that was kept before, with the marks of its questions where these are kept too."""
        part = self.place.parts.done(first) if self.place else None
        if part is None or not (self.place and self.place.keeps):
            return part
        numbers = (n for n, question in enumerate(questions) if question.targets.keys() <= part.counts.keys())
        return part if all(self._marks(number).is_file() for number in numbers) else None

    def _ask(self, first: int, questions: Sequence[Question], sizes: Sequence[int]) -> Counts:
        """Asks as many as there is time for before a part is to be written."""
        counts: Counts = {}
        end = time.monotonic() + PAUSE
        for number in range(first, len(questions)):
            self.progress("judging", sum(sizes[:number]), sum(sizes))
            counts |= self.judging.ask(questions[number])
            if self.place and self.place.keeps:
                put(self._marks(number), self._write_marks)
            if time.monotonic() >= end:
                break
        return counts

    def _marks(self, number: int) -> Path:
        assert self.place is not None  # else nothing is kept
        return self.place.parts.folder / f"marks-{number:04d}.parquet"

    def _write_marks(self, path: Path) -> None:
        self.connection.sql(f"FROM {MARKED}").write_parquet(str(path))

    def _write(self, path: Path) -> None:
        from interpreter.columns.findings import keep

        began = time.perf_counter()
        keep(self.connection, self.wording.query(), path)
        self.writing += time.perf_counter() - began

    def findings(self, questions: Sequence[Question]) -> pyarrow.Table | None:
        """All of them as a table; where there is a place for them, in its file and not here."""
        self.progress("writing", 0, 0)
        began = time.perf_counter()
        table = self._gathered(questions)
        self.writing += time.perf_counter() - began
        return table

    def _gathered(self, questions: Sequence[Question]) -> pyarrow.Table | None:
        from interpreter.columns.findings import in_words, kept, write

        if self.place is None:
            return in_words(self.connection.sql(self.wording.query()).to_arrow_table())
        files = {self.judging.order.index(name): file for name, file in self.files.items()}
        forget(self.place.file.parent)
        put(self.place.file, lambda path: write(files, path))
        if self.place.keeps:
            marks = [self._read(f"marks{number}", [self._marks(number)]) for number, _ in enumerate(questions)]
            with kept(self.connection, set(files.values())) as found:
                listed = f"SELECT k, rid, hidden {found} ORDER BY k, rid"
                self.keeping.write(marks, questions, listed, self.place.parts.folder)
                self.keeping.put(self.place.file, self.place.parts.folder)
        return None

    def _read(self, variable: str, files: Sequence[Path]) -> str:
        """`FROM` what is in some files; `variable` is a new name, under which the engine keeps theirs."""
        self.connection.execute(f"SET VARIABLE {variable} = ?", [[literal(path) for path in files]])
        return f"FROM read_parquet(getvariable('{variable}'))"

    def again(self, questions: Sequence[Question], again: Again, places: Places) -> Counts:
        """Asks all of the subjects that are judged again; counts the outcomes of all, and writes the findings."""
        assert self.place is not None  # else there would be nothing to go by
        merging = Merging(self.connection, again, self.judging, self.wording, places)
        for number, question in enumerate(questions):
            self.progress("judging", number, len(questions))
            merging.ask(number, question)
        self.progress("judging", len(questions), len(questions))
        return write_all(merging, self.keeping, questions, self.staged, self.place.file, self.place.parts.folder)


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Embedded:
    """The embedded engine, for a judgement."""

    dialect = DUCKDB
    is_eager = True

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
        if queries:
            self._execute(f"INSERT INTO {table} {' UNION ALL '.join(queries)}")

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
