"""What a run keeps beside its findings for the next one: a folder, `.remembered`.

Of each table it has the hashes of its rows, in their order: of all that is in a row and of what ties it to others;
whether it was judged; of subjects until when their outcomes last, and which these are. Which outcomes there are: words
of bits, by their hash. Of each finding, in their order: its target, its row, whether its subject is told by its place.
And what was asked. Hashes have 64 bits and are made with a random key of 128 bits, which is there as well and goes on
from run to run: who has the folder has to try every value.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dsl import core
from dsl.core import Words
from interpreter.columns.connection import engine_version
from interpreter.daily.footing import Target

FILE = ".remembered"
FINDINGS = "findings.parquet"
_SAID = "said.json"
_FORM = 2
"""Changed whenever what is kept could be misread."""


@dataclass(frozen=True)
class Asked:
    """What a run was asked, as far as the next one has to be asked the same to go by it."""

    book: str
    targets: Sequence[str]
    everything: bool
    tables: Sequence[str]
    engine: str = field(default_factory=engine_version)
    form: int = _FORM

    @staticmethod
    def of(book: core.Book, wanted: Mapping[str, Target], everything: bool, present: Collection[str]) -> Asked:
        """Of a run over a snapshot that has these tables."""
        return Asked(book.hash, [*wanted], everything, sorted(present))

    def differs(self, other: Asked) -> Words | None:
        """In what another run was asked something else."""
        if (self.form, self.engine) != (other.form, other.engine):
            return Words("上次审计由另一版本的程序完成", "the previous run was made by another version of the engine")
        if self.book != other.book:
            return Words("上次审计用的是另一版规则书", "the previous run was by another rulebook")
        if self.targets != other.targets or self.everything != other.everything:
            return Words("上次审计问的是另一些规则", "the previous run was asked about other rules")
        if self.tables != other.tables:
            return Words("上次快照的表与本次不同", "the previous snapshot had other tables")
        return None


@dataclass(frozen=True, slots=True)
class Kept:
    """The files of a run that can be gone by, or of one that is to be: in a folder, for what was asked."""

    folder: Path
    tables: Sequence[str]

    def rows(self, entity: str) -> Path:
        """The rows of a table."""
        return self.folder / f"rows-{self.tables.index(entity)}.parquet"

    def words(self, tree: int) -> Path:
        """The outcomes that subjects of a tree have."""
        return self.folder / f"words-{tree}.parquet"

    @property
    def found(self) -> Path:
        """What was found."""
        return self.folder / "found.parquet"


@dataclass(frozen=True, slots=True)
class Previous:
    """A run that can be gone by: its folder, what it kept, the key of its hashes, in which forms it hashed rows."""

    folder: Path
    kept: Kept
    key: str
    forms: Mapping[str, str]

    @property
    def findings(self) -> Path:
        """What it found."""
        return self.folder / FINDINGS

    def files(self) -> list[Path]:
        """All that is read of it."""
        return [self.findings, *self.kept.folder.iterdir()]


class Stale(Exception):
    """A previous run cannot be gone by; `words` tell why not."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def failed() -> Stale:
    """Going by a previous run failed half way, as where a page of its files is damaged."""
    return Stale(Words("延用上次审计未成", "going by the previous run failed"))


def previous(folder: Path, asked: Asked, on: date) -> Previous:
    """The run in a folder, if it was asked the same on no later day. Raises Stale."""
    told = _read(folder)
    if told is None:
        raise Stale(Words(f"{folder} 中没有可供延用的审计结果", f"{folder} holds no run that can be gone by"))
    if words := asked.differs(Asked(**told["asked"])):
        raise Stale(words)
    if told["on"] > on.isoformat():
        raise Stale(Words("上次审计的日期在本次之后", "the previous run was asked on a later day"))
    if (folder / FINDINGS).stat().st_size != told["findings"]:
        raise Stale(Words(f"{folder} 中的 {FINDINGS} 已被改动", f"{FINDINGS} in {folder} is not what that run wrote"))
    return Previous(folder, Kept(folder / FILE, asked.tables), told["key"], told["forms"])


def _read(folder: Path) -> dict[str, Any] | None:
    if not (folder / FINDINGS).is_file():
        return None
    try:
        told = json.loads((folder / FILE / _SAID).read_text(encoding="utf-8"))
        sizes = {each.name: each.stat().st_size for each in (folder / FILE).iterdir() if each.name != _SAID}
    except (OSError, ValueError):  # it is damaged, or something else
        return None
    return told if isinstance(told, dict) and told.get("sizes") == sizes else None


def new_key() -> str:
    """A key for hashes."""
    return secrets.token_hex(16)


def say(folder: Path, asked: Asked, on: date, findings: Path, key: str, forms: Mapping[str, str]) -> None:
    """Writes what was asked, last of all."""
    told = {
        "asked": vars(asked), "on": on.isoformat(), "findings": findings.stat().st_size, "key": key, "forms": forms,
        "sizes": {each.name: each.stat().st_size for each in folder.iterdir()},
    }  # fmt: skip
    (folder / _SAID).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def emptied(folder: Path) -> None:
    """A new folder in place of one that a run left which was ended."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def forget(out: Path) -> None:
    """Removes what a run kept, before its findings are replaced."""
    place = out / FILE
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)  # as runs of before left it
