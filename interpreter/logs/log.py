"""A log of decisions, wherever it is kept: an entry added, entries read, the whole verified."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from dsl.core import Words
from dsl.place import Refused
from interpreter.live import is_live
from interpreter.logs.blind import blind
from interpreter.logs.entry import Entry, Flawed, chained, follows, read
from interpreter.logs.file import Examined, File
from interpreter.logs.server import Server
from interpreter.outcomes import Verdict
from interpreter.receipts.form import Receipt
from interpreter.receipts.keys import Key


class Held(Protocol):
    """A log as it is at one moment."""

    def lines(self) -> Iterator[tuple[int, str]]:
        """All lines with their numbers."""

    def examined(self, kinds: Collection[str], last: str) -> Examined:
        """Whether what the lines are kept in is as it must be; `kinds` wrote the entries, `last` the last of them."""


class Store(Protocol):
    """Where lines are kept."""

    @property
    def kind(self) -> str:
        """As entries name it."""

    def append(self, make: Callable[[str | None], Entry]) -> Entry:
        """Adds the entry that is made of the last line, while nobody else can add another."""

    def held(self) -> AbstractContextManager[Held]:
        """The log as it is now, to be looked at."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a log holds: how many entries, the hash of the last one; where it was altered, the entry (or 0) and why.

    Where it was altered, `count` and `head` are of the entries before that.
    """

    count: int
    head: str
    is_keyed: bool
    number: int = 0
    flaw: Words | None = None
    unused: int = 0
    """Bytes that nothing uses and that could not be compared, for another version of SQLite wrote them."""

    @property
    def what(self) -> Words:
        """What was altered: an entry, or what they are kept in."""
        return Words(f"第 {self.number} 条", f"entry {self.number}") if self.number else Words("文件", "the file")


def store(where: str | Path) -> Store:
    """The file or the database of that name."""
    return Server(str(where)) if is_live(where) else File(Path(where))


def append(where: str | Path, verdict: Verdict, receipt: Receipt, key: Key, at: datetime) -> Entry:
    """Adds a decision, made at that moment. Raises Refused where it cannot be, and ValueError as `Verdict.receipt`."""
    if verdict.posed is None:
        raise ValueError("a verdict on rows is not logged: ask `decide` with the facts")
    kept, posed = store(where), verdict.posed
    content = {
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "facts": blind(posed.book, verdict.action, posed.facts, key),
        "receipt": dict(receipt.data),
        "store": kept.kind,
    }

    def make(last: str | None) -> Entry:
        return chained(content, _previous(last, key), key)

    return kept.append(make)


def _previous(line: str | None, key: Key) -> Entry | None:
    """The last entry, if it may be followed: by the same key, and as it was entered."""
    if line is None:
        return None
    try:
        return read(line, key)
    except Flawed as flawed:
        raise Refused("RC203", why=flawed.words) from None


def entries(where: str | Path, last: int | None = None) -> list[Entry]:
    """The entries, or so many of the last ones. Raises Refused, and Flawed."""
    with store(where).held() as held:
        return [read(line) for _, line in deque(held.lines(), last)]


def verify(where: str | Path, key: Key | None = None, head: str = "", least: int = 0) -> Verified:
    """Whether a log is what was entered, and holds the entry of that hash and so many entries. Raises Refused.

    Without the key it cannot be told whether all of it was made anew by somebody else.
    """
    kept = store(where)
    with kept.held() as held:
        return _verified(kept, held, key, head, least)


def _verified(kept: Store, held: Held, key: Key | None, head: str, least: int) -> Verified:
    previous: Entry | None = None
    count, kinds, has_head = 0, set[str](), not head
    for count, (number, line) in enumerate(held.lines(), 1):
        try:
            entry = read(line, key)
        except Flawed as flawed:
            return _flawed(count, previous, key, flawed.words)
        if why := (_MISNUMBERED if number != entry.number else follows(entry, previous)):
            return _flawed(count, previous, key, why)
        kinds.add(entry.data["store"])
        has_head |= entry.hash == head
        previous = entry
    if previous is None:
        raise Refused("RC202", why=_EMPTY)
    whole = _examined(kept, held, kinds, previous)
    if whole.flaw:
        return _flawed(0, previous, key, whole.flaw)
    if count < least:
        return _flawed(count, previous, key, _too_few(count, least))
    if not has_head:
        return _flawed(count, previous, key, _NO_HEAD)
    return Verified(count, previous.hash, key is not None, unused=whole.unused)


def _examined(kept: Store, held: Held, kinds: Collection[str], last: Entry) -> Examined:
    """What is wrong with what the entries are kept in."""
    if {each.partition(" ")[0] for each in kinds} != {kept.kind.partition(" ")[0]}:
        return Examined(_MOVED)
    return held.examined(kinds, last.data["store"])


def _flawed(number: int, previous: Entry | None, key: Key | None, why: Words) -> Verified:
    sound, head = (previous.number, previous.hash) if previous else (0, "")
    return Verified(sound, head, key is not None, number, why)


def _too_few(count: int, least: int) -> Words:
    return Words(f"只有 {count} 条，应不少于 {least} 条", f"it ends here, and at least {least} entries were wanted")


_EMPTY = Words("没有任何条目", "there is no entry in it")
_MISNUMBERED = Words("编号与所存的编号不同", "its number is another than that under which it is kept")
_MOVED = Words("条目不是写在这种数据库中的", "the entries were written into another kind of database")
_NO_HEAD = Words(
    "没有所给校验值的条目：末尾有缺失，或是另一份日志",
    "no entry has the hash that was named: entries are missing at its end, or it is another log",
)
