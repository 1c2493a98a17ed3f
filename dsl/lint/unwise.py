"""A checked book and a day → what is legal but unwise in it: warnings, each with its place.

Every lint is a function from the matter to its diagnostics; `LINTS` says which codes it gives. What asks scenarios is
not here but in `interpreter/reached.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from dsl import core
from dsl.diagnose import Diagnostic
from dsl.lint import always, beaten, figures, law, names, rank, unused
from dsl.lint.matter import YEAR, Matter

Lint = Callable[[Matter], Iterator[Diagnostic]]

LINTS: Mapping[tuple[str, ...], Lint] = {
    ("RB701",): unused.facts,
    ("RB702",): unused.parameters,
    ("RB703",): unused.sources,
    ("RB704",): unused.actions,
    ("RB705",): unused.enumerations,
    ("RB706", "RB707"): unused.articles,
    ("RB711",): figures.stale,
    ("RB712",): figures.unchecked,
    ("RB713",): figures.uncertain,
    ("RB714",): figures.unplaced,
    ("RB721",): law.lapsed,
    ("RB722",): law.dead,
    ("RB723",): law.outdated,
    ("RB724",): law.early,
    ("RB725",): rank.unexplained,
    ("RB741", "RB742", "RB743", "RB744", "RB745"): always.conditions,
    ("RB746",): beaten.branches,
    ("RB747",): beaten.permissions,
    ("RB751",): names.missing,
    ("RB752",): figures.magic,
}


def lint(book: core.Book, on: date, age: timedelta = YEAR) -> Iterator[Diagnostic]:
    """What is unwise in a book on the day asked; a figure's check holds good for `age`."""
    matter = Matter(book, on, age)
    for find in LINTS.values():
        yield from find(matter)
