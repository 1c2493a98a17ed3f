"""What can be computed of a row: names resolved, sugar gone, every node of a known kind."""

from __future__ import annotations

from typing import Literal

from dsl.kinds import Collection, Date, Integer, Kind, Reference, Unit, Value, YesNo
from dsl.record import dataclass
from dsl.source import Span, placed


@dataclass(frozen=True, slots=True)
class Constant:
    """A known value of its kind."""

    value: Value
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Variable:
    """A row bound by `for each` or by a quantifier; `name` is unique in its statement."""

    name: str
    kind: Reference
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A declared field of the row `of`."""

    of: Expr
    name: str
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class FactOf:
    """A derived field (`fact`) of the row `of`."""

    of: Expr
    name: str
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Follow:
    """The row (kind Reference) or the rows (kind Collection) that a declared relation of the row `of` reaches."""

    of: Expr
    name: str
    kind: Reference | Collection
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Figure:
    """A parameter's value on the day of the law applied, or on the day `on`."""

    name: str
    on: Expr | None
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Today:
    """The date the run is asked for."""

    kind: Kind = Date()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Now:
    """The moment the run is asked for; where only a date was given, known no closer than that day."""

    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene negation."""

    term: Expr
    kind: Kind = YesNo()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class All:
    """Kleene conjunction of one or more terms."""

    terms: tuple[Expr, ...]
    kind: Kind = YesNo()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Any:
    """Kleene disjunction of one or more terms."""

    terms: tuple[Expr, ...]
    kind: Kind = YesNo()
    span: Span = placed()


Comparator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one kind compared; `=` and `!=` also on enumerations, texts, references and truths."""

    op: Comparator
    left: Expr
    right: Expr
    kind: Kind = YesNo()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Exact `+`, `-`, `*` on numbers, money and durations of one unit."""

    op: Literal["+", "-", "*"]
    left: Expr
    right: Expr
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Shift:
    """A date or instant moved by a duration, `sign` times, without rolling to a working day: plain `+` and `-`."""

    start: Expr
    duration: Expr
    unit: Unit
    sign: Literal[1, -1]
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """The last day (for hours: the last moment) of the period of `duration` after `start`, by the book's calendar."""

    duration: Expr
    unit: Unit
    start: Expr
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Full days, working days or years from one date to another, negative where the second is earlier."""

    unit: Literal["days", "working days", "years"]
    start: Expr
    end: Expr
    kind: Kind = Integer()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class DayOf:
    """The date, in the rulebook's zone, on which an instant lies."""

    term: Expr
    kind: Kind = Date()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class IsKnown:
    """Whether a value is known. `never` is known."""

    term: Expr
    kind: Kind = YesNo()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether some row `variable` of `over` satisfies `where`."""

    variable: str
    over: Expr
    where: Expr
    kind: Kind = YesNo()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of `over` satisfy `where`; with unknowns, bounds that a comparison can still decide by."""

    variable: str
    over: Expr
    where: Expr
    kind: Kind = Integer()
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of `value` over the rows of `over` that satisfy `where`; 0 where there is none."""

    variable: str
    over: Expr
    where: Expr
    value: Expr
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Extreme:
    """The earliest or latest `value` that is not `never`, over the rows that satisfy `where`; `never` where none is."""

    end: Literal["earliest", "latest"]
    variable: str
    over: Expr
    where: Expr
    value: Expr
    kind: Kind
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Pick:
    """The earliest or latest of some dates or instants that are not `never`; `never` where all are."""

    end: Literal["earliest", "latest"]
    terms: tuple[Expr, ...]
    kind: Kind
    span: Span = placed()


Expr = (
    Constant
    | Variable
    | FieldOf
    | FactOf
    | Follow
    | Figure
    | Today
    | Now
    | Not
    | All
    | Any
    | Compare
    | Arithmetic
    | Shift
    | PeriodEnd
    | Elapsed
    | DayOf
    | IsKnown
    | Exists
    | Count
    | Sum
    | Extreme
    | Pick
)

YES = Constant(True, YesNo())
NO = Constant(False, YesNo())
