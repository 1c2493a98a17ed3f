"""A small sound book for the tests of `guiju check`, and the same with two mistakes."""

from __future__ import annotations

from pathlib import Path

from tests.books import FACT, PARAMETERS, rule, small_book


def sound(folder: Path) -> Path:
    """A small sound book, in this folder."""
    small_book(folder, FACT + rule("may close\n    when notice has passed since line.told_on"))
    return folder


def broken(book: Path) -> Path:
    """The book with two mistakes, in two files."""
    (book / "rules" / "all.rules").write_text('fact line.open "在用":\n    line.opend_on <= today\n', encoding="utf-8")
    (book / "parameters.yaml").write_text(PARAMETERS.replace("10 days", "10 metres"), encoding="utf-8")
    return book
