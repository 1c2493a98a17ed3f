"""Expressions as written: names not yet looked up, sugar not yet taken away."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from dsl.kinds import Unit
from dsl.record import dataclass
from dsl.source import Span, placed


@dataclass(frozen=True, slots=True)
class Word:
    """One name, and where it stands."""

    text: str
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Path:
    """`line.holder.lines`, or one bare name: a variable, a parameter, an enumeration value."""

    parts: tuple[Word, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Number:
    """`5`, `0.003`, `3‰`: exact; whole numbers have no fractional digits."""

    value: int | Decimal
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Amount:
    """`100 CNY`."""

    value: Decimal
    currency: str
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Lasting:
    """A duration literal: `30 days`."""

    value: int
    unit: Unit
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Text:
    """`"…"`."""

    value: str
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or an instant literal, still as text."""

    text: str
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Keyword:
    """`today`, `now`, `never`, `yes`, `no`."""

    word: Literal["today", "now", "never", "yes", "no"]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Negation:
    """`not E` or `- E`."""

    op: Literal["not", "-"]
    term: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Junction:
    """`A and B and C`, or `or`."""

    op: Literal["and", "or"]
    terms: tuple[Expr, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`A <= B`; `is` is kept apart from `=` so that it can be written back."""

    op: Literal["=", "!=", "<", "<=", ">", ">=", "is", "is not"]
    left: Expr
    right: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class State:
    """`E is known`, `E is not known`."""

    term: Expr
    known: bool
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Membership:
    """`E is one of (a, b)`, `E is not one of (a, b)`."""

    term: Expr
    values: tuple[Expr, ...]
    positive: bool
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Sum:
    """`A + B`, `A - B`, `A * B`."""

    op: Literal["+", "-", "*"]
    left: Expr
    right: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Quantifier:
    """`some x in C satisfies P`, `every …`, `none …`."""

    quantity: Literal["some", "every", "none"]
    variable: Word
    over: Expr
    condition: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`count of x in C where P`; `sum|earliest|latest of E for x in C where P`."""

    what: Literal["count", "sum", "earliest", "latest"]
    value: Expr | None
    variable: Word
    over: Expr
    where: Expr | None
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Choice:
    """`earliest of (a, b)`."""

    what: Literal["earliest", "latest"]
    terms: tuple[Expr, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Passed:
    """`D has passed since X`."""

    duration: Expr
    start: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class After:
    """`D after X`: the end of a legal period."""

    duration: Expr
    start: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Between:
    """`days from A to B`."""

    unit: Literal["days", "working days", "years"]
    start: Expr
    end: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class OnDate:
    """`FIGURE on DATE`."""

    figure: Expr
    date: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class DateOf:
    """`date of INSTANT`."""

    term: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be read; its diagnostic has been given."""

    span: Span = placed()


Expr = (
    Path
    | Number
    | Amount
    | Lasting
    | Text
    | Moment
    | Keyword
    | Negation
    | Junction
    | Comparison
    | State
    | Membership
    | Sum
    | Quantifier
    | Aggregate
    | Choice
    | Passed
    | After
    | Between
    | OnDate
    | DateOf
    | Bad
)
