"""A book and a seed → the same law said otherwise: facts renamed, clauses reordered, constants folded, in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal as Exact
from random import Random
from typing import Any, cast

from dsl import core
from dsl.kinds import Decimal, Duration, Integer, Money
from dsl.load import Loaded
from tests.generating.books import Written
from tests.generating.test_books import form, load

Change = Callable[[core.Expr], core.Expr]
KINDS = ("facts renamed", "clauses reordered", "constants folded", "in Chinese")


def refactored(kind: str, written: Written, loaded: Loaded, seed: int) -> core.Book:
    """The book that means the same."""
    assert loaded.book
    if kind == "in Chinese":
        found = load(written, form(loaded, "zh")).book
        assert found
        return found
    return _KINDS[kind](loaded.book, Random(seed))


def rewritten(node: Any, change: Change) -> Any:
    """A tree of the core with each expression in it changed, the innermost first."""
    if isinstance(node, tuple):
        return tuple(rewritten(each, change) for each in node)
    if not is_dataclass(node) or isinstance(node, type) or not type(node).__module__.startswith(f"{core.__name__}."):
        return node
    new = {each.name: rewritten(getattr(node, each.name), change) for each in fields(node) if each.name != "span"}
    made = replace(node, **new)
    return change(cast(core.Expr, made)) if hasattr(made, "kind") and not isinstance(made, core.Field) else made


def of_book(book: core.Book, change: Change, name: Callable[[str], str] = str) -> core.Book:
    """The book with its facts (named by `name`) and rules rewritten."""
    rules = {path: rewritten(rule, change) for path, rule in book.rules.items()}
    facts = {
        (entity, name(fact)): replace(rewritten(body, change), name=name(fact))
        for (entity, fact), body in book.facts.items()
    }
    return with_rules(replace(book, facts=facts), rules)


def with_rules(book: core.Book, rules: Mapping[str, core.Rule]) -> core.Book:
    """The book with these rules in the place of those of their paths."""
    return replace(
        book,
        rules=rules,
        overriders={path: tuple(rules[each.path] for each in some) for path, some in book.overriders.items()},
        guards={action: tuple(rules[each.path] for each in some) for action, some in book.guards.items()},
    )


def _renamed(book: core.Book, _: Random) -> core.Book:
    return of_book(
        book, lambda e: replace(e, name=f"{e.name}_too") if isinstance(e, core.FactOf) else e, lambda n: f"{n}_too"
    )


def _reordered(book: core.Book, random: Random) -> core.Book:
    def change(e: core.Expr) -> core.Expr:
        if isinstance(e, core.All | core.Any):
            return replace(e, terms=tuple(random.sample(e.terms, len(e.terms))))
        return e

    made = of_book(book, change)
    guards = {action: tuple(random.sample(some, len(some))) for action, some in made.guards.items()}
    return replace(made, rules=dict(reversed(list(made.rules.items()))), guards=guards)


def _folded(book: core.Book, random: Random) -> core.Book:
    """A figure that has one value for all time is written out; a number is written as a sum.

    Not a figure where there are deadlines: of one whose start is not known the day of the law is not known either, and
    then no figure has a value, while a number has. Nor one that is asked for `on` a day, which may not be known either.
    """
    is_dated = any(isinstance(rule.norm, core.Deadline) for rule in book.rules.values())
    lasting = {
        name: each.values[0].value
        for name, each in book.parameters.items()
        if not is_dated and len(each.values) == 1 and each.values[0].since is None and each.values[0].until is None
    }

    def change(e: core.Expr) -> core.Expr:
        match e:
            case core.Figure(name, None, kind) if name in lasting:
                return core.Constant(lasting[name], kind)
            case core.Constant(int() | Exact() as value, Integer() | Duration() | Decimal() | Money() as kind) if (
                value is not True and value is not False and value > 1
            ):
                part = type(value)(random.choice((0, 1)))
                return core.Arithmetic("+", core.Constant(value - part, kind), core.Constant(part, kind), kind)
            case _:
                return e

    return of_book(book, change)


_KINDS: Mapping[str, Callable[[core.Book, Random], core.Book]] = {
    "facts renamed": _renamed,
    "clauses reordered": _reordered,
    "constants folded": _folded,
}
