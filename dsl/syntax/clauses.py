"""The clauses of rules, invariants and amendments as written, and the citations in them."""

from __future__ import annotations

from typing import Literal

from dsl.record import dataclass
from dsl.source import Span, placed
from dsl.syntax.expressions import Expr, Moment, Word


@dataclass(frozen=True, slots=True)
class Cite:
    """`gd-2015 art 18(1)`: `article` is normalised to "18(1)"."""

    source: Word
    article: str
    item: bool
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Subject:
    """`for each ENTITY where COND`."""

    entity: Word
    where: Expr | None
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Must:
    """`must EXPR [by DATE]`."""

    state: Expr
    by: Expr | None
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class MustHappen:
    """`must happen EVENT within DURATION after START`."""

    event: Expr
    duration: Expr
    start: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class MustNot:
    """`must not ACTION`."""

    action: Word
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class May:
    """`may ACTION`."""

    action: Word
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class NeverPermitted:
    """`never permitted ACTION`, of an invariant."""

    action: Word
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Condition:
    """`when COND` or `unless COND`."""

    word: Literal["when", "unless"]
    condition: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Cited:
    """`source …` or `penalty …`."""

    word: Literal["source", "penalty"]
    cites: tuple[Cite, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Bound:
    """`from DATE` or `until DATE`: the time in force, both days included."""

    word: Literal["from", "until"]
    date: Moment
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Label:
    """`binds X`, `severity X`, `standing X`, `note "…"`."""

    word: Literal["binds", "severity", "standing", "note"]
    value: Word
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Overrides:
    """`overrides other/rule`."""

    path: Word
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Transitional:
    """`transitional COND`, of an amendment: the rows that stay under the text of before."""

    condition: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Lost:
    """A clause that could not be read; its diagnostic has been given."""

    span: Span = placed()


NormClause = Must | MustHappen | MustNot | May
Clause = Subject | NormClause | NeverPermitted | Condition | Cited | Bound | Label | Overrides | Transitional | Lost
