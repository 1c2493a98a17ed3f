"""A book and a day → the book as it stands on that day, for good: the law of a day, asked about any day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dsl import core
from dsl.core import is_during


def frozen(book: core.Book, day: date) -> core.Book:
    """The rules in force on the day, and the figures with their values of it, on every day."""
    rules = {path: _always(rule) for path, rule in book.rules.items() if is_during(rule, day)}
    return replace(
        book,
        rules=rules,
        parameters={name: _fixed(each, day) for name, each in book.parameters.items()},
        overriders=_kept(book.overriders, rules),
        guards={
            name: tuple(rules[each.path] for each in some if each.path in rules) for name, some in book.guards.items()
        },
    )


def _always(rule: core.Rule) -> core.Rule:
    return replace(rule, since=None, until=None)


def _kept(
    overriders: Mapping[str, tuple[core.Rule, ...]], rules: Mapping[str, core.Rule]
) -> dict[str, tuple[core.Rule, ...]]:
    return {path: tuple(rules[each.path] for each in overriders[path] if each.path in rules) for path in rules}


def _fixed(figure: core.Parameter, day: date) -> core.Parameter:
    """A figure without a value on the day has none on any."""
    found = next((each for each in figure.values if is_during(each, day)), None)
    if found is None:
        return replace(figure, values=(replace(figure.values[0], since=date.max, until=date.min),))
    return replace(figure, values=(replace(found, since=None, until=None),))
