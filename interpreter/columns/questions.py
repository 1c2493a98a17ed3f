"""What an audit asks, as plans: for each entity its duties on the day asked, and each recorded act on its own day.

A question is asked twice. First of all rows, where only outcomes and due days are wanted; then, of the rows that are
listed, for the words: what is missing, which rules speak, what would come out were everything contested left open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from dsl import core
from interpreter.columns.frames import Frame, Given, Namer
from interpreter.columns.lower import Lowering
from interpreter.columns.marks import packed
from interpreter.columns.meaning import Moment
from interpreter.columns.norms import BREACH, DISPLACED, UNDETERMINED, Asked, Judged, Norms
from interpreter.columns.plan import Plan
from interpreter.columns.results import Missing, Result
from interpreter.columns.rows import RowAt, Rows
from interpreter.columns.spans import Spans
from interpreter.columns.terms import (
    NOTHING,
    TRUE,
    Column,
    Literal,
    Term,
    call,
    case,
    coalesce,
    either,
    equal,
    is_null,
    names,
    negated,
    never,
)
from interpreter.periods import schedule_of
from interpreter.standing import Standings

Target = core.Rule | core.Action
WANTED = "wanted"
"""The table of the rows that are listed, by their numbers."""


@dataclass(frozen=True, slots=True)
class Question:
    """A plan with one row for each subject (for an act: each that may have been done), and what its columns are.

    `rid` is the number of the row; `dues`, `missing`, `by` are by the name of a target; `day` is an act's. The outcomes
    of all targets are packed into the numbers `words`, and of listed rows they are in `outcomes` as well.
    """

    entity: str
    targets: Mapping[str, Target]
    plan: Plan
    rid: Column
    words: tuple[Column, ...]
    outcomes: Mapping[str, Column]
    dues: Mapping[str, Column]
    missing: Mapping[str, Column]
    by: Mapping[str, Column]
    day: Column | None = None


class Asker:
    """Makes the questions of one audit; `rows.read` tells afterwards which fields of which tables they stand on.

    What is known to be in every row (`full`: fields by entity) makes them shorter, and changes no answer.
    """

    def __init__(
        self, book: core.Book, present: Collection[str], on: date, full: Mapping[str, Collection[str]] | None = None
    ) -> None:
        self.book = book
        self.on = on
        self.namer = Namer()
        self.rows = Rows(book.vocabulary, present, self.namer, full=full)
        self.listed = Rows(book.vocabulary, present, self.namer, few=True, full=full)
        self.standings = Standings(book)
        self.spans = Spans(schedule_of(book.calendar), book.zone)
        self.moment = Moment(_day(on), _day(on), on.toordinal())

    def is_doubtful(self, target: Target) -> bool:
        """Whether doubt can change what comes out of it."""
        return self.standings.is_doubtful(target)

    def norms(self, rows: Rows, doubt: bool = False) -> Norms:
        """The meaning of norms, or that of doubt."""
        return Norms((_Open if doubt else Lowering)(self.book, rows, self.spans), doubt)

    def outcomes(self, groups: Iterable[Mapping[str, Target]]) -> list[Question]:
        """The questions of outcomes and due days, one for each group of targets that are judged together."""
        return [self._question(group, self.norms(self.rows), listed=False) for group in groups]

    def words(self, group: Mapping[str, Target]) -> Question:
        """The question of all that is told of listed rows."""
        return self._question(group, self.norms(self.listed), listed=True)

    def doubts(self, group: Mapping[str, Target]) -> Question:
        """What would come out of listed rows, were everything contested left open."""
        return self._question(group, self.norms(self.listed, doubt=True), listed=True, told=False)

    def facts(self, group: Mapping[str, Target]) -> set[tuple[str, str]]:
        """The facts on which targets stand, by their entities and names."""
        noting = _Noting(self.book, self.rows, self.spans)
        self._question(group, Norms(noting), listed=False)
        return noting.seen

    def fact(self, entity: str, name: str) -> tuple[Plan, Column]:
        """A fact of all rows of a table, for whoever wants to know what it costs: the plan, and its column."""
        table = self.rows.table(entity)
        frame = Frame(self.namer, table)
        value = self.norms(self.rows).lowering.fact(RowAt(entity, table), name, frame, self.moment).value
        column = self.namer.column(value.type)
        return frame.select([(column, value)]), column

    def _question(self, group: Mapping[str, Target], norms: Norms, listed: bool, told: bool = True) -> Question:
        first = next(iter(group.values()))
        entity = first.on if isinstance(first, core.Action) else first.subject
        table = norms.lowering.rows.subjects(entity)
        frame, row = Frame(self.namer, table), RowAt(entity, table)
        if listed:
            wanted = self.namer.column("whole", nullable=False)
            frame.join("semi", Given(WANTED, {"rid": wanted}), [(table.rid, wanted)])
        if isinstance(first, core.Action):
            judged, day = self._act(first, norms, frame, row)
            found: dict[str, Judged] = {first.name: judged}
        else:
            asked, day = Asked(frame, row, self.moment), None
            found = {name: norms.judge(rule, asked) for name, rule in group.items() if isinstance(rule, core.Rule)}
        return _Selection(self.namer, frame, found, listed, listed and told).question(entity, group, table.rid, day)

    def _act(self, action: core.Action, norms: Norms, frame: Frame, row: RowAt) -> tuple[Judged, Term]:
        """The act on its own day; rows on which it was certainly not done are left out."""
        assert action.recorded_by is not None  # only recorded actions are judged
        lowering = norms.lowering
        done = lowering.field(row, action.recorded_by, frame, self.moment)
        undone = either(equal(done.value, never(done.value.type)), lowering.is_ahead(done.value, frame, self.moment))
        frame.filter(coalesce(negated(undone), TRUE))
        day = self.spans.day_of(frame, done.value)
        if action.gains is not None:
            lowering.rows.column(row, action.gains)  # what the fines of a breach may hang on
        moment = done.value if done.value.type == "moment" else None
        judged = norms.judge_act(action, Asked(frame, row, replace(self.moment, today=day, law=day, now=moment)))
        unknown = is_null(done.value)
        outcome = case((unknown, UNDETERMINED), otherwise=judged.outcome)
        return replace(judged, outcome=outcome, missing=_done_or(done, judged)), day


@dataclass
class _Selection:
    """The columns of a question, each under a name of its own."""

    namer: Namer
    frame: Frame
    judged: Mapping[str, Judged]
    listed: bool
    told: bool

    def question(self, entity: str, group: Mapping[str, Target], rid: Column, day: Term | None) -> Question:
        """The plan with its columns."""
        columns: list[tuple[Column, Term]] = []

        def add(term: Term) -> Column:
            column = self.namer.column(term.type)
            columns.append((column, term))
            return column

        own = add(rid)
        marks = {name: each.outcome for name, each in self.judged.items()}
        words = () if self.listed else tuple(add(term) for term in packed(list(marks.values())))
        outcomes = {name: add(term) for name, term in marks.items()} if self.listed else {}
        dues = {name: add(each.due) for name, each in self.judged.items() if each.due is not None}
        missing = {name: add(term) for name, term in self._missing()}
        by = {name: add(term) for name, term in self._by()}
        acted = add(day) if day is not None else None
        plan = self.frame.select(columns)
        return Question(entity, group, plan, own, words, outcomes, dues, missing, by, acted)

    def _missing(self) -> Iterator[tuple[str, Term]]:
        """For undetermined outcomes what is missing, for others nothing."""
        for name, each in self.judged.items():
            if self.told:
                yield name, case((equal(each.outcome, UNDETERMINED), each.missing()), otherwise=NOTHING)

    def _by(self) -> Iterator[tuple[str, Term]]:
        """For what is displaced or forbidden the rules that do so, for other outcomes nothing."""
        for name, each in self.judged.items():
            if self.told and each.by:
                spoke = (case((term, names(path)), otherwise=NOTHING) for path, term in each.by)
                told = call("union", "names", *spoke, nullable=False)  # in the order in which the rules are declared
                spoken = either(equal(each.outcome, DISPLACED), equal(each.outcome, BREACH))
                yield name, case((spoken, told), otherwise=NOTHING)


def grouped(wanted: Mapping[str, Target], present: Collection[str]) -> list[Mapping[str, Target]]:
    """The targets that are judged together: the duties of one entity, each act by itself; of tables that are there."""
    duties: dict[str, dict[str, Target]] = {}
    acts: list[Mapping[str, Target]] = []
    for name, each in wanted.items():
        if isinstance(each, core.Action):
            acts += [{name: each}] if each.on in present else []
        elif each.subject in present:
            duties.setdefault(each.subject, {})[name] = each
    return [*duties.values(), *acts]


class _Noting(Lowering):
    """Notes which facts are asked for."""

    def __init__(self, book: core.Book, rows: Rows, spans: Spans) -> None:
        super().__init__(book, rows, spans)
        self.seen: set[tuple[str, str]] = set()

    def fact(self, row: RowAt, name: str, frame: Frame, on: Moment) -> Result:
        """As it is."""
        self.seen.add((row.entity, name))
        return super().fact(row, name, frame, on)


class _Open(Lowering):
    """Expressions with contested figures left open."""

    def is_open(self, dated: core.Dated) -> bool:
        """Whether the value is contested."""
        return dated.standing == "contested"


def _done_or(done: Result, judged: Judged) -> Missing:
    return lambda: case((is_null(done.value), done.missing()), otherwise=judged.missing())


def _day(day: date) -> Literal:
    return Literal(day.toordinal(), "day")
