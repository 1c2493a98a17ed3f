"""Scalar terms of the relational plan, and constructors that fold what is constant.

A term has a type and may be NULL, which stands for unknown in every type. Days are ordinals (as of `date.toordinal`),
moments microseconds since 1970 in UTC; `never` is a number above all others of its type. Truths follow Kleene, as SQL
does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Literal as One

Type = One["truth", "whole", "exact", "text", "day", "moment", "names"]
"""`names` is a list of what is missing; the others are the kinds of the language. Durations and rows are `whole`."""

Op = One[
    "and", "or", "not", "=", "<", "<=", "is null", "case", "coalesce", "+", "-", "*", "div", "date months", "year of",
    "wider", "union", "calendar",
]  # fmt: skip

NEVER_DAY = 1_000_000_000
NEVER_MOMENT = 2**62
FIRST_DAY, LAST_DAY = 1, 3_652_059
"""The ordinals of the first and the last possible date."""

Scalar = bool | int | Decimal | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the plan; its name is generated and unique in its query."""

    name: str
    type: Type
    nullable: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; `value` None is NULL."""

    value: Scalar
    type: Type

    @property
    def nullable(self) -> bool:
        """Whether it is NULL."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Call:
    """An operation on terms. The arguments of `case` are condition and value by turns, and a last value."""

    op: Op
    args: tuple[Term, ...]
    type: Type
    nullable: bool = True
    hashed: int = field(default=0, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Terms share their parts: hashing each part once keeps the whole linear.
        object.__setattr__(self, "hashed", hash((self.op, self.args, self.type)))

    def __hash__(self) -> int:
        return self.hashed


Term = Column | Literal | Call

TRUE, FALSE, UNSURE = Literal(True, "truth"), Literal(False, "truth"), Literal(None, "truth")
NOTHING = Literal((), "names")


def null(kind: Type) -> Literal:
    """NULL of a type."""
    return Literal(None, kind)


def whole(number: int) -> Literal:
    """A whole number."""
    return Literal(number, "whole")


def day(ordinal: int) -> Literal:
    """A day by its ordinal."""
    return Literal(ordinal, "day")


def names(*said: str) -> Literal:
    """A list of what is missing."""
    return Literal(tuple(sorted(said)), "names")


def never(kind: Type) -> Literal:
    """`never` among days or moments."""
    return Literal(NEVER_DAY if kind == "day" else NEVER_MOMENT, kind)


def columns_of(term: Term) -> Iterator[Column]:
    """The columns that a term reads, each as often as it occurs."""
    pending = [term]
    while pending:
        match pending.pop():
            case Column() as column:
                yield column
            case Call(_, args):
                pending += args
            case _:
                pass


def call(op: Op, kind: Type, *args: Term, nullable: bool | None = None) -> Call:
    """An operation that gives NULL where an argument is NULL, unless told otherwise."""
    return Call(op, args, kind, any(each.nullable for each in args) if nullable is None else nullable)


# ── truths ──


def both(*terms: Term) -> Term:
    """Kleene's and."""
    kept = _gathered("and", terms, neutral=TRUE, decisive=FALSE)
    return kept[0] if len(kept) == 1 else call("and", "truth", *kept) if kept else TRUE


def either(*terms: Term) -> Term:
    """Kleene's or."""
    kept = _gathered("or", terms, neutral=FALSE, decisive=TRUE)
    return kept[0] if len(kept) == 1 else call("or", "truth", *kept) if kept else FALSE


def _gathered(op: Op, terms: tuple[Term, ...], neutral: Literal, decisive: Literal) -> tuple[Term, ...]:
    found: dict[Term, None] = {}
    for term in terms:
        for each in term.args if isinstance(term, Call) and term.op == op else (term,):
            if each == decisive:
                return (decisive,)
            if each != neutral:
                found[each] = None
    return tuple(found)


def negated(term: Term) -> Term:
    """Kleene's not."""
    match term:
        case Literal(None):
            return term
        case Literal(value):
            return FALSE if value else TRUE
        case Call("not", (inner,)):
            return inner
        case _:
            return call("not", "truth", term)


def is_null(term: Term) -> Term:
    """Whether a term is unknown; never so itself."""
    if not term.nullable:
        return FALSE
    return TRUE if isinstance(term, Literal) else call("is null", "truth", term, nullable=False)


def is_known(term: Term) -> Term:
    """Whether a term has a value; never unknown itself."""
    return negated(is_null(term))


# ── comparisons ──


def equal(left: Term, right: Term) -> Term:
    """`=`, unknown where one of the two is."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        return UNSURE if None in (left.value, right.value) else truth(left.value == right.value)
    if _is_null_literal(left, right):
        return UNSURE
    return _chosen(equal, left, right) or call("=", "truth", left, right)


def less(left: Term, right: Term) -> Term:
    """`<`."""
    return _ordered("<", left, right)


def at_most(left: Term, right: Term) -> Term:
    """`<=`."""
    return _ordered("<=", left, right)


def _ordered(op: One["<", "<="], left: Term, right: Term) -> Term:
    if isinstance(left, Literal) and isinstance(right, Literal):
        a, b = left.value, right.value
        if a is None or b is None:
            return UNSURE
        return truth(a < b if op == "<" else a <= b)  # type: ignore[operator]  # both of one ordered type
    if _is_null_literal(left, right):
        return UNSURE
    return _chosen(partial(_ordered, op), left, right) or call(op, "truth", left, right)


def _chosen(compare: Callable[[Term, Term], Term], left: Term, right: Term) -> Term | None:
    """A choice among fixed values, compared with one: a choice among fixed truths; None where it is none.

    DuckDB 2.0 fails to plan such a comparison where it knows of all rows which value is chosen.
    """
    match left, right:
        case Call("case", args), Literal() if _are_fixed(args):
            return _each(args, lambda value: compare(value, right))
        case Literal(), Call("case", args) if _are_fixed(args):
            return _each(args, lambda value: compare(left, value))
    return None


def _are_fixed(args: Sequence[Term]) -> bool:
    return all(isinstance(each, Literal) for each in (*args[1::2], args[-1]))


def _each(args: Sequence[Term], turn: Callable[[Term], Term]) -> Term:
    """A choice with each of its values turned."""
    branches = zip(args[:-1:2], args[1::2], strict=True)
    return case(*((condition, turn(value)) for condition, value in branches), otherwise=turn(args[-1]))


def truth(value: bool) -> Literal:
    """A known truth."""
    return TRUE if value else FALSE


def _is_null_literal(*terms: Term) -> bool:
    return any(isinstance(each, Literal) and each.value is None for each in terms)


# ── choices ──


def case(*branches: tuple[Term, Term], otherwise: Term) -> Term:
    """The value of the first branch whose condition is true (not false, not unknown), or `otherwise`."""
    kept: list[Term] = []
    for condition, value in branches:
        if isinstance(condition, Literal):
            if condition.value is True:
                otherwise = value
                break
            continue
        kept += (condition, value)
    while kept and kept[-1] == otherwise:
        del kept[-2:]
    if not kept:
        return otherwise
    nullable = any(value.nullable for value in (*kept[1::2], otherwise))
    return Call("case", (*kept, otherwise), otherwise.type, nullable)


def decided(condition: Term, yes: Term, no: Term, unsure: Term) -> Term:
    """One of three values, by a truth."""
    if not condition.nullable:
        return case((condition, yes), otherwise=no)
    return case((condition, yes), (negated(condition), no), otherwise=unsure)


def coalesce(first: Term, second: Term) -> Term:
    """The first, or the second where the first is unknown."""
    if not first.nullable or first == second or second == null(second.type):
        return first
    if isinstance(first, Literal):
        return second
    return call("coalesce", first.type, first, second, nullable=second.nullable)


# ── numbers, days ──


def plus(left: Term, right: Term) -> Term:
    """The sum, of the left one's type."""
    match left, right:
        case (Literal(int() as a), Literal(int() as b)):
            return Literal(a + b, left.type)
        case (_, Literal(0)):
            return left
        case _ if _is_null_literal(left, right):
            return null(left.type)
        case _:
            return call("+", left.type, left, right)


def minus(left: Term, right: Term) -> Term:
    """The difference, of the left one's type."""
    match left, right:
        case (Literal(int() as a), Literal(int() as b)):
            return Literal(a - b, left.type)
        case (_, Literal(0)):
            return left
        case _ if _is_null_literal(left, right):
            return null(left.type)
        case _:
            return call("-", left.type, left, right)


def clamp(term: Term, low: int, high: int) -> Term:
    """The term, or the nearer of two bounds where it lies beyond them."""
    if isinstance(term, Literal):
        return term if term.value is None else Literal(min(max(int(term.value), low), high), term.type)  # type: ignore[arg-type]  # days and moments are numbers
    least, most = Literal(low, term.type), Literal(high, term.type)
    return case((less(term, least), least), (less(most, term), most), otherwise=term)


# ── what is missing ──


def union(*parts: Term) -> Term:
    """All that is missing of some parts, of which none is NULL."""
    found: dict[Term, None] = {}
    known: set[str] = set()
    for part in parts:
        for each in part.args if isinstance(part, Call) and part.op == "union" else (part,):
            if isinstance(each, Literal):
                known |= set(each.value)  # type: ignore[arg-type]  # a list of names
            else:
                found[each] = None
    said = names(*known)
    if not found:
        return said
    rest = (*found, said) if known else tuple(found)
    return rest[0] if len(rest) == 1 else call("union", "names", *rest, nullable=False)
