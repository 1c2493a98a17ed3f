"""Quantifiers, counts, sums and extremes → functions that go through the rows of a collection once."""

from __future__ import annotations

import ast
from collections.abc import Callable

from dsl import core
from interpreter.decide import runtime
from interpreter.decide.basis import own
from interpreter.decide.emit import (
    Function,
    Module,
    assign,
    call,
    chosen,
    constant,
    either,
    is_none,
    load,
    method,
    negated,
    returned,
    when,
)
from interpreter.decide.frame import Group, Places, Spot
from interpreter.decide.terms import Once, Term
from interpreter.decide.timing import Timing

Fold = core.Exists | core.Count | core.Sum | core.Extreme
Statements = list[ast.stmt]
_ROWS, _MORE = "rows", "more"


class Gathering(Timing):
    """Folds over the rows of a collection, each in a function of its own: it takes the rows and what else it reads."""

    def fold(self, e: Fold, places: Places) -> Term:
        """The call of that function."""
        group = self.frame.group(e.over, places)
        inner = Function(self.module, self.function, own={_ROWS, _MORE})
        element = group.element
        if element in self.gone_through:  # a collection inside itself: the rows need names of their own
            element = copied(element, element.parent, self.module)
        inner.own.update(element.names())
        self.homes.update(dict.fromkeys(own(element), inner))
        self.gone_through.append(element)
        with self.inside(inner):
            where = self.term(e.where, {**places, e.variable: element})
            name, taken = self._loop(e, element, where, {**places, e.variable: element}, inner)
        self.gone_through.remove(element)
        node = call(load(name), *(self.function.use(each) for each in (group.rows, group.more, *taken)))
        is_sure = self.day.sure and not where.unknown
        if isinstance(e, core.Exists):
            return Term(node, not is_sure)
        if isinstance(e, core.Count):
            return Term(node, False, bounded=not is_sure)
        return Term(node, True, isinstance(e, core.Extreme))

    def _loop(self, e: Fold, element: Spot, condition: Term, places: Places, inner: Function) -> tuple[str, list[str]]:
        """Defines the function → its name, and what it takes beside the rows."""
        where = Once(inner, self.bare(condition))
        is_true = where()
        is_open = is_none(where()) if condition.unknown else None

        def go(then: Statements, perhaps: Statements) -> Statements:
            return [when(is_true, then, [when(is_open, perhaps)] if is_open else [])]

        match e:
            case core.Exists():
                before, body, after = _exists(go, inner)
            case core.Count():
                before, body, after = self._count(go, inner)
            case core.Sum() | core.Extreme():
                before, body, after = self._values(go, e, self.bare(self.term(e.value, places)), inner)
        row = ast.Tuple([ast.Name(each, ast.Store()) for each in element.names()], ast.Store())
        loop = ast.For(row, load(_ROWS), [*inner.statements, *body], [], None)
        inner.statements.clear()
        return inner.finish([_ROWS, _MORE], [*before, loop, returned(after)])

    def _count(self, go: Go, inner: Function) -> Parts:
        found, maybe = inner.fresh("found"), inner.fresh("maybe")
        before = [assign(found, constant(0)), assign(maybe, constant(0))]
        most = chosen(load(_MORE), constant(None), ast.BinOp(load(found), ast.Add(), load(maybe)))
        bounds = call(self.module.bind(runtime.Bounds, "h"), load(found), most)
        return before, go([_add(found)], [_add(maybe)]), chosen(either([load(_MORE), load(maybe)]), bounds, load(found))

    def _values(self, go: Go, e: core.Sum | core.Extreme, value: ast.expr, inner: Function) -> Parts:
        """A sum, or an extreme: unknown where one value or one row is."""
        found, each = inner.fresh("found"), inner.fresh("value")
        bind = self.module.bind
        if isinstance(e, core.Sum):
            start: ast.expr = constant(0)
            add = assign(found, call(bind(runtime.calculated, "h"), constant("+"), load(found), load(each)))
            after = load(found)
        else:
            start = ast.List([], ast.Load())
            add = ast.Expr(method(load(found), "append", load(each)))
            after = call(bind(runtime.picked, "h"), constant(e.end), load(found))
        unknown: Statements = [returned(constant(None))]
        known = call(bind(runtime.is_known, "h"), load(each))
        body = go([assign(each, value), when(negated(known), unknown), add], unknown)
        return [when(load(_MORE), unknown), assign(found, start)], body, after


Go = Callable[[Statements, Statements], Statements]
"""What to do where a row is chosen, and where that is not known."""
Parts = tuple[Statements, Statements, ast.expr]
"""Before the loop, in it, and what comes out."""


def _exists(go: Go, inner: Function) -> Parts:
    is_open = inner.fresh("open")
    body = go([returned(constant(True))], [assign(is_open, constant(True))])
    return [assign(is_open, load(_MORE))], body, chosen(load(is_open), constant(None), constant(False))


def _add(name: str) -> ast.stmt:
    return ast.AugAssign(ast.Name(name, ast.Store()), ast.Add(), constant(1))


def copied(spot: Spot, parent: Spot | None, module: Module) -> Spot:
    """The same row, and all that hangs on it, under other local names."""
    fields = {name: module.fresh("v") for name in spot.fields}
    made = Spot(spot.entity, module.fresh("w"), parent, spot.via, fields, {}, {}, spot.is_held, spot.is_compared)
    for name, one in spot.ones.items():
        made.ones[name] = copied(one, made, module)
    for name, group in spot.groups.items():
        element = copied(group.element, made, module)
        made.groups[name] = Group(group.relation, module.fresh("c"), module.fresh("m"), element, group.closed)
    return made
