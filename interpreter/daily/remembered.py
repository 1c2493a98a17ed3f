"""What a run keeps beside its findings for the next one: a file of Parquet, `.remembered`.

It has rows of several kinds. Of each subject: a hash of its key, a hash of all that it reaches, until when its outcomes
last. Of each question: what came out for each row, in words of bits. Of each finding, in their order: its target and
its row. Once: what was asked. Hashes have 64 bits and are made with a random key of 128 bits, which is in the file as
well and goes on from run to run: hashes of two bases cannot be compared, and who has the file has to try every value.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dsl import core
from dsl.core import Words
from interpreter.columns.connection import Connection, EngineError, engine_version, literal
from interpreter.daily.footing import Target

FILE = ".remembered"
FINDINGS = "findings.parquet"
SUBJECT, MARK, FOUND, ASKED = range(4)
_FORM = 1
"""Changed whenever a file of before could be misread."""


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
class Previous:
    """A run that can be gone by: its folder, the key of its hashes."""

    folder: Path
    salt: str

    @property
    def file(self) -> Path:
        """What it kept."""
        return self.folder / FILE

    @property
    def findings(self) -> Path:
        """What it found."""
        return self.folder / FINDINGS

    @property
    def files(self) -> tuple[Path, Path]:
        """Both."""
        return self.file, self.findings


class Stale(Exception):
    """A previous run cannot be gone by; `words` tell why not."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def failed() -> Stale:
    """Going by a previous run failed half way, as where a page of its files is damaged."""
    return Stale(Words("延用上次审计未成", "going by the previous run failed"))


def previous(connection: Connection, folder: Path, asked: Asked, on: date) -> Previous:
    """The run in a folder, if it was asked the same on no later day. Raises Stale."""
    told = _read(connection, folder)
    if told is None:
        raise Stale(Words(f"{folder} 中没有可供延用的审计结果", f"{folder} holds no run that can be gone by"))
    if words := asked.differs(Asked(**told["asked"])):
        raise Stale(words)
    if told["on"] > on.isoformat():
        raise Stale(Words("上次审计的日期在本次之后", "the previous run was asked on a later day"))
    if (folder / FINDINGS).stat().st_size != told["findings"]:
        raise Stale(Words(f"{folder} 中的 {FINDINGS} 已被改动", f"{FINDINGS} in {folder} is not what that run wrote"))
    return Previous(folder, told["salt"])


def _read(connection: Connection, folder: Path) -> dict[str, Any] | None:
    if not (folder / FILE).is_file() or not (folder / FINDINGS).is_file():
        return None
    try:
        query = f"SELECT said FROM read_parquet(?) WHERE kind = {ASKED}"
        return dict(json.loads(connection.execute(query, [literal(folder / FILE)]).fetchall()[0][0]))
    except (EngineError, IndexError, ValueError):  # it is damaged, or something else
        return None


def salt() -> str:
    """A new key for hashes."""
    return secrets.token_hex(16)


def subject(number: int, rows: str) -> str:
    """Rows of the file: subjects of a tree, with `rid`, `key`, `content` and `until`."""
    return _row(f"FROM {rows}", SUBJECT, str(number), key="key", content="content", until="until")


def marks(number: int, rows: str) -> str:
    """The same: outcomes of a question, with `part`, `rid` and `word`."""
    return _row(f"FROM {rows}", MARK, str(number), b="part", word="word")


def found(rows: str) -> str:
    """The same: findings, with `k` and `rid`."""
    return _row(f"FROM {rows}", FOUND, "k")


def _row(rows: str, kind: int, a: str, **told: str) -> str:
    columns = {"b": "INTEGER", "rid": "BIGINT", "key": "UBIGINT", "content": "UBIGINT", "until": "INTEGER",
               "word": "BIGINT", "said": "VARCHAR"}  # fmt: skip
    shown = {"rid": "rid"} if rows else {}
    cells = ", ".join(f"CAST({(shown | told).get(n, 'NULL')} AS {kind}) AS {n}" for n, kind in columns.items())
    return f"SELECT CAST({kind} AS TINYINT) AS kind, CAST({a} AS INTEGER) AS a, {cells} {rows}"


def write(
    connection: Connection, rows: Sequence[str], path: Path, asked: Asked, on: date, findings: Path, key: str
) -> None:
    """Writes such rows to a file, with what was asked and the key of the hashes."""
    told = {"asked": vars(asked), "on": on.isoformat(), "findings": findings.stat().st_size, "salt": key}
    query = " UNION ALL ".join([*rows, _row("", ASKED, "0", said="?")])
    connection.sql(query, params=[json.dumps(told, ensure_ascii=False)]).write_parquet(str(path))


def forget(out: Path) -> None:
    """Removes what a run kept, before its findings are replaced."""
    (out / FILE).unlink(missing_ok=True)
