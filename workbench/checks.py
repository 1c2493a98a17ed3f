"""`guiju check`: is the rulebook well formed, and what is unwise in it; and what its hints would mend, mended.

What it found is remembered (`remembered.py`), so that asking again where nothing has changed costs next to nothing:
this module imports no more of the house than that needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dsl.shelf import find, is_folder
from workbench.clock import today
from workbench.options import Moment, common, is_narrow, to_the_end, wrong
from workbench.remembered import Answer, keep, key, recall, states

if TYPE_CHECKING:
    from dsl.core import Language
    from workbench.checking import Answered, Asked

YEAR = 365
"""Days for which the check of a figure against its source holds good, unless said otherwise."""
MOST_DAYS = 36_500
"""A figure that nobody need look at for a hundred years need not be looked at."""


@click.command()
@click.argument("books", nargs=-1, metavar="[BOOK|FILE]...")
@click.option("--on", type=Moment(), default=today, metavar="DATE", help="The day asked about; today if left out.")
@click.option(
    "--stale",
    type=click.IntRange(0, MOST_DAYS),
    default=YEAR,
    show_default=True,
    metavar="DAYS",
    help="How long the check of a figure against its source holds good.",
)
@click.option("--fix", is_flag=True, help="Do what the hints say where that is certain, then check again.")
@click.option("--diff", is_flag=True, help="Show what --fix would do; nothing is written.")
@common("github", "sarif", "junit")
def check(
    books: tuple[str, ...],
    on: date | datetime,
    stale: int,
    fix: bool,
    diff: bool,
    form: str,
    lang: Language,
    quiet: bool,
) -> None:
    """Read, check and lint rulebooks: every mistake, and what is unwise, with its place and how to mend it.

    A FILE stands for the book that it is a part of.
    """
    _possible(fix, diff, form, lang)
    day = on.date() if isinstance(on, datetime) else on
    names = tuple(chosen(books or ("cn-telecom",)))
    question = (*names, str(day), str(stale), form, lang, str(quiet), os.getcwd())
    is_known = not (fix or diff or is_narrow()) and all(map(is_folder, names))  # others are verified each time
    name = key(question, map(find, names)) if is_known else None
    known = recall(name)
    if known is None:
        from workbench.checking import Asked, answer

        asked = Asked(names, day, timedelta(stale), form, lang, quiet, fix, diff)
        if name is None:
            answered = answer(asked)
            to_the_end(answered)
            raise click.exceptions.Exit(answered.status)
        known = _written(answer, asked)
        if not _tells_on_anybody(known):
            keep(name, known)
    click.echo(known.out, nl=False)
    click.echo(known.err, nl=False, err=True)
    raise click.exceptions.Exit(known.status)


def _possible(fix: bool, diff: bool, form: str, lang: Language) -> None:
    if fix and diff:
        raise wrong(lang, "--fix 与 --diff 只能用其一", "give --fix or --diff, not both")
    if diff and form not in ("text", "json"):
        raise wrong(lang, "--diff 只能配合 --format text 或 json", "--diff goes with --format text or json only")


def _written(answer: Callable[[Asked], Answered], asked: Asked) -> Answer:
    """What the answer says, to be said and to be kept."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        answered = answer(asked)
    to_the_end(answered)
    return Answer(out.getvalue(), err.getvalue(), answered.status, states(answered.sought))


def _tells_on_anybody(answer: Answer) -> bool:
    """Whether a line that is shown has what looks like a personal number: that stays nowhere."""
    from interpreter.mask import mask

    return mask(answer.out) != answer.out


# ── which books ──


def chosen(names: Iterable[str]) -> list[str]:
    """The books that are meant, each once: a file stands for the book it is a part of."""
    books: dict[str, str] = {}
    for name in map(_book_of, names):
        books.setdefault(os.path.abspath(find(name)), name)
    return list(books.values())


def _book_of(name: str) -> str:
    """The folder of the book in which a file lies; the name itself where it is no file, or in no book."""
    path = Path(name)
    if path.suffix not in (".yaml", ".rules") or not path.is_file():
        return name
    above = path.parent.parent if path.parent.name not in ("", "..") else path.parent / ".."
    inside = [folder for folder in (path.parent, above) if (folder / "rulebook.yaml").is_file()]
    return str(inside[0]) if inside else name
