"""An expression of the core → the same expression with one small change, for every small change there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal as Exact
from typing import Any, TypeVar, get_args

from dsl import core
from dsl.kinds import Duration, Kind, Value
from dsl.source import Span

KINDS = (
    "figure", "literal", "day in a condition", "comparison", "and ↔ or", "term left out", "some ↔ every",
    "not left out", "earliest ↔ latest", "where left out", "when left out", "unless left out", "exception left out",
    "presumption left out", "day in force", "override left out", "default turned", "rule left out",
)  # fmt: skip
"""The kinds of changes, in the order in which they are told."""
_NEXT: dict[core.Comparator, core.Comparator] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "="}
_EXPRESSIONS = get_args(core.Expr)
_DAY = timedelta(days=1)
Node = TypeVar("Node", core.Expr, core.Rule, core.Branch, core.LawSource)


@dataclass(frozen=True, slots=True)
class Variant:
    """A changed expression: the part of it that was changed, before and after, and what the whole has become.

    `key` names the node that has to be evaluated for the change to matter.
    """

    kind: str
    before: core.Expr
    after: core.Expr
    whole: core.Expr
    key: tuple[str, object]
    span: Span


def moved(value: Value, kind: Kind) -> Iterator[Value]:
    """A value by one in its last place, each way; a truth turned; a day the day before and the day after.

    Words, values of a list and `never` have no neighbour; a length of time is never made negative.
    """
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
            if value > 0 or not isinstance(kind, Duration):
                yield value - 1
        case Exact():
            step = Exact(1).scaleb(int(value.as_tuple().exponent))
            yield from (value + step, value - step)
        case date():
            yield from (value + _DAY, value - _DAY)


def variants(e: core.Expr) -> Iterator[Variant]:
    """Every small change of an expression, of what stands inside of it too."""
    for kind, after in _here(e):
        yield Variant(kind, e, after, after, ("node", id(e)), e.span)
    if (inner := _quantified(e)) is not None:  # `every` and `none` are one form, though the core writes them with `not`
        yield from (_within(each, _requantified(e, each.whole)) for each in variants(inner))
        return
    for name, child in _children(e):
        for each in variants(child):
            whole = _with(e, name, child, each.whole)
            yield _lifted(each, e, whole) if isinstance(each.before, core.Constant) else _within(each, whole)


def _within(each: Variant, whole: core.Expr) -> Variant:
    return replace(each, whole=whole)


def _lifted(each: Variant, around: core.Expr, whole: core.Expr) -> Variant:
    """A changed value is told together with what it stands in."""
    return replace(each, before=around, after=whole, whole=whole)


def _here(e: core.Expr) -> Iterator[tuple[str, core.Expr]]:
    """The changes of the outermost form."""
    match e:
        case core.Constant(value, kind):
            word = "day in a condition" if isinstance(value, date) else "literal"
            yield from ((word, replace(e, value=new)) for new in moved(value, kind))
        case core.Compare(op):
            yield "comparison", replace(e, op=_NEXT[op])
        case core.All(terms) | core.Any(terms):
            if len(terms) > 1:
                other = core.Any if isinstance(e, core.All) else core.All
                yield "and ↔ or", other(terms, span=e.span)
                yield from (("term left out", _without(e, place)) for place in range(len(terms)))
        case core.Not(core.Exists() as inner):
            if isinstance(inner.where, core.Not):
                yield "some ↔ every", replace(inner, where=inner.where.term)
            else:
                yield "not left out", inner
        case core.Not(term):
            yield "not left out", term
        case core.Exists(where=where):
            every = replace(e, where=core.Not(where, span=where.span))
            yield "some ↔ every", core.Not(every, span=e.span)
        case core.Pick() | core.Extreme():
            yield "earliest ↔ latest", replace(e, end="latest" if e.end == "earliest" else "earliest")
    match e:
        case core.Count(where=where) | core.Sum(where=where) | core.Extreme(where=where) if where != core.YES:
            if not isinstance(where, core.All):  # of a conjunction each term is left out
                yield "where left out", replace(e, where=core.YES)


def _without(e: core.All | core.Any, place: int) -> core.Expr:
    rest = (*e.terms[:place], *e.terms[place + 1 :])
    return rest[0] if len(rest) == 1 else replace(e, terms=rest)


def _quantified(e: core.Expr) -> core.Expr | None:
    """The condition of `every … satisfies` or `none … satisfies`."""
    match e:
        case core.Not(core.Exists(where=core.Not(term))):
            return term
        case core.Not(core.Exists(where=where)):
            return where
        case _:
            return None


def _requantified(e: core.Expr, condition: core.Expr) -> core.Expr:
    assert isinstance(e, core.Not)
    assert isinstance(e.term, core.Exists)
    where = replace(e.term.where, term=condition) if isinstance(e.term.where, core.Not) else condition
    return replace(e, term=replace(e.term, where=where))


def _children(e: core.Expr) -> Iterator[tuple[str, core.Expr]]:
    """The expressions directly inside, each with the name of its field; those that only name rows are passed over.

    A `yes` that stands where no condition was written is none of the author's.
    """
    for name in (each.name for each in fields(e) if each.name not in ("span", "kind", "of", "over")):
        value = getattr(e, name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, _EXPRESSIONS) and child is not core.YES and child is not core.NO:
                yield name, child


def _with(e: core.Expr, name: str, child: core.Expr, new: core.Expr) -> core.Expr:
    """The expression with another child in the place of one."""
    value = getattr(e, name)
    if isinstance(value, tuple):
        return put(e, name, tuple(new if each is child else each for each in value))
    return put(e, name, new)


def put(node: Node, name: str, value: object) -> Node:
    """A node with another value in a field that is named at run time."""
    changed: dict[str, Any] = {name: value}
    return replace(node, **changed)
