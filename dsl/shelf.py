"""A rulebook's name → its folder: a path, or the name of one that is shipped. Imports nothing: it is asked first."""

from __future__ import annotations

import os
from pathlib import Path

SUFFIX = ".guiju"
BEGINNING = b"guiju edition "
SHIPPED = Path(__file__).resolve().parent.parent / "rulebook"


def find(name: str) -> Path:
    """The folder of a book: a path, or the name of one that is shipped."""
    path = Path(name)
    return shipped(name) if not os.path.exists(path) and os.path.isdir(shipped(name)) else path


def shipped(name: str) -> Path:
    """Where a shipped book of that name lies, if there is one."""
    return SHIPPED / name


def is_folder(name: str) -> bool:
    """Whether the book of that name is a folder, which may be changed."""
    return os.path.isfile(find(name) / "rulebook.yaml")


def is_book(name: str) -> bool:
    """Whether a word on the command line means a book: a folder, an edition's file, or `BOOK@REVISION`."""
    return is_folder(name) or is_edition(find(name)) or "@" in name


def is_edition(path: Path) -> bool:
    """Whether a file is meant to be an edition: by its name, or by how it begins."""
    if not os.path.isfile(path):  # neither a folder nor a pipe, which might never end
        return False
    try:
        with path.open("rb") as file:
            return path.suffix == SUFFIX or file.read(len(BEGINNING)) == BEGINNING
    except OSError:
        return False
