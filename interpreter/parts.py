"""The parts of a run on disk: what is done stays done, whatever ends the run.

A part is written beside its place, synced and moved there, and only then entered in the manifest, with its counts and
its hash: a run that was killed between any two of these steps finds, when it is taken up again, each part whole or not
at all. The manifest also says what was asked, so that the parts of another question are never taken for one's own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

FOLDER = ".parts"
_MANIFEST = "manifest.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS asked (identity TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS part (
    number INTEGER PRIMARY KEY, counts TEXT NOT NULL, size INTEGER NOT NULL, hash TEXT NOT NULL
);
"""


class OtherRun(ValueError):
    """Parts were to be taken up that belong to another question: other data, another book, another day."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is done: its file, and what was counted when it was written."""

    file: Path
    counts: Mapping[str, Mapping[str, int]]


class Parts:
    """The parts of one run, under the folder of what it puts out."""

    def __init__(self, out: Path, identity: Mapping[str, object], resume: bool) -> None:
        """Takes up what is there, or with `resume` unset begins anew. Raises OtherRun."""
        self.folder = out / FOLDER
        self._identity = json.dumps(identity, sort_keys=True, ensure_ascii=False)
        if not resume:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._manifest = sqlite3.connect(self.folder / _MANIFEST, isolation_level=None)
        self._manifest.execute("PRAGMA journal_mode = WAL")
        self._manifest.execute("PRAGMA synchronous = FULL")
        self._manifest.executescript(_TABLES)
        self._claim()

    def _claim(self) -> None:
        asked = self._manifest.execute("SELECT identity FROM asked").fetchall()
        if not asked:
            self._manifest.execute("INSERT INTO asked VALUES (?)", [self._identity])
        elif asked[0][0] != self._identity:
            self._manifest.close()
            raise OtherRun(str(self.folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._manifest.close()

    def done(self, number: int) -> Part | None:
        """A part that was written before and is still what it was then."""
        found = self._manifest.execute("SELECT counts, hash FROM part WHERE number = ?", [number]).fetchall()
        file = self._file(number)
        if not found or not file.is_file() or _hash(file) != found[0][1]:
            return None
        return Part(file, json.loads(found[0][0]))

    def keep(self, number: int, counts: Mapping[str, Mapping[str, int]], write: Callable[[Path], object]) -> Part:
        """Writes a part for good."""
        file = self._file(number)
        put(file, write)
        row = [number, json.dumps(counts), file.stat().st_size, _hash(file)]
        self._manifest.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?)", row)
        return Part(file, counts)

    def clear(self) -> None:
        """Removes the parts, once what they were for is there."""
        self._manifest.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, number: int) -> Path:
        return self.folder / f"part-{number:04d}.arrow"


def put(path: Path, write: Callable[[Path], object]) -> None:
    """Writes beside a place, syncs and moves there; where writing fails, nothing is left behind."""
    with beside(path) as place:
        write(place)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A place to write a file or a folder of files to, which is synced and moved to `path` when all went well."""
    place = path.with_name(f".{path.name}.part")
    _remove(place)
    try:
        yield place
        for each in (*(sorted(place.iterdir()) if place.is_dir() else ()), place):
            _sync(each)
        if path.is_dir() or place.is_dir():  # neither takes the other's place by itself
            _remove(path)
        place.replace(path)
        _sync(path.parent)
    finally:
        _remove(place)


def _remove(path: Path) -> None:
    """A file, or a folder with what is in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Makes sure that a file, or the names in a folder, are on the disk; not every system lets a folder be synced."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(folder: Path) -> list[list[Any]]:
    """The files of a snapshot with their sizes and times: the same data, unless somebody went to some lengths."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [[path.relative_to(folder).as_posix(), path.stat().st_size, path.stat().st_mtime_ns] for path in files]
