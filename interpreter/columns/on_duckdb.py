"""A snapshot judged by the embedded engine: staged, asked question by question, its findings put into words.

For each question three tables come and go: the outcomes of all rows, packed into a few numbers and counted; of the rows
that are listed the due days; and, where something has to be told of them, what is missing and who speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import core
from interpreter.columns.almanac import DAY_COLUMNS, DAYS, WORKING, WORKING_COLUMNS
from interpreter.columns.connection import Connection, connect, lock_down, spilling
from interpreter.columns.marks import LISTED, MARKS, mark_at, name_of
from interpreter.columns.questions import WANTED, Asker, Question, Target, grouped
from interpreter.columns.sql import DUCKDB, Writer
from interpreter.columns.staging import Staged, stage
from interpreter.columns.terms import NEVER_DAY, NEVER_MOMENT, Column
from interpreter.columns.wording import Wording
from interpreter.outcomes import OUTCOMES, OutcomeName
from interpreter.parts import Parts, put
from interpreter.snapshot import Reject, place_tables
from interpreter.tables import Problem

if TYPE_CHECKING:
    import pyarrow

Counts = dict[str, dict[str, int]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use: memory as the engine reads it, threads (0: all cores), where it spills and how much."""

    memory: str = "4GB"
    threads: int = 0
    temporary: Path | None = None
    spill: str = "100GB"


@dataclass
class Judged:
    """What came out: counts by entity and by target, the rejects, files that are no tables.

    The findings are in `findings` or, where a place for them was given, in its file.
    """

    rows: dict[str, dict[str, int]]
    outcomes: Counts
    findings: pyarrow.Table | None
    rejects: list[Reject]
    strays: list[Problem] = field(default_factory=list)


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
    asker = Asker(book, found, on)
    questions = asker.outcomes(grouped(wanted, found))
    with spilling(limits.temporary) as spill:
        connection = connect(limits.memory, limits.threads or _cores(), spill, limits.spill)
        try:
            staged = stage(connection, book, folder, asker.rows.read)
            engine = _Engine(connection, asker, staged, everything, list(wanted))
            lock_down(connection, staged.files, [place.parts.folder] if place else [])
            run = _Run(engine, Wording(connection, book, staged, on, wanted), place, progress)
            outcomes = run.all(questions)
            table = run.findings(questions)
        finally:
            connection.close()
    rows = {entity: _row(staged, entity) for entity in staged.tables}
    return Judged(rows, outcomes, table, staged.rejects, staged.strays)


class _Run:
    """The questions in their order, each kept as soon as it is answered, where there is a place for that."""

    def __init__(self, engine: _Engine, wording: Wording, place: Place | None, progress: Progress | None) -> None:
        self.engine = engine
        self.wording = wording
        self.place = place
        self.progress = progress
        self.files: list[Path] = []

    def all(self, questions: Sequence[Question]) -> Counts:
        """Asks all; counts the outcomes of every target."""
        counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in self.engine.order}
        sizes = [self.engine.staged.judged[question.entity] for question in questions]
        for number, question in enumerate(questions):
            for name, told in self._answer(number, question).items():
                counts[name] = dict(told)
            if self.progress:
                self.progress(sum(sizes[: number + 1]), sum(sizes))
        return counts

    def _answer(self, number: int, question: Question) -> Mapping[str, Mapping[str, int]]:
        if self.place is None:
            return self.engine.ask(question)
        part = self.place.parts.done(number)
        if part is None:
            counts = self.engine.ask(question)
            part = self.place.parts.keep(number, counts, self._write)
            self.wording.forget()
        self.files.append(part.file)
        return part.counts

    def _write(self, path: Path) -> None:
        self.wording.findings().write_parquet(str(path))

    def findings(self, questions: Sequence[Question]) -> pyarrow.Table | None:
        """All of them as a table; where there is a place for them, in its file and not here."""
        from interpreter.columns.findings import SCHEMA, SHOWN, write

        if self.place is None:
            return self.wording.findings().project(SHOWN).to_arrow_table().cast(SCHEMA).combine_chunks()
        order = self.engine.order
        files = {
            order.index(name): file
            for file, question in zip(self.files, questions, strict=True)
            for name in question.targets
        }
        connection = self.engine.connection
        put(self.place.file, lambda path: write(connection, files, path))
        return None


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _row(staged: Staged, entity: str) -> dict[str, int]:
    read, judged = staged.read[entity], staged.judged[entity]
    return {"read": read, "judged": judged, "rejected": read - judged}


