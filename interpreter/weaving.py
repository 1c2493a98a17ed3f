"""Edges → strategies for rows: a subject with what hangs on it, woven so that keys and joined fields agree.

What is drawn has days relative to the day asked about; `settled` puts them in place and gives plain data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import UTC, date, datetime, time, tzinfo
from itertools import count

from hypothesis import strategies as st

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Text, YesNo
from dsl.literal import zone
from dsl.record import dataclass
from interpreter.edges import Edges
from interpreter.lives import Facts

_CLOCK = (time(9), time(0), time(18), time(23, 59, 59))
_WORDS = ("甲", "乙", "丙")  # few, so that two texts are often equal
_MANY = 8  # a collection larger than this is not worth its time
_PERCENT = st.sampled_from(range(100))
_PICK = st.sampled_from((1, 2))


class Values:
    """Strategies for values of each kind, made once; as JSON, YAML or a table would give them."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self._made_of: dict[Kind, st.SearchStrategy[object]] = {}

    def of(self, kind: Kind) -> st.SearchStrategy[object]:
        """Values of a kind, near the edges; days are left to be settled."""
        if kind not in self._made_of:
            self._made_of[kind] = self._made(kind)
        return self._made_of[kind]

    def _made(self, kind: Kind) -> st.SearchStrategy[object]:
        edges = self.edges
        whens: tuple[date | int, ...] = (*edges.distances(), *edges.turns)
        match kind:
            case YesNo():
                return st.booleans()
            case Date():
                return st.sampled_from([When(when) for when in whens])
            case Instant():
                zones = (None, zone(edges.book.zone))
                return st.builds(When, st.sampled_from(whens), st.sampled_from(_CLOCK), st.sampled_from(zones))
            case OneOf(enumeration):
                return st.sampled_from(self._names(kind, edges.book.vocabulary.enumerations[enumeration]))
            case Text():
                return st.sampled_from(_WORDS)
            case Integer():
                return st.sampled_from([int(each) for each in edges.figures(kind, "1")])
            case Duration(unit):
                return st.sampled_from([f"{length} {unit}" for length in range(100)])
            case Decimal() | Money():
                suffix = f" {kind.currency}" if isinstance(kind, Money) else ""
                amounts = st.sampled_from(edges.figures(kind, "0.01")) | st.decimals(0, 1000, places=2)
                return amounts.map(lambda amount: f"{amount}{suffix}")
            case _:
                raise ValueError(f"no field is of kind {kind}")

    def _names(self, kind: Kind, enumeration: core.Enumeration) -> list[object]:
        """The values that rules name and some more; few, so that two are often equal."""
        named = [value for of, value in self.edges.known if of == kind]
        return list(dict.fromkeys([*named, *list(enumeration.values)[:_MANY]]))


@dataclass(frozen=True, slots=True)
class When:
    """A day, or so many days from the day asked about; for a moment its time by the clock, to be told in UTC or not."""

    day: date | int
    clock: time | None = None
    zone: tzinfo | None = None

    def on(self, around: date) -> str:
        """As text."""
        day = self.day if isinstance(self.day, date) else _moved(around, self.day)
        if self.clock is None:
            return day.isoformat()
        local = datetime.combine(day, self.clock, self.zone)
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if self.zone else local.isoformat()


def settled(value: object, around: date) -> object:
    """What was drawn, with its days in place."""
    match value:
        case When():
            return value.on(around)
        case dict():
            return {name: settled(inner, around) for name, inner in value.items()}
        case list():
            return [settled(inner, around) for inner in value]
        case _:
            return value


def woven(values: Values, entity: str, unknowns: float, depth: int, unread: bool) -> st.SearchStrategy[Facts]:
    """Rows of an entity, not settled yet; what each parameter means is said by `Sampler.facts`."""
    edges = values.edges
    wanted = None if unread else edges.reads(entity)

    @st.composite
    def row(draw: st.DrawFn) -> Facts:
        weaver = _Weaver(values, draw, round(100 * (1 - unknowns)), wanted)
        return weaver.row(edges.book.vocabulary.entities[entity], {}, depth, None)

    return row()


