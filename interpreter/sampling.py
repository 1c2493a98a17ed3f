"""A book → Hypothesis strategies: subjects of any of its entities, days on which something turns, whole lives.

Values crowd where answers change: where the law begins and ends, one period (or two) away from the day asked about, at
the book's own figures, at month ends and on leap days. What comes out is plain data, as `facts.from_mapping` takes it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal as Exact
from itertools import count

from hypothesis import strategies as st

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Reference, Text, Unit, YesNo
from dsl.literal import zone
from dsl.order import conditions, reach
from interpreter.lives import Facts, Life, May, event_of, live, permits

_UNIT_DAYS: Mapping[Unit, float] = {"days": 1, "working days": 1.4, "months": 30.4, "years": 365.25, "hours": 1 / 24}
_CLOCK = (time(9), time(0), time(18), time(23, 59, 59))
_WORDS = ("甲", "乙", "丙")  # few, so that two texts are often equal
_ROLLS = (0, 0, 0, 0, 1, 1, 1, 1, -1, -1, 2, 3, 4, 9)  # a period ends on its last day or, rolled, some days later
_MANY = 8  # a collection larger than this is not worth its time
_DAY = timedelta(days=1)
_PERCENT = st.sampled_from(range(100))


class Sampler:
    """Strategies for one book, which is read once. By default only what the rules about a subject read is given."""

    def __init__(self, book: core.Book) -> None:
        self.book = book
        norms = [(rule.subject, part) for rule in book.rules.values() for part in conditions(rule)]
        excuses = [(each.subject, part) for each in book.invariants.values() for part in (each.where, each.unless)]
        parts = [*norms, *excuses, *((fact.entity, fact) for fact in book.facts.values())]
        self.nodes = [(subject, node) for subject, part in parts for node in reach(part, book.facts)]
        constants = [(node.kind, node.value) for _, node in self.nodes if isinstance(node, core.Constant)]
        self.known = [*((p.kind, dated.value) for p in book.parameters.values() for dated in p.values), *constants]
        self.turns = tuple(sorted(self._turns()))
        self.marks = tuple(sorted({*self.turns, *_month_ends(2016, 2020)}))
        self.lengths = tuple(sorted(self._lengths()))
        self.counted = {
            node.over.name
            for _, node in self.nodes
            if isinstance(node, core.Count) and isinstance(node.over, core.Follow)
        }
        self._strategies: dict[Kind, st.SearchStrategy[object]] = {}

    # ── what the book speaks of ──

    def _turns(self) -> set[date]:
        """The days on which the law or the calendar changes or a rule names, and those around them."""
        rules = [(rule.since, rule.until) for rule in self.book.rules.values()]
        figures = [(dated.since, dated.until) for figure in self.book.parameters.values() for dated in figure.values]
        ends = [day for pair in (*rules, *figures, self.book.calendar.covered) for day in pair if day]
        days = [*ends, *(value for _, value in self.known if isinstance(value, date))]
        known = {each.date() if isinstance(each, datetime) else each for each in days} - {date.min, date.max}
        return {day + n * _DAY for day in known for n in (-1, 0, 1)}

    def _lengths(self) -> set[int]:
        """Every duration that the book knows, as a number of days."""
        return {
            round(value * _UNIT_DAYS[kind.unit])
            for kind, value in self.known
            if isinstance(kind, Duration) and isinstance(value, int)
        } or {0}

    def _figures(self, kind: Kind, step: str) -> tuple[Exact, ...]:
        """Nought, the book's figures of a kind, and what lies one step beside them."""
        figures = {Exact(value) for of, value in self.known if of == kind and isinstance(value, int | Exact)}
        return tuple(sorted({each + n * Exact(step) for each in (Exact(0), *figures) for n in (0, 1, -1)}, key=abs))

    def reads(self, subject: str) -> frozenset[tuple[str, str]]:
        """The fields and relations, with their entities, that answers about a subject may depend on."""
        nodes = [node for about, node in self.nodes if about == subject]
        read = {
            (node.of.kind.entity, node.name)
            for node in nodes
            if isinstance(node, core.FieldOf | core.Follow) and isinstance(node.of.kind, Reference)
        }
        acts = self.book.vocabulary.actions.values()
        return frozenset(read | {(a.on, a.recorded_by) for a in acts if a.on == subject and a.recorded_by})

    # ── days and values ──

    def days(self) -> st.SearchStrategy[date]:
        """Days on which the book's answers are likely to change, and any others of its time."""
        return st.sampled_from(self.marks) | st.dates(self.marks[0], self.marks[-1])

    def distances(self) -> tuple[int, ...]:
        """Days back (more often) and ahead: none, one period or two of the book, more or less a holiday."""
        one = [length + more for length in self.lengths for more in _ROLLS]
        two = {a + b + more for a in self.lengths for b in self.lengths if a <= b < 130 for more in (0, 1)}
        return tuple(sorted([0] * 9 + [-days for days in (*one, *two)] + [n + 1 for n in self.lengths], key=abs))

    def _values(self, kind: Kind) -> st.SearchStrategy[object]:
        """Values of a kind as JSON, YAML or a table would give them; `_settled` puts in the day asked about."""
        if kind not in self._strategies:
            self._strategies[kind] = self._made(kind)
        return self._strategies[kind]

    def _made(self, kind: Kind) -> st.SearchStrategy[object]:
        whens: tuple[date | int, ...] = (*self.distances(), *self.turns)
        match kind:
            case YesNo():
                return st.booleans()
            case Date():
                return st.sampled_from([_When(when) for when in whens])
            case Instant():
                zones = (None, zone(self.book.zone))
                return st.builds(_When, st.sampled_from(whens), st.sampled_from(_CLOCK), st.sampled_from(zones))
            case OneOf(enumeration):
                return st.sampled_from(self._names(kind, self.book.vocabulary.enumerations[enumeration]))
            case Text():
                return st.sampled_from(_WORDS)
            case Integer():
                return st.sampled_from([int(each) for each in self._figures(kind, "1")])
            case Duration(unit):
                return st.sampled_from([f"{length} {unit}" for length in range(100)])
            case Decimal() | Money():
                suffix = f" {kind.currency}" if isinstance(kind, Money) else ""
                amounts = st.sampled_from(self._figures(kind, "0.01")) | st.decimals(0, 1000, places=2)
                return amounts.map(lambda amount: f"{amount}{suffix}")
            case _:
                raise ValueError(f"no field is of kind {kind}")

    def _names(self, kind: Kind, enumeration: core.Enumeration) -> list[object]:
        """The values that rules name and some more; few, so that two are often equal."""
        named = [value for of, value in self.known if of == kind]
        return list(dict.fromkeys([*named, *list(enumeration.values)[:_MANY]]))

    # ── subjects ──

    def facts(
        self, entity: str, around: date, unknowns: float = 0.2, depth: int = 2, unread: bool = False
    ) -> st.SearchStrategy[Facts]:
        """`{entity: {…}}`: a row with its related rows, as far as `depth` relations away.

        Each field and relation is unknown with the probability `unknowns`; keys, and the fields by which rows are
        joined, never are, and agree with one another. A row that is met again (a line among its holder's lines) is
        given by its key alone. `unread` gives what no rule reads as well.
        """
        return self._woven(entity, unknowns, depth, unread).map(lambda row: {entity: _settled(row, around)})

    def cases(
        self, entity: str, unknowns: float = 0.2, depth: int = 2, days: st.SearchStrategy[date] | None = None
    ) -> st.SearchStrategy[tuple[Facts, date]]:
        """Facts, and the day on which they are asked about."""
        woven = self._woven(entity, unknowns, depth, False)
        return st.builds(
            lambda day, row: ({entity: _settled(row, day)}, day), self.days() if days is None else days, woven
        )

    def _woven(self, entity: str, unknowns: float, depth: int, unread: bool) -> st.SearchStrategy[Facts]:
        wanted = None if unread else self.reads(entity)

        @st.composite
        def woven(draw: st.DrawFn) -> Facts:
            weaver = _Weaver(self, draw, round(100 * (1 - unknowns)), wanted)
            return weaver.row(self.book.vocabulary.entities[entity], {}, depth, None)

        return woven()

    # ── lives ──

    def lives(
        self,
        entity: str,
        starts: st.SearchStrategy[date] | None = None,
        born: Mapping[str, object] | None = None,
        may: May | None = None,
    ) -> Lives:
        """Lives of one subject: its user acts now and then, its operator tries every action on every day.

        `may` decides, by the reference meaning if left out. Which actions the operator tries, and in which order, is
        drawn too; he records what is permitted. Everything is known; no event has happened yet but those of `born`.
        """
        declared = self.book.vocabulary.entities[entity]
        mine = [a.name for a in self.book.vocabulary.actions.values() if a.on == entity and a.recorded_by]
        waits = [length for length in self.lengths if length < 130] or [0]
        gaps = st.integers(0, 3) | st.builds(int.__add__, st.sampled_from(waits), st.integers(0, 10))
        acts = st.tuples(gaps, st.sampled_from(self._acts(declared, born or {})))

        @st.composite
        def lived(draw: st.DrawFn) -> Life:
            start = draw(self.days() if starts is None else starts)
            drawn = draw(self.facts(entity, start, 0, 0))[entity]
            order = draw(st.permutations(mine)) if mine else []
            tried = draw(st.sampled_from([order, order, order[: len(order) // 2]]))
            script = [*draw(st.lists(acts, min_size=3, max_size=6)), (max(waits) + 10, "")]
            first = _newborn(declared, drawn) | dict(born or {})
            return live(self.book, entity, first, start, script, tried, may or permits)

        return lived()

    def _acts(self, entity: core.Entity, born: Mapping[str, object]) -> list[str]:
        """What a user can do: the events that rules read and no action records; or rows added, again and again."""
        recorded = {action.recorded_by for action in self.book.vocabulary.actions.values() if action.on == entity.name}
        known = {name for of, name in self.reads(entity.name) if of == entity.name} - recorded - set(born)
        events = [f.name for f in entity.fields.values() if f.tense == "dated" and f.name in known]
        many = [r for r in entity.relations.values() if r.many and r.name in known]
        rows = [r.name for r in many if event_of(self.book.vocabulary.entities[r.to])]
        return [*events, *rows, *rows] or [""]


Lives = st.SearchStrategy["Life"]


@dataclass(frozen=True, slots=True)
class _When:
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


def _settled(value: object, around: date) -> object:
    """What was drawn, with its days in place."""
    match value:
        case _When():
            return value.on(around)
        case dict():
            return {name: _settled(inner, around) for name, inner in value.items()}
        case list():
            return [_settled(inner, around) for inner in value]
        case _:
            return value


@dataclass
class _Weaver:
    """Draws one subject and what hangs on it, so that keys and joined fields agree. `known` is a percentage."""

    sampler: Sampler
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
                row[name] = self._identity(declared, name.removesuffix("_id"), self.draw(st.integers(1, 2)))
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
        return {declared.name: self.draw(self.sampler._values(declared.kind))}

    def _related(self, row: Facts, relation: core.Relation, depth: int) -> object:
        """The row that a relation leads to; or rows of any number, those met before among them."""
        entity = self.sampler.book.vocabulary.entities[relation.to]
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
        figures = [int(n) for n in self.sampler._figures(Integer(), "1") if 3 < n <= _MANY]
        return (1, 0, 2, 3, *(figures if relation.name in self.sampler.counted else ()))

    def _fresh(self, entity: core.Entity) -> object:
        """A key that no row has yet."""
        keys = (self._identity(entity.fields[entity.key], entity.name, number) for number in count(1))
        return next(key for key in keys if (entity.name, key) not in self.seen)

    def _identity(self, declared: core.Field, stem: str, number: int) -> object:
        if isinstance(declared.kind, Text):
            return f"{stem}-{number}"
        return number if isinstance(declared.kind, Integer) else self.draw(self.sampler._values(declared.kind))


def _newborn(entity: core.Entity, row: object) -> Facts:
    """A row without its events, nothing related to it."""
    assert isinstance(row, dict)
    lasting = {name: value for name, value in row.items() if entity.fields[name].tense != "dated"}
    return lasting | {relation.name: [] for relation in entity.relations.values() if relation.many}


def _month_ends(first: int, last: int) -> set[date]:
    """Month ends of some years, a 29 February among them, and the days after."""
    ends = [date(year, month, monthrange(year, month)[1]) for year in range(first, last + 1) for month in range(1, 13)]
    return {day + n * _DAY for day in ends for n in (0, 1)}


def _moved(day: date, days: int) -> date:
    return date.fromordinal(max(1, min(day.toordinal() + days, date.max.toordinal() - 1)))