class _Engine:
    """The questions of one audit, asked of staged tables."""

    def __init__(
        self, connection: Connection, asker: Asker, staged: Staged, everything: bool, order: Sequence[str]
    ) -> None:
        self.connection = connection
        self.asker = asker
        self.staged = staged
        self.everything = everything
        self.order = order
        self.tables = {**staged.tables, DAYS: "almanac_days", WORKING: "almanac_working", WANTED: WANTED}
        self.fields = {
            **{entity: self._staged_fields(entity) for entity in staged.tables},
            DAYS: {name: f"d{number}" for number, name in enumerate(DAY_COLUMNS)},
            WORKING: {name: f"d{number}" for number, name in enumerate(WORKING_COLUMNS)},
            WANTED: {"rid": "rid"},
        }
        self._spare_planning()
        self._load_almanac()
        connection.execute(Wording.TABLE)

    def _staged_fields(self, entity: str) -> dict[str, str]:
        fields = self.asker.book.vocabulary.entities[entity].fields
        return {"#rid": "rid"} | {name: f"f{number}" for number, name in enumerate(fields)}

    def _spare_planning(self) -> None:
        """Without an optimizer that takes seconds to plan stages within stages, and gains nothing on them."""
        known = self.connection.execute("SELECT name FROM duckdb_optimizers() WHERE name = ?", [_SLOW]).fetchall()
        if known:
            self.connection.execute(f"SET disabled_optimizers = '{_SLOW}'")

    def _load_almanac(self) -> None:
        import pyarrow as pa

        almanac = self.asker.spans.almanac
        for table, rows in ((DAYS, almanac.days()), (WORKING, almanac.working())):
            columns = list(zip(*rows, strict=True))
            given = pa.table({f"d{number}": pa.array(column, pa.int32()) for number, column in enumerate(columns)})
            self.connection.register("given", given)
            self.connection.execute(f"CREATE TEMP TABLE {self.tables[table]} AS FROM given")
            self.connection.unregister("given")

    # ── questions ──

    def ask(self, question: Question) -> Counts:
        """Counts the outcomes of the question's targets, and adds what is listed to the table of findings."""
        self._judge(question)
        counts = self._counts(question)
        if self._list(question):
            self._tell(question, counts)
        if self.everything:
            self._tell_undone(question)
        for table in ("judged", "listed", WANTED, "words", "doubts"):
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        return counts

    def _judge(self, question: Question) -> None:
        """The table `judged`: the outcomes of every row in words of bits, and its due days."""
        told = [f"{column.name} AS w{number}" for number, column in enumerate(question.words)]
        told += [column.name for column in question.dues.values()]
        if question.day is not None:
            told.append(question.day.name)
        self._create("judged", question, f"SELECT {question.rid.name} AS rid, {', '.join(told)}")

    def _create(self, table: str, question: Question, select: str) -> None:
        writer = Writer(DUCKDB, self.tables, self.fields)
        sql = f"CREATE TEMP TABLE {table} AS {select} FROM ({writer.plan(question.plan)}) AS asked"
        self.connection.execute(sql, writer.bound)

    def _counts(self, question: Question) -> Counts:
        """How often each outcome came out; what the question left out was not applicable."""
        columns = ", ".join(f"w{number}" for number in range(_length(question)))
        found = self.connection.execute(f"SELECT {columns}, count(*) FROM judged GROUP BY ALL").fetchall()
        counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in question.targets}
        for *words, number in found:
            for place, name in enumerate(question.targets):
                counts[name][name_of(words, place)] += number
        total = self.staged.judged[question.entity]
        for name in counts:
            counts[name]["not_applicable"] += total - sum(counts[name].values())
        return counts

    def _list(self, question: Question) -> bool:
        """The table `listed`: rows with an outcome that is listed. Whether there are any."""
        where = " OR ".join(f"w{number} & {LISTED} <> 0" for number in range(_length(question)))
        chosen = "" if self.everything else f" WHERE {where}"
        self.connection.execute(f"CREATE TEMP TABLE listed AS SELECT * FROM judged{chosen}")
        return bool(self.connection.execute("SELECT count(*) FROM listed").fetchall()[0][0])

    def _tell(self, question: Question, counts: Counts) -> None:
        """Puts what is listed into the table of findings."""
        missing_of, by_of = self._words(question, counts)
        doubts = self._doubts(question, counts)
        told = bool(missing_of or by_of)
        for place, name in enumerate(question.targets):
            if not self.everything and not any(counts[name][each] for each in _LISTED):
                continue
            mark = mark_at(place)
            chosen = "" if self.everything else f" WHERE {mark} IN ({', '.join(map(str, _LISTED_MARKS))})"
            missing, by = missing_of.get(name), by_of.get(name)
            standing = self._standing(name, question, doubts, mark)
            due = _due(question.targets[name], mark, question.dues.get(name))
            joined = f"{' LEFT JOIN words USING (rid)' * told}{' LEFT JOIN doubts USING (rid)' * bool(doubts)}"
            self.connection.execute(
                f"INSERT INTO found SELECT {self.order.index(name)}, rid, {mark}, {due['day']}, {due['moment']},"
                f" {_or_null(by, 'VARCHAR[]')}, {_or_null(missing, 'VARCHAR[]')}, {standing},"
                f" {_or_null(question.day, 'INTEGER')} FROM listed{joined}{chosen}"
            )

    def _tell_undone(self, question: Question) -> None:
        """The rows that a question left out: acts that were not done."""
        for name in question.targets:
            self.connection.execute(
                f"INSERT INTO found (k, rid, mark, contested) SELECT {self.order.index(name)}, rid,"
                f" {MARKS['not_applicable']}, FALSE FROM {self.tables[question.entity]}"
                " WHERE rid NOT IN (SELECT rid FROM judged)"
            )

    def _words(self, question: Question, counts: Counts) -> tuple[Mapping[str, Column], Mapping[str, Column]]:
        """The table `words`, for targets of which something has to be told: what is missing, and by whom."""
        some = {
            name: each
            for name, each in question.targets.items()
            if any(counts[name][outcome] for outcome in _worded(each))
        }
        if not some:
            return {}, {}
        self._want(question, {name: _worded(each) for name, each in some.items()})
        words = self.asker.words(some)
        told = [*words.missing.values(), *words.by.values()]
        if told:
            self._create("words", words, f"SELECT {words.rid.name} AS rid, {', '.join(each.name for each in told)}")
        return words.missing, words.by

    def _want(self, question: Question, outcomes: Mapping[str, Sequence[OutcomeName]]) -> None:
        """The table of the rows in which one of some outcomes of some targets came out."""
        places = list(question.targets)
        where = " OR ".join(
            f"{mark_at(places.index(name))} IN ({', '.join(str(MARKS[each]) for each in named)})"
            for name, named in outcomes.items()
        )
        self.connection.execute(f"DROP TABLE IF EXISTS {WANTED}")
        self.connection.execute(f"CREATE TEMP TABLE {WANTED} AS SELECT rid FROM listed WHERE {where}")

    # ── doubt ──

    def _doubts(self, question: Question, counts: Counts) -> Question | None:
        """What would come out in doubt, where something is listed of a target for which that has to be asked."""
        some = {
            name: each
            for name, each in question.targets.items()
            if self.asker.is_doubtful(each)
            and not (isinstance(each, core.Rule) and each.standing == "contested")
            and (self.everything or any(counts[name][outcome] for outcome in _LISTED))
        }
        if not some:
            return None
        self._want(question, {name: list(MARKS) if self.everything else _LISTED for name in some})
        asked = self.asker.doubts(some)
        told = [f"{column.name} AS o{place}" for place, column in enumerate(asked.outcomes.values())]
        told += [f"{column.name} AS u{list(asked.outcomes).index(name)}" for name, column in asked.dues.items()]
        self._create("doubts", asked, f"SELECT {asked.rid.name} AS rid, {', '.join(told)}")
        return asked

    def _standing(self, name: str, question: Question, doubts: Question | None, mark: str) -> str:
        """Whether the outcome is contested, as SQL."""
        target = question.targets[name]
        silent = [MARKS["not_applicable"]]
        if isinstance(target, core.Rule) and target.standing == "contested":
            return f"{mark} NOT IN ({silent[0]}, {MARKS['displaced']})"
        if doubts is None or name not in doubts.outcomes:
            return "FALSE"
        place = list(doubts.outcomes).index(name)
        differs = f"o{place} <> {mark}"
        if name in question.dues or name in doubts.dues:
            column = doubts.dues.get(name)
            other = _due(target, f"o{place}", replace(column, name=f"u{place}") if column else None)
            due = _due(target, mark, question.dues.get(name))
            differs += "".join(f" OR {due[kind]} IS DISTINCT FROM {other[kind]}" for kind in due)
        return f"({mark} <> {silent[0]} AND ({differs}))" if isinstance(target, core.Action) else f"({differs})"


