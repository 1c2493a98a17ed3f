"""A log in a file of SQLite, in which every byte counts.

An entry is one transaction, and nothing is ever changed or deleted, so that the same entries make the same file: it is
made again from them, and where a byte is another one, be it in a place that SQLite does not look at, that is told. What
another version of SQLite wrote may differ in such places: their bytes are then counted and told.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from dsl.core import Words
from dsl.messages.snapshot import REASONS
from dsl.place import Refused
from interpreter.logs.entry import Entry

_MARK = 0x67756A75  # `guju`
_PAGE = 4096
_SETTINGS = (f"page_size = {_PAGE}", "auto_vacuum = NONE", "encoding = 'UTF-8'", "secure_delete = ON")
_SAFE = ("journal_mode = DELETE", "synchronous = EXTRA")
_QUICK = ("journal_mode = MEMORY", "synchronous = OFF")
_MADE = (
    f"PRAGMA application_id = {_MARK}",
    "CREATE TABLE entry (number INTEGER PRIMARY KEY, content TEXT NOT NULL)",
    "CREATE TRIGGER entry_follows BEFORE INSERT ON entry"
    " WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entry)"
    " BEGIN SELECT RAISE(ABORT, 'an entry is added after the last one'); END",
    "CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries stay as they are'); END",
    "CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END",
)
_PATIENCE = 60.0
"""Seconds to wait for others who are adding to the log."""
_VERSION_AT = 96
_LATCH = threading.Lock()
"""Who closes a file loses all locks that his process has on it, so no other thread may be adding to it then."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is wrong with what entries are kept in, and how many bytes that nothing uses could not be compared."""

    flaw: Words | None = None
    unused: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """Where it is. What cannot be read or written raises Refused."""

    path: Path

    @property
    def kind(self) -> str:
        """As entries name it: what writes the file."""
        return f"sqlite {sqlite3.sqlite_version}"

    def append(self, make: Callable[[str | None], Entry]) -> Entry:
        """Adds the entry that is made of the last one's line, while nobody else can add another."""
        with _LATCH, _told(), closing(_opened(self.path)) as log:
            log.execute("BEGIN IMMEDIATE")
            entry = make(_begun(log))
            log.execute("INSERT INTO entry VALUES (?, ?)", [entry.number, entry.line()])
            log.execute("COMMIT")
        return entry

    @contextmanager
    def held(self) -> Iterator[Copy]:
        """A copy in a private folder, made while nobody adds to the log: all that is looked at is of one moment."""
        with TemporaryDirectory(prefix="guiju-log-") as folder:
            copy = Path(folder) / "log"
            with _LATCH, _told(), closing(_existing(self.path)) as log:
                log.execute("BEGIN")
                log.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on nobody writes
                shutil.copyfile(self.path, copy)
            yield Copy(copy, self.kind)


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of a log, and what would write such a file here."""

    path: Path
    kind: str

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines with their numbers."""
        with _told(), closing(_connect(self.path, "mode=ro&immutable=1", ())) as log:
            yield from _lines(log)

    def examined(self, kinds: Collection[str], last: str) -> Examined:
        """Whether the bytes of the file are those that its entries make."""
        again = self.path.with_name("again")
        with _told():
            write(again, self.lines(), last.partition(" ")[2])
            at, unused = _compared(self.path, again, is_ours=set(kinds) == {self.kind})
        if at is None:
            return Examined(None, unused)
        return Examined(Words(f"第 {at} 字节不是这些条目写成的", f"byte {at} is not what these entries make"))


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite says of the file, in our words."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
        why = _REASONS.get(name, Words(f"SQLite：{name}", f"SQLite: {name}"))
        raise Refused("RC202", why=why) from None
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise Refused("RC202", why=REASONS.get(said, Words(said, said))) from None
    except UnicodeDecodeError:  # what SQLite says quotes the damage
        raise Refused("RC202", why=_REASONS["SQLITE_CORRUPT"]) from None


