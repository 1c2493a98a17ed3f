"""Answers that are known already: the same question about the same bytes, to the same version, has the same answer.

Of a book that imports others, their bytes count too: what an answer rests on is kept with it. An answer is kept in the
user's cache folder (`$XDG_CACHE_HOME/guiju`, else `~/.cache/guiju`), readable by the user alone, under a hash of
everything else that it depends on. `GUIJU_CACHE=off` keeps none. Nothing here fails: what cannot be kept or read is
asked again. This module imports no other of the house, for it is what a remembered answer costs.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
CODE = ("dsl", "interpreter", "workbench")
MOST = 200
"""Answers that are kept: the oldest go."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command wrote to standard output and to standard error, and its status.

    `rests_on` has the folders that it rests on besides those that were asked about, and the hash of their files.
    """

    out: str
    err: str
    status: int
    rests_on: dict[str, str] = field(default_factory=dict)


def key(question: Iterable[str], folders: Iterable[Path]) -> str | None:
    """The hash of a question about rulebooks, of all their files, and of the code that answers; None if unreadable."""
    digest = sha256()
    try:
        for part in question:
            digest.update(f"{len(part)}:{part}\0".encode())
        for folder in folders:
            digest.update(_state(folder).encode())
        for file in _code():
            found = os.stat(f"{HOUSE}/{file}")
            digest.update(f"{file}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    except OSError:
        return None
    digest.update(f"{sys.version_info[:2]}".encode())
    return digest.hexdigest()


def states(folders: Iterable[Path]) -> dict[str, str]:
    """Folders → a hash of the files of each, whether there is such a folder or not; of what is unreadable, nothing."""
    found: dict[str, str] = {}
    for folder in folders:
        found[os.fspath(folder)] = ""
        with suppress(OSError, ValueError):  # a name that no folder can have
            found[os.fspath(folder)] = _state(folder)
    return found


def _state(folder: Path) -> str:
    digest = sha256()
    for path in _files(folder):
        content = sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """What a rulebook consists of."""
    for pattern in ("*.yaml", "rules/*.rules", "scenarios/*.yaml"):
        yield from sorted(folder.glob(pattern))


def _code() -> Iterator[str]:
    """Every file of the code, from the top of the house; without `Path`, which would take longer than all the rest."""
    top = len(str(HOUSE)) + 1
    for name in CODE:
        for folder, inner, files in os.walk(HOUSE / name):
            inner[:] = sorted(each for each in inner if each != "__pycache__")
            yield from (f"{folder[top:]}/{file}" for file in sorted(files))


def recall(name: str | None) -> Answer | None:
    """The answer kept under a key, if there is one and what it rests on has not changed."""
    if name is None or (place := _place()) is None:
        return None
    try:
        known = Answer(**json.loads((place / name).read_text(encoding="utf-8")))
        return known if states(map(Path, known.rests_on)) == known.rests_on else None
    except (OSError, ValueError, TypeError):
        return None


def keep(name: str | None, answer: Answer) -> None:
    """Keeps an answer, whole or not at all."""
    if name is None or (place := _place()) is None:
        return
    with suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        begun = place / f".{os.getpid()}-{time.time_ns()}"
        with open(begun, "x", encoding="utf-8", opener=_for_the_user_alone) as file:
            json.dump(asdict(answer), file)
        os.replace(begun, place / name)
        _forget_the_oldest(place)


def _for_the_user_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _place() -> Path | None:
    if os.environ.get("GUIJU_CACHE") == "off":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "guiju" if os.path.isabs(base) else None


def _forget_the_oldest(place: Path) -> None:
    kept = sorted(place.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in kept[MOST:]:
        if file.name[0] != "." or time.time() - file.stat().st_mtime > _STALE:
            file.unlink()


_STALE = 60.0
"""Seconds after which a file that is still being written is one that a crash left."""
