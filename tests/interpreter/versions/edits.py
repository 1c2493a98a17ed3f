"""A book and a seed → the book with one thing in it changed, by chance: a condition, a figure, a date, an override."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as Exact
from random import Random

from dsl import core
from dsl.kinds import Value


def edited(book: core.Book, seed: int) -> core.Book:
    """One rule or figure is otherwise; now and then only said otherwise."""
    random = Random(seed)
    if book.parameters and random.random() < 0.3:
        figure = random.choice(list(book.parameters.values()))
        return replace(book, parameters={**book.parameters, figure.name: _other_value(figure, random)})
    path = random.choice(list(book.rules))
    return with_rule(book, random.choice(_EDITS)(book, book.rules[path], random))


def with_rule(book: core.Book, rule: core.Rule) -> core.Book:
    """The book with this rule in the place of the one of its path."""
    rules = {**book.rules, rule.path: rule}
    return replace(
        book,
        rules=rules,
        overriders={path: tuple(each for each in rules.values() if path in each.overrides) for path in rules},
        guards={name: tuple(rules[each.path] for each in some) for name, some in book.guards.items()},
    )


def _other_value(figure: core.Parameter, random: Random) -> core.Parameter:
    number = random.randrange(len(figure.values))
    dated = figure.values[number]
    value = dated.value
    if isinstance(value, bool):
        changed: Value = not value
    elif isinstance(value, date):
        changed = value + timedelta(random.choice((-1, 1)))
    elif isinstance(value, int):
        changed = max(0, value + random.choice((-1, 1)))
    elif isinstance(value, Exact):
        changed = value + random.choice((-1, 1))
    else:
        return figure
    values = [*figure.values]
    values[number] = replace(dated, value=changed)
    return replace(figure, values=tuple(values))


def _donor(book: core.Book, rule: core.Rule, random: Random) -> core.Expr:
    """A condition about the same subject, of any rule."""
    found = [
        e for each in book.rules.values() if each.subject == rule.subject for e in (each.where, each.when, each.unless)
    ]
    return random.choice([*found, core.YES, core.NO])


_EDITS: tuple[Callable[[core.Book, core.Rule, Random], core.Rule], ...] = (
    lambda book, rule, random: replace(rule, when=_donor(book, rule, random)),
    lambda book, rule, random: replace(rule, unless=_donor(book, rule, random)),
    lambda book, rule, random: replace(rule, when=core.Not(rule.when)),
    lambda book, rule, random: replace(rule, when=core.All((rule.when, _donor(book, rule, random)))),
    lambda book, rule, random: replace(rule, where=core.Any((rule.where, _donor(book, rule, random)))),
    lambda book, rule, random: replace(rule, overrides=()),
    lambda book, rule, random: replace(
        rule, since=(rule.since or date(2015, 1, 1)) + timedelta(random.choice((-1, 1, 400)))
    ),
    # what is only said otherwise
    lambda book, rule, random: replace(
        rule, when=core.All((core.YES, rule.when)), unless=core.Any((rule.unless, core.NO))
    ),
    lambda book, rule, random: replace(rule, when=core.All((rule.when, rule.when))),
    lambda book, rule, random: replace(rule, when=core.Not(core.Not(rule.when))),
)
