"""A book → the edges of its answers: the days, lengths and figures near which they change, and the fields they read.

Data only, with no chance in it; `sampling.py` draws from what is found here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal as Exact

from dsl import core
from dsl.kinds import Duration, Kind, Reference, Unit, Value
from dsl.order import conditions, reach

_UNIT_DAYS: Mapping[Unit, float] = {"days": 1, "working days": 1.4, "months": 30.4, "years": 365.25, "hours": 1 / 24}
_ROLLS = (0, 0, 0, 0, 1, 1, 1, 1, -1, -1, 2, 3, 4, 9)  # a period ends on its last day or, rolled, some days later
_DAY = timedelta(days=1)
_SHORT = 130  # days; two periods longer than this are not put one after the other


class Edges:
    """What the answers of a book turn on; or, with `about`, what those to some questions turn on.

    A question is named by an action, the path of a rule, an invariant, or a fact as `entity.fact`. Raises KeyError
    where the book has no such name.
    """

    def __init__(self, book: core.Book, about: Iterable[str] | None = None) -> None:
        self.book = book
        self.about = None if about is None else tuple(about)
        self.rules, parts = _asked(book, self.about)
        self.nodes = tuple((subject, node) for subject, part in parts for node in reach(part, book.facts))
        self.known = self._known()
        self.turns = tuple(sorted(self._turns()))
        self.marks = tuple(sorted({*self.turns, *_month_ends(2016, 2020)}))
        self.lengths = tuple(sorted(self._lengths()))
        self.counted = frozenset(
            node.over.name
            for _, node in self.nodes
            if isinstance(node, core.Count) and isinstance(node.over, core.Follow)
        )

    def reads(self, subject: str) -> frozenset[tuple[str, str]]:
        """The fields and relations, with their entities, that answers about a subject may depend on."""
        read = {
            (node.of.kind.entity, node.name)
            for about, node in self.nodes
            if about == subject and isinstance(node, core.FieldOf | core.Follow) and isinstance(node.of.kind, Reference)
        }
        asked = [a for a in self.book.vocabulary.actions.values() if self.about is None or a.name in self.about]
        return frozenset(read | {(a.on, a.recorded_by) for a in asked if a.on == subject and a.recorded_by})

    def figures(self, kind: Kind, step: str) -> tuple[Exact, ...]:
        """Nought, the figures of a kind, and what lies one step beside them."""
        figures = {Exact(value) for of, value in self.known if of == kind and isinstance(value, int | Exact)}
        return tuple(sorted({each + n * Exact(step) for each in (Exact(0), *figures) for n in (0, 1, -1)}, key=abs))

    def distances(self) -> tuple[int, ...]:
        """Days back (more often) and ahead: none, one period or two, more or less a holiday."""
        one = [length + more for length in self.lengths for more in _ROLLS]
        two = {a + b + more for a in self.lengths for b in self.lengths if a <= b < _SHORT for more in (0, 1)}
        return tuple(sorted([0] * 9 + [-days for days in (*one, *two)] + [n + 1 for n in self.lengths], key=abs))

    def waits(self) -> Sequence[int]:
        """The lengths that a person would wait for."""
        return [length for length in self.lengths if length < _SHORT] or [0]

    # ── what the book speaks of ──

    def _known(self) -> tuple[tuple[Kind, Value], ...]:
        """The constants of the conditions and the values of the figures that they read, with their kinds."""
        constants = [(node.kind, node.value) for _, node in self.nodes if isinstance(node, core.Constant)]
        named = {node.name for _, node in self.nodes if isinstance(node, core.Figure)}
        read = [p for p in self.book.parameters.values() if self.about is None or p.name in named]
        return (*((p.kind, dated.value) for p in read for dated in p.values), *constants)

    def _turns(self) -> set[date]:
        """The days on which the law or the calendar changes or a rule names, and those around them."""
        spans = [(rule.since, rule.until) for rule in self.rules]
        named = {node.name for _, node in self.nodes if isinstance(node, core.Figure)}
        read = [p for p in self.book.parameters.values() if self.about is None or p.name in named]
        figures = [(dated.since, dated.until) for figure in read for dated in figure.values]
        ends = [day for pair in (*spans, *figures, self.book.calendar.covered) for day in pair if day]
        days = [*ends, *(value for _, value in self.known if isinstance(value, date))]
        known = {each.date() if isinstance(each, datetime) else each for each in days} - {date.min, date.max}
        return {day + n * _DAY for day in known for n in (-1, 0, 1)}

    def _lengths(self) -> set[int]:
        """Every duration that is known, as a number of days."""
        return {
            round(value * _UNIT_DAYS[kind.unit])
            for kind, value in self.known
            if isinstance(kind, Duration) and isinstance(value, int)
        } or {0}


Part = tuple[str, object]
"""A subject and something that is asked of it: a condition, a fact, a norm."""


def _asked(book: core.Book, about: tuple[str, ...] | None) -> tuple[list[core.Rule], list[Part]]:
    """The rules that the questions ask, and all that they stand on; without questions, everything of the book."""
    if about is None:
        rules = list(book.rules.values())
        facts: list[core.Fact] = list(book.facts.values())
        invariants = list(book.invariants.values())
    else:
        rules = list({rule.path: rule for name in about for rule in _rules(book, name)}.values())
        facts = [fact for key, fact in book.facts.items() if ".".join(key) in about]
        invariants = [each for name, each in book.invariants.items() if name in about]
    excuses = [(each.subject, part) for each in invariants for part in (each.where, each.unless)]
    norms = [(rule.subject, part) for rule in rules for part in conditions(rule)]
    return rules, [*norms, *excuses, *((fact.entity, fact) for fact in facts)]


def _rules(book: core.Book, name: str) -> Iterator[core.Rule]:
    """The rules that a question asks: a rule itself, the guards of an action; and those that override them."""
    if name in book.invariants:
        name = book.invariants[name].action
    first = book.guards.get(name, ()) if name in book.vocabulary.actions else ()
    if name in book.rules:
        first = book.texts_of(name)
    elif name not in book.vocabulary.actions and tuple(name.split(".", 1)) not in book.facts:
        raise KeyError(name)
    pending = list(first)
    seen: set[str] = set()
    while pending:
        rule = pending.pop()
        if rule.path not in seen:
            seen.add(rule.path)
            pending += book.overriders[rule.path]
            yield rule


def _month_ends(first: int, last: int) -> set[date]:
    """Month ends of some years, a 29 February among them, and the days after."""
    ends = [date(year, month, monthrange(year, month)[1]) for year in range(first, last + 1) for month in range(1, 13)]
    return {day + n * _DAY for day in ends for n in (0, 1)}
