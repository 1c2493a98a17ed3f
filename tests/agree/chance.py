"""A book and a seed → values of its kinds, near where its answers turn: typed as Python has them, or as text.

With a seed and not with Hypothesis, so that a campaign makes a hundred thousand of them in an hour, and so that the
same seed makes the same again on any machine.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal as Exact
from random import Random

from dsl import core
from dsl.kinds import Date, Decimal, Duration, Instant, Integer, Kind, Money, OneOf, Text, YesNo
from dsl.literal import zone
from interpreter.edges import Edges
from tests.generating.writing import TEXTS

_CLOCK = (time(0), time(23, 59, 59), time(23, 59, 59, 999999), time(8, 30), time(12))
_LEAP = (date(2016, 2, 29), date(2020, 2, 29), date(2019, 2, 28), date(2016, 1, 31), date(2020, 12, 31))
_EXACT = (Exact("0.005"), Exact("1E+2"), Exact("-0.01"))
_LONG = Exact("12345678901234567890.125")
_FAR = (date.min, date.max, date(1, 1, 31), date(1899, 12, 31), date(9999, 12, 1))


class Chance:
    """Values for one book, of which it knows the edges; `far` ones are beyond what engines of columns hold."""

    def __init__(self, book: core.Book, seed: int, *, far: bool = True) -> None:
        self.far = far
        self.book = book
        self.random = Random(seed)
        self.edges = edges_of(book)
        self.distances = self.edges.distances()
        self.near = tuple(each for each in self.distances if abs(each) < 20) or (0,)

    def one_in(self, number: int) -> bool:
        """Now and then."""
        return self.random.randrange(number) == 0

    def share(self, part: float) -> bool:
        """With that probability."""
        return self.random.random() < part

    # ── values ──

    def day(self) -> date:
        """A day to ask about: where the law or a month turns, or any; now and then one without a schedule."""
        pick = self.random.randrange(8)
        if pick == 0:
            return self.random.choice((date(2003, 12, 30), date(2026, 12, 25), date(2027, 1, 5), date(2031, 6, 1)))
        if pick < 4:
            return self.random.choice(self.edges.marks)
        return date(2009, 1, 1) + timedelta(self.random.randrange(6500))

    def near_day(self, around: date) -> date:
        """A day so many days from the day asked about, or where something turns."""
        pick = self.random.randrange(20)
        if pick < 9:
            return _moved(around, self.random.choice(self.distances))
        if pick < 14:
            return _moved(around, self.random.choice(self.near))
        if pick < 17:
            return self.random.choice(self.edges.marks)
        if pick < 19:
            return self.random.choice(_LEAP)
        return (
            self.random.choice(_FAR)
            if self.far and self.one_in(4)
            else _moved(around, self.random.randrange(-4000, 900))
        )

    def value(self, kind: Kind, around: date) -> object:
        """A value of a kind, typed."""
        pick = self.random.choice
        match kind:
            case YesNo():
                return pick((True, False))
            case Date():
                return self.near_day(around)
            case Instant():
                return datetime.combine(self.near_day(around), pick(_CLOCK), zone(self.book.zone))
            case OneOf(enumeration):
                return pick(tuple(self.book.vocabulary.enumerations[enumeration].values))
            case Text():
                return pick((*TEXTS, "甲", "乙", "word 7", "cmcc"))
            case Integer():
                return int(pick(self.edges.figures(kind, "1"))) + pick((0, 0, 0, 1, -1, 7))
            case Duration():
                figures = [int(each) for of, each in self.edges.known if of == kind and isinstance(each, int)]
                return max(0, pick([0, 1, 30, 59, *figures]) + pick((0, 0, 1, -1)))
            case Decimal() | Money():
                exact = (*_EXACT, _LONG) if self.far else _EXACT
                return pick((*self.edges.figures(kind, "0.01"), *exact))
            case _:
                raise ValueError(f"no field is of kind {kind}")


_EDGES: dict[int, tuple[core.Book, Edges]] = {}


def edges_of(book: core.Book) -> Edges:
    """The edges of a book; those of the last one are kept, for a large one is asked again and again."""
    if id(book) not in _EDGES:
        _EDGES.clear()
        _EDGES[id(book)] = book, Edges(book)
    return _EDGES[id(book)][1]


def text_of(value: object, kind: Kind) -> str:
    """A value as JSON or a spreadsheet writes it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime() | date():
            return value.isoformat()
        case int() if isinstance(kind, Duration):
            return f"{value} {kind.unit}"
        case Exact():
            return f"{value:f}"
        case _:
            return str(value)


def _moved(day: date, days: int) -> date:
    return date.fromordinal(max(1, min(day.toordinal() + days, date.max.toordinal())))
