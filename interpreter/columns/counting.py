"""The outcomes of a staged snapshot, question by question, computed and counted by whichever engine.

For each question a table comes and goes: the outcomes of all rows, packed into a few numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from interpreter.columns.almanac import DAY_COLUMNS, DAYS, WORKING, WORKING_COLUMNS
from interpreter.columns.engine import Engine
from interpreter.columns.marks import name_of
from interpreter.columns.plan import RID, Plan
from interpreter.columns.questions import WANTED, Asker, Question
from interpreter.columns.rows import subjects_of
from interpreter.columns.sql import Writer
from interpreter.outcomes import OUTCOMES

Counts = dict[str, dict[str, int]]
_PLAN = "EXPLAIN (FORMAT json)"
"""As a table of text a large plan takes as long to be drawn as to be made."""


class Tables(Protocol):
    """What was staged, of which only this is asked: the table of each entity's judged rows, and how many there are."""

    @property
    def tables(self) -> Mapping[str, str]:
        """By entity; see `staging.Staged`."""

    @property
    def read(self) -> Mapping[str, int]:
        """By entity."""

    @property
    def scales(self) -> Mapping[tuple[str, str], int]:
        """The places after the point of decimals and money, by entity and field."""

    @property
    def judged(self) -> Mapping[str, int]:
        """By entity."""


class Counting:
    """The questions of one audit, asked of staged tables.

    Where not all rows are asked about, `subjects` are the tables of those that are, by entity.
    """

    def __init__(self, engine: Engine, asker: Asker, staged: Tables, subjects: Mapping[str, str] | None = None) -> None:
        self.engine = engine
        self.asker = asker
        self.staged = staged
        self.subjects = {**staged.tables, **(subjects or {})}
        self.tables = {**staged.tables, DAYS: "almanac_days", WORKING: "almanac_working", WANTED: WANTED}
        self.tables |= {subjects_of(entity): table for entity, table in self.subjects.items()}
        self.scales = dict(staged.scales) | {(subjects_of(e), name): n for (e, name), n in staged.scales.items()}
        self.fields = {
            **{entity: self._staged_fields(entity) for entity in staged.tables},
            **{subjects_of(entity): self._staged_fields(entity) for entity in staged.tables},
            DAYS: {name: f"d{number}" for number, name in enumerate(DAY_COLUMNS)},
            WORKING: {name: f"d{number}" for number, name in enumerate(WORKING_COLUMNS)},
            WANTED: {"rid": "rid"},
        }
        self._load_almanac()

    def _staged_fields(self, entity: str) -> dict[str, str]:
        fields = self.asker.book.vocabulary.entities[entity].fields
        return {RID: "rid"} | {name: f"f{number}" for number, name in enumerate(fields)}

    def _load_almanac(self) -> None:
        import pyarrow as pa

        almanac = self.asker.spans.almanac
        for table, columns in ((DAYS, DAY_COLUMNS), (WORKING, WORKING_COLUMNS)):
            rows = [*(almanac.days() if table == DAYS else almanac.working())]
            cells = [*zip(*rows, strict=True)] or [()] * len(columns)
            given = {f"d{number}": pa.array(column, pa.int32()) for number, column in enumerate(cells)}
            self.engine.give(self.tables[table], pa.table(given))

    # ── questions asked for their cost; see `measure` ──

    def answer(self, question: Question) -> Counts:
        """Counts the outcomes and lists nothing."""
        self._judge(question)
        counts = self._counts(question)
        self.engine.drop("judged")
        return counts

    def plan(self, question: Question) -> None:
        """Has the engine plan the outcomes of a question, and not compute them."""
        query, bound = self._query(question.plan, self._outcomes(question))
        self.engine.rows(f"{_PLAN} {query}", bound)

    def fact(self, entity: str, name: str) -> tuple[Callable[[], object], Callable[[], object]]:
        """What derives a fact for all rows of a table, and what only plans that."""
        plan, column = self.asker.fact(entity, name)
        query, bound = self._query(plan, f"SELECT count({column.name})")
        return lambda: self.engine.rows(query, bound), lambda: self.engine.rows(f"{_PLAN} {query}", bound)

    # ── outcomes ──

    def _judge(self, question: Question) -> None:
        """The table `judged`: the outcomes of every row in words of bits, and its due days."""
        self._create("judged", question, self._outcomes(question))

    def _outcomes(self, question: Question) -> str:
        told = [f"{column.name} AS w{number}" for number, column in enumerate(question.words)]
        told += [column.name for column in question.dues.values()]
        if question.day is not None:
            told.append(question.day.name)
        return f"SELECT {question.rid.name} AS rid, {', '.join(told)}"

    def _create(self, table: str, question: Question, select: str) -> None:
        self.engine.create(table, *self._query(question.plan, select))

    def _query(self, plan: Plan, select: str) -> tuple[str, Mapping[str, str]]:
        """A query of a plan's columns, and what is bound in it."""
        writer = Writer(self.engine.dialect, self.tables, self.fields, self.scales)
        return f"{select} FROM ({writer.plan(plan)}) AS asked", writer.bound

    def _counts(self, question: Question) -> Counts:
        """How often each outcome came out; what the question left out was not applicable."""
        columns = ", ".join(f"w{number}" for number in range(len(question.words)))
        found = self.engine.rows(f"SELECT {columns}, count(*) FROM judged GROUP BY {columns}")
        counts: Counts = {name: {str(each): 0 for each in OUTCOMES} for name in question.targets}
        for *words, number in found:
            for place, name in enumerate(question.targets):
                counts[name][name_of(words, place)] += number
        total = self.staged.judged[question.entity]
        for name in counts:
            counts[name]["not_applicable"] += total - sum(counts[name].values())
        return counts


def counted(staged: Tables) -> dict[str, dict[str, int]]:
    """How many rows of each entity were read, judged, rejected."""
    return {
        entity: {"read": read, "judged": staged.judged[entity], "rejected": read - staged.judged[entity]}
        for entity, read in staged.read.items()
    }
