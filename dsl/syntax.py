"""The tree as written: what `parse.py` and `read.py` see, before any name is looked up.

Two families: YAML as written (`Scalar`, `Mapping`, `Sequence`) and the DSL as written (statements, clauses,
expressions). Keywords of both languages give the same nodes; the words chosen by the author are found by the span.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import Literal

from dsl.kinds import Unit
from dsl.record import dataclass
from dsl.source import NOWHERE, Span


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


# ── YAML as written ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Scalar:
    """Any YAML scalar, always as text: `1.10`, `NO` and `013800` stay what they are."""

    text: str
    quoted: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML list."""

    items: tuple[Node, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping whose keys are scalars, in the order written, duplicates already refused."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span = _span()

    def get(self, *names: str) -> Node | None:
        """The value of the first entry whose key is one of `names`."""
        return next((value for key, value in self.entries if key.text in names), None)


Node = Scalar | Sequence | Mapping


# ── expressions as written ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Word:
    """One name, and where it stands."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Path:
    """`line.holder.lines`, or one bare name: a variable, a parameter, an enumeration value."""

    parts: tuple[Word, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Number:
    """`5`, `0.003`, `3‰`: exact; whole numbers have no fractional digits."""

    value: int | Decimal
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Amount:
    """`100 CNY`."""

    value: Decimal
    currency: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Lasting:
    """A duration literal: `30 days`."""

    value: int
    unit: Unit
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Text:
    """`"…"`."""

    value: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or an instant literal, still as text."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Keyword:
    """`today`, `now`, `never`, `yes`, `no`."""

    word: Literal["today", "now", "never", "yes", "no"]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Negation:
    """`not E` or `- E`."""

    op: Literal["not", "-"]
    term: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Junction:
    """`A and B and C`, or `or`."""

    op: Literal["and", "or"]
    terms: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`A <= B`; `is` is kept apart from `=` so that it can be written back."""

    op: Literal["=", "!=", "<", "<=", ">", ">=", "is", "is not"]
    left: Expr
    right: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class State:
    """`E is known`, `E is not known`."""

    term: Expr
    known: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Membership:
    """`E is one of (a, b)`, `E is not one of (a, b)`."""

    term: Expr
    values: tuple[Expr, ...]
    positive: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Sum:
    """`A + B`, `A - B`, `A * B`."""

    op: Literal["+", "-", "*"]
    left: Expr
    right: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Quantifier:
    """`some x in C satisfies P`, `every …`, `none …`."""

    quantity: Literal["some", "every", "none"]
    variable: Word
    over: Expr
    condition: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`count of x in C where P`; `sum|earliest|latest of E for x in C where P`."""

    what: Literal["count", "sum", "earliest", "latest"]
    value: Expr | None
    variable: Word
    over: Expr
    where: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Choice:
    """`earliest of (a, b)`."""

    what: Literal["earliest", "latest"]
    terms: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Passed:
    """`D has passed since X`."""

    duration: Expr
    start: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class After:
    """`D after X`: the end of a legal period."""

    duration: Expr
    start: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Between:
    """`days from A to B`."""

    unit: Literal["days", "working days", "years"]
    start: Expr
    end: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OnDate:
    """`FIGURE on DATE`."""

    figure: Expr
    date: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class DateOf:
    """`date of INSTANT`."""

    term: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be read; its diagnostic has been given."""

    span: Span = _span()


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


# ── statements as written ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cite:
    """`gd-2015 art 18(1)`: `article` is normalised to "18(1)"."""

    source: Word
    article: str
    item: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Except:
    """`except VALUE when COND`."""

    value: Expr
    when: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Presumed:
    """`presumed VALUE source …`."""

    value: Expr
    sources: tuple[Cite, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Fact:
    """`fact X.name "…": EXPR …`."""

    entity: Word
    name: Word
    titles: tuple[Text, ...]
    body: Expr
    exceptions: tuple[Except, ...]
    presumed: tuple[Presumed, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Subject:
    """`for each ENTITY where COND`."""

    entity: Word
    where: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Must:
    """`must EXPR [by DATE]`."""

    state: Expr
    by: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MustHappen:
    """`must happen EVENT within DURATION after START`."""

    event: Expr
    duration: Expr
    start: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MustNot:
    """`must not ACTION`."""

    action: Word
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class May:
    """`may ACTION`."""

    action: Word
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class NeverPermitted:
    """`never permitted ACTION`, of an invariant."""

    action: Word
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Condition:
    """`when COND` or `unless COND`."""

    word: Literal["when", "unless"]
    condition: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Cited:
    """`source …` or `penalty …`."""

    word: Literal["source", "penalty"]
    cites: tuple[Cite, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Bound:
    """`from DATE` or `until DATE`: the time in force, both days included."""

    word: Literal["from", "until"]
    date: Moment
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Label:
    """`binds X`, `severity X`, `standing X`, `note "…"`."""

    word: Literal["binds", "severity", "standing", "note"]
    value: Word
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Overrides:
    """`overrides other/rule`."""

    path: Word
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Transitional:
    """`transitional COND`, of an amendment: the rows that stay under the text of before."""

    condition: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Lost:
    """A clause that could not be read; its diagnostic has been given."""

    span: Span = _span()


NormClause = Must | MustHappen | MustNot | May
Clause = Subject | NormClause | NeverPermitted | Condition | Cited | Bound | Label | Overrides | Transitional | Lost


@dataclass(frozen=True, slots=True)
class Rule:
    """`rule path "…"` and its clauses in the author's order."""

    path: Word
    titles: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Invariant:
    """`invariant name "…"` and its clauses."""

    name: Word
    titles: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Replace:
    """`replace rule path "…"` and the clauses of the new text, in the author's order."""

    path: Word
    titles: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Repeal:
    """`repeal rule path` and its clauses: from when, on what ground, and for whom it goes on."""

    path: Word
    clauses: tuple[Clause, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Insert:
    """`insert rule path "…"` and its clauses: a rule that an amending act adds."""

    path: Word
    titles: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    span: Span = _span()


Amendment = Replace | Repeal | Insert
Statement = Fact | Rule | Invariant | Amendment
