"""Builders of plans: a frame is a set of rows to which columns and joined rows are added, in any order.

What nobody reads is left out when the plan is made, and what was asked for twice is there once: a frame remembers the
column that it gave to a term. Each column stands in the earliest stage in which all that it reads is there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal as One

from interpreter.columns.plan import RID, Aggregate, Group, Join, Plan, Scan, Select, Stage
from interpreter.columns.results import Result
from interpreter.columns.terms import (
    LAST_DAY,
    TRUE,
    Call,
    Column,
    Literal,
    Term,
    Type,
    both,
    coalesce,
    columns_of,
    either,
    equal,
    negated,
)  # fmt: skip

Operation = One["max", "min", "sum", "count", "names"]
Kind = One["left", "inner", "semi"]


class Namer:
    """Gives columns names that are unique in one query."""

    def __init__(self) -> None:
        self._numbers = count()

    def column(self, kind: Type, nullable: bool = True) -> Column:
        """A new column."""
        return Column(f"c{next(self._numbers)}", kind, nullable)


class Table:
    """One reading of a table: fields become columns as they are asked for."""

    def __init__(self, name: str, namer: Namer, nullable: bool = False) -> None:
        self.name = name
        self._namer = namer
        self._columns: dict[str, Column] = {}
        self.rid = self.column(RID, "whole", nullable)

    def column(self, name: str, kind: Type, nullable: bool = True) -> Column:
        """The column of a field."""
        if name not in self._columns:
            self._columns[name] = self._namer.column(kind, nullable)
        return self._columns[name]

    def holds(self, column: Column) -> bool:
        """Whether it is a column of this reading."""
        return column in self._columns.values()

    def columns(self) -> Iterable[Column]:
        """All that were asked for."""
        return self._columns.values()

    def node(self, needed: set[Column]) -> Plan:
        """The scan of what is needed."""
        return Scan(self.name, tuple((name, each) for name, each in self._columns.items() if each in needed))


_FEW = 2
"""Rows are sifted before they are grouped where so few counts are asked of them: what they are sifted by, an engine
reckons once more when it counts."""


class Grouping:
    """The rows of a frame by some keys, with aggregates that are added as they are asked for.

    Groups of which everything that is read is as if they had no rows are left out.
    """

    def __init__(self, frame: Frame, keys: Sequence[Term]) -> None:
        self.frame = frame
        self.keys = [(frame.namer.column(each.type, nullable=False), each) for each in keys]
        self._aggregates: dict[Aggregate, Column] = {}
        self._derived: dict[Term, Column] = {}
        self._empty: dict[Column, Literal] = {}

    def add(self, op: Operation, term: Term, kind: Type, empty: Literal | None = None) -> Term:
        """An aggregate, `empty` where there are no rows (NULL if that is not said)."""
        return self._shown(self.raw(op, term, kind), empty)

    def raw(self, op: Operation, term: Term, kind: Type) -> Column:
        """An aggregate as it is in the group itself, where there are rows."""
        aggregate = Aggregate(op, term)
        if aggregate not in self._aggregates:
            self._aggregates[aggregate] = self.frame.namer.column(kind, nullable=False)
        return self._aggregates[aggregate]

    def derive(self, term: Term, empty: Literal) -> Term:
        """What follows from the aggregates of the group; `empty` where there are no rows."""
        if term not in self._derived:
            self._derived[term] = self.frame.namer.column(term.type)
        return self._shown(self._derived[term], empty)

    def _shown(self, column: Column, empty: Literal | None) -> Term:
        column = replace(column, nullable=True)
        if empty is None:
            return column
        self._empty[column] = empty
        return coalesce(column, empty)

    def columns(self) -> Iterable[Column]:
        """The keys and all aggregates."""
        return (*(key for key, _ in self.keys), *self._aggregates.values(), *self._derived.values())

    def node(self, needed: set[Column]) -> Plan:
        """The group with what is needed of it."""
        derived = tuple((column, term) for term, column in self._derived.items() if column in needed)
        read = needed | {column for _, term in derived for column in columns_of(term)}
        wanted = tuple((column, each) for each, column in self._aggregates.items() if column in read)
        rows = self.frame.node([term for _, term in self.keys] + [each.term for _, each in wanted])
        told = [each for each in self.columns() if each in needed and each not in dict(self.keys)]
        are_dispensable = bool(told) and all(each in self._empty for each in told)
        if are_dispensable and len(wanted) <= _FEW and all(each.op == "count" for _, each in wanted):
            counted = either(*(each.term for _, each in wanted))
            rows = Stage(rows, (), (), counted)
            wanted = tuple((c, replace(each, term=TRUE) if each.term == counted else each) for c, each in wanted)
        group = Group(rows, tuple(self.keys), wanted)
        plan: Plan = Stage(group, (), derived, TRUE) if derived else group
        if not are_dispensable:
            return plan
        return Stage(plan, (), (), either(*(negated(equal(each, self._empty[each])) for each in told)))


@dataclass
class _Joined:
    kind: Kind
    right: Table | Grouping | Given
    on: tuple[tuple[Term, Column], ...]
    level: int

    def reads(self) -> Iterator[Column]:
        return (column for term, _ in self.on for column in columns_of(term))


@dataclass
class Given:
    """A table of columns known beforehand: a part of the calendar, or the rows that are wanted."""

    name: str
    given: dict[str, Column]

    def columns(self) -> Iterable[Column]:
        """All that there are."""
        return self.given.values()

    def node(self, needed: set[Column]) -> Plan:
        """The scan of what is needed."""
        return Scan(self.name, tuple((name, each) for name, each in self.given.items() if each in needed))


@dataclass(eq=False)
class Frame:
    """Rows, each of them identified by `ids`."""

    namer: Namer
    base: Table
    ids: list[Column] = field(default_factory=list)
    _joins: list[_Joined] = field(default_factory=list)
    _defined: dict[Term, Column] = field(default_factory=dict)
    _terms: dict[Column, Term] = field(default_factory=dict)
    _levels: dict[Column, int] = field(default_factory=dict)
    _filters: list[Term] = field(default_factory=list)
    lookups: dict[tuple[str, Term], Given] = field(default_factory=dict)
    """The rows of the calendar that are joined already, by their table and key."""
    followed: dict[tuple[Table, str], Table] = field(default_factory=dict)
    """The rows that relations to one lead to, by the row they lead from."""
    most: dict[Column, int] = field(default_factory=dict)
    """Days that columns of days are known not to be after, unless they are `never`."""
    facts: dict[Hashable, Result] = field(default_factory=dict)
    """The facts derived already; a copy derives its own, for what is missing of them is told by columns of its own."""
    gathered: dict[tuple[Table, str, bool], tuple[Grouping, Table]] = field(default_factory=dict)
    """The groups of rows that relations to many lead to, and their table."""

    def __post_init__(self) -> None:
        self.ids = self.ids or [self.base.rid]

    def copy(self) -> Frame:
        """The same rows and columns, to which more can be added without changing this one."""
        return Frame(
            self.namer, self.base, list(self.ids), list(self._joins), dict(self._defined), dict(self._terms),
            dict(self._levels), list(self._filters), dict(self.lookups),
            dict(self.followed), dict(self.most), {}, dict(self.gathered),
        )  # fmt: skip

    def let(self, term: Term) -> Term:
        """A column for an operation, so that it is computed once; any other term as it is."""
        if not isinstance(term, Call):
            return term
        if term not in self._defined:
            column = self.namer.column(term.type, term.nullable)
            self._defined[term] = column
            self._terms[column] = term
            self._levels[column] = 1 + self._level(term)
        return self._defined[term]

    def _level(self, *terms: Term) -> int:
        return max((self._level_of(column) for term in terms for column in columns_of(term)), default=0)

    def _level_of(self, column: Column) -> int:
        if column in self._levels:
            return self._levels[column]
        return next((joined.level for joined in self._joins if column in joined.right.columns()), 0)

    def join(self, kind: Kind, right: Table | Grouping | Given,
             on: Iterable[tuple[Term, Column]]) -> None:  # fmt: skip
        """Rows of another table or group: none or one for each row of ours (`left`), or each that fits (`inner`)."""
        pairs = tuple(on)
        self._joins.append(_Joined(kind, right, pairs, 1 + self._level(*(term for term, _ in pairs))))
        if kind == "inner" and isinstance(right, Table):
            self.ids.append(right.rid)

    def bound(self, day: Term, most: Literal) -> None:
        """Notes that a column of days is not after a day, unless it is `never`."""
        if isinstance(day, Column) and isinstance(most.value, int):
            self.most[day] = most.value

    def at_most(self, day: Term) -> int:
        """The day that a column of days is not after, unless it is `never`."""
        return self.most.get(day, LAST_DAY) if isinstance(day, Column) else LAST_DAY

    def filter(self, term: Term) -> None:
        """Keeps the rows for which the term is true."""
        self._filters.append(term)

    # ── the plan ──

    def select(self, columns: Iterable[tuple[Column, Term]]) -> Plan:
        """A plan with these columns alone."""
        wanted = tuple(columns)
        return Select(self.node([term for _, term in wanted]), wanted)

    def node(self, read: Iterable[Term]) -> Plan:
        """A plan in which all columns that the terms read are there."""
        needed, joins = self._needed(read)
        plan = self.base.node(needed)
        defined = [(column, self._terms[column]) for column in needed if column in self._terms]
        filters = [(1 + self._level(each), each) for each in self._filters]
        last = max([0, *(self._levels[column] for column, _ in defined), *(each.level for each in joins),
                    *(level for level, _ in filters)])  # fmt: skip
        for level in range(1, last + 1):
            here = tuple((column, term) for column, term in defined if self._levels[column] == level)
            joined = tuple(Join(j.kind, j.right.node(needed), j.on) for j in joins if j.level == level)
            where = [each for at, each in filters if at == level]
            if here or joined or where:
                plan = Stage(plan, joined, tuple(sorted(here, key=lambda each: int(each[0].name[1:]))), both(*where))
        return plan

    def _needed(self, read: Iterable[Term]) -> tuple[set[Column], list[_Joined]]:
        """The columns that are read, directly or by others, and the joins that bring them or choose the rows."""
        needed: set[Column] = set()
        joins = [each for each in self._joins if each.kind != "left"]
        pending = [column for term in (*read, *self._filters) for column in columns_of(term)]
        for each in joins:
            pending += [*each.reads(), *(theirs for _, theirs in each.on)]
        pending += [each for each in self.ids if self.base.holds(each)][:1]
        while pending:
            column = pending.pop()
            if column in needed:
                continue
            needed.add(column)
            if column in self._terms:
                pending += columns_of(self._terms[column])
            elif (joined := self._bringing(column)) and joined not in joins:
                joins.append(joined)
                pending += [*joined.reads(), *(theirs for _, theirs in joined.on)]
        return needed, joins

    def _bringing(self, column: Column) -> _Joined | None:
        return next((each for each in self._joins if column in each.right.columns()), None)
