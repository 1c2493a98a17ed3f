"""Logs altered at random: damage, what SQLite adds, and what a forger does who knows the form and mends all hashes.

A forged log is put to one who has the key of the log, or the hash of the head that he noted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.alterations import DAMAGE, damaged_by
from bench.forging import ON, OURS, THEIRS, altered, book, facts, sealed
from dsl.edition import canonical
from dsl.place import Refused
from interpreter.logs import file, log
from interpreter.logs.entry import Entry, chained
from interpreter.receipts.keys import Key

ENTRIES = 12


@cache
def entries(whose: Key = OURS) -> tuple[Entry, ...]:
    """Those of a log as it would be written."""
    at = datetime(2026, 11, 27, tzinfo=UTC)
    with TemporaryDirectory() as name:
        for number in range(ENTRIES):
            verdict = book().decide("terminate", facts(number), ON + timedelta(number))
            log.append(Path(name) / "log", verdict, verdict.receipt(whose), whose, at + timedelta(hours=number))
        return tuple(log.entries(Path(name) / "log"))


def _content(entry: Entry) -> dict[str, Any]:
    return {name: entry.data[name] for name in ("at", "facts", "receipt", "store")}


def _changed(entry: Entry, random: Random) -> dict[str, Any]:
    """What an entry says, with a value of its facts, its time or its receipt changed, the receipt's hash mended."""
    content = _content(entry)
    match random.randrange(3):
        case 0:
            return {**content, "at": f"20{random.randrange(10, 26)}{content['at'][4:]}"}
        case 1:
            return {**content, "facts": altered(content["facts"], random)}
    receipt = altered(content["receipt"], random, ("answer", "asked", "book", "facts"))
    return {**content, "receipt": json.loads(sealed(receipt))}


def _mended(contents: Sequence[Mapping[str, Any]], random: Random) -> list[str]:
    """The chain of these entries as somebody makes it who has not the key: each HMAC is an old one, or made up."""
    lines, previous = [], None
    known = [entry.data["hmac"] for entry in entries()]
    for content in contents:
        entry = chained(content, previous, OURS)
        data = {name: each for name, each in entry.data.items() if name != "sha256"}
        data["hmac"] = random.choice(
            (known[min(entry.number, ENTRIES) - 1], random.choice(known), random.randbytes(32).hex())
        )
        previous = Entry({**data, "sha256": sha256(canonical(data)).hexdigest()})
        lines.append(previous.line())
    return lines


def edited(random: Random) -> list[str]:
    """One entry changed."""
    at = random.randrange(ENTRIES)
    return _mended([_changed(e, random) if n == at else _content(e) for n, e in enumerate(entries())], random)


def left_out(random: Random) -> list[str]:
    """Some entries missing, not only at the end."""
    at = random.randrange(ENTRIES - 1)
    gone = range(at, at + random.randrange(1, ENTRIES - at))
    return _mended([_content(e) for n, e in enumerate(entries()) if n not in gone], random)


def put_in(random: Random) -> list[str]:
    """An entry more, anywhere."""
    contents = [_content(each) for each in entries()]
    contents.insert(random.randrange(ENTRIES + 1), _changed(random.choice(entries()), random))
    return _mended(contents, random)


def moved(random: Random) -> list[str]:
    """Two entries in each other's place."""
    contents = [_content(each) for each in entries()]
    one, other = random.sample(range(ENTRIES), 2)
    contents[one], contents[other] = contents[other], contents[one]
    return _mended(contents, random)


def rewritten(random: Random) -> list[str]:
    """All of it anew, with another key, in which all hashes are right."""
    lines, previous = [], None
    at = random.randrange(ENTRIES)
    for number, entry in enumerate(entries()):
        content = _changed(entry, random) if number == at else _content(entry)
        previous = chained(content, previous, THEIRS)
        lines.append(previous.line())
    return lines


def unmended(random: Random) -> list[str]:
    """A character of an entry changed, and no hash mended."""
    lines = [entry.line() for entry in entries()]
    at = random.randrange(ENTRIES)
    text = lines[at]
    place = random.randrange(len(text))
    lines[at] = text[:place] + random.choice('0123456789abcdef"{}') + text[place + 1 :]
    return lines if lines[at] != text else unmended(random)


def shortened(random: Random) -> list[str]:
    """The last entries missing: what is left is as it was."""
    return [entry.line() for entry in entries()[: random.randrange(1, ENTRIES)]]


REWRITING: Mapping[str, Callable[[Random], list[str]]] = {
    "an entry changed, no hash mended": unmended, "an entry changed, all SHA-256 mended": edited,
    "entries left out, all SHA-256 mended": left_out, "an entry put in, all SHA-256 mended": put_in,
    "two entries exchanged, all SHA-256 mended": moved, "all written anew with another key": rewritten,
}  # fmt: skip
SHORTER = "the last entries left out; the head had been noted"
OUTSIDE = "a table, a setting or a free page added by SQLite"
_BY_SQLITE = (
    "CREATE TABLE more (a)", "PRAGMA user_version = 7", "VACUUM", "DROP TRIGGER entry_stays",
    "CREATE INDEX i ON entry (content)", "PRAGMA journal_mode = WAL", "ANALYZE", "PRAGMA application_id = 1",
    "CREATE TABLE more (a); DROP TABLE more", "ALTER TABLE entry RENAME COLUMN content TO contents",
)  # fmt: skip


def of_logs(random: Random, number: int, folder: Path) -> Iterator[tuple[str, bool]]:
    """So many alterations: what was done, and whether it was accepted."""
    whole, head = filed([entry.line() for entry in entries()], folder), entries()[-1].hash
    kinds = [*DAMAGE, *REWRITING, SHORTER, OUTSIDE]
    for count in range(number):
        kind = kinds[count % len(kinds)]
        if kind in DAMAGE:
            yield kind, is_sound(damaged_by(whole, DAMAGE[kind], random), folder)
        elif kind == OUTSIDE:
            yield kind, is_sound(_by_sqlite(whole, random, folder), folder)
        elif kind == SHORTER:
            yield kind, is_sound(filed(shortened(random), folder), folder, OURS, head)
        else:
            yield kind, is_sound(filed(REWRITING[kind](random), folder), folder, OURS)


def filed(lines: Sequence[str], folder: Path) -> bytes:
    """The file that guiju itself would have made of these lines."""
    path = folder / "written"
    path.unlink(missing_ok=True)
    file.write(path, enumerate(lines, 1), _version())
    return path.read_bytes()


def _version() -> str:
    return str(entries()[-1].data["store"]).removeprefix("sqlite ")


def _by_sqlite(whole: bytes, random: Random, folder: Path) -> bytes:
    """What SQLite makes of the file when somebody else uses it, if it is another one then."""
    import sqlite3
    from contextlib import closing

    path = folder / "other"
    path.write_bytes(whole)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(random.choice(_BY_SQLITE))
    found = path.read_bytes()
    return found if found != whole else _by_sqlite(whole, random, folder)


def is_sound(data: bytes, folder: Path, key: Key | None = None, head: str = "") -> bool:
    """Whether `verify` finds nothing. Anything but a refusal in words goes through as it comes."""
    path = folder / "log"
    for each in folder.glob("log*"):
        each.unlink()
    path.write_bytes(data)
    try:
        return log.verify(path, key, head).flaw is None
    except Refused:
        return False
