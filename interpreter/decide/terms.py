"""Nodes with what is known of their values, and Kleene's logic over them: as few steps as the three values allow."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dsl import core
from interpreter.decide.emit import (
    Function,
    both,
    chosen,
    compared,
    constant,
    either,
    is_none,
    is_simple,
    load,
    named,
    negated,
)

OPEN = object()
"""Stands where a value is not known before the facts are."""


@dataclass(frozen=True, slots=True)
class Term:
    """A node and what its value can be: None (`unknown`), `Bounds`, `NEVER`; or the one value that it always has.

    A truth may be held the other way round (`flipped`): its value is then Kleene's not of the node's.
    """

    node: ast.expr
    unknown: bool = True
    never: bool = False
    bounded: bool = False
    value: object = OPEN
    flipped: bool = False
    past: bool = False
    """Of a date: if it is known and not `NEVER`, it does not lie after today."""

    @property
    def is_fixed(self) -> bool:
        """Whether its value is known before the facts are."""
        return self.value is not OPEN

    @property
    def may_be_open(self) -> bool:
        """Whether its value may be unknown in any way."""
        return self.unknown or self.bounded


def fixed(value: bool | None) -> Term:
    """A truth that is always the same."""
    return Term(constant(value), value is None, value=value)


class Once:
    """A node that is computed where it is read first and read by name after that."""

    def __init__(self, function: Function, node: ast.expr) -> None:
        self.function = function
        self.node = node
        self.name = ""

    def __call__(self) -> ast.expr:
        """The node, or its name."""
        if is_simple(self.node):
            return self.node
        if self.name:
            return load(self.name)
        self.name = self.function.fresh("t")
        return named(self.name, self.node)


def negate(term: Term) -> Term:
    """Kleene's not."""
    if term.is_fixed:
        return fixed(None if term.value is None else not term.value)
    return replace(term, flipped=not term.flipped)


def plain(term: Term, function: Function) -> ast.expr:
    """The node of a truth the right way round."""
    if not term.flipped:
        return term.node
    if not term.unknown:
        return negated(term.node)
    once = Once(function, term.node)
    first = once()
    return chosen(is_none(first), constant(None), negated(once()))


@dataclass(frozen=True, slots=True)
class Split:
    """A conjunction in parts: it is False where one of `no` holds; else unknown where one of `maybe` does; else True.

    `maybe` reads what `no` has computed. `always_open`: it is never True.
    """

    no: list[ast.expr]
    maybe: list[ast.expr]
    always_open: bool = False


def split(terms: Sequence[Term], function: Function) -> Split:
    """Kleene's and, for whoever goes three ways: what costs least is looked at first."""
    no: list[ast.expr] = []
    maybe: list[ast.expr] = []
    is_open = False
    for term in sorted(terms, key=lambda each: _cost(each.node)):
        if term.is_fixed:
            if term.value is False:
                return Split([constant(True)], [])
            is_open |= term.value is None
            continue
        once = Once(function, term.node)
        first = once()
        if term.flipped:
            no.append(first)
        else:
            no.append(compared(first, "is", constant(False)) if term.unknown else negated(first))
        if term.unknown:
            maybe.append(is_none(once()))
    return Split(no, maybe, is_open)


def _cost(node: ast.expr) -> int:
    """About how long it takes: a name hardly anything, a call very much."""
    return sum(_COSTS.get(type(each), 1) for each in ast.walk(node))


_COSTS: dict[type, int] = {ast.Call: 20, ast.Subscript: 6, ast.Load: 0, ast.Constant: 0}


def every(terms: Sequence[Term], function: Function) -> Term:
    """Kleene's and."""
    if any(term.value is False for term in terms):
        return fixed(False)
    rest = [term for term in terms if term.value is not True]
    if len(rest) < 2:
        return rest[0] if rest else fixed(True)
    if not any(term.unknown for term in rest):
        rest.sort(key=lambda each: _cost(each.node))
        return Term(both([plain(term, function) for term in rest]), False)
    parts = split(rest, function)
    end = constant(None) if parts.always_open else _open_or(parts.maybe, True)
    return Term(chosen(either(parts.no), constant(False), end))


def some(terms: Sequence[Term], function: Function) -> Term:
    """Kleene's or."""
    if any(term.value is True for term in terms):
        return fixed(True)
    rest = [term for term in terms if term.value is not False]
    if len(rest) < 2:
        return rest[0] if rest else fixed(False)
    if not any(term.unknown for term in rest):
        rest.sort(key=lambda each: _cost(each.node))
        return Term(either([plain(term, function) for term in rest]), False)
    parts = split([negate(term) for term in rest], function)
    end = constant(None) if parts.always_open else _open_or(parts.maybe, False)
    return Term(chosen(either(parts.no), constant(True), end))


def _open_or(maybe: list[ast.expr], otherwise: bool) -> ast.expr:
    return chosen(either(maybe), constant(None), constant(otherwise)) if maybe else constant(otherwise)


def less(left: Once, right: Once, left_never: bool, right_never: bool, never: ast.expr, or_equal: bool) -> ast.expr:
    """`left < right` or `left <= right` of two known values, `never` being later than every date."""
    op = "<=" if or_equal else "<"
    if or_equal:
        # never <= x only where x is never
        parts = []
        if right_never:
            parts.append(compared(right(), "is", never))
        inner = [compared(left(), "is not", never)] if left_never else []
        parts.append(both([*inner, compared(left(), op, right())]))
        return either(parts)
    parts = [compared(left(), "is not", never)] if left_never else []
    inner = [compared(right(), "is", never)] if right_never else []
    parts.append(either([*inner, compared(left(), op, right())]))
    return both(parts)


OPPOSITE: dict[core.Comparator, core.Comparator] = {
    "<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "=",
}  # fmt: skip
TURNED: dict[core.Comparator, core.Comparator] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