_SLOW = "partial_aggregate_pushdown"
_LISTED = [name for name in MARKS if name not in ("compliant", "not_applicable")]
_LISTED_MARKS = [MARKS[name] for name in _LISTED]


def _due(target: Target, mark: str, column: Column | None) -> dict[str, str]:
    """SQL of the due day and of the due moment of an outcome: NULL where it has none."""
    found = {"day": "CAST(NULL AS INTEGER)", "moment": "CAST(NULL AS BIGINT)"}
    if column is None:
        return found
    by_event = isinstance(target, core.Rule) and isinstance(target.norm, core.Deadline)
    outcomes = ("compliant", "breach", "late", "pending") if by_event else ("breach", "pending")
    marks = ", ".join(str(MARKS[name]) for name in MARKS if name in outcomes)
    never = NEVER_DAY if column.type == "day" else NEVER_MOMENT
    return found | {column.type: f"CASE WHEN {mark} IN ({marks}) AND {column.name} < {never} THEN {column.name} END"}


def _worded(target: Target) -> Sequence[OutcomeName]:
    """The outcomes of which something has to be told: what is missing, or who displaces or forbids."""
    told: tuple[OutcomeName, ...] = ("undetermined", "displaced")
    return (*told, "breach") if isinstance(target, core.Action) else told


def _length(question: Question) -> int:
    return len(question.words)


def _or_null(column: Column | None, kind: str) -> str:
    return f"CAST(NULL AS {kind})" if column is None else column.name
