"""A rulebook's name → its folder: a path, or the name of one that is shipped. Imports nothing: it is asked first."""

from __future__ import annotations

import os
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent / "rulebook"


def find(name: str) -> Path:
    """The folder of a book: a path, or the name of one that is shipped."""
    path = Path(name)
    return shipped(name) if not os.path.exists(path) and os.path.isdir(shipped(name)) else path


def shipped(name: str) -> Path:
    """Where a shipped book of that name lies, if there is one."""
    return SHIPPED / name
