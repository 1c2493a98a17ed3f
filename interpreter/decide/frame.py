"""Questions about a subject in, what they read of it out: which fields of which rows, and which collections.

A row is known by the way that leads to it from the subject (`Spot`): each field of it becomes a local name of the
compiled function, each collection a list of tuples, one for each row. What leads back is not read again: the line of a
reminder of a line is that line, and the lines of its holder are those given with that line among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from dsl import core
from dsl.kinds import Reference
from dsl.order import children, walk


@dataclass(eq=False)
class Spot:
    """A row by the way to it: the subject itself, the one row of a relation, or each row of a collection."""

    entity: core.Entity
    row: str
    """The local name that holds the row itself; None in it where the row is not known."""
    parent: Spot | None = None
    via: core.Relation | None = None
    fields: dict[str, str] = field(default_factory=dict)
    ones: dict[str, Spot] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    is_held: bool = False
    """Whether the row itself is read: whether it is known, or the same as another."""
    is_compared: bool = False

    @property
    def may_be_unknown(self) -> bool:
        """Whether there may be no such row, as far as is known."""
        return self.via is not None and not self.via.many

    def names(self) -> list[str]:
        """The local names of all that is read of it, in the order in which a tuple holds them."""
        own = [self.row] if self.is_held else []
        own += self.fields.values()
        for one in self.ones.values():
            own += one.names()
        for group in self.groups.values():
            own += [group.rows, group.more]
        return own

    def spots(self) -> Iterator[Spot]:
        """Itself and all that hangs on it."""
        yield self
        for one in self.ones.values():
            yield from one.spots()
        for group in self.groups.values():
            yield from group.element.spots()


@dataclass(eq=False)
class Group:
    """What a collection holds. `more` is the local name of whether there may be rows that are not known."""

    relation: core.Relation
    rows: str
    more: str
    element: Spot
    closed: bool
    """Whether the row from which its owner was reached is one of them."""


Places = Mapping[str, Spot]
"""Variable → the row that it stands for."""


class Frame:
    """What all questions about one kind of subject read. Names are made in the order of reading.

    An event after `today`, the day asked about, has not happened: it is read as never, for any question.
    """

    def __init__(self, book: core.Book, entity: str, today: date) -> None:
        self.book = book
        self.today = today
        self._count = 0
        self.root = Spot(book.vocabulary.entities[entity], self._name("w"))
        self.used: Counter[object] = Counter()
        self.is_by_keys = True
        """Whether every way back that is not read again goes by a key: it leads to that row in a snapshot, too."""
        self._seen: set[object] = set()

    def _name(self, stem: str) -> str:
        self._count += 1
        return f"{stem}_{self._count}"

    @cached_property
    def start(self) -> dict[str, Spot]:
        """The subject under its own name."""
        return {self.root.entity.name: self.root}

    # ── reading ──

    def read(self, *expressions: core.Expr) -> None:
        """Takes in all that the expressions about the subject read."""
        for each in expressions:
            self._walk(each, self.start)

    def field(self, spot: Spot, name: str) -> str:
        """The local name of a field, read from now on."""
        if name not in spot.fields:
            spot.fields[name] = self._name("v")
        return spot.fields[name]

    def _walk(self, e: core.Expr, places: Places) -> None:
        key = key_of(e, places)
        self.used[key] += 1
        if key in self._seen:
            return  # what is inside was counted when it was met first: it is computed once
        if is_worth(e):
            self._seen.add(key)
        match e:
            case core.FieldOf(of, name):
                self.field(self.spot(of, places), name)
            case core.FactOf(of, name):
                self._fact(self.spot(of, places), name)
            case core.Variable() | core.Follow():
                self._row(e, places)
            case (
                core.Exists(variable, over)
                | core.Count(variable, over)
                | core.Sum(variable, over)
                | core.Extreme(_, variable, over)
            ):
                element = self.group(over, places).element
                inner = {**places, variable: element}
                for each in children(e):
                    if each is not over:
                        self._walk(each, inner)
            case _:
                for each in children(e):
                    self._walk(each, places)

    def _fact(self, spot: Spot, name: str) -> None:
        fact = self.book.facts[spot.entity.name, name]
        spot.is_held |= spot.may_be_unknown
        parts: Iterable[core.Expr] = children(fact)
        for each in parts:
            self._walk(each, {spot.entity.name: spot})

    def _row(self, e: core.Expr, places: Places) -> None:
        """A row that is compared, or a row or a collection that is asked whether it is known."""
        if isinstance(e, core.Follow) and not isinstance(e.kind, Reference):
            self.group(e, places)
        else:
            spot = self.spot(e, places)
            spot.is_held = spot.is_compared = True

    # ── ways ──

    def spot(self, e: core.Expr, places: Places) -> Spot:
        """The row that an expression of kind Reference stands for."""
        if isinstance(e, core.Variable):
            return places[e.name]
        assert isinstance(e, core.Follow)
        of = self.spot(e.of, places)
        if of.parent is not None and of.via is not None and of.via.inverse == e.name:
            self.is_by_keys &= [ours for ours, _ in of.via.on] == [of.parent.entity.key]
            return of.parent
        if e.name not in of.ones:
            relation = of.entity.relations[e.name]
            of.ones[e.name] = Spot(self.book.vocabulary.entities[relation.to], self._name("w"), of, relation)
        return of.ones[e.name]

    def group(self, e: core.Expr, places: Places) -> Group:
        """The rows that an expression of kind Collection stands for."""
        assert isinstance(e, core.Follow)
        of = self.spot(e.of, places)
        if e.name not in of.groups:
            relation = of.entity.relations[e.name]
            closed = of.via is not None and of.via.inverse == e.name
            element = Spot(self.book.vocabulary.entities[relation.to], self._name("w"), of, relation)
            of.groups[e.name] = Group(relation, self._name("c"), self._name("m"), element, closed)
        return of.groups[e.name]


def is_worth(e: core.Expr) -> bool:
    """Whether computing it twice is to be avoided."""
    return isinstance(
        e, core.Exists | core.Count | core.Sum | core.Extreme | core.FactOf | core.PeriodEnd | core.Shift | core.Elapsed
    )


def key_of(e: core.Expr, places: Places) -> object:
    """Expressions of one key have one value: the same tree about the same rows."""
    if not is_worth(e):
        return None
    return e, tuple((name, places[name]) for name in sorted(free(e)))


def free(e: core.Expr) -> frozenset[str]:
    """The variables that it takes from around it."""
    names = {each.name for each in walk(e) if isinstance(each, core.Variable)}
    bound = {each.variable for each in walk(e) if isinstance(each, core.Exists | core.Count | core.Sum | core.Extreme)}
    return frozenset(names - bound)
