"""What a book lays down: dated figures, facts, rules and invariants, and what became of them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from dsl.core.expressions import All, Expr, Not, PeriodEnd
from dsl.core.law import Citation, LawSource
from dsl.core.words import Words
from dsl.kinds import Kind, Value
from dsl.record import dataclass
from dsl.source import Span, placed


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure's value from `since` to `until`, both included; None is open."""

    value: Value
    since: date | None
    until: date | None
    sources: tuple[Citation, ...]
    confidence: str
    note: Words
    checked: date | None = None
    """The day on which somebody last compared the value with its source."""
    standing: Literal["settled", "contested"] = "settled"
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated figure; its values are in order of date, without gap or overlap."""

    name: str
    names: Words
    title: Words
    kind: Kind
    values: tuple[Dated, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a fact: where `when` holds, its value is `value`."""

    value: Expr
    when: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Presumption:
    """The value that stands for unknown, and the law that presumes it."""

    value: Expr
    sources: tuple[Citation, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Fact:
    """A derived field of `entity`, in terms of the variable of that name. The first exception that holds wins."""

    entity: str
    name: str
    names: Words
    kind: Kind
    body: Expr
    exceptions: tuple[Branch, ...]
    presumed: Presumption | None
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Duty:
    """`must EXPR [by DATE]`."""

    state: Expr
    by: Expr | None
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Deadline:
    """`must happen EVENT within DURATION after START`; `due` is the end of that period."""

    event: Expr
    due: PeriodEnd
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Prohibition:
    """`must not ACTION`."""

    action: str
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Permission:
    """`may ACTION`."""

    action: str
    span: Span = placed()


Norm = Duty | Deadline | Prohibition | Permission


@dataclass(frozen=True, slots=True)
class Rule:
    """A norm over the rows of `subject`; it applies where `where` and `when` hold and `unless` does not."""

    path: str
    title: Words
    subject: str
    where: Expr
    when: Expr
    unless: Expr
    norm: Norm
    since: date | None
    until: date | None
    sources: tuple[Citation, ...]
    overrides: tuple[str, ...]
    binds: str | None
    severity: str
    penalty: tuple[Citation, ...]
    note: str
    standing: Literal["settled", "contested"]
    span: Span = placed()

    @property
    def conditions(self) -> Expr:
        """Where it applies, in one condition."""
        return All((self.where, self.when, Not(self.unless)))

    @property
    def is_duty(self) -> bool:
        """Whether the rule has an outcome of its own."""
        return isinstance(self.norm, Duty | Deadline)


def is_during(each: LawSource | Dated | Rule, day: date) -> bool:
    """Whether the day is in its time: from its first to its last day, both included; None is open."""
    return (each.since or date.min) <= day <= (each.until or date.max)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a rule or a figure: from which day, on what ground, and in which book it stands.

    The first one of what was not inserted is how it was `first` written, before any act amended it. `former` is the
    path of the text before (of a figure it is empty), `kept` that of the text which a transitional clause keeps. One
    that another amendment replaced before its day is not `effective`.
    """

    kind: Literal["first", "inserted", "replaced", "repealed"]
    book: str
    on: date | None
    sources: tuple[Citation, ...]
    former: str = ""
    kept: str = ""
    effective: bool = True
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Invariant:
    """A safety property: on the rows of `subject` where `where` holds, `action` is permitted only if `unless` holds."""

    name: str
    title: Words
    subject: str
    where: Expr
    action: str
    unless: Expr
    span: Span = placed()
