"""Nodes of Python's own tree, made and put together to functions: nothing is text, every name is made up here."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import Any

Made = Callable[..., Any]


def load(name: str) -> ast.expr:
    """A name, read."""
    return ast.Name(name, ast.Load())


def constant(value: bool | int | str | None) -> ast.expr:
    """A constant that Python's compiler knows; others go through `Module.bind`."""
    return ast.Constant(value)


def assign(name: str, value: ast.expr) -> ast.stmt:
    """`name = value`."""
    return ast.Assign([ast.Name(name, ast.Store())], value)


def named(name: str, value: ast.expr) -> ast.expr:
    """`(name := value)`."""
    return ast.NamedExpr(ast.Name(name, ast.Store()), value)


def call(function: ast.expr, *arguments: ast.expr) -> ast.expr:
    """`function(…)`."""
    return ast.Call(function, list(arguments), [])


def method(of: ast.expr, name: str, *arguments: ast.expr) -> ast.expr:
    """`of.name(…)`."""
    return call(ast.Attribute(of, name, ast.Load()), *arguments)


def item(of: ast.expr, index: ast.expr) -> ast.expr:
    """`of[index]`."""
    return ast.Subscript(of, index, ast.Load())


def pair(*parts: ast.expr) -> ast.expr:
    """`(…, …)`."""
    return ast.Tuple(list(parts), ast.Load())


_OPERATORS: dict[str, ast.cmpop] = {
    "<": ast.Lt(), "<=": ast.LtE(), ">": ast.Gt(), ">=": ast.GtE(), "=": ast.Eq(), "!=": ast.NotEq(),
    "is": ast.Is(), "is not": ast.IsNot(), "in": ast.In(), "not in": ast.NotIn(),
}  # fmt: skip


def compared(left: ast.expr, op: str, right: ast.expr) -> ast.expr:
    """`left op right`."""
    return ast.Compare(left, [_OPERATORS[op]], [right])


def is_none(node: ast.expr) -> ast.expr:
    """`node is None`."""
    return compared(node, "is", constant(None))


def negated(node: ast.expr) -> ast.expr:
    """`not node`."""
    return ast.UnaryOp(ast.Not(), node)


def both(nodes: Sequence[ast.expr]) -> ast.expr:
    """`a and b and …`; of none, True."""
    return _junction(ast.And(), nodes, True)


def either(nodes: Sequence[ast.expr]) -> ast.expr:
    """`a or b or …`; of none, False."""
    return _junction(ast.Or(), nodes, False)


def _junction(op: ast.boolop, nodes: Sequence[ast.expr], neutral: bool) -> ast.expr:
    if len(nodes) < 2:
        return nodes[0] if nodes else constant(neutral)
    return ast.BoolOp(op, list(nodes))


def chosen(test: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
    """`then if test else otherwise`."""
    return ast.IfExp(test, then, otherwise)


def when(test: ast.expr, then: Sequence[ast.stmt], otherwise: Sequence[ast.stmt] = ()) -> ast.stmt:
    """`if test: … else: …`."""
    return ast.If(test, list(then) or [ast.Pass()], list(otherwise))


def returned(value: ast.expr) -> ast.stmt:
    """`return value`."""
    return ast.Return(value)


def created(module: Module, kind: type, name: str, **slots: ast.expr) -> list[ast.stmt]:
    """An object of a class with slots and without a constructor of its own; returned."""
    new = call(module.bind(kind, "h"))
    fill = [ast.Assign([ast.Attribute(load(name), slot, ast.Store())], value) for slot, value in slots.items()]
    return [assign(name, new), *fill, returned(load(name))]


def is_simple(node: ast.expr) -> bool:
    """Whether to read it again costs nothing: a name or a constant."""
    return isinstance(node, ast.Name | ast.Constant)


@dataclass
class Module:
    """What compiled functions read beside their arguments: constants, helpers and one another, under made-up names."""

    names: dict[str, object] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _bound: dict[object, str] = field(default_factory=dict)

    def fresh(self, stem: str) -> str:
        """A name that nothing has yet."""
        return f"{stem}{next(self._numbers)}"

    def bind(self, value: object, stem: str = "k") -> ast.expr:
        """A name for a value that functions read. The same object has the same name."""
        key = (type(value), value) if stem == "k" else id(value)
        if key not in self._bound:
            self._bound[key] = name = self.fresh(stem)
            self.names[name] = value
        return load(self._bound[key])

    def define(self, name: str, parameters: Sequence[str], body: Sequence[ast.stmt]) -> Made:
        """The function of that body, known by its name to all others."""
        arguments = ast.arguments([], [ast.arg(each) for each in parameters], None, [], [], None, [])
        function = ast.FunctionDef(name, arguments, list(body), [], None, None)
        code = compile(_placed(ast.Module([function], [])), "<compiled decision>", "exec")
        inner = next(each for each in code.co_consts if isinstance(each, CodeType))
        made = FunctionType(inner, self.names, name)
        self.names[name] = made
        return made


def _placed(tree: ast.Module) -> ast.Module:
    """The tree with a place in every node, as the compiler wants it: there is no text, so they are all in one line."""
    pending: list[object] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, ast.AST):
            pending += vars(node).values()
            if "lineno" in node._attributes:
                vars(node).update(_PLACE)
    return tree


_PLACE = {"lineno": 1, "end_lineno": 1, "col_offset": 0, "end_col_offset": 0}


@dataclass(eq=False)
class Function:
    """A function in the making: what it has computed, in order, and the names that it takes from the one around it."""

    module: Module
    parent: Function | None = None
    own: set[str] = field(default_factory=set)
    statements: list[ast.stmt] = field(default_factory=list)
    taken: dict[str, None] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """How many functions it stands in."""
        return 0 if self.parent is None else self.parent.depth + 1

    def fresh(self, stem: str) -> str:
        """A new local name."""
        name = self.module.fresh(stem)
        self.own.add(name)
        return name

    def use(self, name: str) -> ast.expr:
        """A local name of this function or of one around it, as this one sees it."""
        if name not in self.own:
            self.taken.setdefault(name)
        return load(name)

    def keep(self, value: ast.expr, stem: str = "x") -> ast.expr:
        """A statement that computes the value once; the name that it has from then on."""
        if is_simple(value):
            return value
        name = self.fresh(stem)
        self.statements.append(assign(name, value))
        return load(name)

    def finish(self, first: Sequence[str], body: Sequence[ast.stmt]) -> tuple[str, list[str]]:
        """Defines it → its name and what it takes after its `first` parameters."""
        name = self.module.fresh("f")
        self.module.define(name, [*first, *self.taken], [*self.statements, *body])
        return name, list(self.taken)