@dataclass
class _Weaver:
    """Draws one subject and what hangs on it, so that keys and joined fields agree. `known` is a percentage."""

    values: Values
    draw: st.DrawFn
    known: int
    wanted: frozenset[tuple[str, str]] | None
    seen: dict[tuple[str, object], Facts] = field(default_factory=dict)

    def row(self, entity: core.Entity, imposed: Facts, depth: int, came_by: core.Relation | None) -> Facts:
        """A row whose joined fields are as `imposed`; only its key, where it was met before."""
        key = imposed.get(entity.key) or self._fresh(entity)
        if (entity.name, key) in self.seen:
            return {entity.key: key}
        row: Facts = {entity.key: key, **imposed}
        self.seen[entity.name, key] = row
        joined = {ours for relation in entity.relations.values() for ours, _ in relation.on}
        for name, declared in entity.fields.items():
            if name in joined and name not in row:
                row[name] = self._identity(declared, name.removesuffix("_id"), self.draw(_PICK))
            elif name not in row and (declared.absent == "refused" or self._wants(entity, name)):
                row |= self._field(declared)
        for relation in entity.relations.values() if depth else ():
            leads_back = came_by is not None and came_by.inverse == relation.name and came_by.entity == relation.to
            if self._wants(entity, relation.name) and not leads_back and not self._is_unknown():
                row[relation.name] = self._related(row, relation, depth - 1)
        return row

    def _wants(self, entity: core.Entity, name: str) -> bool:
        return self.wanted is None or (entity.name, name) in self.wanted

    def _is_unknown(self) -> bool:
        return self.draw(_PERCENT) >= self.known

    def _field(self, declared: core.Field) -> Facts:
        """Never, a value or unknown; what is unknown where it is absent is left out or said to be so."""
        chance = self.draw(_PERCENT)
        if chance >= self.known and declared.absent != "refused":
            return {} if declared.absent == "unknown" and chance % 2 else {declared.name: "unknown"}
        if chance < 0.4 * self.known and declared.absent == "never":
            return {}
        return {declared.name: self.draw(self.values.of(declared.kind))}

    def _related(self, row: Facts, relation: core.Relation, depth: int) -> object:
        """The row that a relation leads to; or rows of any number, those met before among them."""
        entity = self.values.edges.book.vocabulary.entities[relation.to]
        imposed: Facts = {theirs: row[ours] for ours, theirs in relation.on}
        if not relation.many:
            return self.row(entity, imposed, depth, relation)
        met = [
            {entity.key: key}
            for (name, key), other in self.seen.items()
            if name == entity.name and imposed.items() <= other.items() and self.draw(st.booleans())
        ]
        others = self.draw(st.sampled_from(self._sizes(relation)))
        return [*met, *(self.row(entity, imposed, depth, relation) for _ in range(others))]

    def _sizes(self, relation: core.Relation) -> Sequence[int]:
        """How many rows: few, or, where they are counted, about as many as the book's figures."""
        edges = self.values.edges
        figures = [int(n) for n in edges.figures(Integer(), "1") if 3 < n <= _MANY]
        return (1, 0, 2, 3, *(figures if relation.name in edges.counted else ()))

    def _fresh(self, entity: core.Entity) -> object:
        """A key that no row has yet."""
        keys = (self._identity(entity.fields[entity.key], entity.name, number) for number in count(1))
        return next(key for key in keys if (entity.name, key) not in self.seen)

    def _identity(self, declared: core.Field, stem: str, number: int) -> object:
        if isinstance(declared.kind, Text):
            return f"{stem}-{number}"
        return number if isinstance(declared.kind, Integer) else self.draw(self.values.of(declared.kind))


def _moved(day: date, days: int) -> date:
    return date.fromordinal(max(1, min(day.toordinal() + days, date.max.toordinal() - 1)))
