"""A condition given on the command line → what it says of each kind of subject that invariants are about."""

from __future__ import annotations

from collections.abc import Mapping

import click

from dsl import core
from dsl.core import Language
from dsl.diagnose import draw
from dsl.load import load_book
from dsl.source import Source

_FILE = "--assume"


def condition(name: str, book: core.Book, text: str, lang: Language) -> Mapping[str, core.Expr]:
    """The condition, by subject; of those of which it can be said. Raises ClickException where it can be said of none.

    It is read as that of an invariant of the book, so that it may name what the book declares.
    """
    found: dict[str, core.Expr] = {}
    wrong: list[str] = []
    for each in {invariant.subject: invariant for invariant in book.invariants.values()}.values():
        statement = (
            f"invariant supposed\n    for each {each.subject} where\n{text}\n    never permitted {each.action}\n"
        )
        loaded = load_book(name, more=(Source(_FILE, statement),))
        if loaded.book is not None:
            found[each.subject] = loaded.book.invariants["supposed"].where
        wrong += [draw(problem, loaded.sources, lang) for problem in loaded.diagnostics if problem.span.file == _FILE]
    if not found:
        raise click.ClickException(f"--assume: {wrong[0].splitlines()[0]}" if wrong else _FILE)
    return found
