"""What the commands share: their options, how they say that something is wrong, how JSON leaves.

Nothing of the rest of the house is imported here: an answer that is remembered needs no more than this.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from dsl.core import Language
    from dsl.diagnose import Diagnostic

F = TypeVar("F", bound=Callable[..., Any])


def language() -> Language:
    """The reader's language, from the locale."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def common(*formats: str, lang: bool = True) -> Callable[[F], F]:
    """`--format`, `--lang`, `-q`, which every command takes; `fmt` has a `--lang` of its own."""

    def add(command: F) -> F:
        command = click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")(command)
        command = _lang_option(command) if lang else command
        choice = click.Choice(["text", "json", *formats])
        return click.option(
            "--format", "form", type=choice, default="text", show_default=True, help="Form of the answer."
        )(command)

    return add


_lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=language,
    show_default="from the locale",
    help="Language of the answer.",
)
book_option = click.option(
    "--book",
    default="cn-telecom",
    show_default=True,
    help="Rulebook: a shipped name, a folder, an edition, or BOOK@REVISION.",
)
facts_option = click.option(
    "--facts", "facts_file", metavar="FILE", help="JSON file with the facts; - for standard input."
)


class Moment(click.ParamType[Any]):
    """A date, or a moment: 2026-11-20, 2026-11-20T18:00."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        """The date or the moment; a moment without a zone is in that of the rulebook."""
        text = str(value)
        try:
            if len(text) <= 10:
                return date.fromisoformat(text)
            found = datetime.fromisoformat(text)
            if found.year in (date.min.year, date.max.year):
                raise ValueError  # in another zone it may lie beyond the calendar
            return found
        except ValueError:
            self.fail(f"`{value}` is not a date; write it as 2026-11-20 (or 2026-11-20T18:00)", param, ctx)


on_option = click.option(
    "--on", type=Moment(), required=True, metavar="DATE", help="The day (or the moment) asked about."
)


def wrong(lang: Language, zh: str, en: str) -> click.ClickException:
    """Why the command cannot do its work, in the reader's language: the one line that ends it."""
    return click.ClickException(zh if lang == "zh" else en)


def refusal(problem: Diagnostic, name: str, lang: Language) -> click.ClickException:
    """Why there is no book of that name to look at, and what to do: the one line that ends the command."""
    hint = f" — {hint}" if (hint := problem.hint(lang)) else ""
    return click.ClickException(f"{name}: [{problem.code}] {problem.message(lang)}{hint}")


def meant(lang: Language, name: str, known: Collection[str]) -> str:
    """` — perhaps …`, where a known name is near."""
    from dsl.source import nearest

    found = nearest(name, known)
    return "" if found is None else f"；或为“{found}”" if lang == "zh" else f"; perhaps `{found}`"


def to_the_end(found: object) -> None:
    """Keeps what a command holds for as long as its process lives, which then ends without taking it apart."""
    kept = click.get_current_context().obj
    if kept is not None:  # None where the command is called by a program that goes on
        kept.append(found)


def print_json(data: object) -> None:
    """JSON to stdout, alone; in ASCII where the stream is not Unicode."""
    click.echo(json.dumps(data, ensure_ascii=is_narrow(), indent=2, default=str))


def is_narrow() -> bool:
    """Whether stdout is in an encoding (GBK, ASCII) that has not every character."""
    return not (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def say(message: str, quiet: bool = False) -> None:
    """A message to stderr."""
    if not quiet:
        click.echo(message, err=True)
