"""The shipped book with its rules in Chinese: the same rules, written by the formatter."""

from __future__ import annotations

import shutil
from pathlib import Path

from dsl.format import format_file
from dsl.load import load_book
from dsl.shelf import SHIPPED

TELECOM = SHIPPED / "cn-telecom"


def in_chinese(folder: Path) -> Path:
    """A copy of the shipped book in the folder, its rules turned into Chinese."""
    book = load_book(TELECOM)
    shutil.copytree(TELECOM, folder, dirs_exist_ok=True)
    for name, statements in book.statements.items():
        written = format_file(book.sources[name], statements, book.glossary, "zh")
        (folder / name).write_text(written, encoding="utf-8")
    return folder
