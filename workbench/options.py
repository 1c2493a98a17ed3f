"""What the commands share: their options, how a book is opened, how JSON leaves, how a question's facts are read."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from dsl.core import Language
from dsl.load import Loaded, load_book
from interpreter.ask import FactsError, Interpreter

F = TypeVar("F", bound=Callable[..., Any])
MAX_FACTS = 16_000_000
"""Bytes of one facts file."""


def language() -> Language:
    """The reader's language, from the locale."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def common(*formats: str) -> Callable[[F], F]:
    """`--format`, `--lang`, `-q`, which every command takes."""

    def add(command: F) -> F:
        command = click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")(command)
        command = click.option(
            "--lang",
            type=click.Choice(["zh", "en"]),
            default=language,
            show_default="from the locale",
            help="Language of the answer.",
        )(command)
        choice = click.Choice(["text", "json", *formats])
        return click.option(
            "--format", "form", type=choice, default="text", show_default=True, help="Form of the answer."
        )(command)

    return add


book_option = click.option(
    "--book", default="cn-telecom", show_default=True, help="Rulebook: a shipped name or a folder."
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
            return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"`{value}` is not a date; write it as 2026-11-20 (or 2026-11-20T18:00)", param, ctx)


on_option = click.option(
    "--on", type=Moment(), required=True, metavar="DATE", help="The day (or the moment) asked about."
)


def open_book(name: str, lang: Language) -> Interpreter:
    """A book that has no errors; otherwise the command cannot do its work."""
    loaded: Loaded = load_book(name)
    if loaded.book is None:
        errors = [each for each in loaded.diagnostics if each.level == "error"]
        first = errors[0]
        where = ""
        if source := loaded.sources.get(first.span.file):
            line, column = source.position(first.span.start)
            where = f"{first.span.file}:{line}:{column}: "
        raise click.ClickException(
            f"rulebook {name}: {where}[{first.code}] {first.message(lang)}"
            f" (errors: {len(errors)}; see `guiju check {name}`)"
        )
    return Interpreter(loaded.book, loaded.sources)


def read_facts(file: str | None) -> dict[str, object]:
    """The facts of one question: a JSON object from a file or from standard input."""
    if not file:
        raise click.UsageError("--facts FILE is needed (- reads standard input)")
    data = sys.stdin.buffer.read(MAX_FACTS + 1) if file == "-" else _bytes(Path(file))
    if len(data) > MAX_FACTS:
        raise click.ClickException(f"{file}: the facts are larger than {MAX_FACTS} bytes")
    try:
        from decimal import Decimal

        found = json.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise click.ClickException(f"{file}: the facts are not UTF-8") from None
    except RecursionError:
        raise click.ClickException(f"{file}: the facts are nested too deep") from None
    except json.JSONDecodeError as error:
        raise click.ClickException(f"{file}:{error.lineno}:{error.colno}: not well-formed JSON: {error.msg}") from None
    if not isinstance(found, dict):
        raise click.ClickException(f'{file}: the facts are one JSON object, for example {{"line": {{…}}}}')
    return cast("dict[str, object]", found)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_FACTS + 1)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from None


def told(error: FactsError, lang: Language) -> click.ClickException:
    """Wrong facts as the one line that ends the command."""
    first = error.diagnostics[0]
    hint = first.hint(lang)
    more = f" (+{len(error.diagnostics) - 1})" if len(error.diagnostics) > 1 else ""
    where = f"{first.span.file}: " if first.span.file else ""
    return click.ClickException(f"{where}[{first.code}] {first.message(lang)}{more}" + (f" — {hint}" if hint else ""))


def print_json(data: object) -> None:
    """JSON to stdout, alone."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def say(message: str, quiet: bool = False) -> None:
    """A message to stderr."""
    if not quiet:
        click.echo(message, err=True)
