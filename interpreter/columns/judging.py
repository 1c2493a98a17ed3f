"""A staged snapshot judged by whichever engine: asked question by question, counted, and what is listed gathered.

For each question tables come and go: besides the outcomes of all rows, of the rows that are listed the due days; and,
where something has to be told of them, what is missing and who speaks. What is found stays, in the table `FOUND`,
which `wording` puts into words.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dsl import core
from interpreter.columns.counting import Counting, Counts, Tables
from interpreter.columns.engine import Engine
from interpreter.columns.marks import LISTED, MARKS, mark_at
from interpreter.columns.questions import WANTED, Asker, Question, Target
from interpreter.columns.terms import NEVER_DAY, NEVER_MOMENT, Column
from interpreter.costs import Costs
from interpreter.outcomes import OutcomeName
from interpreter.snapshot import Reject
from interpreter.tables import Problem

if TYPE_CHECKING:
    import pyarrow

FOUND = "found"
MARKED = "marked"
"""The outcomes of all rows of the question asked last, in words of bits: `part` of the word, `rid`, `word`."""
_LISTED = [name for name in MARKS if name not in ("compliant", "not_applicable")]
_LISTED_MARKS = [MARKS[name] for name in _LISTED]


@dataclass(frozen=True, slots=True)
class Lasting:
    """Until when the outcomes of a question last: by target SQL of the last day, over a table that has `rid`.

    Without a table the SQL reads none.
    """

    table: str = ""
    until: Mapping[str, str] = field(default_factory=dict)


Lasts = Callable[[Question, str], Lasting]
"""Tells it of a question and of the rows, in a table with `rid`, that it has to be told of."""


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
    costs: Costs | None = None
    """If they were asked for."""


class Judging(Counting):
    """Counts, and gathers what is listed.

    With `lasts` it is told until when outcomes last; else only that they do until the end of the day asked. With
    `marked` the outcomes of all rows are kept in the table `MARKED` until the next question.
    """

    def __init__(
        self, engine: Engine, asker: Asker, staged: Tables, order: Sequence[str], everything: bool,
        subjects: Mapping[str, str] | None = None, lasts: Lasts | None = None, marked: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(engine, asker, staged, subjects)
        self.order = order
        self.everything = everything
        self.lasts = lasts or (lambda *_: Lasting())
        self.marked = marked
        self.telling: list[float] = []
        """Of each question asked so far the seconds that went into listing and explaining, its outcomes being known."""
        self.forget()

    # ── questions ──

    def ask(self, question: Question) -> Counts:
        """Counts the outcomes of the question's targets, and adds what is listed to what is found."""
        self._judge(question)
        if self.marked:
            parts = (f"SELECT {n} AS part, rid, w{n} AS word FROM judged" for n, _ in enumerate(question.words))
            self.engine.drop(MARKED)
            self.engine.create(MARKED, " UNION ALL ".join(parts))
        counts = self._counts(question)
        began = time.perf_counter()
        if self.everything or any(told[each] for told in counts.values() for each in _LISTED):
            self._list(question)
            if self.engine.is_eager and not self.everything:
                self.engine.drop("judged")  # nobody asks of the others any more, and they are many
            self._tell(question, counts)
        self.engine.drop("judged", "listed", WANTED, "words", "doubts", "told")
        self.telling.append(time.perf_counter() - began)
        return counts

    def forget(self) -> None:
        """Makes room for what is found next."""
        self.engine.drop(FOUND)
        self.engine.give(FOUND, _nothing_found())

    # ── what is listed ──

    def _list(self, question: Question) -> None:
        """The table `listed`: rows with an outcome that is listed."""
        where = " OR ".join(f"(w{number} & {LISTED}) <> 0" for number in range(len(question.words)))
        self.engine.create("listed", "SELECT * FROM judged" + ("" if self.everything else f" WHERE {where}"))

    def _tell(self, question: Question, counts: Counts) -> None:
        """Puts what is listed into the table of findings."""
        missing_of, by_of = self._words(question, counts)
        doubts = self._doubts(question, counts)
        beside = (["words"] if missing_of or by_of else []) + (["doubts"] if doubts else [])
        lasting = self.lasts(question, "listed")
        beside += [lasting.table] if lasting.table else []
        if beside:
            self.engine.create(
                "told", f"SELECT * FROM listed{''.join(f' LEFT JOIN {each} USING (rid)' for each in beside)}"
            )
        table = "told" if beside else "listed"
        found = []
        for place, name in enumerate(question.targets):
            if self.everything or any(counts[name][each] for each in _LISTED):
                told = self._told(question, name, place, (missing_of.get(name), by_of.get(name)), doubts)
                told["until"] = self._until(lasting, name)
                chosen = "" if self.everything else f" WHERE {mark_at(place)} IN ({', '.join(map(str, _LISTED_MARKS))})"
                found.append(f"{self._found(self.order.index(name), **told)} FROM {table}{chosen}")
        self.engine.append(FOUND, [*found, *self._undone(question, lasting)])

    def _told(
        self,
        question: Question,
        name: str,
        place: int,
        words: tuple[Column | None, Column | None],
        doubts: Question | None,
    ) -> dict[str, str]:
        """What is found of one target, as SQL by column."""
        mark, (missing, by) = mark_at(place), words
        told = {"mark": mark, "contested": self._standing(name, question, doubts, mark)}
        if due := _due(question.targets[name], mark, question.dues.get(name)):
            told["moment" if question.dues[name].type == "moment" else "due"] = due
        given = {"speakers": by, "missing": missing, "day": question.day}
        return told | {column: each.name for column, each in given.items() if each is not None}

    def _until(self, lasting: Lasting, name: str) -> str:
        return lasting.until.get(name, str(self.asker.on.toordinal()))

    def _found(self, place: int, **told: str) -> str:
        """`SELECT` of the columns of `FOUND`, NULL where nothing is told."""
        types = self.engine.dialect.types
        kinds = {"due": types["day"], "moment": types["moment"], "speakers": types["names"], "missing": types["names"],
                 "contested": types["truth"], "day": types["day"], "until": types["day"]}  # fmt: skip
        columns = [f"CAST({place} AS INTEGER) AS k", "rid", f"CAST({told['mark']} AS TINYINT) AS mark"]
        columns += [f"CAST({told.get(name, 'NULL')} AS {kind}) AS {name}" for name, kind in kinds.items()]
        return f"SELECT {', '.join(columns)}"

    def _undone(self, question: Question, lasting: Lasting) -> Iterator[str]:
        """Where all is listed, the rows that a question left out: acts that were not done."""
        for name in question.targets if self.everything else ():
            told = {"mark": str(MARKS["not_applicable"]), "contested": "FALSE", "until": self._until(lasting, name)}
            beside = f" LEFT JOIN {lasting.table} USING (rid)" if lasting.table else ""
            yield (
                f"{self._found(self.order.index(name), **told)} FROM {self.subjects[question.entity]}{beside}"
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
        self.engine.drop(WANTED)
        self.engine.create(WANTED, f"SELECT rid FROM listed WHERE {where}")

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
        column = doubts.dues.get(name)
        other = _due(target, f"o{place}", replace(column, name=f"u{place}") if column else None)
        due = _due(target, mark, question.dues.get(name))
        if due or other:
            differs += f" OR {due or 'NULL'} IS DISTINCT FROM {other or 'NULL'}"
        return f"({mark} <> {silent[0]} AND ({differs}))" if isinstance(target, core.Action) else f"({differs})"


def _worded(target: Target) -> Sequence[OutcomeName]:
    """The outcomes of which something has to be told: what is missing, or who displaces or forbids."""
    told: tuple[OutcomeName, ...] = ("undetermined", "displaced")
    return (*told, "breach") if isinstance(target, core.Action) else told


def _due(target: Target, mark: str, column: Column | None) -> str:
    """SQL of the due day or moment of an outcome, which not every outcome has; "" where the target has none."""
    if column is None:
        return ""
    by_event = isinstance(target, core.Rule) and isinstance(target.norm, core.Deadline)
    outcomes = ("compliant", "breach", "late", "pending") if by_event else ("breach", "pending")
    marks = ", ".join(str(MARKS[name]) for name in MARKS if name in outcomes)
    never = NEVER_DAY if column.type == "day" else NEVER_MOMENT
    return f"CASE WHEN {mark} IN ({marks}) AND {column.name} < {never} THEN {column.name} END"


def _nothing_found() -> pyarrow.Table:
    """`k` is the place of the target; `due`, `day` (of an act) and `until` are ordinals, `moment` microseconds."""
    import pyarrow as pa

    return pa.schema([
        ("k", pa.int32()), ("rid", pa.int64()), ("mark", pa.int8()), ("due", pa.int32()), ("moment", pa.int64()),
        ("speakers", pa.list_(pa.string())), ("missing", pa.list_(pa.string())), ("contested", pa.bool_()),
        ("day", pa.int32()), ("until", pa.int32()),
    ]).empty_table()  # fmt: skip
