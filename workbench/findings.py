"""All that is to be told of a loaded rulebook: mistakes, what is unwise, scenarios that do not fit or are missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsl.diagnose import Diagnostic, ordered
from dsl.lint import YEAR, lint
from dsl.load import Loaded
from dsl.suppress import suppress
from interpreter import reached
from interpreter.misfits import misfits
from interpreter.told import told


def findings(loaded: Loaded, on: date, age: timedelta = YEAR) -> tuple[Diagnostic, ...]:
    """What loading found and, where the book is sound, what is unwise in it on that day, less what is suppressed.

    What is unwise in an imported book is told to those who check that book. `age` is how long the check of a figure
    against its source holds good.
    """
    unwise = (each for each in _of_sound(loaded, on, age) if each.span.file not in loaded.imported)
    found = (*loaded.diagnostics, *unwise)
    return ordered(suppress(found, loaded.own, loaded.statements, complete=loaded.book is not None))


def _of_sound(loaded: Loaded, on: date, age: timedelta) -> Iterator[Diagnostic]:
    if loaded.book:
        cases = tuple(told(loaded.book))
        yield from misfits(loaded.book, cases)
        yield from lint(loaded.book, on, age)
        yield from reached.lint(loaded.book, cases)
