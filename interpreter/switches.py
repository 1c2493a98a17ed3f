"""A rule and a day → the figure that keeps the rule off: a yes/no figure, asked for by its conditions, that is `no`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dsl import core
from dsl.kinds import YesNo


def switched_off(book: core.Book, rule: core.Rule, day: date) -> core.Parameter | None:
    """The switch that is off; None where the rule has none, or where it is on. None of the facts can change that."""
    for e in (*_terms(rule.where), *_terms(rule.when)):
        if isinstance(e, core.Figure) and e.on is None and isinstance(e.kind, YesNo):
            parameter = book.parameters[e.name]
            if any(each.value is False and core.is_during(each, day) for each in parameter.values):
                return parameter
    return None


def _terms(e: core.Expr) -> Iterator[core.Expr]:
    """What must hold each for itself."""
    if isinstance(e, core.All):
        for term in e.terms:
            yield from _terms(term)
    else:
        yield e
