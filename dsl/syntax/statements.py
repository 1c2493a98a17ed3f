"""The statements of a file of rules as written: facts, rules, invariants, amendments."""

from __future__ import annotations

from dsl.record import dataclass
from dsl.source import Span, placed
from dsl.syntax.clauses import Cite, Clause
from dsl.syntax.expressions import Expr, Text, Word


@dataclass(frozen=True, slots=True)
class Except:
    """`except VALUE when COND`."""

    value: Expr
    when: Expr
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Presumed:
    """`presumed VALUE source …`."""

    value: Expr
    sources: tuple[Cite, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Fact:
    """`fact X.name "…": EXPR …`."""

    entity: Word
    name: Word
    titles: tuple[Text, ...]
    body: Expr
    exceptions: tuple[Except, ...]
    presumed: tuple[Presumed, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Rule:
    """`rule path "…"` and its clauses in the author's order."""

    path: Word
    titles: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Invariant:
    """`invariant name "…"` and its clauses."""

    name: Word
    titles: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Replace:
    """`replace rule path "…"` and the clauses of the new text, in the author's order."""

    path: Word
    titles: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Repeal:
    """`repeal rule path` and its clauses: from when, on what ground, and for whom it goes on."""

    path: Word
    clauses: tuple[Clause, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Insert:
    """`insert rule path "…"` and its clauses: a rule that an amending act adds."""

    path: Word
    titles: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    span: Span = placed()


Amendment = Replace | Repeal | Insert
Statement = Fact | Rule | Invariant | Amendment
