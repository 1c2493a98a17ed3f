"""A checked book and the figures that a scenario sets → the book with these values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dsl import core, kinds
from dsl.literal import read_literal


def assume(book: core.Book, figures: Mapping[str, str]) -> core.Book:
    """The book with some figures set, each to one value for all days, as a scenario may: by name in either language.

    Names and values are known to be right (`given.py` has looked at them).
    """
    if not figures:
        return book
    by_name = {name: each for each in book.parameters.values() for name in (each.names.zh, each.name)}
    changed = {by_name[name].name: _fixed(by_name[name], text, book) for name, text in figures.items()}
    return replace(book, parameters={**book.parameters, **changed})


def _fixed(figure: core.Parameter, text: str, book: core.Book) -> core.Parameter:
    value = read_literal(figure.kind, text, book.vocabulary.enumerations, book.zone)
    assert not isinstance(value, kinds.Never)  # no figure is a day that never comes
    first = figure.values[0]
    return replace(figure, values=(replace(first, value=value, since=None, until=None),))
