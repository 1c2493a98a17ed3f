"""Where the files of a book are: in a folder, or held in memory, as those of an edition or of a revision are.

The passes ask a place for names and bytes and do not know which it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

from dsl.core import Words
from dsl.diagnose import Diagnostic
from dsl.record import dataclass
from dsl.shelf import shipped
from dsl.source import Span

MANIFEST = "rulebook.yaml"
PARTS = ("rulebook", "vocabulary", "parameters", "sources", "amendments")
"""The YAML files that a book has beside its scenarios; the last one only where it amends others."""
PATTERNS = (*(f"{part}.yaml" for part in PARTS), "rules/*.rules", "scenarios/*.yaml")
"""All the files that a book consists of."""
KEPT = "imports"
"""The folder in which a book may keep those that it imports: what is there comes before any other place."""


class Refused(Exception):
    """A place from which no book is taken: the code that says why, and what fills its blanks."""

    def __init__(self, code: str, **detail: str | Words) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail

    def about(self, name: str) -> Diagnostic:
        """What is to be told of the book that was called so."""
        return Diagnostic(self.code, Span(name, 0, 0), self.detail)


class Place(Protocol):
    """One book's files by their names, `rules/a.rules`, and the way to the books beside it."""

    @property
    def identity(self) -> str:
        """One text for one book, whichever way led to it."""

    @property
    def path(self) -> Path | None:
        """The folder in the file system, if it is one."""

    def has(self, name: str) -> bool:
        """Whether something is there by that name."""

    def names(self, pattern: str) -> list[str]:
        """The names that a pattern fits, sorted."""

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a file, but no more than `most`. Raises OSError."""

    def way(self, top: Place) -> str:
        """What the names of its files begin with, seen from the book that was asked for."""

    def kept(self, label: str) -> Place:
        """Where the book keeps one that it imports, whether it does or not."""

    def beside(self, entry: str) -> Place:
        """Where a book lies that is imported by this entry, whether there is one or not."""


def is_book(place: Place) -> bool:
    """Whether a book is there."""
    return MANIFEST in place.names(MANIFEST)


def label(entry: str) -> str:
    """By which name a book that is imported so is kept; nothing where the entry gives it none."""
    last = os.path.basename(os.path.normpath(entry.replace("\\", "/")))
    return last if _LABEL.fullmatch(last) else ""


_LABEL = re.compile(r"[\w][\w. -]*(?<=[\w-])")


# ── a folder ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder. `home` is where it stands for what is relative to it."""

    path: Path
    home: Path

    @property
    def identity(self) -> str:
        """The real folder, whatever links lead to it."""
        return os.path.realpath(self.home)

    def has(self, name: str) -> bool:
        """Whether something is there by that name."""
        return (self.path / name).exists()

    def names(self, pattern: str) -> list[str]:
        """The names that a pattern fits; of one without a star, that of a file."""
        if "*" not in pattern:
            return [pattern] if os.path.isfile(self.path / pattern) else []
        return [each.relative_to(self.path).as_posix() for each in sorted(self.path.glob(pattern))]

    def read(self, name: str, most: int) -> bytes:
        """What is no file (a folder, a device, a pipe) is not opened: reading it might never end."""
        path = self.path / name
        if not path.is_file():
            raise FileNotFoundError(path)
        with path.open("rb") as file:
            return file.read(most)

    def way(self, top: Place) -> str:
        """The way from the folder of the book that was asked for."""
        start = top.home if isinstance(top, Disk) else Path.cwd()
        try:
            return Path(os.path.relpath(self.path, start)).as_posix() + "/"
        except ValueError:  # there is no way to another drive
            return self.path.as_posix() + "/"

    def kept(self, label: str) -> Disk:
        """Its folder `imports/LABEL`."""
        path = self.home / KEPT / label
        return Disk(path, path)

    def beside(self, entry: str) -> Disk:
        """A shipped book, by its name; whatever else is a folder relative to this one."""
        path = shipped(entry) if NAME.fullmatch(entry) else Path(os.path.abspath(self.home / entry))
        return Disk(path, path)


NAME = re.compile(r"[^\W\d][\w-]*")
"""A shipped book's name."""


# ── in memory ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Held:
    """The files of several books by their names; `start` is what those of this one begin with."""

    files: Mapping[str, bytes]
    start: str = ""

    @property
    def identity(self) -> str:
        """Each book of an edition is there once."""
        return self.start

    @property
    def path(self) -> None:
        """It is no folder."""

    def has(self, name: str) -> bool:
        """Whether something is there by that name."""
        return self.start + name in self.files

    def names(self, pattern: str) -> list[str]:
        """The names that a pattern fits, within one folder."""
        inside = (name.removeprefix(self.start) for name in self.files if name.startswith(self.start))
        depth = pattern.count("/")
        return sorted(name for name in inside if name.count("/") == depth and fnmatchcase(name, pattern))

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a file, but no more than `most`."""
        if not self.has(name):
            raise FileNotFoundError(name)
        return self.files[self.start + name][:most]

    def way(self, top: Place) -> str:
        """Where it stands among them."""
        return self.start

    def kept(self, label: str) -> Held:
        """Those that begin with `imports/LABEL`."""
        return Held(self.files, f"{KEPT}/{label}/")

    def beside(self, entry: str) -> Held:
        """Nothing lies beside an edition: it stands alone, whatever is installed where it is read."""
        return Held({})