_REASONS = {
    "SQLITE_BUSY": Words("一直有别人在写", "others kept writing to it"),
    "SQLITE_CANTOPEN": Words("打不开", "it cannot be opened"),
    "SQLITE_CORRUPT": Words("文件已损坏", "the file is damaged"),
    "SQLITE_FULL": Words("磁盘已满", "the disk is full"),
    "SQLITE_NOTADB": Words("不是 SQLite 文件", "it is no file of SQLite"),
    "SQLITE_READONLY": Words("没有写入权限", "it may not be written to"),
}


def _connect(path: Path, query: str, settings: Iterable[str]) -> sqlite3.Connection:
    log = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, isolation_level=None, timeout=_PATIENCE)
    try:
        for each in settings:
            log.execute(f"PRAGMA {each}")
    except sqlite3.Error:
        log.close()
        raise
    return log


def _opened(path: Path) -> sqlite3.Connection:
    """To add to it; a file that is not there is made, for nobody else to read."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return _connect(path, "mode=rw", (*_SETTINGS, *_SAFE))


def _existing(path: Path) -> sqlite3.Connection:
    """To read it. What a writer who was killed has left half done is taken back, if that is permitted."""
    if not path.is_file():
        raise Refused("RC202", why=Words("没有这个文件", "there is no such file"))
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    return _connect(path, f"mode={mode}", ())


def _begun(log: sqlite3.Connection) -> str | None:
    """The line of the last entry; in a new file the tables are made first. Raises Refused where it is no log."""
    if not log.execute("SELECT 1 FROM sqlite_master").fetchone():
        for statement in _MADE:
            log.execute(statement)
        return None
    _check(log)
    found = log.execute("SELECT content FROM entry ORDER BY number DESC LIMIT 1").fetchone()
    return str(found[0]) if found else None


def _check(log: sqlite3.Connection) -> None:
    if log.execute("PRAGMA application_id").fetchone() != (_MARK,):
        raise Refused("RC202", why=_NO_LOG)


def _lines(log: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    _check(log)
    for number, content in log.execute("SELECT number, content FROM entry ORDER BY number"):
        if not isinstance(content, str):
            raise Refused("RC202", why=_NO_LOG)
        yield number, content


_NO_LOG = Words("不是决定日志", "it is no log of decisions")


def write(path: Path, lines: Iterable[tuple[int, str]], version: str) -> None:
    """The file that these entries make, by the version of SQLite that wrote the last of them."""
    with closing(_connect(path, "mode=rwc", (*_SETTINGS, *_QUICK))) as log:
        for number, content in lines:
            log.execute("BEGIN IMMEDIATE")
            _begun(log)
            log.execute("INSERT INTO entry VALUES (?, ?)", [number, content])
            log.execute("COMMIT")
    major, minor, patch = (int(each) for each in version.split("."))
    with path.open("r+b") as file:
        file.seek(_VERSION_AT)
        file.write((major * 1_000_000 + minor * 1_000 + patch).to_bytes(4, "big"))


def _compared(one: Path, other: Path, is_ours: bool) -> tuple[int | None, int]:
    """The first byte, from 0, at which two files differ, or None; and how many differ in places that do not count.

    Between the pointers of a page and its content SQLite leaves what stood there before, and not every version leaves
    the same. Where another version wrote the file (`is_ours` is unset), these places do not count.
    """
    at = unused = 0
    with one.open("rb") as first, other.open("rb") as second:
        while (a := first.read(_PAGE)) + (b := second.read(_PAGE)):
            if a != b:
                is_cut = len(a) != len(b)
                differ = [n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
                spared = range(0) if is_ours or is_cut else _unused(b, at)
                counts = [n for n in differ if n not in spared] + [min(len(a), len(b))] * is_cut
                if counts:
                    return at + counts[0], unused
                unused += len(differ)
            at += len(a)
    return None, unused


def _unused(page: bytes, at: int) -> range:
    """The bytes of a page between its pointers and its content; none where it is no page of a tree."""
    head = 100 if at == 0 else 0  # before the first page's own head stands that of the file
    size = {_LEAF: 8, _NODE: 12}.get(page[head])
    if size is None:
        return range(0)
    pointers, content = (int.from_bytes(page[head + n : head + n + 2], "big") for n in (3, 5))
    return range(head + size + 2 * pointers, content)


_LEAF, _NODE = 13, 5
"""The kinds of pages that a table has."""
