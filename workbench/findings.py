"""All that is to be told of a loaded rulebook: mistakes, what is unwise, scenarios that do not fit or are missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsl import core
from dsl.aside import MANY, Aside
from dsl.diagnose import Diagnostic, ordered
from dsl.load import Loaded
from dsl.suppress import suppress
from interpreter import reached
from interpreter.misfits import misfits
from interpreter.told import told

_YEAR = timedelta(365)


def findings(loaded: Loaded, on: date, age: timedelta = _YEAR) -> tuple[Diagnostic, ...]:
    """What loading found and, where the book is sound, what is unwise in it on that day, less what is suppressed.

    What is unwise in an imported book is told to those who check that book. `age` is how long the check of a figure
    against its source holds good.
    """
    unwise = (each for each in _of_sound(loaded, on, age) if each.span.file not in loaded.imported)
    found = (*loaded.diagnostics, *unwise)
    return ordered(suppress(found, loaded.own, loaded.statements, complete=loaded.book is not None))


def _of_sound(loaded: Loaded, on: date, age: timedelta) -> Iterator[Diagnostic]:
    if book := loaded.book:
        unwise = Aside(lambda: _unwise(book, on, age), len(book.scenarios) > MANY)
        cases = tuple(told(book))
        yield from misfits(book, cases)
        yield from reached.lint(book, cases)
        yield from unwise.result()


def _unwise(book: core.Book, on: date, age: timedelta) -> tuple[Diagnostic, ...]:
    from dsl.lint.unwise import lint  # imported where it is called, which may be in another process

    return tuple(lint(book, on, age))
