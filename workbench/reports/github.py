"""Findings → workflow commands of GitHub Actions: a line for each, shown on the changed line of a pull request."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dsl.core import Language
from dsl.diagnose import Diagnostic, positions
from workbench.reports.checked import CheckedBook, sentence


def github(books: Iterable[CheckedBook], root: Path, lang: Language) -> str:
    """`::error file=…,line=…,title=RB204::message`, a line for each finding; files from `root`, the repository."""
    return "".join(f"{_command(book, each, root, lang)}\n" for book in books for each in book.diagnostics)


def _command(book: CheckedBook, diagnostic: Diagnostic, root: Path, lang: Language) -> str:
    line, column, end_line, end_column = positions(diagnostic.span, book.sources)
    properties: dict[str, object] = {"file": book.path(diagnostic.span.file, root).as_posix(), "line": line}
    properties["endLine"] = end_line
    if line == end_line:  # GitHub refuses columns of more than one line
        properties |= {"col": column, "endColumn": end_column}
    properties["title"] = diagnostic.code
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{diagnostic.level} {told}::{_data(sentence(diagnostic, lang))}"


def _data(text: str) -> str:
    """What the runner reads back: a line break would end the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As the message; a comma would end the property, a colon all of them."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
