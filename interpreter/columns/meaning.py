"""What the parts of the columnar meaning share: the book, its rows and periods, the moment that is asked about."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from dsl import core
from interpreter.columns.frames import Frame
from interpreter.columns.results import Result
from interpreter.columns.rows import RowAt, Rows
from interpreter.columns.spans import Spans
from interpreter.columns.terms import Term

Env = dict[str, RowAt]


@dataclass(frozen=True, slots=True)
class Moment:
    """`law` and `now` are None where they are not known; `asof` is the day of the snapshot."""

    today: Term
    law: Term | None
    asof: int
    now: Term | None = None


class Meaning(ABC):
    """The expressions of one book, over the rows of one snapshot."""

    def __init__(self, book: core.Book, rows: Rows, spans: Spans) -> None:
        self.book = book
        self.rows = rows
        self.spans = spans
        self.zone = book.zone

    @abstractmethod
    def value(self, e: core.Expr, env: Env, frame: Frame, on: Moment) -> Result:
        """The result of any expression but a collection."""

    @abstractmethod
    def row(self, e: core.Expr, env: Env, frame: Frame) -> RowAt:
        """The row an expression of kind Reference stands for."""


def let(frame: Frame, result: Result) -> Result:
    """The result, its terms computed once."""
    low, high = (None if bound is None else frame.let(bound) for bound in (result.low, result.high))
    return Result(frame.let(result.value), result.missing, low, high)
